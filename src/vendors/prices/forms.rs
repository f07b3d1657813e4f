//! The price form.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::queries::DatedPrice;
use crate::directory::price::{Amount, Price, PriceError, PriceField, PriceTerms, PriceUnit};
use crate::values::{Fen, FenError, Line, TextError, fold};
use crate::web::form::Errors;
use crate::web::i18n::Vendors;

/// Prices are planned at most so many days ahead: later is a slip of the keyboard.
const FURTHEST: u64 = 730;

/// A price as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PriceForm {
    /// What was seen of the service when the form was opened.
    pub revision: i32,
    /// The slug of a community; empty: everywhere.
    pub place: String,
    /// The first day.
    pub from: String,
    /// The unit's code.
    pub unit: String,
    /// The lower or only amount, in yuan.
    pub min: String,
    /// The upper amount.
    pub max: String,
    /// Whether the upper end is open.
    pub open_ended: Option<String>,
    /// Whether it is to be agreed.
    pub negotiable: Option<String>,
    /// The fewest units charged.
    pub min_qty: String,
    /// The least that the work comes to.
    pub min_charge: String,
    /// Charged once for coming.
    pub call_out_fee: String,
    /// Surcharge on public holidays, in percent.
    pub holiday_pct: String,
    /// Paid in advance and returned.
    pub deposit: String,
    /// What else there is to say.
    pub note: String,
}

/// A price without errors.
#[derive(Debug, PartialEq, Eq)]
pub struct ValidPrice {
    /// The first day.
    pub from: NaiveDate,
    /// The price.
    pub price: Price,
    /// What else there is to say.
    pub note: String,
}

fn narrow(text: &str) -> String {
    text.chars().map(fold::ascii).collect::<String>().trim().to_owned()
}

fn yuan(fen: Option<Fen>) -> String {
    fen.map_or_else(String::new, |fen| fen.to_string().trim_start_matches('¥').replace(',', ""))
}

impl PriceForm {
    /// A form that begins from the price at hand, for a day.
    pub fn of(price: Option<&DatedPrice>, revision: i32, from: NaiveDate) -> Self {
        let Some(dated) = price else {
            let unit = PriceUnit::Hour.code().to_owned();
            return Self { revision, unit, from: from.to_string(), ..Self::default() };
        };
        let p = &dated.price;
        let number = |n: Option<u16>| n.map_or_else(String::new, |n| n.to_string());
        Self {
            revision,
            place: String::new(),
            from: from.to_string(),
            unit: p.unit().code().to_owned(),
            min: yuan(p.min()),
            max: yuan(p.max().filter(|max| Some(*max) != p.min())),
            open_ended: p.is_open_ended().then(|| "1".to_owned()),
            negotiable: p.is_negotiable().then(|| "1".to_owned()),
            min_qty: number(p.min_qty()),
            min_charge: yuan(p.min_charge()),
            call_out_fee: yuan(p.call_out_fee()),
            holiday_pct: number(p.holiday_pct()),
            deposit: yuan(p.deposit()),
            note: dated.note.clone(),
        }
    }

    /// The typed price, or every error there is.
    pub fn check(&self, today: NaiveDate, t: &Vendors, errors: &mut Errors) -> Option<ValidPrice> {
        let from = self.first_day(today, t, errors);
        let unit = PriceUnit::from_code(&self.unit);
        if unit.is_none() {
            errors.add("unit", t.error_unit);
        }
        let is_negotiable = self.negotiable.is_some();
        let min = amount("min", &self.min, t, errors);
        let max = amount("max", &self.max, t, errors);
        let min_charge = amount("min_charge", &self.min_charge, t, errors);
        let call_out_fee = amount("call_out_fee", &self.call_out_fee, t, errors);
        let deposit = amount("deposit", &self.deposit, t, errors);
        let min_qty = number("min_qty", &self.min_qty, t, errors);
        let holiday_pct = number("holiday_pct", &self.holiday_pct, t, errors);
        let note = match Line::<100>::parse(&self.note) {
            Ok(note) => Some(note.into()),
            Err(TextError::Empty) => Some(String::new()),
            Err(_) => {
                errors.add("note", t.error_price_note);
                None
            }
        };
        let amount = match (is_negotiable, min?, max?, self.open_ended.is_some()) {
            // Which of the two is meant, only whoever typed it knows.
            (true, Some(_), ..) | (true, _, Some(_), _) => {
                errors.add("min", t.error_price_both);
                return None;
            }
            (true, ..) => Amount::Negotiable,
            (false, None, ..) => {
                errors.add("min", t.error_price_missing);
                return None;
            }
            (false, Some(min), None, false) => Amount::Exact(min),
            (false, Some(min), None, true) => Amount::From(min),
            (false, Some(min), Some(max), _) => Amount::Range(min, max),
        };
        let terms = PriceTerms {
            unit: unit?,
            amount,
            min_qty: min_qty?,
            min_charge: min_charge?.filter(|fen| *fen > Fen::ZERO),
            call_out_fee: call_out_fee?,
            holiday_pct: holiday_pct?,
            deposit: deposit?,
        };
        let price = match terms.check() {
            Ok(price) => price,
            Err(error) => {
                report(error, t, errors);
                return None;
            }
        };
        Some(ValidPrice { from: from?, price, note: note? })
    }

    fn first_day(&self, today: NaiveDate, t: &Vendors, errors: &mut Errors) -> Option<NaiveDate> {
        let typed = narrow(&self.from).replace('/', "-");
        let Ok(from) = typed.parse::<NaiveDate>() else {
            errors.add("from", t.error_from);
            return None;
        };
        if from < today {
            errors.add("from", t.error_from_past);
            return None;
        }
        if from > today + Days::new(FURTHEST) {
            errors.add("from", t.error_from_far);
            return None;
        }
        Some(from)
    }
}

/// An amount of yuan; none where the field is empty.
fn amount(field: &'static str, typed: &str, t: &Vendors, errors: &mut Errors) -> Option<Option<Fen>> {
    match narrow(typed).parse::<Fen>() {
        Ok(fen) => Some(Some(fen)),
        Err(FenError::Empty) => Some(None),
        Err(error) => {
            let message = match error {
                FenError::Negative => t.error_amount_negative,
                FenError::TooLarge => t.error_amount_large,
                FenError::TooPrecise => t.error_amount_precise,
                _ => t.error_amount,
            };
            errors.add(field, message);
            None
        }
    }
}

/// A whole number; none where the field is empty.
fn number(field: &'static str, typed: &str, t: &Vendors, errors: &mut Errors) -> Option<Option<u16>> {
    let typed = narrow(typed);
    let typed = typed.trim_end_matches('%').trim();
    if typed.is_empty() {
        return Some(None);
    }
    match typed.parse() {
        Ok(number) => Some(Some(number)),
        Err(_) => {
            errors.add(field, t.error_number);
            None
        }
    }
}

fn field(of: PriceField) -> &'static str {
    match of {
        PriceField::Min => "min",
        PriceField::Max => "max",
        PriceField::MinQty => "min_qty",
        PriceField::MinCharge => "min_charge",
        PriceField::CallOutFee => "call_out_fee",
        PriceField::HolidayPct => "holiday_pct",
        PriceField::Deposit => "deposit",
    }
}

fn report(error: PriceError, t: &Vendors, errors: &mut Errors) {
    match error {
        PriceError::Zero { field: of } => errors.add(field(of), t.error_price_zero),
        PriceError::TooLarge { field: of @ (PriceField::MinQty | PriceField::HolidayPct) } => {
            errors.add(field(of), t.error_number_large);
        }
        PriceError::TooLarge { field: of } => errors.add(field(of), t.error_amount_large),
        PriceError::Reversed { .. } => errors.add("max", t.error_price_reversed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn fields(form: &PriceForm) -> Vec<&'static str> {
        let mut errors = Errors::default();
        let valid = form.check(day("2026-11-24"), &Locale::ZhHans.messages().vendors, &mut errors);
        assert_eq!(valid.is_some(), errors.is_empty(), "{:?}", errors.list());
        errors.list().iter().map(|(field, _)| *field).collect()
    }

    fn form(min: &str, max: &str) -> PriceForm {
        PriceForm {
            unit: "hour".into(),
            from: "2026-12-01".into(),
            min: min.into(),
            max: max.into(),
            ..PriceForm::default()
        }
    }

    #[test]
    fn impossible_prices_are_named_at_their_field() {
        assert_eq!(fields(&form("40", "55")), [""; 0]);
        assert_eq!(fields(&form("４０", "５５")), [""; 0]);
        assert_eq!(fields(&form("55", "40")), ["max"]);
        assert_eq!(fields(&form("-5", "")), ["min"]);
        assert_eq!(fields(&form("99999999", "")), ["min"]);
        assert_eq!(fields(&form("abc", "4.567")), ["min", "max"]);
        assert_eq!(fields(&form("", "")), ["min"]);
        assert_eq!(fields(&form("0", "")), ["min"]);
        assert_eq!(fields(&PriceForm { holiday_pct: "900".into(), ..form("40", "") }), ["holiday_pct"]);
        assert_eq!(fields(&PriceForm { min_qty: "-1".into(), ..form("40", "") }), ["min_qty"]);
    }

    #[test]
    fn days_that_have_been_and_days_far_away_are_refused() {
        for from in ["2026-11-23", "2019-01-01", "2036-01-01", "2026-02-30", "明天", ""] {
            assert_eq!(fields(&PriceForm { from: from.into(), ..form("40", "") }), ["from"], "{from}");
        }
        assert_eq!(fields(&PriceForm { from: "2026/12/01".into(), ..form("40", "") }), [""; 0]);
        assert_eq!(fields(&PriceForm { from: "2026-11-24".into(), ..form("40", "") }), [""; 0]);
    }

    #[test]
    fn a_price_is_shown_as_it_was_typed() {
        let typed = PriceForm {
            min_qty: "2".into(),
            min_charge: "80".into(),
            call_out_fee: "0".into(),
            holiday_pct: "30".into(),
            deposit: "12.50".into(),
            note: "含垃圾清运".into(),
            ..form("40.50", "55")
        };
        let mut errors = Errors::default();
        let valid = typed.check(day("2026-11-24"), &Locale::ZhHans.messages().vendors, &mut errors).unwrap();
        let dated = DatedPrice {
            id: crate::db::PriceId::generate(),
            service: crate::db::ServiceId::generate(),
            tenant: None,
            price: valid.price.clone(),
            note: valid.note.clone(),
            from: valid.from,
            until: None,
        };
        let shown = PriceForm::of(Some(&dated), 1, valid.from);
        let again = shown.check(day("2026-11-24"), &Locale::ZhHans.messages().vendors, &mut Errors::default());
        assert_eq!(again, Some(valid));
    }
}
