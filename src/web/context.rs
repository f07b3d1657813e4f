//! What is known of a request before anyone is signed in: its language, display mode and community.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use uuid::Uuid;

use super::i18n::{Locale, Messages};
use crate::state::AppState;
use crate::tenancy::Tenant;

/// Main text size of the elder mode (长辈版) in CSS pixels; the MIIT specification asks for 18 to 30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ElderSize {
    /// The first step.
    #[default]
    Large,
    /// The second.
    Larger,
    /// The largest.
    Largest,
}

impl ElderSize {
    /// Every size, smallest first.
    pub const ALL: [Self; 3] = [Self::Large, Self::Larger, Self::Largest];

    /// As in `?size=`, the cookie and the `data-size` attribute.
    pub fn pixels(self) -> &'static str {
        match self {
            Self::Large => "20",
            Self::Larger => "24",
            Self::Largest => "30",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.pixels() == text)
    }
}

/// Two years in seconds: how long a browser keeps the language and display mode.
const PREFERENCE_AGE: u32 = 63_072_000;

/// The request's context; see the module.
#[derive(Clone)]
pub struct Context {
    /// The language of the answer.
    pub locale: Locale,
    /// The elder mode's text size when it is on.
    pub elder: Option<ElderSize>,
    /// The community, street or district named by the address.
    pub tenant: Option<Arc<Tenant>>,
    /// Names this request in the log and on error pages.
    pub request_id: Uuid,
    /// Path and query as they came.
    pub uri: Arc<str>,
    /// Whether the language was asked for in the address.
    pub lang_in_url: bool,
}

impl Context {
    /// The messages of the request's language.
    pub fn t(&self) -> &'static Messages {
        self.locale.messages()
    }

    fn build(state: &AppState, request: &Request) -> (Self, Preferences) {
        let headers = request.headers();
        let uri = request.uri();
        let asked = Preferences::from_query(uri.query().unwrap_or_default());
        let kept = Preferences::from_cookie(headers);
        let elder = asked.elder.or(kept.elder).unwrap_or(false);
        let context = Self {
            locale: asked.locale.or(kept.locale).unwrap_or_else(|| Locale::negotiate(headers)),
            elder: elder.then(|| asked.size.or(kept.size).unwrap_or_default()),
            tenant: tenant_slug(uri.path()).and_then(|slug| state.platform().by_slug(slug)),
            request_id: Uuid::now_v7(),
            uri: uri.path_and_query().map_or("/", |pq| pq.as_str()).into(),
            lang_in_url: asked.locale.is_some(),
        };
        (context, asked)
    }
}

/// The slug in `/c/{slug}` and what lies below it.
fn tenant_slug(path: &str) -> Option<&str> {
    path.strip_prefix("/c/")?.split('/').next().filter(|slug| !slug.is_empty())
}

/// What a visitor chose, in an address (`?lang=en&elder=1&size=24`) or in the cookie that remembers it (`en.1.24`).
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
struct Preferences {
    locale: Option<Locale>,
    elder: Option<bool>,
    size: Option<ElderSize>,
}

impl Preferences {
    fn from_query(query: &str) -> Self {
        let mut found = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "lang" => found.locale = Locale::parse(value),
                "elder" => found.elder = parse_flag(value),
                "size" => found.size = ElderSize::parse(value),
                _ => {}
            }
        }
        found
    }

    fn from_cookie(headers: &HeaderMap) -> Self {
        let Some(text) = cookie(headers, "view") else { return Self::default() };
        let mut parts = text.split('.');
        Self {
            locale: parts.next().and_then(Locale::parse),
            elder: parts.next().and_then(parse_flag),
            size: parts.next().and_then(ElderSize::parse),
        }
    }

    /// The cookie that keeps what `context` ended up with.
    fn cookie(context: &Context, kept: Self, asked: Self) -> Option<HeaderValue> {
        // A language that was merely negotiated is not a choice, so it is not kept.
        let locale = asked.locale.or(kept.locale).map_or("", Locale::tag);
        let elder = u8::from(context.elder.is_some());
        let size = asked.size.or(kept.size).map_or("", ElderSize::pixels);
        format!("view={locale}.{elder}.{size}; Path=/; Max-Age={PREFERENCE_AGE}; SameSite=Lax; HttpOnly").parse().ok()
    }
}

fn parse_flag(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

/// The value of one cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Puts the [`Context`] on the request. The cookie, where there is one, keeps what the address asked for.
pub(super) fn arrive(state: &AppState, request: &mut Request) -> (Context, Option<HeaderValue>) {
    let (context, asked) = Context::build(state, request);
    let cookie = (asked != Preferences::default())
        .then(|| Preferences::from_cookie(request.headers()))
        .and_then(|kept| Preferences::cookie(&context, kept, asked));
    request.extensions_mut().insert(context.clone());
    (context, cookie)
}
