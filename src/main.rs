//! The command line.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    jiamenkou::cli::Cli::parse().run()
}
