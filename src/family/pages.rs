//! The pages of family links.

use askama::Template;

use super::forms::{AskForm, LetterForm, OfferForm};
use crate::accounts::Asked;
use crate::residents::{LookLine, MyRecord, MyRequest};
use crate::ui::{
    Choice, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Proof, Select, SelectOption,
    TextArea,
};
use crate::web::Page;
use crate::web::form::Errors;

/// Somebody who acts, acted or is asked to act for a resident.
pub(super) struct HelperLine {
    pub name: String,
    pub kin: &'static str,
    pub phone: String,
    pub scopes: String,
    pub note: String,
    pub state: &'static str,
    /// Whether it holds.
    pub is_living: bool,
    /// What they accept with, for whoever tells them.
    pub code: Option<String>,
    /// None where it is over.
    pub end_url: Option<String>,
}

/// One of my homes, and who acts for me there.
pub(super) struct HomeView {
    pub id: String,
    pub community: String,
    pub place: String,
    pub open: Vec<HelperLine>,
    pub past: Vec<HelperLine>,
}

/// Somebody asks me to act for them.
pub(super) struct OfferView {
    pub id: String,
    pub title: String,
    pub place: String,
    pub scopes: Vec<&'static str>,
    pub note: String,
    pub url: String,
    /// What was typed and is not the code.
    pub typed: Option<String>,
}

/// Somebody for whom I act, or did.
pub(super) struct HelpedLine {
    pub name: String,
    pub note: String,
    pub url: Option<String>,
    pub state: &'static str,
}

/// What an offer's form offers to choose from, and what was chosen.
pub(super) struct OfferFields {
    pub key: String,
    pub form: OfferForm,
    pub kins: Vec<SelectOption>,
    /// Code, label, and whether it is ticked.
    pub scopes: Vec<(&'static str, &'static str, bool)>,
    pub until_hint: String,
    pub asked: Asked,
}

/// Who acts for me, and for whom I act.
#[derive(Template)]
#[template(path = "family/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub offers: Vec<OfferView>,
    pub helped: Vec<HelpedLine>,
    pub homes: Vec<HomeView>,
    /// The record that the form is about, and those to choose from.
    pub record: String,
    pub records: Vec<SelectOption>,
    pub fields: OfferFields,
    pub errors: Errors,
    pub no_errors: Errors,
}

/// A record in full, as long as a look lasts.
pub(super) struct OpenView {
    pub record: MyRecord,
    pub until: String,
    pub looks: Vec<LookLine>,
}

/// Somebody who looks after the home.
pub(super) struct CarerLine {
    pub post: &'static str,
    pub name: String,
    pub phone: Option<(String, String)>,
}

/// What I may do for somebody.
#[derive(Template)]
#[template(path = "family/link.html")]
pub(super) struct LinkPage {
    pub page: Page,
    pub community: String,
    pub place: String,
    pub until: String,
    pub scopes: Vec<&'static str>,
    /// Where I look, while I may and do not.
    pub look: Option<(String, String)>,
    pub open: Option<OpenView>,
    /// Whether it says who looks after the home; some communities do without.
    pub shows_carers: bool,
    pub carers: Vec<CarerLine>,
    /// Where I ask, if I may.
    pub ask_action: Option<String>,
    pub ask_key: String,
    pub ask: AskForm,
    pub requests: Vec<MyRequest>,
    /// Where I write, if I may and somebody can be written to.
    pub letter_action: Option<String>,
    pub letter_key: String,
    pub letter: LetterForm,
    pub to: String,
    pub posts: Vec<SelectOption>,
    pub end_url: String,
    pub errors: Errors,
}

/// A link that is over.
#[derive(Template)]
#[template(path = "family/over.html")]
pub(super) struct OverPage {
    pub page: Page,
    pub community: String,
    pub why: &'static str,
    pub phone: Option<(String, String)>,
}

/// Who acts for a resident, for staff.
#[derive(Template)]
#[template(path = "family/paper.html")]
pub(super) struct PaperPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub record_url: String,
    pub name: String,
    pub place: String,
    pub open: Vec<HelperLine>,
    pub past: Vec<HelperLine>,
    /// None for whoever has an account or does not live here: then it is not taken down from paper.
    pub action: Option<String>,
    pub has_account: bool,
    pub fields: OfferFields,
    pub errors: Errors,
}
