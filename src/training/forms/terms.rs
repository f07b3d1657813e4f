//! The rules of a run.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::number;
use crate::db::RunId;
use crate::training::queries::runs::{Run, Terms};
use crate::web::Messages;
use crate::web::form::Errors;

/// Runs are planned at most so many days ahead: later is a slip of the keyboard.
pub(super) const FURTHEST: Days = Days::new(730);
/// A new run's seats, hours to accept, share of sessions in percent, and score.
const USUAL: [&str; 4] = ["20", "24", "80", "60"];

/// Rules as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::training) struct TermsForm {
    /// The new run's id: sent twice, it is still one.
    pub key: Option<RunId>,
    pub revision: i32,
    /// The slug of the community that is to open it.
    pub community: String,
    pub seats: String,
    pub enrol_until: String,
    /// `1`: the trainer looks at each request.
    pub screened: Option<String>,
    pub accept_hours: String,
    pub min_attendance: String,
    /// Empty: nothing is assessed.
    pub min_score: String,
    /// Empty: none.
    pub internship_hours: String,
}

impl TermsForm {
    /// What is usual.
    pub fn new(community: String) -> Self {
        let [seats, accept_hours, min_attendance, min_score] = USUAL.map(str::to_owned);
        Self {
            key: Some(RunId::generate()),
            community,
            seats,
            accept_hours,
            min_attendance,
            min_score,
            ..Self::default()
        }
    }

    /// A run's rules as the form shows them.
    pub fn of(run: &Run) -> Self {
        let terms = &run.terms;
        Self {
            key: None,
            revision: run.revision,
            community: String::new(),
            seats: terms.seats.to_string(),
            enrol_until: terms.enrol_until.to_string(),
            screened: terms.is_screened.then(|| "1".to_owned()),
            accept_hours: terms.accept_hours.to_string(),
            min_attendance: terms.min_attendance.to_string(),
            min_score: terms.min_score.map_or_else(String::new, |score| score.to_string()),
            internship_hours: terms.internship_hours.to_string(),
        }
    }

    /// The rules, or every error there is.
    pub fn check(&self, today: NaiveDate, t: &Messages, errors: &mut Errors) -> Option<Terms> {
        let seats = number("seats", &self.seats, 1..=500, t, errors);
        let enrol_until = self.enrol_until.trim().parse().ok();
        let enrol_until = enrol_until.filter(|day| (today..=today + FURTHEST).contains(day));
        if enrol_until.is_none() {
            errors.add("enrol_until", t.training.error_enrol_until);
        }
        let accept_hours = number("accept_hours", &self.accept_hours, 1..=168, t, errors);
        let min_attendance = number("min_attendance", &self.min_attendance, 0..=100, t, errors);
        let mut optional = |field, typed: &str, most| match typed.trim() {
            "" => Some(None),
            _ => number(field, typed, 0..=most, t, errors).map(Some),
        };
        let min_score = optional("min_score", &self.min_score, 100);
        let internship_hours = optional("internship_hours", &self.internship_hours, 2000);
        let terms = Terms {
            seats: seats?,
            enrol_until: enrol_until?,
            is_screened: self.screened.is_some(),
            accept_hours: accept_hours?,
            min_attendance: min_attendance?,
            min_score: min_score?,
            internship_hours: internship_hours?.unwrap_or_default(),
        };
        Some(terms).filter(|_| errors.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn check(form: &TermsForm) -> Result<Terms, Vec<&'static str>> {
        let mut errors = Errors::default();
        let terms = form.check(today(), Locale::ZhHans.messages(), &mut errors);
        terms.ok_or_else(|| errors.list().iter().map(|(field, _)| *field).collect())
    }

    #[test]
    fn the_usual_rules_lack_a_last_day_and_nothing_else() {
        assert_eq!(check(&TermsForm::new(String::new())), Err(vec!["enrol_until"]));
        let form = TermsForm { enrol_until: "2026-11-23".to_owned(), ..TermsForm::new(String::new()) };
        let terms = check(&form).unwrap();
        assert_eq!((terms.seats, terms.min_attendance, terms.min_score, terms.internship_hours), (20, 80, Some(60), 0));
    }

    #[test]
    fn bounds_hold_and_what_is_not_assessed_has_no_score() {
        let day = |text: &str| TermsForm { enrol_until: text.to_owned(), ..TermsForm::new(String::new()) };
        for wrong in ["2026-11-22", "2028-11-23", "明天"] {
            assert_eq!(check(&day(wrong)), Err(vec!["enrol_until"]), "{wrong}");
        }
        let form = TermsForm { min_score: " ".to_owned(), min_attendance: "0".to_owned(), ..day("2026-12-01") };
        assert_eq!(check(&form).map(|terms| (terms.min_score, terms.min_attendance)), Ok((None, 0)));
        let all = TermsForm { enrol_until: String::new(), min_score: "101".to_owned(), ..TermsForm::default() };
        let expected = ["seats", "enrol_until", "accept_hours", "min_attendance", "min_score"];
        assert_eq!(check(&all), Err(expected.to_vec()));
    }
}
