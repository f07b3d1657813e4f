//! The filter on three postings.

use super::super::content::{Content, Pay};
use super::super::model::Status;
use super::*;

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan).unwrap()
}

fn shown(trade: Trade, (min, max, unit): (i64, i64, PayUnit), papers: &[CertificateKind], minutes: i64) -> Shown {
    Shown {
        id: PostingId::generate(),
        org: None,
        content: Content {
            employer: if trade == Trade::Care { "暖灯" } else { "晴扫" }.to_owned(),
            title: "招人".to_owned(),
            trade,
            duties: "做事".to_owned(),
            pay: Pay { min: yuan(min), max: yuan(max), unit },
            live_in: unit == PayUnit::Month,
            hours: String::new(),
            place: "本社区".to_owned(),
            openings: 1,
            certificates: papers.to_vec(),
            valid_until: "2026-12-31".parse().unwrap(),
            is_reemployment: unit == PayUnit::Hour,
        },
        status: Status::Published,
        published_at: DateTime::from_timestamp(60 * minutes, 0).unwrap(),
        revision: 1,
        left: 1,
    }
}

pub(in crate::jobs) fn all() -> Vec<Shown> {
    use CertificateKind::{Health, Training};
    vec![
        shown(Trade::Cleaning, (28, 38, PayUnit::Hour), &[], 3),
        shown(Trade::Cleaning, (3_000, 4_000, PayUnit::Month), &[Health], 2),
        shown(Trade::Care, (5_500, 7_500, PayUnit::Month), &[Health, Training], 1),
    ]
}

/// The highest pay of those that a query takes, in its order, each found as well as it is paid.
fn listed(all: &[Shown], query: JobsQuery) -> Vec<i64> {
    let (chosen, _) = Chosen::read(query, all);
    let rank = |shown: &Shown| u32::try_from(shown.content.pay.max.fen()).unwrap();
    let mut taken: Vec<&Shown> = all.iter().filter(|shown| chosen.takes(shown, None)).collect();
    taken.sort_by_key(|shown| chosen.place(shown, rank(shown)));
    taken.iter().map(|shown| shown.content.pay.max.fen() / 100).collect()
}

#[test]
fn a_count_says_what_ticking_would_show() {
    let all = all();
    let found: Vec<(&Shown, u32)> = all.iter().map(|shown| (shown, 0)).collect();
    let query = JobsQuery { trade: vec!["cleaning".into(), "gone".into()], max: "5000".into(), ..JobsQuery::default() };
    let (chosen, _) = Chosen::read(query, &all);
    assert_eq!(chosen.query.trade, ["cleaning"], "an old link shows the rest");
    for facet in Facet::ALL {
        for value in facet.values(&all) {
            let mut ticked = chosen.query.clone();
            *ticked.ticked_mut(facet) = vec![value.clone()];
            let would = listed(&all, ticked).len();
            assert_eq!(chosen.count(facet, &value, &found), would, "{facet:?} {value}");
        }
    }
}

#[test]
fn a_paper_is_one_of_those_that_it_takes_and_none_is_a_choice() {
    let all = all();
    let of = |papers: &[&str]| {
        let paper = papers.iter().map(|paper| (*paper).to_owned()).collect();
        listed(&all, JobsQuery { paper, ..JobsQuery::default() })
    };
    assert_eq!((of(&["none"]), of(&["training"])), (vec![38], vec![7_500]));
    assert_eq!((of(&["health"]), of(&["none", "training"])), (vec![4_000, 7_500], vec![38, 7_500]));
    assert_eq!(Facet::Paper.values(&all), ["none", "health", "training"], "what nobody asks for is no choice");
}

#[test]
fn pay_is_within_a_range_where_any_of_it_is() {
    let all = all();
    let within =
        |min: &str, max: &str| listed(&all, JobsQuery { min: min.into(), max: max.into(), ..JobsQuery::default() });
    assert_eq!((within("38", ""), within("39", "")), (vec![38, 4_000, 7_500], vec![4_000, 7_500]));
    assert_eq!((within("", "28"), within("", "27.5")), (vec![38], vec![]));
    assert_eq!(within("3500", "5500"), [4_000, 7_500]);
    assert_eq!(within("5500", "3500"), [38, 4_000, 7_500], "what makes no sense narrows nothing");
    let error = |min: &str| Chosen::read(JobsQuery { min: min.into(), ..JobsQuery::default() }, &all).1;
    assert_eq!((error("五千"), error("5000")), (Some(FilterError::Min), None));
}

#[test]
fn the_newest_come_first_or_whoever_pays_most_for_the_same_unit_or_what_answers_best() {
    let all = all();
    let order =
        |q: &str, sort: &str| listed(&all, JobsQuery { q: q.into(), sort: sort.into(), ..JobsQuery::default() });
    for (q, sort) in [("", ""), ("", "new"), ("招人", "new"), (" ", "")] {
        assert_eq!(order(q, sort), [38, 4_000, 7_500], "{q} {sort}");
    }
    assert_eq!(order("", "pay"), [38, 7_500, 4_000], "hours first, then months, each from the top");
    assert_eq!(order("招人", "pay"), [38, 7_500, 4_000]);
    for sort in ["", "of old"] {
        assert_eq!(order("招人", sort), [7_500, 4_000, 38], "{sort}");
    }
}

#[test]
fn an_address_holds_what_is_chosen() {
    let query = JobsQuery {
        trade: vec!["care".into()],
        min: "5000".into(),
        sort: "pay".into(),
        after: Some(PostingId::generate()),
        ..JobsQuery::default()
    };
    let (chosen, _) = Chosen::read(query, &all());
    assert_eq!(chosen.url("/jobs", |_| {}), "/jobs?trade=care&min=5000&sort=pay");
    assert_eq!(chosen.url("/jobs", |query| query.trade.clear()), "/jobs?min=5000&sort=pay");
    assert_eq!(JobsQuery::default().url("/jobs"), "/jobs");
}
