//! Words for days of the week and public holidays.

use crate::import::text::strip_any;

/// A set of weekdays, and whether public holidays belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days {
    /// Bit 0 is Monday.
    weekdays: u8,
    holidays: bool,
}

impl Days {
    /// Every weekday.
    pub const EVERY: Self = Self { weekdays: 0b111_1111, holidays: false };
    const WORKDAYS: Self = Self { weekdays: 0b001_1111, holidays: false };
    const WEEKEND: Self = Self { weekdays: 0b110_0000, holidays: false };
    const HOLIDAYS: Self = Self { weekdays: 0, holidays: true };

    /// Whether the weekday belongs to the set, 0 for Monday.
    pub fn has(self, weekday: usize) -> bool {
        weekday < 7 && self.weekdays & (1 << weekday) != 0
    }

    pub const fn has_holidays(self) -> bool {
        self.holidays
    }

    pub const fn is_only_holidays(self) -> bool {
        self.holidays && self.weekdays == 0
    }

    pub const fn and(self, other: Self) -> Self {
        Self { weekdays: self.weekdays | other.weekdays, holidays: self.holidays || other.holidays }
    }

    /// From one weekday to another, over the weekend if need be: 周日至周四.
    fn from_to(first: u8, last: u8) -> Self {
        let count = (last + 7 - first) % 7;
        let weekdays = (0..=count).fold(0, |set, step| set | 1 << ((first + step) % 7));
        Self { weekdays, holidays: false }
    }
}

const WORDS: &[(&[&str], Days)] = &[
    (
        &["全年无休", "全年365天", "365天", "全年", "年中无休", "无休", "每天", "每日", "天天", "全周", "一周七天"],
        Days::EVERY,
    ),
    (&["工作日", "平日", "平时"], Days::WORKDAYS),
    (&["双休日", "双休", "周末"], Days::WEEKEND),
    (&["国家法定节假日", "法定节假日", "法定假日", "公众假期", "节假日", "节日"], Days::HOLIDAYS),
];
const WEEK: &[&str] = &["星期", "礼拜", "周"];
const DASHES: &[&str] = &["-", "至", "到"];

/// The days that a folded text begins with, and the rest.
pub fn read(text: &str) -> Option<(Days, &str)> {
    let word = |(words, days): &(&[&str], Days)| strip_any(text, words).map(|rest| (*days, rest));
    WORDS.iter().find_map(word).or_else(|| weekdays(text))
}

/// `周一`, `周一至周五`, `周一到五`, `周一、三、五`, `周六日`, `周1-5`.
fn weekdays(text: &str) -> Option<(Days, &str)> {
    let (mut days, mut rest) = span(strip_any(text, WEEK)?)?;
    loop {
        // A list goes on with Chinese numerals only: the digit in 周一、9点 is an hour.
        let next = rest.trim_start_matches(['、', ',', '/', ' ']);
        match next.chars().next().filter(|c| !c.is_ascii_digit()).and_then(|_| span(next)) {
            Some((more, after)) => (days, rest) = (days.and(more), after),
            None => return Some((days, rest)),
        }
    }
}

/// One weekday without its 周, or from one to another.
fn span(text: &str) -> Option<(Days, &str)> {
    let (first, rest) = weekday(text)?;
    let last = strip_any(rest.trim_start(), DASHES)
        .map(str::trim_start)
        .and_then(|last| weekday(strip_any(last, WEEK).unwrap_or(last)));
    Some(match last {
        Some((last, rest)) => (Days::from_to(first, last), rest),
        None => (Days::from_to(first, first), rest),
    })
}

/// One weekday without its 周, 0 for Monday.
fn weekday(text: &str) -> Option<(u8, &str)> {
    let mut chars = text.chars();
    let day = match chars.next()? {
        '一' | '1' => 0,
        '二' | '2' => 1,
        '三' | '3' => 2,
        '四' | '4' => 3,
        '五' | '5' => 4,
        '六' | '6' => 5,
        '日' | '天' | '七' | '7' => 6,
        _ => return None,
    };
    let rest = chars.as_str();
    // 18:00 and 9点 begin with digits and are no weekdays; nor is 三点.
    let is_time = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '点' | '时' | '十'));
    let is_digit = text.starts_with(|c: char| c.is_ascii_digit());
    (!(is_time && (is_digit || rest.starts_with(['点', '时', '十'])))).then_some((day, rest))
}
