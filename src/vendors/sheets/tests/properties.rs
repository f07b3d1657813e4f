//! Any sheet there may be.

use proptest::prelude::*;

use super::{COMPANY, company, compared, dated, fen, plan_of, round_trip, rows_of, service};
use crate::calendar::OpeningPlan;
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price::{Amount, Price, PriceTerms, PriceUnit};
use crate::documents::table::FileForm;
use crate::values::{Line, Minutes, Paragraphs};
use crate::vendors::services::queries::Service;
use crate::vendors::sheets::held::Held;
use crate::vendors::sheets::words;

const NOTES: [&str; 7] = ["", "材料另计", "半天", "不含材料；节假日加价20%", "每增加1㎡加5元", "A级师傅", "2小时120元"];

fn any_text() -> impl Strategy<Value = String> {
    let raw = "[-=+@＝＋－＠a-z0-9中文，。；、\"'<>/ \n]{0,24}";
    raw.prop_map(|raw| Paragraphs::<2000>::parse(&raw).map(String::from).unwrap_or_default())
}

fn any_amount() -> impl Strategy<Value = Amount> {
    let one = || (1_i64..=100_000_000).prop_map(fen);
    prop_oneof![
        Just(Amount::Negotiable),
        one().prop_map(Amount::Exact),
        one().prop_map(Amount::From),
        (1_i64..=50_000_000, 1_i64..=50_000_000).prop_map(|(low, more)| Amount::Range(fen(low), fen(low + more))),
    ]
}

prop_compose! {
    fn any_price()(
        unit in proptest::sample::select(PriceUnit::ALL.to_vec()),
        amount in any_amount(),
        min_qty in proptest::option::of(1_u16..=744),
        min_charge in proptest::option::of(1_i64..=10_000_000),
        fees in (proptest::option::of(0_i64..=1_000_000), proptest::option::of(0_i64..=1_000_000)),
        holiday_pct in proptest::option::of(0_u16..=300),
    ) -> Price {
        let terms = PriceTerms {
            unit,
            amount,
            min_qty,
            min_charge: min_charge.map(fen),
            call_out_fee: fees.0.map(fen),
            deposit: fees.1.map(fen),
            holiday_pct,
        };
        terms.check().unwrap()
    }
}

/// Openings of one day that do not overlap.
fn any_openings() -> impl Strategy<Value = Vec<(u16, u16)>> {
    proptest::collection::btree_set(0_u16..=1_440, 0..=4).prop_map(|times| {
        let times: Vec<_> = times.into_iter().collect();
        times.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

prop_compose! {
    /// The same hours on some days, so that they are said together.
    fn any_hours()(
        kinds in proptest::collection::vec(any_openings(), 2),
        days in proptest::collection::vec(0_usize..2, 7),
        is_closed in any::<bool>(),
        is_special in any::<bool>(),
    ) -> OpeningPlan {
        let days: Vec<_> = days.into_iter().map(|kind| kinds[kind].clone()).collect();
        plan_of(&days, is_closed, is_special)
    }
}

prop_compose! {
    fn any_service()(
        name in "[=＠a-z中保洁-]{0,6}",
        category in proptest::sample::select(vec!["cleaning", "appliance"]),
        texts in (any_text(), any_text(), any_text()),
        minutes in proptest::option::of((1_u32..=20_000, 0_u32..=20_000)),
        is_round in any::<bool>(),
        worker_count in 1_i32..=50,
        credentials in proptest::sample::subsequence(CredentialKind::ALL.to_vec(), 0..=5),
        suits in proptest::sample::subsequence(Suits::ALL.to_vec(), 0..=2),
        hours in proptest::option::of(any_hours()),
    ) -> Service {
        let round = |minutes: u32| if is_round { minutes.div_ceil(60) * 60 } else { minutes };
        Service {
            category: category.to_owned(),
            included: texts.0,
            excluded: texts.1,
            conditions: texts.2,
            minutes_min: minutes.and_then(|(low, _)| Minutes::new(round(low))),
            minutes_max: minutes.and_then(|(low, more)| Minutes::new(round(low) + round(more))),
            worker_count,
            credentials,
            suits,
            hours,
            ..service(&format!("{name}服务"))
        }
    }
}

fn any_form() -> impl Strategy<Value = FileForm> {
    // Workbooks take a while to write, and differ in nothing but their wrapping.
    prop_oneof![19 => Just(FileForm::Csv), 1 => Just(FileForm::Xlsx)]
}

/// Sets aside what a sheet has no words for.
fn sayable(price: &Price) -> Price {
    let least = price.min_qty().filter(|_| words::says_min_qty(price));
    PriceTerms { min_qty: least, ..price.clone().into_terms() }.check().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_goes_out_reads_back_as_the_same(
        service in any_service(),
        price in any_price(),
        note in proptest::sample::select(NOTES.to_vec()),
        form in any_form(),
    ) {
        prop_assert!(Line::<60>::parse(&service.name).is_ok());
        let held = Held { company: company(), prices: vec![dated(&service, price.clone(), note)], services: vec![service.clone()] };
        let mut rows = rows_of(round_trip(&held, form).remove(0));
        prop_assert_eq!(rows.len(), 1);
        let row = rows.remove(0);
        prop_assert_eq!(row.org.name.as_str(), COMPANY);
        prop_assert_eq!(row.org.uscc.map(String::from), company().uscc);
        prop_assert_eq!(row.category, service.category);
        prop_assert_eq!(row.name, service.name);
        prop_assert_eq!(row.included, service.included);
        prop_assert_eq!(row.excluded, service.excluded);
        prop_assert_eq!(row.conditions, service.conditions);
        prop_assert_eq!(row.minutes, service.minutes_min.zip(service.minutes_max));
        prop_assert_eq!(row.worker_count, service.worker_count);
        prop_assert_eq!(row.credentials, service.credentials);
        prop_assert_eq!(row.suits, service.suits);
        prop_assert_eq!(row.price, sayable(&price));
        let is_kept = words::price_cell(&price, note).1;
        prop_assert_eq!(row.price_note.as_str(), if is_kept { note } else { "" });
        prop_assert!(is_kept || !matches!(note, "" | "材料另计"));
        let said = service.hours.filter(|plan| !plan.weekly().is_empty());
        prop_assert_eq!(row.hours.is_some(), said.is_some());
        if let (Some(read), Some(said)) = (row.hours, said) {
            prop_assert_eq!(read.weekly(), said.weekly());
            prop_assert_eq!(words::is_closed_on_holidays(&read), words::is_closed_on_holidays(&said));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_sheet_that_nobody_touched_changes_nothing(
        services in proptest::collection::vec(any_service(), 1..4),
        prices in proptest::collection::vec((proptest::option::weighted(0.9, any_price()), 0..NOTES.len()), 4),
        form in any_form(),
    ) {
        let mut held = Held { company: company(), services, prices: Vec::new() };
        for (number, service) in held.services.iter_mut().enumerate() {
            service.name = format!("{}{number}", service.name);
        }
        let mut unpriced = 0;
        for (service, (price, note)) in held.services.iter().zip(prices) {
            match price {
                Some(price) => held.prices.push(dated(service, price, NOTES[note])),
                None => unpriced += 1,
            }
        }
        let found = compared(&held, round_trip(&held, form));
        // A row needs a price; whoever has none yet is told so.
        prop_assert_eq!(found.problems.len(), unpriced, "{:?}", found.problems);
        prop_assert!(found.is_empty(), "{:?}", found);
        prop_assert_eq!(found.same, if unpriced == 0 { held.services.len() } else { 0 });
    }
}
