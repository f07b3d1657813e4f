//! Tokens in cookies and in the addresses of calendars: not to be guessed, of which the database keeps the hash alone.
//!
//! A token names its person, so that what it opens is looked up inside that person's scope and never across people.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;

use crate::db::PersonId;
use crate::secrets::token_hash;
use crate::web::cookie;

/// What a cookie claims.
pub struct Token {
    person: PersonId,
    secret: [u8; 32],
}

impl Token {
    /// A new one for a person.
    pub fn new(person: PersonId) -> Self {
        Self { person, secret: rand::random() }
    }

    /// With a secret that follows from elsewhere.
    pub fn of(person: PersonId, secret: [u8; 32]) -> Self {
        Self { person, secret }
    }

    /// As it is written; nothing is proven by it.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (person, secret) = bytes.split_first_chunk::<16>()?;
        Some(Self { person: uuid::Uuid::from_bytes(*person).into(), secret: secret.try_into().ok()? })
    }

    /// As it is written.
    pub fn encode(&self) -> String {
        let mut bytes = self.person.uuid().as_bytes().to_vec();
        bytes.extend(self.secret);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose it claims to be: the scope to look it up in, and nothing proven.
    pub fn claimed_person(&self) -> PersonId {
        self.person
    }

    /// What the database keeps of it.
    pub fn hash(&self) -> [u8; 32] {
        token_hash(&self.secret)
    }
}

/// A cookie that carries a [`Token`].
#[derive(Clone, Copy)]
pub struct TokenCookie {
    plain: &'static str,
    /// `__Host-` binds the cookie to this host over https; plain http (a developer's machine) cannot have it.
    bound: &'static str,
}

impl TokenCookie {
    /// A session.
    pub const SESSION: Self = Self { plain: "session", bound: "__Host-session" };
    /// A sign-in between password and code.
    pub const HALF: Self = Self { plain: "half", bound: "__Host-half" };

    fn name(self, https: bool) -> &'static str {
        if https { self.bound } else { self.plain }
    }

    /// The token that a request carries.
    pub fn read(self, headers: &HeaderMap, https: bool) -> Option<Token> {
        Token::parse(cookie(headers, self.name(https))?)
    }

    /// The header that gives it to the browser.
    pub fn give(self, token: &Token, lasts: TimeDelta, https: bool) -> HeaderValue {
        self.header(&token.encode(), lasts.num_seconds(), https)
    }

    /// The header that takes away what the browser carries.
    pub fn take_away(self, https: bool) -> HeaderValue {
        self.header("", 0, https)
    }

    fn header(self, value: &str, max_age: i64, https: bool) -> HeaderValue {
        let secure = if https { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}", self.name(https));
        // Names, digits and URL-safe base64: always a valid header.
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}
