//! Static files, made by `build/assets.rs`: named after their content, cached for ever, compressed ahead of time.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// One static file.
pub struct Asset {
    /// Its address.
    pub path: &'static str,
    media_type: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

static BY_PATH: LazyLock<HashMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ALL.iter().map(|asset| (asset.path, *asset)).collect());

/// Whether the browser says it takes an encoding.
pub(super) fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(',').any(|item| item.trim() == encoding || item.trim().starts_with(&format!("{encoding};q=0.")))
    })
}

/// Serves the asset at `path`.
pub fn serve(path: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = BY_PATH.get(path) else { return StatusCode::NOT_FOUND.into_response() };
    let (body, encoding) = if accepts(headers, "br") {
        (asset.brotli, Some("br"))
    } else if accepts(headers, "gzip") {
        (asset.gzip, Some("gzip"))
    } else {
        (asset.plain, None)
    };
    let mut response = Body::from(body).into_response();
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
