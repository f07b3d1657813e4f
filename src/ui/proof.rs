//! The fields by which somebody proves anew who they are.

use askama::Template;

use super::Field;
use crate::accounts::Asked;
use crate::web::form::Errors;
use crate::web::i18n::Messages;

/// Password and code, as far as the person has them; nothing for whoever proved it minutes ago. What is typed is read as
/// [`crate::accounts::ProofForm`].
#[derive(Template)]
#[template(path = "components/proof.html")]
pub struct Proof<'a> {
    asked: Asked,
    errors: &'a Errors,
    t: &'static Messages,
}

impl<'a> Proof<'a> {
    /// For whatever is asked of the person.
    pub fn new(asked: &Asked, errors: &'a Errors, t: &'static Messages) -> Self {
        Self { asked: *asked, errors, t }
    }
}

super::component!(Proof<'_>);
