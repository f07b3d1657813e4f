//! The pages of recommendations and referrals.

use askama::Template;

use crate::certificates::Stands;
use crate::jobs::Applying;
use crate::links::QrView;
use crate::ui::{
    Choice, Copyable, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, Select,
    SelectOption, TextArea,
};
use crate::web::Page;
use crate::web::form::Errors;

/// A recommendation in a list.
pub(super) struct Row {
    pub url: String,
    /// Masked.
    pub name: String,
    pub title: String,
    pub employer: String,
    pub status: &'static str,
    pub is_open: bool,
    pub when: String,
}

/// Whom the community recommended.
#[derive(Template)]
#[template(path = "recommendations/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    pub matching_url: Option<String>,
    pub all_url: String,
    /// Whether nothing is left out of the list.
    pub is_whole: bool,
    /// Where one stands: what it is called, the list of those, whether that is shown.
    pub shelves: Vec<(&'static str, String, bool)>,
    pub rows: Vec<Row>,
    pub next_url: Option<String>,
}

/// A certificate to choose.
pub(super) struct CertificateOption {
    pub id: String,
    pub label: String,
    pub is_on: bool,
}

/// Somebody is recommended.
#[derive(Template)]
#[template(path = "recommendations/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub matching_url: Option<String>,
    pub name: String,
    pub place: String,
    pub resident_url: String,
    pub title: String,
    pub employer: String,
    pub pay: String,
    /// Why nobody can recommend them for it now.
    pub refusal: Option<&'static str>,
    /// What was typed, where there is no form for it any more; may be empty.
    pub kept_note: String,
    pub action: String,
    pub key: String,
    pub posting: String,
    pub resident: String,
    pub certificates: Vec<CertificateOption>,
    pub sources: Vec<SelectOption>,
    pub source: String,
    pub source_name: String,
    pub word: String,
    pub errors: Errors,
}

/// One recommendation, for staff.
#[derive(Template)]
#[template(path = "recommendations/one.html")]
pub(super) struct OnePage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub place: String,
    pub resident_url: String,
    pub job_url: String,
    pub title: String,
    pub employer: String,
    pub status: &'static str,
    pub is_open: bool,
    pub certificate: String,
    pub verify_url: String,
    /// Where the certificate stands; none of a record that was deleted.
    pub stands: Option<Stands>,
    pub source: &'static str,
    pub source_name: String,
    pub word: String,
    pub by: String,
    pub paper_kept: String,
    pub application_url: Option<String>,
    /// What became of it, when that was, and who wrote.
    pub outcome_line: Option<(String, String, String)>,
    pub is_own: bool,
    /// Where the person's answer on paper is taken down, as long as nobody has answered.
    pub answer_action: Option<String>,
    pub applying: Applying,
    pub paper_typed: String,
    pub paper_typed_no: String,
    pub withdrawal_action: Option<String>,
    pub outcome_action: Option<String>,
    pub outcome: String,
    pub revision: i32,
    pub is_conflict: bool,
    /// What was written of the outcome, where nobody writes of one any more.
    pub unsaved: Option<(String, String)>,
    pub errors: Errors,
}

/// Something that I was recommended for.
pub(super) struct Mine {
    pub id: String,
    pub title: String,
    /// None where the community does without jobs.
    pub job_url: Option<String>,
    pub employer: String,
    pub community: String,
    pub status: &'static str,
    pub is_open: bool,
    pub when: String,
    pub source: String,
    pub word: String,
    pub certificate: String,
    pub verify_url: String,
    pub answer_url: Option<String>,
    pub withdrawal_url: Option<String>,
}

/// What I was recommended for.
#[derive(Template)]
#[template(path = "recommendations/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub rows: Vec<Mine>,
}

/// I say yes or no.
#[derive(Template)]
#[template(path = "recommendations/answer.html")]
pub(super) struct AnswerPage {
    pub page: Page,
    pub mine_url: &'static str,
    pub lead: String,
    pub job_url: Option<String>,
    pub title: String,
    pub pay: String,
    pub source: String,
    pub word: String,
    pub certificate: String,
    pub verify_url: String,
    /// Why nothing can come of a yes.
    pub hindrance: Option<&'static str>,
    /// The word to the employer, where there is no form for it any more; may be empty.
    pub kept_note: String,
    pub action: String,
    /// None: there is nothing left to say no to.
    pub refusal_action: Option<String>,
    pub applying: Applying,
    pub errors: Errors,
}

/// The link that passes a job on: to send, and to show.
pub(super) struct LinkView {
    pub address: String,
    pub qr: QrView,
}

/// I pass a job on.
#[derive(Template)]
#[template(path = "recommendations/pass_on.html")]
pub(super) struct PassOnPage {
    pub page: Page,
    pub jobs_url: String,
    pub job_url: String,
    pub title: String,
    pub employer: String,
    /// What to send, where there is a link already.
    pub link: Option<LinkView>,
    pub used: String,
    pub left: String,
    /// Whether the employer reads the name.
    pub is_named: bool,
    pub is_open: bool,
    /// What they would read; none for whoever does not live here.
    pub masked: Option<String>,
    pub action: String,
    pub key: String,
    pub names: bool,
    pub word: String,
    /// The word to the employer, where there is no form for it any more; may be empty.
    pub kept_note: String,
    pub errors: Errors,
}

/// What somebody passed on, for whoever has the link.
#[derive(Template)]
#[template(path = "recommendations/referred.html")]
pub(super) struct ReferredPage {
    pub page: Page,
    pub jobs_url: String,
    pub job_url: String,
    pub lead: String,
    pub title: String,
    pub employer: String,
    pub pay: String,
    pub is_open: bool,
    /// Why they cannot apply with it.
    pub refusal: Option<&'static str>,
    pub apply_url: String,
}
