//! Whether a price is higher than another, and from which day a higher one may hold.

use chrono::NaiveDate;

use crate::directory::price::Price;

/// Whether anything about `new` could cost a resident more than `old`. What cannot be compared counts as higher: another
/// unit, or a figure in place of an agreement.
pub fn is_rise(old: &Price, new: &Price) -> bool {
    if old.unit() != new.unit() || old.is_negotiable() != new.is_negotiable() {
        return true;
    }
    let up = |old: Option<i64>, new: Option<i64>| new.unwrap_or(0) > old.unwrap_or(0);
    let fen = |amount: Option<crate::values::Fen>| amount.map(crate::values::Fen::fen);
    // An open end has no highest amount: to open it is a rise, to close it is none.
    let highest = match (old.is_open_ended(), new.is_open_ended()) {
        (false, true) => true,
        (true, _) => false,
        (false, false) => up(fen(old.max()), fen(new.max())),
    };
    highest
        || up(fen(old.min()), fen(new.min()))
        || up(fen(old.min_charge()), fen(new.min_charge()))
        || up(fen(old.call_out_fee()), fen(new.call_out_fee()))
        || up(fen(old.deposit()), fen(new.deposit()))
        || up(old.holiday_pct().map(i64::from), new.holiday_pct().map(i64::from))
        || up(Some(i64::from(old.min_qty().unwrap_or(1))), Some(i64::from(new.min_qty().unwrap_or(1))))
}

/// A price and what is planned to follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced<P> {
    /// What holds now.
    pub now: P,
    /// What holds from a day on.
    pub next: Option<(NaiveDate, P)>,
}

/// What a community shows of the prices an organization wants: nothing higher than what is shown today holds before the
/// notice period is over, however late the wish was approved. A rise that is announced already keeps its day.
pub fn announce<P: Clone + PartialEq>(
    shown: Option<&Announced<P>>,
    wanted: &Announced<P>,
    earliest: NaiveDate,
    is_rise: impl Fn(&P, &P) -> bool,
) -> Announced<P> {
    // Read of as a rise: a price that was no dearer than the one it follows was never announced as one.
    let announced = |price: &P| {
        let shown = shown?;
        let next = shown.next.as_ref();
        next.filter(|(_, next)| next == price && is_rise(&shown.now, next)).map(|(from, _)| *from)
    };
    if let Some(shown) = shown
        && is_rise(&shown.now, &wanted.now)
    {
        let from = announced(&wanted.now).unwrap_or(earliest);
        return Announced { now: shown.now.clone(), next: Some((from, wanted.now.clone())) };
    }
    let next = wanted.next.as_ref().map(|(from, price)| {
        let day = if is_rise(&wanted.now, price) { announced(price).unwrap_or(earliest).max(*from) } else { *from };
        (day, price.clone())
    });
    Announced { now: wanted.now.clone(), next }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::directory::price::{Amount, PriceTerms, PriceUnit};
    use crate::values::Fen;

    fn prices() -> impl Strategy<Value = Price> {
        let amount = prop_oneof![
            1 => Just(Amount::Negotiable),
            4 => (1_i64..400).prop_map(|n| Amount::Exact(Fen::new(n).unwrap())),
            4 => (1_i64..400, 0_i64..200).prop_map(|(n, more)| Amount::Range(Fen::new(n).unwrap(), Fen::new(n + more).unwrap())),
            2 => (1_i64..400).prop_map(|n| Amount::From(Fen::new(n).unwrap())),
        ];
        let fee = || prop::option::of((0_i64..300).prop_map(|n| Fen::new(n).unwrap()));
        let charge = prop::option::of((1_i64..900).prop_map(|n| Fen::new(n).unwrap()));
        let unit = prop_oneof![6 => Just(PriceUnit::Hour), 1 => Just(PriceUnit::Visit)];
        (unit, amount, prop::option::of(1_u16..5), charge, fee(), prop::option::of(0_u16..200), fee()).prop_map(
            |(unit, amount, min_qty, min_charge, call_out_fee, holiday_pct, deposit)| {
                PriceTerms { unit, amount, min_qty, min_charge, call_out_fee, holiday_pct, deposit }.check().unwrap()
            },
        )
    }

    /// What a number of units comes to in hundredths of a fen, at the lower or the upper end; none: no upper end.
    fn bill(price: &Price, units: i64, upper: bool, holiday: bool) -> Option<i64> {
        let rate = if upper { price.max()?.fen() } else { price.min()?.fen() };
        let work =
            (rate * units.max(i64::from(price.min_qty().unwrap_or(1)))).max(price.min_charge().map_or(0, Fen::fen));
        let percent = 100 + if holiday { i64::from(price.holiday_pct().unwrap_or(0)) } else { 0 };
        Some(work * percent + price.call_out_fee().map_or(0, Fen::fen) * 100)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_is_no_rise_never_costs_more(old in prices(), new in prices(), units in 1_i64..12, holiday in any::<bool>()) {
            if !is_rise(&old, &new) {
                prop_assert_eq!(old.unit(), new.unit());
                for upper in [false, true] {
                    match (bill(&old, units, upper, holiday), bill(&new, units, upper, holiday)) {
                        (Some(before), Some(after)) => prop_assert!(after <= before, "{} > {}", after, before),
                        // Without an upper end it could cost anything: then it did before, too.
                        (before, None) => prop_assert!(before.is_none()),
                        (None, Some(_)) => {}
                    }
                }
            }
        }

        #[test]
        fn the_same_is_no_rise(price in prices()) {
            prop_assert!(!is_rise(&price, &price));
        }

        /// A resident who looks every day never meets a price above yesterday's without having read of it for the whole
        /// notice period.
        #[test]
        fn a_rise_is_read_of_before_it_holds(
            wishes in prop::collection::vec((0_u64..20, 1_i64..50, prop::option::of((1_u64..30, 1_i64..50))), 1..8), notice in 0_u64..15
        ) {
            let start = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
            let mut today = start;
            let mut shown: Option<Announced<i64>> = None;
            let mut announced_on: std::collections::BTreeMap<(NaiveDate, i64), NaiveDate> = std::collections::BTreeMap::new();
            for (pause, now, next) in wishes {
                for _ in 0..pause {
                    today = today.succ_opt().unwrap();
                    if let Some(state) = &mut shown
                        && let Some((from, price)) = state.next
                        && from <= today
                    {
                        if price > state.now {
                            let since = announced_on[&(from, price)];
                            prop_assert!(u64::try_from((from - since).num_days()).unwrap() >= notice);
                        }
                        *state = Announced { now: price, next: None };
                    }
                }
                let wanted = Announced { now, next: next.map(|(days, price)| (today + chrono::Days::new(days), price)) };
                let result = announce(shown.as_ref(), &wanted, today + chrono::Days::new(notice), |old, new| new > old);
                if let Some(before) = &shown {
                    prop_assert!(result.now <= before.now, "a rise at once");
                }
                if let Some(next) = result.next {
                    // Put off, it has been read of since it was first announced.
                    let before = shown.as_ref().and_then(|before| before.next);
                    let since = before.filter(|b| b.1 == next.1 && b.0 <= next.0).and_then(|b| announced_on.get(&b).copied());
                    announced_on.insert(next, since.unwrap_or(today));
                }
                shown = Some(result);
            }
        }
    }
}
