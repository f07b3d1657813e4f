//! The pages of the workspace itself.

use askama::Template;

use super::forms::{NewForm, ProfileForm};
use crate::startup;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Select, SelectOption, TextArea,
};
use crate::vendors::standings::StandingView;
use crate::web::Page;
use crate::web::form::Errors;

/// Begin an organization.
#[derive(Template)]
#[template(path = "vendors/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub form: NewForm,
    pub kinds: Vec<SelectOption>,
    pub errors: Errors,
}

/// Something that should be done.
pub(super) struct TodoView {
    pub text: String,
    pub url: String,
    pub label: &'static str,
}

/// A community on the first page.
pub(super) struct CommunityView {
    pub url: String,
    pub name: String,
    pub state: &'static str,
    pub is_good: bool,
    pub note: String,
}

/// The workspace's first page.
#[derive(Template)]
#[template(path = "vendors/home.html")]
pub(super) struct HomePage {
    pub page: Page,
    pub name: String,
    pub role: &'static str,
    pub todos: Vec<TodoView>,
    pub communities: Vec<CommunityView>,
    /// Where it came from, to whoever founded it.
    pub history: Vec<startup::History>,
    pub services: usize,
    pub workers: usize,
    pub services_url: String,
    pub workers_url: String,
    pub communities_url: String,
    pub keeps_records: bool,
}

/// Name, profile, contact, papers.
#[derive(Template)]
#[template(path = "vendors/profile.html")]
pub(super) struct ProfilePage {
    pub page: Page,
    pub action: String,
    pub uscc: Option<String>,
    pub documents_url: String,
    pub standings: Vec<StandingView>,
    pub form: ProfileForm,
    pub engagements: Vec<SelectOption>,
    pub errors: Errors,
    pub theirs: Vec<(&'static str, String)>,
}
