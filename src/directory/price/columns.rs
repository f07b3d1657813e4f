//! A price as columns: how tables hold it, and snapshots of what is published.

use serde::{Deserialize, Serialize};

use super::{Amount, Price, PriceTerms, PriceUnit};
use crate::values::Fen;

/// See the module. Amounts in fen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriceColumns {
    /// What one price is for.
    pub unit: PriceUnit,
    /// The lower or only amount; none when it is to be agreed.
    pub min: Option<i64>,
    /// The upper amount, where it differs.
    pub max: Option<i64>,
    /// Whether the upper end is open.
    #[serde(default)]
    pub open_ended: bool,
    /// The fewest units charged.
    pub min_qty: Option<i32>,
    /// The least that the work comes to.
    pub min_charge: Option<i64>,
    /// Charged once for coming.
    pub call_out_fee: Option<i64>,
    /// Surcharge on public holidays in percent.
    pub holiday_pct: Option<i32>,
    /// Paid in advance and returned.
    pub deposit: Option<i64>,
}

impl PriceColumns {
    /// Whether the price is to be agreed.
    pub fn is_negotiable(&self) -> bool {
        self.min.is_none()
    }

    /// The price; none for columns that break its rules, which nobody writes.
    pub fn price(&self) -> Option<Price> {
        let fen = |value: Option<i64>| value.and_then(Fen::new);
        let terms = PriceTerms {
            unit: self.unit,
            amount: Amount::from_columns(fen(self.min), fen(self.max), self.open_ended)?,
            min_qty: self.min_qty.and_then(|n| u16::try_from(n).ok()),
            min_charge: fen(self.min_charge),
            call_out_fee: fen(self.call_out_fee),
            holiday_pct: self.holiday_pct.and_then(|n| u16::try_from(n).ok()),
            deposit: fen(self.deposit),
        };
        terms.check().ok()
    }
}

impl From<&Price> for PriceColumns {
    fn from(price: &Price) -> Self {
        let fen = |amount: Option<Fen>| amount.map(Fen::fen);
        // An exact price is stored with its lower end alone.
        let max = price.max().filter(|max| Some(*max) != price.min());
        Self {
            unit: price.unit(),
            min: fen(price.min()),
            max: fen(max),
            open_ended: price.is_open_ended(),
            min_qty: price.min_qty().map(i32::from),
            min_charge: fen(price.min_charge()),
            call_out_fee: fen(price.call_out_fee()),
            holiday_pct: price.holiday_pct().map(i32::from),
            deposit: fen(price.deposit()),
        }
    }
}

/// Makes [`PriceColumns`] of the fields of a row; none for a unit that this program does not know.
macro_rules! price_columns {
    ($row:ident) => {
        $crate::directory::price::PriceUnit::from_code(&$row.unit).map(|unit| $crate::directory::price::PriceColumns {
            unit,
            min: $row.min_fen,
            max: $row.max_fen,
            open_ended: $row.open_ended,
            min_qty: $row.min_qty,
            min_charge: $row.min_charge_fen,
            call_out_fee: $row.call_out_fee_fen,
            holiday_pct: $row.holiday_pct,
            deposit: $row.deposit_fen,
        })
    };
}
pub(crate) use price_columns;
