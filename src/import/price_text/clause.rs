//! One clause of a price cell: words before the figure, the figure, words after it.

use super::PriceTextError;
use super::figure::the_figure;
use super::units;
use crate::directory::price::{Amount, PriceUnit};
use crate::import::text::{Scanned, number, strip_any};
use crate::values::Fen;

/// The word for a price that is agreed case by case.
pub const NEGOTIABLE: &str = "面议";
const NEGOTIABLES: &[&str] = &[
    "价格面议",
    "價格面議",
    "面议",
    "面議",
    "面谈",
    "面談",
    "电议",
    "電議",
    "另议",
    "另議",
    "议价",
    "議價",
    "协商",
    "協商",
];

const STARTS: &[&str] = &[
    "起步价",
    "起步價",
    "起步",
    "起价",
    "起價",
    "最低消费",
    "最低消費",
    "最低收费",
    "最低收費",
    "最低",
    "不低于",
    "低至",
];
const AT_LEAST: &[&str] = &["最少", "至少", "不少于", "不少於", "最低"];
const AND_UP: &[&str] = &["起步", "起做", "起订", "起約", "起约", "起", "以上"];
const PASSED_OVER: &[&str] = &[
    "大约",
    "大約",
    "大概",
    "左右",
    "约",
    "約",
    "收费标准",
    "收費標準",
    "收费",
    "收費",
    "参考价",
    "單價",
    "单价",
    "价格",
    "價格",
    ":",
    "¥",
    "rmb",
    "按",
];
const CALL_OUT: &[&str] = &["上门费", "上門費", "上门服务费", "上門服務費"];
const DEPOSIT: &[&str] = &["押金"];
/// Words between an amount and its unit.
pub const PER: &[&str] = &["/", "每", "per", "一", "按"];

/// What one clause says.
#[derive(Debug, PartialEq, Eq)]
pub enum Clause {
    /// An amount for a unit.
    Priced {
        amount: Amount,
        unit: PriceUnit,
        notes: Vec<String>,
    },
    /// An amount for nobody knows what.
    Bare {
        amount: Amount,
        notes: Vec<String>,
    },
    /// To be agreed, perhaps for a unit.
    Negotiable {
        unit: Option<PriceUnit>,
        notes: Vec<String>,
    },
    /// `2小时起`.
    MinQty {
        qty: u16,
        unit: PriceUnit,
    },
    CallOutFee(Fen),
    Deposit(Fen),
    /// Nothing about money.
    Note,
}

/// Understands one folded clause without blanks.
pub fn read(clause: &str) -> Result<Clause, PriceTextError> {
    let Some(figure) = the_figure(clause)? else {
        return Ok(without_figure(clause));
    };
    let (low, high) = figure.amount;
    if high.is_none() && figure.lead.ends_with(['上', '费', '費', '金', ':', '¥', '约', '約']) {
        let label = figure.lead.trim_end_matches([':', '¥', '约', '約']);
        if CALL_OUT.contains(&label) {
            return Ok(Clause::CallOutFee(low));
        }
        if DEPOSIT.contains(&label) {
            return Ok(Clause::Deposit(low));
        }
    }
    let lead = Lead::read(figure.lead)?;
    let tail = Tail::read(figure.tail)?;
    let amount = match high {
        Some(high) => Amount::Range(low, high),
        None if lead.is_start || tail.is_start => Amount::From(low),
        None => Amount::Exact(low),
    };
    // The unit after the figure is the more particular one: 8小时200元/天 is a price per day.
    let (unit, lead_words) = match (tail.unit, lead.unit) {
        (Some(unit), Some(_)) => (Some(unit), Some(lead.words)),
        (Some(unit), None) => (Some(unit), lead.note),
        (None, unit) => (unit, lead.note),
    };
    let notes = lead_words.into_iter().chain(tail.notes).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Ok(match unit {
        Some(unit) => Clause::Priced { amount, unit, notes },
        None => Clause::Bare { amount, notes },
    })
}

/// The words before a figure.
#[derive(Default)]
struct Lead<'a> {
    is_start: bool,
    unit: Option<PriceUnit>,
    note: Option<&'a str>,
    /// All words that are more than filling.
    words: &'a str,
}

impl<'a> Lead<'a> {
    fn read(text: &'a str) -> Result<Self, PriceTextError> {
        if text == "-" || text == "¥-" || text == "-¥" {
            return Err(PriceTextError::NoAmount);
        }
        let (mut core, mut is_start) = (text.trim_end_matches('-'), false);
        loop {
            let before = core;
            core = trim_word(core, PASSED_OVER);
            let without_start = trim_word(core, STARTS);
            is_start |= without_start != core;
            core = without_start;
            if core == before {
                break;
            }
        }
        if core.is_empty() {
            return Ok(Self { is_start, ..Self::default() });
        }
        let per = strip_any(core, PER).unwrap_or(core);
        if let Some(found) = units::at_start(per).filter(|found| found.rest.is_empty()) {
            return Ok(Self { is_start, unit: Some(found.unit), note: found.package, words: core });
        }
        if has_loose_figure(core) {
            return Err(PriceTextError::SeveralPrices);
        }
        Ok(Self { is_start, unit: None, note: Some(core), words: core })
    }
}

/// The words after a figure.
#[derive(Default)]
struct Tail<'a> {
    is_start: bool,
    unit: Option<PriceUnit>,
    notes: Vec<&'a str>,
}

impl<'a> Tail<'a> {
    fn read(text: &'a str) -> Result<Self, PriceTextError> {
        let (mut core, mut is_start) = start_after(text);
        let mut after_slash = false;
        while let Some(rest) = strip_any(core, PER) {
            after_slash |= !core.starts_with('一');
            // 120元一口价 is no unit, 120元一次 is.
            if core.starts_with('一') && units::at_start(rest).is_none() {
                break;
            }
            core = rest;
        }
        let Some(found) = units::at_start(core) else {
            return match (core.is_empty(), after_slash) {
                (true, true) => Err(PriceTextError::MissingUnit),
                (false, true) => Err(PriceTextError::UnknownUnit { unit: core.to_owned() }),
                (_, false) => Ok(Self { is_start, unit: None, notes: vec![core] }),
            };
        };
        let (rest, is_start_after) = start_after(found.rest);
        is_start |= is_start_after;
        let note = rest.trim_start_matches(['/', '-', ':', '*']);
        Ok(Self { is_start, unit: Some(found.unit), notes: found.package.into_iter().chain([note]).collect() })
    }
}

/// Passes over 左右 and 起; tells whether the latter was there.
pub fn start_after(text: &str) -> (&str, bool) {
    let (mut core, mut is_start) = (text, false);
    loop {
        if let Some(rest) = strip_any(core, AND_UP) {
            (core, is_start) = (rest, true);
        } else if let Some(rest) = strip_any(core, &["左右", "以内", "以內"]) {
            core = rest;
        } else {
            return (core, is_start);
        }
    }
}

/// Takes one of `words` from the beginning or the end.
fn trim_word<'a>(text: &'a str, words: &[&str]) -> &'a str {
    let from_end = || words.iter().find_map(|word| text.strip_suffix(word));
    strip_any(text, words).or_else(from_end).unwrap_or(text)
}

/// Whether a number stands alone, as the first two do in `80/100/120元`; one in `1.5匹空调` does not.
fn has_loose_figure(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        match rest.get(at..).map(number) {
            Some(Scanned::Number(_, after)) if after.is_empty() || after.starts_with(['/', '-', '元']) => {
                return true;
            }
            Some(Scanned::Number(_, after)) => rest = after,
            _ => return true,
        }
    }
    false
}

/// A clause without a price: a smallest quantity, a word for negotiable, or a remark.
fn without_figure(clause: &str) -> Clause {
    if let Some(min_qty) = min_qty(clause) {
        return min_qty;
    }
    let Some((before, after)) = NEGOTIABLES.iter().find_map(|word| clause.split_once(word)) else {
        return Clause::Note;
    };
    let unit = strip_any(after, PER).and_then(units::at_start);
    let words = [trim_word(before, PASSED_OVER), unit.as_ref().map_or(after, |found| found.rest)];
    let notes = words.into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Clause::Negotiable { unit: unit.map(|found| found.unit), notes }
}

fn min_qty(clause: &str) -> Option<Clause> {
    let (core, prefixed) = strip_any(clause, AT_LEAST).map_or((clause, false), |rest| (rest, true));
    let Scanned::Number(qty, after) = number(core) else {
        return None;
    };
    let found = units::at_start(after)?;
    let (rest, suffixed) = start_after(found.rest);
    let qty = u16::try_from(qty.times(1)?).ok()?;
    (rest.is_empty() && (prefixed || suffixed)).then_some(Clause::MinQty { qty, unit: found.unit })
}
