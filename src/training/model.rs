//! What a course is made of, and where a run of it stands.

use std::ops::RangeInclusive;

use crate::talents::Need;
use crate::talents::queries::Liking;
use crate::values::Trade;

/// Minutes of a lesson hour (学时).
pub const LESSON_MINUTES: i32 = 45;
/// Parts that a course may have.
pub const MOST_MODULES: usize = 30;
/// Lesson hours that one part may take.
pub const LESSON_HOURS: RangeInclusive<i32> = 1..=200;

crate::values::coded! {
    /// What a part of a course is for: a course is to be whole, not skills alone.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Strand in training {
        /// 基本技能
        Skills "skills" strand_skills,
        /// 健康管理
        Health "health" strand_health,
        /// 心理辅导
        Mind "mind" strand_mind,
    }
}

/// A part of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// What it is for.
    pub strand: Strand,
    /// What it is called.
    pub title: String,
    /// How long it takes, in lesson hours.
    pub lesson_hours: i32,
}

/// Where a room is, in words: where it lies, where that is known, and what it is called.
pub fn place_of(place: &str, room: &str) -> String {
    [place, room].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lesson hours of some parts together.
pub fn lesson_hours<'m>(modules: impl IntoIterator<Item = &'m Module>) -> i32 {
    modules.into_iter().map(|module| module.lesson_hours).sum()
}

/// The strands that none of the parts belongs to.
pub fn missing_strands(modules: &[Module]) -> Vec<Strand> {
    Strand::ALL.into_iter().filter(|strand| modules.iter().all(|module| module.strand != *strand)).collect()
}

/// The strands that any of the parts belongs to.
pub fn strands_of(modules: &[Module]) -> Vec<Strand> {
    Strand::ALL.into_iter().filter(|strand| modules.iter().any(|module| module.strand == *strand)).collect()
}

/// What a course teaches of all that people would like to learn: what it says itself, or else what follows from its trade, or,
/// where it prepares for none, what all of its parts are about.
pub fn taught(stated: &[Need], trade: Option<Trade>, strands: &[Strand]) -> Vec<Need> {
    if !stated.is_empty() {
        return stated.to_vec();
    }
    let follows = |need: Need| match (trade, need) {
        (Some(trade), need) => need.trades().contains(&trade),
        (None, Need::Health) => strands == [Strand::Health],
        (None, Need::Counselling) => strands == [Strand::Mind],
        (None, _) => false,
    };
    Need::ALL.iter().copied().filter(|need| follows(*need)).collect()
}

/// Whom a course is for: who would like to learn something that it teaches, and who would like to work in its trade.
pub fn likings(stated: &[Need], trade: Option<Trade>, strands: &[Strand]) -> Vec<Liking> {
    taught(stated, trade, strands).into_iter().map(Liking::Learn).chain(trade.map(Liking::Work)).collect()
}

crate::values::coded! {
    /// Where a run stands.
    #[derive(Hash)]
    pub enum RunStatus in training {
        /// The trainer still plans it.
        Draft "draft" status_draft,
        /// The community is asked.
        Proposed "proposed" status_proposed,
        /// The community wants something changed.
        Returned "returned" status_returned,
        /// Everybody may see it and ask for a seat.
        Open "open" status_open,
        /// It took place.
        Finished "finished" status_finished,
        /// It does not take place, or not to its end.
        Cancelled "cancelled" status_cancelled,
    }

    /// What somebody does with a run.
    #[derive(Hash)]
    pub enum Step in training {
        /// The trainer asks the community.
        Propose "propose" step_propose,
        /// The community opens it.
        Approve "approve" step_approve,
        /// The community wants something changed.
        Return "return" step_return,
        /// Either closes it, once its last session is over.
        Finish "finish" step_finish,
        /// Either calls it off.
        Cancel "cancel" step_cancel,
    }
}

/// Who acts on a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The organization that teaches.
    Trainer,
    /// The community that opens it.
    Community,
}

impl Step {
    /// Whether somebody may take it: nobody approves what they propose.
    pub fn is_of(self, party: Party) -> bool {
        match self {
            Self::Propose => party == Party::Trainer,
            Self::Return | Self::Approve => party == Party::Community,
            Self::Cancel | Self::Finish => true,
        }
    }

    /// Whether whoever takes it says why.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Cancel)
    }
}

impl RunStatus {
    /// Where a step leads; none when it cannot be taken from here.
    pub fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft | Self::Returned, Step::Propose) => Some(Self::Proposed),
            (Self::Proposed, Step::Return) => Some(Self::Returned),
            (Self::Proposed, Step::Approve) => Some(Self::Open),
            (Self::Open, Step::Finish) => Some(Self::Finished),
            (Self::Draft | Self::Proposed | Self::Returned | Self::Open, Step::Cancel) => Some(Self::Cancelled),
            _ => None,
        }
    }

    /// The steps that somebody may take from here.
    pub fn steps(self, party: Party) -> impl Iterator<Item = Step> {
        Step::ALL.into_iter().filter(move |step| step.is_of(party) && self.after(*step).is_some())
    }

    /// Whether somebody may plan its sessions now: what the community looks at stays as it is, but for its own rooms.
    pub fn is_planned_by(self, party: Party) -> bool {
        match self {
            Self::Draft | Self::Returned => party == Party::Trainer,
            Self::Proposed => party == Party::Community,
            Self::Open => true,
            Self::Finished | Self::Cancelled => false,
        }
    }

    /// Whether the trainer may still change its terms.
    pub fn has_open_terms(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether the community may still say how many learn, and until when one may ask for a seat: rooms change, and lines
    /// grow long.
    pub fn has_open_seats(self) -> bool {
        self == Self::Open
    }

    /// Whether the community knows of it.
    pub fn is_known_to_community(self) -> bool {
        self != Self::Draft
    }
}

#[cfg(test)]
mod tests {
    use RunStatus::{Cancelled, Draft, Finished, Open, Proposed, Returned};

    use super::*;

    #[test]
    fn a_run_moves_as_it_should_and_in_no_other_way() {
        let moves = [
            (Draft, Step::Propose, Proposed),
            (Draft, Step::Cancel, Cancelled),
            (Proposed, Step::Return, Returned),
            (Proposed, Step::Approve, Open),
            (Proposed, Step::Cancel, Cancelled),
            (Returned, Step::Propose, Proposed),
            (Returned, Step::Cancel, Cancelled),
            (Open, Step::Finish, Finished),
            (Open, Step::Cancel, Cancelled),
        ];
        for from in RunStatus::ALL {
            for step in Step::ALL {
                let to = moves.iter().find(|(f, s, _)| (*f, *s) == (from, step)).map(|(.., to)| *to);
                assert_eq!(from.after(step), to, "{from:?} {step:?}");
            }
        }
    }

    #[test]
    fn words_are_read_back() {
        assert!(RunStatus::ALL.into_iter().all(|status| RunStatus::parse(status.code()) == Some(status)));
        assert!(Step::ALL.into_iter().all(|step| Step::parse(step.code()) == Some(step)));
        assert!(Strand::ALL.into_iter().all(|strand| Strand::parse(strand.code()) == Some(strand)));
    }

    #[test]
    fn nobody_approves_their_own_and_nobody_plans_what_is_over() {
        for status in RunStatus::ALL {
            let of_trainer: Vec<_> = status.steps(Party::Trainer).collect();
            assert!(!of_trainer.contains(&Step::Approve) && !of_trainer.contains(&Step::Return));
            assert!(status.steps(Party::Community).all(|step| step != Step::Propose));
        }
        for over in [Finished, Cancelled] {
            assert!(Step::ALL.into_iter().all(|step| over.after(step).is_none()));
            assert!([Party::Trainer, Party::Community].into_iter().all(|party| !over.is_planned_by(party)));
        }
        // While the community looks at it, the trainer changes nothing under its hands.
        assert!(!Proposed.is_planned_by(Party::Trainer) && !Proposed.has_open_terms());
        assert!(!Draft.is_known_to_community());
        // What the community changes, the trainer does not, at any time.
        assert!(RunStatus::ALL.into_iter().all(|status| !(status.has_open_terms() && status.has_open_seats())));
    }

    #[test]
    fn what_a_course_lacks_is_told() {
        let module = |strand, lesson_hours| Module { strand, title: "课".to_owned(), lesson_hours };
        let modules = [module(Strand::Mind, 4), module(Strand::Skills, 20), module(Strand::Skills, 2)];
        assert_eq!((lesson_hours(&modules), missing_strands(&modules)), (26, vec![Strand::Health]));
        assert_eq!(strands_of(&modules), [Strand::Skills, Strand::Mind]);
        assert_eq!(missing_strands(&[]), Strand::ALL);
    }

    #[test]
    fn a_course_teaches_what_it_says_or_else_its_trade_or_what_all_of_it_is_about() {
        let follows = |trade, strands: &[Strand]| taught(&[], trade, strands);
        assert_eq!(follows(Some(Trade::Infant), &[Strand::Health]), [Need::InfantCare]);
        assert_eq!(follows(None, &[Strand::Health]), [Need::Health]);
        assert_eq!(follows(None, &[Strand::Mind]), [Need::Counselling]);
        assert!(follows(None, &[Strand::Skills, Strand::Mind]).is_empty());
        assert!(follows(Some(Trade::Appliance), &[Strand::Skills]).is_empty(), "nobody asks to learn that trade");
        let stated = [Need::ElderCare, Need::Health];
        assert_eq!(taught(&stated, Some(Trade::Infant), &[Strand::Mind]), stated);
    }
}
