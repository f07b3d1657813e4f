//! The pages of services.

use askama::Template;

use super::forms::ServiceForm;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Select, SelectOption, TextArea,
};
use crate::vendors::standings::StandingView;
use crate::web::Page;
use crate::web::form::Errors;

/// A service in the list.
pub(super) struct ServiceRow {
    pub url: String,
    pub name: String,
    pub category: String,
    pub price: String,
    pub is_active: bool,
    pub standings: Vec<StandingView>,
    pub todo: Option<&'static str>,
}

/// The services.
#[derive(Template)]
#[template(path = "vendors/services.html")]
pub(super) struct ServicesPage {
    pub page: Page,
    pub new_url: String,
    pub sheets_url: String,
    pub confirm_action: String,
    pub keeps_records: bool,
    pub rows: Vec<ServiceRow>,
    pub communities_url: String,
    pub is_admitted: bool,
}

/// A proof or audience that may be ticked.
pub(super) struct TickView {
    pub code: &'static str,
    pub label: &'static str,
    pub is_ticked: bool,
}

/// The service form, for a new one too.
#[derive(Template)]
#[template(path = "vendors/service_form.html")]
pub(super) struct ServiceFormPage {
    pub page: Page,
    pub services_url: String,
    pub action: String,
    pub heading: String,
    pub form: ServiceForm,
    pub kinds: Vec<SelectOption>,
    pub proofs: Vec<TickView>,
    pub audiences: Vec<TickView>,
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}

/// One service with everything about it.
#[derive(Template)]
#[template(path = "vendors/service.html")]
pub(super) struct ServicePage {
    pub page: Page,
    pub services_url: String,
    pub name: String,
    pub category: String,
    pub is_active: bool,
    pub keeps_records: bool,
    pub facts: Vec<(&'static str, Vec<String>)>,
    pub price: Vec<String>,
    pub planned: Option<String>,
    pub hours: Vec<String>,
    pub edit: ServiceForm,
    pub action: String,
    pub kinds: Vec<SelectOption>,
    pub proofs: Vec<TickView>,
    pub audiences: Vec<TickView>,
    pub prices_url: String,
    pub hours_url: String,
    pub retire_action: String,
    pub confirm_action: String,
    pub standings: Vec<StandingView>,
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}
