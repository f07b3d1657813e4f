//! How long a service takes, as sheets say it: `2小时`, `2-4小时`, `半天`, `1个半小时`, `90`.

use thiserror::Error;

use super::text::{Decimal, Scanned, fold_tight, number, simplify, strip_any};
use crate::values::Minutes;

/// The longest duration taken from a sheet: 31 days around the clock.
const MAX_MINUTES: i64 = 31 * 24 * 60;
/// A working day, and half of one.
const DAY_MINUTES: i64 = 480;
const HALF_DAY_MINUTES: i64 = DAY_MINUTES / 2;

/// Why a text is no duration. The texts are keys, the words for people are messages.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DurationTextError {
    /// The cell is blank.
    #[error("duration-empty")]
    Empty,
    /// A part is neither a number nor a known word.
    #[error("duration-not-understood")]
    NotUnderstood {
        /// The part, in folded form.
        part: String,
    },
    /// No whole number of minutes, or none at all.
    #[error("duration-not-whole-minutes")]
    NotWholeMinutes,
    /// The shorter end stands second.
    #[error("duration-reversed")]
    Reversed,
    /// Longer than 31 days.
    #[error("duration-too-long")]
    TooLong,
}

/// Units with their length in minutes; longer words first.
const UNITS: &[(&[&str], i64)] = &[
    (&["分钟", "分", "minutes", "mins", "min"], 1),
    (&["个小时", "个钟头", "小时", "钟头", "个钟", "hours", "hour", "hrs", "h", "时"], 60),
    (&["个工作日", "工作日", "天", "日"], DAY_MINUTES),
];

const APPROXIMATELY: &[&str] = &["大约", "大概", "约", "一般", "预计", "每次"];
const AFTERTHOUGHTS: &[&str] = &["左右", "以上", "以内", "起", "/次", "每次"];

/// Reads a duration as its shortest and longest length; a bare number means minutes.
///
/// A day is a working day of 8 hours, half a day is 4. Words such as 约 and 左右 are passed over.
///
/// # Errors
/// See [`DurationTextError`].
pub fn parse_duration(text: &str) -> Result<(Minutes, Minutes), DurationTextError> {
    let folded = simplify(&fold_tight(text));
    let mut core = folded.as_str();
    while let Some(rest) = strip_any(core, APPROXIMATELY) {
        core = rest;
    }
    while let Some(rest) = AFTERTHOUGHTS.iter().find_map(|word| core.strip_suffix(word)) {
        core = rest;
    }
    if core.is_empty() {
        return Err(DurationTextError::Empty);
    }
    let sides = ["-", "至", "到"].iter().find_map(|dash| core.split_once(dash));
    let (min, max) = match sides {
        None => {
            let one = length(core, 1)?;
            (one, one)
        }
        Some((low, high)) => {
            // “2-4小时”: the first number takes the unit of the second.
            let unit = last_unit(high).unwrap_or(1);
            (length(low, unit)?, length(high, 1)?)
        }
    };
    if min > max {
        return Err(DurationTextError::Reversed);
    }
    Ok((minutes(min)?, minutes(max)?))
}

fn minutes(length: i64) -> Result<Minutes, DurationTextError> {
    if length > MAX_MINUTES {
        return Err(DurationTextError::TooLong);
    }
    u32::try_from(length).ok().and_then(Minutes::new).ok_or(DurationTextError::NotWholeMinutes)
}

/// The unit at the end of a text, in minutes.
fn last_unit(text: &str) -> Option<i64> {
    UNITS.iter().find(|(words, _)| words.iter().any(|word| text.ends_with(word))).map(|(_, minutes)| *minutes)
}

/// One length in minutes: a word, or numbers with units such as `1小时30分钟`; a bare number counts in `bare` minutes.
fn length(text: &str, bare: i64) -> Result<i64, DurationTextError> {
    let not_understood = |part: &str| DurationTextError::NotUnderstood { part: part.to_owned() };
    match text {
        "半天" | "半日" | "半个工作日" => return Ok(HALF_DAY_MINUTES),
        "全天" | "整天" | "全日" => return Ok(DAY_MINUTES),
        "半小时" | "半个小时" | "半个钟头" => return Ok(30),
        "" => return Err(not_understood(text)),
        _ => {}
    }
    let (mut rest, mut total) = (text, 0_i64);
    while !rest.is_empty() {
        let (amount, after) = leading_number(rest)?.ok_or_else(|| not_understood(rest))?;
        if after.is_empty() && total == 0 {
            return amount.times(bare).ok_or(DurationTextError::NotWholeMinutes);
        }
        let (unit, half, after) = unit(after).ok_or_else(|| not_understood(rest))?;
        let part = amount.times(unit).ok_or(DurationTextError::NotWholeMinutes)?;
        let part = part.checked_add(if half { unit / 2 } else { 0 }).ok_or(DurationTextError::TooLong)?;
        total = total.checked_add(part).ok_or(DurationTextError::TooLong)?;
        rest = after;
    }
    Ok(total)
}

/// A number in digits, or a single Chinese numeral.
fn leading_number(text: &str) -> Result<Option<(Decimal, &str)>, DurationTextError> {
    match number(text) {
        Scanned::Number(number, rest) => return Ok(Some((number, rest))),
        Scanned::TooLong => return Err(DurationTextError::TooLong),
        Scanned::Nothing => {}
    }
    let numerals = [
        ("一", 1),
        ("二", 2),
        ("两", 2),
        ("三", 3),
        ("四", 4),
        ("五", 5),
        ("六", 6),
        ("七", 7),
        ("八", 8),
        ("九", 9),
        ("十", 10),
    ];
    Ok(numerals.into_iter().find_map(|(word, value)| text.strip_prefix(word).map(|rest| (Decimal::whole(value), rest))))
}

/// A unit at the beginning: its minutes, whether half a unit is added (`个半小时`, `天半`), and the rest.
fn unit(text: &str) -> Option<(i64, bool, &str)> {
    if let Some(rest) = strip_any(text, &["个半小时", "个半钟头"]) {
        return Some((60, true, rest));
    }
    let (minutes, rest) =
        UNITS.iter().find_map(|(words, minutes)| strip_any(text, words).map(|rest| (*minutes, rest)))?;
    match rest {
        "半" if minutes > 1 => Some((minutes, true, "")),
        _ => Some((minutes, false, rest)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<(u32, u32), DurationTextError> {
        parse_duration(text).map(|(min, max)| (min.get(), max.get()))
    }

    #[test]
    fn common_durations_are_understood() {
        for (text, min, max) in [
            ("2小时", 120, 120),
            ("120分钟", 120, 120),
            ("2-4小时", 120, 240),
            ("２～４ 小時", 120, 240),
            ("半天", 240, 240),
            ("全天", 480, 480),
            ("半天-全天", 240, 480),
            ("1.5小时", 90, 90),
            ("3h", 180, 180),
            ("60", 60, 60),
            ("60-90", 60, 90),
            ("约2个小时左右", 120, 120),
            ("1小时30分钟", 90, 90),
            ("1个半小时", 90, 90),
            ("两小时", 120, 120),
            ("半小时到1小时", 30, 60),
            ("30分钟-1小时", 30, 60),
            ("3小时/次", 180, 180),
            ("26天", 12_480, 12_480),
            ("24小时", 1_440, 1_440),
        ] {
            assert_eq!(read(text), Ok((min, max)), "{text}");
        }
    }

    #[test]
    fn anything_else_says_why_not() {
        let not_understood = |part: &str| Err(DurationTextError::NotUnderstood { part: part.to_owned() });
        assert_eq!(read("  "), Err(DurationTextError::Empty));
        assert_eq!(read("看情况"), not_understood("看情况"));
        assert_eq!(read("2小时看情况"), not_understood("看情况"));
        assert_eq!(read("2-"), not_understood(""));
        assert_eq!(read("4-2小时"), Err(DurationTextError::Reversed));
        assert_eq!(read("0小时"), Err(DurationTextError::NotWholeMinutes));
        assert_eq!(read("0.01小时"), Err(DurationTextError::NotWholeMinutes));
        assert_eq!(read("32天24小时1000小时"), Err(DurationTextError::TooLong));
        assert_eq!(read("99999999999999999分钟"), Err(DurationTextError::TooLong));
    }

    proptest! {
        #[test]
        fn written_durations_are_read_back(low in 1_u32..2_000, more in 0_u32..2_000) {
            let high = low + more;
            prop_assert_eq!(read(&format!("{low}-{high}分钟")), Ok((low, high)));
            prop_assert_eq!(read(&format!("{}小时{}分", low / 60, low % 60)), Ok((low, low)));
        }

        #[test]
        fn nothing_panics(text in "[0-9.,半天小时分钟全一两个至到约起-]{0,12}") {
            let _ = parse_duration(&text);
        }
    }
}
