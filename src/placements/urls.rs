//! Addresses of placements, at each of their three desks.

use crate::db::{EnrolmentId, OrgId, PlacementEntryId, PlacementId, RunId};
use crate::enrolments;
use crate::tenancy::Tenant;

/// What learners practise, for staff.
pub const DESK: &str = "/c/{slug}/staff/placements";
/// One placement.
pub const PLACEMENT: &str = "/c/{slug}/staff/placements/{placement}";
/// It goes on, or ends.
pub const STEPS: &str = "/c/{slug}/staff/placements/{placement}/steps";
/// What is agreed, and that it is otherwise from now on.
pub const PLAN: &str = "/c/{slug}/staff/placements/{placement}/plan";
/// Its hour book, to print.
pub const SHEET: &str = "/c/{slug}/staff/placements/{placement}/sheet";
/// A line is written, from paper.
pub const ENTRIES: &str = "/c/{slug}/staff/placements/{placement}/entries";
/// One line, and writing it anew.
pub const ENTRY: &str = "/c/{slug}/staff/placements/{placement}/entries/{entry}";
/// It is signed, settled, or taken back.
pub const ENTRY_STEPS: &str = "/c/{slug}/staff/placements/{placement}/entries/{entry}/steps";
/// Staff ask a company to take a learner.
pub const PROPOSAL: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}/placement";
/// The trainer does.
pub const TRAINER_PROPOSAL: &str = "/org/{org}/training/{community}/{run}/learners/{enrolment}/placement";

/// Who practises with an organization, and its own learners elsewhere.
pub const ORG_DESK: &str = "/org/{org}/placements";
/// One placement.
pub const ORG_PLACEMENT: &str = "/org/{org}/placements/{community}/{placement}";
/// It goes on, or ends.
pub const ORG_STEPS: &str = "/org/{org}/placements/{community}/{placement}/steps";
/// Who shows the learner the work, and that it is somebody else from now on.
pub const ORG_MENTOR: &str = "/org/{org}/placements/{community}/{placement}/mentor";
/// A line is written by the company.
pub const ORG_ENTRIES: &str = "/org/{org}/placements/{community}/{placement}/entries";
/// One line, and writing it anew.
pub const ORG_ENTRY: &str = "/org/{org}/placements/{community}/{placement}/entries/{entry}";
/// It is signed, said to be wrong, or taken back.
pub const ORG_ENTRY_STEPS: &str = "/org/{org}/placements/{community}/{placement}/entries/{entry}/steps";

/// Where I practise.
pub const MINE: &str = "/me/placements";
/// One of them, with its hour book.
pub const MY_PLACEMENT: &str = "/me/placements/{placement}";
/// I break it off.
pub const MY_STEPS: &str = "/me/placements/{placement}/steps";
/// My hour book, to print.
pub const MY_SHEET: &str = "/me/placements/{placement}/sheet";
/// I write a day down.
pub const MY_ENTRIES: &str = "/me/placements/{placement}/entries";
/// One line, and writing it anew.
pub const MY_ENTRY: &str = "/me/placements/{placement}/entries/{entry}";
/// I sign it, say that it is wrong, or take it back.
pub const MY_ENTRY_STEPS: &str = "/me/placements/{placement}/entries/{entry}/steps";

/// What learners practise, for staff.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/placements", tenant.slug)
}

/// Who practises with an organization.
pub fn org_desk(org: OrgId) -> String {
    format!("/org/{org}/placements")
}

/// Where the trainer, or staff, ask a company to take a learner.
pub fn proposal(desk: &enrolments::urls::Desk, enrolment: EnrolmentId) -> String {
    format!("{}/placement", desk.learner(enrolment))
}

/// A learner of a run, for staff.
pub fn learner(tenant: &Tenant, run: RunId, enrolment: EnrolmentId) -> String {
    enrolments::urls::Desk::of_staff(tenant, run).learner(enrolment)
}

/// The addresses of one placement, from where somebody looks at it.
#[derive(Debug, Clone)]
pub struct Links(String);

impl Links {
    /// From the staff's desk.
    pub fn of_staff(tenant: &Tenant, id: PlacementId) -> Self {
        Self(format!("{}/{id}", desk(tenant)))
    }

    /// From the company's workspace.
    pub fn of_company(org: OrgId, tenant: &Tenant, id: PlacementId) -> Self {
        Self(format!("{}/{}/{id}", org_desk(org), tenant.slug))
    }

    /// From the learner's own pages.
    pub fn of_learner(id: PlacementId) -> Self {
        Self(format!("{MINE}/{id}"))
    }

    /// Its page.
    pub fn page(&self) -> &str {
        &self.0
    }

    /// It goes on, or ends.
    pub fn steps(&self) -> String {
        format!("{}/steps", self.0)
    }

    /// Somebody else shows the learner the work.
    pub fn mentor(&self) -> String {
        format!("{}/mentor", self.0)
    }

    /// What is agreed is put right.
    pub fn plan(&self) -> String {
        format!("{}/plan", self.0)
    }

    /// Its hour book, to print.
    pub fn sheet(&self) -> String {
        format!("{}/sheet", self.0)
    }

    /// A line is written.
    pub fn entries(&self) -> String {
        format!("{}/entries", self.0)
    }

    /// One line.
    pub fn entry(&self, id: PlacementEntryId) -> String {
        format!("{}/entries/{id}", self.0)
    }

    /// What becomes of it.
    pub fn entry_steps(&self, id: PlacementEntryId) -> String {
        format!("{}/entries/{id}/steps", self.0)
    }
}
