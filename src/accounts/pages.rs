//! The account pages.

use askama::Template;

use super::forms::{Claim, CodeForm, SignIn, SignUp};
use super::proof::Asked;
use crate::ui::{ErrorSummary, Field, FieldError, Footer, Head, Masthead, Proof};
use crate::web::Page;
use crate::web::form::Errors;

/// Make an account.
#[derive(Template)]
#[template(path = "accounts/sign_up.html")]
pub(super) struct SignUpPage<'a> {
    pub page: Page,
    pub form: &'a SignUp,
    pub errors: Errors,
}

/// Sign in.
#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub(super) struct SignInPage<'a> {
    pub page: Page,
    pub form: &'a SignIn,
    pub errors: Errors,
    /// Where a code of the community that the visitor comes from is entered.
    pub code_url: Option<String>,
}

/// Signed in: the form that came without a session is sent once more.
#[derive(Template)]
#[template(path = "accounts/kept.html")]
pub(super) struct KeptPage<'a> {
    pub page: Page,
    /// Where it belongs.
    pub action: &'a str,
    pub fields: Vec<(String, String)>,
}

/// Sign in with a code from staff.
#[derive(Template)]
#[template(path = "accounts/code.html")]
pub(super) struct CodePage<'a> {
    pub page: Page,
    pub form: &'a CodeForm,
    pub errors: Errors,
}

/// An identity in the list.
pub(super) struct IdentityView {
    pub grant: String,
    pub role: String,
    pub place: String,
    pub until: Option<String>,
    /// Where whoever leads a grid or a building goes from door to door.
    pub rounds_url: Option<String>,
    /// And where they read the loop of it.
    pub loop_url: Option<String>,
    pub is_acting: bool,
}

/// A session in the list.
pub(super) struct SessionView {
    pub device: String,
    pub seen: String,
    pub end_url: String,
    pub is_this: bool,
}

/// An organization in the list.
pub(super) struct PlaceView {
    pub name: String,
    pub role: &'static str,
    pub url: String,
    pub end_url: String,
}

/// My account.
#[derive(Template)]
#[template(path = "accounts/me.html")]
pub(super) struct MePage<'a> {
    pub page: Page,
    pub name: &'a str,
    pub phone: Option<&'a str>,
    /// What changing the password asks for.
    pub asked: Asked,
    pub has_factor: bool,
    /// Whether they run the platform.
    pub is_operator: bool,
    /// Whether they go along with somebody who begins a business, or did.
    pub is_mentor: bool,
    /// Whether they work with other people's data and have none.
    pub is_factor_advised: bool,
    pub identities: Vec<IdentityView>,
    /// Organizations the person belongs to.
    pub places: Vec<PlaceView>,
    /// How many organizations wait for the person's answer to an invitation.
    pub invitations: usize,
    pub sessions: Vec<SessionView>,
    pub claim: &'a Claim,
    pub errors: Errors,
}

/// Delete my account.
#[derive(Template)]
#[template(path = "accounts/delete.html")]
pub(super) struct DeletePage {
    pub page: Page,
    pub asked: Asked,
    pub errors: Errors,
}
