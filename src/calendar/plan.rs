//! The hours of one place, and what they are on a given date.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::holidays::{DayKind, Holidays};
use super::rules::{Exception, HolidayRule, HolidayRules};
use super::time::Span;
use super::weekly::WeeklyHours;

/// Everything a place says about its hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PlanAsText")]
pub struct OpeningPlan {
    weekly: WeeklyHours,
    rules: HolidayRules,
    /// Sorted by date, one per date.
    exceptions: Vec<Exception>,
}

/// Why parts do not make a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Two exceptions for one date.
    #[error("plan-duplicate-exception")]
    DuplicateException {
        /// The date of both.
        date: NaiveDate,
    },
}

/// What decided the hours of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why<'plan> {
    /// An exception for the date, with the reason it gives.
    Exception(&'plan Exception),
    /// The place's rule for days of this kind.
    HolidayRule(DayKind),
    /// A make-up workday, on which this weekday's hours hold.
    MakeupWorkday(Weekday),
    /// The ordinary week.
    Weekly,
}

impl OpeningPlan {
    /// A plan from its parts, exceptions in any order.
    ///
    /// # Errors
    /// [`PlanError::DuplicateException`].
    pub fn new(weekly: WeeklyHours, rules: HolidayRules, mut exceptions: Vec<Exception>) -> Result<Self, PlanError> {
        exceptions.sort_by_key(|exception| exception.date);
        for (one, next) in exceptions.iter().zip(exceptions.iter().skip(1)) {
            if one.date == next.date {
                return Err(PlanError::DuplicateException { date: one.date });
            }
        }
        Ok(Self { weekly, rules, exceptions })
    }

    /// The ordinary week.
    #[must_use]
    pub const fn weekly(&self) -> &WeeklyHours {
        &self.weekly
    }

    /// The rules for kinds of days.
    #[must_use]
    pub const fn rules(&self) -> &HolidayRules {
        &self.rules
    }

    /// The exceptions, earliest first.
    #[must_use]
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// Whether the plan says nothing at all, so that nobody can tell if the place is open. A plan
    /// with one exception says something: then every other day is closed.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.weekly.is_empty() && self.exceptions.is_empty() && !self.rules.state_hours()
    }

    /// The spans of a date, borrowed from the plan, and what decided them. No spans means closed.
    #[must_use]
    pub fn spans_on(&self, date: NaiveDate, holidays: &Holidays) -> (&[Span], Why<'_>) {
        if let Some(exception) = self.exception_on(date) {
            return (exception.hours.spans(), Why::Exception(exception));
        }
        let kind = holidays.day_kind(date);
        match self.rules.get(kind) {
            Some(HolidayRule::Closed) => (&[], Why::HolidayRule(kind)),
            Some(HolidayRule::Custom(hours)) => (hours.spans(), Why::HolidayRule(kind)),
            Some(HolidayRule::AsWeekday(weekday)) => {
                let why = match kind {
                    DayKind::MakeupWorkday => Why::MakeupWorkday(*weekday),
                    _ => Why::HolidayRule(kind),
                };
                (self.weekly.on(*weekday).spans(), why)
            }
            None => (self.weekly.on(date.weekday()).spans(), Why::Weekly),
        }
    }

    fn exception_on(&self, date: NaiveDate) -> Option<&Exception> {
        let at = self.exceptions.binary_search_by_key(&date, |exception| exception.date).ok()?;
        self.exceptions.get(at)
    }
}

/// A plan as it is read, before its exceptions are sorted and checked.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PlanAsText {
    weekly: WeeklyHours,
    rules: HolidayRules,
    exceptions: Vec<Exception>,
}

impl TryFrom<PlanAsText> for OpeningPlan {
    type Error = PlanError;

    fn try_from(plan: PlanAsText) -> Result<Self, PlanError> {
        Self::new(plan.weekly, plan.rules, plan.exceptions)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::calendar::holidays::tests::{date, holidays_2026};

    /// The station of the demo community: weekdays 8:30–18:00, weekends 9:00–17:00.
    pub(in crate::calendar) fn station(rules: &str, exceptions: &str) -> OpeningPlan {
        let work = r#"["08:30-18:00"]"#;
        let rest = r#"["09:00-17:00"]"#;
        let json = format!(
            r#"{{"weekly":{{"mon":{work},"tue":{work},"wed":{work},"thu":{work},"fri":{work},
                "sat":{rest},"sun":{rest}}},"rules":{rules},"exceptions":{exceptions}}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    fn on<'p>(plan: &'p OpeningPlan, day: &str) -> (String, Why<'p>) {
        let (spans, why) = plan.spans_on(date(day), &holidays_2026());
        let spans: Vec<_> = spans.iter().map(ToString::to_string).collect();
        (spans.join(" "), why)
    }

    #[test]
    fn make_up_workdays_of_2026_follow_monday_by_default() {
        let plan = station("{}", "[]");
        for day in ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"] {
            assert_eq!(on(&plan, day), ("08:30-18:00".into(), Why::MakeupWorkday(Weekday::Mon)));
        }
        assert_eq!(on(&plan, "2026-01-11"), ("09:00-17:00".into(), Why::Weekly));
    }

    #[test]
    fn days_off_follow_the_week_unless_a_rule_says_otherwise() {
        assert_eq!(on(&station("{}", "[]"), "2026-10-01"), ("08:30-18:00".into(), Why::Weekly));
        let closed = station(r#"{"holiday_off":"closed"}"#, "[]");
        let because = Why::HolidayRule(DayKind::HolidayOff);
        for day in ["2026-10-01", "2026-10-07", "2026-02-15", "2026-02-23", "2026-06-21"] {
            assert_eq!(on(&closed, day), (String::new(), because));
        }
        assert_eq!(on(&closed, "2026-10-08"), ("08:30-18:00".into(), Why::Weekly));
        // Nothing is known of 2027, so its national day is a plain Friday.
        assert_eq!(on(&closed, "2027-10-01"), ("08:30-18:00".into(), Why::Weekly));
        let sunday = station(r#"{"holiday_off":{"as_weekday":"Sun"}}"#, "[]");
        assert_eq!(on(&sunday, "2026-10-01"), ("09:00-17:00".into(), because));
    }

    #[test]
    fn an_exception_beats_every_rule() {
        let plan = station(
            r#"{"holiday_off":{"custom":["10:00-12:00"]},"makeup_workday":"closed"}"#,
            r#"[{"date":"2026-10-10","hours":["09:00-11:00"]},
                {"date":"2026-10-01","hours":[],"reason":"盘点"}]"#,
        );
        let first = Why::Exception(&plan.exceptions()[0]);
        assert_eq!(on(&plan, "2026-10-01"), (String::new(), first));
        assert_eq!(plan.exceptions()[0].reason.as_deref(), Some("盘点"));
        assert_eq!(on(&plan, "2026-10-02").0, "10:00-12:00");
        assert_eq!(on(&plan, "2026-10-10").0, "09:00-11:00");
        let makeup = (String::new(), Why::HolidayRule(DayKind::MakeupWorkday));
        assert_eq!(on(&plan, "2026-09-20"), makeup);
    }

    #[test]
    fn one_exception_a_date() {
        let day = date("2026-10-01");
        let twice = vec![Exception::closed(day, None), Exception::closed(day, None)];
        let made = OpeningPlan::new(WeeklyHours::default(), HolidayRules::default(), twice);
        assert_eq!(made, Err(PlanError::DuplicateException { date: day }));
    }

    #[test]
    fn json_reads_back() {
        let plan = station("{}", r#"[{"date":"2026-10-01","hours":[]}]"#);
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<OpeningPlan>(&json).unwrap(), plan);
        assert!(serde_json::from_str::<OpeningPlan>("{}").unwrap().is_unknown());
    }
}
