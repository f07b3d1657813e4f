//! The rules of a run.

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::{number, whole};
use crate::db::RunId;
use crate::training::queries::runs::{Run, Terms};
use crate::web::form::Errors;
use crate::web::{Locale, Messages, text};

/// Runs are planned at most so many days ahead: later is a slip of the keyboard.
pub(super) const FURTHEST: Days = Days::new(730);
/// Seats of a run.
const SEATS: RangeInclusive<i32> = 1..=500;
/// Learners with whom a run begins at least.
const MIN_LEARNERS: RangeInclusive<i32> = 0..=500;
/// A new run's seats, hours to accept, share of sessions in percent, and score.
const USUAL: [&str; 4] = ["20", "24", "80", "60"];

/// With how many a run begins at least, as far as it can be read; empty: with any number.
fn least(typed: &str) -> Option<i32> {
    if typed.trim().is_empty() { Some(0) } else { whole(typed) }
}

/// With how many a run of so many seats begins at least; none when that is wrong, and it is noted.
fn min_learners(typed: &str, seats: Option<i32>, t: &Messages, errors: &mut Errors) -> Option<i32> {
    let Some(found) = least(typed).filter(|number| MIN_LEARNERS.contains(number)) else {
        errors.add("min_learners", t.training.error_number(MIN_LEARNERS.start(), MIN_LEARNERS.end()));
        return None;
    };
    if let Some(seats) = seats.filter(|seats| *seats < found) {
        errors.add("min_learners", t.training.error_min_learners(seats));
        return None;
    }
    Some(found)
}

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
    /// Empty: it begins with any number.
    pub min_learners: String,
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
            min_learners: if terms.min_learners == 0 { String::new() } else { terms.min_learners.to_string() },
            enrol_until: terms.enrol_until.to_string(),
            screened: terms.is_screened.then(|| "1".to_owned()),
            accept_hours: terms.accept_hours.to_string(),
            min_attendance: terms.min_attendance.to_string(),
            min_score: terms.min_score.map_or_else(String::new, |score| score.to_string()),
            internship_hours: terms.internship_hours.to_string(),
        }
    }

    /// The rules, or every error there is. `last`: the run's last day, where there is one.
    pub fn check(
        &self,
        (today, last): (NaiveDate, Option<NaiveDate>),
        locale: Locale,
        errors: &mut Errors,
    ) -> Option<Terms> {
        let t = locale.messages();
        let seats = number("seats", &self.seats, SEATS, t, errors);
        let min_learners = min_learners(&self.min_learners, seats, t, errors);
        let enrol_until = self.enrol_until.trim().parse().ok();
        let enrol_until = enrol_until.filter(|day| (today..=today + FURTHEST).contains(day));
        if enrol_until.is_none() {
            errors.add("enrol_until", t.training.error_enrol_until);
        }
        if let Some(last) = last.filter(|last| enrol_until.is_some_and(|day: NaiveDate| day > *last)) {
            errors.add("enrol_until", t.training.error_enrol_until_late(text::date(locale, last)));
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
            min_learners: min_learners?,
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

/// How many learn in an open run, with how many it begins, and until when one may ask for a seat, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::training) struct SeatsForm {
    pub revision: i32,
    pub seats: String,
    pub min_learners: String,
    pub enrol_until: String,
}

impl SeatsForm {
    /// As a run has it.
    pub fn of(run: &Run) -> Self {
        let TermsForm { revision, seats, min_learners, enrol_until, .. } = TermsForm::of(run);
        Self { revision, seats, min_learners, enrol_until }
    }

    /// How many, with how many at least, and until when, as far as it can be read.
    pub fn typed(&self) -> (Option<i32>, Option<i32>, Option<NaiveDate>) {
        (whole(&self.seats), least(&self.min_learners), self.enrol_until.trim().parse().ok())
    }

    /// What was typed, in a line.
    pub fn text(&self, t: &Messages) -> String {
        let t = &t.training;
        let typed = [(t.seats, &self.seats), (t.min_learners, &self.min_learners), (t.enrol_until, &self.enrol_until)];
        let typed = typed.into_iter().filter(|(_, text)| !text.is_empty());
        typed.map(|(label, text)| format!("{label} {text}")).collect::<Vec<_>>().join(" · ")
    }

    /// How many are to learn.
    pub fn count(&self, t: &Messages, errors: &mut Errors) -> Option<i32> {
        number("seats", &self.seats, SEATS, t, errors)
    }

    /// With how many of so many it begins at least.
    pub fn min_learners(&self, seats: Option<i32>, t: &Messages, errors: &mut Errors) -> Option<i32> {
        min_learners(&self.min_learners, seats, t, errors)
    }

    /// Until when one may ask for a seat. `known`: until when now; `last`: the run's last day.
    pub fn until(
        &self,
        (known, last): (NaiveDate, Option<NaiveDate>),
        today: NaiveDate,
        locale: Locale,
        errors: &mut Errors,
    ) -> Option<NaiveDate> {
        let t = &locale.messages().training;
        let (.., typed) = self.typed();
        // The day may have passed: that does not keep the seats from changing.
        let until = typed.filter(|day| *day == known || (today..=today + FURTHEST).contains(day));
        let Some(until) = until else {
            errors.add("enrol_until", t.error_enrol_until);
            return None;
        };
        if let Some(last) = last.filter(|last| until > *last && until != known) {
            errors.add("enrol_until", t.error_enrol_until_late(text::date(locale, last)));
            return None;
        }
        Some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn check(form: &TermsForm) -> Result<Terms, Vec<&'static str>> {
        let mut errors = Errors::default();
        let terms = form.check((today(), None), Locale::ZhHans, &mut errors);
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

    #[test]
    fn a_run_begins_with_any_number_or_with_no_more_than_it_has_seats_for() {
        let with = |seats: &str, least: &str| TermsForm {
            seats: seats.to_owned(),
            min_learners: least.to_owned(),
            enrol_until: "2026-12-01".to_owned(),
            ..TermsForm::new(String::new())
        };
        for (typed, least) in [("", 0), (" ", 0), ("0", 0), ("８", 8), ("12", 12)] {
            assert_eq!(check(&with("12", typed)).map(|terms| terms.min_learners), Ok(least), "{typed}");
        }
        for wrong in ["13", "-1", "几个", "501"] {
            assert_eq!(check(&with("12", wrong)), Err(vec!["min_learners"]), "{wrong}");
        }
        // Whether it is too many nobody can say of seats that cannot be read.
        assert_eq!(check(&with("很多", "13")), Err(vec!["seats"]));
    }

    #[test]
    fn nobody_enrols_after_the_last_day() {
        let check = |until: &str| {
            let form = TermsForm { enrol_until: until.to_owned(), ..TermsForm::new(String::new()) };
            let mut errors = Errors::default();
            let last = NaiveDate::from_ymd_opt(2026, 11, 28);
            let terms = form.check((today(), last), Locale::ZhHans, &mut errors);
            terms.map(|terms| terms.enrol_until).ok_or_else(|| errors.list().to_vec())
        };
        assert_eq!(check("2026-11-28").ok(), NaiveDate::from_ymd_opt(2026, 11, 28));
        let late = check("2026-11-29").unwrap_err();
        assert!(late.len() == 1 && late[0].0 == "enrol_until" && late[0].1.contains("11月28日"), "{late:?}");
    }

    #[test]
    fn an_open_run_is_entered_until_its_last_day_and_a_day_that_has_passed_stays() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let check = |seats: &str, until: &str, known: u32| {
            let form = SeatsForm { seats: seats.to_owned(), enrol_until: until.to_owned(), ..SeatsForm::default() };
            let mut errors = Errors::default();
            let count = form.count(Locale::ZhHans.messages(), &mut errors);
            let until = form.until((day(known), Some(day(28))), today(), Locale::ZhHans, &mut errors);
            count.zip(until).ok_or_else(|| errors.list().to_vec())
        };
        assert_eq!(check("２４", "2026-11-28", 25), Ok((24, day(28))));
        assert_eq!(check("24", "2026-11-20", 20), Ok((24, day(20))));
        let late = check("24", "2026-11-29", 25).unwrap_err();
        assert!(late.len() == 1 && late[0].0 == "enrol_until" && late[0].1.contains("11月28日"), "{late:?}");
        for (seats, until) in [("0", "2026-11-22"), ("501", ""), ("很多", "明天")] {
            let wrong = check(seats, until, 25).unwrap_err();
            let fields: Vec<_> = wrong.iter().map(|(field, _)| *field).collect();
            assert_eq!(fields, ["seats", "enrol_until"], "{seats} {until}");
        }
    }
}
