//! The pages of household workers.

use askama::Template;

use super::forms::{CertificateForm, PaperForm};
use super::model::Validity;
use crate::accounts::Asked;
use crate::consents::{PurposeWords, Receipt};
use crate::residents::LookLine;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Proof, Select,
    SelectOption,
};
use crate::web::form::Errors;
use crate::web::{Messages, Page};

/// A certificate in short: what it is, and where it stands if it is not sound.
pub(crate) struct Mark {
    pub label: &'static str,
    pub warning: Option<&'static str>,
    pub is_expired: bool,
}

impl Mark {
    /// Of a certificate that stands so.
    pub fn of(label: &'static str, validity: Validity, t: &'static Messages) -> Self {
        Self { label, warning: validity.label(t), is_expired: validity == Validity::Expired }
    }
}

/// A household worker in the list, masked.
pub(super) struct WorkerLine {
    pub url: String,
    pub name: String,
    pub phone: Option<String>,
    pub trades: Vec<&'static str>,
    pub employer: String,
    pub areas: String,
    pub status: &'static str,
    pub is_available: bool,
    pub papers: Vec<Mark>,
}

/// The register.
#[derive(Template)]
#[template(path = "household_workers/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub console_url: String,
    pub new_url: String,
    pub sheets_url: String,
    pub search_action: String,
    pub typed: String,
    pub is_search: bool,
    /// The search that the address names is nobody's any more.
    pub is_forgotten: bool,
    /// More was found than is shown.
    pub is_cut: bool,
    pub most: usize,
    pub is_narrowed: bool,
    pub all_url: String,
    pub trade: String,
    pub trades: Vec<SelectOption>,
    pub status: String,
    pub statuses: Vec<SelectOption>,
    pub area: String,
    pub areas: Vec<SelectOption>,
    pub paper: String,
    pub papers: Vec<SelectOption>,
    pub rows: Vec<WorkerLine>,
    pub next_url: Option<String>,
    pub errors: Errors,
}

/// The fields of a household worker, in the form that registers and the one that changes.
pub(super) struct Fields {
    pub name: String,
    pub name_hint: String,
    pub is_name_needed: bool,
    pub phone: String,
    pub phone_hint: String,
    pub no_phone: bool,
    /// Whether a number is kept that the page does not show, so that emptying the field would not drop it.
    pub may_drop_phone: bool,
    pub birth_year: String,
    pub birth_year_hint: String,
    /// Words and names of the trades, and which are ticked.
    pub trades: Vec<(&'static str, &'static str, bool)>,
    pub org: String,
    pub orgs: Vec<SelectOption>,
    pub employer: String,
    /// Ids and names of the estates, and which are ticked.
    pub areas: Vec<(String, String, bool)>,
    pub status: String,
    pub statuses: Vec<SelectOption>,
    /// The residents who have this number, and none; empty where nobody has.
    pub residents: Vec<SelectOption>,
    pub resident: String,
    pub note: String,
}

impl Fields {
    /// Whether a name must be typed.
    pub fn needs_name(&self) -> bool {
        self.is_name_needed
    }

    /// Whether the number on file is to go.
    pub fn drops_phone(&self) -> bool {
        self.no_phone
    }
}

/// Somebody is registered.
#[derive(Template)]
#[template(path = "household_workers/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub action: String,
    pub key: String,
    pub fields: Fields,
    pub paper_kept: String,
    /// What the person agrees to.
    pub words: PurposeWords,
    /// Records with the same number: name and address.
    pub alike: Vec<(String, String)>,
    pub errors: Errors,
}

/// What a record says in full, for as long as it is open.
pub(super) struct Open {
    pub name: String,
    pub phone: Option<(String, String)>,
    pub birth_year: Option<i32>,
    pub until: String,
}

/// A certificate on the page of a record.
pub(super) struct CertificateLine {
    pub mark: Mark,
    pub number: Option<String>,
    pub issuer: String,
    /// When it was issued, and until when it holds, as far as that is known.
    pub days: String,
    pub removal: String,
}

/// What became of a record.
pub(super) struct EventLine {
    pub text: String,
    pub by: String,
    pub at: String,
}

/// A record whose person no longer agrees.
pub(super) struct Withdrawn {
    /// Since when, and when it is deleted.
    pub text: String,
}

/// What the page lets look at in full.
pub(super) struct RevealView {
    pub action: String,
    pub key: String,
    pub reason: String,
    pub detail: String,
    pub reasons: Vec<SelectOption>,
    /// What the form asks to prove who looks.
    pub asked: Asked,
}

/// One household worker.
#[derive(Template)]
#[template(path = "household_workers/record.html")]
pub(super) struct RecordPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub line: WorkerLine,
    pub note: String,
    pub has_account: bool,
    /// Their record as a resident, if they live here.
    pub resident_url: Option<String>,
    pub open: Option<Open>,
    pub reveal: RevealView,
    pub action: String,
    pub revision: i32,
    pub fields: Fields,
    /// Whether the form shows name, number and year in full.
    pub is_shown: bool,
    /// Whether the form was sent and came back.
    pub is_changing: bool,
    pub theirs: Vec<(&'static str, String)>,
    pub certificates: Vec<CertificateLine>,
    pub certificates_action: String,
    pub certificate_key: String,
    pub certificate: CertificateForm,
    pub certificate_kinds: Vec<SelectOption>,
    pub is_adding: bool,
    pub withdrawn: Option<Withdrawn>,
    pub consent_action: String,
    pub withdrawal_action: String,
    pub paper: PaperForm,
    pub paper_key: String,
    pub words: PurposeWords,
    pub receipts: Vec<Receipt>,
    /// None where the community issues no codes.
    pub code_action: Option<String>,
    pub code_key: String,
    pub looks: Vec<LookLine>,
    pub events: Vec<EventLine>,
    pub errors: Errors,
}

/// What a community keeps of my work.
pub(super) struct MyWork {
    pub id: String,
    pub community: String,
    pub name: String,
    pub phone: Option<String>,
    pub birth_year: Option<i32>,
    pub trades: Vec<&'static str>,
    pub employer: String,
    pub areas: String,
    pub status: &'static str,
    pub note: String,
    pub certificates: Vec<CertificateLine>,
    pub receipts: Vec<Receipt>,
    pub withdrawn: Option<Withdrawn>,
    pub looks: Vec<LookLine>,
    pub phone_of_community: Option<(String, String)>,
}

/// What communities keep of my work, and who looked.
#[derive(Template)]
#[template(path = "household_workers/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub me_url: &'static str,
    pub works: Vec<MyWork>,
    pub words: PurposeWords,
    pub errors: Errors,
}
