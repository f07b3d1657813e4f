//! The figure in a clause that is money: a number or a range, with or without currency.

use super::PriceTextError;
use crate::import::text::{Decimal, Scanned, number, strip_any};
use crate::values::Fen;

const FREE: &[&str] = &["免费", "免費"];
const CURRENCY: &[&str] = &["人民币", "人民幣", "块钱", "塊錢", "元钱", "元", "圆", "圓", "块", "塊", "rmb", "yuan"];
const DASHES: &[&str] = &["-", "至", "到"];

/// A figure or range in a clause.
pub struct Figure<'a> {
    /// The words before it.
    pub lead: &'a str,
    /// The only or lower end, and the upper one.
    pub amount: (Fen, Option<Fen>),
    /// Whether a currency word or sign stands at it.
    marked: bool,
    /// The words after it.
    pub tail: &'a str,
}

/// The figure that is the clause's price: the one with a currency, or else one that a slash or nothing follows.
pub fn the_figure(clause: &str) -> Result<Option<Figure<'_>>, PriceTextError> {
    if strip_any(clause, FREE).is_some_and(str::is_empty) {
        return Err(PriceTextError::Zero);
    }
    let mut marked: Option<Figure<'_>> = None;
    let mut unmarked: Option<Figure<'_>> = None;
    let mut from = 0;
    while let Some(at) = clause.get(from..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
        let figure = figure_at(clause, from + at)?;
        from = clause.len() - figure.tail.len();
        if figure.marked {
            super::put(&mut marked, figure)?;
        } else if unmarked.is_none() && stands_for_money(figure.tail) {
            unmarked = Some(figure);
        }
    }
    Ok(marked.or(unmarked))
}

/// Whether a figure without currency is money all the same: `200/天`, `120一次`, `起步价60`, `60起`.
fn stands_for_money(tail: &str) -> bool {
    let (rest, _) = super::clause::start_after(tail);
    rest.is_empty() || strip_any(rest, super::clause::PER).is_some()
}

/// Reads the figure or range whose first digit stands at `at`.
fn figure_at(clause: &str, at: usize) -> Result<Figure<'_>, PriceTextError> {
    let (lead, text) = clause.split_at_checked(at).unwrap_or(("", clause));
    let (first, after_first) = money(text)?.ok_or(PriceTextError::NoAmount)?;
    let signed = lead.ends_with(['¥']) || lead.ends_with("rmb");
    let second = match strip_any(after_first, DASHES) {
        Some(rest) => money(rest.strip_prefix('¥').unwrap_or(rest))?,
        None => None,
    };
    let Some((second, tail)) = second else {
        let (amount, marked) = (first.fen(false)?, signed || first.has_currency);
        return Ok(Figure { lead, amount: (amount, None), marked, tail: after_first });
    };
    // 1-1.2万: the smaller first number means ten thousands too. 8000-1.2万 does not.
    let inherits = second.in_wan && !first.in_wan && !first.has_currency && first.number.is_below(second.number);
    let amount = (first.fen(inherits)?, Some(second.fen(false)?));
    Ok(Figure { lead, amount, marked: signed || first.has_currency || second.has_currency, tail })
}

/// One number of a figure.
#[derive(Clone, Copy)]
struct Money {
    number: Decimal,
    in_wan: bool,
    has_currency: bool,
}

impl Money {
    fn fen(self, wan_inherited: bool) -> Result<Fen, PriceTextError> {
        let factor = if self.in_wan || wan_inherited { 1_000_000 } else { 100 };
        self.number.times(factor).and_then(Fen::new).ok_or(PriceTextError::NotWholeFen)
    }
}

/// A number with 万 and currency after it.
fn money(text: &str) -> Result<Option<(Money, &str)>, PriceTextError> {
    let (number, rest) = match number(text) {
        Scanned::Nothing => return Ok(None),
        Scanned::TooLong => return Err(PriceTextError::TooLarge),
        Scanned::Number(number, rest) => (number, rest),
    };
    let in_wan = strip_any(rest, &["万", "萬"]);
    let rest = in_wan.unwrap_or(rest);
    let currency = strip_any(rest, CURRENCY);
    let money = Money { number, in_wan: in_wan.is_some(), has_currency: currency.is_some() };
    Ok(Some((money, currency.unwrap_or(rest))))
}
