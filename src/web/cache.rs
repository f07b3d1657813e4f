//! Public pages kept in memory, per community and version: while nothing changed, a page is its bytes.

use std::hash::{BuildHasher, Hasher};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use moka::sync::Cache;

use super::assets::accepts;
use super::context::{Context, ElderSize};
use super::i18n::Locale;
use crate::db::Epoch;

/// A single page above this is served and not kept.
const LARGEST: usize = 512 << 10;

#[derive(PartialEq, Eq, Hash)]
struct Key {
    uri: Arc<str>,
    locale: Locale,
    elder: Option<ElderSize>,
}

/// A finished page.
pub struct CachedPage {
    epoch: Epoch,
    /// What the page says of “open now” holds until then.
    fresh_until: DateTime<Utc>,
    /// What it is, as the `Content-Type` header says it.
    content_type: &'static str,
    body: Bytes,
    etag: HeaderValue,
    gzip: OnceLock<Option<Bytes>>,
}

/// Addresses whose first request is remembered.
const DOORS: usize = 1 << 13;

/// The pages of this server.
pub struct PageCache {
    pages: Cache<Key, Arc<CachedPage>>,
    /// The hash of the address last asked for at each door. A page is kept when it is asked for again: most searches
    /// and price ranges never are, and keeping them would cost time and push out those that are.
    doors: Box<[AtomicU64]>,
}

impl PageCache {
    /// All pages together stay below this many bytes.
    pub fn new(capacity: u64) -> Self {
        let weigh = |key: &Key, page: &Arc<CachedPage>| {
            // Half again for the compressed form that the first browser asks for.
            u32::try_from(page.body.len() * 3 / 2 + key.uri.len() + 256).unwrap_or(u32::MAX)
        };
        Self {
            pages: Cache::builder().weigher(weigh).max_capacity(capacity).build(),
            doors: (0..DOORS).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    fn key(context: &Context) -> Key {
        Key { uri: context.uri.clone(), locale: context.locale, elder: context.elder }
    }

    /// The page for this request, if it was made under this epoch and its statements about time still hold.
    pub fn get(&self, context: &Context, epoch: Epoch, now: DateTime<Utc>) -> Option<Arc<CachedPage>> {
        self.pages.get(&Self::key(context)).filter(|page| page.epoch == epoch && now < page.fresh_until)
    }

    /// Keeps a page whose address is asked for again.
    pub fn put(&self, context: &Context, page: Arc<CachedPage>) {
        let key = Self::key(context);
        let hash = fixed().hash_one(&key);
        let door = &self.doors[usize::try_from(hash % DOORS as u64).unwrap_or_default()];
        if door.swap(hash, Ordering::Relaxed) == hash && page.body.len() <= LARGEST {
            self.pages.insert(key, page);
        }
    }
}

impl CachedPage {
    /// A page made under `epoch`, good until `fresh_until`.
    pub fn new(body: Bytes, content_type: &'static str, epoch: Epoch, fresh_until: DateTime<Utc>) -> Arc<Self> {
        let etag = etag(&body);
        Arc::new(Self { epoch, fresh_until, content_type, body, etag, gzip: OnceLock::new() })
    }

    /// The answer to a browser with these headers: the page, its compressed form, or “you have it”.
    pub fn respond(&self, headers: &HeaderMap) -> Response {
        if matches(headers, &self.etag) {
            return not_modified(&self.etag);
        }
        let gzip = if accepts(headers, "gzip") { self.gzip.get_or_init(|| gzip(&self.body)).clone() } else { None };
        let compressed = gzip.is_some();
        let mut response = Body::from(gzip.unwrap_or_else(|| self.body.clone())).into_response();
        public_headers(response.headers_mut(), &self.etag);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if compressed {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

fn fixed() -> foldhash::quality::FixedState {
    foldhash::quality::FixedState::with_seed(0)
}

/// A weak validator: the compressed and the plain form say the same. The hash has a fixed seed, so every server of this
/// version names a page alike; nobody gains by making two pages with one hash.
fn etag(body: &[u8]) -> HeaderValue {
    let mut hasher = fixed().build_hasher();
    hasher.write(body);
    HeaderValue::from_str(&format!("W/\"{:016x}{:x}\"", hasher.finish(), body.len()))
        .unwrap_or_else(|_| HeaderValue::from_static("W/\"0\""))
}

fn matches(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let (Some(Ok(wanted)), Ok(etag)) = (headers.get(IF_NONE_MATCH).map(HeaderValue::to_str), etag.to_str()) else {
        return false;
    };
    wanted.split(',').any(|tag| tag.trim() == etag)
}

fn not_modified(etag: &HeaderValue) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    public_headers(response.headers_mut(), etag);
    response.headers_mut().remove(CONTENT_TYPE);
    response
}

fn public_headers(headers: &mut HeaderMap, etag: &HeaderValue) {
    // Kept by the browser, asked about every time: a change shows on the next request.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    headers.insert(ETAG, etag.clone());
}

fn gzip(body: &[u8]) -> Option<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), flate2::Compression::new(5));
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
