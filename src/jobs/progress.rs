//! Where an application stands, and what leads on from there (domain.md §3 “Application”).

use chrono::{NaiveDate, TimeDelta};

use super::queries::Application;
use crate::web::Messages;

/// After so long both sides are asked whether somebody who was hired is still there.
pub const ASKED_AFTER: TimeDelta = TimeDelta::days(90);

/// Whether somebody who was hired on a day was there long enough to be asked.
pub fn is_long_ago(hired_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    hired_on.is_some_and(|day| today - day >= ASKED_AFTER)
}

crate::values::coded! {
    /// Where an application stands.
    pub enum Status in jobs {
        /// The employer has it.
        Submitted "submitted" application_submitted,
        /// And has looked at it.
        Viewed "viewed" application_viewed,
        /// They meet.
        Interview "interview" application_interview,
        /// The employer wants them.
        Offer "offer" application_offer,
        /// They work there.
        Hired "hired" application_hired,
        /// And still do after 90 days.
        Retained "retained" application_retained,
        /// And do no more.
        Left "left" application_left,
        /// The employer does not want them.
        Rejected "rejected" application_rejected,
        /// They do not want it any more.
        Withdrawn "withdrawn" application_withdrawn,
    }
}

impl Status {
    /// The status after a step; none where it cannot be taken.
    pub fn after(self, step: Step) -> Option<Self> {
        match step {
            Step::View if self == Self::Submitted => Some(Self::Viewed),
            // A second invitation is another time or place.
            Step::Invite if matches!(self, Self::Submitted | Self::Viewed | Self::Interview) => Some(Self::Interview),
            Step::Answer if self == Self::Interview => Some(Self::Interview),
            Step::Offer if matches!(self, Self::Viewed | Self::Interview) => Some(Self::Offer),
            Step::Accept if self == Self::Offer => Some(Self::Offer),
            Step::Hire if self == Self::Offer => Some(Self::Hired),
            Step::Keep if self == Self::Hired => Some(Self::Retained),
            Step::Leave if self == Self::Hired => Some(Self::Left),
            // That they stayed so long remains.
            Step::Leave if self == Self::Retained => Some(Self::Retained),
            Step::Reject if self.is_pending() => Some(Self::Rejected),
            Step::Withdraw if self.is_pending() => Some(Self::Withdrawn),
            _ => None,
        }
    }

    /// Whether the employer has not decided.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Submitted | Self::Viewed | Self::Interview | Self::Offer)
    }

    /// Whether nothing follows, and nothing of the person is shown any more but the masked name.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Left | Self::Rejected | Self::Withdrawn)
    }
}

impl Application {
    /// Where a step leads from there; nothing follows once they have left who were still there after 90 days.
    pub fn after(&self, step: Step) -> Option<Status> {
        self.status.after(step).filter(|_| self.ended_on.is_none())
    }

    /// Whether nothing follows, and nothing of the person is shown any more but the masked name.
    pub fn is_over(&self) -> bool {
        self.status.is_over() || self.ended_on.is_some()
    }

    /// Since when they are not there, whoever said so and when.
    pub fn gone_on(&self) -> Option<NaiveDate> {
        self.left_on.or(self.ended_on)
    }

    /// Where it stands, in words.
    pub fn standing(&self, t: &Messages) -> &'static str {
        if self.ended_on.is_some() { t.jobs.application_ended } else { self.status.label(t) }
    }
}

/// Something that becomes of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The employer has looked at it.
    View,
    /// The employer names a time and place.
    Invite,
    /// The applicant says whether they come.
    Answer,
    /// The employer wants them.
    Offer,
    /// The applicant accepts it.
    Accept,
    /// They begin.
    Hire,
    /// They are still there after 90 days.
    Keep,
    /// They are not any more, or never began; either side says so, at any time.
    Leave,
    /// The employer says no.
    Reject,
    /// The applicant does.
    Withdraw,
}

impl Step {
    /// Those that the employer takes, in the order in which a page offers them.
    pub const OFFERED: [Self; 7] =
        [Self::View, Self::Invite, Self::Offer, Self::Hire, Self::Keep, Self::Leave, Self::Reject];

    /// The word in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Invite => "invite",
            Self::Answer => "answer",
            Self::Offer => "offer",
            Self::Accept => "accept",
            Self::Hire => "hire",
            Self::Keep => "keep",
            Self::Leave => "leave",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
        }
    }

    /// Reads the word of a step that the employer takes.
    pub fn parse(code: &str) -> Option<Self> {
        Self::OFFERED.into_iter().find(|step| step.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STEPS: [Step; 10] = [
        Step::View,
        Step::Invite,
        Step::Answer,
        Step::Offer,
        Step::Accept,
        Step::Hire,
        Step::Keep,
        Step::Leave,
        Step::Reject,
        Step::Withdraw,
    ];

    #[test]
    fn words_lead_back() {
        assert!(Status::ALL.into_iter().all(|status| Status::parse(status.code()) == Some(status)));
        assert!(Step::OFFERED.into_iter().all(|step| Step::parse(step.code()) == Some(step)));
        for step in [Step::Answer, Step::Accept, Step::Withdraw] {
            assert_eq!(Step::parse(step.code()), None, "that is the applicant's");
        }
    }

    #[test]
    fn both_are_asked_from_the_ninetieth_day_on() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let hired = Some(day("2026-08-25"));
        assert!(!is_long_ago(hired, day("2026-11-22")) && is_long_ago(hired, day("2026-11-23")));
        assert!(!is_long_ago(None, day("2026-11-23")));
    }

    /// The whole table: each row a status, each letter where a step leads (`-`: nowhere), in the order of [`STEPS`].
    #[test]
    fn each_step_leads_where_the_table_says() {
        let letter = |status: Option<Status>| match status {
            None => '-',
            Some(Status::Submitted) => 's',
            Some(Status::Viewed) => 'v',
            Some(Status::Interview) => 'i',
            Some(Status::Offer) => 'o',
            Some(Status::Hired) => 'h',
            Some(Status::Retained) => 'k',
            Some(Status::Left) => 'l',
            Some(Status::Rejected) => 'r',
            Some(Status::Withdrawn) => 'w',
        };
        for (status, expected) in [
            (Status::Submitted, "vi------rw"),
            (Status::Viewed, "-i-o----rw"),
            (Status::Interview, "-iio----rw"),
            (Status::Offer, "----oh--rw"),
            (Status::Hired, "------kl--"),
            (Status::Retained, "-------k--"),
            (Status::Left, "----------"),
            (Status::Rejected, "----------"),
            (Status::Withdrawn, "----------"),
        ] {
            let found: String = STEPS.into_iter().map(|step| letter(status.after(step))).collect();
            assert_eq!(found, expected, "{status:?}");
        }
    }

    proptest! {
        #[test]
        fn nobody_is_hired_without_an_offer_and_nothing_follows_an_end(steps in prop::collection::vec(0usize..10, 0..30)) {
            let (mut status, mut had_offer) = (Status::Submitted, false);
            for step in steps.into_iter().map(|at| STEPS[at]) {
                let Some(next) = status.after(step) else { continue };
                prop_assert!(!status.is_over(), "{status:?} went on to {next:?}");
                had_offer |= next == Status::Offer;
                prop_assert!(had_offer || !matches!(next, Status::Hired | Status::Retained | Status::Left));
                status = next;
            }
        }
    }
}
