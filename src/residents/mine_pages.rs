//! The page of what communities keep of the person who reads it.

use askama::Template;

use super::pages::LookLine;
use crate::ui::{ErrorSummary, Footer, Head, Masthead, Select, SelectOption, TextArea};
use crate::web::Page;
use crate::web::form::Errors;

/// What I asked.
pub(crate) struct MyRequest {
    pub kind: &'static str,
    /// Who asked it, where it was somebody's family.
    pub by: Option<String>,
    pub body: String,
    pub at: String,
    pub state: &'static str,
    pub answer: String,
    pub community: String,
}

/// What a community keeps of me.
pub(crate) struct MyRecord {
    pub id: String,
    pub community: String,
    pub name: String,
    pub place: String,
    pub kind: &'static str,
    pub relation: &'static str,
    pub phone: Option<String>,
    pub birth_year: Option<i32>,
    pub tags: Vec<&'static str>,
    pub note: String,
    pub since: String,
    pub left: Option<String>,
    pub phone_of_community: Option<(String, String)>,
}

/// What communities keep of me, and who looked.
#[derive(Template)]
#[template(path = "residents/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub records: Vec<MyRecord>,
    pub looks: Vec<LookLine>,
    pub requests: Vec<MyRequest>,
    pub copies: Vec<(String, &'static str)>,
    /// The record that the form is about, the request's id and what was typed.
    pub key: String,
    pub about: String,
    pub kind: String,
    pub body: String,
    pub choices: Vec<SelectOption>,
    pub kinds: Vec<SelectOption>,
    pub errors: Errors,
}
