//! “Cost for my home”: what an offer comes to for one household, and one figure to sort offers by.
//!
//! Rules, the same for every offer so that estimates can be compared:
//!
//! * The work of one visit costs unit price × quantity, raised to the minimum charge; the call-out fee is added on top.
//! * Prices per month and per 26 days are a term: minimum charge and call-out fee count once a term, a day costs
//!   1/26 of it, and one term is one month. How often the household wants visits does not matter then, and a
//!   smallest quantity is the length of the contract, not a multiplier.
//! * Divisions (minutes to hours, a term to days) round to the nearest fen, halves up. Everything else is exact.
//! * Holiday surcharges and deposits are left out: the first depends on the date, the second comes back.

pub use super::home::{Home, HomeError};
use super::price::{Amount, Price, PriceUnit};
use crate::values::{Fen, Minutes};

/// Working days in a term, by the custom of the trade.
const DAYS_IN_TERM: i64 = 26;
/// The length of a visit when neither the household nor the offer says: 3 hours.
const DEFAULT_VISIT_MINUTES: u32 = 180;

/// A cost between two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CostRange {
    /// The lower end, or the only figure.
    pub low: Fen,
    /// The upper end, equal to `low` for a single figure; `None` when open.
    pub high: Option<Fen>,
}

/// How much of the unit is charged at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// Working time, to be shown in hours.
    Hours(Minutes),
    /// Visits.
    Visits(u32),
    /// Square metres.
    SquareMetres(u32),
    /// Working days.
    Days(u32),
    /// Appliances or objects.
    Pieces(u32),
    /// Running metres.
    Metres(u32),
    /// Months of service.
    Months(u32),
    /// Terms of 26 working days.
    Cycles(u32),
}

/// Where the quantity comes from, so that the page can say what was assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The hours that the household asked for.
    WishedHours,
    /// The offer's own typical duration.
    TypicalDuration,
    /// Three hours, because neither household nor offer says.
    UsualDuration,
    /// The floor area of the home.
    FloorArea,
    /// One visit.
    OneVisit,
    /// One day.
    OneDay,
    /// One piece for every two rooms, rounded up: a two-room flat has one air conditioner cleaned at a time.
    PiecesFromRooms,
    /// One and a half metres for every room, rounded up: a two-room flat has three metres of wardrobe.
    MetresFromRooms,
    /// A term of 26 working days, taken as one month.
    Term,
}

/// Which ends of the range the minimum charge raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Raised {
    /// The lower end only (or the only known end of an open range).
    Low,
    /// Both ends.
    Both,
}

/// How the cost comes about, in parts that a page can put into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Formula {
    /// What the unit price is for.
    pub unit: PriceUnit,
    /// The price of one unit.
    pub unit_price: CostRange,
    /// The quantity charged, after the smallest quantity.
    pub quantity: Quantity,
    /// Whether the offer's smallest quantity replaced a smaller one.
    pub min_qty_applied: bool,
    /// The minimum charge and what it raised, if it made a difference.
    pub min_charge: Option<(Fen, Raised)>,
    /// The call-out fee that was added, if it is more than nothing.
    pub call_out_fee: Option<Fen>,
}

/// What `per_visit` of an [`Estimate`] covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// One visit.
    Visit,
    /// One working day of a term.
    Day,
}

/// What an offer comes to for one home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Estimate {
    /// What [`Estimate::per_visit`] covers.
    pub per: Per,
    /// The cost of one visit, or of one day of a term.
    pub per_visit: CostRange,
    /// The cost of a month: the wished visits, or one term.
    pub per_month: CostRange,
    /// How the cost of a visit or a term comes about.
    pub formula: Formula,
    /// Where the quantity comes from.
    pub basis: Basis,
}

/// What `price` comes to for `home`; `typical` is the offer's usual duration, used when the home names no hours.
///
/// `None` when the price is negotiable (or, beyond any real offer, when the sum cannot be expressed).
#[must_use]
pub fn estimate(price: &Price, typical: Option<Minutes>, home: Home) -> Option<Estimate> {
    let unit_price = CostRange { low: price.min()?, high: price.max() };
    let (wanted, basis) = wanted_quantity(price.unit(), typical, home)?;
    let quantity = at_least(price, wanted)?;
    let work = unit_price.try_map(|fen| work(fen, quantity))?;
    let whole = work.try_map(|fen| total(price, fen))?;
    let (per, per_visit, per_month) = if price.unit().is_term() {
        (Per::Day, whole.try_map(per_day)?, whole)
    } else {
        let times = i64::from(home.times_per_month());
        let month = whole.try_map(|fen| Fen::new(fen.fen().checked_mul(times)?))?;
        (Per::Visit, whole, month)
    };
    let formula = Formula {
        unit: price.unit(),
        unit_price,
        quantity,
        min_qty_applied: quantity != wanted,
        min_charge: raised_by_minimum(price, work),
        call_out_fee: price.call_out_fee().filter(|fee| fee.fen() > 0),
    };
    Some(Estimate { per, per_visit, per_month, formula, basis })
}

/// One figure to sort offers by, whatever their units: the middle price of one typical visit, or of one day of a term,
/// for the default [`Home`], with minimum charge and call-out fee.
///
/// An open-ended price counts with its lower end. The middle of a range rounds to the nearest fen, halves up.
/// `None` when the price is negotiable.
#[must_use]
pub fn comparable_fen(price: &Price, typical: Option<Minutes>) -> Option<Fen> {
    let middle = match price.amount() {
        Amount::Negotiable => return None,
        Amount::Exact(fen) | Amount::From(fen) => fen,
        Amount::Range(low, high) => divide(low.fen().checked_add(high.fen())?, 2)?,
    };
    let (wanted, _) = wanted_quantity(price.unit(), typical, Home::default())?;
    let whole = total(price, work(middle, at_least(price, wanted)?)?)?;
    if price.unit().is_term() { per_day(whole) } else { Some(whole) }
}

impl CostRange {
    /// Applies the same calculation to both ends.
    fn try_map(self, calculate: impl Fn(Fen) -> Option<Fen>) -> Option<Self> {
        let high = match self.high {
            Some(high) => Some(calculate(high)?),
            None => None,
        };
        Some(Self { low: calculate(self.low)?, high })
    }
}

/// The quantity that the home asks for, before the offer's smallest quantity.
fn wanted_quantity(unit: PriceUnit, typical: Option<Minutes>, home: Home) -> Option<(Quantity, Basis)> {
    let rooms = u32::from(home.rooms());
    Some(match unit {
        PriceUnit::Hour => {
            let (minutes, basis) = match (home.hours(), typical) {
                (Some(hours), _) => (Minutes::new(u32::from(hours) * 60)?, Basis::WishedHours),
                (None, Some(typical)) => (typical, Basis::TypicalDuration),
                (None, None) => (Minutes::new(DEFAULT_VISIT_MINUTES)?, Basis::UsualDuration),
            };
            (Quantity::Hours(minutes), basis)
        }
        PriceUnit::Visit => (Quantity::Visits(1), Basis::OneVisit),
        PriceUnit::Sqm => (Quantity::SquareMetres(home.sqm()), Basis::FloorArea),
        PriceUnit::Day => (Quantity::Days(1), Basis::OneDay),
        PriceUnit::Piece => (Quantity::Pieces(rooms.div_ceil(2)), Basis::PiecesFromRooms),
        PriceUnit::Metre => (Quantity::Metres((rooms * 3).div_ceil(2)), Basis::MetresFromRooms),
        PriceUnit::Month => (Quantity::Months(1), Basis::Term),
        PriceUnit::Cycle26 => (Quantity::Cycles(1), Basis::Term),
    })
}

/// Raises the quantity to the offer's smallest one; terms keep theirs, see the rules above.
fn at_least(price: &Price, wanted: Quantity) -> Option<Quantity> {
    let min = u32::from(price.min_qty().unwrap_or(1));
    Some(match wanted {
        // An offer without a smallest quantity may well take less than an hour.
        Quantity::Hours(minutes) if price.min_qty().is_some() => {
            Quantity::Hours(Minutes::new(minutes.get().max(min * 60))?)
        }
        Quantity::Visits(n) => Quantity::Visits(n.max(min)),
        Quantity::SquareMetres(n) => Quantity::SquareMetres(n.max(min)),
        Quantity::Days(n) => Quantity::Days(n.max(min)),
        Quantity::Pieces(n) => Quantity::Pieces(n.max(min)),
        Quantity::Metres(n) => Quantity::Metres(n.max(min)),
        Quantity::Hours(_) | Quantity::Months(_) | Quantity::Cycles(_) => wanted,
    })
}

/// Unit price × quantity.
fn work(unit_price: Fen, quantity: Quantity) -> Option<Fen> {
    let fen = unit_price.fen();
    match quantity {
        Quantity::Hours(minutes) => divide(fen.checked_mul(i64::from(minutes.get()))?, 60),
        Quantity::Visits(n)
        | Quantity::SquareMetres(n)
        | Quantity::Days(n)
        | Quantity::Pieces(n)
        | Quantity::Metres(n)
        | Quantity::Months(n)
        | Quantity::Cycles(n) => Fen::new(fen.checked_mul(i64::from(n))?),
    }
}

/// The work, at least the minimum charge, and the call-out fee.
fn total(price: &Price, work: Fen) -> Option<Fen> {
    let charged = price.min_charge().map_or(work, |min| work.max(min)).fen();
    Fen::new(charged.checked_add(price.call_out_fee().map_or(0, Fen::fen))?)
}

/// The minimum charge, if it is above the work at one end at least.
fn raised_by_minimum(price: &Price, work: CostRange) -> Option<(Fen, Raised)> {
    let min = price.min_charge().filter(|min| work.low < *min)?;
    let both = work.high.is_some_and(|high| high < min);
    Some((min, if both { Raised::Both } else { Raised::Low }))
}

/// One working day's share of a term.
fn per_day(term: Fen) -> Option<Fen> {
    divide(term.fen(), DAYS_IN_TERM)
}

/// Divides a non-negative amount, rounding to the nearest fen, halves up.
fn divide(fen: i64, by: i64) -> Option<Fen> {
    Fen::new(fen.checked_add(by / 2)? / by)
}

#[cfg(test)]
mod tests;
