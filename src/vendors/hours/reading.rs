//! Hours and dates as people type them on a phone: in full-width characters, with any dash, on either clock.

use chrono::{Datelike, NaiveDate};

use super::cursor::{Cursor, is_blank, is_separator, shortened};
use crate::calendar::{DayHours, Exception, Span};
use crate::values::{Line, TextError};
use crate::web::Messages;

/// The most dates that have hours of their own.
pub(super) const MOST_EXCEPTIONS: usize = 200;
/// The longest reason, in characters.
const LONGEST_REASON: usize = 60;
/// The longest text for one day's hours: more than ten openings.
const LONGEST_DAY: usize = 120;

/// Why something typed is no hours, or no date with hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// This piece is no time that we know.
    Unknown(String),
    /// This opening ends before it begins, or when it does.
    Reversed(String),
    /// These two openings share a minute.
    Overlap(Span, Span),
    /// This opening comes after one that begins later: most often an afternoon written as a morning.
    OutOfOrder(Span),
    /// Too much for one day.
    TooLong,
    /// This is where a date should stand.
    NoDate(String),
    /// This date is in no calendar.
    NoSuchDate(String),
    /// Nothing is said of the hours on this date.
    NoHours(String),
    /// This line gives hours and says “closed”: who knows which is meant.
    Both(String),
    /// The date is over.
    Past(NaiveDate),
    /// The date is so far away that it is likely mistyped.
    TooFar(NaiveDate),
    /// These dates run backwards.
    Backwards(String),
    /// The date has been given hours before.
    Twice(NaiveDate),
    /// More dates than anyone needs.
    TooMany,
    /// The reason that begins so is too long.
    Reason(String),
}

impl Problem {
    /// What it says to whoever typed it.
    pub(super) fn text(&self, t: &'static Messages) -> String {
        let t = &t.hours;
        match self {
            Self::Unknown(piece) => t.error_unknown(piece),
            Self::Reversed(piece) => t.error_reversed(piece),
            Self::Overlap(first, second) => t.error_overlap(first, second),
            Self::OutOfOrder(span) => t.error_out_of_order(span),
            Self::TooLong => t.error_too_long.to_owned(),
            Self::NoDate(piece) => t.error_no_date(piece),
            Self::NoSuchDate(piece) => t.error_no_such_date(piece),
            Self::NoHours(piece) => t.error_no_hours(piece),
            Self::Both(piece) => t.error_both(piece),
            Self::Past(date) => t.error_past(date),
            Self::TooFar(date) => t.error_too_far(date),
            Self::Backwards(piece) => t.error_backwards(piece),
            Self::Twice(date) => t.error_twice(date),
            Self::TooMany => t.error_too_many(MOST_EXCEPTIONS),
            Self::Reason(piece) => t.error_reason(piece, LONGEST_REASON),
        }
    }
}

/// Reads one day's hours: `8:30-12:00、13:00-18:00`, `上午9点到下午5点半`, `全天`; nothing or `休息` is a closed day.
pub(super) fn day(text: &str) -> Result<DayHours, Problem> {
    let chars = characters(text);
    if chars.is_empty() {
        return Ok(DayHours::CLOSED);
    }
    if chars.len() > LONGEST_DAY {
        return Err(Problem::TooLong);
    }
    let mut cursor = Cursor::new(&chars);
    let hours = cursor.hours()?;
    let hours = hours.ok_or_else(|| Problem::Unknown(cursor.word()))?;
    cursor.skip(is_separator);
    if cursor.is_at_end() { Ok(hours) } else { Err(Problem::Unknown(cursor.word())) }
}

/// Reads a line such as `2026-12-31 休息 盘点` or `1月2日 10:00-15:00 元旦值班`; `2月10日至2月18日 休息` is nine days.
pub(super) fn exceptions(line: &str, today: NaiveDate) -> Result<Vec<Exception>, Problem> {
    let chars = characters(line);
    if chars.is_empty() {
        return Ok(Vec::new());
    }
    let mut cursor = Cursor::new(&chars);
    cursor.skip(is_separator);
    let (first, last) = cursor.dates(today)?;
    let dates = cursor.since(0);
    let hours = cursor.hours()?.ok_or(Problem::NoHours(dates))?;
    let reason = cursor.reason(hours.is_closed())?;
    let days = first.iter_days().take_while(|date| *date <= last);
    Ok(days.map(|date| Exception::open(date, hours.clone(), reason.clone())).collect())
}

/// The characters of a text, without the invisible ones that come along when text is copied.
fn characters(text: &str) -> Vec<char> {
    let is_invisible = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let kept: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    kept.trim().chars().collect()
}

impl Cursor<'_> {
    /// The first and the last date; most often the same.
    fn dates(&mut self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
        let start = self.at;
        let first = self.date(today)?;
        let last = self.last_date(first)?.unwrap_or(first);
        if first < today {
            return Err(Problem::Past(first));
        }
        if last < first {
            return Err(Problem::Backwards(self.since(start)));
        }
        let horizon = NaiveDate::from_ymd_opt(today.year() + 2, 12, 31);
        if horizon.is_some_and(|horizon| last > horizon) {
            return Err(Problem::TooFar(last));
        }
        if first.iter_days().take_while(|date| *date <= last).take(MOST_EXCEPTIONS + 1).count() > MOST_EXCEPTIONS {
            return Err(Problem::TooMany);
        }
        Ok((first, last))
    }

    fn last_date(&mut self, first: NaiveDate) -> Result<Option<NaiveDate>, Problem> {
        let start = self.at;
        self.skip(is_blank);
        if !self.eat_dash() {
            self.at = start;
            return Ok(None);
        }
        self.skip(is_blank);
        match self.date(first) {
            Ok(last) => Ok(Some(last)),
            // 12月31日——休息: this dash only divides.
            Err(Problem::NoDate(_)) => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// A date; without its year it is the next one from `earliest` on.
    fn date(&mut self, earliest: NaiveDate) -> Result<NaiveDate, Problem> {
        let start = self.at;
        let Some((year, month, day)) = self.numbers_of_date() else {
            self.at = start;
            return Err(Problem::NoDate(self.word()));
        };
        let date = |year| NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day));
        let found = match year {
            Some(year) => date(i32::from(year)),
            None => [earliest.year(), earliest.year() + 1].into_iter().filter_map(date).find(|date| *date >= earliest),
        };
        found.ok_or_else(|| Problem::NoSuchDate(self.since(start)))
    }

    fn numbers_of_date(&mut self) -> Option<(Option<u16>, u16, u16)> {
        let year = self.number(4..=4);
        if year.is_some() {
            if !self.eat_any(&["年", "-", "/", "."]) {
                return None;
            }
            self.skip(is_blank);
        }
        let month = self.number(1..=2)?;
        if !self.eat_any(&["月", "-", "/", "."]) {
            return None;
        }
        self.skip(is_blank);
        let day = self.number(1..=2)?;
        self.eat_any(&["日", "号"]);
        Some((year, month, day))
    }

    /// Whatever is left. What looks like more hours is no reason: residents would come in vain.
    fn reason(&mut self, is_closed: bool) -> Result<Option<String>, Problem> {
        self.skip(is_separator);
        let start = self.at;
        if self.time().is_some() {
            self.skip(is_blank);
            if self.is_at_end() || self.eat_dash() {
                self.at = start;
                return Err(if is_closed { Problem::Both(self.line()) } else { Problem::Unknown(self.word()) });
            }
        }
        self.at = start;
        if !is_closed && self.closed() {
            return Err(Problem::Both(self.line()));
        }
        self.at = start;
        let rest: String = self.rest().iter().map(|c| if c.is_whitespace() { ' ' } else { *c }).collect();
        match Line::<LONGEST_REASON>::parse(&rest) {
            Ok(reason) => Ok(Some(reason.to_string())),
            Err(TextError::Empty) => Ok(None),
            Err(TextError::TooLong { .. }) => Err(Problem::Reason(self.word())),
            Err(TextError::Control) => Err(Problem::Unknown(self.word())),
        }
    }

    fn line(&self) -> String {
        shortened(self.chars)
    }
}
