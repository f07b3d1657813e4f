//! The console's pages.

use askama::Template;

use crate::ui::{Crumbs, ErrorSummary, Field, Footer, Head, Masthead};
use crate::web::Page;
use crate::web::form::Errors;

/// The console's first page.
#[derive(Template)]
#[template(path = "staff/console.html")]
pub(super) struct ConsolePage {
    pub page: Page,
    pub rooms: Vec<Room>,
}

/// Things that belong together.
pub(super) struct Room {
    pub id: &'static str,
    pub title: &'static str,
    pub doors: Vec<Door>,
}

/// Something to do.
pub(super) struct Door {
    pub name: &'static str,
    pub note: &'static str,
    pub url: String,
    /// How many things wait behind it.
    pub waiting: Option<i64>,
}

/// What was searched for in vain.
#[derive(Template)]
#[template(path = "staff/searches.html")]
pub(super) struct SearchesPage {
    pub page: Page,
    pub console_url: String,
    pub rows: Vec<MissView>,
}

/// One search.
pub(super) struct MissView {
    pub term: String,
    pub misses: i64,
    pub last: String,
}

/// One-time codes.
#[derive(Template)]
#[template(path = "staff/codes.html")]
pub(super) struct CodesPage {
    pub page: Page,
    pub console_url: String,
    pub action: String,
    /// The id that the next code will have: sent twice, it is still one code.
    pub key: String,
    pub name: String,
    pub errors: Errors,
    pub rows: Vec<CodeView>,
    pub older_url: Option<String>,
}

/// One code in the list.
pub(super) struct CodeView {
    pub name: String,
    pub issuer: String,
    pub issued: String,
    pub state: &'static str,
    pub is_live: bool,
    pub url: String,
    pub revoke_url: String,
    pub person: String,
    /// The key for issuing another to the same person.
    pub next_key: String,
}

/// One code, to print.
#[derive(Template)]
#[template(path = "staff/code.html")]
pub(super) struct CodePage {
    pub page: Page,
    pub console_url: String,
    pub codes_url: String,
    pub revoke_url: String,
    pub name: String,
    /// The digits, while the code holds.
    pub digits: Option<String>,
    pub until: String,
    pub address: String,
    pub phone: Option<String>,
}
