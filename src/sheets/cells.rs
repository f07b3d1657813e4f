//! What single cells mean, whatever the sheet is of.

use chrono::{Datelike, NaiveDate};

use super::columns::Column;
use super::found::Fault;
use super::meaning::Cells;
use crate::import::text::{fold_tight, simplify};
use crate::residents::birth_year;
use crate::values::{Line, Phone};

/// Words that stand for nothing.
const NOTHING: [&str; 8] = ["", "-", "/", "\\", "无", "没有", "暂无", "未知"];

/// Whether a cell says nothing.
pub(crate) fn is_blank(cell: &str) -> bool {
    NOTHING.contains(&fold_tight(cell).as_str())
}

/// The first mobile number of a cell that may hold several.
pub(crate) fn phone(cell: &str) -> Option<Phone> {
    Phone::parse_mobile(cell)
        .ok()
        .or_else(|| cell.split(['/', '、', ',', '，', ';', '；', ' ']).find_map(|part| Phone::parse_mobile(part).ok()))
}

/// The year of birth of an identity number (GB 11643): digits seven to ten. Nothing else of it is read.
fn year_of_id(cell: &str, today: NaiveDate) -> Option<i32> {
    let folded = fold_tight(cell);
    let digits = folded.strip_suffix('x').unwrap_or(&folded);
    let is_id = matches!(digits.len(), 17 | 18) && folded.len() == 18 && digits.chars().all(|c| c.is_ascii_digit());
    digits.get(6..10).filter(|_| is_id).and_then(|year| birth_year(year, today))
}

/// The year of birth of somebody of an age: `72`, `72岁`.
fn year_of_age(cell: &str, today: NaiveDate) -> Option<i32> {
    let folded = fold_tight(cell);
    let age: i32 = folded.trim_end_matches('岁').trim_end_matches('歲').parse().ok()?;
    (0..=120).contains(&age).then(|| today.year() - age)
}

/// How a year of birth is read from a cell, on a day.
type ReadYear = fn(&str, NaiveDate) -> Option<i32>;

/// The year of birth that a row says, in whichever of the ways it says it.
pub(crate) fn year(cells: &Cells<'_>, today: NaiveDate) -> Result<Option<i32>, Fault> {
    let ways: [(Column, ReadYear); 3] =
        [(Column::BirthYear, birth_year), (Column::IdNumber, year_of_id), (Column::Age, year_of_age)];
    match ways.into_iter().find(|(column, _)| !cells.get(*column).is_empty()) {
        Some((column, read)) => read(cells.get(column), today).map(Some).ok_or(Fault::Year),
        None => Ok(None),
    }
}

/// The number that a row says.
pub(crate) fn number(cells: &Cells<'_>) -> Result<Option<Phone>, Fault> {
    match cells.get(Column::Phone) {
        "" => Ok(None),
        typed => phone(typed).map(Some).ok_or(Fault::Phone),
    }
}

/// The note that a row says; may be empty.
pub(crate) fn note(cells: &Cells<'_>) -> Result<String, Fault> {
    match cells.get(Column::Note) {
        "" => Ok(String::new()),
        typed => Line::<200>::parse(typed).map(String::from).map_err(|_| Fault::Note),
    }
}

/// A building's name as it is told from others: its leading number, or all of it.
pub(crate) fn building_key(name: &str) -> String {
    let folded = simplify(&fold_tight(name)).to_uppercase();
    let bare = folded.trim_start_matches('第');
    let run: String = bare.chars().take_while(char::is_ascii_alphanumeric).collect();
    if run.is_empty() { folded } else { run }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_birth_is_all_that_is_read_of_an_identity_number() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(year_of_id("000000198001010013", today), Some(1980));
        assert_eq!(year_of_id("11010519491231002x", today), Some(1949));
        assert_eq!(year_of_id("1980", today), None);
        assert_eq!(year_of_age("７２岁", today), Some(1954));
        assert_eq!(year_of_age("130", today), None);
    }

    #[test]
    fn a_cell_with_two_numbers_gives_the_first_mobile() {
        assert_eq!(phone("029-88123456/13800000001").unwrap().as_str(), "13800000001");
        assert!(phone("12345").is_none());
    }
}
