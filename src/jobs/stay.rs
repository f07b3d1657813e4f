//! Whether somebody who was hired is still there after 90 days: both sides are asked, and where they say different things
//! somebody of the community decides. Where one side stays silent for two weeks, the other's answer holds.

use super::progress::{Status, Step};
use crate::web::Messages;

/// What is kept as the reason where one side alone has answered.
pub(super) const ALONE: &str = "stay:alone";

/// What that says; none of what is kept for another reason.
pub(super) fn kept(code: &str, t: &Messages) -> Option<&'static str> {
    (code == ALONE).then_some(t.jobs.stay_alone)
}

crate::values::coded! {
    /// What one side says.
    pub enum Says in jobs {
        /// They are still there.
        Kept "kept" says_kept,
        /// They have left.
        Left "left" says_left,
    }
}

impl Says {
    /// What whoever takes a step says by it; none where it is about something else.
    pub fn by(step: Step) -> Option<Self> {
        match step {
            Step::Keep => Some(Self::Kept),
            Step::Leave => Some(Self::Left),
            _ => None,
        }
    }

    /// Where an application stands once it is settled so.
    pub fn settles(self) -> Status {
        match self {
            Self::Kept => Status::Retained,
            Self::Left => Status::Left,
        }
    }
}

/// What both sides say; none of whom has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stay {
    /// The applicant.
    pub applicant: Option<Says>,
    /// Whoever hired them.
    pub employer: Option<Says>,
}

impl Stay {
    /// Whether both have answered, and not alike.
    pub fn differs(self) -> bool {
        self.applicant.is_some() && self.employer.is_some() && self.applicant != self.employer
    }

    /// What is settled by the answers: what the employer says holds unless the applicant says something else.
    pub fn settled(self) -> Option<Says> {
        self.employer.filter(|_| !self.differs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_employer_says_holds_unless_the_applicant_says_something_else() {
        let of = |applicant, employer| Stay { applicant, employer };
        let (kept, left) = (Some(Says::Kept), Some(Says::Left));
        for (stay, settled, differs) in [
            (of(None, None), None, false),
            (of(kept, None), None, false),
            (of(None, left), left, false),
            (of(kept, kept), kept, false),
            (of(left, left), left, false),
            (of(kept, left), None, true),
            (of(left, kept), None, true),
        ] {
            assert_eq!((stay.settled(), stay.differs()), (settled, differs), "{stay:?}");
        }
        assert!(Says::ALL.into_iter().all(|says| Says::parse(says.code()) == Some(says)));
    }
}
