//! The pages of admission.

use askama::Template;

use super::leaving::{LeftBehind, Outlook};
use super::records::Typed;
use crate::documents::{Document, DocumentKind};
use crate::publishing::papers::PaperView as OnFile;
use crate::publishing::snapshot::{Difference, Field as Part};
use crate::startup::History;
use crate::tenancy::Category;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Overtaken, TextArea,
};
use crate::vendors::members::invite::Waiting;
use crate::web::form::Errors;
use crate::web::public::PublicPage;
use crate::web::{Locale, Page};

/// For companies that want to serve a community.
#[derive(Template)]
#[template(path = "admissions/join.html")]
pub(super) struct JoinPage {
    pub page: Page,
    pub phone: Option<(String, String)>,
    pub vendors_url: String,
}

impl PublicPage for JoinPage {}

/// A company in the public list.
pub(super) struct VendorView {
    pub url: String,
    pub name: String,
    pub profile: String,
    pub engagement: String,
    pub since: String,
}

/// A company on public notice.
pub(super) struct NoticeView {
    pub name: String,
    pub profile: String,
    pub categories: String,
    pub until: String,
}

/// The community's companies.
#[derive(Template)]
#[template(path = "admissions/vendors.html")]
pub(super) struct VendorsPage {
    pub page: Page,
    /// The names of those that are suspended.
    pub suspended: Vec<String>,
    pub on_notice: Vec<NoticeView>,
    pub vendors: Vec<VendorView>,
    pub services_url: String,
    /// None where companies cannot apply.
    pub join_url: Option<String>,
    pub phone: Option<(String, String)>,
}

impl PublicPage for VendorsPage {}

/// A community in the organization's list.
pub(super) struct CommunityView {
    pub url: String,
    pub name: String,
    pub street: String,
    pub state: Option<&'static str>,
    pub is_good: bool,
    pub note: String,
}

/// The communities an organization serves, applies to, or could.
#[derive(Template)]
#[template(path = "admissions/applications.html")]
pub(super) struct ApplicationsPage {
    pub page: Page,
    pub mine: Vec<CommunityView>,
    pub others: Vec<CommunityView>,
    pub q: String,
    pub action: String,
}

/// A step that was taken.
pub(super) struct EventView {
    pub title: &'static str,
    pub when: String,
    pub actor: String,
    pub reason: String,
}

/// An estate that may be ticked.
pub(super) struct EstateView {
    pub id: String,
    pub name: String,
    pub is_served: bool,
}

/// An organization's application to one community.
#[derive(Template)]
#[template(path = "admissions/application.html")]
pub(super) struct ApplicationPage {
    pub page: Page,
    pub list_url: String,
    pub community: String,
    pub community_url: String,
    pub state: &'static str,
    pub is_in: bool,
    /// Whether it may leave, or take its application back.
    pub may_exit: bool,
    /// What becomes of what it has begun, where it has.
    pub outlook: Option<Outlook>,
    pub is_open: bool,
    pub reason: String,
    pub notice_until: Option<String>,
    /// What is handed in, from the profile and the files.
    pub facts: Vec<Part>,
    pub profile_url: String,
    pub documents_url: String,
    pub documents: Vec<Document>,
    pub categories: Vec<(Category, bool)>,
    pub note: String,
    pub revision: i32,
    pub save_action: String,
    pub submit_action: String,
    pub exit_action: String,
    pub area_action: String,
    /// The estates as they were when the page was drawn.
    pub area_seen: String,
    pub estates: Vec<EstateView>,
    pub events: Vec<EventView>,
    pub is_owner: bool,
    pub is_conflict: bool,
    pub errors: Errors,
    pub locale: Locale,
}

impl ApplicationPage {
    /// The papers that every community asks for, and whether one of each is there.
    fn wanted(&self) -> [(&'static str, bool); 2] {
        [DocumentKind::Licence, DocumentKind::Insurance]
            .map(|kind| (kind.label(self.page.t), self.documents.iter().any(|document| document.kind == kind)))
    }
}

/// An organization in the staff's list.
pub(super) struct RecordRow {
    pub url: String,
    pub name: String,
    pub state: &'static str,
    pub is_good: bool,
    pub since: String,
    pub papers: String,
}

/// The staff's list of organizations.
#[derive(Template)]
#[template(path = "admissions/records.html")]
pub(super) struct RecordsPage {
    pub page: Page,
    pub console_url: String,
    pub filters: Vec<(&'static str, String, bool)>,
    pub rows: Vec<RecordRow>,
    pub next_url: Option<String>,
    /// None where companies cannot apply.
    pub join_url: Option<String>,
}

/// A step that may be taken.
pub(super) struct StepView {
    pub code: &'static str,
    pub label: &'static str,
    pub needs_reason: bool,
    pub is_forward: bool,
    /// It cannot be taken back.
    pub is_final: bool,
    /// Its time has not come.
    pub is_later: bool,
}

/// A point of the checklist.
pub(super) struct CheckView {
    pub code: &'static str,
    pub label: &'static str,
    pub result: &'static str,
    pub note: String,
    pub by: String,
    /// What was on record when the page was drawn.
    pub was: String,
}

/// A file that was handed in.
pub(super) struct PaperView {
    /// None where it may not be opened any more.
    pub url: Option<String>,
    pub name: String,
    pub kind: &'static str,
}

/// An offer of the organization here.
pub(super) struct OfferView {
    pub url: String,
    pub name: String,
    pub state: &'static str,
    pub is_published: bool,
    pub note: String,
}

/// One organization in the eyes of the staff.
#[derive(Template)]
#[template(path = "admissions/record.html")]
pub(super) struct RecordPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub queue_url: String,
    pub name: String,
    pub state: &'static str,
    pub status: &'static str,
    pub is_good: bool,
    pub since: String,
    pub reason: String,
    pub notice_until: Option<String>,
    pub public_url: Option<String>,
    /// With what the community goes on, once it has left.
    pub left_behind: Option<LeftBehind>,
    /// What would become of what it has begun, if it left.
    pub outlook: Option<Outlook>,
    pub facts: Vec<Part>,
    /// What changed since it was handed in the last time.
    pub changed: Vec<Difference>,
    pub papers: Vec<PaperView>,
    /// How to reach the company, and until when its papers hold.
    pub contact: Vec<(&'static str, String)>,
    /// Workers' papers that run out.
    pub ending: Vec<String>,
    /// What is on file now, whatever was handed in.
    pub on_file: Vec<OnFile>,
    pub shows_files: bool,
    pub offers: Vec<OfferView>,
    /// Where the company came from, as far as its founders show that to staff.
    pub history: Vec<History>,
    pub checks: Vec<CheckView>,
    pub checks_action: String,
    pub steps: Vec<StepView>,
    pub step_action: String,
    /// How far the checklist is filled in.
    pub progress: String,
    pub trust_action: String,
    /// Where the first owner is invited, while there is none.
    pub owner_action: Option<String>,
    /// Owners who are invited and have not answered.
    pub invited: Vec<Waiting>,
    /// The id that the invitation will have.
    pub owner_key: String,
    pub trusted: bool,
    pub shows_trust: bool,
    pub may_decide: bool,
    pub is_own: bool,
    pub pending: Vec<(String, String)>,
    pub events: Vec<EventView>,
    pub typed: Typed,
    pub errors: Errors,
}
