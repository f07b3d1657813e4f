//! What owners and invited people send.

use serde::Deserialize;

use crate::access::MemberRole;
use crate::accounts::forms::In;
use crate::db::InvitationId;
use crate::values::Phone;
use crate::web::form::{Errors, FormInput};

/// The form that invites somebody.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Invite {
    /// The new invitation's id, from the form: the idempotency key.
    pub key: Option<InvitationId>,
    /// The phone number.
    pub phone: String,
    /// The role's code.
    pub role: String,
}

impl FormInput for In<'_, Invite> {
    type Valid = (Phone, MemberRole);

    fn check(&self, errors: &mut Errors) -> Option<Self::Valid> {
        let Self { form, t } = self;
        let phone = errors.take("phone", Phone::parse_mobile(&form.phone), |_| t.accounts.error_phone.to_owned());
        let role = MemberRole::parse(&form.role);
        if role.is_none() {
            errors.add("role", t.members.error_role);
        }
        Some((phone?, role?))
    }
}

/// What an invited person says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    /// `accept` or `decline`.
    pub answer: String,
    /// The code that whoever invited them told them.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn check(phone: &str, role: &str) -> Result<(Phone, MemberRole), Vec<&'static str>> {
        let form = Invite { key: None, phone: phone.into(), role: role.into() };
        let checked = In { form: &form, t: Locale::ZhHans.messages() }.validate();
        checked.map_err(|errors| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn an_invitation_needs_a_mobile_number_and_a_role() {
        let (phone, role) = check("138 0000 0001", "editor").unwrap();
        assert_eq!((phone.as_str(), role), ("13800000001", MemberRole::Editor));
        assert_eq!(check("029-88123456", "owner"), Err(vec!["phone"]));
        assert_eq!(check("", "admin"), Err(vec!["phone", "role"]));
    }
}
