//! Where a posting stands, and who may do what with it there (domain.md §3 “Job”).

use chrono::NaiveDate;

crate::values::coded! {
    /// Where a posting stands.
    pub enum Status in jobs {
        /// It is being written.
        Draft "draft" status_draft,
        /// It waits for somebody of the community to look at it.
        Review "review" status_review,
        /// It was sent back to be written on.
        Returned "returned" status_returned,
        /// Residents read it and apply.
        Published "published" status_published,
        /// Nobody applies for now.
        Paused "paused" status_paused,
        /// Everybody who was looked for is found.
        Filled "filled" status_filled,
        /// Its last day is over.
        Expired "expired" status_expired,
        /// It was taken down.
        Withdrawn "withdrawn" status_withdrawn,
    }
}

impl Status {
    /// What it is on a day: whatever the daily work has not got round to, nobody applies after the last day.
    pub fn on(self, today: NaiveDate, valid_until: NaiveDate) -> Self {
        match self {
            Self::Published | Self::Paused if valid_until < today => Self::Expired,
            other => other,
        }
    }

    /// The status after a step; none where it cannot be taken.
    pub fn after(self, step: Step) -> Option<Self> {
        use Status::{Draft, Expired, Filled, Paused, Published, Returned, Review, Withdrawn};
        match (step, self) {
            (Step::Send, Draft | Returned) | (Step::Change, Published | Paused) => Some(Review),
            (Step::TakeBack, Review) => Some(Draft),
            (Step::Return, Review) => Some(Returned),
            (Step::Approve, Review)
            | (Step::PublishAlone, Draft | Returned | Review)
            | (Step::Resume, Paused)
            | (Step::Extend, Published | Expired) => Some(Published),
            (Step::Pause, Published) | (Step::Extend, Paused) => Some(Paused),
            (Step::Fill, Published | Paused | Expired) => Some(Filled),
            (Step::Expire, Published | Paused) => Some(Expired),
            (Step::Withdraw, Draft | Returned | Review | Published | Paused | Expired) => Some(Withdrawn),
            _ => None,
        }
    }

    /// Whether what it says may be changed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned) || self.after(Step::Change).is_some()
    }

    /// Whether residents may read it at its address, as long as it was approved once.
    pub fn is_readable(self) -> bool {
        matches!(self, Self::Published | Self::Paused | Self::Filled | Self::Expired)
    }

    /// Whether somebody may still be hired for it.
    pub fn hires(self) -> bool {
        !matches!(self, Self::Filled | Self::Withdrawn)
    }
}

/// Something that becomes of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is handed to the community.
    Send,
    /// Its writers want to write on.
    TakeBack,
    /// The community lets it be published.
    Approve,
    /// Its writer publishes it where there is no second person.
    PublishAlone,
    /// The community wants it changed.
    Return,
    /// Nobody applies for now.
    Pause,
    /// They do again.
    Resume,
    /// It holds longer.
    Extend,
    /// Everybody is found.
    Fill,
    /// It is taken down.
    Withdraw,
    /// What residents read is written anew: somebody looks at it again.
    Change,
    /// Its last day is over.
    Expire,
}

impl Step {
    /// Those that somebody takes by a button, in the order in which a page offers them.
    pub const OFFERED: [Self; 10] = [
        Self::Send,
        Self::TakeBack,
        Self::Approve,
        Self::PublishAlone,
        Self::Return,
        Self::Resume,
        Self::Extend,
        Self::Pause,
        Self::Fill,
        Self::Withdraw,
    ];

    /// The word in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::TakeBack => "take_back",
            Self::Approve => "approve",
            Self::PublishAlone => "publish_alone",
            Self::Return => "return",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Extend => "extend",
            Self::Fill => "fill",
            Self::Withdraw => "withdraw",
            Self::Change => "change",
            Self::Expire => "expire",
        }
    }

    /// Reads the word of a step that somebody takes.
    pub fn parse(code: &str) -> Option<Self> {
        Self::OFFERED.into_iter().find(|step| step.code() == code)
    }

    /// Whether it decides about what somebody else wrote.
    pub fn is_decision(self) -> bool {
        matches!(self, Self::Approve | Self::PublishAlone | Self::Return)
    }

    /// Whether residents read the posting from then on.
    pub fn publishes(self) -> bool {
        matches!(self, Self::Approve | Self::PublishAlone | Self::Resume)
    }
}

/// What somebody is to a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// Whether they act for the community; else for the organization that hires.
    pub is_community: bool,
    /// Whether the posting is of whom they act for.
    pub is_own: bool,
    /// Whether they keep postings at all.
    pub may_write: bool,
    /// Whether they wrote some of it, or belong to the organization that hires.
    pub is_involved: bool,
    /// Whether nobody else works for the community who could look at it.
    pub is_alone: bool,
    /// Whether the community paused it.
    pub is_held: bool,
}

impl Hand {
    /// Whether they may take a step. Nobody approves what they wrote, unless it is the community's own and there is nobody
    /// else; and an organization neither resumes nor extends what the community paused.
    pub fn may(self, step: Step) -> bool {
        if !self.may_write {
            return false;
        }
        match step {
            Step::Approve | Step::Return => self.is_community && !self.is_involved,
            Step::PublishAlone => self.is_community && self.is_own && self.is_involved && self.is_alone,
            Step::Resume => self.is_community || !self.is_held,
            Step::TakeBack => self.is_own && (!self.is_community || self.is_involved),
            Step::Pause | Step::Withdraw => true,
            Step::Extend => {
                if self.is_held {
                    self.is_community
                } else {
                    self.is_own
                }
            }
            Step::Send | Step::Fill | Step::Change => self.is_own,
            Step::Expire => false,
        }
    }

    /// Whether they have to say why.
    pub fn owes_reason(self, step: Step) -> bool {
        step == Step::Return || !self.is_own && matches!(step, Step::Pause | Step::Withdraw)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEPS: [Step; 12] = [
        Step::Send,
        Step::TakeBack,
        Step::Approve,
        Step::PublishAlone,
        Step::Return,
        Step::Pause,
        Step::Resume,
        Step::Extend,
        Step::Fill,
        Step::Withdraw,
        Step::Change,
        Step::Expire,
    ];

    #[test]
    fn words_lead_back() {
        assert!(Status::ALL.into_iter().all(|status| Status::parse(status.code()) == Some(status)));
        assert!(Step::OFFERED.into_iter().all(|step| Step::parse(step.code()) == Some(step)));
        assert_eq!((Step::parse("change"), Step::parse("expire")), (None, None), "nobody sends these");
    }

    /// The whole table: each row a status, each letter where a step leads (`-`: nowhere), in the order of [`STEPS`].
    #[test]
    fn each_step_leads_where_the_table_says() {
        let letter = |status: Option<Status>| match status {
            None => '-',
            Some(Status::Draft) => 'd',
            Some(Status::Review) => 'v',
            Some(Status::Returned) => 'r',
            Some(Status::Published) => 'p',
            Some(Status::Paused) => 'h',
            Some(Status::Filled) => 'f',
            Some(Status::Expired) => 'e',
            Some(Status::Withdrawn) => 'w',
        };
        for (status, expected) in [
            (Status::Draft, "v--p-----w--"),
            (Status::Review, "-dppr----w--"),
            (Status::Returned, "v--p-----w--"),
            (Status::Published, "-----h-pfwve"),
            (Status::Paused, "------phfwve"),
            (Status::Filled, "------------"),
            (Status::Expired, "-------pfw--"),
            (Status::Withdrawn, "------------"),
        ] {
            let found: String = STEPS.into_iter().map(|step| letter(status.after(step))).collect();
            assert_eq!(found, expected, "{status:?}");
        }
    }

    #[test]
    fn nobody_applies_after_the_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let last = day("2026-11-30");
        for status in [Status::Published, Status::Paused] {
            assert_eq!((status.on(last, last), status.on(day("2026-12-01"), last)), (status, Status::Expired));
        }
        assert_eq!(Status::Filled.on(day("2026-12-01"), last), Status::Filled);
    }

    fn hand() -> impl Strategy<Value = Hand> {
        any::<[bool; 6]>().prop_map(|[is_community, is_own, may_write, is_involved, is_alone, is_held]| Hand {
            is_community,
            is_own,
            may_write,
            is_involved,
            is_alone,
            is_held,
        })
    }

    proptest! {
        #[test]
        fn nothing_is_public_that_the_community_did_not_approve(steps in prop::collection::vec(0usize..12, 0..40)) {
            let (mut status, mut is_approved) = (Status::Draft, false);
            for step in steps.into_iter().map(|at| STEPS[at]) {
                let Some(next) = status.after(step) else { continue };
                // Whatever is written anew is looked at again.
                is_approved = step.publishes() && step != Step::Resume || is_approved && next != Status::Review;
                status = next;
                prop_assert!(!status.is_readable() || is_approved, "{status:?} after {step:?}");
            }
        }

        #[test]
        fn nobody_approves_their_own_while_there_is_somebody_else(hand in hand()) {
            let decides = [Step::Approve, Step::Return, Step::PublishAlone].into_iter().any(|step| hand.may(step));
            prop_assert!(!decides || hand.is_community && (!hand.is_involved || hand.is_own && hand.is_alone));
            prop_assert!(hand.may_write || STEPS.into_iter().all(|step| !hand.may(step)));
            let returns = [Step::Resume, Step::Extend].into_iter().any(|step| hand.may(step));
            prop_assert!(!returns || hand.is_community || !hand.is_held);
        }
    }
}
