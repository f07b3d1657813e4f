//! What `bin/bench` compares the portal with, and the communities it measures on.
//!
//! - `prepare N`: fills an embedded database with N communities of 500 listings, made from the demo's.
//! - `people N`: adds a community with N able residents, and what they learn, earn and apply for; the school there is the same
//!   however many they are.
//! - `count N`: lets that community count itself, and prints how many seconds it takes.
//! - `limit URL`: answers the bytes that URL gave, from memory: as fast as this stack can answer at all.
//! - `bare`: renders the directory page anew for each request from offers held in memory; no database, no cache.
//! - `manual`: the page written by hand: one transaction with the same queries, the same template, and nothing else.

#![expect(
    clippy::disallowed_methods,
    reason = "the comparison writes its data across tenants, which the portal never does"
)]
#![expect(clippy::disallowed_types, reason = "what the portal is compared with uses axum as it comes")]

mod count;
mod people;
mod prepare;
mod servers;

use anyhow::{Result, bail};

/// As the portal's, so that what is compared differs in nothing but the work.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match words[..] {
            ["prepare", communities] => prepare::prepare(communities.parse()?).await,
            ["people", residents] => people::prepare(residents.parse()?).await,
            ["count", residents] => count::measure(residents.parse()?).await,
            ["limit", file] => servers::limit(file).await,
            ["bare"] => servers::bare().await,
            ["manual"] => servers::manual().await,
            _ => bail!("usage: bench prepare N | people N | count N | limit FILE | bare | manual"),
        }
    })
}
