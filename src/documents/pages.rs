//! The page of an organization's files.

use askama::Template;

use crate::ui::{Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Select, SelectOption};
use crate::web::Page;
use crate::web::form::Errors;

/// The files, and the form that adds one.
#[derive(Template)]
#[template(path = "documents/list.html")]
pub(super) struct DocumentsPage {
    pub page: Page,
    pub profile_url: String,
    pub action: String,
    /// The id that the next file will have: sent twice, it is still one file.
    pub key: String,
    /// The kind chosen.
    pub kind: String,
    pub kinds: Vec<SelectOption>,
    pub errors: Errors,
    pub rows: Vec<DocumentView>,
    pub older_url: Option<String>,
}

/// One file in the list.
pub(super) struct DocumentView {
    pub name: String,
    pub kind: &'static str,
    pub size: String,
    pub uploaded: String,
    /// Whether it opens in the browser; else it is saved.
    pub is_image: bool,
    pub url: String,
    pub removal_url: String,
}
