//! The pages of lists on their way out.

use askama::Template;

use crate::accounts::Asked;
use crate::ui::{Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Proof, Select, SelectOption};
use crate::web::Page;
use crate::web::form::Errors;

/// A list.
pub(super) struct ExportLine {
    pub id: String,
    pub title: String,
    pub what: String,
    pub reason: String,
    pub state: String,
    pub is_ready: bool,
    pub file_url: Option<String>,
    /// Where a second person decides; none: decided, or one's own.
    pub decision_url: Option<String>,
}

/// The lists so far.
#[derive(Template)]
#[template(path = "residents/exports.html")]
pub(super) struct ExportsPage {
    pub page: Page,
    pub console_url: String,
    pub residents_url: String,
    pub new_url: String,
    pub url: String,
    pub rows: Vec<ExportLine>,
    /// Whether one is being made.
    pub is_working: bool,
}

/// A second person decides.
#[derive(Template)]
#[template(path = "residents/export_decision.html")]
pub(super) struct DecisionPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub action: String,
    pub row: ExportLine,
    pub asked: Asked,
    pub errors: Errors,
}

/// A list is asked for.
#[derive(Template)]
#[template(path = "residents/export_new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub action: String,
    pub key: String,
    pub filters: String,
    pub what: String,
    pub form: String,
    pub forms: Vec<SelectOption>,
    pub reason: String,
    pub asked: Asked,
    pub errors: Errors,
}
