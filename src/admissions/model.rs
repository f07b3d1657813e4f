//! The state machine of an admission (入驻, domain.md §3).

use serde::{Deserialize, Serialize};

use crate::web::Messages;

/// Where an organization stands with a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AdmissionStatus {
    /// Being written.
    Draft,
    /// Handed in.
    Submitted,
    /// Its papers are being checked.
    MaterialCheck,
    /// Given back with reasons.
    Returned,
    /// Somebody visits the company.
    SiteVisit,
    /// Shown to everybody, so that whoever objects can say so.
    PublicNotice,
    /// May serve the community.
    Admitted,
    /// May not take on anything new for now.
    Suspended,
    /// Has left.
    Exited,
    /// Was refused.
    Rejected,
}

/// A step from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The organization hands its application in, for the first time or again.
    Submit,
    /// The community begins to check the papers.
    Check,
    /// The community gives it back with reasons.
    Return,
    /// The papers are in order; somebody visits.
    Visit,
    /// The community shows it to everybody.
    Notice,
    /// The community admits it.
    Admit,
    /// The community refuses it.
    Reject,
    /// The community stops its new business.
    Suspend,
    /// The community lets it go on.
    Resume,
    /// It leaves, by its own wish or the community's.
    Exit,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 10] = [
        Self::Submit,
        Self::Check,
        Self::Return,
        Self::Visit,
        Self::Notice,
        Self::Admit,
        Self::Reject,
        Self::Suspend,
        Self::Resume,
        Self::Exit,
    ];

    /// The word in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Check => "check",
            Self::Return => "return",
            Self::Visit => "visit",
            Self::Notice => "notice",
            Self::Admit => "admit",
            Self::Reject => "reject",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Exit => "exit",
        }
    }

    /// Whether the organization must be told why.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Reject | Self::Suspend | Self::Exit)
    }

    /// What the button says.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.admissions;
        match self {
            Self::Submit => t.step_submit,
            Self::Check => t.step_check,
            Self::Return => t.step_return,
            Self::Visit => t.step_visit,
            Self::Notice => t.step_notice,
            Self::Admit => t.step_admit,
            Self::Reject => t.step_reject,
            Self::Suspend => t.step_suspend,
            Self::Resume => t.step_resume,
            Self::Exit => t.step_exit,
        }
    }
}

impl AdmissionStatus {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Submitted,
        Self::MaterialCheck,
        Self::Returned,
        Self::SiteVisit,
        Self::PublicNotice,
        Self::Admitted,
        Self::Suspended,
        Self::Exited,
        Self::Rejected,
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::MaterialCheck => "material_check",
            Self::Returned => "returned",
            Self::SiteVisit => "site_visit",
            Self::PublicNotice => "public_notice",
            Self::Admitted => "admitted",
            Self::Suspended => "suspended",
            Self::Exited => "exited",
            Self::Rejected => "rejected",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// What people call it.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.admissions;
        match self {
            Self::Draft => t.status_draft,
            Self::Submitted => t.status_submitted,
            Self::MaterialCheck => t.status_material_check,
            Self::Returned => t.status_returned,
            Self::SiteVisit => t.status_site_visit,
            Self::PublicNotice => t.status_public_notice,
            Self::Admitted => t.status_admitted,
            Self::Suspended => t.status_suspended,
            Self::Exited => t.status_exited,
            Self::Rejected => t.status_rejected,
        }
    }

    /// Where a step leads from here; none when it cannot be taken.
    pub fn after(self, step: Step) -> Option<Self> {
        use AdmissionStatus as S;
        match (self, step) {
            (S::Draft | S::Returned | S::Rejected | S::Exited, Step::Submit) => Some(S::Submitted),
            (S::Submitted, Step::Check) => Some(S::MaterialCheck),
            (S::Submitted | S::MaterialCheck | S::SiteVisit | S::PublicNotice, Step::Return) => Some(S::Returned),
            (S::MaterialCheck, Step::Visit) => Some(S::SiteVisit),
            (S::SiteVisit, Step::Notice) => Some(S::PublicNotice),
            (S::PublicNotice, Step::Admit) | (S::Suspended, Step::Resume) => Some(S::Admitted),
            (S::Submitted | S::MaterialCheck | S::Returned | S::SiteVisit | S::PublicNotice, Step::Reject) => {
                Some(S::Rejected)
            }
            (S::Admitted, Step::Suspend) => Some(S::Suspended),
            // Before it is admitted, leaving is taking the application back.
            (
                S::Submitted
                | S::MaterialCheck
                | S::Returned
                | S::SiteVisit
                | S::PublicNotice
                | S::Admitted
                | S::Suspended,
                Step::Exit,
            ) => Some(S::Exited),
            _ => None,
        }
    }

    /// The steps that the community may take from here.
    pub fn staff_steps(self) -> impl Iterator<Item = Step> {
        // Whoever is not in cannot be put out: the community refuses instead.
        let theirs = move |step: &Step| match step {
            Step::Submit => false,
            Step::Exit => self.is_in(),
            _ => true,
        };
        Step::ALL.into_iter().filter(theirs).filter(move |step| self.after(*step).is_some())
    }

    /// Whether the organization may change its application.
    pub fn is_open_to_applicant(self) -> bool {
        self.after(Step::Submit).is_some()
    }

    /// Whether a community is looking at what was handed in, or has given it back.
    pub fn is_under_review(self) -> bool {
        matches!(self, Self::Submitted | Self::MaterialCheck | Self::Returned | Self::SiteVisit | Self::PublicNotice)
    }

    /// Whether its offers may be shown, or wait to be shown again.
    pub fn is_in(self) -> bool {
        matches!(self, Self::Admitted | Self::Suspended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_straight_way_leads_in() {
        let steps = [Step::Submit, Step::Check, Step::Visit, Step::Notice, Step::Admit];
        let mut status = AdmissionStatus::Draft;
        for step in steps {
            status = status.after(step).unwrap_or_else(|| panic!("{step:?} from {status:?}"));
        }
        assert_eq!(status, AdmissionStatus::Admitted);
    }

    #[test]
    fn nothing_is_skipped_and_what_was_decided_stands() {
        for from in [AdmissionStatus::Draft, AdmissionStatus::Submitted, AdmissionStatus::MaterialCheck] {
            assert_eq!(from.after(Step::Admit), None, "{from:?}");
        }
        for step in Step::ALL {
            let again = AdmissionStatus::Rejected.after(step);
            assert!(again.is_none() || step == Step::Submit, "{step:?}");
            // Whoever is in can only be suspended, resumed or leave.
            let from_in = AdmissionStatus::Admitted.after(step);
            assert!(from_in.is_none() || matches!(step, Step::Suspend | Step::Exit), "{step:?}");
        }
    }

    #[test]
    fn words_lead_back() {
        for status in AdmissionStatus::ALL {
            assert_eq!(AdmissionStatus::parse(status.code()), Some(status));
        }
    }
}
