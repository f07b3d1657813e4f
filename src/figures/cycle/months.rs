//! The loop month by month: of each month the last count is kept.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::release::Release;
use crate::web::Locale;

/// How many months a page reads beside this one: with the same month of the year before.
const BACK: u32 = 12;
/// How many months are drawn.
const DRAWN: usize = 6;

/// A month, by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// The one of some months that an address asks for; where it asks for none of them, the newest.
    pub fn asked(months: &[Self], code: &str) -> Option<Self> {
        months.iter().copied().find(|month| month.code() == code).or_else(|| months.last().copied())
    }

    /// As addresses and files have it: `2026-11`.
    pub fn code(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// `2026年11月`, `November 2026`.
    pub fn label(self, locale: Locale) -> String {
        match locale {
            Locale::En => self.0.format("%B %Y").to_string(),
            _ => locale.messages().cycle.month_of_year(self.0.year(), self.0.month()),
        }
    }

    /// `11月`, `Nov`.
    pub fn short(self, locale: Locale) -> String {
        match locale {
            Locale::En => self.0.format("%b").to_string(),
            _ => locale.messages().cycle.month_alone(self.0.month()),
        }
    }

    /// So many months earlier.
    fn back(self, months: u32) -> Self {
        Self(self.0 - Months::new(months))
    }

    fn last_day(self) -> NaiveDate {
        self.0 + Months::new(1) - Days::new(1)
    }
}

/// From which day on a page reads what was counted.
pub(super) fn since(today: NaiveDate) -> NaiveDate {
    Month::of(today).back(BACK).0
}

/// The last days of the months that a page reads, this one's so far.
pub(super) fn ends(today: NaiveDate) -> Vec<NaiveDate> {
    let over = (1..=BACK).rev().map(|back| Month::of(today).back(back).last_day());
    over.chain([today]).collect()
}

/// The last up to a month of those to be drawn.
pub(super) fn drawn(months: &[Month], last: Month) -> Vec<Month> {
    let mut drawn: Vec<Month> = months.iter().copied().filter(|month| *month <= last).collect();
    drawn.drain(..drawn.len().saturating_sub(DRAWN));
    drawn
}

/// What was known at the end of a month, of what is told with the newest last.
pub(super) fn at(releases: &[Release], month: Month) -> Option<&Release> {
    releases.iter().rfind(|release| release.month() <= month)
}

/// What is told of the month before; none where nobody counted then.
pub(super) fn before<'a>(releases: &'a [Release], release: &Release) -> Option<&'a Release> {
    let month = release.month().back(1);
    releases.iter().find(|release| release.month() == month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_year_back_ends_with_each_month_and_today() {
        let today = day(2027, 3, 30);
        let ends = ends(today);
        assert_eq!((ends.len(), ends[0], since(today)), (13, day(2026, 3, 31), day(2026, 3, 1)));
        assert_eq!(ends[10..], [day(2027, 1, 31), day(2027, 2, 28), today]);
    }

    #[test]
    fn what_nobody_counted_is_the_newest_and_the_last_six_are_drawn() {
        let months: Vec<Month> = (1..=8).map(|month| Month::of(day(2026, month, 9))).collect();
        assert_eq!(Month::asked(&months, "2026-03"), Some(months[2]));
        for strange in ["2025-03", "2026-3", "someday", ""] {
            assert_eq!(Month::asked(&months, strange), Some(months[7]), "{strange}");
        }
        assert_eq!(Month::asked(&[], "2026-03"), None);
        assert_eq!(drawn(&months, months[6]), months[1..7]);
        assert_eq!(drawn(&months, months[1]), months[..2]);
    }
}
