//! How sheets say what somebody can, likes and wants: nobody fills them in with the program's own words.

mod synonyms;

use self::synonyms::{AFTER, BEFORE, NEEDS, Row, SPECIALTIES, TAUGHT, TRADES, WISHES, WITHIN};
use crate::import::cells::list;
use crate::import::text::{fold_tight, simplify, strip_any};
use crate::search::fold;
use crate::talents::forms::MOST_PAY;
use crate::talents::model::{Need, PayUnit, Specialty, Time, Wish};
use crate::values::{Fen, Trade};

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meant<T> {
    pub choice: T,
    /// Whether the choice says all that the word says.
    pub is_all: bool,
}

impl<T> Meant<T> {
    /// A choice that says it all.
    pub fn all(choice: T) -> Self {
        Self { choice, is_all: true }
    }
}

/// The choices that the words of a cell mean, and the words that say more than those, as they stand.
pub(super) fn sorted<T>(cell: &str, read: impl Fn(&str) -> Option<Meant<T>>) -> (Vec<T>, Vec<String>) {
    let (mut choices, mut own) = (Vec::new(), Vec::new());
    for word in list(cell) {
        let meant = read(&word);
        if meant.as_ref().is_none_or(|meant| !meant.is_all) && !own.contains(&word) {
            own.push(word);
        }
        choices.extend(meant.map(|meant| meant.choice));
    }
    (choices, own)
}

/// A word as it is told from others, whatever its script and width.
fn tight(word: &str) -> String {
    fold(word).replace(' ', "")
}

/// A folded word, and what is left of it without what people say around a skill, step by step.
fn bared(word: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(word), |word| {
        let rest = AFTER.iter().find_map(|end| word.strip_suffix(*end)).or_else(|| strip_any(word, &BEFORE));
        rest.filter(|rest| !rest.is_empty())
    })
}

/// The choice that a word means. Other words than what it is called say more: 二胡 is not all music.
fn found<T: Copy>(word: &str, rows: &[Row<T>]) -> Option<Meant<T>> {
    let folded = tight(word);
    let has = |words: &str, word: &str| words.split_whitespace().any(|one| one == word);
    if let Some((choice, ..)) = rows.iter().find(|(_, labels, _)| has(labels, &folded)) {
        return Some(Meant::all(*choice));
    }
    bared(&folded)
        .find_map(|bare| rows.iter().find(|(_, labels, others)| has(labels, bare) || has(others, bare)))
        .map(|(choice, ..)| Meant { choice: *choice, is_all: false })
}

/// What somebody is good at, as sheets call it.
pub(super) fn specialty(word: &str) -> Option<Meant<Specialty>> {
    found(word, SPECIALTIES)
}

/// What somebody would like to learn, as sheets call it.
pub(super) fn need(word: &str) -> Option<Meant<Need>> {
    found(word, NEEDS)
}

/// What somebody would like to do, as sheets call it. Another word for it says no more.
pub(super) fn wish(word: &str) -> Option<Meant<Wish>> {
    if let Some(meant) = found(word, WISHES) {
        return Some(Meant::all(meant.choice));
    }
    let folded = tight(word);
    let is_refused = folded.contains(['不', '没', '无', '未']);
    let within = WITHIN.iter().find(|(part, _)| !is_refused && folded.contains(part)).map(|(_, wish)| *wish);
    let choice = within.or_else(|| teaches(&folded).then_some(Wish::Teach))?;
    Some(Meant { choice, is_all: false })
}

/// Whether somebody would like to teach a skill that is known: 教唱戏, 教老人用手机.
fn teaches(folded: &str) -> bool {
    bared(folded)
        .filter_map(|bare| bare.strip_prefix('教'))
        .any(|skill| specialty(strip_any(skill, &TAUGHT).unwrap_or(skill)).is_some())
}

/// The trade that somebody would like to work in, as sheets call it. Another word for it says no more.
pub(super) fn trade(word: &str) -> Option<Meant<Trade>> {
    found(word, TRADES).map(|meant| Meant::all(meant.choice))
}

/// What somebody wishes for, without their saying that they do.
pub(super) fn wished(word: &str) -> &str {
    strip_any(word, &["愿意", "想做", "想当", "想"]).unwrap_or(word)
}

/// The parts of a day, as sheets call them: on working days, and at weekends.
const PARTS: [(&[&str], [Time; 2]); 3] = [
    (&["上午", "早上", "早晨"], [Time::WeekdayMorning, Time::WeekendMorning]),
    (&["下午"], [Time::WeekdayAfternoon, Time::WeekendAfternoon]),
    (&["晚上", "晚间", "夜里"], [Time::WeekdayEvening, Time::WeekendEvening]),
];

/// When somebody has time, where a word says exactly that: `周末上午`, `工作日`, `晚上`. 周三上午 is no working day's every
/// morning: it stays in its own words.
pub(super) fn times(word: &str) -> Option<Vec<Time>> {
    let word = simplify(&fold_tight(word));
    let days: [(&[&str], &[usize]); 3] = [
        (&["工作日", "平日", "周一到周五", "周一至周五", "周一-周五"], &[0]),
        (&["周末", "双休日", "周六日"], &[1]),
        (&["每天", "天天", ""], &[0, 1]),
    ];
    let (part, kinds) = days.into_iter().find_map(|(words, kinds)| Some((strip_any(&word, words)?, kinds)))?;
    let is_whole = part.is_empty() || part == "全天";
    let parts: Vec<[Time; 2]> =
        PARTS.into_iter().filter(|(words, _)| is_whole || words.contains(&part)).map(|(_, times)| times).collect();
    let times: Vec<Time> = parts.iter().flat_map(|times| kinds.iter().map(move |kind| times[*kind])).collect();
    Some(times).filter(|times| !times.is_empty())
}

/// What somebody would like to earn at least: `每小时 30 元`, `3000-4000元/月`, or nothing said. None where nobody can tell.
pub(super) fn pay(cell: &str) -> Option<Option<(Fen, PayUnit)>> {
    let cell = simplify(&fold_tight(cell)).replace(',', "");
    if cell.is_empty() || cell.contains("面议") {
        return Some(None);
    }
    let named = [("时", PayUnit::Hour), ("天", PayUnit::Day), ("日", PayUnit::Day), ("月", PayUnit::Month)];
    let mut units: Vec<PayUnit> =
        named.into_iter().filter(|(word, _)| cell.contains(word)).map(|(_, unit)| unit).collect();
    units.dedup();
    let [unit] = units[..] else { return None };
    let from = cell.find(|c: char| c.is_ascii_digit())?;
    let rest = cell[from..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    // Three thousands is not three, and eight hours are no pay.
    if cell.contains(['千', '万', 'k', 'w']) || rest.starts_with(['小', '天', '日', '个', '月']) {
        return None;
    }
    let amount = cell[from..cell.len() - rest.len()].parse::<Fen>().ok()?;
    (amount > Fen::ZERO && amount <= MOST_PAY).then_some(Some((amount, unit)))
}

/// What a cell says of a consent on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper<'a> {
    /// There is none.
    No,
    /// There is one, where the other one is.
    Same,
    /// Where it lies.
    At(&'a str),
}

/// Reads where the paper lies on which somebody agreed to one more use: `2 号柜`; `同意` means beside the other one.
pub(super) fn paper(cell: &str) -> Paper<'_> {
    let word = simplify(&fold_tight(cell));
    match word.as_str() {
        "同意" | "是" | "有" | "已签" | "已同意" | "愿意" | "√" | "✓" | "✔" | "y" | "yes" => {
            Paper::Same
        }
        "" | "×" | "x" | "n" | "no" => Paper::No,
        word if word.starts_with(['不', '未', '没', '否', '拒', '待']) => Paper::No,
        _ => Paper::At(cell),
    }
}
