//! What programs are told of a learner's meetings, case by case.

use super::*;
use crate::db::{EnrolmentId, ResidentId, RunId};
use crate::enrolments::model::{How, Mark};
use crate::training::RunStatus;

/// A day of November 2026, at nine in Xi'an.
fn day(day: i64) -> DateTime<Utc> {
    "2026-11-01T01:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(day - 1)
}

/// A meeting that was planned on the first.
fn meeting(on: i64, makes_up: Option<&Meeting>) -> Meeting {
    Meeting {
        id: CourseSessionId::generate(),
        run: RunId::generate(),
        title: String::new(),
        status: RunStatus::Open,
        starts_at: day(on),
        ends_at: day(on) + TimeDelta::hours(2),
        room: String::new(),
        place: String::new(),
        teacher: String::new(),
        topic: String::new(),
        makes_up: makes_up.map(|missed| missed.id),
        makes_up_changed_at: None,
        is_cancelled: false,
        sequence: 0,
        planned_at: day(1),
        changed_at: day(1),
    }
}

/// Somebody who joined on the second, and has stood so since.
fn enrolment(status: Status, since: i64) -> Enrolment {
    Enrolment {
        id: EnrolmentId::generate(),
        run: RunId::generate(),
        resident: ResidentId::generate(),
        person: None,
        name: String::new(),
        status,
        turn: 1,
        offered_until: None,
        joined_at: Some(day(2)),
        is_on_paper: false,
        score: None,
        resit_score: None,
        reason: String::new(),
        answered: None,
        reopened: None,
        decided_at: day(since),
        revision: 1,
    }
}

fn mark(one: &Enrolment, meeting: &Meeting, mark: Mark, at: DateTime<Utc>) -> Attendance {
    Attendance { session: meeting.id, enrolment: one.id, mark, how: How::List, reason: String::new(), at }
}

fn said(meeting: &Meeting, at: DateTime<Utc>, holds: bool) -> Said {
    Said { session: meeting.id, at, holds }
}

/// A learner of whom nothing else is known.
fn learner<'a>(one: &'a Enrolment, meetings: &'a [Meeting]) -> Learner<'a> {
    Learner { one, is_back: false, meetings, marks: &[], said: &[], expected: &[] }
}

#[test]
fn of_a_run_that_was_left_all_that_is_to_come_is_gone_for_sixty_days() {
    let meetings = [meeting(10, None), meeting(20, None), meeting(110, None)];
    let (on, off) = (enrolment(Status::Enrolled, 2), enrolment(Status::Dropped, 12));
    let stands = |one, now| meetings.each_ref().map(|meeting| learner(one, &meetings).stand(meeting, now));
    assert_eq!(stands(&on, day(12)), [Stand::Plain; 3]);
    let gone = Stand::Gone(day(12));
    assert_eq!(stands(&off, day(12)), [Stand::Never, gone, gone], "what is over stays as programs have it");
    assert_eq!(stands(&off, day(21)), [Stand::Never, Stand::Never, gone]);
    let sixty = day(12) + TimeDelta::days(60);
    assert_eq!(stands(&off, sixty - TimeDelta::seconds(1))[2], gone);
    assert_eq!(stands(&off, sixty)[2], Stand::Never);
    // What was planned after they left they never had; what was moved since they had.
    let later = Meeting { planned_at: day(13), changed_at: day(13), ..meeting(30, None) };
    let moved = Meeting { sequence: 1, changed_at: day(13), ..meeting(30, None) };
    let all = [later, moved];
    assert_eq!(all.each_ref().map(|one| learner(&off, &all).stand(one, day(14))), [Stand::Never, gone]);
    // Back again it is theirs once more, since they came back.
    let back = enrolment(Status::Enrolled, 13);
    let learner = Learner { is_back: true, ..learner(&back, &meetings) };
    assert_eq!(learner.stand(&meetings[1], day(14)), Stand::Theirs(day(13)));
}

#[test]
fn of_each_run_one_place_counts() {
    let run = RunId::generate();
    let of = |status, since, joined_at| Enrolment { run, joined_at, ..enrolment(status, since) };
    let first = of(Status::Dropped, 3, Some(day(2)));
    let second = of(Status::Dropped, 5, Some(day(4)));
    let now = of(Status::Enrolled, 7, Some(day(7)));
    let in_line = of(Status::Waiting, 8, None);
    let never = of(Status::Dropped, 9, None);
    let elsewhere = enrolment(Status::Dropped, 3);
    let counted = |own: &[Enrolment]| -> Vec<_> { places(own).iter().map(|(one, back)| (one.id, *back)).collect() };
    let all = [elsewhere.clone(), never.clone(), in_line.clone(), now.clone(), second.clone(), first.clone()];
    assert_eq!(counted(&all), [(elsewhere.id, false), (now.id, true)]);
    assert_eq!(counted(&[never.clone(), in_line, second.clone(), first]), [(second.id, true)]);
    assert!(counted(&[never]).is_empty());
}

#[test]
fn a_make_up_meeting_is_gone_for_whoever_came_elsewhere_and_comes_back_with_the_mark() {
    let missed = meeting(10, None);
    let (one_day, other_day) = (meeting(20, Some(&missed)), meeting(25, Some(&missed)));
    let meetings = [missed.clone(), one_day.clone(), other_day.clone()];
    let one = enrolment(Status::Enrolled, 2);
    let absent = mark(&one, &missed, Mark::Absent, day(11));
    let stand = |marks: &[Attendance], expected: &[CourseSessionId], now| {
        Learner { marks, expected, ..learner(&one, &meetings) }.stand(&other_day, now)
    };
    let both = [one_day.id, other_day.id];
    assert_eq!(stand(std::slice::from_ref(&absent), &both, day(12)), Stand::Theirs(day(11)));
    let there = [absent.clone(), mark(&one, &one_day, Mark::Late, day(20))];
    assert_eq!(stand(&there, &[], day(21)), Stand::Gone(day(20)));
    assert_eq!(stand(&there, &[], day(26)), Stand::Never, "it is over");
    let was_there = Learner { marks: &there, ..learner(&one, &meetings) }.stand(&one_day, day(21));
    assert_eq!(was_there, Stand::Theirs(day(20)));
    let put_right = [absent, mark(&one, &one_day, Mark::Absent, day(22))];
    assert_eq!(stand(&put_right, &both, day(22)), Stand::Theirs(day(22)), "each time later than before");
    // Whoever was there in time never had it; whoever was marked later did meanwhile.
    let in_time = [mark(&one, &missed, Mark::Present, day(10) - TimeDelta::minutes(5))];
    assert_eq!(stand(&in_time, &[], day(12)), Stand::Never);
    let by_list = [mark(&one, &missed, Mark::Present, day(11))];
    assert_eq!(stand(&by_list, &[], day(12)), Stand::Gone(day(11)));
    // Of what was planned after that they had nothing, nor of what was before they joined.
    let renamed = Meeting { sequence: 1, changed_at: day(12), ..other_day.clone() };
    let late = Meeting { planned_at: day(12), ..renamed.clone() };
    let since = |meeting| Learner { marks: &by_list, ..learner(&one, &meetings) }.stand(meeting, day(13));
    assert_eq!((since(&late), since(&renamed)), (Stand::Never, Stand::Gone(day(11))));
    let newcomer = Enrolment { joined_at: Some(day(12)), ..one.clone() };
    assert_eq!(Learner { marks: &there, ..learner(&newcomer, &meetings) }.stand(&other_day, day(21)), Stand::Never);
}

#[test]
fn a_make_up_meeting_goes_with_what_was_said_and_with_the_place() {
    let missed = meeting(20, None);
    let instead = meeting(18, Some(&missed));
    let meetings = [missed.clone(), instead.clone()];
    let one = enrolment(Status::Enrolled, 2);
    let stand = |one: &Enrolment, said: &[Said], expected: &[CourseSessionId]| {
        Learner { said, expected, ..learner(one, &meetings) }.stand(&instead, day(12))
    };
    assert_eq!(stand(&one, &[], &[]), Stand::Never);
    let away = [said(&missed, day(10), true)];
    assert_eq!(stand(&one, &away, &[instead.id]), Stand::Theirs(day(10)));
    assert_eq!(stand(&one, &[said(&missed, day(11), false)], &[]), Stand::Gone(day(11)), "they can come after all");
    let left = Enrolment { status: Status::Dropped, decided_at: day(11), ..one.clone() };
    assert_eq!(stand(&left, &away, &[]), Stand::Gone(day(11)));
    assert_eq!(stand(&left, &[], &[]), Stand::Never, "it was for others");
    let through = Enrolment { status: Status::Passed, decided_at: day(11), ..one.clone() };
    assert_eq!(stand(&through, &away, &[]), Stand::Gone(day(11)), "nothing is left to make up for");
    // What does not take place nobody misses.
    let called_off = [Meeting { is_cancelled: true, changed_at: day(11), ..missed.clone() }, instead.clone()];
    let learner = Learner { said: &away, ..learner(&one, &called_off) };
    assert_eq!(learner.stand(&instead, day(12)), Stand::Gone(day(11)));
}

#[test]
fn a_lesson_that_becomes_a_make_up_meeting_is_gone_for_whoever_missed_nothing() {
    let missed = meeting(10, None);
    let instead = Meeting { makes_up_changed_at: Some(day(12)), ..meeting(20, Some(&missed)) };
    let meetings = [missed.clone(), instead.clone()];
    let one = enrolment(Status::Enrolled, 2);
    let marks = [mark(&one, &missed, Mark::Present, day(10) - TimeDelta::minutes(5))];
    let stand = |one: &Enrolment, expected: &[CourseSessionId], now| {
        Learner { marks: &marks, expected, ..learner(one, &meetings) }.stand(&instead, now)
    };
    assert_eq!(stand(&one, &[], day(13)), Stand::Gone(day(12)));
    assert_eq!(stand(&one, &[instead.id], day(13)), Stand::Theirs(day(10)));
    assert_eq!(stand(&one, &[], day(21)), Stand::Never, "it is over");
    let newcomer = Enrolment { joined_at: Some(day(13)), ..one };
    assert_eq!(stand(&newcomer, &[], day(14)), Stand::Never, "they never had it");
}
