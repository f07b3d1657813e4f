//! The page of a service's prices.

use askama::Template;

use super::forms::PriceForm;
use crate::ui::{Choice, Conflict, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Select, SelectOption};
use crate::web::Page;
use crate::web::form::Errors;

/// A dated price in the list.
pub(super) struct PriceRow {
    pub place: String,
    pub price: String,
    pub terms: Vec<String>,
    /// From when until when.
    pub span: String,
    pub state: &'static str,
    pub class: &'static str,
    /// Where the form begins from it.
    pub change_url: Option<String>,
    /// What taking it away is called.
    pub remove: &'static str,
    /// Where a planned one is taken back, or a community's own one given up.
    pub remove_action: Option<String>,
}

/// A service's prices, planned, at hand and past.
#[derive(Template)]
#[template(path = "vendors/prices.html")]
pub(super) struct PricesPage {
    pub page: Page,
    pub services_url: String,
    pub service_url: String,
    pub service: String,
    pub rows: Vec<PriceRow>,
    pub past: Vec<PriceRow>,
    /// Each community with what its residents see.
    pub seen: Vec<(String, String)>,
    /// Whether some community has a price of its own.
    pub has_own: bool,
    pub action: String,
    pub form: PriceForm,
    pub places: Vec<SelectOption>,
    pub units: Vec<SelectOption>,
    pub notice: Option<String>,
    pub keeps_records: bool,
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}
