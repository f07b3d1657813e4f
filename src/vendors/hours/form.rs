//! The form of a service's hours, and the plan that it means.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use serde::Deserialize;

use super::reading::{self, MOST_EXCEPTIONS, Problem};
use crate::calendar::{DayHours, DayKind, Exception, HolidayRule, HolidayRules, OpeningPlan, Span, WeeklyHours};
use crate::web::Messages;
use crate::web::form::Errors;

/// On such days the hours are those of the weekday.
pub(super) const FOLLOW: &str = "follow";
/// Closed on such days.
pub(super) const CLOSED: &str = "closed";
/// On such days the hours are those of Monday.
pub(super) const MONDAY: &str = "monday";
/// Such days have hours of their own.
pub(super) const CUSTOM: &str = "custom";

/// How many wrong lines are told at once.
const LINES_TOLD: usize = 5;

/// What an owner types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct HoursForm {
    pub mon: String,
    pub tue: String,
    pub wed: String,
    pub thu: String,
    pub fri: String,
    pub sat: String,
    pub sun: String,
    /// On public holidays: `follow`, `closed` or `custom`.
    pub holiday_off: String,
    pub holiday_hours: String,
    /// On make-up workdays: `monday`, `follow`, `closed` or `custom`.
    pub makeup: String,
    pub makeup_hours: String,
    /// A line for each date, or for dates that follow each other.
    pub exceptions: String,
    /// The service's revision when the form was shown.
    pub revision: i32,
    /// Ticked: all services of the organization get these hours.
    pub all_services: Option<String>,
    /// Whether the special dates and the holiday rules go for all services, whose weeks stay.
    pub all_dates: Option<String>,
}

/// A weekday's field.
pub(super) struct DayField<'a> {
    pub name: &'static str,
    pub label: &'static str,
    pub weekday: Weekday,
    pub text: &'a str,
}

/// A field's label, and what is saved in it.
pub(super) type Labelled = (&'static str, String);

impl HoursForm {
    /// The form of a plan; past exceptions are left out, because nobody can change what has been.
    pub(super) fn of(plan: Option<&OpeningPlan>, revision: i32, today: NaiveDate, t: &'static Messages) -> Self {
        let Some(plan) = plan else {
            return Self { holiday_off: FOLLOW.to_owned(), makeup: MONDAY.to_owned(), revision, ..Self::default() };
        };
        let day = |weekday| day_text(ordinary(plan, weekday), t);
        let (holiday_off, holiday_hours) = rule_text(plan, DayKind::HolidayOff, t);
        let (makeup, makeup_hours) = rule_text(plan, DayKind::MakeupWorkday, t);
        Self {
            mon: day(Weekday::Mon),
            tue: day(Weekday::Tue),
            wed: day(Weekday::Wed),
            thu: day(Weekday::Thu),
            fri: day(Weekday::Fri),
            sat: day(Weekday::Sat),
            sun: day(Weekday::Sun),
            holiday_off,
            holiday_hours,
            makeup,
            makeup_hours,
            exceptions: exceptions_text(plan, today, t),
            revision,
            all_services: None,
            all_dates: None,
        }
    }

    /// The plan, or every error there is in `errors`.
    pub(super) fn check(&self, today: NaiveDate, errors: &mut Errors, t: &'static Messages) -> Option<OpeningPlan> {
        let weekly = self.check_week(errors, t);
        let off = check_rule(("holiday_off", &self.holiday_off), ("holiday_hours", &self.holiday_hours), errors, t);
        let makeup = check_rule(("makeup", &self.makeup), ("makeup_hours", &self.makeup_hours), errors, t);
        let exceptions = self.check_exceptions(today, errors, t);
        let rules = HolidayRules::default().with(DayKind::HolidayOff, off?).with(DayKind::MakeupWorkday, makeup?);
        OpeningPlan::new(weekly?, rules, exceptions?).ok()
    }

    fn check_week(&self, errors: &mut Errors, t: &'static Messages) -> Option<WeeklyHours> {
        let read = |field: DayField<'_>| {
            let day = errors.take(field.name, reading::day(field.text), |problem| {
                t.hours.error_of_day(field.label, problem.text(t))
            });
            day.map(|day| (field.weekday, day))
        };
        // All seven are read before the first error counts.
        let days: Vec<Option<(Weekday, DayHours)>> = self.week(t).into_iter().map(read).collect();
        let days: Vec<(Weekday, DayHours)> = days.into_iter().collect::<Option<_>>()?;
        if days.iter().all(|(_, day)| day.is_closed()) {
            errors.add("mon", t.hours.error_never_open);
            return None;
        }
        let spans = days.iter().flat_map(|(weekday, day)| day.spans().iter().map(move |span| (*weekday, *span)));
        WeeklyHours::new(spans).ok()
    }

    fn check_exceptions(&self, today: NaiveDate, errors: &mut Errors, t: &'static Messages) -> Option<Vec<Exception>> {
        let mut found: BTreeMap<NaiveDate, Exception> = BTreeMap::new();
        let mut problems = Vec::new();
        for (number, line) in (1_usize..).zip(self.exceptions.lines()) {
            let read = reading::exceptions(line, today).and_then(|days| {
                let twice = days.iter().map(|day| day.date).find(|date| found.contains_key(date));
                twice.map_or(Ok(days), |date| Err(Problem::Twice(date)))
            });
            match read {
                Ok(days) => found.extend(days.into_iter().map(|day| (day.date, day))),
                Err(problem) => problems.push(t.hours.error_in_line(number, problem.text(t))),
            }
        }
        if found.len() > MOST_EXCEPTIONS {
            problems.push(Problem::TooMany.text(t));
        }
        if problems.is_empty() {
            return Some(found.into_values().collect());
        }
        problems.truncate(LINES_TOLD);
        errors.add("exceptions", problems.join(" "));
        None
    }

    /// The seven days, Monday first.
    pub(super) fn week(&self, t: &'static Messages) -> [DayField<'_>; 7] {
        let field = |name, label, weekday, text| DayField { name, label, weekday, text };
        [
            field("mon", t.time.monday, Weekday::Mon, &self.mon),
            field("tue", t.time.tuesday, Weekday::Tue, &self.tue),
            field("wed", t.time.wednesday, Weekday::Wed, &self.wed),
            field("thu", t.time.thursday, Weekday::Thu, &self.thu),
            field("fri", t.time.friday, Weekday::Fri, &self.fri),
            field("sat", t.time.saturday, Weekday::Sat, &self.sat),
            field("sun", t.time.sunday, Weekday::Sun, &self.sun),
        ]
    }

    /// Every field as people read it.
    fn labelled(&self, t: &'static Messages) -> Vec<Labelled> {
        let days = self.week(t).into_iter().map(|day| (day.label, day.text.to_owned()));
        let rule = |label, choice: &str, hours: &str| {
            let choice = choice_label(choice, t);
            (label, if hours.is_empty() { choice.to_owned() } else { t.hours.choice_and_hours(choice, hours) })
        };
        let rules = [
            rule(t.hours.holiday_off, &self.holiday_off, &self.holiday_hours),
            rule(t.hours.makeup, &self.makeup, &self.makeup_hours),
        ];
        let exceptions = (t.hours.exceptions_title, self.exceptions.replace('\n', t.hours.line_separator));
        days.chain(rules).chain([exceptions]).collect()
    }
}

/// What is saved wherever it differs from `mine`. Both forms should be made of plans, so that the same hours look the same.
pub(super) fn differences(mine: &HoursForm, saved: &HoursForm, t: &'static Messages) -> Vec<Labelled> {
    let pairs = mine.labelled(t).into_iter().zip(saved.labelled(t));
    pairs.filter(|(mine, saved)| mine != saved).map(|(_, saved)| saved).collect()
}

/// How a rule is called.
pub(super) fn choice_label(choice: &str, t: &'static Messages) -> &'static str {
    match choice {
        CLOSED => t.hours.choice_closed,
        MONDAY => t.hours.choice_monday,
        CUSTOM => t.hours.choice_custom,
        _ => t.hours.choice_follow,
    }
}

/// A rule from the choice and the hours beside it, each with the name of its field; none inside says to follow the week.
fn check_rule(
    choice: (&'static str, &str),
    hours: (&'static str, &str),
    errors: &mut Errors,
    t: &'static Messages,
) -> Option<Option<HolidayRule>> {
    let rule = match choice.1 {
        CUSTOM => return check_own_hours(hours, errors, t).map(Some),
        FOLLOW => None,
        CLOSED => Some(HolidayRule::Closed),
        MONDAY => Some(HolidayRule::AsWeekday(Weekday::Mon)),
        _ => {
            errors.add(choice.0, t.hours.error_choice);
            return None;
        }
    };
    // Hours beside another choice: one of the two is not meant, and we cannot know which.
    if reading::day(hours.1).is_ok_and(|day| day.is_closed()) {
        return Some(rule);
    }
    errors.add(hours.0, t.hours.error_unused(t.hours.choice_custom));
    None
}

fn check_own_hours(
    (field, text): (&'static str, &str),
    errors: &mut Errors,
    t: &'static Messages,
) -> Option<HolidayRule> {
    if text.trim().is_empty() {
        errors.add(field, t.hours.error_own_hours);
        return None;
    }
    let day = errors.take(field, reading::day(text), |problem| problem.text(t))?;
    Some(if day.is_closed() { HolidayRule::Closed } else { HolidayRule::Custom(day) })
}

/// The hours of an ordinary weekday. A plan may have rules for ordinary days, which the form does not offer; here they
/// become what the week says.
fn ordinary(plan: &OpeningPlan, weekday: Weekday) -> &[Span] {
    let kind = if matches!(weekday, Weekday::Sat | Weekday::Sun) { DayKind::Weekend } else { DayKind::Workday };
    match plan.rules().get(kind) {
        None => plan.weekly().on(weekday).spans(),
        Some(HolidayRule::Closed) => &[],
        Some(HolidayRule::AsWeekday(other)) => plan.weekly().on(*other).spans(),
        Some(HolidayRule::Custom(hours)) => hours.spans(),
    }
}

fn day_text(spans: &[Span], t: &'static Messages) -> String {
    if spans.is_empty() {
        return t.time.closed_day.to_owned();
    }
    let texts: Vec<String> = spans.iter().map(ToString::to_string).collect();
    texts.join(t.time.list_separator)
}

/// The choice and the hours that a rule looks like in the form.
fn rule_text(plan: &OpeningPlan, kind: DayKind, t: &'static Messages) -> (String, String) {
    let bare = |choice: &str| (choice.to_owned(), String::new());
    let own = |hours: &DayHours| match hours.spans() {
        [] => bare(CLOSED),
        spans => (CUSTOM.to_owned(), day_text(spans, t)),
    };
    match plan.rules().get(kind) {
        None => bare(FOLLOW),
        Some(HolidayRule::Closed) => bare(CLOSED),
        Some(HolidayRule::AsWeekday(Weekday::Mon)) if kind == DayKind::MakeupWorkday => bare(MONDAY),
        Some(HolidayRule::AsWeekday(weekday)) => own(plan.weekly().on(*weekday)),
        Some(HolidayRule::Custom(hours)) => own(hours),
    }
}

/// A line for each run of dates with the same hours and reason.
fn exceptions_text(plan: &OpeningPlan, today: NaiveDate, t: &'static Messages) -> String {
    let mut runs: Vec<(NaiveDate, &Exception)> = Vec::new();
    for exception in plan.exceptions().iter().filter(|exception| exception.date >= today) {
        match runs.last_mut() {
            Some((_, last)) if goes_on(last, exception) => *last = exception,
            _ => runs.push((exception.date, exception)),
        }
    }
    let line = |(first, last): (NaiveDate, &Exception)| {
        let dates = if first == last.date { first.to_string() } else { format!("{first}~{}", last.date) };
        let hours = day_text(last.hours.spans(), t);
        match &last.reason {
            Some(reason) => format!("{dates} {hours} {reason}"),
            None => format!("{dates} {hours}"),
        }
    };
    runs.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn goes_on(before: &Exception, next: &Exception) -> bool {
    before.date.succ_opt() == Some(next.date) && before.hours == next.hours && before.reason == next.reason
}
