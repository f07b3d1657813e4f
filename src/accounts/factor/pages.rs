//! The pages of the second factor.

use askama::Template;

use crate::accounts::Asked;
use crate::links::QrView;
use crate::ui::{ErrorSummary, Field, Footer, Head, Masthead, Proof};
use crate::web::Page;
use crate::web::form::Errors;

/// The code that a sign-in waits for.
#[derive(Template)]
#[template(path = "accounts/factor/sign_in.html")]
pub(super) struct SignInPage<'a> {
    pub page: Page,
    pub errors: &'a Errors,
}

/// How far a person is with their second factor.
pub(super) enum Stage {
    /// Not begun, or begun too long ago to show the secret again.
    Off,
    /// The app gets the secret, and shows that it has it.
    SetUp {
        /// The secret for the camera.
        qr: QrView,
        /// The secret for the keyboard, in groups.
        groups: String,
        /// The same as a link, for an app on the same phone.
        uri: String,
    },
    /// On, with so many recovery codes left.
    On(i64),
}

/// My second factor.
#[derive(Template)]
#[template(path = "accounts/factor/mine.html")]
pub(super) struct MinePage<'a> {
    pub page: Page,
    pub stage: Stage,
    /// What beginning, ending it and new codes ask for.
    pub asked: Asked,
    /// Whether the operator requires it of this person, and they lack it.
    pub is_demanded: bool,
    /// Where to go once it is on.
    pub next: &'a str,
    pub errors: &'a Errors,
}

/// The recovery codes, shown once.
#[derive(Template)]
#[template(path = "accounts/factor/codes.html")]
pub(super) struct CodesPage<'a> {
    pub page: Page,
    /// Whose they are, for the sheet of paper.
    pub owner: String,
    pub codes: Vec<String>,
    /// Where to go from here.
    pub next: &'a str,
}
