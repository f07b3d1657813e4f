//! Addresses of jobs.

use crate::db::{JobApplicationId, OrgId, PostingId, ResidentId};
use crate::tenancy::Tenant;

/// What there is to do here.
pub const LIST: &str = "/c/{slug}/jobs";
/// The same, for feed readers (Atom).
pub const FEED: &str = "/c/{slug}/jobs.atom";
/// One posting.
pub const POSTING: &str = "/c/{slug}/jobs/{posting}";
/// Somebody applies for it.
pub const APPLY: &str = "/c/{slug}/jobs/{posting}/application";

/// What I applied for.
pub const MINE: &str = "/me/applications";
/// I say whether I come to an interview, or that I accept an offer.
pub const ANSWER: &str = "/me/applications/{application}/answer";
/// I take an application back.
pub const WITHDRAWAL: &str = "/me/applications/{application}/withdrawal";
/// I say whether I am still there.
pub const STAY: &str = "/me/applications/{application}/stay";

/// The postings that staff keep and look at.
pub const DESK: &str = "/c/{slug}/staff/jobs";
/// A new one.
pub const NEW: &str = "/c/{slug}/staff/jobs/new";
/// Somebody applies on paper.
pub const PAPER: &str = "/c/{slug}/staff/jobs/paper";
/// One posting, as staff see it.
pub const DRAFT: &str = "/c/{slug}/staff/jobs/{posting}";
/// It goes its way.
pub const STEPS: &str = "/c/{slug}/staff/jobs/{posting}/steps";
/// It is approved or returned.
pub const DECISION: &str = "/c/{slug}/staff/jobs/{posting}/decision";
/// Who applied.
pub const APPLICATIONS: &str = "/c/{slug}/staff/jobs/{posting}/applications";
/// One of them.
pub const APPLICATION: &str = "/c/{slug}/staff/jobs/{posting}/applications/{application}";
/// It goes its way.
pub const APPLICATION_STEPS: &str = "/c/{slug}/staff/jobs/{posting}/applications/{application}/steps";
/// Staff write down what the applicant told them.
pub const APPLICATION_WORD: &str = "/c/{slug}/staff/jobs/{posting}/applications/{application}/word";

/// An organization's postings in all communities.
pub const ORG_DESK: &str = "/org/{org}/jobs";
/// A new one.
pub const ORG_NEW: &str = "/org/{org}/jobs/new";
/// One of them.
pub const ORG_DRAFT: &str = "/org/{org}/jobs/{community}/{posting}";
/// It goes its way.
pub const ORG_STEPS: &str = "/org/{org}/jobs/{community}/{posting}/steps";
/// It is printed, A4; and the link that is printed on it is made.
pub const ORG_POSTER: &str = "/org/{org}/jobs/{community}/{posting}/poster";
/// Who applied.
pub const ORG_APPLICATIONS: &str = "/org/{org}/jobs/{community}/{posting}/applications";
/// One of them.
pub const ORG_APPLICATION: &str = "/org/{org}/jobs/{community}/{posting}/applications/{application}";
/// It goes its way.
pub const ORG_APPLICATION_STEPS: &str = "/org/{org}/jobs/{community}/{posting}/applications/{application}/steps";

/// What there is to do here.
pub fn list(tenant: &Tenant) -> String {
    format!("/c/{}/jobs", tenant.slug)
}

/// The same, for feed readers.
pub fn feed(tenant: &Tenant) -> String {
    format!("/c/{}/jobs.atom", tenant.slug)
}

/// One posting.
pub fn posting(tenant: &Tenant, posting: PostingId) -> String {
    format!("/c/{}/jobs/{posting}", tenant.slug)
}

/// Somebody applies for it.
pub fn apply(tenant: &Tenant, posting: PostingId) -> String {
    format!("/c/{}/jobs/{posting}/application", tenant.slug)
}

/// I say whether I come to an interview, or that I accept an offer.
pub fn answer(application: JobApplicationId) -> String {
    format!("/me/applications/{application}/answer")
}

/// I take an application back.
pub fn withdrawal(application: JobApplicationId) -> String {
    format!("/me/applications/{application}/withdrawal")
}

/// I say whether I am still there.
pub fn stay(application: JobApplicationId) -> String {
    format!("/me/applications/{application}/stay")
}

/// Somebody applies on paper.
pub fn paper(tenant: &Tenant) -> String {
    format!("/c/{}/staff/jobs/paper", tenant.slug)
}

/// A resident applies on paper.
pub fn paper_of(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/jobs/paper?resident={resident}", tenant.slug)
}

/// An organization's postings in all communities.
pub fn org_desk(org: OrgId) -> String {
    format!("/org/{org}/jobs")
}

/// The postings of those who keep them: a community's, or an organization's.
pub fn desk(tenant: &Tenant, org: Option<OrgId>) -> String {
    match org {
        Some(org) => org_desk(org),
        None => format!("/c/{}/staff/jobs", tenant.slug),
    }
}

/// One of them.
pub fn draft(tenant: &Tenant, org: Option<OrgId>, posting: PostingId) -> String {
    match org {
        Some(org) => format!("/org/{org}/jobs/{}/{posting}", tenant.slug),
        None => format!("/c/{}/staff/jobs/{posting}", tenant.slug),
    }
}

/// It goes its way.
pub fn steps(tenant: &Tenant, org: Option<OrgId>, posting: PostingId) -> String {
    format!("{}/steps", draft(tenant, org, posting))
}

/// An organization prints it.
pub fn org_poster(tenant: &Tenant, org: OrgId, posting: PostingId) -> String {
    format!("{}/poster", draft(tenant, Some(org), posting))
}

/// It is approved or returned.
pub fn decision(tenant: &Tenant, posting: PostingId) -> String {
    format!("{}/decision", draft(tenant, None, posting))
}

/// Who applied.
pub fn applications(tenant: &Tenant, org: Option<OrgId>, posting: PostingId) -> String {
    format!("{}/applications", draft(tenant, org, posting))
}

/// One of them.
pub fn application(tenant: &Tenant, org: Option<OrgId>, posting: PostingId, application: JobApplicationId) -> String {
    format!("{}/{application}", applications(tenant, org, posting))
}

/// Staff write down what the applicant told them.
pub fn word(tenant: &Tenant, posting: PostingId, of: JobApplicationId) -> String {
    format!("{}/word", application(tenant, None, posting, of))
}
