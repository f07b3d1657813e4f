//! Examples with figures worked out by hand, then the properties that hold for every offer and home.

use proptest::prelude::*;

use super::*;
use crate::directory::price::PriceTerms;

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan).unwrap()
}

fn minutes(minutes: u32) -> Option<Minutes> {
    Minutes::new(minutes)
}

fn range(unit: PriceUnit, low: i64, high: i64) -> PriceTerms {
    PriceTerms::new(unit, Amount::Range(yuan(low), yuan(high)))
}

fn of(terms: PriceTerms) -> Price {
    terms.check().unwrap()
}

fn default_cost(terms: PriceTerms, typical: Option<Minutes>) -> Estimate {
    estimate(&of(terms), typical, Home::default()).unwrap()
}

fn ends(range: CostRange) -> (i64, Option<i64>) {
    (range.low.fen(), range.high.map(Fen::fen))
}

#[test]
fn hours_come_from_the_home_then_the_offer_then_custom() {
    let price = of(range(PriceUnit::Hour, 40, 55));
    let wished = estimate(&price, minutes(150), Home::new(90, 2, Some(4), 2).unwrap()).unwrap();
    assert_eq!(ends(wished.per_visit), (16_000, Some(22_000)));
    assert_eq!(ends(wished.per_month), (32_000, Some(44_000)));
    assert_eq!(wished.basis, Basis::WishedHours);
    let typical = estimate(&price, minutes(150), Home::default()).unwrap();
    assert_eq!(ends(typical.per_visit), (10_000, Some(13_750)));
    assert_eq!(typical.basis, Basis::TypicalDuration);
    let usual = estimate(&price, None, Home::default()).unwrap();
    assert_eq!(ends(usual.per_visit), (12_000, Some(16_500)));
    assert_eq!(usual.basis, Basis::UsualDuration);
}

#[test]
fn a_part_of_an_hour_rounds_to_the_nearest_fen() {
    let price = PriceTerms::new(PriceUnit::Hour, Amount::Exact(yuan(40)));
    // 4000 × 50 / 60 = 3333.33…
    assert_eq!(ends(default_cost(price.clone(), minutes(50)).per_visit), (3_333, Some(3_333)));
    // 4000 × 100 / 60 = 6666.66…
    assert_eq!(ends(default_cost(price, minutes(100)).per_visit), (6_667, Some(6_667)));
}

#[test]
fn a_term_is_a_month_whatever_the_visits() {
    let home = Home::new(90, 2, Some(3), 8).unwrap();
    let price = of(range(PriceUnit::Cycle26, 7_800, 10_400));
    let cost = estimate(&price, minutes(480), home).unwrap();
    assert_eq!(cost.per, Per::Day);
    assert_eq!(ends(cost.per_visit), (30_000, Some(40_000)));
    assert_eq!(ends(cost.per_month), (780_000, Some(1_040_000)));
    assert_eq!((cost.formula.quantity, cost.basis), (Quantity::Cycles(1), Basis::Term));
}

#[test]
fn pieces_and_metres_follow_the_rooms() {
    for (rooms, pieces, metres) in [(1, 1, 2), (2, 1, 3), (3, 2, 5), (4, 2, 6)] {
        let home = Home::new(90, rooms, None, 1).unwrap();
        let quantity = |unit| estimate(&of(range(unit, 1, 2)), None, home).unwrap().formula.quantity;
        assert_eq!(quantity(PriceUnit::Piece), Quantity::Pieces(pieces));
        assert_eq!(quantity(PriceUnit::Metre), Quantity::Metres(metres));
    }
}

#[test]
fn the_minimum_charge_raises_the_work_and_the_call_out_fee_comes_on_top() {
    let base =
        PriceTerms { min_charge: Some(yuan(100)), call_out_fee: Some(yuan(30)), ..range(PriceUnit::Piece, 80, 120) };
    let cost = default_cost(base.clone(), None);
    assert_eq!(ends(cost.per_visit), (13_000, Some(15_000)));
    assert_eq!(cost.formula.min_charge, Some((yuan(100), Raised::Low)));
    assert_eq!(cost.formula.call_out_fee, Some(yuan(30)));

    let high = default_cost(PriceTerms { min_charge: Some(yuan(200)), ..base.clone() }, None);
    assert_eq!(ends(high.per_visit), (23_000, Some(23_000)));
    assert_eq!(high.formula.min_charge, Some((yuan(200), Raised::Both)));

    let none = default_cost(PriceTerms { min_charge: Some(yuan(80)), ..base }, None);
    assert_eq!(none.formula.min_charge, None);
}

#[test]
fn the_smallest_quantity_replaces_a_smaller_one() {
    let terms = PriceTerms { min_qty: Some(2), ..range(PriceUnit::Hour, 40, 55) };
    let short = default_cost(terms.clone(), minutes(45));
    assert_eq!(short.formula.quantity, Quantity::Hours(minutes(120).unwrap()));
    assert!(short.formula.min_qty_applied);
    let long = default_cost(terms, minutes(240));
    assert_eq!(long.formula.quantity, Quantity::Hours(minutes(240).unwrap()));
    assert!(!long.formula.min_qty_applied);
    let contract = PriceTerms { min_qty: Some(3), ..range(PriceUnit::Month, 3_000, 5_000) };
    assert_eq!(default_cost(contract, None).formula.quantity, Quantity::Months(1));
}

#[test]
fn an_open_ended_price_has_an_open_cost() {
    let cost = default_cost(PriceTerms::new(PriceUnit::Visit, Amount::From(yuan(200))), None);
    assert_eq!(ends(cost.per_visit), (20_000, None));
    assert_eq!(ends(cost.per_month), (20_000, None));
}

#[test]
fn a_negotiable_price_has_no_cost() {
    let price = of(PriceTerms::new(PriceUnit::Visit, Amount::Negotiable));
    assert_eq!(estimate(&price, None, Home::default()), None);
    assert_eq!(comparable_fen(&price, None), None);
}

#[test]
fn comparable_figures_stand_for_one_visit_or_day() {
    let figure = |unit, typical| comparable_fen(&of(range(unit, 40, 50)), typical).map(Fen::fen);
    assert_eq!(figure(PriceUnit::Hour, minutes(120)), Some(9_000));
    assert_eq!(figure(PriceUnit::Hour, None), Some(13_500));
    assert_eq!(figure(PriceUnit::Visit, minutes(120)), Some(4_500));
    assert_eq!(figure(PriceUnit::Day, None), Some(4_500));
    assert_eq!(figure(PriceUnit::Sqm, None), Some(405_000));
    assert_eq!(figure(PriceUnit::Piece, None), Some(4_500));
    assert_eq!(figure(PriceUnit::Metre, None), Some(13_500));
    // 4500 / 26 = 173.07…
    assert_eq!(figure(PriceUnit::Month, None), Some(173));
    assert_eq!(figure(PriceUnit::Cycle26, None), Some(173));
    let fee =
        PriceTerms { min_charge: Some(yuan(60)), call_out_fee: Some(yuan(30)), ..range(PriceUnit::Visit, 40, 50) };
    assert_eq!(comparable_fen(&of(fee), None), Some(yuan(90)));
}

fn any_amount() -> impl Strategy<Value = Amount> {
    let fen = || 1..=crate::directory::price::MAX_AMOUNT_FEN;
    prop_oneof![
        fen().prop_map(|a| Amount::Exact(Fen::new(a).unwrap())),
        fen().prop_map(|a| Amount::From(Fen::new(a).unwrap())),
        (fen(), fen()).prop_map(|(a, b)| { Amount::Range(Fen::new(a.min(b)).unwrap(), Fen::new(a.max(b)).unwrap()) }),
    ]
}

prop_compose! {
    fn any_terms()(
        unit in proptest::sample::select(PriceUnit::ALL.to_vec()),
        amount in any_amount(),
        min_qty in proptest::option::of(1_u16..=744),
        min_charge in proptest::option::of(1_i64..=100_000_000),
        fee in proptest::option::of(0_i64..=100_000_000),
    ) -> PriceTerms {
        PriceTerms {
            min_qty,
            min_charge: min_charge.and_then(Fen::new),
            call_out_fee: fee.and_then(Fen::new),
            ..PriceTerms::new(unit, amount)
        }
    }
}

prop_compose! {
    fn any_home()(
        sqm in Home::SQM,
        rooms in Home::ROOMS,
        hours in proptest::option::of(Home::HOURS),
        times in Home::TIMES,
    ) -> Home {
        Home::new(sqm, rooms, hours, times).unwrap()
    }
}

fn not_above(a: CostRange, b: CostRange) -> bool {
    a.low <= b.low && a.high.zip(b.high).is_none_or(|(a, b)| a <= b)
}

proptest! {
    #[test]
    fn low_is_never_above_high(terms in any_terms(), typical in proptest::option::of(1_u32..), home in any_home()) {
        let cost = estimate(&of(terms), typical.and_then(Minutes::new), home).unwrap();
        for range in [cost.per_visit, cost.per_month] {
            prop_assert!(range.high.is_none_or(|high| range.low <= high));
        }
        prop_assert!(not_above(cost.per_visit, cost.per_month));
    }

    #[test]
    fn a_larger_home_never_costs_less(terms in any_terms(), a in any_home(), b in any_home()) {
        let each = |pick: fn(u32, u32) -> u32| {
            let small = |a: u8, b: u8| u8::try_from(pick(a.into(), b.into())).unwrap();
            let hours = a.hours().zip(b.hours()).map(|(a, b)| small(a, b));
            let times = small(a.times_per_month(), b.times_per_month());
            Home::new(pick(a.sqm(), b.sqm()), small(a.rooms(), b.rooms()), hours, times).unwrap()
        };
        let (smaller, larger) = (each(u32::min), each(u32::max));
        let price = of(terms);
        let (less, more) = (estimate(&price, None, smaller).unwrap(), estimate(&price, None, larger).unwrap());
        prop_assert!(not_above(less.per_visit, more.per_visit));
        prop_assert!(not_above(less.per_month, more.per_month));
    }

    #[test]
    fn a_higher_price_never_costs_less(
        terms in any_terms(),
        a in 1_i64..=100_000_000,
        b in 1_i64..=100_000_000,
        home in any_home(),
    ) {
        let at = |fen: i64| of(PriceTerms { amount: Amount::Exact(Fen::new(fen).unwrap()), ..terms.clone() });
        let (cheap, dear) = (at(a.min(b)), at(a.max(b)));
        let (less, more) = (estimate(&cheap, None, home).unwrap(), estimate(&dear, None, home).unwrap());
        prop_assert!(not_above(less.per_visit, more.per_visit));
        prop_assert!(comparable_fen(&cheap, None) <= comparable_fen(&dear, None));
    }

    #[test]
    fn the_comparable_figure_lies_in_the_default_estimate(
        terms in any_terms(),
        typical in proptest::option::of(1_u32..=44_640),
    ) {
        let (price, typical) = (of(terms), typical.and_then(Minutes::new));
        let figure = comparable_fen(&price, typical).unwrap();
        let visit = estimate(&price, typical, Home::default()).unwrap().per_visit;
        prop_assert!(visit.low <= figure && visit.high.is_none_or(|high| figure <= high));
    }

    #[test]
    fn the_parts_of_the_formula_add_up(terms in any_terms(), home in any_home()) {
        let price = of(terms);
        let cost = estimate(&price, None, home).unwrap();
        // Worked out anew from the shown parts, in wide integers and without the module's own helpers.
        let quantity = match cost.formula.quantity {
            Quantity::Hours(minutes) => i128::from(minutes.get()),
            Quantity::Visits(n) | Quantity::SquareMetres(n) | Quantity::Days(n) | Quantity::Pieces(n)
            | Quantity::Metres(n) | Quantity::Months(n) | Quantity::Cycles(n) => i128::from(n) * 60,
        };
        let sixtieths = i128::from(cost.formula.unit_price.low.fen()) * quantity;
        let rounded = sixtieths / 60 + i128::from(sixtieths % 60 >= 30);
        let work = match cost.formula.min_charge {
            Some((min, _)) => i128::from(min.fen()),
            None => rounded,
        };
        prop_assert!(work >= rounded);
        let whole = work + cost.formula.call_out_fee.map_or(0, |fee| i128::from(fee.fen()));
        let shown = if price.unit().is_term() { cost.per_month.low } else { cost.per_visit.low };
        prop_assert_eq!(whole, i128::from(shown.fen()));
    }
}
