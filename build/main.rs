//! Generates two modules before the crate compiles: the messages of every locale as typed constants, and the
//! static assets with content-hashed names and their compressed forms.

mod assets;
mod messages;

#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() -> anyhow::Result<()> {
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    for watched in ["build", "locales", "static", "templates", "migrations"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    messages::generate("locales".as_ref(), &out.join("messages.rs"))?;
    assets::generate("static".as_ref(), &out)
}
