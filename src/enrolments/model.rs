//! What an enrolment is, and a run as far as enrolling is concerned.

use chrono::{DateTime, NaiveDate, Utc};

use super::gates::Rules;
use crate::admissions::AdmissionStatus;
use crate::db::{CourseSessionId, EnrolmentId, OrgId, PersonId, ResidentId, RunId};
use crate::web::Messages;

crate::values::coded! {
    /// How an enrolment stands.
    pub enum Status in enrolments {
        /// Asked for, where the trainer looks at each request first.
        Applied "applied" status_applied,
        /// In line.
        Waiting "waiting" status_waiting,
        /// A seat waits for the learner's answer.
        Offered "offered" status_offered,
        /// In the course.
        Enrolled "enrolled" status_enrolled,
        /// Through, and through with it.
        Passed "passed" status_passed,
        /// Through, without having passed.
        Failed "failed" status_failed,
        /// Left by the learner.
        Dropped "dropped" status_dropped,
        /// Not taken by the trainer.
        Declined "declined" status_declined,
        /// An offer that nobody answered in time.
        Lapsed "lapsed" status_lapsed,
        /// Still without a seat when no more were to come.
        Unserved "unserved" status_unserved,
    }

    /// Whether somebody was there.
    pub enum Mark in enrolments {
        /// In time.
        Present "present" mark_present,
        /// Late.
        Late "late" mark_late,
        /// Not at all.
        Absent "absent" mark_absent,
        /// Not at all, and said why.
        Excused "excused" mark_excused,
    }

    /// How a mark came about.
    pub enum How in enrolments {
        /// By the code on the screen.
        Code "code" how_code,
        /// By the trainer's list.
        List "list" how_list,
        /// By staff of the community.
        Staff "staff" how_staff,
    }

    /// How somebody said what another writes down for them: an answer to an offered seat, or that they cannot come.
    pub enum Word in enrolments {
        /// Face to face.
        InPerson "in_person" word_in_person,
        /// On the telephone.
        Phone "phone" word_phone,
        /// On paper.
        Paper "paper" word_paper,
    }
}

/// What somebody answers to the seat that they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They take it.
    Accept,
    /// They do not.
    Decline,
}

impl Answer {
    /// Reads the word of a form.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "accept" => Some(Self::Accept),
            "decline" => Some(Self::Decline),
            _ => None,
        }
    }

    /// How they stand who gave it in time.
    pub fn leads_to(self) -> Status {
        match self {
            Self::Accept => Status::Enrolled,
            Self::Decline => Status::Dropped,
        }
    }
}

impl Status {
    /// Whether it takes up a seat: whoever is through sat on one too.
    pub fn holds_seat(self) -> bool {
        matches!(self, Self::Offered | Self::Enrolled | Self::Passed | Self::Failed)
    }

    /// Whether they would like to have a seat, and have none yet.
    pub fn seeks_seat(self) -> bool {
        matches!(self, Self::Applied | Self::Waiting | Self::Offered)
    }

    /// Whether the learner may still leave.
    pub fn may_leave(self) -> bool {
        self.seeks_seat() || self == Self::Enrolled
    }

    /// Whether it is confirmed how it ended.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Passed | Self::Failed)
    }

    /// Whether the learner may ask anew.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Dropped | Self::Declined | Self::Lapsed | Self::Unserved)
    }
}

impl Mark {
    /// Whether it counts as attended.
    pub fn was_there(self) -> bool {
        matches!(self, Self::Present | Self::Late)
    }
}

/// A run as far as enrolling is concerned.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Who teaches.
    pub org: OrgId,
    /// How they stand with the community.
    pub admission: Option<AdmissionStatus>,
    /// Who teaches, by name.
    pub org_name: String,
    /// The course.
    pub title: String,
    /// `open`, `finished` or `cancelled`; others nobody enrols in.
    pub status: String,
    /// How many may learn.
    pub seats: usize,
    /// With how many it begins at least; 0: with any number.
    pub min_learners: usize,
    /// The last day on which somebody may ask for a seat.
    pub enrol_until: NaiveDate,
    /// Whether the trainer looks at each request.
    pub is_screened: bool,
    /// How many hours an offered seat waits.
    pub accept_hours: i64,
    /// What whoever passes has done.
    pub rules: Rules,
    /// When the first meeting that takes place begins.
    pub first_starts_at: Option<DateTime<Utc>>,
    /// When the last one ends.
    pub last_ends_at: Option<DateTime<Utc>>,
}

/// Whether somebody may ask for a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Yes.
    Open,
    /// Not for the time being: whoever teaches may take on nobody.
    Stopped,
    /// The run is over, or does not take place.
    Over,
    /// It goes on, and takes nobody new: whoever taught has left the community.
    Left,
    /// The last day for it has passed.
    TooLate,
    /// It has begun, and every seat is taken: nobody lines up for what has begun.
    Begun,
}

impl Entry {
    /// Why not.
    pub fn refusal(self, t: &Messages) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Stopped => Some(t.enrolments.entry_stopped),
            Self::Over => Some(t.enrolments.entry_over),
            Self::Left => Some(t.enrolments.entry_left),
            Self::TooLate => Some(t.enrolments.entry_too_late),
            Self::Begun => Some(t.enrolments.entry_begun),
        }
    }
}

impl Run {
    /// Whether people see it.
    pub fn is_shown(&self) -> bool {
        matches!(self.status.as_str(), "open" | "finished" | "cancelled")
    }

    /// Whether marks and scores are written down.
    pub fn is_kept(&self) -> bool {
        matches!(self.status.as_str(), "open" | "finished")
    }

    /// Whether seats are given at a time: whose business here is stopped takes nobody new.
    pub fn gives_seats(&self, now: DateTime<Utc>) -> bool {
        self.status == "open" && self.admission == Some(AdmissionStatus::Admitted) && !self.is_over(now)
    }

    /// Whether it gives none for the time being: the business of whoever teaches is stopped here, and may go on.
    pub fn is_stopped(&self, now: DateTime<Utc>) -> bool {
        self.status == "open" && self.admission == Some(AdmissionStatus::Suspended) && !self.is_over(now)
    }

    /// Whether none will be given any more: it is over, or called off, or whoever taught has left the community.
    pub fn is_closed(&self, now: DateTime<Utc>) -> bool {
        self.is_shown() && !self.gives_seats(now) && !self.is_stopped(now)
    }

    /// Whether its last meeting has ended; it may be finished without one, where all were called off.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.status == "finished" || self.last_ends_at.is_some_and(|end| end <= now)
    }

    /// Whether it took place, and is through.
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.status == "finished" || self.status == "open" && self.is_over(now)
    }

    /// Whether somebody who stands so is in it, or may still come to be.
    pub fn concerns(&self, status: Status, now: DateTime<Utc>) -> bool {
        if status.seeks_seat() { !self.is_closed(now) } else { status == Status::Enrolled && self.is_kept() }
    }

    /// Whether somebody may ask for a seat. `today`: in the community; `free`: seats that nobody has.
    pub fn entry(&self, now: DateTime<Utc>, today: NaiveDate, free: usize) -> Entry {
        if self.is_stopped(now) {
            Entry::Stopped
        } else if !self.gives_seats(now) {
            if self.status == "open" && !self.is_over(now) { Entry::Left } else { Entry::Over }
        } else if self.enrol_until < today {
            Entry::TooLate
        } else if free == 0 && self.first_starts_at.is_some_and(|start| start <= now) {
            Entry::Begun
        } else {
            Entry::Open
        }
    }
}

/// One meeting of a run.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: CourseSessionId,
    /// Of which run.
    pub run: RunId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// What it is about; may be empty.
    pub topic: String,
    /// Where; empty to whoever may not see the community's rooms.
    pub room: String,
    /// Which one it makes up for.
    pub makes_up: Option<CourseSessionId>,
    /// Whether it does not take place.
    pub is_cancelled: bool,
}

impl Session {
    /// Whether it takes place, and stands for itself.
    pub fn is_first(&self) -> bool {
        !self.is_cancelled && self.makes_up.is_none()
    }
}

/// How it ended was confirmed by mistake, and is open again.
#[derive(Debug, Clone)]
pub struct Reopened {
    /// Who says so.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// An enrolment as it is kept.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// Its id.
    pub id: EnrolmentId,
    /// In which run.
    pub run: RunId,
    /// Whose: the community's record.
    pub resident: ResidentId,
    /// Whose account the record is, if anybody's.
    pub person: Option<PersonId>,
    /// The name as the trainer sees it.
    pub name: String,
    /// How it stands.
    pub status: Status,
    /// Its turn: lower comes first.
    pub turn: i64,
    /// Until when an offered seat waits.
    pub offered_until: Option<DateTime<Utc>>,
    /// From when meetings count.
    pub joined_at: Option<DateTime<Utc>>,
    /// Whether staff wrote it down.
    pub is_on_paper: bool,
    /// Points of the assessment, of 100.
    pub score: Option<i32>,
    /// Points of the second try.
    pub resit_score: Option<i32>,
    /// Why it was declined or dropped.
    pub reason: String,
    /// Where staff wrote down their answer to an offered seat: how they gave it, and who wrote.
    pub answered: Option<(Word, String)>,
    /// The last time that its end was opened again.
    pub reopened: Option<Reopened>,
    /// When it came to stand as it does.
    pub decided_at: DateTime<Utc>,
    /// Changes with every change.
    pub revision: i32,
}

/// Whether somebody was at a meeting.
#[derive(Debug, Clone)]
pub struct Attendance {
    /// Which meeting.
    pub session: CourseSessionId,
    /// Who.
    pub enrolment: EnrolmentId,
    /// Whether they were.
    pub mark: Mark,
    /// Who says so.
    pub how: How,
    /// Why they were not there; whoever is excused has said so.
    pub reason: String,
    /// When it was written down.
    pub at: DateTime<Utc>,
}

/// Why a learner will not be at a meeting, as they said beforehand.
#[derive(Debug, Clone)]
pub struct Excuse {
    /// Of which meeting.
    pub session: CourseSessionId,
    /// Who.
    pub enrolment: EnrolmentId,
    /// Why.
    pub reason: String,
    /// When that was written.
    pub at: DateTime<Utc>,
    /// Where somebody else wrote it down: how they said so, and who wrote.
    pub noted: Option<(Word, String)>,
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
