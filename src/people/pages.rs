//! The pages about who works in a community.

use askama::Template;

use super::forms::OfferForm;
use crate::accounts::Asked;
use crate::ui::{Crumbs, ErrorSummary, Field, FieldError, Footer, Head, Masthead, Proof, Select, SelectOption};
use crate::web::Page;
use crate::web::form::Errors;

/// A role that somebody holds.
pub(super) struct HeldView {
    pub name: String,
    pub is_me: bool,
    pub role: &'static str,
    /// Since when, and until when where that is known.
    pub days: String,
    /// The day of the last sign-in.
    pub seen: String,
    pub has_factor: bool,
    pub url: String,
}

/// An offer that nobody has taken.
pub(super) struct WaitingView {
    pub name: String,
    pub phone: String,
    pub role: &'static str,
    /// Who offers it, and until when it can be taken.
    pub note: String,
    /// What the invited person is told, to take it with.
    pub code: Option<String>,
    pub revoke_url: String,
}

/// Somebody who is to be an administrator.
pub(super) struct ProposalLine {
    pub text: String,
    pub url: String,
}

/// A role that is over.
pub(super) struct PastView {
    pub name: String,
    pub role: &'static str,
    pub days: String,
}

/// Everybody.
#[derive(Template)]
#[template(path = "people/list.html")]
pub(super) struct PeoplePage {
    pub page: Page,
    pub console_url: String,
    pub people: Vec<HeldView>,
    pub next_url: Option<String>,
    pub proposals: Vec<ProposalLine>,
    pub waiting: Vec<WaitingView>,
    /// Where an invited person goes, to be told with the code.
    pub address: String,
    pub past: Vec<PastView>,
    pub action: String,
    pub key: String,
    pub form: OfferForm,
    pub roles: Vec<SelectOption>,
    /// How many days an offer holds.
    pub days: i64,
    pub errors: Errors,
}

/// One person's role.
#[derive(Template)]
#[template(path = "people/holder.html")]
pub(super) struct HolderPage {
    pub page: Page,
    pub console_url: String,
    pub people_url: String,
    pub name: String,
    pub facts: Vec<(&'static str, String)>,
    /// None when it is over.
    /// Where a second factor that is lost is taken away.
    pub factor_url: Option<String>,
    pub end_action: Option<String>,
    /// What ends with it.
    pub end_note: Option<&'static str>,
    /// None where the person cannot be made an administrator.
    pub admin: Option<AdminForm>,
    /// The proposal that waits.
    pub proposal_url: Option<String>,
    pub errors: Errors,
}

/// The form that makes an administrator.
pub(super) struct AdminForm {
    pub action: String,
    pub key: String,
    /// Whether a second administrator is asked.
    pub is_asked: bool,
    pub asked: Asked,
}

/// A second factor that is lost.
#[derive(Template)]
#[template(path = "people/factor.html")]
pub(super) struct FactorPage {
    pub page: Page,
    pub console_url: String,
    pub people_url: String,
    pub holder_url: String,
    pub name: String,
    pub action: String,
    /// Why it stays, where it does.
    pub kept: Option<&'static str>,
    pub asked: Asked,
    pub errors: Errors,
}

/// What a second administrator is asked.
#[derive(Template)]
#[template(path = "people/proposal.html")]
pub(super) struct ProposalPage {
    pub page: Page,
    pub console_url: String,
    pub people_url: String,
    pub name: String,
    pub made: String,
    pub action: String,
    /// Whether it waits.
    pub is_open: bool,
    /// Whether the viewer may approve: not one's own proposal, and not oneself.
    pub may_approve: bool,
    pub asked: Asked,
    pub errors: Errors,
}

/// The roles that I am offered.
#[derive(Template)]
#[template(path = "people/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub community: String,
    pub offers: Vec<OfferView>,
    /// The number that offers are found by, masked.
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
    pub role: &'static str,
    pub note: String,
    pub url: String,
}
