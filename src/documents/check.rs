//! What an uploaded file must be before it is kept: a JPEG, PNG or WebP picture, which is drawn anew, or a PDF that does
//! nothing by itself. The content decides; a name that says otherwise is refused.

use image::ImageFormat;
use tokio::sync::Semaphore;

use super::{pdf, picture};
use crate::web::Messages;

/// The largest file that is looked at, in bytes.
pub const LARGEST: usize = 10 << 20;
/// The longest name that is kept, in characters, without its extension.
const LONGEST_NAME: usize = 80;

/// One picture is decoded at a time, so that uploads by the dozen leave memory and cores to everybody's pages.
static UPLOADS: Semaphore = Semaphore::const_new(1);
/// Portraits are made of pictures of our own within a decision's transaction, which must not wait for strangers' uploads.
static PORTRAITS: Semaphore = Semaphore::const_new(1);

/// A file as it may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// `image/jpeg` or `application/pdf`.
    pub media_type: &'static str,
    /// The content: of a picture, drawn anew.
    pub bytes: Vec<u8>,
    /// A harmless name whose extension tells the truth.
    pub file_name: String,
}

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No file, or nothing in it.
    Empty,
    /// More bytes than allowed.
    TooLarge,
    /// Neither a picture of a kind we read nor a PDF.
    UnknownKind,
    /// A picture that would take too much memory.
    TooManyPixels,
    /// It cannot be read, or not to its end.
    Damaged,
    /// A PDF with a script, an attachment or a password.
    ActivePdf,
    /// The name's extension belongs to another kind of file.
    WrongName,
}

impl Refusal {
    /// What to do about it, in words.
    pub fn message(self, t: &Messages) -> &'static str {
        match self {
            Self::Empty => t.documents.error_empty,
            Self::TooLarge => t.documents.error_too_large,
            Self::UnknownKind => t.documents.error_unknown_kind,
            Self::TooManyPixels => t.documents.error_too_many_pixels,
            Self::Damaged => t.documents.error_damaged,
            Self::ActivePdf => t.documents.error_active_pdf,
            Self::WrongName => t.documents.error_wrong_name,
        }
    }
}

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy)]
enum Content {
    Picture(ImageFormat),
    Pdf,
}

impl Content {
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\xFF\xD8\xFF") {
            Some(Self::Picture(ImageFormat::Jpeg))
        } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
            Some(Self::Picture(ImageFormat::Png))
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12).is_some_and(|tag| tag == b"WEBP") {
            Some(Self::Picture(ImageFormat::WebP))
        } else if bytes.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else {
            None
        }
    }

    /// The extensions it goes by.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Picture(ImageFormat::Png) => &["png"],
            Self::Picture(ImageFormat::WebP) => &["webp"],
            Self::Picture(_) => &["jpg", "jpeg", "jfif"],
            Self::Pdf => &["pdf"],
        }
    }
}

/// Checks a file and makes it fit to be kept. Takes memory and time: see [`accept`].
pub fn inspect(name: &str, bytes: &[u8]) -> Result<Accepted, Refusal> {
    match bytes.len() {
        0 => return Err(Refusal::Empty),
        size if size > LARGEST => return Err(Refusal::TooLarge),
        _ => {}
    }
    let content = Content::of(bytes).ok_or(Refusal::UnknownKind)?;
    // A name without an extension says nothing wrong; some phones send such names.
    if extension(name).is_some_and(|said| content.extensions().iter().all(|known| *known != said)) {
        return Err(Refusal::WrongName);
    }
    match content {
        Content::Picture(format) => {
            let bytes = picture::redraw(bytes, format)?;
            Ok(Accepted { media_type: "image/jpeg", bytes, file_name: kept_name(name, "jpg") })
        }
        Content::Pdf => {
            pdf::inspect(bytes)?;
            let bytes = bytes.to_vec();
            Ok(Accepted { media_type: "application/pdf", bytes, file_name: kept_name(name, "pdf") })
        }
    }
}

/// The square in the middle of a kept picture, 320 pixels wide, for a worker's public card. Takes time: see
/// [`make_portrait`].
pub fn portrait(jpeg: &[u8]) -> Result<Vec<u8>, Refusal> {
    picture::portrait(jpeg)
}

/// [`inspect`], off the request threads and in turn.
pub async fn accept(name: String, bytes: Vec<u8>) -> Result<Accepted, Refusal> {
    in_turn(&UPLOADS, move || inspect(&name, &bytes)).await
}

/// [`portrait`], off the request threads and in turn.
pub async fn make_portrait(jpeg: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    in_turn(&PORTRAITS, move || portrait(&jpeg)).await
}

/// Runs one piece of decoding when nobody else's runs. The turn belongs to the work, not to whoever waits for it: a
/// request that gives up does not let the next one in early.
async fn in_turn<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    // Nobody ever closes the semaphore.
    let turn = turns.acquire().await.map_err(|_| Refusal::Damaged)?;
    let result = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(turn);
        result
    });
    match result.await {
        Ok(result) => result,
        Err(error) => {
            tracing::warn!(panicked = error.is_panic(), "a decoder did not survive an uploaded file");
            Err(Refusal::Damaged)
        }
    }
}

/// A name without its folders, and its extension apart.
fn parts(name: &str) -> (&str, Option<&str>) {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.rsplit_once('.').map_or((base, None), |(stem, extension)| (stem, Some(extension)))
}

fn extension(name: &str) -> Option<String> {
    parts(name).1.map(|extension| extension.trim().to_ascii_lowercase())
}

/// The name with the extension that belongs to the content, without anything that a file system or a reader's eye
/// would stumble over.
fn kept_name(name: &str, extension: &str) -> String {
    let clean: String = parts(name).0.chars().filter(|c| !is_unwanted(*c)).take(LONGEST_NAME).collect();
    match clean.trim_matches(|c: char| c.is_whitespace() || c == '.') {
        "" => format!("file.{extension}"),
        stem => format!("{stem}.{extension}"),
    }
}

/// Controls, what file systems reserve, and characters that are invisible or turn the text around.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
