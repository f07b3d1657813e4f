//! What residents, their helpers and staff send.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Kin, LONGEST, Scope};
use crate::accounts::ProofForm;
use crate::db::{CareMessageId, FamilyLinkId, GrantId, RequestId, ResidentId, ViewId};
use crate::values::{Line, PersonName, Phone};
use crate::web::Messages;
use crate::web::form::Errors;

/// The form that offers a link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfferForm {
    /// The new link's id: sent twice, it is still one.
    pub key: Option<FamilyLinkId>,
    /// For which of one's own records; staff have it in the address.
    pub record: Option<ResidentId>,
    pub name: String,
    pub phone: String,
    pub relation: String,
    pub scope: Vec<String>,
    pub until: String,
    /// Where the paper is, for staff.
    pub paper: String,
    /// Who offers, proven anew where the last proof is too old.
    #[serde(flatten)]
    pub proof: ProofForm,
}

/// An offer without errors.
pub(super) struct ValidOffer {
    pub name: PersonName,
    pub phone: Phone,
    pub kin: Kin,
    pub scopes: Vec<Scope>,
    pub until: NaiveDate,
    /// Where the paper is; none in a resident's own form.
    pub paper: Option<String>,
}

impl OfferForm {
    /// Checks it; on paper, it must say where that is.
    pub fn check(&self, is_paper: bool, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<ValidOffer> {
        let name = errors.take("name", PersonName::parse(&self.name), |_| t.accounts.error_name.to_owned());
        let phone = errors.take("phone", Phone::parse_mobile(&self.phone), |_| t.accounts.error_phone.to_owned());
        let kin = Kin::parse(&self.relation);
        if kin.is_none() {
            errors.add("relation", t.family.error_relation);
        }
        let is_ticked = |scope: &Scope| self.scope.iter().any(|code| code == scope.code());
        let scopes: Vec<Scope> = Scope::ALL.into_iter().filter(is_ticked).collect();
        if scopes.is_empty() {
            errors.add("scope", t.family.error_scope);
        }
        let until = self.until.trim().parse::<NaiveDate>().ok();
        let until = until.filter(|day| (today..=today + LONGEST).contains(day));
        if until.is_none() {
            errors.add("until", t.family.error_until);
        }
        let paper = match is_paper.then(|| Line::<60>::parse(&self.paper)) {
            Some(Err(_)) => {
                errors.add("paper", t.family.error_paper);
                None
            }
            Some(Ok(paper)) => Some(Some(String::from(paper))),
            None => Some(None),
        };
        let (name, phone, kin, until, paper) = (name?, phone?, kin?, until?, paper?);
        (!scopes.is_empty()).then_some(ValidOffer { name, phone, kin, scopes, until, paper })
    }
}

/// What whoever was asked says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    /// `accept` or `decline`.
    pub answer: String,
    pub code: String,
}

/// The form that shows the record.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LookForm {
    /// The look's id: sent twice, it is still one.
    pub key: Option<ViewId>,
}

/// The form that asks to have the record put right.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskForm {
    /// The request's id: sent twice, it is still one.
    pub key: Option<RequestId>,
    pub wrong: String,
}

/// The form that writes to whoever looks after the home.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LetterForm {
    /// The message's id: sent twice, it is still one.
    pub key: Option<CareMessageId>,
    pub to: Option<GrantId>,
    pub letter: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn fields(form: &OfferForm, is_paper: bool) -> Vec<&'static str> {
        let (t, today) = (Locale::ZhHans.messages(), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        let mut errors = Errors::default();
        assert_eq!(form.check(is_paper, today, t, &mut errors).is_some(), errors.is_empty());
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    fn whole() -> OfferForm {
        OfferForm {
            name: "何小雨".to_owned(),
            phone: "13911112222".to_owned(),
            relation: "daughter".to_owned(),
            scope: vec!["see".to_owned()],
            until: "2027-11-23".to_owned(),
            paper: "档案柜 3 号".to_owned(),
            ..OfferForm::default()
        }
    }

    #[test]
    fn every_error_is_told_at_once() {
        let empty = OfferForm::default();
        assert_eq!(fields(&empty, true), ["name", "phone", "relation", "scope", "until", "paper"]);
        assert_eq!(fields(&empty, false), ["name", "phone", "relation", "scope", "until"]);
        assert_eq!(fields(&whole(), true), Vec::<&str>::new());
    }

    #[test]
    fn a_link_lasts_a_year_at_most_and_holds_today_at_least() {
        for (until, is_right) in [
            ("2026-11-22", false),
            ("2026-11-23", true),
            ("2027-11-23", true),
            ("2027-11-24", false),
            ("", false),
            ("明年", false),
        ] {
            let form = OfferForm { until: until.to_owned(), ..whole() };
            assert_eq!(fields(&form, false).is_empty(), is_right, "{until}");
        }
    }

    #[test]
    fn what_cannot_be_allowed_is_not_ticked() {
        let form = OfferForm { scope: vec!["everything".to_owned()], ..whole() };
        assert_eq!(fields(&form, false), ["scope"]);
    }
}
