//! The pages about sheets.

use askama::Template;

use crate::ui::{Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Overtaken};
use crate::web::Page;
use crate::web::form::Errors;

/// Sheets out, and the form that sends one in.
#[derive(Template)]
#[template(path = "vendors/sheets.html")]
pub(super) struct SheetsPage {
    pub page: Page,
    pub services_url: String,
    pub workers_url: String,
    pub services_xlsx: String,
    pub services_csv: String,
    pub workers_xlsx: String,
    pub workers_csv: String,
    pub check_action: String,
    pub from: String,
    pub errors: Errors,
}

/// What a sheet would change, or what is wrong with it.
#[derive(Template)]
#[template(path = "vendors/sheets_check.html")]
pub(super) struct CheckPage {
    pub page: Page,
    pub services_url: String,
    pub sheets_url: String,
    /// Whether what it was compared with has changed since it was last shown.
    pub is_conflict: bool,
    pub problems_title: String,
    pub problems: Vec<String>,
    pub more_problems: Option<String>,
    /// How many services are added, changed, the same; none where there are problems.
    pub summary: Option<String>,
    pub begins: String,
    pub ignored: Option<String>,
    pub added: Vec<AddedView>,
    pub changed: Vec<ChangeView>,
    pub more: Option<String>,
    /// The form that applies it; none where there is nothing to apply.
    pub carried: Option<CarriedView>,
    pub check_action: String,
    pub from: String,
    pub errors: Errors,
}

/// A service that would be added.
pub(super) struct AddedView {
    pub name: String,
    pub category: String,
    pub price: String,
}

/// A service that would change.
pub(super) struct ChangeView {
    pub id: String,
    pub name: String,
    pub fields: Vec<DiffView>,
}

/// One difference.
pub(super) struct DiffView {
    pub label: &'static str,
    pub before: String,
    pub after: String,
}

/// What the form that applies a sheet carries along.
pub(super) struct CarriedView {
    pub action: String,
    pub sheet: String,
    pub name: String,
    pub from: String,
    pub state: String,
}
