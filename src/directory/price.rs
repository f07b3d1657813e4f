//! What one offer costs: a unit, an amount for one unit, and the conditions around it.
//!
//! A [`Price`] can only be had from [`PriceTerms::check`], so whoever holds one may rely on its rules.

mod columns;
mod unit;

use thiserror::Error;

pub use self::columns::PriceColumns;
pub(crate) use self::columns::price_columns;
pub use self::unit::PriceUnit;
use crate::values::Fen;

/// The largest amount a price may name: ¥1,000,000. Anything above is a slip of the keyboard.
pub const MAX_AMOUNT_FEN: i64 = 100_000_000;
/// The largest minimum quantity, in units.
pub const MAX_MIN_QTY: u16 = 744;
/// The largest surcharge on public holidays, in percent. Statutory triple pay is a surcharge of 200.
pub const MAX_HOLIDAY_PCT: u16 = 300;

/// The amount for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amount {
    /// Agreed case by case; no figure is published.
    Negotiable,
    /// One figure.
    Exact(Fen),
    /// Between two figures, the lower one first.
    Range(Fen, Fen),
    /// At least this much; the upper end is open.
    From(Fen),
}

impl Amount {
    /// Rebuilds an amount from its stored columns.
    ///
    /// `min` absent means negotiable; `max` absent means exactly `min`, or “from `min`” when `open_ended`.
    /// `None` for combinations that no amount has, such as a maximum without a minimum.
    #[must_use]
    pub fn from_columns(min: Option<Fen>, max: Option<Fen>, open_ended: bool) -> Option<Self> {
        match (min, max, open_ended) {
            (None, None, false) => Some(Self::Negotiable),
            (Some(min), None, true) => Some(Self::From(min)),
            (Some(min), None, false) => Some(Self::Exact(min)),
            (Some(min), Some(max), false) => Some(Self::Range(min, max)),
            _ => None,
        }
    }
}

/// The parts of a price as entered, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PriceTerms {
    /// What one price is for. For a negotiable price: how it would be charged.
    pub unit: PriceUnit,
    /// The amount for one unit.
    pub amount: Amount,
    /// The fewest whole units charged at a time; for months and 26-day cycles the shortest contract.
    pub min_qty: Option<u16>,
    /// The least that the work of one visit (or one term) comes to, without the call-out fee.
    pub min_charge: Option<Fen>,
    /// Charged once for coming, on top of the work. Zero says expressly that coming is free.
    pub call_out_fee: Option<Fen>,
    /// Surcharge on public holidays in percent. Zero says expressly that there is none.
    pub holiday_pct: Option<u16>,
    /// Paid in advance and returned. Zero says expressly that there is none.
    pub deposit: Option<Fen>,
}

impl PriceTerms {
    /// Terms with nothing but an amount for a unit.
    #[must_use]
    pub const fn new(unit: PriceUnit, amount: Amount) -> Self {
        Self { unit, amount, min_qty: None, min_charge: None, call_out_fee: None, holiday_pct: None, deposit: None }
    }

    /// Checks the terms and makes them a price. A range of two equal figures becomes one figure.
    ///
    /// # Errors
    /// The first rule that the terms break, see [`PriceError`].
    pub fn check(mut self) -> Result<Price, PriceError> {
        match self.amount {
            // The amount is agreed case by case; a deposit or call-out fee may still be fixed.
            Amount::Negotiable => {}
            Amount::Exact(fen) | Amount::From(fen) => check_charge(PriceField::Min, fen)?,
            Amount::Range(min, max) => {
                check_charge(PriceField::Min, min)?;
                check_charge(PriceField::Max, max)?;
                if min > max {
                    return Err(PriceError::Reversed { min, max });
                }
                if min == max {
                    self.amount = Amount::Exact(min);
                }
            }
        }
        if let Some(fen) = self.min_charge {
            check_charge(PriceField::MinCharge, fen)?;
        }
        for (field, fen) in [(PriceField::CallOutFee, self.call_out_fee), (PriceField::Deposit, self.deposit)] {
            if fen.is_some_and(|fen| fen.fen() > MAX_AMOUNT_FEN) {
                return Err(PriceError::TooLarge { field });
            }
        }
        if self.min_qty == Some(0) {
            return Err(PriceError::Zero { field: PriceField::MinQty });
        }
        if self.min_qty.is_some_and(|qty| qty > MAX_MIN_QTY) {
            return Err(PriceError::TooLarge { field: PriceField::MinQty });
        }
        if self.holiday_pct.is_some_and(|pct| pct > MAX_HOLIDAY_PCT) {
            return Err(PriceError::TooLarge { field: PriceField::HolidayPct });
        }
        Ok(Price(self))
    }
}

/// A charge for work must be more than nothing and no slip of the keyboard.
fn check_charge(field: PriceField, fen: Fen) -> Result<(), PriceError> {
    match fen.fen() {
        ..=0 => Err(PriceError::Zero { field }),
        1..=MAX_AMOUNT_FEN => Ok(()),
        _ => Err(PriceError::TooLarge { field }),
    }
}

/// A checked price: its amounts are in order and none is absurd.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Price(PriceTerms);

impl Price {
    /// The parts, to be edited and checked again.
    #[must_use]
    pub fn into_terms(self) -> PriceTerms {
        self.0
    }

    /// What one price is for.
    #[must_use]
    pub const fn unit(&self) -> PriceUnit {
        self.0.unit
    }

    /// The amount for one unit; a range has two different ends, the lower one first.
    #[must_use]
    pub const fn amount(&self) -> Amount {
        self.0.amount
    }

    /// Whether the price is agreed case by case.
    #[must_use]
    pub const fn is_negotiable(&self) -> bool {
        matches!(self.0.amount, Amount::Negotiable)
    }

    /// Whether the price names its lower end only.
    #[must_use]
    pub const fn is_open_ended(&self) -> bool {
        matches!(self.0.amount, Amount::From(_))
    }

    /// The lowest amount for one unit; `None` when negotiable.
    #[must_use]
    pub const fn min(&self) -> Option<Fen> {
        match self.0.amount {
            Amount::Negotiable => None,
            Amount::Exact(min) | Amount::From(min) | Amount::Range(min, _) => Some(min),
        }
    }

    /// The highest amount for one unit, equal to [`Price::min`] for a single figure;
    /// `None` when negotiable or open-ended.
    #[must_use]
    pub const fn max(&self) -> Option<Fen> {
        match self.0.amount {
            Amount::Negotiable | Amount::From(_) => None,
            Amount::Exact(max) | Amount::Range(_, max) => Some(max),
        }
    }

    /// The fewest whole units charged at a time; for months and 26-day cycles the shortest contract.
    #[must_use]
    pub const fn min_qty(&self) -> Option<u16> {
        self.0.min_qty
    }

    /// The least that the work of one visit (or one term) comes to, without the call-out fee.
    #[must_use]
    pub const fn min_charge(&self) -> Option<Fen> {
        self.0.min_charge
    }

    /// Charged once for coming, on top of the work.
    #[must_use]
    pub const fn call_out_fee(&self) -> Option<Fen> {
        self.0.call_out_fee
    }

    /// Surcharge on public holidays, in percent.
    #[must_use]
    pub const fn holiday_pct(&self) -> Option<u16> {
        self.0.holiday_pct
    }

    /// Paid in advance and returned.
    #[must_use]
    pub const fn deposit(&self) -> Option<Fen> {
        self.0.deposit
    }
}

/// The part of a price that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PriceField {
    /// The lower or only amount.
    Min,
    /// The upper amount.
    Max,
    /// The smallest quantity.
    MinQty,
    /// The smallest charge.
    MinCharge,
    /// The call-out fee.
    CallOutFee,
    /// The surcharge on public holidays.
    HolidayPct,
    /// The deposit.
    Deposit,
}

/// Why terms do not make a price. The texts are keys, the words for people are messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum PriceError {
    /// A charge or quantity is zero.
    #[error("price-zero")]
    Zero {
        /// The part that is zero.
        field: PriceField,
    },
    /// A part is above its limit: [`MAX_AMOUNT_FEN`], [`MAX_MIN_QTY`] or [`MAX_HOLIDAY_PCT`].
    #[error("price-too-large")]
    TooLarge {
        /// The part above its limit.
        field: PriceField,
    },
    /// The lower end is above the upper one.
    #[error("price-reversed")]
    Reversed {
        /// The end given as the lower one.
        min: Fen,
        /// The end given as the upper one.
        max: Fen,
    },
}

#[cfg(test)]
mod tests;
