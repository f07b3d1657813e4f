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

fn of(rules: Rules, days: &[Day], joined: usize, scores: (Option<i32>, Option<i32>)) -> Gates {
    let sessions = sessions(days);
    let marks = sessions.iter().zip(days).filter_map(|(session, day)| Some((session.id, day.mark?))).collect();
    gates(rules, &sessions, at(joined), &marks, scores, Practised::default())
}

/// Whether the learner was at a meeting, or at one that stands for it, directly or in turn.
fn was_there(days: &[Day], number: usize) -> bool {
    let own = !days[number].is_cancelled && matches!(days[number].mark, Some(Mark::Present | Mark::Late));
    own || (number + 1..days.len()).any(|later| days[later].makes_up == Some(number) && was_there(days, later))
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
                there += i32::from(was_there(&days, number));
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
