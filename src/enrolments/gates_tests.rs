//! The gates against a model that goes through the meetings one by one and asks of each what a person would ask.

use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::db::RunId;

/// A meeting of the model: on which day, for which one it makes up, whether it is cancelled, and the learner's mark.
#[derive(Debug, Clone)]
struct Day {
    makes_up: Option<usize>,
    is_cancelled: bool,
    mark: Option<Mark>,
}

fn days() -> impl Strategy<Value = Vec<Day>> {
    let day = (option::weighted(0.3, 0_usize..12), prop::bool::weighted(0.2), option::of(select(&Mark::ALL[..])));
    vec(day.prop_map(|(makes_up, is_cancelled, mark)| Day { makes_up, is_cancelled, mark }), 0..12).prop_map(
        |mut days| {
            // It makes up for one that comes before it.
            for (at, day) in days.iter_mut().enumerate() {
                day.makes_up = day.makes_up.filter(|_| at > 0).map(|before| before % at);
            }
            days
        },
    )
}

fn at(day: usize) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(i64::try_from(day).unwrap())
}

fn sessions(days: &[Day]) -> Vec<Session> {
    let (run, ids): (_, Vec<_>) = (RunId::generate(), days.iter().map(|_| CourseSessionId::generate()).collect());
    days.iter()
        .enumerate()
        .map(|(number, day)| Session {
            id: ids[number],
            run,
            starts_at: at(number),
            ends_at: at(number) + TimeDelta::hours(2),
            topic: String::new(),
            room: String::new(),
            makes_up: day.makes_up.map(|before| ids[before]),
            is_cancelled: day.is_cancelled,
        })
        .collect()
}

fn marks(sessions: &[Session], days: &[Day]) -> BTreeMap<CourseSessionId, Mark> {
    sessions.iter().zip(days).filter_map(|(session, day)| Some((session.id, day.mark?))).collect()
}

fn of(rules: Rules, days: &[Day], joined: usize, scores: (Option<i32>, Option<i32>)) -> Gates {
    let sessions = sessions(days);
    gates(rules, &sessions, at(joined), &marks(&sessions, days), scores, Practised::default())
}

/// What is said of whoever joined on a day late, as of the beginning of another day: from which day, and of how many.
fn said(days: &[Day], joined: usize, today: usize) -> Option<(DateTime<Utc>, usize, usize)> {
    let sessions = sessions(days);
    let late = late(&sessions, at(joined), &marks(&sessions, days), at(today))?;
    Some((late.from, late.attended, late.held))
}

/// Whether the learner was at a meeting since a day, or at one that stands for it, directly or in turn.
fn was_there(days: &[Day], number: usize, since: usize) -> bool {
    let is_marked = matches!(days[number].mark, Some(Mark::Present | Mark::Late));
    let own = number >= since && !days[number].is_cancelled && is_marked;
    own || (number + 1..days.len()).any(|later| days[later].makes_up == Some(number) && was_there(days, later, since))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_gates_are_as_in_the_model(
        days in days(), joined in 0_usize..13, percent in 0_i32..=100, least in option::of(0_i32..=100),
        first in option::of(0_i32..=100), second in option::of(0_i32..=100),
        needed in 0_i32..4, done in 0_i32..4, running in 0_i32..4,
    ) {
        let second = second.filter(|_| first.is_some());
        let rules = Rules { min_attendance: percent, min_score: least, internship: needed * 60 };
        let practised = Practised { done: done * 60, running: running * 60 };
        let gates = Gates { practised, ..of(rules, &days, joined, (first, second)) };
        let (mut counted, mut there) = (0, 0);
        for number in joined..days.len() {
            if !days[number].is_cancelled && days[number].makes_up.is_none() {
                counted += 1;
                there += i32::from(was_there(&days, number, joined));
            }
        }
        prop_assert_eq!((gates.counted, gates.attended), (usize::try_from(counted).unwrap(), usize::try_from(there).unwrap()));
        let has_attendance = there * 100 >= counted * percent && (counted > 0 || percent == 0);
        prop_assert_eq!(gates.has_attendance(), has_attendance);
        prop_assert_eq!(gates.missing_meetings() == 0, has_attendance);
        let best = [first, second].into_iter().flatten().max();
        let has_score = least.is_none() || best.is_some_and(|best| best >= least.unwrap_or(0));
        prop_assert_eq!(gates.has_score(), has_score);
        let expected = if has_attendance && has_score {
            Outcome::Passed
        } else if has_attendance && first.is_some() && second.is_none() {
            Outcome::Resit
        } else {
            Outcome::Missing
        };
        // Practice decides about the certificate, and about nothing else; what still runs counts for nothing yet.
        prop_assert_eq!(gates.outcome(), expected);
        prop_assert_eq!(gates.may_certify(), expected == Outcome::Passed && done >= needed);
    }

    #[test]
    fn what_is_said_of_latecomers_is_as_in_the_model(days in days(), joined in 0_usize..13, today in 0_usize..13) {
        let takes_place = |number: &usize| !days[*number].is_cancelled && days[*number].makes_up.is_none();
        let held: Vec<usize> = (0..days.len().min(today)).filter(takes_place).collect();
        let first = (joined..days.len()).find(takes_place).unwrap_or(joined);
        let attended = held.iter().filter(|number| was_there(&days, **number, joined)).count();
        let is_late = held.iter().any(|number| *number < joined);
        prop_assert_eq!(said(&days, joined, today), is_late.then(|| (at(first), attended, held.len())));
    }
}

fn day(mark: Option<Mark>) -> Day {
    Day { makes_up: None, is_cancelled: false, mark }
}

const RULES: Rules = Rules { min_attendance: 80, min_score: Some(60), internship: 0 };

#[test]
fn missing_is_said_in_meetings_and_points() {
    let mut days = vec![day(Some(Mark::Present)); 5];
    days[1].mark = Some(Mark::Excused);
    days[2].mark = Some(Mark::Absent);
    let gates = of(RULES, &days, 0, (Some(48), None));
    assert_eq!((gates.attended, gates.counted, gates.needed), (3, 5, 4));
    assert_eq!((gates.missing_meetings(), gates.missing_points(), gates.outcome()), (1, 12, Outcome::Missing));
    // What was excused is made up for; then the score alone is missing, and there is a second try.
    days.push(Day { makes_up: Some(1), ..day(Some(Mark::Late)) });
    assert_eq!(of(RULES, &days, 0, (Some(48), None)).outcome(), Outcome::Resit);
    assert_eq!(of(RULES, &days, 0, (Some(48), Some(60))).outcome(), Outcome::Passed);
    assert_eq!(of(RULES, &days, 0, (Some(48), Some(59))).outcome(), Outcome::Missing);
}

#[test]
fn nobody_is_absent_before_they_came_or_where_nothing_took_place() {
    let mut days = vec![day(None), day(None), day(Some(Mark::Present)), day(Some(Mark::Present))];
    assert_eq!(of(RULES, &days, 0, (Some(60), None)).outcome(), Outcome::Missing);
    assert_eq!(of(RULES, &days, 2, (Some(60), None)).outcome(), Outcome::Passed);
    days[0].is_cancelled = true;
    days[1].is_cancelled = true;
    assert_eq!(of(RULES, &days, 0, (Some(60), None)).outcome(), Outcome::Passed);
    assert_eq!(of(RULES, &days, 4, (Some(60), None)).outcome(), Outcome::Missing, "of nothing");
    let free = Rules { min_attendance: 0, min_score: None, internship: 0 };
    assert_eq!(of(free, &days, 4, (None, None)).outcome(), Outcome::Passed);
}

#[test]
fn whoever_joins_last_passes_with_one_meeting_and_no_more_is_said_of_them() {
    let mut days = vec![day(None); 8];
    days[7].mark = Some(Mark::Present);
    let gates = of(RULES, &days, 7, (Some(60), None));
    assert_eq!((gates.needed, gates.share(), gates.outcome()), (1, Some(100), Outcome::Passed));
    assert_eq!(said(&days, 7, 8), Some((at(7), 1, 8)));
    assert_eq!(said(&days, 0, 8), None, "who was there from the beginning");
    // On a list of before they came they were not; what they made up for since, they were at.
    days[0].mark = Some(Mark::Present);
    assert_eq!(said(&days, 7, 8), Some((at(7), 1, 8)));
    days.push(Day { makes_up: Some(1), ..day(Some(Mark::Present)) });
    assert_eq!(said(&days, 7, 9), Some((at(7), 2, 8)));
    // Where what was before them did not take place, nobody was late.
    for before in &mut days[..7] {
        before.is_cancelled = true;
    }
    assert_eq!(said(&days, 7, 9), None);
}
