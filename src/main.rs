//! The command line.

use std::process::ExitCode;

use clap::Parser;

/// A page is tens of kilobytes that live for a millisecond; the system's allocator spends a quarter of the server's time
/// on them (bin/bench).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    jiamenkou::cli::Cli::parse().run()
}
