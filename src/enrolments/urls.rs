//! Addresses of enrolments.

use crate::db::{CourseSessionId, EnrolmentId, OrgId, ResidentId, RunId, SearchId};
use crate::tenancy::Tenant;

/// A run, for whoever would like to learn: they enrol.
pub const ENROLMENT: &str = "/c/{slug}/training/{run}/enrolment";
/// The answer to an offered seat.
pub const ANSWER: &str = "/c/{slug}/training/{run}/enrolment/answer";
/// They do not learn after all.
pub const WITHDRAWAL: &str = "/c/{slug}/training/{run}/enrolment/withdrawal";
/// A learner says that they are in the room.
pub const ATTENDANCE: &str = "/c/{slug}/attendance/{session}";
/// What I learn.
pub const MINE: &str = "/me/training";
/// I ask for the address of my calendar, or for another one.
pub const MY_CALENDAR: &str = "/me/training/calendar";
/// A person's calendar, for programs.
pub const CALENDAR: &str = "/calendar/{calendar}";
/// How that comes into a phone; whoever opens it need not be signed in there.
pub const SUBSCRIPTION: &str = "/calendar/{calendar}/subscription";

/// The learners of a run, for staff, who also enrol people on paper.
pub const LEARNERS: &str = "/c/{slug}/staff/training/{run}/learners";
/// A search for whom to enrol; what is typed is in no address.
pub const SEARCH: &str = "/c/{slug}/staff/training/{run}/learners/search";
/// One learner.
pub const LEARNER: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}";
/// Whether whoever asked is taken.
pub const DECISION: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}/decision";
/// Staff write down what somebody answers to an offered seat.
pub const SEAT: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}/answer";
/// Staff write down that somebody leaves.
pub const LEAVING: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}/withdrawal";
/// The points of a learner.
pub const SCORE: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}/score";
/// How it ended for a learner.
pub const CLOSING: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}/closing";
/// And that this was a mistake.
pub const REOPENING: &str = "/c/{slug}/staff/training/{run}/learners/{enrolment}/reopening";
/// Who was at a meeting.
pub const SESSION: &str = "/c/{slug}/staff/training/{run}/sessions/{session}/attendance";
/// That somebody will not be there, written down ahead of it.
pub const EXCUSES: &str = "/c/{slug}/staff/training/{run}/sessions/{session}/excuses";
/// The code for the screen of its room.
pub const CODE: &str = "/c/{slug}/staff/training/{run}/sessions/{session}/code";

/// The same for the trainer.
pub const TRAINER_LEARNERS: &str = "/org/{org}/training/{community}/{run}/learners";
/// One learner, for the trainer.
pub const TRAINER_LEARNER: &str = "/org/{org}/training/{community}/{run}/learners/{enrolment}";
/// Whether whoever asked is taken, by the trainer.
pub const TRAINER_DECISION: &str = "/org/{org}/training/{community}/{run}/learners/{enrolment}/decision";
/// The points of a learner, by the trainer.
pub const TRAINER_SCORE: &str = "/org/{org}/training/{community}/{run}/learners/{enrolment}/score";
/// How it ended for a learner, by the trainer.
pub const TRAINER_CLOSING: &str = "/org/{org}/training/{community}/{run}/learners/{enrolment}/closing";
/// And that this was a mistake, by the trainer.
pub const TRAINER_REOPENING: &str = "/org/{org}/training/{community}/{run}/learners/{enrolment}/reopening";
/// Who was at a meeting, by the trainer.
pub const TRAINER_SESSION: &str = "/org/{org}/training/{community}/{run}/sessions/{session}/attendance";
/// That somebody will not be there, written down ahead of it by the trainer.
pub const TRAINER_EXCUSES: &str = "/org/{org}/training/{community}/{run}/sessions/{session}/excuses";
/// The code for the screen of its room, for the trainer.
pub const TRAINER_CODE: &str = "/org/{org}/training/{community}/{run}/sessions/{session}/code";

/// The meetings that a member of an organization teaches.
pub const TEACHING: &str = "/org/{org}/teaching";

/// A run, for whoever would like to learn.
pub fn enrolment(tenant: &Tenant, run: RunId) -> String {
    format!("/c/{}/training/{run}/enrolment", tenant.slug)
}

/// The calendar with this token.
pub fn calendar(token: &str) -> String {
    format!("/calendar/{token}.ics")
}

/// How that comes into a phone.
pub fn subscription(token: &str) -> String {
    format!("/calendar/{token}/subscription")
}

/// The answer to an offered seat.
pub fn answer(tenant: &Tenant, run: RunId) -> String {
    format!("{}/answer", enrolment(tenant, run))
}

/// They do not learn after all.
pub fn withdrawal(tenant: &Tenant, run: RunId) -> String {
    format!("{}/withdrawal", enrolment(tenant, run))
}

/// A learner says that they are in the room.
pub fn attendance(tenant: &Tenant, session: CourseSessionId) -> String {
    format!("/c/{}/attendance/{session}", tenant.slug)
}

/// The same, with the code of the moment: what the QR code on the screen says.
pub fn scanned(tenant: &Tenant, session: CourseSessionId, digits: &str) -> String {
    format!("{}?code={digits}", attendance(tenant, session))
}

/// The meetings that a member of an organization teaches.
pub fn teaching(org: OrgId) -> String {
    format!("/org/{org}/teaching")
}

/// Where a run's learners are kept: the community's desk, or the trainer's.
#[derive(Debug, Clone)]
pub struct Desk(String);

impl Desk {
    /// The community's.
    pub fn of_staff(tenant: &Tenant, run: RunId) -> Self {
        Self(format!("/c/{}/staff/training/{run}", tenant.slug))
    }

    /// The trainer's.
    pub fn of_trainer(org: OrgId, tenant: &Tenant, run: RunId) -> Self {
        Self(format!("/org/{org}/training/{}/{run}", tenant.slug))
    }

    /// The learners.
    pub fn learners(&self) -> String {
        format!("{}/learners", self.0)
    }

    /// A search for whom to enrol.
    pub fn search(&self) -> String {
        format!("{}/learners/search", self.0)
    }

    /// What it found.
    pub fn found(&self, search: SearchId) -> String {
        format!("{}/learners?search={search}", self.0)
    }

    /// Where somebody is enrolled on paper.
    pub fn paper(&self, resident: ResidentId) -> String {
        format!("{}/learners?resident={resident}#paper", self.0)
    }

    /// One learner.
    pub fn learner(&self, id: EnrolmentId) -> String {
        format!("{}/learners/{id}", self.0)
    }

    /// Whether whoever asked is taken.
    pub fn decision(&self, id: EnrolmentId) -> String {
        format!("{}/learners/{id}/decision", self.0)
    }

    /// What somebody answers to an offered seat.
    pub fn seat(&self, id: EnrolmentId) -> String {
        format!("{}/learners/{id}/answer", self.0)
    }

    /// Somebody leaves.
    pub fn leaving(&self, id: EnrolmentId) -> String {
        format!("{}/learners/{id}/withdrawal", self.0)
    }

    /// The points.
    pub fn score(&self, id: EnrolmentId) -> String {
        format!("{}/learners/{id}/score", self.0)
    }

    /// How it ended.
    pub fn closing(&self, id: EnrolmentId) -> String {
        format!("{}/learners/{id}/closing", self.0)
    }

    /// That this was a mistake.
    pub fn reopening(&self, id: EnrolmentId) -> String {
        format!("{}/learners/{id}/reopening", self.0)
    }

    /// Who was at a meeting.
    pub fn session(&self, id: CourseSessionId) -> String {
        format!("{}/sessions/{id}/attendance", self.0)
    }

    /// That somebody will not be there.
    pub fn excuses(&self, id: CourseSessionId) -> String {
        format!("{}/sessions/{id}/excuses", self.0)
    }

    /// The code for its screen.
    pub fn code(&self, id: CourseSessionId) -> String {
        format!("{}/sessions/{id}/code", self.0)
    }
}
