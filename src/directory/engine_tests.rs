//! The engine against a model that says the same without numbers, bits or partial sorting.

use std::sync::Arc;

use chrono::{NaiveDate, TimeZone, Utc, Weekday};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::calendar::{HolidayRules, OpeningPlan, Span, TimeOfDay, WeeklyHours};
use crate::db::{ListingId, OrgId};
use crate::directory::model::Vendor;
use crate::directory::price::{Amount, PriceTerms};
use crate::directory::snapshot::Estate;
use crate::search::Doc;

const CATEGORIES: [&str; 3] = ["cleaning", "nanny", "escort"];
const KINDS: [&str; 3] = ["daily", "deep", "windows"];
const ORDER: [&str; 5] = ["cleaning", "daily", "deep", "nanny", "escort"];
const UNITS: [PriceUnit; 3] = [PriceUnit::Hour, PriceUnit::Visit, PriceUnit::Cycle26];

/// Estates 0 to 3 are the community's; 9 is not.
fn estate(n: u128) -> EstateId {
    uuid::Uuid::from_u128(n).into()
}

fn fen() -> impl Strategy<Value = Fen> {
    (1..60_i64).prop_map(|yuan| Fen::new(yuan * 100).expect("an amount"))
}

fn amounts() -> impl Strategy<Value = Amount> {
    prop_oneof![
        Just(Amount::Negotiable),
        fen().prop_map(Amount::Exact),
        fen().prop_map(Amount::From),
        (fen(), fen()).prop_map(|(a, b)| Amount::Range(a.min(b), a.max(b))),
    ]
}

/// Open on Mondays from 8 to 12; all offers that have hours share the plan.
fn mondays() -> Arc<OpeningPlan> {
    let time = |hour| TimeOfDay::from_hm(hour, 0).expect("an hour");
    let span = Span::new(time(8), time(12)).expect("a span");
    let weekly = WeeklyHours::new([(Weekday::Mon, span)]).expect("a week");
    Arc::new(OpeningPlan::new(weekly, HolidayRules::default(), Vec::new()).expect("a plan"))
}

/// Category, sub-service, unit, amount; estates, proofs; whom it suits, whether it has hours, the day it was checked.
type Row = (
    (&'static str, Option<&'static str>, PriceUnit, Amount),
    (Vec<u128>, Vec<CredentialKind>),
    (Vec<Suits>, bool, Option<i32>),
);

fn offers() -> impl Strategy<Value = Vec<Offer>> {
    let offer = (
        (select(&CATEGORIES[..]), proptest::option::of(select(&KINDS[..])), select(&UNITS[..]), amounts()),
        (subsequence(vec![0, 1, 2, 3, 9], 0..=5), subsequence(CredentialKind::ALL.to_vec(), 0..=5)),
        (subsequence(Suits::ALL.to_vec(), 0..=2), any::<bool>(), proptest::option::of(0..40_i32)),
    );
    proptest::collection::vec(offer, 0..70).prop_map(|rows| {
        let plan = mondays();
        let vendor = Arc::new(Vendor { id: OrgId::generate(), name: "甲".into(), phone: None });
        let row = |(n, row): (u128, Row)| {
            let ((category, kind, unit, amount), (estates, credentials), (suits, has_hours, checked)) = row;
            let price = PriceTerms::new(unit, amount).check().expect("a price");
            Offer {
                id: uuid::Uuid::from_u128(n).into(),
                vendor: vendor.clone(),
                name: "保洁".into(),
                category: Arc::from(category),
                kind: kind.map(Arc::from),
                comparable: Offer::comparable_of(&price, None, None),
                price,
                price_note: String::new(),
                minutes_min: None,
                minutes_max: None,
                credentials,
                suits,
                estates: estates.into_iter().map(estate).collect(),
                hours: has_hours.then(|| plan.clone()),
                checked_on: checked.and_then(|day| NaiveDate::from_num_days_from_ce_opt(730_000 + day)),
                doc: Doc::new("保洁", "甲", []),
            }
        };
        (1..).zip(rows).map(row).collect()
    })
}

fn filters() -> impl Strategy<Value = Filter> {
    let codes = |codes: &'static [&'static str]| subsequence(codes.to_vec(), 0..=2);
    let few = |some: Vec<u128>| subsequence(some, 0..=2);
    let range = (proptest::option::weighted(0.3, fen()), proptest::option::weighted(0.3, fen()));
    (
        (
            proptest::option::weighted(0.4, select(&["cleaning", "nanny", "unknown"][..])),
            codes(&["daily", "deep", "unknown"]),
        ),
        (few(vec![0, 1, 2, 3, 9]), subsequence(UNITS.to_vec(), 0..=2), range),
        (any::<bool>(), subsequence(CredentialKind::ALL.to_vec(), 0..=1), subsequence(Suits::ALL.to_vec(), 0..=1)),
        select(&Sort::ALL[..]),
    )
        .prop_map(|((category, kinds), (estates, units, (min, max)), (open, credentials, suits), sort)| Filter {
            category: category.map(str::to_owned),
            kinds: kinds.into_iter().map(str::to_owned).collect(),
            estates: estates.into_iter().map(estate).collect(),
            units,
            min,
            max,
            open,
            credentials,
            suits,
            sort,
            start: Start::First,
        })
}

/// The filter's meaning, said plainly.
fn passes(offer: &Offer, filter: &Filter, is_monday: bool) -> bool {
    let in_range = || {
        let Some(lowest) = offer.price.min() else { return false };
        let reaches =
            offer.price.is_open_ended() || offer.price.max().unwrap_or(lowest) >= filter.min.unwrap_or(Fen::ZERO);
        reaches && filter.max.is_none_or(|max| lowest <= max)
    };
    filter.category.as_deref().is_none_or(|code| *offer.category == *code)
        && (filter.kinds.is_empty() || filter.kinds.iter().any(|kind| offer.kind.as_deref() == Some(kind)))
        && (filter.estates.is_empty() || filter.estates.iter().any(|id| *id != estate(9) && offer.estates.contains(id)))
        && (filter.units.is_empty() || filter.units.contains(&offer.price.unit()))
        && (filter.min.is_none() && filter.max.is_none() || in_range())
        && (!filter.open || is_monday && offer.hours.is_some())
        && filter.credentials.iter().all(|kind| offer.credentials.contains(kind))
        && (filter.suits.is_empty() || filter.suits.iter().any(|suits| offer.suits.contains(suits)))
}

fn total(snapshot: &Snapshot, filter: &Filter, now: Now<'_>) -> usize {
    run(snapshot, filter, None, now).total
}

proptest! {
    #[test]
    fn it_says_what_the_model_says(offers in offers(), filter in filters(), is_monday in any::<bool>()) {
        let holidays = Holidays::default();
        let at = Utc.with_ymd_and_hms(2026, 11, if is_monday { 23 } else { 24 }, 2, 0, 0).single().expect("a time");
        let now = Now { at, tz: chrono_tz::Asia::Shanghai, holidays: &holidays };
        let estates = (0..4).map(|n| Estate { id: estate(n), name: n.to_string() }).collect();
        let wanted: Vec<ListingId> = offers.iter().filter(|o| passes(o, &filter, is_monday)).map(|o| o.id).collect();
        let snapshot = Snapshot::new(offers, estates, &ORDER);

        let first = run(&snapshot, &filter, None, now);
        prop_assert_eq!(first.total, wanted.len());

        // Forward through all pages: everything once, in order.
        let mut seen = Vec::new();
        let mut firsts = Vec::new();
        let mut start = Start::First;
        loop {
            let results = run(&snapshot, &Filter { start, ..filter.clone() }, None, now);
            prop_assert_eq!(results.skipped, seen.len());
            let Some(last) = results.page.last() else { break };
            start = Start::After(last.place);
            firsts.extend(results.page.first().map(|found| found.place));
            seen.extend(results.page.iter().map(|found| found.place));
        }
        prop_assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
        let mut ids: Vec<ListingId> = seen.iter().map(|place| place.id).collect();
        ids.sort();
        prop_assert_eq!(ids, wanted);

        // And back: the page before a page is the one that was seen before it.
        for pair in firsts.windows(2) {
            let back = run(&snapshot, &Filter { start: Start::Before(pair[1]), ..filter.clone() }, None, now);
            prop_assert_eq!(back.page.first().map(|found| found.place), Some(pair[0]));
            prop_assert_eq!(back.page.len(), PAGE);
        }

        // A choice's count is what choosing it alone in its facet shows; a proof's, what adding it shows.
        let counts = &first.counts;
        for code in CATEGORIES {
            let with = Filter { category: Some(code.into()), kinds: Vec::new(), ..filter.clone() };
            prop_assert_eq!(counts.category(code), total(&snapshot, &with, now));
        }
        let any = Filter { category: None, kinds: Vec::new(), ..filter.clone() };
        prop_assert_eq!(counts.any_category(), total(&snapshot, &any, now));
        for code in KINDS {
            prop_assert_eq!(counts.kind(code), total(&snapshot, &Filter { kinds: vec![code.into()], ..filter.clone() }, now));
        }
        for id in (0..4).map(estate) {
            prop_assert_eq!(counts.estate(id), total(&snapshot, &Filter { estates: vec![id], ..filter.clone() }, now));
        }
        for unit in PriceUnit::ALL {
            prop_assert_eq!(counts.unit(unit), total(&snapshot, &Filter { units: vec![unit], ..filter.clone() }, now));
        }
        for suits in Suits::ALL {
            prop_assert_eq!(counts.suits(suits), total(&snapshot, &Filter { suits: vec![suits], ..filter.clone() }, now));
        }
        prop_assert_eq!(counts.open(), total(&snapshot, &Filter { open: true, ..filter.clone() }, now));
        for kind in CredentialKind::ALL {
            let mut with = filter.clone();
            with.credentials.push(kind);
            prop_assert_eq!(counts.credential(kind), total(&snapshot, &with, now));
        }
    }
}

/// Counts are kept by the place in `ALL`, and bits too.
#[test]
fn every_all_is_in_the_order_of_its_type() {
    assert!(PriceUnit::ALL.iter().enumerate().all(|(n, unit)| *unit as usize == n));
    assert!(CredentialKind::ALL.iter().enumerate().all(|(n, kind)| *kind as usize == n));
    assert!(Suits::ALL.iter().enumerate().all(|(n, suits)| *suits as usize == n));
}
