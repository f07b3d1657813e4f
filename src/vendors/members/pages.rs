//! The pages about members and invitations.

use askama::Template;

use crate::ui::{Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Select, SelectOption};
use crate::web::Page;
use crate::web::form::Errors;

/// An organization's members and invitations, for its owners.
#[derive(Template)]
#[template(path = "vendors/members.html")]
pub(super) struct MembersPage {
    pub page: Page,
    pub members: Vec<MemberView>,
    pub next_url: Option<String>,
    pub invitations: Vec<InvitationView>,
    pub action: String,
    /// The id that the next invitation will have: sent twice, it is still one.
    pub key: String,
    pub phone: String,
    pub role: String,
    pub roles: Vec<SelectOption>,
    /// How many days an invitation holds.
    pub days: i64,
    pub errors: Errors,
}

/// One member.
pub(super) struct MemberView {
    pub name: String,
    pub phone: Option<String>,
    pub role: &'static str,
    pub since: String,
    pub is_me: bool,
    pub end_url: String,
}

/// An invitation that nobody has accepted.
pub(super) struct InvitationView {
    pub phone: String,
    pub role: &'static str,
    pub until: String,
    /// What the invited person is told, to accept with it.
    pub code: String,
    pub is_open: bool,
    pub revoke_url: String,
}

/// Organizations that invite me.
#[derive(Template)]
#[template(path = "vendors/invitations.html")]
pub(super) struct InvitationsPage {
    pub page: Page,
    pub offers: Vec<OfferView>,
    /// The number that invitations are found by, masked.
    pub phone: Option<String>,
    pub errors: Errors,
    /// For the forms that nothing is wrong with.
    pub no_errors: Errors,
}

/// One of them.
pub(super) struct OfferView {
    /// Tells its form apart from the others.
    pub id: String,
    /// The code that was typed, where it is not the right one.
    pub typed: Option<String>,
    pub org_name: String,
    pub role: &'static str,
    pub note: &'static str,
    pub until: String,
    pub url: String,
}
