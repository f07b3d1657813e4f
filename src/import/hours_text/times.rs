//! Times of day and openings from one to another.

use crate::import::text::strip_any;

/// Which half of the day a word puts a time into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    Night,
}

const HALVES: &[(&[&str], Half)] = &[
    (&["上午", "早上", "早晨", "凌晨", "早", "am"], Half::Morning),
    (&["中午"], Half::Noon),
    (&["下午", "傍晚", "pm"], Half::Afternoon),
    (&["晚上", "晚间", "晚"], Half::Night),
];
const DASHES: &[&str] = &["--", "-", "至", "到"];

/// A time as written.
#[derive(Clone, Copy)]
struct Time {
    half: Option<Half>,
    hour: u16,
    minute: u16,
}

impl Time {
    /// Minutes from midnight, on the 24-hour clock.
    fn minutes(self) -> Option<u16> {
        let hour = match (self.half, self.hour) {
            (Some(Half::Afternoon | Half::Night), 1..=11) | (Some(Half::Noon), 1..=2) => self.hour + 12,
            (Some(Half::Night), 12) => 24,
            _ => self.hour,
        };
        let minutes = hour * 60 + self.minute;
        (minutes <= super::DAY && self.minute < 60).then_some(minutes)
    }
}

/// An opening such as `8:30-18:00`, `9点到17点半` or `下午2-6点` at the beginning, in minutes from midnight.
///
/// A closing time of 0:00 means the end of the day. The ends are not compared here.
pub fn read(text: &str) -> Option<((u16, u16), &str)> {
    let (from, rest) = time(text)?;
    let (mut to, rest) = time(strip_any(rest.trim_start(), DASHES)?.trim_start())?;
    // 下午2-6点: the afternoon goes on.
    if to.half.is_none() && matches!(from.half, Some(Half::Afternoon | Half::Night)) {
        to.half = from.half;
    }
    let closing = match to.minutes()? {
        0 => super::DAY,
        minutes => minutes,
    };
    Some(((from.minutes()?, closing), rest))
}

fn time(text: &str) -> Option<(Time, &str)> {
    let half = HALVES.iter().find_map(|(words, half)| strip_any(text, words).map(|rest| (*half, rest)));
    let (half, text) = half.map_or((None, text), |(half, rest)| (Some(half), rest.trim_start()));
    let (hour, rest) = digits(text, 2).or_else(|| numeral(text))?;
    let (minute, rest) = minute(rest);
    Some((Time { half, hour, minute }, rest))
}

/// The minutes after an hour, if any, and the rest.
fn minute(text: &str) -> (u16, &str) {
    if let Some((minute, rest)) = text.strip_prefix([':', '.']).and_then(|rest| digits(rest, 2)) {
        return (minute, rest);
    }
    let Some(after) = strip_any(text, &["点钟", "点", "时"]) else {
        return (0, text);
    };
    for (word, minute) in [("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0)] {
        if let Some(rest) = after.strip_prefix(word) {
            return (minute, rest);
        }
    }
    match digits(after, 2) {
        Some((minute, rest)) => (minute, rest.strip_prefix('分').unwrap_or(rest)),
        None => (0, after),
    }
}

/// Up to `most` ASCII digits, not followed by another.
fn digits(text: &str, most: usize) -> Option<(u16, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).filter(|_| end <= most)?;
    digits.parse().ok().map(|number| (number, rest))
}

/// An hour in Chinese numerals, 一 to 二十四.
fn numeral(text: &str) -> Option<(u16, &str)> {
    const ONES: &[(&str, u16)] =
        &[("一", 1), ("二", 2), ("两", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("七", 7), ("八", 8), ("九", 9)];
    let (tens, rest) = match strip_any(text, &["二十"]) {
        Some(rest) => (20, rest),
        None => match text.strip_prefix('十') {
            Some(rest) => (10, rest),
            None => return ones(ONES, text),
        },
    };
    Some(ones(ONES, rest).map_or((tens, rest), |(ones, rest)| (tens + ones, rest)))
}

fn ones<'a>(words: &[(&str, u16)], text: &'a str) -> Option<(u16, &'a str)> {
    words.iter().find_map(|(word, value)| text.strip_prefix(word).map(|rest| (*value, rest)))
}
