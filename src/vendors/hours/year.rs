//! A year of opening days: what a plan comes to once holidays and exceptions have had their say.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{DayKind, Holidays, OpeningPlan, Span, Why};

/// What sets a day apart from others of its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special<'a> {
    /// Hours of its own, and why.
    Exception(Option<&'a str>),
    /// A public holiday, whether or not it changes the hours.
    Holiday(Option<&'a str>),
    /// A weekend day on which people work.
    Makeup,
}

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day<'a> {
    pub date: NaiveDate,
    /// When it is open; closed without any.
    pub spans: &'a [Span],
    pub special: Option<Special<'a>>,
}

impl<'a> Day<'a> {
    fn of(plan: &'a OpeningPlan, holidays: &'a Holidays, date: NaiveDate) -> Self {
        let (spans, why) = plan.spans_on(date, holidays);
        let special = match (why, holidays.day_kind(date)) {
            (Why::Exception(exception), _) => Some(Special::Exception(exception.reason.as_deref())),
            (_, DayKind::HolidayOff) => Some(Special::Holiday(holidays.name(date))),
            (_, DayKind::MakeupWorkday) => Some(Special::Makeup),
            _ => None,
        };
        Self { date, spans, special }
    }

    /// Whether there is an hour to come in.
    pub(super) fn is_open(&self) -> bool {
        !self.spans.is_empty()
    }
}

/// Days in a row that are special for the same reason and have the same hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run<'a> {
    pub first: Day<'a>,
    pub last: NaiveDate,
    pub special: Special<'a>,
}

/// A month in weeks from Monday to Sunday, with gaps before its first and after its last day.
#[derive(Debug)]
pub(super) struct Month<'a> {
    pub first: NaiveDate,
    pub weeks: Vec<Vec<Option<Day<'a>>>>,
}

impl<'a> Month<'a> {
    fn of(days: &[Day<'a>]) -> Option<Self> {
        let first = days.first()?.date;
        let gap = usize::try_from(first.weekday().num_days_from_monday()).ok()?;
        let mut cells = vec![None; gap];
        cells.extend(days.iter().copied().map(Some));
        cells.resize(cells.len().next_multiple_of(7), None);
        Some(Self { first, weeks: cells.chunks(7).map(<[_]>::to_vec).collect() })
    }
}

/// A year, day by day.
#[derive(Debug)]
pub(super) struct Year<'a> {
    days: Vec<Day<'a>>,
    /// Whether the year's holidays are known; if not, none of its days is one.
    pub is_published: bool,
}

impl<'a> Year<'a> {
    /// What a plan makes of a year.
    pub(super) fn of(plan: &'a OpeningPlan, holidays: &'a Holidays, year: i32) -> Self {
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        let dates = first.iter().flat_map(NaiveDate::iter_days).take_while(|date| date.year() == year);
        Self {
            days: dates.map(|date| Day::of(plan, holidays, date)).collect(),
            is_published: holidays.covers_year(year),
        }
    }

    /// How many days are open.
    pub(super) fn open_days(&self) -> usize {
        self.days.iter().filter(|day| day.is_open()).count()
    }

    /// How many are not.
    pub(super) fn closed_days(&self) -> usize {
        self.days.len() - self.open_days()
    }

    /// The special days in order.
    pub(super) fn specials(&self) -> Vec<Run<'a>> {
        let mut runs: Vec<Run<'a>> = Vec::new();
        for day in &self.days {
            let Some(special) = day.special else { continue };
            match runs.last_mut() {
                Some(run)
                    if run.last.succ_opt() == Some(day.date)
                        && run.special == special
                        && run.first.spans == day.spans =>
                {
                    run.last = day.date;
                }
                _ => runs.push(Run { first: *day, last: day.date, special }),
            }
        }
        runs
    }

    /// The twelve months.
    pub(super) fn months(&self) -> Vec<Month<'a>> {
        let same_month = |one: &Day<'_>, next: &Day<'_>| one.date.month() == next.date.month();
        self.days.chunk_by(same_month).filter_map(Month::of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::hours::tests::{date, holidays_2026, plan};

    #[test]
    fn a_year_counts_every_day_once() {
        let plan = plan("8:30-18:00", "", |form| {
            form.holiday_off = "closed".into();
            form.exceptions = "2026-12-31 休息 盘点\n2026-10-03 9:00-12:00 值班".into();
        });
        let holidays = holidays_2026();
        let year = Year::of(&plan, &holidays, 2026);
        // 261 days from Monday to Friday; 19 of them are holidays, 6 weekend days are worked, one day is taken off and
        // one holiday is not.
        let weekdays = holidays_off().filter(|day| day.weekday().num_days_from_monday() < 5).count();
        assert_eq!(year.open_days(), 261 - weekdays + 6 - 1 + 1);
        assert_eq!(year.open_days() + year.closed_days(), 365);
        assert!(year.is_published);
        assert_eq!(Year::of(&plan, &holidays, 2028).days.len(), 366);
        assert!(!Year::of(&plan, &holidays, 2027).is_published);
        assert!(Year::of(&plan, &holidays, 2027).specials().is_empty());
    }

    fn holidays_off() -> impl Iterator<Item = NaiveDate> {
        let holidays = holidays_2026();
        date("2026-01-01").iter_days().take(365).filter(move |day| holidays.day_kind(*day) == DayKind::HolidayOff)
    }

    #[test]
    fn special_days_come_in_runs_with_their_reason() {
        let plan = plan("8:30-18:00", "", |form| {
            form.holiday_off = "closed".into();
            form.exceptions = "2026-10-03 9:00-12:00 值班".into();
        });
        let holidays = holidays_2026();
        let runs = Year::of(&plan, &holidays, 2026).specials();
        let october: Vec<_> = runs
            .iter()
            .filter(|run| run.first.date.month() == 10)
            .map(|run| (run.first.date.day(), run.last.day(), run.special, run.first.is_open()))
            .collect();
        let national_day = Special::Holiday(Some("国庆节"));
        assert_eq!(
            october,
            [
                (1, 2, national_day, false),
                (3, 3, Special::Exception(Some("值班")), true),
                (4, 7, national_day, false),
                (10, 10, Special::Makeup, true),
            ]
        );
    }

    #[test]
    fn months_begin_under_their_weekday() {
        let (plan, holidays) = (plan("8:30-18:00", "9:00-12:00", |_| {}), holidays_2026());
        let months = Year::of(&plan, &holidays, 2026).months();
        assert_eq!(months.len(), 12);
        for month in &months {
            assert!(month.weeks.iter().all(|week| week.len() == 7));
            for week in &month.weeks {
                for (column, day) in (0_u32..).zip(week) {
                    assert!(day.is_none_or(|day| day.date.weekday().num_days_from_monday() == column));
                }
            }
        }
        // 1 February 2026 is a Sunday, alone in its week.
        let february: Vec<usize> = months[1].weeks.iter().map(|week| week.iter().flatten().count()).collect();
        assert_eq!(february, [1, 7, 7, 7, 6]);
    }
}
