//! Addresses of admission (入驻).

use crate::db::OrgId;
use crate::tenancy::Tenant;

/// For companies that want to serve a community: what it asks for, and where to begin.
pub const JOIN: &str = "/c/{slug}/join";
/// The community's companies, and those on public notice.
pub const VENDORS: &str = "/c/{slug}/vendors";
/// The staff's list of organizations.
pub const RECORDS: &str = "/c/{slug}/staff/vendors";
/// One organization in the eyes of the staff.
pub const RECORD: &str = "/c/{slug}/staff/vendors/{org}";
/// A step of its admission.
pub const STEP: &str = "/c/{slug}/staff/vendors/{org}/steps";
/// The checklist's results.
pub const CHECKS: &str = "/c/{slug}/staff/vendors/{org}/checks";
/// Whether its minor changes are published at once.
pub const TRUST: &str = "/c/{slug}/staff/vendors/{org}/trust";
/// Its first owner is invited.
pub const OWNER: &str = "/c/{slug}/staff/vendors/{org}/owner";
/// The communities an organization serves or applies to.
pub const APPLICATIONS: &str = "/org/{org}/communities";
/// Its application to one community; `community` is the community's slug.
pub const APPLICATION: &str = "/org/{org}/communities/{community}";
/// Handing it in.
pub const SUBMISSION: &str = "/org/{org}/communities/{community}/submission";
/// Leaving.
pub const EXIT: &str = "/org/{org}/communities/{community}/exit";
/// The estates served there.
pub const AREA: &str = "/org/{org}/communities/{community}/area";

/// For companies that want to serve a community.
pub fn join(tenant: &Tenant) -> String {
    format!("/c/{}/join", tenant.slug)
}

/// The community's companies.
pub fn vendors(tenant: &Tenant) -> String {
    format!("/c/{}/vendors", tenant.slug)
}

/// The staff's list of organizations.
pub fn records(tenant: &Tenant) -> String {
    format!("/c/{}/staff/vendors", tenant.slug)
}

/// One organization in the eyes of the staff.
pub fn record(tenant: &Tenant, org: OrgId) -> String {
    format!("/c/{}/staff/vendors/{org}", tenant.slug)
}

/// A step of its admission.
pub fn step(tenant: &Tenant, org: OrgId) -> String {
    format!("/c/{}/staff/vendors/{org}/steps", tenant.slug)
}

/// The checklist's results.
pub fn checks(tenant: &Tenant, org: OrgId) -> String {
    format!("/c/{}/staff/vendors/{org}/checks", tenant.slug)
}

/// Whether its minor changes are published at once.
pub fn trust(tenant: &Tenant, org: OrgId) -> String {
    format!("/c/{}/staff/vendors/{org}/trust", tenant.slug)
}

/// Its first owner is invited.
pub fn owner(tenant: &Tenant, org: OrgId) -> String {
    format!("/c/{}/staff/vendors/{org}/owner", tenant.slug)
}

/// The communities an organization serves or applies to.
pub fn applications(org: OrgId) -> String {
    format!("/org/{org}/communities")
}

/// Its application to one community.
pub fn application(org: OrgId, tenant: &Tenant) -> String {
    format!("/org/{org}/communities/{}", tenant.slug)
}

/// Handing it in.
pub fn submission(org: OrgId, tenant: &Tenant) -> String {
    format!("/org/{org}/communities/{}/submission", tenant.slug)
}

/// Leaving.
pub fn exit(org: OrgId, tenant: &Tenant) -> String {
    format!("/org/{org}/communities/{}/exit", tenant.slug)
}

/// The estates served there.
pub fn area(org: OrgId, tenant: &Tenant) -> String {
    format!("/org/{org}/communities/{}/area", tenant.slug)
}
