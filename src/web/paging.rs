//! Lists by pages: where the page before ended, and whether there is another one.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::with_params;
use crate::error::AppError;

/// The rows to ask for, as SQL takes them: one more than a page holds, which says whether there is another page.
pub fn one_more(page: usize) -> i64 {
    i64::try_from(page).map_or(i64::MAX, |page| page.saturating_add(1))
}

/// Cuts what was asked for by [`one_more`] to a page; where there is another one, the last row of this.
pub fn cut<T>(rows: &mut Vec<T>, page: usize) -> Option<&T> {
    let has_more = rows.len() > page;
    rows.truncate(page);
    rows.last().filter(|_| has_more)
}

/// The last row of the page before: what its list is ordered by, and its id. Whoever stood there may be gone meanwhile.
///
/// In an address, where `#[serde(deserialize_with = "chosen")]` reads it, it is `1764000000123456.0192…` in a list by time
/// and `2026-11-26.0192…` in one by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookmark<K, I>(pub K, pub I);

impl<K, I> Bookmark<K, I> {
    /// Both, as queries take them.
    pub fn pair(self) -> (K, I) {
        (self.0, self.1)
    }
}

impl<K: Key, I: fmt::Display> Bookmark<K, I> {
    /// The page of a list that comes after this row.
    pub fn url(&self, list: &str) -> String {
        with_params(list, &[("after", &self.to_string())])
    }
}

impl<K: Key, I: fmt::Display> fmt::Display for Bookmark<K, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0.write(), self.1)
    }
}

impl<K: Key, I: FromStr> FromStr for Bookmark<K, I> {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (key, id) = text.split_once('.')?;
            Some(Self(K::read(key)?, id.parse().ok()?))
        };
        read().ok_or(AppError::BadRequest)
    }
}

/// What a list is ordered by.
pub trait Key: Sized {
    /// As an address has it.
    fn write(&self) -> String;

    /// Reads that; none where PostgreSQL would not know it.
    fn read(text: &str) -> Option<Self>;
}

/// The first whole year that PostgreSQL knows, 4713 before our era. Where chrono ends, PostgreSQL goes on.
const FIRST_YEAR: i32 = -4712;

impl Key for DateTime<Utc> {
    fn write(&self) -> String {
        self.timestamp_micros().to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Self::from_timestamp_micros(text.parse().ok()?).filter(|at| at.year() >= FIRST_YEAR)
    }
}

impl Key for NaiveDate {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|day: &Self| day.year() >= FIRST_YEAR)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::db::PostingId;

    type ByTime = Bookmark<DateTime<Utc>, PostingId>;
    type ByDay = Bookmark<NaiveDate, PostingId>;

    const ID: &str = "0192aaaa-0000-7000-8000-000000000000";

    #[test]
    fn a_list_has_another_page_where_more_was_found_than_one_holds() {
        let mut rows = vec![1, 2, 3];
        assert_eq!((one_more(2), cut(&mut rows, 2).copied()), (3, Some(2)));
        assert_eq!((rows.as_slice(), cut(&mut rows.clone(), 2)), (&[1, 2][..], None));
        assert_eq!(cut(&mut Vec::<i32>::new(), 2), None);
    }

    #[test]
    fn an_address_names_the_row_and_keeps_what_else_the_list_is_narrowed_to() {
        let by_time: ByTime = format!("1764000000123456.{ID}").parse().unwrap();
        assert_eq!(by_time.url("/jobs?state=live"), format!("/jobs?state=live&after=1764000000123456.{ID}"));
        assert_eq!(by_time.url("/jobs?after=1.x"), format!("/jobs?after=1764000000123456.{ID}"));
        let by_day: ByDay = format!("2026-11-26.{ID}").parse().unwrap();
        assert_eq!(by_day.url("/talents"), format!("/talents?after=2026-11-26.{ID}"));
    }

    #[test]
    fn what_names_no_row_is_refused() {
        for key in ["", "x", "2026-11-26", "1e9", "9223372036854775807", "-9223372036854775808", "-8000000000000000000"]
        {
            assert!(format!("{key}.{ID}").parse::<ByTime>().is_err(), "{key}");
        }
        for key in ["", "x", "2026-02-30", "1764000000123456", "-99999-01-01", "-4713-12-31"] {
            assert!(format!("{key}.{ID}").parse::<ByDay>().is_err(), "{key}");
        }
        for text in ["1764000000123456", "1764000000123456.", "1764000000123456.x", ID] {
            assert!(text.parse::<ByTime>().is_err(), "{text}");
        }
        assert!(format!("-4712-01-01.{ID}").parse::<ByDay>().is_ok(), "PostgreSQL knows this day");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(micros in -210_000_000_000_000_000i64..8_000_000_000_000_000_000, id in any::<u128>()) {
            let id = PostingId::from(uuid::Uuid::from_u128(id));
            let at = DateTime::from_timestamp_micros(micros).unwrap();
            let (by_time, by_day) = (Bookmark(at, id), Bookmark(at.date_naive(), id));
            prop_assert_eq!(by_time.to_string().parse::<ByTime>().ok(), Some(by_time));
            prop_assert_eq!(by_day.to_string().parse::<ByDay>().ok(), Some(by_day));
        }
    }
}
