//! What administrators and invited people send.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::model::OFFERED;
use crate::access::Role;
use crate::accounts::ProofForm;
use crate::db::{InvitationId, ProposalId};
use crate::values::{PersonName, Phone};
use crate::web::Messages;
use crate::web::form::Errors;

/// How far ahead the end of a role may lie, in days.
const LONGEST_TERM: u64 = 3_660;

/// The form that offers a role.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfferForm {
    /// The new invitation's id: sent twice, it is still one.
    pub key: Option<InvitationId>,
    pub name: String,
    pub phone: String,
    pub role: String,
    pub until: String,
}

/// An offer without errors.
pub(super) struct ValidOffer {
    pub name: String,
    pub phone: Phone,
    pub role: Role,
    pub until: Option<NaiveDate>,
}

impl OfferForm {
    /// Checks it.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<ValidOffer> {
        let name = errors.take("name", PersonName::parse(&self.name), |_| t.accounts.error_name.to_owned());
        let phone = errors.take("phone", Phone::parse_mobile(&self.phone), |_| t.accounts.error_phone.to_owned());
        let role = OFFERED.into_iter().find(|role| role.code() == self.role);
        if role.is_none() {
            errors.add("role", t.people.error_role);
        }
        let until = match self.until.trim() {
            "" => Some(None),
            text => {
                let in_reach = |day: &NaiveDate| (today..=today + Days::new(LONGEST_TERM)).contains(day);
                text.parse::<NaiveDate>().ok().filter(in_reach).map(Some)
            }
        };
        if until.is_none() {
            errors.add("until", t.people.error_until);
        }
        Some(ValidOffer { name: name?.as_str().to_owned(), phone: phone?, role: role?, until: until? })
    }
}

/// The form that proposes an administrator.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProposeForm {
    /// The proposal's id: sent twice, it is still one.
    pub key: Option<ProposalId>,
    #[serde(flatten)]
    pub proof: ProofForm,
}

/// The form that decides on one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DecideForm {
    /// `approve` or `decline`.
    pub decision: String,
    #[serde(flatten)]
    pub proof: ProofForm,
}

/// What an invited person says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    /// `accept` or `decline`.
    pub answer: String,
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn every_error_of_an_offer_is_told_at_once() {
        let (t, today) = (Locale::ZhHans.messages(), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        let mut errors = Errors::default();
        let form =
            OfferForm { role: "community_admin".to_owned(), until: "2026-11-22".to_owned(), ..OfferForm::default() };
        assert!(form.check(today, t, &mut errors).is_none());
        let fields: Vec<&str> = errors.list().iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["name", "phone", "role", "until"], "an administrator is not offered");
        let form = OfferForm {
            name: "孟夏".to_owned(),
            phone: "13911112222".to_owned(),
            role: "volunteer".to_owned(),
            until: "2026-11-23".to_owned(),
            ..OfferForm::default()
        };
        assert_eq!(form.check(today, t, &mut Errors::default()).unwrap().until, Some(today));
    }
}
