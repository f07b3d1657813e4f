//! Which meetings of a run stand in a learner's own calendar, and which stood there and no longer do. Pure.
//!
//! Programs are told of those: one that merely no longer finds a meeting may go on showing it. What a calendar has said is kept
//! nowhere; it follows from the marks, from what was said beforehand, and from when each of them was written.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Attendance, Enrolment, Status};
use super::queries::Said;
use crate::db::CourseSessionId;
use crate::training::queries::public::Meeting;

/// How long programs are told that a meeting which is yet to come is nothing to the learner any more.
const TOLD_FOR: TimeDelta = TimeDelta::days(60);

/// How a meeting stands to a learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// It is theirs, as it is everybody's.
    Plain,
    /// It is theirs, and when that last changed.
    Theirs(DateTime<Utc>),
    /// It was, and when that last changed.
    Gone(DateTime<Utc>),
    /// It has nothing to do with them.
    Never,
}

/// Whether somebody is in a course, or came to its end.
fn learns(one: &Enrolment) -> bool {
    matches!(one.status, Status::Enrolled | Status::Passed | Status::Failed)
}

fn has_left(one: &Enrolment) -> bool {
    one.status == Status::Dropped && one.joined_at.is_some()
}

fn is_later(one: &Enrolment, than: &Enrolment) -> bool {
    (one.decided_at, one.id) > (than.decided_at, than.id)
}

/// The other places of somebody in the same run.
fn others<'a>(own: &'a [Enrolment], one: &Enrolment) -> impl Iterator<Item = &'a Enrolment> {
    let (id, run) = (one.id, one.run);
    own.iter().filter(move |other| other.run == run && other.id != id)
}

/// Of each run the place that counts, and whether the person had left it before: the place in which they learn, else the one
/// that they left last.
pub(super) fn places(own: &[Enrolment]) -> Vec<(&Enrolment, bool)> {
    let counts = |one: &&Enrolment| {
        let is_over = |other: &Enrolment| learns(other) || has_left(other) && is_later(other, one);
        learns(one) || has_left(one) && !others(own, one).any(is_over)
    };
    own.iter().filter(counts).map(|one| (one, others(own, one).any(has_left))).collect()
}

/// What a learner's calendar follows from.
pub(super) struct Learner<'a> {
    pub one: &'a Enrolment,
    /// Whether they had left the run before.
    pub is_back: bool,
    /// All of the run.
    pub meetings: &'a [Meeting],
    pub marks: &'a [Attendance],
    pub said: &'a [Said],
    /// The make-up meetings that are for them now.
    pub expected: &'a [CourseSessionId],
}

impl Learner<'_> {
    /// How a meeting of the run stands to them at a time.
    pub fn stand(&self, meeting: &Meeting, now: DateTime<Utc>) -> Stand {
        let missed = self.meetings.iter().find(|one| Some(one.id) == meeting.makes_up);
        let stand = match missed {
            None => self.lesson(meeting),
            Some(missed) => self.make_up(meeting, missed, now),
        };
        match stand {
            Stand::Gone(at) if meeting.ends_at <= now || at + TOLD_FOR <= now => Stand::Never,
            stand => stand,
        }
    }

    fn lesson(&self, meeting: &Meeting) -> Stand {
        let at = self.one.decided_at;
        match (learns(self.one), self.is_back) {
            (true, false) => Stand::Plain,
            (true, true) => Stand::Theirs(at),
            // What was planned after they left they never had.
            (false, _) if meeting.planned_at <= at => Stand::Gone(at),
            (false, _) => Stand::Never,
        }
    }

    fn make_up(&self, meeting: &Meeting, missed: &Meeting, now: DateTime<Utc>) -> Stand {
        let decided = self.one.decided_at;
        let is_of = |id| self.meetings.iter().any(|one| one.id == id && one.makes_up == Some(missed.id));
        let marks = self.marks.iter().filter(|mark| mark.session == missed.id || is_of(mark.session));
        let marks: Vec<&Attendance> = marks.collect();
        let came: Vec<&Attendance> = marks.iter().copied().filter(|mark| mark.mark.was_there()).collect();
        let said = self.said.iter().find(|said| said.session == missed.id);
        let cancelled = missed.is_cancelled.then_some(missed.changed_at);
        let changes = marks.iter().map(|mark| mark.at).chain(said.map(|said| said.at)).chain(cancelled);
        let last = changes.chain([missed.starts_at]).filter(|at| *at <= now).fold(decided, Ord::max);
        let was_there = learns(self.one) && came.iter().any(|mark| mark.session == meeting.id);
        if was_there || self.expected.contains(&meeting.id) {
            return Stand::Theirs(last);
        }
        // Since when it is not for them: they came to one of them, or to their own end; or there is nothing to miss any more.
        let over = (self.one.status != Status::Enrolled).then_some(decided);
        let end = came.iter().map(|mark| mark.at).chain(over).min();
        let was_missed = !missed.is_cancelled && end.is_some_and(|end| missed.starts_at < end);
        let taken_back = said.filter(|said| !said.holds).map(|said| said.at);
        let end = end.or_else(|| cancelled.into_iter().chain(taken_back).max());
        let counts = self.one.joined_at.is_some_and(|joined| joined <= missed.starts_at);
        // Until it became what it is it may have been for them.
        let before = meeting.makes_up_changed_at.filter(|at| self.one.joined_at.is_some_and(|joined| joined <= *at));
        match end {
            // What was planned later they never had.
            Some(end) if counts && (was_missed || said.is_some()) && meeting.planned_at <= end => Stand::Gone(last),
            _ => before.map_or(Stand::Never, |at| Stand::Gone(last.max(at))),
        }
    }
}

#[cfg(test)]
#[path = "theirs_tests.rs"]
mod tests;
