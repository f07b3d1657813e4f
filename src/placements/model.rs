//! What a placement is, where it stands, and who may move it on. Pure.

use chrono::{DateTime, NaiveDate, Utc};

use super::hours::Signer;
use crate::db::{EnrolmentId, OrgId, PersonId, PlacementId, ResidentId, RunId, TenantId};
use crate::values::PersonName;

/// From where somebody looks at a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// Who practises.
    Learner,
    /// The company where they do.
    Company,
    /// The community's staff.
    Community,
}

impl Seat {
    /// For whom they sign: staff for the learner alone, from paper.
    pub fn signer(self) -> Signer {
        match self {
            Self::Learner | Self::Community => Signer::Learner,
            Self::Company => Signer::Mentor,
        }
    }
}

crate::values::coded! {
    /// Where a placement stands.
    #[derive(Hash)]
    pub enum Status in placements {
        /// The company is asked.
        Proposed "proposed" status_proposed,
        /// The learner practises there.
        Running "running" status_running,
        /// The agreed hours are done, and somebody has confirmed it.
        Completed "completed" status_completed,
        /// It was broken off.
        Ended "ended" status_ended,
        /// The company does not take them.
        Declined "declined" status_declined,
    }
}

/// What somebody does about a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The company takes the learner.
    Accept,
    /// The company does not.
    Decline,
    /// Somebody confirms that the agreed hours are done.
    Complete,
    /// Somebody breaks it off, or takes back what was proposed.
    End,
}

impl Status {
    /// Whether it is not over.
    pub fn is_alive(self) -> bool {
        matches!(self, Self::Proposed | Self::Running)
    }

    /// Where a step from a seat leads; none where it cannot be taken from there.
    pub fn after(self, step: Step, seat: Seat) -> Option<Self> {
        match (self, step, seat) {
            (Self::Proposed, Step::Accept, Seat::Company) => Some(Self::Running),
            (Self::Proposed, Step::Decline, Seat::Company) => Some(Self::Declined),
            (Self::Running, Step::Complete, Seat::Company | Seat::Community) => Some(Self::Completed),
            (Self::Running, Step::End, _) | (Self::Proposed, Step::End, Seat::Learner | Seat::Community) => {
                Some(Self::Ended)
            }
            _ => None,
        }
    }
}

impl Step {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Accept, Self::Decline, Self::Complete, Self::End];

    /// The word in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Complete => "complete",
            Self::End => "end",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// How a learner agreed that a company is told their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// They said so, face to face or on the telephone.
    Word,
    /// They signed a paper, which is kept there.
    Paper(String),
}

impl Agreement {
    /// The word in the database and in forms.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Paper(_) => "paper",
        }
    }

    /// Where the paper is; empty without one.
    pub fn kept(&self) -> &str {
        match self {
            Self::Word => "",
            Self::Paper(kept) => kept,
        }
    }

    /// Reads the word.
    pub fn parse(code: &str, kept: String) -> Option<Self> {
        match code {
            "word" => Some(Self::Word),
            "paper" => Some(Self::Paper(kept)),
            _ => None,
        }
    }
}

/// A learner's practice with a company, as it is kept.
#[derive(Debug, Clone)]
pub struct Placement {
    /// Its id.
    pub id: PlacementId,
    /// The community.
    pub tenant: TenantId,
    /// Of which enrolment.
    pub enrolment: EnrolmentId,
    /// Of which run.
    pub run: RunId,
    /// Whose record.
    pub resident: ResidentId,
    /// Where they practise.
    pub org: OrgId,
    /// Who taught them.
    pub school: OrgId,
    /// The learner's name, as the company sees it; masked once it has come to nothing.
    pub learner_name: String,
    /// The company's.
    pub org_name: String,
    /// The trainer's.
    pub school_name: String,
    /// The course.
    pub title: String,
    /// Who shows them the work; empty until the company agrees.
    pub mentor_name: String,
    /// Their account, where they have one of the company's: they sign themselves.
    pub mentor: Option<PersonId>,
    /// Where, in words.
    pub place: String,
    /// What they are to do.
    pub duties: String,
    /// How long in all.
    pub agreed_minutes: i32,
    /// From when.
    pub starts_on: NaiveDate,
    /// Until when, as planned.
    pub ends_on: NaiveDate,
    /// Where it stands.
    pub status: Status,
    /// Who proposed it.
    pub proposer_name: String,
    /// How the learner agreed to that.
    pub agreement: Agreement,
    /// Why it was declined or broken off.
    pub reason: String,
    /// When it was completed, and who confirmed it.
    pub completed: Option<(NaiveDate, String)>,
    /// The minutes that both had signed by then, or by when it was broken off.
    pub done_minutes: i32,
    /// Counts its changes.
    pub revision: i32,
    /// The last of them.
    pub changed_at: DateTime<Utc>,
}

impl Placement {
    /// The learner's name from a change on: of whoever has not come, or not stayed, the company keeps the masked one.
    pub fn name_after(&self, to: Status) -> Option<String> {
        let is_needed = to.is_alive() || to == Status::Completed;
        let masked = || PersonName::parse(&self.learner_name).map_or_else(|_| "**".to_owned(), |name| name.masked());
        (!is_needed).then(masked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEATS: [Seat; 3] = [Seat::Learner, Seat::Company, Seat::Community];

    #[test]
    fn what_is_over_stays_over_and_each_moves_what_is_theirs() {
        for status in Status::ALL {
            for step in Step::ALL {
                for seat in SEATS {
                    let after = status.after(step, seat);
                    assert!(after.is_none() || status.is_alive(), "{status:?} {step:?}");
                    assert!(after != Some(status));
                }
            }
            assert_eq!(Status::parse(status.code()), Some(status));
        }
        for (step, by) in [
            (Step::Accept, &[Seat::Company][..]),
            (Step::Decline, &[Seat::Company]),
            (Step::Complete, &[Seat::Company, Seat::Community]),
            (Step::End, &SEATS),
        ] {
            let may = |seat: &Seat| Status::ALL.iter().any(|status| status.after(step, *seat).is_some());
            assert_eq!(SEATS.iter().copied().filter(|seat| may(seat)).collect::<Vec<_>>(), by, "{step:?}");
            assert_eq!(Step::parse(step.code()), Some(step));
        }
        assert_eq!(Status::Proposed.after(Step::End, Seat::Company), None, "the company declines instead");
        assert_eq!(Status::Proposed.after(Step::Complete, Seat::Company), None);
    }
}
