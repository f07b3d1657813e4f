//! Prices as sheets say them: `40-55元/小时`, `¥120/台`, `面议`, `半天200元起`, `8元/㎡，300元起`.
//!
//! A cell is cut into clauses at commas, semicolons and brackets. Exactly one clause is the price; the others add
//! conditions (smallest quantity or charge, call-out fee, deposit) or end up in the note, in the order of the text.

mod clause;
mod figure;
mod units;

use thiserror::Error;

use self::clause::Clause;
use super::text::fold;
use crate::directory::price::{Amount, Price, PriceError, PriceTerms, PriceUnit};
use crate::values::Fen;

/// A price read from a cell, and what else the cell said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceText {
    /// The price.
    pub price: Price,
    /// Words that are no part of the price, such as `半天` or `材料另计`, folded to half-width and without blanks.
    pub note: Option<String>,
}

/// Why a text is no price. The texts are keys, the words for people are messages.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriceTextError {
    /// The cell is blank or has no figure and no word for negotiable.
    #[error("price-text-no-amount")]
    NoAmount,
    /// A figure without what it is for. Guessing would make a price wrong by a multiple.
    #[error("price-text-missing-unit")]
    MissingUnit,
    /// The word after the slash is no unit of the directory.
    #[error("price-text-unknown-unit")]
    UnknownUnit {
        /// The word, in folded form.
        unit: String,
    },
    /// Two prices in one cell; each belongs in a row of its own.
    #[error("price-text-several-prices")]
    SeveralPrices,
    /// The lower end stands second.
    #[error("price-text-reversed")]
    Reversed,
    /// A price of nothing.
    #[error("price-text-zero")]
    Zero,
    /// Above ¥1,000,000, or another figure beyond its limit.
    #[error("price-text-too-large")]
    TooLarge,
    /// A fraction of a fen.
    #[error("price-text-not-whole-fen")]
    NotWholeFen,
}

impl From<PriceError> for PriceTextError {
    fn from(error: PriceError) -> Self {
        match error {
            PriceError::Zero { .. } => Self::Zero,
            PriceError::TooLarge { .. } => Self::TooLarge,
            PriceError::Reversed { .. } => Self::Reversed,
            // Not reached: a text without an amount keeps its conditions as a note.
        }
    }
}

/// Reads a price.
///
/// # Errors
/// See [`PriceTextError`].
pub fn parse_price(text: &str) -> Result<PriceText, PriceTextError> {
    parse_price_in(text, None)
}

/// Reads a price whose unit may stand in the heading instead of the cell, as in `收费标准（元/小时）`.
///
/// # Errors
/// See [`PriceTextError`].
pub fn parse_price_in(text: &str, unit_of_column: Option<PriceUnit>) -> Result<PriceText, PriceTextError> {
    let text: String =
        fold(text).chars().map(|c| if c == '\n' { ';' } else { c }).filter(|c| !c.is_whitespace()).collect();
    let mut reading = Reading::default();
    for part in clauses(&text) {
        reading.add(clause::read(part)?, part)?;
    }
    reading.finish(unit_of_column)
}

/// The unit in the hint of a heading: `元/小时` or `小时`.
#[must_use]
pub fn unit_of_hint(hint: &str) -> Option<PriceUnit> {
    units::of_hint(&super::text::fold_tight(hint))
}

/// What the clauses of one cell say together.
#[derive(Default)]
struct Reading<'a> {
    /// An amount with its unit.
    priced: Option<(Amount, PriceUnit)>,
    /// An amount without a unit that reads as a start: `起步价60元`, `300元起`.
    start: Option<Fen>,
    /// Any other amount without a unit.
    bare: Option<Amount>,
    /// A word for negotiable, and the unit beside it.
    negotiable: bool,
    negotiable_unit: Option<PriceUnit>,
    min_qty: Option<(u16, PriceUnit, &'a str)>,
    call_out_fee: Option<Fen>,
    deposit: Option<Fen>,
    notes: Vec<String>,
    /// The clauses behind fee and deposit, kept as words should there be no price to attach them to.
    conditions: Vec<&'a str>,
}

impl<'a> Reading<'a> {
    fn add(&mut self, clause: Clause, text: &'a str) -> Result<(), PriceTextError> {
        match clause {
            Clause::Priced { amount, unit, notes } => {
                put(&mut self.priced, (amount, unit))?;
                self.notes.extend(notes);
            }
            Clause::Bare { amount: Amount::From(fen), notes } => {
                put(&mut self.start, fen)?;
                self.notes.extend(notes);
            }
            Clause::Bare { amount, notes } => {
                put(&mut self.bare, amount)?;
                self.notes.extend(notes);
            }
            Clause::Negotiable { unit, notes } => {
                self.negotiable = true;
                self.negotiable_unit = unit;
                self.notes.extend(notes);
            }
            Clause::MinQty { qty, unit } => self.min_qty = Some((qty, unit, text)),
            Clause::CallOutFee(fen) => {
                self.call_out_fee = Some(fen);
                self.conditions.push(text);
            }
            Clause::Deposit(fen) => {
                self.deposit = Some(fen);
                self.conditions.push(text);
            }
            Clause::Note => self.notes.push(text.to_owned()),
        }
        Ok(())
    }

    fn finish(mut self, unit_of_column: Option<PriceUnit>) -> Result<PriceText, PriceTextError> {
        let (amount, unit, min_charge) = match (self.priced, self.bare, self.start) {
            (Some(_), Some(_), _) => return Err(PriceTextError::SeveralPrices),
            (Some((amount, unit)), None, min_charge) => (amount, unit, min_charge),
            (None, Some(amount), min_charge) => {
                (amount, unit_of_column.ok_or(PriceTextError::MissingUnit)?, min_charge)
            }
            // What a visit starts at is the price of a visit.
            (None, None, Some(start)) => (Amount::From(start), unit_of_column.unwrap_or(PriceUnit::Visit), None),
            (None, None, None) => return self.finish_negotiable(unit_of_column),
        };
        let mut terms = PriceTerms::new(unit, amount);
        terms.min_charge = min_charge;
        terms.call_out_fee = self.call_out_fee;
        terms.deposit = self.deposit;
        match self.min_qty {
            Some((qty, of, _)) if of == unit => terms.min_qty = Some(qty),
            Some((_, _, text)) => self.notes.push(text.to_owned()),
            None => {}
        }
        if self.negotiable {
            self.notes.push(clause::NEGOTIABLE.to_owned());
        }
        Ok(PriceText { price: terms.check()?, note: joined(&self.notes) })
    }

    fn finish_negotiable(mut self, unit_of_column: Option<PriceUnit>) -> Result<PriceText, PriceTextError> {
        if !self.negotiable {
            return Err(PriceTextError::NoAmount);
        }
        let unit = self.negotiable_unit.or(unit_of_column).unwrap_or(PriceUnit::Visit);
        let min_qty = self.min_qty.map(|(_, _, text)| text);
        self.notes.extend(self.conditions.into_iter().chain(min_qty).map(str::to_owned));
        let price = PriceTerms::new(unit, Amount::Negotiable).check()?;
        Ok(PriceText { price, note: joined(&self.notes) })
    }
}

/// Fills an empty place; a full one means that the cell names two prices.
fn put<T>(place: &mut Option<T>, value: T) -> Result<(), PriceTextError> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(PriceTextError::SeveralPrices),
    }
}

fn joined(notes: &[String]) -> Option<String> {
    (!notes.is_empty()).then(|| notes.join("；"))
}

/// Cuts a folded text into its clauses. Points and commas inside a number do not cut.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let digit = move |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let cut = text.char_indices().filter(move |&(at, c)| match c {
        ';' | '(' | ')' | '+' | '、' | '|' => true,
        '.' => !(digit(at.checked_sub(1)) && digit(Some(at + 1))),
        ',' => {
            let thousands = (1..=3).all(|i| digit(Some(at + i))) && !digit(Some(at + 4));
            !(digit(at.checked_sub(1)) && thousands)
        }
        _ => false,
    });
    let end = std::iter::once((text.len(), ' '));
    let mut from = 0;
    cut.chain(end).filter_map(move |(at, c)| {
        let part = text.get(from..at);
        from = at + c.len_utf8();
        part.filter(|part| !part.is_empty())
    })
}

#[cfg(test)]
mod tests;
