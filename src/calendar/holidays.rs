//! Public holidays and make-up workdays, as published by the State Council each year.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// What a row of the holiday table says about its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// A day off by the yearly arrangement.
    Off,
    /// A weekend day on which people work (调休).
    Makeup,
    /// A holiday by law, on which work is paid threefold. It is a day off too.
    Statutory,
}

impl HolidayKind {
    /// Reads the holiday table's word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "off" => Some(Self::Off),
            "makeup" => Some(Self::Makeup),
            "statutory" => Some(Self::Statutory),
            _ => None,
        }
    }
}

/// What kind of day a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Monday to Friday without a row.
    Workday,
    /// Saturday or Sunday without a row.
    Weekend,
    /// A day off by law or by the yearly arrangement.
    HolidayOff,
    /// A weekend day on which people work.
    MakeupWorkday,
}

/// Why rows do not make a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HolidayError {
    /// One row gives the date off and another makes it a workday.
    #[error("holiday-contradiction")]
    Contradiction {
        /// The date of both.
        date: NaiveDate,
    },
}

/// The published holidays. Holds what the rows say and derives nothing: a year without rows has
/// only workdays and weekends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Sorted by date, one per date.
    days: Vec<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Day {
    date: NaiveDate,
    makeup: bool,
    statutory: bool,
    name: String,
}

impl Holidays {
    /// A calendar from rows in any order. A date may have both an `Off` and a `Statutory` row; the
    /// first of them gives the name.
    ///
    /// # Errors
    /// [`HolidayError::Contradiction`] if a date is both a day off and a make-up workday.
    pub fn from_rows<N: Into<String>>(
        rows: impl IntoIterator<Item = (NaiveDate, HolidayKind, N)>,
    ) -> Result<Self, HolidayError> {
        let mut days: Vec<Day> = rows
            .into_iter()
            .map(|(date, kind, name)| Day {
                date,
                makeup: kind == HolidayKind::Makeup,
                statutory: kind == HolidayKind::Statutory,
                name: name.into(),
            })
            .collect();
        // Stable, so that the first row of a date stays first.
        days.sort_by_key(|day| day.date);
        let mut contradiction = None;
        days.dedup_by(|later, kept| {
            if later.date != kept.date {
                return false;
            }
            if later.makeup != kept.makeup {
                contradiction.get_or_insert(kept.date);
            }
            kept.statutory |= later.statutory;
            true
        });
        match contradiction {
            Some(date) => Err(HolidayError::Contradiction { date }),
            None => Ok(Self { days }),
        }
    }

    /// Whether any row falls in the year. If not, its arrangement has not been published (or not
    /// been imported), and pages must say so instead of guessing.
    #[must_use]
    pub fn covers_year(&self, year: i32) -> bool {
        // A year is published with its days off; where only make-up days are known, part of it is missing.
        let first = self.days.partition_point(|day| day.date.year() < year);
        let days = self.days.iter().skip(first).take_while(|day| day.date.year() == year);
        days.into_iter().any(|day| !day.makeup)
    }

    /// What kind of day a date is.
    #[must_use]
    pub fn day_kind(&self, date: NaiveDate) -> DayKind {
        match self.find(date) {
            Some(day) if day.makeup => DayKind::MakeupWorkday,
            Some(_) => DayKind::HolidayOff,
            None if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) => DayKind::Weekend,
            None => DayKind::Workday,
        }
    }

    /// Whether the date is a holiday by law.
    #[must_use]
    pub fn is_statutory(&self, date: NaiveDate) -> bool {
        self.find(date).is_some_and(|day| day.statutory)
    }

    /// The name that the rows give to a holiday or a make-up workday.
    #[must_use]
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        self.find(date).map(|day| day.name.as_str())
    }

    fn find(&self, date: NaiveDate) -> Option<&Day> {
        let at = self.days.binary_search_by_key(&date, |day| day.date).ok()?;
        self.days.get(at)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::calendar) fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The arrangement for 2026, from the State Council's notice.
    pub(in crate::calendar) fn holidays_2026() -> Holidays {
        let off = [
            ("2026-01-01", 3, "元旦"),
            ("2026-02-15", 9, "春节"),
            ("2026-04-04", 3, "清明节"),
            ("2026-05-01", 5, "劳动节"),
            ("2026-06-19", 3, "端午节"),
            ("2026-09-25", 3, "中秋节"),
            ("2026-10-01", 7, "国庆节"),
        ];
        let makeup = [
            ("2026-01-04", "元旦"),
            ("2026-02-14", "春节"),
            ("2026-02-28", "春节"),
            ("2026-05-09", "劳动节"),
            ("2026-09-20", "国庆节"),
            ("2026-10-10", "国庆节"),
        ];
        let off = off.into_iter().flat_map(|(first, days, name)| {
            date(first).iter_days().take(days).map(move |day| (day, HolidayKind::Off, name))
        });
        let makeup = makeup.into_iter().map(|(day, name)| (date(day), HolidayKind::Makeup, name));
        Holidays::from_rows(off.chain(makeup)).unwrap()
    }

    #[test]
    fn the_year_2026() {
        let holidays = holidays_2026();
        let year = || date("2026-01-01").iter_days().take(365);
        let count = |kind| year().filter(|day| holidays.day_kind(*day) == kind).count();
        assert_eq!(count(DayKind::HolidayOff), 33);
        assert_eq!(count(DayKind::MakeupWorkday), 6);
        // Make-up workdays only ever replace weekend days.
        assert!(
            year()
                .filter(|day| holidays.day_kind(*day) == DayKind::MakeupWorkday)
                .all(|day| Holidays::default().day_kind(day) == DayKind::Weekend)
        );
        assert_eq!(holidays.day_kind(date("2026-02-23")), DayKind::HolidayOff);
        assert_eq!(holidays.day_kind(date("2026-02-24")), DayKind::Workday);
        assert_eq!(holidays.day_kind(date("2026-01-10")), DayKind::Weekend);
        assert_eq!(holidays.name(date("2026-09-20")), Some("国庆节"));
        assert_eq!(holidays.name(date("2026-09-21")), None);
    }

    #[test]
    fn unpublished_years_are_not_invented() {
        let holidays = holidays_2026();
        assert!(holidays.covers_year(2026));
        assert!(!holidays.covers_year(2025) && !holidays.covers_year(2027));
        let half = Holidays::from_rows([(date("2025-04-27"), HolidayKind::Makeup, "劳动节")]).unwrap();
        assert!(!half.covers_year(2025), "a make-up day without the days off");
        assert_eq!(holidays.day_kind(date("2027-10-01")), DayKind::Workday);
    }

    #[test]
    fn rows_of_one_date_are_joined_or_contradict() {
        let day = date("2026-10-01");
        let off = (day, HolidayKind::Off, "国庆节");
        let statutory = (day, HolidayKind::Statutory, "国庆节（法定）");
        let joined = Holidays::from_rows([off, statutory]).unwrap();
        assert_eq!(joined.day_kind(day), DayKind::HolidayOff);
        assert!(joined.is_statutory(day));
        assert_eq!(joined.name(day), Some("国庆节"));
        let makeup = (day, HolidayKind::Makeup, "国庆节");
        let error = HolidayError::Contradiction { date: day };
        assert_eq!(Holidays::from_rows([off, statutory, makeup]), Err(error));
    }
}
