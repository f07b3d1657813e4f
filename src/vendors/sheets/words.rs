//! The words of a sheet, each chosen so that the import reads the same value from it again.
//!
//! They are part of the import's grammar, not of a page, and so are Chinese in every language of the portal.

use chrono::Weekday;

use crate::calendar::{DayKind, HolidayRule, HolidayRules, OpeningPlan, Span, TimeOfDay};
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price::{Amount, Price, PriceUnit};
use crate::import::price_text::parse_price;
use crate::values::{Fen, Minutes};

/// Minutes of a working day, and the length from which people count in days.
const DAY: u32 = 480;
const COUNTED_IN_DAYS: u32 = 48 * 60;

/// What a price is for, and what is counted of it.
fn unit_words(unit: PriceUnit) -> (&'static str, &'static str) {
    match unit {
        PriceUnit::Hour => ("小时", "小时"),
        PriceUnit::Visit => ("次", "次"),
        PriceUnit::Sqm => ("㎡", "㎡"),
        PriceUnit::Month => ("月", "个月"),
        PriceUnit::Day => ("天", "天"),
        PriceUnit::Piece => ("件", "件"),
        PriceUnit::Metre => ("延米", "延米"),
        PriceUnit::Cycle26 => ("26天", "期"),
    }
}

fn yuan(fen: Fen) -> String {
    match (fen.fen() / 100, fen.fen() % 100) {
        (yuan, 0) => yuan.to_string(),
        (yuan, rest) => format!("{yuan}.{rest:02}"),
    }
}

/// Whether a sheet can say the price's smallest quantity: not of terms of 26 days, nor where there is no figure.
pub(super) fn says_min_qty(price: &Price) -> bool {
    !price.is_negotiable() && price.unit() != PriceUnit::Cycle26
}

/// `40-55元/小时，2小时起`: amount, unit and smallest quantity.
pub(super) fn price_words(price: &Price) -> String {
    let (unit, counted) = unit_words(price.unit());
    let amount = match price.amount() {
        Amount::Negotiable => format!("面议/{unit}"),
        Amount::Exact(fen) => format!("{}元/{unit}", yuan(fen)),
        Amount::From(fen) => format!("{}元起/{unit}", yuan(fen)),
        Amount::Range(low, high) => format!("{}-{}元/{unit}", yuan(low), yuan(high)),
    };
    match price.min_qty().filter(|_| says_min_qty(price)) {
        Some(least) => format!("{amount}，{least}{counted}起"),
        None => amount,
    }
}

/// A price with its note, and whether the note is in it: one that would be read as something else stays out.
pub(super) fn price_cell(price: &Price, note: &str) -> (String, bool) {
    let plain = price_words(price);
    if note.is_empty() {
        return (plain, true);
    }
    let whole = format!("{plain}，{note}");
    let read = |text: &str| parse_price(text).ok();
    let is_read_back = read(&whole).zip(read(&plain)).is_some_and(|(with, without)| {
        with.price == without.price && without.note.is_none() && with.note.as_deref() == Some(note)
    });
    if is_read_back { (whole, true) } else { (plain, false) }
}

/// `30元`; nothing to pay is said expressly.
pub(super) fn fee_words(fee: Option<Fen>) -> String {
    match fee {
        Some(Fen::ZERO) => "免".to_owned(),
        Some(fen) => format!("{}元", yuan(fen)),
        None => String::new(),
    }
}

/// `加收30%`: with a word before it, so that no spreadsheet program turns it into 0.3.
pub(super) fn holiday_words(percent: Option<u16>) -> String {
    match percent {
        Some(0) => "无".to_owned(),
        Some(percent) => format!("加收{percent}%"),
        None => String::new(),
    }
}

/// `2-4小时`, `90分钟`, `26天`.
pub(super) fn duration_words(min: Option<Minutes>, max: Option<Minutes>) -> String {
    let (Some(low), Some(high)) = (min.or(max), max.or(min)) else { return String::new() };
    let (low, high) = (low.get(), high.get());
    let are_whole = |size: u32| low.is_multiple_of(size) && high.is_multiple_of(size);
    let (size, unit) = if low >= COUNTED_IN_DAYS && are_whole(DAY) {
        (DAY, "天")
    } else if are_whole(60) {
        (60, "小时")
    } else {
        (1, "分钟")
    };
    if low == high { format!("{}{unit}", low / size) } else { format!("{}-{}{unit}", low / size, high / size) }
}

/// `周一至周五8:30-12:00,13:00-18:00；周六9:00-17:00`; none for a plan without weekly hours.
pub(crate) fn hours_words(plan: &OpeningPlan) -> Option<String> {
    if plan.weekly().is_empty() {
        return None;
    }
    let groups = plan.weekly().grouped();
    let open = groups.iter().filter(|(_, _, spans)| !spans.is_empty());
    let mut parts: Vec<String> =
        open.map(|(first, last, spans)| format!("{}{}", days_words(*first, *last), spans_words(spans))).collect();
    if is_closed_on_holidays(plan) {
        parts.push("节假日休息".to_owned());
    }
    Some(parts.join("；"))
}

/// Whether a plan says that public holidays are closed.
pub(super) fn is_closed_on_holidays(plan: &OpeningPlan) -> bool {
    plan.rules().get(DayKind::HolidayOff) == Some(&HolidayRule::Closed)
}

/// Whether [`hours_words`] says all of a plan; other rules for holidays, and exceptions, have no words in a sheet.
pub(super) fn are_hours_whole(plan: &OpeningPlan) -> bool {
    let rules = HolidayRules::default();
    let says_closed = is_closed_on_holidays(plan) && !plan.weekly().is_empty();
    let said = if says_closed { rules.with(DayKind::HolidayOff, Some(HolidayRule::Closed)) } else { rules };
    plan.exceptions().is_empty() && *plan.rules() == said
}

fn days_words(first: Weekday, last: Weekday) -> String {
    match (first, last) {
        (Weekday::Mon, Weekday::Sun) => "每天".to_owned(),
        (first, last) if first == last => day_word(first).to_owned(),
        (first, last) => format!("{}至{}", day_word(first), day_word(last)),
    }
}

fn day_word(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    }
}

fn spans_words(spans: &[Span]) -> String {
    let clock = |time: TimeOfDay| {
        let (hour, minute) = time.parts();
        format!("{hour}:{minute:02}")
    };
    let parts: Vec<String> =
        spans.iter().map(|span| format!("{}-{}", clock(span.opens()), clock(span.closes()))).collect();
    parts.join(",")
}

/// What a sheet calls a proof.
pub(super) fn credential_word(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::HomeVisitPermit => "居家上门服务证",
        CredentialKind::Health => "健康证",
        CredentialKind::BackgroundCheck => "背景核查",
        CredentialKind::SkillLevel => "职业技能等级证书",
        CredentialKind::Insurance => "保险",
    }
}

/// `健康证、保险`.
pub(super) fn credentials_words(kinds: &[CredentialKind]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| credential_word(*kind)).collect();
    words.join("、")
}

/// `老人、婴幼儿`.
pub(super) fn suits_words(suits: &[Suits]) -> String {
    let word = |suits: &Suits| match suits {
        Suits::Elder => "老人",
        Suits::Infant => "婴幼儿",
    };
    let words: Vec<&str> = suits.iter().map(word).collect();
    words.join("、")
}
