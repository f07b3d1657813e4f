//! A place in a typed text, and the times that may stand there.
//!
//! What is compared is folded; what is given back is as typed.

use std::ops::RangeInclusive;

use super::reading::Problem;
use crate::calendar::{DayHours, OverlapError, Span, TimeOfDay};
use crate::values::fold;

/// How much of a text is quoted in an error.
const LONGEST_PIECE: usize = 24;

/// One form for characters that mean the same here.
fn folded(c: char) -> char {
    match fold::ascii(c) {
        c if fold::is_dash(c) || matches!(c, '~' | '〜' | '∼' | '─') => '-',
        c if c.is_whitespace() => ' ',
        '∶' | '﹕' => ':',
        '。' => '.',
        '點' => '点',
        '時' => '时',
        '鐘' => '钟',
        '號' => '号',
        '營' => '营',
        '業' => '业',
        '關' => '关',
        '門' => '门',
        '開' => '开',
        '閉' => '闭',
        c => c.to_ascii_lowercase(),
    }
}

pub(super) fn is_blank(c: char) -> bool {
    c == ' '
}

/// Whether a (folded) character only divides.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ' ' | ',' | ';' | '、' | '/' | '|' | '+' | '.' | ':')
}

/// Longer words before those that they begin with.
const CLOSED: &[&str] = &[
    "全天休息",
    "全天不营业",
    "全天停业",
    "全天关门",
    "全天放假",
    "休息",
    "不营业",
    "不上班",
    "不开门",
    "停业",
    "歇业",
    "休业",
    "关门",
    "关闭",
    "打烊",
    "放假",
    "公休",
    "closed",
];
const ALL_DAY: &[&str] = &["全天24小时", "全天候", "全天", "24小时", "24h"];
const AND: &[&str] = &["和", "及", "与"];
const HALVES: [(&[&str], Half); 4] = [
    (&["上午", "早上", "早晨", "凌晨", "清晨", "早"], Half::Morning),
    (&["中午"], Half::Noon),
    (&["下午", "傍晚"], Half::Afternoon),
    (&["晚上", "晚间", "晚"], Half::Night),
];

/// Which half of the day a word puts an hour into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    Night,
}

/// A time as typed.
#[derive(Clone, Copy)]
pub(super) struct Time {
    half: Option<Half>,
    hour: u16,
    minute: u16,
    /// Whether more than a bare number says that it is one.
    is_marked: bool,
}

impl Time {
    fn of_day(self) -> Option<TimeOfDay> {
        let hour = match (self.half, self.hour) {
            (Some(Half::Afternoon | Half::Night), 1..=11) | (Some(Half::Noon), 1..=2) => self.hour + 12,
            (Some(Half::Night), 12) => 24,
            _ => self.hour,
        };
        TimeOfDay::from_hm(hour, self.minute)
    }
}

/// A place in a text.
pub(super) struct Cursor<'a> {
    pub chars: &'a [char],
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(chars: &'a [char]) -> Self {
        Self { chars, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a [char] {
        self.chars.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().first().copied().map(folded)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    fn is_at_boundary(&self) -> bool {
        self.peek().is_none_or(|c| is_separator(c) || matches!(c, '(' | ')'))
    }

    pub(super) fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn eat(&mut self, word: &str) -> bool {
        let (rest, length) = (self.rest(), word.chars().count());
        let is_next = rest.len() >= length && word.chars().zip(rest).all(|(wanted, c)| wanted == folded(*c));
        if is_next {
            self.at += length;
        }
        is_next
    }

    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    /// A dash, however long, or the word for one.
    pub(super) fn eat_dash(&mut self) -> bool {
        if self.peek() == Some('-') {
            self.skip(|c| c == '-');
            return true;
        }
        self.eat_any(&["至", "到"])
    }

    /// A number with so many digits, and not one more behind them.
    pub(super) fn number(&mut self, digits: RangeInclusive<usize>) -> Option<u16> {
        let start = self.at;
        self.skip(|c| c.is_ascii_digit());
        let typed: String = self.chars.get(start..self.at).unwrap_or_default().iter().copied().map(folded).collect();
        let number = typed.parse().ok().filter(|_| digits.contains(&typed.len()));
        if number.is_none() {
            self.at = start;
        }
        number
    }

    /// What was typed from `start` up to here.
    pub(super) fn since(&self, start: usize) -> String {
        shortened(self.chars.get(start..self.at).unwrap_or_default())
    }

    /// The word that stands here; at the end, the whole text.
    pub(super) fn word(&self) -> String {
        let rest = if self.is_at_end() { self.chars } else { self.rest() };
        let from = rest.iter().position(|c| !is_separator(folded(*c))).unwrap_or_default();
        let rest = rest.get(from..).unwrap_or_default();
        let length = rest.iter().position(|c| matches!(folded(*c), ' ' | ',' | ';' | '、')).unwrap_or(rest.len());
        shortened(rest.get(..length.max(1)).unwrap_or(rest))
    }

    pub(super) fn time(&mut self) -> Option<Time> {
        let start = self.at;
        let time = self.bare_time();
        if time.is_none() {
            self.at = start;
        }
        time
    }

    fn bare_time(&mut self) -> Option<Time> {
        let half = HALVES.iter().find(|(words, _)| self.eat_any(words)).map(|(_, half)| *half);
        self.skip(is_blank);
        let hour = self.number(1..=2)?;
        let (minute, is_marked) = self.minute()?;
        Some(Time { half, hour, minute, is_marked: is_marked || half.is_some() })
    }

    /// The minutes behind an hour, and whether anything said that it was one; none if what follows are no minutes.
    fn minute(&mut self) -> Option<(u16, bool)> {
        if self.eat(":") {
            return self.number(2..=2).map(|minute| (minute, true));
        }
        let start = self.at;
        if self.eat(".") {
            if let Some(minute) = self.number(2..=2) {
                return Some((minute, true));
            }
            self.at = start;
        }
        if !self.eat_any(&["点钟", "点", "时"]) {
            return Some((0, false));
        }
        for (word, minute) in [("半", 30), ("一刻", 15), ("三刻", 45), ("整", 0)] {
            if self.eat(word) {
                return Some((minute, true));
            }
        }
        let minute = self.number(1..=2);
        if minute.is_some() {
            self.eat("分");
        }
        Some((minute.unwrap_or_default(), true))
    }

    /// An opening, or what is wrong with it; none if nothing here looks like one.
    fn opening(&mut self) -> Option<Result<Span, Problem>> {
        if self.eat_any(ALL_DAY) {
            return Some(Ok(Span::ALL_DAY));
        }
        let start = self.at;
        let Some((from, to)) = self.ends() else {
            self.at = start;
            return None;
        };
        let (Some(opens), Some(closes)) = (from.of_day(), to.of_day()) else {
            return Some(Err(Problem::Unknown(self.since(start))));
        };
        // Until 0:00 is until the day is over.
        let closes = if closes == TimeOfDay::MIDNIGHT { TimeOfDay::END_OF_DAY } else { closes };
        Some(Span::new(opens, closes).map_err(|_| Problem::Reversed(self.since(start))))
    }

    fn ends(&mut self) -> Option<(Time, Time)> {
        let from = self.time()?;
        self.skip(is_blank);
        if !self.eat_dash() {
            return None;
        }
        self.skip(is_blank);
        let mut to = self.time()?;
        // 下午2-6点: the afternoon goes on.
        if to.half.is_none() && matches!(from.half, Some(Half::Afternoon | Half::Night)) {
            to.half = from.half;
        }
        // 3-5楼 is no opening.
        (from.is_marked || to.is_marked || self.is_at_boundary()).then_some((from, to))
    }

    fn openings(&mut self) -> Result<Vec<Span>, Problem> {
        let mut spans = Vec::new();
        loop {
            let start = self.at;
            self.skip(is_separator);
            if !spans.is_empty() && self.eat_any(AND) {
                self.skip(is_blank);
            }
            match self.opening() {
                Some(span) => spans.push(span?),
                None => {
                    self.at = start;
                    return Ok(spans);
                }
            }
        }
    }

    /// A word for “closed”.
    pub(super) fn closed(&mut self) -> bool {
        if self.eat_any(CLOSED) {
            return true;
        }
        let start = self.at;
        let is_whole = self.eat("休") && self.is_at_boundary();
        if !is_whole {
            self.at = start;
        }
        is_whole
    }

    /// “Closed”, or openings; none if neither stands here.
    pub(super) fn hours(&mut self) -> Result<Option<DayHours>, Problem> {
        self.skip(is_separator);
        if self.closed() {
            return Ok(Some(DayHours::CLOSED));
        }
        let spans = self.openings()?;
        if spans.is_empty() {
            return Ok(None);
        }
        // 8点半到12点，1点半到6点: whoever says so means the afternoon, and must not be taken at their word.
        let is_afternoon = |pair: &&[Span]| pair[1].opens() < pair[0].opens() && pair[0].opens() < TimeOfDay::NOON;
        if let Some(pair) = spans.windows(2).find(is_afternoon) {
            return Err(Problem::OutOfOrder(pair[1]));
        }
        let hours = DayHours::new(spans);
        hours.map(Some).map_err(|OverlapError::Overlap { first, second }| Problem::Overlap(first, second))
    }
}

/// Enough of a text to find it again.
pub(super) fn shortened(chars: &[char]) -> String {
    if chars.len() <= LONGEST_PIECE {
        return chars.iter().collect();
    }
    chars.iter().take(LONGEST_PIECE).chain(&['…']).collect()
}
