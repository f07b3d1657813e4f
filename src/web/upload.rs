//! Forms that carry a file (multipart/form-data).

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::AppError;

/// The largest request with a file, in bytes: a photo of a document from a phone has 3 to 8 MB.
pub const LARGEST_UPLOAD: usize = 12 << 20;
/// Fields beside the file, and the length of each in bytes.
const MOST_FIELDS: usize = 40;
const LONGEST_FIELD: usize = 64 << 10;

/// So many requests with a file are taken in at once; whoever finds no place within [`WAIT`] is asked to try again. Each
/// may hold twice [`LARGEST_UPLOAD`] while it is read.
const PLACES: usize = 8;
/// How long to wait for a place.
const WAIT: Duration = Duration::from_secs(5);

static UPLOADS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(PLACES)));

/// A submitted file.
#[derive(Debug, Default)]
pub struct File {
    /// Its name as the browser tells it, without folders.
    pub name: String,
    /// Its content; empty when none was chosen.
    pub bytes: Vec<u8>,
    /// Taken until the request is answered.
    _place: Option<OwnedSemaphorePermit>,
}

/// A form with one file field named `file` and text fields beside it.
pub struct Upload<T> {
    /// The text fields.
    pub form: T,
    /// The file.
    pub file: File,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Upload<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        // Said beforehand, it is refused before a byte of it is read.
        let said = request.headers().get(axum::http::header::CONTENT_LENGTH);
        if said.and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok()).is_some_and(|n: usize| n > LARGEST_UPLOAD) {
            return Err(AppError::TooLarge);
        }
        let place = tokio::time::timeout(WAIT, UPLOADS.clone().acquire_owned()).await;
        let place = place.map_err(|_| AppError::TooMany { retry: WAIT })?.map_err(|_| AppError::Unavailable)?;
        let mut multipart = Multipart::from_request(request, state).await.map_err(|_| AppError::BadRequest)?;
        let (mut texts, mut file): (HashMap<String, String>, _) =
            (HashMap::new(), File { _place: Some(place), ..File::default() });
        while let Some(mut field) = multipart.next_field().await.map_err(|e| refusal(&e))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                file.name = base_name(field.file_name().unwrap_or_default());
                while let Some(chunk) = field.chunk().await.map_err(|e| refusal(&e))? {
                    file.bytes.extend_from_slice(&chunk);
                    if file.bytes.len() > LARGEST_UPLOAD {
                        return Err(AppError::TooLarge);
                    }
                }
                continue;
            }
            let text = field.text().await.map_err(|e| refusal(&e))?;
            if texts.len() >= MOST_FIELDS || text.len() > LONGEST_FIELD {
                return Err(AppError::BadRequest);
            }
            // The first of two with one name counts.
            texts.entry(name).or_insert(text);
        }
        let pairs: Vec<(String, String)> = texts.into_iter().collect();
        let query = serde_html_form::to_string(pairs).map_err(|_| AppError::BadRequest)?;
        let form = serde_html_form::from_str(&query).map_err(|_| AppError::BadRequest)?;
        Ok(Self { form, file })
    }
}

fn refusal(error: &MultipartError) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { AppError::TooLarge } else { AppError::BadRequest }
}

/// A file's name without folders, control characters and excess.
fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.chars().filter(|c| !c.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::base_name;

    #[test]
    fn a_files_name_has_no_folders_and_no_controls() {
        assert_eq!(base_name("C:\\fakepath\\营业执照.jpg"), "营业执照.jpg");
        assert_eq!(base_name("../../etc/pass\r\nwd"), "passwd");
        assert_eq!(base_name(&"长".repeat(500)).chars().count(), 120);
    }
}
