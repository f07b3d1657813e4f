//! The rules of prices, one by one.

use super::*;

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan).unwrap()
}

fn terms(amount: Amount) -> PriceTerms {
    PriceTerms::new(PriceUnit::Hour, amount)
}

#[test]
fn a_range_keeps_both_ends_and_a_flat_range_is_one_figure() {
    let price = terms(Amount::Range(yuan(40), yuan(55))).check().unwrap();
    assert_eq!((price.min(), price.max()), (Some(yuan(40)), Some(yuan(55))));
    let flat = terms(Amount::Range(yuan(40), yuan(40))).check().unwrap();
    assert_eq!(flat.amount(), Amount::Exact(yuan(40)));
    assert_eq!(flat.max(), Some(yuan(40)));
}

#[test]
fn an_open_ended_price_has_no_upper_end() {
    let price = terms(Amount::From(yuan(200))).check().unwrap();
    assert!(price.is_open_ended());
    assert_eq!((price.min(), price.max()), (Some(yuan(200)), None));
}

#[test]
fn amounts_out_of_order_or_out_of_bounds_are_refused() {
    let (min, max) = (yuan(55), yuan(40));
    assert_eq!(terms(Amount::Range(min, max)).check(), Err(PriceError::Reversed { min, max }));
    let zero = PriceError::Zero { field: PriceField::Min };
    assert_eq!(terms(Amount::From(yuan(0))).check(), Err(zero));
    assert!(terms(Amount::Exact(yuan(1_000_000))).check().is_ok());
    let large = PriceError::TooLarge { field: PriceField::Max };
    assert_eq!(terms(Amount::Range(min, yuan(1_000_001))).check(), Err(large));
}

#[test]
fn conditions_have_bounds_of_their_own() {
    let base = || terms(Amount::Exact(yuan(40)));
    let refused = |terms: PriceTerms| terms.check().unwrap_err();
    assert_eq!(refused(PriceTerms { min_qty: Some(0), ..base() }), PriceError::Zero { field: PriceField::MinQty });
    assert_eq!(
        refused(PriceTerms { min_qty: Some(1_001), ..base() }),
        PriceError::TooLarge { field: PriceField::MinQty }
    );
    assert_eq!(
        refused(PriceTerms { holiday_pct: Some(301), ..base() }),
        PriceError::TooLarge { field: PriceField::HolidayPct }
    );
    assert_eq!(
        refused(PriceTerms { min_charge: Some(yuan(0)), ..base() }),
        PriceError::Zero { field: PriceField::MinCharge }
    );
    let free = PriceTerms { call_out_fee: Some(yuan(0)), deposit: Some(yuan(0)), ..base() };
    assert_eq!(free.check().unwrap().call_out_fee(), Some(yuan(0)));
}

#[test]
fn a_negotiable_price_may_still_fix_a_deposit() {
    let terms = PriceTerms { deposit: Some(yuan(1000)), ..terms(Amount::Negotiable) };
    let price = terms.check().unwrap();
    assert!(price.is_negotiable());
    assert_eq!((price.min(), price.deposit()), (None, Some(yuan(1000))));
}

#[test]
fn stored_columns_lead_back_to_the_amount() {
    let (a, b) = (yuan(1), yuan(2));
    assert_eq!(Amount::from_columns(None, None, false), Some(Amount::Negotiable));
    assert_eq!(Amount::from_columns(Some(a), None, true), Some(Amount::From(a)));
    assert_eq!(Amount::from_columns(Some(a), None, false), Some(Amount::Exact(a)));
    assert_eq!(Amount::from_columns(Some(a), Some(b), false), Some(Amount::Range(a, b)));
    assert_eq!(Amount::from_columns(None, Some(b), false), None);
    assert_eq!(Amount::from_columns(Some(a), Some(b), true), None);
}
