//! The page of the figures.

use askama::Template;

use crate::ui::{Crumbs, Footer, Head, Masthead};
use crate::web::Page;

/// The communities side by side.
#[derive(Template)]
#[template(path = "figures/table.html")]
pub(super) struct FiguresPage {
    pub page: Page,
    pub console_url: String,
    pub action: String,
    pub csv_url: String,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
    pub sum: Option<Row>,
    /// Communities that have not counted themselves yet.
    pub uncounted: Vec<String>,
}

/// A community, or all together.
pub(super) struct Row {
    pub name: String,
    /// The community's public home; none for all together.
    pub url: Option<String>,
    /// The day of the count.
    pub day: String,
    /// One a column.
    pub cells: Vec<CellView>,
}

/// A figure in words.
pub(super) struct CellView {
    pub label: &'static str,
    pub text: String,
    /// A share, what of it needs looking at, or how it has changed.
    pub notes: Vec<String>,
}
