//! The pages of what a community publishes.

use askama::Template;

use super::papers::PaperView;
use super::snapshot::Difference;
use super::snapshot::Field as Part;
use crate::ui::{Crumbs, ErrorSummary, Field, FieldError, Footer, Head, Masthead, Overtaken, TextArea};
use crate::web::Page;
use crate::web::form::Errors;

/// A part that differs, line by line.
pub(super) struct DifferenceView {
    pub label: &'static str,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

impl From<Difference> for DifferenceView {
    fn from(found: Difference) -> Self {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Self { label: found.label, before: lines(&found.before), after: lines(&found.after) }
    }
}

/// A change and the decision on it.
#[derive(Template)]
#[template(path = "publishing/change.html")]
pub(super) struct ChangePage {
    /// What residents pay now, where it is about what they will pay later.
    pub price_now: Option<String>,
    /// The heading of the papers; empty where none belong to it.
    pub papers_title: &'static str,
    pub papers: Vec<PaperView>,
    pub photo_url: Option<String>,
    pub page: Page,
    pub console_url: String,
    pub queue_url: String,
    pub org_url: String,
    pub action: String,
    pub org_name: String,
    pub title: String,
    pub subject: &'static str,
    pub differences: Vec<DifferenceView>,
    pub is_new: bool,
    pub is_removal: bool,
    pub state: &'static str,
    pub is_pending: bool,
    pub submitted: String,
    pub decided: Option<String>,
    pub decision_reason: String,
    pub revision: i32,
    pub may_decide: bool,
    /// The viewer belongs to the organization.
    pub is_own: bool,
    /// The organization changed it while it was looked at.
    pub is_conflict: bool,
    pub reason: String,
    pub errors: Errors,
}

/// One offer in the eyes of the staff.
#[derive(Template)]
#[template(path = "publishing/listing.html")]
pub(super) struct StaffListingPage {
    pub page: Page,
    pub console_url: String,
    pub queue_url: String,
    pub org_url: String,
    pub public_url: Option<String>,
    pub name: String,
    pub org_name: String,
    pub state: &'static str,
    pub is_published: bool,
    pub is_suspended: bool,
    /// Why it is no longer in the directory.
    pub delisted_note: &'static str,
    /// Whether checking it means something: what is no longer offered does not come back by it.
    pub may_check: bool,
    pub reason: String,
    pub facts: Vec<(&'static str, String)>,
    /// What residents read.
    pub offer: Vec<Part>,
    pub check_action: String,
    pub suspension_action: String,
    pub may_publish: bool,
    /// The viewer belongs to the organization.
    pub is_own: bool,
    pub typed: String,
    pub errors: Errors,
}

/// One thing that waits for the staff.
pub(super) struct QueueItem {
    pub kind: &'static str,
    pub kind_label: &'static str,
    pub id: String,
    pub url: String,
    pub title: String,
    pub org: String,
    pub note: String,
    pub since: String,
    pub age: String,
    pub is_old: bool,
    pub assignee: Option<String>,
    pub is_mine: bool,
}

/// A kind of thing with how many wait.
pub(super) struct QueueFilter {
    pub label: &'static str,
    pub url: String,
    pub count: i64,
    pub is_chosen: bool,
}

/// Everything that waits for the staff.
#[derive(Template)]
#[template(path = "publishing/queue.html")]
pub(super) struct QueuePage {
    pub page: Page,
    pub console_url: String,
    pub assign_action: String,
    pub back: String,
    pub filters: Vec<QueueFilter>,
    pub mine_url: String,
    pub is_mine: bool,
    pub items: Vec<QueueItem>,
    pub older_url: Option<String>,
    pub may_assign: bool,
    /// The viewer's grant.
    pub me: String,
    /// Whom else something may be given to, by grant and name.
    pub colleagues: Vec<(String, String)>,
}
