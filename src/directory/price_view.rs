//! Prices, costs and formulas in words.

use super::cost::{Basis, CostRange, Estimate, Formula, Per, Quantity};
use super::model::{CredentialKind, Suits};
use super::price::{Price, PriceUnit};
use crate::values::{Fen, Minutes};
use crate::web::i18n::Messages;
use crate::web::{Locale, text};

/// A price as cards show it: the figure, and what it is for.
pub struct PriceText {
    /// `40–55`, or “to be agreed”.
    pub amount: String,
    /// `元/小时`; empty for a price to be agreed.
    pub unit: String,
}

/// `1,234.50` without the currency sign.
pub fn yuan(fen: Fen) -> String {
    fen.to_string().trim_start_matches('¥').to_owned()
}

fn unit_name(unit: PriceUnit, t: &Messages) -> &'static str {
    let t = &t.price;
    match unit {
        PriceUnit::Hour => t.per_hour,
        PriceUnit::Visit => t.per_visit,
        PriceUnit::Sqm => t.per_sqm,
        PriceUnit::Month => t.per_month,
        PriceUnit::Day => t.per_day,
        PriceUnit::Piece => t.per_piece,
        PriceUnit::Metre => t.per_metre,
        PriceUnit::Cycle26 => t.per_cycle26,
    }
}

/// What a unit is called in the filter.
pub fn unit_label(unit: PriceUnit, t: &Messages) -> &'static str {
    let t = &t.price;
    match unit {
        PriceUnit::Hour => t.by_hour,
        PriceUnit::Visit => t.by_visit,
        PriceUnit::Sqm => t.by_sqm,
        PriceUnit::Month => t.by_month,
        PriceUnit::Day => t.by_day,
        PriceUnit::Piece => t.by_piece,
        PriceUnit::Metre => t.by_metre,
        PriceUnit::Cycle26 => t.by_cycle26,
    }
}

/// What a proof is called.
pub fn credential_name(kind: CredentialKind, t: &Messages) -> &'static str {
    let t = &t.directory;
    match kind {
        CredentialKind::HomeVisitPermit => t.credential_home_visit_permit,
        CredentialKind::Health => t.credential_health,
        CredentialKind::BackgroundCheck => t.credential_background_check,
        CredentialKind::SkillLevel => t.credential_skill_level,
        CredentialKind::Insurance => t.credential_insurance,
    }
}

/// Whom a service suits, in words.
pub fn suits_name(suits: Suits, t: &Messages) -> &'static str {
    match suits {
        Suits::Elder => t.directory.suits_elder,
        Suits::Infant => t.directory.suits_infant,
    }
}

/// A price as cards show it.
pub fn price(price: &Price, t: &Messages) -> PriceText {
    let unit = unit_name(price.unit(), t);
    match (price.min(), price.max(), price.is_open_ended()) {
        (Some(min), _, true) => PriceText { amount: t.price.amount(yuan(min)), unit: t.price.and_up(unit) },
        (Some(min), Some(max), _) if max != min => {
            PriceText { amount: t.price.amount(format!("{}–{}", yuan(min), yuan(max))), unit: unit.to_owned() }
        }
        (Some(min), _, _) => PriceText { amount: t.price.amount(yuan(min)), unit: unit.to_owned() },
        (None, _, _) => PriceText { amount: t.price.negotiable.to_owned(), unit: String::new() },
    }
}

/// What the price's terms add, one sentence each.
pub fn terms(price: &Price, note: &str, locale: Locale) -> Vec<String> {
    let t = &locale.messages().price;
    let mut lines = Vec::new();
    if !note.is_empty() {
        lines.push(note.to_owned());
    }
    if let Some(least) = price.min_qty() {
        lines.push(t.min_quantity(quantity(of_unit(price.unit(), u32::from(least)), locale)));
    }
    if let Some(fen) = price.min_charge() {
        lines.push(t.min_charge(yuan(fen)));
    }
    match price.call_out_fee() {
        Some(Fen::ZERO) => lines.push(t.no_call_out_fee.to_owned()),
        Some(fen) => lines.push(t.call_out_fee(yuan(fen))),
        None => {}
    }
    match price.holiday_pct() {
        Some(0) => lines.push(t.no_holiday_surcharge.to_owned()),
        Some(percent) => lines.push(t.holiday_surcharge(percent)),
        None => {}
    }
    if let Some(fen) = price.deposit().filter(|fen| *fen > Fen::ZERO) {
        lines.push(t.deposit(yuan(fen)));
    }
    lines
}

/// `480–660 元`.
pub fn cost(range: CostRange, t: &Messages) -> String {
    let t = &t.price;
    match range.high {
        Some(high) if high == range.low => t.sum(yuan(high)),
        Some(high) => t.sum(format!("{}–{}", yuan(range.low), yuan(high))),
        None => t.sum_from(yuan(range.low)),
    }
}

/// So many of a price's unit.
fn of_unit(unit: PriceUnit, n: u32) -> Quantity {
    match unit {
        PriceUnit::Hour => Minutes::new(n * 60).map_or(Quantity::Visits(n), Quantity::Hours),
        PriceUnit::Visit => Quantity::Visits(n),
        PriceUnit::Sqm => Quantity::SquareMetres(n),
        PriceUnit::Month => Quantity::Months(n),
        PriceUnit::Day => Quantity::Days(n),
        PriceUnit::Piece => Quantity::Pieces(n),
        PriceUnit::Metre => Quantity::Metres(n),
        PriceUnit::Cycle26 => Quantity::Cycles(n),
    }
}

fn quantity(quantity: Quantity, locale: Locale) -> String {
    let t = &locale.messages().price;
    match quantity {
        Quantity::Hours(length) => text::minutes(locale, length),
        Quantity::Visits(n) => t.visits(n),
        Quantity::SquareMetres(n) => t.square_metres(n),
        Quantity::Days(n) => t.days(n),
        Quantity::Pieces(n) => t.pieces(n),
        Quantity::Metres(n) => t.metres(n),
        Quantity::Months(n) => t.months(n),
        Quantity::Cycles(n) => t.cycles(n),
    }
}

/// How the cost comes about: `40–55 元 × 3 小时 × 4 次`.
pub fn formula(estimate: &Estimate, times: u8, locale: Locale) -> String {
    let messages = locale.messages();
    let t = &messages.price;
    let Formula { unit_price, quantity: amount, min_charge, call_out_fee, .. } = estimate.formula;
    let mut text = t.times(cost(unit_price, messages), quantity(amount, locale));
    if let Some((fen, _)) = min_charge {
        text = t.at_least(text, yuan(fen));
    }
    if let Some(fen) = call_out_fee {
        text = t.plus_call_out(text, yuan(fen));
    }
    match estimate.per {
        Per::Visit if times > 1 && (min_charge.is_some() || call_out_fee.is_some()) => t.bracket_times(text, times),
        Per::Visit if times > 1 => t.then_times(text, times),
        _ => text,
    }
}

/// What the estimate assumes.
pub fn basis(basis: Basis, t: &Messages) -> &'static str {
    let t = &t.price;
    match basis {
        Basis::WishedHours => t.basis_wished_hours,
        Basis::TypicalDuration => t.basis_typical_duration,
        Basis::UsualDuration => t.basis_usual_duration,
        Basis::FloorArea => t.basis_floor_area,
        Basis::OneVisit => t.basis_one_visit,
        Basis::OneDay => t.basis_one_day,
        Basis::PiecesFromRooms => t.basis_pieces,
        Basis::MetresFromRooms => t.basis_metres,
        Basis::Term => t.basis_term,
    }
}
