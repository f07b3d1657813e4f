//! The pages of sheets.

use askama::Template;

use crate::ui::{Choice, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, SelectOption};
use crate::web::Page;
use crate::web::form::Errors;

/// A sheet in the list.
pub(super) struct SheetLine {
    pub url: String,
    pub name: String,
    pub kind: &'static str,
    pub by: String,
    pub state: &'static str,
    pub is_good: bool,
}

/// The sheets so far.
#[derive(Template)]
#[template(path = "sheets/list.html")]
pub(super) struct SheetsPage {
    pub page: Page,
    pub console_url: String,
    /// A template of each kind, with what it is called.
    pub templates: Vec<(String, &'static str)>,
    /// The kinds with their words, what they are called, and whether they are chosen.
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    pub action: String,
    pub key: String,
    pub rows: Vec<SheetLine>,
    pub errors: Errors,
}

/// A column of a sheet.
pub(super) struct ColumnView {
    pub id: String,
    /// What stands above it, or which it is.
    pub heading: String,
    pub chosen: String,
}

/// A line with what is wrong with it, or why it is passed over.
pub(super) struct ProblemLine {
    pub line: String,
    pub text: &'static str,
}

/// How far a sheet is on its way in.
pub(super) struct ProgressView {
    pub done: i32,
    pub total: i32,
    pub text: String,
}

/// One sheet.
#[derive(Template)]
#[template(path = "sheets/sheet.html")]
pub(super) struct SheetPage {
    pub page: Page,
    pub console_url: String,
    pub sheets_url: String,
    /// Where what it brings is seen, and what that is called.
    pub things: (String, &'static str),
    pub kind: &'static str,
    pub url: String,
    pub name: String,
    pub by: String,
    pub summary: String,
    pub unused: Option<String>,
    pub is_checked: bool,
    /// Whether its rows are gone since nobody brought it in.
    pub is_expired: bool,
    pub is_empty: bool,
    pub problems: Vec<ProblemLine>,
    pub problems_title: Option<String>,
    pub problems_more: Option<String>,
    /// Rows that are passed over, with why.
    pub skipped: Vec<ProblemLine>,
    pub skipped_title: Option<String>,
    pub skipped_more: Option<String>,
    pub columns: Vec<ColumnView>,
    pub meanings: Vec<SelectOption>,
    pub columns_action: String,
    pub apply_action: String,
    pub progress: Option<ProgressView>,
    pub applied: Option<String>,
    pub undo_action: Option<String>,
    pub undo_lead: String,
    pub undone: Option<String>,
    pub left_over: Option<String>,
    pub errors: Errors,
}
