//! Where a notice stands, and who may do what with it there.
//!
//! What staff decide is stored ([`State`]); whether an approved notice is still to come, holds or is over follows from its
//! times and the clock ([`Standing`]), so nothing has to run for it to appear or to end. Times are typed to the minute, as
//! long as which public pages are kept (`web::public`): no page says longer than that what has changed.

use chrono::{DateTime, Utc};

use crate::web::Messages;

/// What staff have decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is being written.
    Draft,
    /// It was sent back to be written on.
    Returned,
    /// It waits for a second person.
    Review,
    /// It is public, or will be or was, by its times.
    Approved,
    /// It was taken down.
    Withdrawn,
}

impl State {
    const ALL: [Self; 5] = [Self::Draft, Self::Returned, Self::Review, Self::Approved, Self::Withdrawn];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Returned => "returned",
            Self::Review => "review",
            Self::Approved => "approved",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Where a notice in this state stands at a time, by when it is published and when it ends.
    pub(super) fn standing(
        self,
        (published_at, expires_at): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
        now: DateTime<Utc>,
    ) -> Standing {
        match self {
            Self::Draft => Standing::Draft,
            Self::Returned => Standing::Returned,
            Self::Review => Standing::Review,
            Self::Withdrawn => Standing::Withdrawn,
            Self::Approved if published_at.is_none_or(|at| now < at) => Standing::Scheduled,
            Self::Approved if expires_at.is_some_and(|at| at <= now) => Standing::Over,
            Self::Approved => Standing::Now,
        }
    }
}

/// Where a notice stands at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is being written.
    Draft,
    /// It was sent back to be written on.
    Returned,
    /// It waits for a second person.
    Review,
    /// It is approved, and its time is still to come.
    Scheduled,
    /// It is public and holds.
    Now,
    /// It is public as a record, and holds no more.
    Over,
    /// It was taken down.
    Withdrawn,
}

/// Something done with a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is handed to a second person.
    Send,
    /// Its writers want to write on.
    TakeBack,
    /// The second person wants it changed.
    Return,
    /// The second person lets it be published.
    Approve,
    /// Its writer publishes it where there is no second person.
    PublishAlone,
    /// It is taken down.
    Withdraw,
}

impl Step {
    /// Every step, in the order in which a page offers them.
    pub const ALL: [Self; 6] =
        [Self::Send, Self::TakeBack, Self::Approve, Self::PublishAlone, Self::Return, Self::Withdraw];

    /// The word in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::TakeBack => "take_back",
            Self::Return => "return",
            Self::Approve => "approve",
            Self::PublishAlone => "publish_alone",
            Self::Withdraw => "withdraw",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The state that it leads to.
    pub fn leads_to(self) -> State {
        match self {
            Self::Send => State::Review,
            Self::TakeBack => State::Draft,
            Self::Return => State::Returned,
            Self::Approve | Self::PublishAlone => State::Approved,
            Self::Withdraw => State::Withdrawn,
        }
    }

    /// Whether somebody has to say why.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Withdraw)
    }

    /// Whether residents may read the notice afterwards, at its time.
    pub fn publishes(self) -> bool {
        matches!(self, Self::Approve | Self::PublishAlone)
    }
}

impl Standing {
    /// The state after a step; none where it cannot be taken.
    pub fn after(self, step: Step) -> Option<State> {
        let can = match step {
            Step::Send => self.is_open(),
            Step::TakeBack | Step::Return | Step::Approve => self == Self::Review,
            Step::PublishAlone => self.is_open() || self == Self::Review,
            Step::Withdraw => self == Self::Scheduled || self.is_public(),
        };
        can.then(|| step.leads_to())
    }

    /// Whether its text, files, place and times may be changed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether residents can read it.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Now | Self::Over)
    }

    /// What staff call it.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.notices;
        match self {
            Self::Draft => t.standing_draft,
            Self::Returned => t.standing_returned,
            Self::Review => t.standing_review,
            Self::Scheduled => t.standing_scheduled,
            Self::Now => t.standing_now,
            Self::Over => t.standing_over,
            Self::Withdrawn => t.standing_withdrawn,
        }
    }
}

/// A part of the staff's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// Being written.
    Drafts,
    /// Waiting for a second person.
    Review,
    /// Still to come.
    Scheduled,
    /// Holding.
    Now,
    /// Expired or withdrawn.
    Over,
}

impl Shelf {
    /// Every part, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Review, Self::Drafts, Self::Scheduled, Self::Now, Self::Over];

    /// The word in addresses and queries.
    pub fn code(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Review => "review",
            Self::Scheduled => "scheduled",
            Self::Now => "now",
            Self::Over => "over",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shelf| shelf.code() == code)
    }

    /// What staff call it.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.notices;
        match self {
            Self::Drafts => t.standing_draft,
            Self::Review => t.standing_review,
            Self::Scheduled => t.standing_scheduled,
            Self::Now => t.standing_now,
            Self::Over => t.shelf_over,
        }
    }
}

/// What somebody is to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hand {
    /// Whether they decide on notices at all.
    pub may_decide: bool,
    /// Whether they wrote some of this one.
    pub has_written: bool,
    /// Whether nobody else works for the community who could look at it.
    pub is_alone: bool,
}

impl Hand {
    /// Whether they may take a step. Nobody approves what they wrote, unless there is nobody else.
    pub fn may(self, step: Step) -> bool {
        match step {
            Step::Send => true,
            // Whoever decides on what others wrote returns it, and says why.
            Step::TakeBack => self.has_written || !self.may_decide,
            Step::Approve | Step::Return => self.may_decide && !self.has_written,
            Step::PublishAlone => self.may_decide && self.has_written && self.is_alone,
            Step::Withdraw => self.may_decide,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const STANDINGS: [Standing; 7] = [
        Standing::Draft,
        Standing::Returned,
        Standing::Review,
        Standing::Scheduled,
        Standing::Now,
        Standing::Over,
        Standing::Withdrawn,
    ];

    #[test]
    fn words_lead_back() {
        assert!(State::ALL.into_iter().all(|state| State::parse(state.code()) == Some(state)));
        assert!(Step::ALL.into_iter().all(|step| Step::parse(step.code()) == Some(step)));
        assert!(Shelf::ALL.into_iter().all(|shelf| Shelf::parse(shelf.code()) == Some(shelf)));
    }

    #[test]
    fn every_step_leads_from_every_standing_to_where_the_table_says() {
        let (draft, returned, review) = (Some(State::Draft), Some(State::Returned), Some(State::Review));
        let (approved, withdrawn) = (Some(State::Approved), Some(State::Withdrawn));
        let table = [
            // Draft, Returned, Review, Scheduled, Now, Over, Withdrawn
            (Step::Send, [review, review, None, None, None, None, None]),
            (Step::TakeBack, [None, None, draft, None, None, None, None]),
            (Step::Return, [None, None, returned, None, None, None, None]),
            (Step::Approve, [None, None, approved, None, None, None, None]),
            (Step::PublishAlone, [approved, approved, approved, None, None, None, None]),
            (Step::Withdraw, [None, None, None, withdrawn, withdrawn, withdrawn, None]),
        ];
        assert_eq!(table.len(), Step::ALL.len());
        for (step, after) in table {
            assert_eq!(STANDINGS.map(|standing| standing.after(step)), after, "{step:?}");
        }
    }

    #[test]
    fn an_approved_notice_comes_holds_and_ends_by_the_clock() {
        let begin = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let at = |minutes| begin + TimeDelta::minutes(minutes);
        let standing = |state: State, minutes| state.standing((Some(at(10)), Some(at(20))), at(minutes));
        for (minutes, expected) in [
            (0, Standing::Scheduled),
            (9, Standing::Scheduled),
            (10, Standing::Now),
            (19, Standing::Now),
            (20, Standing::Over),
            (999, Standing::Over),
        ] {
            assert_eq!(standing(State::Approved, minutes), expected, "{minutes}");
            assert_eq!(standing(State::Withdrawn, minutes), Standing::Withdrawn);
            assert_eq!(standing(State::Review, minutes), Standing::Review);
            assert_eq!(State::Draft.standing((None, Some(at(20))), at(minutes)), Standing::Draft);
        }
        assert_eq!(State::Approved.standing((Some(at(0)), None), at(999_999)), Standing::Now, "without an end");
    }

    #[test]
    fn nobody_approves_what_they_wrote_unless_there_is_nobody_else() {
        let may = |may_decide, has_written, is_alone| {
            let hand = Hand { may_decide, has_written, is_alone };
            Step::ALL.into_iter().filter(|step| hand.may(*step)).collect::<Vec<_>>()
        };
        let (send, back) = (Step::Send, Step::TakeBack);
        for is_alone in [false, true] {
            assert_eq!(may(false, false, is_alone), [send, back]);
            assert_eq!(may(false, true, is_alone), [send, back]);
            assert_eq!(may(true, false, is_alone), [send, Step::Approve, Step::Return, Step::Withdraw]);
        }
        assert_eq!(may(true, true, false), [send, back, Step::Withdraw]);
        assert_eq!(may(true, true, true), [send, back, Step::PublishAlone, Step::Withdraw]);
    }
}
