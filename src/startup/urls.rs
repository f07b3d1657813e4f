//! Addresses of residents who begin a business.

use crate::db::{CaseId, MentoringId, OrgId, ResidentId};
use crate::tenancy::Tenant;

/// Everybody who does.
pub const CASES: &str = "/c/{slug}/staff/startup";
/// What somebody wants is taken down.
pub const NEW: &str = "/c/{slug}/staff/startup/new";
/// One of them.
pub const CASE: &str = "/c/{slug}/staff/startup/{case}";
/// It goes a step on.
pub const STEP: &str = "/c/{slug}/staff/startup/{case}/step";
/// It is closed.
pub const CLOSURE: &str = "/c/{slug}/staff/startup/{case}/closure";
/// A milestone gets its day, or is reached.
pub const MILESTONES: &str = "/c/{slug}/staff/startup/{case}/milestones";
/// Something is noted.
pub const NOTES: &str = "/c/{slug}/staff/startup/{case}/notes";
/// Somebody is chosen to go along.
pub const MENTOR: &str = "/c/{slug}/staff/startup/{case}/mentor";
/// And goes along no more.
pub const MENTOR_END: &str = "/c/{slug}/staff/startup/{case}/mentor/end";
/// The organization that came of it is admitted.
pub const ORGANIZATION: &str = "/c/{slug}/staff/startup/{case}/organization";

/// Mine.
pub const MINE: &str = "/me/startup";
/// I have reached a milestone, or have not after all.
pub const MY_MILESTONES: &str = "/me/startup/{case}/milestones";
/// I no longer want to.
pub const MY_CLOSURE: &str = "/me/startup/{case}/closure";
/// I say yes to whoever is to go along with me, or let them read something else.
pub const MY_MENTOR: &str = "/me/startup/{case}/mentor";
/// I say no, or would rather not any more.
pub const MY_MENTOR_END: &str = "/me/startup/{case}/mentor/end";

/// With whom I go along.
pub const MENTORINGS: &str = "/me/mentoring";
/// One of them.
pub const MENTORING: &str = "/me/mentoring/{mentoring}";
/// I note something for them.
pub const MENTORING_NOTES: &str = "/me/mentoring/{mentoring}/notes";
/// I would rather not any more.
pub const MENTORING_END: &str = "/me/mentoring/{mentoring}/end";

/// An organization keeps where it came from.
pub const HISTORY: &str = "/org/{org}/history";
/// Staff of communities read it, or do not any more.
pub const HISTORY_SHOWING: &str = "/org/{org}/history/showing";
/// It is kept no longer.
pub const HISTORY_REMOVAL: &str = "/org/{org}/history/removal";

/// Everybody who begins a business.
pub fn cases(tenant: &Tenant) -> String {
    format!("/c/{}/staff/startup", tenant.slug)
}

/// What somebody wants is taken down.
pub fn new(tenant: &Tenant) -> String {
    format!("/c/{}/staff/startup/new", tenant.slug)
}

/// That of a resident: what is on file, or where it is taken down.
pub fn of(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/startup/new?resident={resident}", tenant.slug)
}

/// One case.
pub fn case(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}", tenant.slug)
}

/// It goes a step on.
pub fn step(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}/step", tenant.slug)
}

/// It is closed.
pub fn closure(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}/closure", tenant.slug)
}

/// A milestone gets its day, or is reached.
pub fn milestones(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}/milestones", tenant.slug)
}

/// Something is noted.
pub fn notes(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}/notes", tenant.slug)
}

/// Somebody is chosen to go along.
pub fn mentor(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}/mentor", tenant.slug)
}

/// And goes along no more.
pub fn mentor_end(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}/mentor/end", tenant.slug)
}

/// The organization that came of it.
pub fn organization(tenant: &Tenant, case: CaseId) -> String {
    format!("/c/{}/staff/startup/{case}/organization", tenant.slug)
}

/// Mine, in one of several communities.
pub fn mine(record: ResidentId) -> String {
    format!("/me/startup?record={record}")
}

/// I have reached a milestone.
pub fn my_milestones(case: CaseId) -> String {
    format!("/me/startup/{case}/milestones")
}

/// I no longer want to.
pub fn my_closure(case: CaseId) -> String {
    format!("/me/startup/{case}/closure")
}

/// I say yes to whoever is to go along with me.
pub fn my_mentor(case: CaseId) -> String {
    format!("/me/startup/{case}/mentor")
}

/// I say no, or would rather not any more.
pub fn my_mentor_end(case: CaseId) -> String {
    format!("/me/startup/{case}/mentor/end")
}

/// Somebody with whom I go along.
pub fn mentoring(id: MentoringId) -> String {
    format!("/me/mentoring/{id}")
}

/// I note something for them.
pub fn mentoring_notes(id: MentoringId) -> String {
    format!("/me/mentoring/{id}/notes")
}

/// I would rather not any more.
pub fn mentoring_end(id: MentoringId) -> String {
    format!("/me/mentoring/{id}/end")
}

/// An organization keeps where it came from.
pub fn history(org: OrgId) -> String {
    format!("/org/{org}/history")
}

/// Staff of communities read it, or do not any more.
pub fn history_showing(org: OrgId) -> String {
    format!("/org/{org}/history/showing")
}

/// It is kept no longer.
pub fn history_removal(org: OrgId) -> String {
    format!("/org/{org}/history/removal")
}
