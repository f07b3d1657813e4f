//! What staff send about certificates.

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use crate::db::{CertificateBatchId, EnrolmentId};
use crate::values::Paragraphs;
use crate::web::Messages;
use crate::web::form::Errors;

/// For how many months certificates may be issued; none: for good.
pub(super) const TERMS: [Option<u32>; 5] = [None, Some(12), Some(24), Some(36), Some(60)];
/// The most characters of a reason.
const REASON: usize = 300;

/// Who of a run gets a certificate, and for how long.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PrepareForm {
    /// The batch's id: sent twice, it is still one.
    pub key: Option<CertificateBatchId>,
    /// Those ticked.
    pub enrolment: Vec<EnrolmentId>,
    /// Months, or nothing.
    pub term: String,
}

impl PrepareForm {
    /// The last day of what is issued on `today`; none: there is none.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<Option<NaiveDate>> {
        if self.enrolment.is_empty() {
            errors.add("enrolment", t.certificates.error_nobody);
        }
        let term = TERMS.into_iter().find(|term| term_code(*term) == self.term);
        if term.is_none() {
            errors.add("term", t.certificates.error_term);
        }
        let last = term?.map(|months| today + Months::new(months) - chrono::Days::new(1));
        errors.is_empty().then_some(last)
    }
}

/// The word of a term in the form.
pub(super) fn term_code(term: Option<u32>) -> String {
    term.map_or_else(|| "none".to_owned(), |months| months.to_string())
}

/// Why a certificate is taken back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RevocationForm {
    pub reason: String,
}

impl RevocationForm {
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<String> {
        let parsed = Paragraphs::<REASON>::parse(&self.reason);
        errors.take("reason", parsed, |_| t.certificates.error_reason.to_owned()).map(String::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn a_term_ends_on_the_day_before_its_anniversary() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let check = |term: &str| {
            let form = PrepareForm { enrolment: vec![EnrolmentId::generate()], term: term.to_owned(), key: None };
            form.check(today, Locale::ZhHans.messages(), &mut Errors::default())
        };
        assert_eq!(check("12"), Some(NaiveDate::from_ymd_opt(2027, 11, 22)));
        assert_eq!(check("none"), Some(None));
        assert_eq!(check("13"), None);
        let mut errors = Errors::default();
        let form = PrepareForm { term: "13".to_owned(), ..PrepareForm::default() };
        assert_eq!(form.check(today, Locale::ZhHans.messages(), &mut errors), None);
        assert!(errors.get("enrolment").is_some() && errors.get("term").is_some());
    }
}
