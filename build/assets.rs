//! Static assets: each gets a name that changes with its content, so that browsers may keep it for ever, and is
//! compressed once here instead of at every request. The style sheets become one file, in the order below.

use std::fmt::Write;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The cascade: a later file may override an earlier one.
const STYLE_ORDER: [&str; 6] = ["tokens.css", "base.css", "layout.css", "components", "utilities.css", "print.css"];

fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).with_context(|| format!("{}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn style_sheet(dir: &Path) -> Result<Vec<u8>> {
    let mut css = Vec::new();
    for name in STYLE_ORDER {
        let path = dir.join(name);
        let parts = if path.is_dir() { files(&path)? } else { vec![path] };
        for part in parts {
            css.extend(std::fs::read(&part).with_context(|| format!("{}", part.display()))?);
            css.push(b'\n');
        }
    }
    Ok(css)
}

fn media_type(name: &str) -> Result<&'static str> {
    Ok(match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => anyhow::bail!("{name}: a kind of file without a media type"),
    })
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

/// Writes the module that `src/web/assets.rs` includes, and the files it includes in turn.
pub fn generate(dir: &Path, out: &Path) -> Result<()> {
    let mut sources = vec![("app.css".to_owned(), style_sheet(&dir.join("css"))?)];
    for folder in ["js", "img"] {
        for path in files(&dir.join(folder))? {
            let name = path.strip_prefix(dir)?.to_string_lossy().replace('\\', "/");
            sources.push((name, std::fs::read(&path)?));
        }
    }
    let mut code = String::new();
    let mut all = Vec::new();
    for (name, bytes) in sources {
        let constant = name.to_uppercase().replace(['/', '.', '-'], "_");
        let hash = hex::encode(&Sha256::digest(&bytes)[..6]);
        let (stem, extension) = name.rsplit_once('.').context("an asset without an extension")?;
        let media = media_type(&name)?;
        for (suffix, body) in [("", bytes.clone()), (".gz", gzip(&bytes)?), (".br", brotli(&bytes)?)] {
            std::fs::write(out.join(format!("{constant}{suffix}")), body)?;
        }
        let include = |suffix: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{constant}{suffix}\"))");
        writeln!(
            code,
            "/// `{name}`\npub static {constant}: Asset = Asset {{ path: \"/static/{stem}.{hash}.{extension}\", media_type: {media:?}, plain: {}, gzip: {}, brotli: {} }};",
            include(""),
            include(".gz"),
            include(".br"),
        )?;
        all.push(format!("&{constant}"));
    }
    writeln!(code, "/// Every asset.\npub static ALL: [&Asset; {}] = [{}];", all.len(), all.join(", "))?;
    std::fs::write(out.join("assets.rs"), code)?;
    Ok(())
}
