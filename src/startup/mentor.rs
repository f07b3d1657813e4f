//! Who goes along with a founder and has an account: chosen by staff, agreed to by the founder. Whether it holds is asked of the
//! case each time: an older server ends that and leaves them as they are.

use chrono::{DateTime, Utc};

use super::model::Status;
use super::past::Part;
use crate::db::{CaseId, MentoringId, PersonId};
use crate::web::Messages;

crate::values::coded! {
    /// What ended it.
    pub enum EndedBy in startup {
        /// The founder, who said no, or would rather not any more.
        Founder "founder" mentor_ended_founder,
        /// The mentor.
        Mentor "mentor" mentor_ended_mentor,
        /// Staff.
        Staff "staff" mentor_ended_staff,
        /// The case, which came to its end.
        Over "over" mentor_ended_over,
    }
}

/// What a founder lets their mentor read besides the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shares {
    /// Their name in full.
    pub name: bool,
    /// Parts of their past.
    pub parts: Vec<Part>,
}

impl Shares {
    /// What they are called.
    pub fn labels(&self, t: &Messages) -> Vec<&'static str> {
        let name = self.name.then_some(t.startup.share_name);
        name.into_iter().chain(self.parts.iter().map(|part| part.label(t))).collect()
    }
}

/// Somebody who goes along with a founder, did, or is to.
#[derive(Debug, Clone)]
pub struct Mentoring {
    /// Its id.
    pub id: MentoringId,
    /// With which business.
    pub case: CaseId,
    /// Whose account it is.
    pub person: PersonId,
    /// What they were called when they were chosen.
    pub name: String,
    /// When that was.
    pub chosen_at: DateTime<Utc>,
    /// When the founder said yes.
    pub agreed_at: Option<DateTime<Utc>>,
    /// Where that is kept, where it is on paper.
    pub paper_kept: String,
    /// What they may read.
    pub shares: Shares,
    /// What ended it.
    pub ended: Option<EndedBy>,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits for the founder's word.
    Asked,
    /// It holds.
    Living,
    /// It is over.
    Over(EndedBy),
}

impl Mentoring {
    /// Where it stands, with a case that is as far as this.
    pub fn state(&self, case: Status) -> State {
        match (self.ended, self.agreed_at) {
            (Some(by), _) => State::Over(by),
            (None, _) if !case.is_open() => State::Over(EndedBy::Over),
            (None, Some(_)) => State::Living,
            (None, None) => State::Asked,
        }
    }

    /// The same in a word.
    pub fn label(&self, case: Status, t: &Messages) -> &'static str {
        match self.state(case) {
            State::Asked => t.startup.mentor_asked,
            State::Living => t.startup.mentor_living,
            State::Over(EndedBy::Founder) if self.agreed_at.is_none() => t.startup.mentor_refused,
            State::Over(by) => by.label(t),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        assert!(EndedBy::ALL.into_iter().all(|by| EndedBy::parse(by.code()) == Some(by)));
    }

    #[test]
    fn it_holds_with_the_founders_word_while_the_case_is_open_and_nobody_has_ended_it() {
        for status in Status::ALL {
            for agreed_at in [None, Some(DateTime::UNIX_EPOCH)] {
                for ended in EndedBy::ALL.into_iter().map(Some).chain([None]) {
                    let one = Mentoring {
                        id: MentoringId::generate(),
                        case: CaseId::generate(),
                        person: PersonId::generate(),
                        name: "崔文娟".to_owned(),
                        chosen_at: DateTime::UNIX_EPOCH,
                        agreed_at,
                        paper_kept: String::new(),
                        shares: Shares::default(),
                        ended,
                    };
                    let holds = status.is_open() && agreed_at.is_some() && ended.is_none();
                    assert_eq!(one.state(status) == State::Living, holds, "{one:?} of a case that is {status:?}");
                    let is_asked = status.is_open() && agreed_at.is_none() && ended.is_none();
                    assert_eq!(one.state(status) == State::Asked, is_asked, "{one:?} of a case that is {status:?}");
                }
            }
        }
    }
}
