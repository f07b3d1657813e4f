//! Opening hours as sheets say them: `周一至周五8:30-18:00,周末9-17点`, `24小时`, `工作日8:30-18:00；节假日休息`.
//!
//! The text is read from left to right. Words for days hold for the hours after them until other days are named;
//! hours before any days hold for every day. A day that is not named is closed.

mod days;
mod times;

use thiserror::Error;

use self::days::Days;
use super::text::{fold, simplify, strip_any};

/// Minutes of a whole day.
const DAY: u16 = 24 * 60;

/// Weekly hours read from a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HoursText {
    /// For each weekday from Monday: opening and closing time in minutes from midnight, in order and without overlap.
    /// 1440 closes at the end of the day.
    pub days: [Vec<(u16, u16)>; 7],
    /// Whether the text says that public holidays are closed. Otherwise a holiday keeps the hours of its weekday.
    pub holidays_closed: bool,
}

/// Why a text is no weekly hours. The texts are keys, the words for people are messages.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HoursTextError {
    /// The cell is blank.
    #[error("hours-empty")]
    Empty,
    /// A part is no day, no time and no known word; or days are named without hours.
    #[error("hours-not-understood")]
    NotUnderstood {
        /// The part, in folded form.
        part: String,
    },
    /// A closing time that is not after its opening time. Hours past midnight belong to two days.
    #[error("hours-reversed")]
    Reversed {
        /// The part, in folded form.
        part: String,
    },
    /// Two openings of one day overlap.
    #[error("hours-overlap")]
    Overlap {
        /// The weekday, 1 for Monday to 7 for Sunday.
        weekday: u8,
    },
    /// No day has any hours.
    #[error("hours-never-open")]
    NeverOpen,
}

const CLOSED: &[&str] =
    &["不营业", "不上班", "不服务", "休息", "休业", "停业", "关闭", "关门", "打烊", "除外", "闭馆", "公休", "外", "休"];
const AS_USUAL: &[&str] = &["照常", "正常", "不休息", "不休", "无休", "不打烊"];
const ROUND_THE_CLOCK: &[&str] =
    &["7*24小时", "7x24小时", "7×24小时", "全天24小时", "24小时", "24h", "二十四小时", "全天候", "全天"];
const PASSED_OVER: &[&str] = &[
    "营业时间",
    "服务时间",
    "上班时间",
    "开放时间",
    "工作时间",
    "时间段",
    "时间",
    "营业",
    "服务",
    "开放",
    "上班",
    "接单",
    "以及",
    "均",
    "都",
    "为",
    "及",
    "和",
    "与",
    "除",
];
const SEPARATORS: &[char] = &[' ', ',', ';', '/', '、', '.', ':', '(', ')', '\n', '|', '+'];

/// Reads weekly opening hours.
///
/// # Errors
/// See [`HoursTextError`].
pub fn parse_hours(text: &str) -> Result<HoursText, HoursTextError> {
    let text = simplify(&fold(text));
    if text.trim().is_empty() {
        return Err(HoursTextError::Empty);
    }
    let mut reading = Reading::default();
    let mut rest = text.as_str();
    loop {
        rest = rest.trim_start_matches(SEPARATORS);
        if rest.is_empty() {
            return reading.finish();
        }
        rest = reading.step(rest)?;
    }
}

#[derive(Default)]
struct Reading<'a> {
    hours: HoursText,
    /// The days that the next hours are for; `None` until days are named.
    days: Option<Days>,
    /// The words of days for which neither hours nor closing has followed yet.
    waiting: Option<&'a str>,
    /// Weekdays said to be closed.
    closed: [bool; 7],
}

impl<'a> Reading<'a> {
    /// Takes one word or one opening from the beginning and returns what follows.
    fn step(&mut self, text: &'a str) -> Result<&'a str, HoursTextError> {
        let only_holidays = self.waiting.is_some() && self.days.is_some_and(Days::is_only_holidays);
        if let Some(rest) = strip_any(text, AS_USUAL).filter(|_| only_holidays) {
            self.waiting = None;
            return Ok(rest);
        }
        if let Some((days, rest)) = days::read(text) {
            self.name_days(days, text, rest);
            return Ok(rest);
        }
        if let Some(rest) = strip_any(text, ROUND_THE_CLOCK) {
            self.open(text, (0, DAY))?;
            return Ok(rest);
        }
        if let Some((opening, rest)) = times::read(text) {
            let (from, to) = opening;
            if from >= to {
                return Err(HoursTextError::Reversed { part: between(text, rest) });
            }
            self.open(text, opening)?;
            return Ok(rest);
        }
        if self.waiting.is_some()
            && let Some(rest) = strip_any(text, CLOSED)
        {
            self.close();
            return Ok(rest);
        }
        strip_any(text, PASSED_OVER).or_else(|| strip_any(text, AS_USUAL)).ok_or_else(|| not_understood(text))
    }

    /// Days right after days join them; after hours they begin anew.
    fn name_days(&mut self, days: Days, text: &'a str, rest: &str) {
        self.days = Some(match self.days {
            Some(before) if self.waiting.is_some() => before.and(days),
            _ => days,
        });
        self.waiting = self.waiting.or(text.get(..text.len() - rest.len()));
    }

    fn open(&mut self, text: &str, opening: (u16, u16)) -> Result<(), HoursTextError> {
        let days = self.days.unwrap_or(Days::EVERY);
        if days.is_only_holidays() {
            // Hours of their own on holidays have no place in a weekly plan.
            return Err(not_understood(text));
        }
        for (day, openings) in self.hours.days.iter_mut().enumerate() {
            // 周日休息，每天8-20点: what was closed by name stays closed.
            let skipped = days == Days::EVERY && self.closed.get(day).is_some_and(|closed| *closed);
            if days.has(day) && !skipped {
                openings.push(opening);
            }
        }
        self.waiting = None;
        Ok(())
    }

    fn close(&mut self) {
        let days = self.days.unwrap_or_default();
        for (day, (openings, closed)) in self.hours.days.iter_mut().zip(&mut self.closed).enumerate() {
            if days.has(day) {
                openings.clear();
                *closed = true;
            }
        }
        self.hours.holidays_closed |= days.has_holidays();
        self.waiting = None;
        // Hours after a closing are not for the closed days.
        self.days = None;
    }

    fn finish(mut self) -> Result<HoursText, HoursTextError> {
        if let Some(words) = self.waiting {
            return Err(HoursTextError::NotUnderstood { part: words.to_owned() });
        }
        for (weekday, openings) in (1..).zip(&mut self.hours.days) {
            openings.sort_unstable();
            let overlap = openings.iter().zip(openings.iter().skip(1)).any(|(one, next)| next.0 < one.1);
            if overlap {
                return Err(HoursTextError::Overlap { weekday });
            }
        }
        if self.hours.days.iter().all(Vec::is_empty) {
            return Err(HoursTextError::NeverOpen);
        }
        Ok(self.hours)
    }
}

/// The part of `text` before `rest`.
fn between(text: &str, rest: &str) -> String {
    text.get(..text.len() - rest.len()).unwrap_or(text).to_owned()
}

/// Blames the text up to the next separator.
fn not_understood(text: &str) -> HoursTextError {
    let part = text.split([' ', ',', ';', '、', '\n']).next().unwrap_or(text);
    HoursTextError::NotUnderstood { part: part.to_owned() }
}

#[cfg(test)]
mod tests;
