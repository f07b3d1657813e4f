//! The words for units, and packages such as `半天` or `2小时` that are sold as one visit.

use crate::directory::price::PriceUnit;
use crate::import::text::{Scanned, number, strip_any};

/// Words per unit. Where one begins with another, the longer stands first.
const WORDS: &[(PriceUnit, &[&str])] = &[
    (PriceUnit::Hour, &["个小时", "個小時", "小时", "小時", "钟头", "鐘頭", "hour", "hr", "h", "时", "時"]),
    (PriceUnit::Sqm, &["平方米", "平米", "平方", "平", "㎡", "m²", "m2", "sqm", "方"]),
    (PriceUnit::Month, &["个月", "個月", "月"]),
    (PriceUnit::Metre, &["延长米", "延長米", "延米", "米", "m"]),
    (PriceUnit::Day, &["工作日", "全天", "整天", "天", "日"]),
    (PriceUnit::Visit, &["人次", "次", "趟", "回", "单", "單", "户", "戶"]),
    (
        PriceUnit::Piece,
        &[
            "台", "臺", "件", "把", "个", "個", "套", "只", "隻", "扇", "张", "張", "组", "組", "床", "条", "條", "双",
            "雙", "樘", "盏", "盞", "辆", "輛", "块", "塊", "根", "处", "處", "间", "間",
        ],
    ),
];

/// Days of a maternity nurse's term.
const TERM: &[&str] = &["天", "日", "个工作日"];
/// Lengths that, after a number, make a package of one visit.
const LENGTHS: &[&str] = &["个小时", "個小時", "小时", "小時", "分钟", "分鐘", "h"];
/// Packages without a number.
const HALVES: &[&str] = &["半天", "半日", "半小时", "半小時"];

/// A unit at the beginning of a text.
pub struct Found<'a> {
    pub unit: PriceUnit,
    /// The package that is sold as one visit.
    pub package: Option<&'a str>,
    pub rest: &'a str,
}

/// Finds the unit that a text begins with, if the word ends there.
pub fn at_start(text: &str) -> Option<Found<'_>> {
    let found = |unit, package, rest| ends(rest).then_some(Found { unit, package, rest });
    let before = |rest: &str| text.get(..text.len() - rest.len());
    if let Scanned::Number(amount, after) = number(text) {
        if let (Some(26), Some(rest)) = (amount.times(1), strip_any(after, TERM)) {
            return found(PriceUnit::Cycle26, None, rest);
        }
        if amount.times(1) == Some(1) {
            return at_start(after);
        }
        return strip_any(after, LENGTHS).and_then(|rest| found(PriceUnit::Visit, before(rest), rest));
    }
    if let Some(rest) = strip_any(text, HALVES) {
        return found(PriceUnit::Visit, before(rest), rest);
    }
    // The longest word wins whatever its unit: 延米 is no 米, and `m2` no `m`.
    WORDS
        .iter()
        .flat_map(|(unit, words)| words.iter().map(move |word| (*unit, *word)))
        .filter_map(|(unit, word)| text.strip_prefix(word).map(|rest| (unit, rest)))
        .min_by_key(|(_, rest)| rest.len())
        .and_then(|(unit, rest)| found(unit, None, rest))
}

/// The unit in a heading's hint.
pub fn of_hint(hint: &str) -> Option<PriceUnit> {
    let word = hint.rsplit(['/', '每']).next()?;
    at_start(word).filter(|found| found.rest.is_empty() && found.package.is_none()).map(|found| found.unit)
}

/// Whether a unit may end before `rest`: 月 is a unit in 月起, but not in 月嫂.
fn ends(rest: &str) -> bool {
    const FOLLOWERS: &[&str] =
        &["起", "以上", "左右", "以内", "不", "含", "另", "免", "/", "-", ":", "包", "需", "面议", "面議", "*", "按"];
    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) || strip_any(rest, FOLLOWERS).is_some()
}
