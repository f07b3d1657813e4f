use proptest::prelude::*;

use super::*;
use crate::db::{OrgId, RunId};
use crate::jobs::Pay;

fn job(trade: Trade, papers: &[CertificateKind], live_in: bool, (max, unit): (i64, PayUnit)) -> Content {
    let max = Fen::from_yuan(max).unwrap();
    Content {
        employer: "暖灯照护".to_owned(),
        title: "住家照护员".to_owned(),
        trade,
        duties: "照顾起居".to_owned(),
        pay: Pay { min: Fen::from_yuan(1).unwrap(), max, unit },
        live_in,
        hours: String::new(),
        place: "锦苑东区".to_owned(),
        openings: 2,
        certificates: papers.to_vec(),
        valid_until: "2026-12-31".parse().unwrap(),
        is_reemployment: false,
    }
}

fn offer(trade: Option<Trade>, enrol_until: &str) -> Offer {
    Offer {
        id: RunId::generate(),
        org: OrgId::generate(),
        org_name: "启程职业培训学校".to_owned(),
        title: "居家老人照护".to_owned(),
        trade,
        fee: Fen::ZERO,
        seats: 20,
        enrol_until: enrol_until.parse().unwrap(),
        starts_on: None,
        ends_on: None,
        strands: Vec::new(),
    }
}

fn fit(job: &Content, person: &Person, need: Need) -> Fit {
    checks(job, person).into_iter().find(|check| check.need == need).unwrap().fit
}

#[test]
fn a_certificate_of_the_trade_is_met_by_one_of_ours_alone_and_taught_where_it_is_missing() {
    let training = Need::Paper(CertificateKind::Training);
    let job = job(Trade::Care, &[CertificateKind::Training, CertificateKind::Health], true, (7_500, PayUnit::Month));
    let mut person = Person { wished: vec![Trade::Care], ..Person::default() };
    assert_eq!(fit(&job, &person, training), Fit::Missing);
    person.papers = Some(vec![CertificateKind::Training]);
    assert_eq!(fit(&job, &person, training), Fit::Unknown, "of which trade nobody has written down");
    assert_eq!(fit(&job, &person, Need::Paper(CertificateKind::Health)), Fit::Missing);
    person.certified = vec![Trade::Infant];
    assert_eq!(fit(&job, &person, training), Fit::Unknown);
    person.certified.push(Trade::Care);
    assert_eq!(fit(&job, &person, training), Fit::Met);
    assert!(!lacks_nothing(&checks(&job, &person)), "the health certificate");
    person.papers = Some(vec![CertificateKind::Health]);
    assert!(lacks_nothing(&checks(&job, &person)));
    assert_eq!(met(&checks(&job, &person)), 3, "the trade and both papers");
}

#[test]
fn a_gap_is_closed_by_the_open_courses_of_the_trade_until_their_last_day_to_enrol() {
    let today = "2026-11-23".parse().unwrap();
    let missing = |need| Check { need, fit: Fit::Missing };
    let offers =
        [offer(Some(Trade::Care), "2026-11-23"), offer(Some(Trade::Care), "2026-11-22"), offer(None, "2026-12-01")];
    let closed = |need, trade| closing(missing(need), trade, &offers, today);
    let training = Need::Paper(CertificateKind::Training);
    assert_eq!(closed(training, Trade::Care), Some(Closing::Courses(vec![&offers[0]])));
    assert_eq!(closed(training, Trade::Infant), Some(Closing::Courses(Vec::new())));
    assert_eq!(closed(Need::Paper(CertificateKind::Health), Trade::Care), Some(Closing::Office));
    assert_eq!(closed(Need::Pay, Trade::Care), Some(Closing::Talk));
    let met = Check { need: training, fit: Fit::Met };
    assert_eq!(closing(met, Trade::Care, &offers, today), None);
}

#[test]
fn what_somebody_would_like_to_learn_is_taught_by_open_courses_of_its_trade_or_about_nothing_else() {
    use talents::Need as N;
    let mind = |strands: &[Strand]| Offer { strands: strands.to_vec(), ..offer(None, "2026-12-01") };
    let offers = [
        offer(Some(Trade::Infant), "2026-11-23"),
        offer(Some(Trade::Infant), "2026-11-22"),
        offer(Some(Trade::Escort), "2026-12-01"),
        mind(&[Strand::Mind]),
        mind(&[Strand::Skills, Strand::Mind]),
    ];
    let taught = |needs: &[N]| -> Vec<(RunId, N)> {
        let found = lessons(&offers, needs, "2026-11-23".parse().unwrap());
        found.into_iter().map(|(offer, need)| (offer.id, need)).collect()
    };
    let wanted = [N::ElderCare, N::InfantCare, N::Counselling];
    assert_eq!(taught(&wanted), [(offers[0].id, N::InfantCare), (offers[3].id, N::Counselling)]);
    assert!(taught(&[N::Health, N::Startup, N::Digital]).is_empty());
    let of_each = offers.each_ref().map(super::taught);
    assert_eq!(of_each, [Some(N::InfantCare), Some(N::InfantCare), Some(N::Escort), Some(N::Counselling), None]);
}

/// What is counted of a trade: openings, who is ready and who learns; who wishes it, and the open seats.
fn counted(trade: Trade, [openings, ready, training]: [i64; 3], [wished, seats]: [i64; 2], is_whole: bool) -> Supply {
    let later = Some(ready + training);
    let market = Market { openings, ready, training, on_file: 30, later, ..Market::default() };
    Supply::told(trade, &market, Interest { wished, seats, ..Interest::default() }, is_whole)
}

#[test]
fn what_to_open_next_stands_where_most_are_lacking_and_nobody_learns() {
    let mut all = [
        counted(Trade::Cleaning, [6, 2, 0], [1, 8], true),
        counted(Trade::Care, [4, 1, 0], [1, 0], true),
        counted(Trade::Infant, [4, 1, 0], [9, 0], true),
        counted(Trade::Escort, [6, 0, 4], [0, 5], true),
        counted(Trade::Maternity, [1, 3, 0], [9, 0], true),
    ];
    sort(&mut all);
    let order = [Trade::Infant, Trade::Care, Trade::Escort, Trade::Cleaning, Trade::Maternity];
    assert_eq!(all.map(|one| one.trade), order);
    assert_eq!(
        all.map(|one| one.gap()),
        [3, 3, 6, 4, 0],
        "openings without those who are ready, as the loop counts it"
    );
    assert_eq!(all.map(|one| one.later()), [None, None, Some(2), None, None], "once the four have finished");
    assert_eq!(all.map(|one| one.uncovered()), [3, 3, 1, 0, 0], "who learns may have one of the open seats");
}

#[test]
fn of_few_people_neither_the_gap_nor_the_order_tells() {
    let veiled = |counts, interest| counted(Trade::Care, counts, interest, false);
    // A wish and a certificate more or less, where they are few.
    assert_eq!(veiled([9, 0, 0], [0, 0]), veiled([9, 4, 4], [9, 0]));
    assert_eq!(veiled([9, 4, 4], [9, 0]).gap(), 9, "at most");
    assert_eq!(veiled([9, 6, 5], [0, 0]).gap(), 3, "what the loop's figures tell, they tell here");
    assert_eq!((veiled([9, 6, 5], [0, 0]).later(), veiled([9, 6, 5], [0, 0]).uncovered()), (Some(0), 0));
    assert_eq!((veiled([9, 4, 5], [0, 0]).later(), veiled([9, 6, 4], [0, 0]).later()), (Some(4), None));
    let asked = |applications, is_whole| {
        let interest = Interest { applications, ..Interest::default() };
        Supply::told(Trade::Care, &Market::default(), interest, is_whole)
    };
    assert!(asked(4, false).is_empty(), "a row by itself would tell of few");
    assert!(!asked(5, false).is_empty() && !asked(4, true).is_empty() && asked(0, true).is_empty());
}

const UNITS: [PayUnit; 5] = [PayUnit::Hour, PayUnit::Day, PayUnit::Month, PayUnit::Piece, PayUnit::Cycle26];

/// The same in plain sentences, as somebody of the office would go through a sheet.
fn naive(job: &Content, person: &Person) -> Vec<(Need, Fit)> {
    let mut sheet = Vec::new();
    let all: Vec<Trade> = [&person.wished[..], &person.can, &person.certified].concat();
    sheet.push((
        Need::Trade,
        if all.is_empty() {
            Fit::Unknown
        } else if all.contains(&job.trade) {
            Fit::Met
        } else {
            Fit::Missing
        },
    ));
    for kind in &job.certificates {
        let mut fit = Fit::Unknown;
        if let Some(papers) = &person.papers {
            fit = if papers.contains(kind) { Fit::Met } else { Fit::Missing };
        }
        if person.seen.contains(kind) {
            fit = Fit::Met;
        }
        if *kind == CertificateKind::Training {
            if person.certified.contains(&job.trade) {
                fit = Fit::Met;
            } else if fit == Fit::Met {
                fit = Fit::Unknown;
            } else {
                fit = Fit::Missing;
            }
        }
        sheet.push((Need::Paper(*kind), fit));
    }
    if job.live_in {
        let hours_alone = person.wishes.contains(&Wish::PartTime) && !person.wishes.contains(&Wish::FullTime);
        sheet.push((Need::LivingIn, if hours_alone { Fit::Missing } else { Fit::Unknown }));
    }
    let mut fit = Fit::Unknown;
    if let Some((least, unit)) = person.pay
        && unit.code() == job.pay.unit.code()
    {
        fit = if least <= job.pay.max { Fit::Met } else { Fit::Missing };
    }
    sheet.push((Need::Pay, fit));
    sheet.push((Need::Terms, Fit::Unknown));
    sheet
}

fn some<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Vec<T>> {
    prop::sample::subsequence(all.to_vec(), 0..=all.len())
}

const TRADES: [Trade; 3] = [Trade::Care, Trade::Infant, Trade::Cleaning];
const KINDS: [CertificateKind; 3] = [CertificateKind::Training, CertificateKind::Health, CertificateKind::SkillLevel];
const WISHES: [Wish; 3] = [Wish::PartTime, Wish::FullTime, Wish::Volunteer];

proptest! {
    #[test]
    fn what_is_compared_is_what_a_sheet_says(
        (wished, can, certified) in (some(&TRADES), some(&TRADES), some(&TRADES)),
        (papers, seen) in (prop::option::of(some(&KINDS)), some(&KINDS)),
        wishes in some(&WISHES),
        pay in prop::option::of((1_i64..5, prop::sample::select(&talents::PayUnit::ALL[..]))),
        (trade, asked) in (prop::sample::select(&TRADES[..]), some(&KINDS)),
        live_in: bool,
        (most, unit) in (1_i64..5, prop::sample::select(&UNITS[..])),
    ) {
        let job = job(trade, &asked, live_in, (most, unit));
        let pay = pay.map(|(yuan, unit)| (Fen::from_yuan(yuan).unwrap(), unit));
        let person = Person { wished, wishes, times: Vec::new(), pay, can, certified, papers, seen };
        let found: Vec<_> = checks(&job, &person).into_iter().map(|check| (check.need, check.fit)).collect();
        let expected = naive(&job, &person);
        prop_assert_eq!(&found, &expected);
        let checks = checks(&job, &person);
        prop_assert_eq!(met(&checks), expected.iter().filter(|(_, fit)| *fit == Fit::Met).count());
        prop_assert_eq!(lacks_nothing(&checks), expected.iter().all(|(_, fit)| *fit != Fit::Missing));
        // A course is named for every gap that a course can close, and for nothing else.
        let today = "2026-11-23".parse().unwrap();
        for check in checks {
            let is_taught = matches!(check.need, Need::Trade | Need::Paper(CertificateKind::Training));
            let closing = closing(check, trade, &[], today);
            prop_assert_eq!(closing.is_some(), check.fit == Fit::Missing);
            prop_assert_eq!(matches!(closing, Some(Closing::Courses(_))), check.fit == Fit::Missing && is_taught);
        }
    }

    /// Who brings more never fits less.
    #[test]
    fn another_certificate_takes_nothing_away((wished, certified) in (some(&TRADES), some(&TRADES)), trade in prop::sample::select(&TRADES[..])) {
        let job = job(trade, &KINDS, true, (3, PayUnit::Month));
        let person = Person { wished, certified, ..Person::default() };
        let more = Person { certified: [&person.certified[..], &[trade]].concat(), ..person.clone() };
        prop_assert!(met(&checks(&job, &more)) >= met(&checks(&job, &person)));
    }
}
