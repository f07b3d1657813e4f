use proptest::prelude::*;

use super::*;
use crate::db::{OrgId, RunId};
use crate::jobs::Pay;
use crate::training::Strand;

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

fn offer(trade: Option<Trade>) -> Offer {
    Offer {
        id: RunId::generate(),
        org: OrgId::generate(),
        org_name: "启程职业培训学校".to_owned(),
        title: "居家老人照护".to_owned(),
        trade,
        fee: Fen::ZERO,
        seats: 20,
        enrol_until: "2026-12-01".parse().unwrap(),
        starts_on: None,
        ends_on: None,
        strands: Vec::new(),
        teaches: Vec::new(),
    }
}

fn open(offer: Offer) -> Open {
    Open { offer, way: WayIn::Seat }
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
fn a_gap_is_closed_by_the_open_courses_of_the_trade_those_among_them_where_one_lines_up() {
    let missing = |need| Check { need, fit: Fit::Missing };
    let care = || open(offer(Some(Trade::Care)));
    let courses = [care(), Open { way: WayIn::Line, ..care() }, open(offer(None))];
    let closed = |need, trade| closing(missing(need), trade, &courses);
    let training = Need::Paper(CertificateKind::Training);
    assert_eq!(closed(training, Trade::Care), Some(Closing::Courses(vec![&courses[0], &courses[1]])));
    assert_eq!(closed(training, Trade::Infant), Some(Closing::Courses(Vec::new())));
    assert_eq!(closed(Need::Paper(CertificateKind::Health), Trade::Care), Some(Closing::Office));
    assert_eq!(closed(Need::Pay, Trade::Care), Some(Closing::Talk));
    let met = Check { need: training, fit: Fit::Met };
    assert_eq!(closing(met, Trade::Care, &courses), None);
}

#[test]
fn what_somebody_would_like_to_learn_is_taught_by_open_courses_that_say_so_are_of_its_trade_or_about_nothing_else() {
    use talents::Need as N;
    let mind = |strands: &[Strand]| Offer { strands: strands.to_vec(), ..offer(None) };
    let courses = [
        offer(Some(Trade::Infant)),
        offer(Some(Trade::Escort)),
        mind(&[Strand::Mind]),
        mind(&[Strand::Skills, Strand::Mind]),
        Offer { teaches: vec![N::ElderCare, N::Digital], ..mind(&[Strand::Mind]) },
    ]
    .map(open);
    let taught = |needs: &[N]| -> Vec<(RunId, Liking)> {
        let found = lessons(&courses, (needs, &Person::default()));
        found.into_iter().map(|(one, liking)| (one.offer.id, liking)).collect()
    };
    let learn = |at: usize, need| (courses[at].offer.id, Liking::Learn(need));
    let wanted = [N::InfantCare, N::Counselling, N::Digital];
    assert_eq!(taught(&wanted), [learn(0, N::InfantCare), learn(2, N::Counselling), learn(4, N::Digital)]);
    assert!(taught(&[N::Health, N::Startup]).is_empty());
    assert_eq!(courses[1].offer.likings(), [Liking::Learn(N::Escort), Liking::Work(Trade::Escort)]);
}

#[test]
fn a_course_reaches_whoever_would_like_to_learn_anything_and_to_work_in_any_trade_without_a_certificate_of_it() {
    let found = |course: &Open, needs: &[talents::Need], person: &Person| -> Vec<Liking> {
        lessons(std::slice::from_ref(course), (needs, person)).into_iter().map(|(_, liking)| liking).collect()
    };
    for need in talents::Need::ALL.iter().copied() {
        let course = open(Offer { teaches: vec![need], ..offer(None) });
        assert_eq!(found(&course, &[need], &Person::default()), [Liking::Learn(need)]);
    }
    for trade in Trade::ALL {
        let course = open(offer(Some(trade)));
        let mut person = Person { wished: vec![trade], ..Person::default() };
        assert_eq!(found(&course, &[], &person), [Liking::Work(trade)]);
        assert!(found(&course, &[], &Person::default()).is_empty(), "{trade:?}");
        person.learned = vec![trade];
        assert!(found(&course, &[], &person).is_empty(), "{trade:?}");
        // What somebody ticks they would like to learn, whatever they hold.
        for need in talents::Need::ALL.iter().copied().filter(|need| need.trades().contains(&trade)) {
            assert_eq!(found(&course, &[need], &person), [Liking::Learn(need)]);
        }
    }
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
        let person =
            Person { wished, wishes, times: Vec::new(), pay, can, certified, learned: Vec::new(), papers, seen };
        let found: Vec<_> = checks(&job, &person).into_iter().map(|check| (check.need, check.fit)).collect();
        let expected = naive(&job, &person);
        prop_assert_eq!(&found, &expected);
        let checks = checks(&job, &person);
        prop_assert_eq!(met(&checks), expected.iter().filter(|(_, fit)| *fit == Fit::Met).count());
        prop_assert_eq!(lacks_nothing(&checks), expected.iter().all(|(_, fit)| *fit != Fit::Missing));
        // A course is named for every gap that a course can close, and for nothing else.
        for check in checks {
            let is_taught = matches!(check.need, Need::Trade | Need::Paper(CertificateKind::Training));
            let closing = closing(check, trade, &[]);
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
