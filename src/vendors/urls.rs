//! Addresses of an organization's workspace, across communities.

use crate::db::{InvitationId, MembershipId, OrgId, PriceId, ServiceId, WorkerId};

/// Begin an organization.
pub const NEW: &str = "/org/new";
/// Organizations that invite me.
pub const INVITATIONS: &str = "/me/invitations";
/// The answer to one invitation.
pub const INVITATION: &str = "/me/invitations/{org}/{invitation}";
/// The workspace's first page.
pub const HOME: &str = "/org/{org}";
/// Name, profile, contact, papers.
pub const PROFILE: &str = "/org/{org}/profile";
/// The services.
pub const SERVICES: &str = "/org/{org}/services";
/// A new service.
pub const SERVICE_NEW: &str = "/org/{org}/services/new";
/// One service.
pub const SERVICE: &str = "/org/{org}/services/{service}";
/// It is no longer offered, or is again.
pub const SERVICE_RETIREMENT: &str = "/org/{org}/services/{service}/retirement";
/// All of it still holds.
pub const SERVICE_CONFIRMATION: &str = "/org/{org}/services/{service}/confirmation";
/// Everything published still holds.
pub const CONFIRMATION: &str = "/org/{org}/services/confirmation";
/// A service's prices, past and to come.
pub const PRICES: &str = "/org/{org}/services/{service}/prices";
/// The end of a price that has not begun.
pub const PRICE_REMOVAL: &str = "/org/{org}/services/{service}/prices/{price}/removal";
/// A service's hours.
pub const HOURS: &str = "/org/{org}/services/{service}/hours";
/// The year that results from a service's hours.
pub const YEAR: &str = "/org/{org}/services/{service}/hours/year";
/// The workers.
pub const WORKERS: &str = "/org/{org}/workers";
/// A new worker.
pub const WORKER_NEW: &str = "/org/{org}/workers/new";
/// One worker.
pub const WORKER: &str = "/org/{org}/workers/{worker}";
/// A worker's certificates and checks.
pub const CREDENTIALS: &str = "/org/{org}/workers/{worker}/credentials";
/// A worker's photo.
pub const PHOTO: &str = "/org/{org}/workers/{worker}/photo";
/// The members.
pub const MEMBERS: &str = "/org/{org}/members";
/// The end of a membership.
pub const MEMBER_END: &str = "/org/{org}/members/{member}/end";
/// A new invitation.
pub const MEMBER_INVITATIONS: &str = "/org/{org}/invitations";
/// The end of an invitation.
pub const INVITATION_REVOCATION: &str = "/org/{org}/invitations/{invitation}/revocation";
/// Sheets of services and prices, out and in.
pub const SHEETS: &str = "/org/{org}/sheets";
/// The sheet as it is now.
pub const SHEET_FILE: &str = "/org/{org}/sheets/{file}";
/// What a sheet would change.
pub const SHEET_CHECK: &str = "/org/{org}/sheets/check";
/// The change itself.
pub const SHEET_APPLY: &str = "/org/{org}/sheets/application";

/// The workspace's first page.
pub fn home(org: OrgId) -> String {
    format!("/org/{org}")
}

/// Name, profile, contact, papers.
pub fn profile(org: OrgId) -> String {
    format!("/org/{org}/profile")
}

/// The services.
pub fn services(org: OrgId) -> String {
    format!("/org/{org}/services")
}

/// A new service.
pub fn service_new(org: OrgId) -> String {
    format!("/org/{org}/services/new")
}

/// One service.
pub fn service(org: OrgId, service: ServiceId) -> String {
    format!("/org/{org}/services/{service}")
}

/// It is no longer offered, or is again.
pub fn service_retirement(org: OrgId, service: ServiceId) -> String {
    format!("/org/{org}/services/{service}/retirement")
}

/// All of it still holds.
pub fn service_confirmation(org: OrgId, service: ServiceId) -> String {
    format!("/org/{org}/services/{service}/confirmation")
}

/// Everything published still holds.
pub fn confirmation(org: OrgId) -> String {
    format!("/org/{org}/services/confirmation")
}

/// A service's prices.
pub fn prices(org: OrgId, service: ServiceId) -> String {
    format!("/org/{org}/services/{service}/prices")
}

/// A service's prices with the form filled in from one of them.
pub fn price_like(org: OrgId, service: ServiceId, price: PriceId) -> String {
    format!("/org/{org}/services/{service}/prices?like={price}#price-form")
}

/// The end of a price that has not begun.
pub fn price_removal(org: OrgId, service: ServiceId, price: PriceId) -> String {
    format!("/org/{org}/services/{service}/prices/{price}/removal")
}

/// A service's hours.
pub fn hours(org: OrgId, service: ServiceId) -> String {
    format!("/org/{org}/services/{service}/hours")
}

/// The year that results from a service's hours.
pub fn year(org: OrgId, service: ServiceId) -> String {
    format!("/org/{org}/services/{service}/hours/year")
}

/// The workers.
pub fn workers(org: OrgId) -> String {
    format!("/org/{org}/workers")
}

/// A new worker.
pub fn worker_new(org: OrgId) -> String {
    format!("/org/{org}/workers/new")
}

/// One worker.
pub fn worker(org: OrgId, worker: WorkerId) -> String {
    format!("/org/{org}/workers/{worker}")
}

/// A worker's certificates and checks.
pub fn credentials(org: OrgId, worker: WorkerId) -> String {
    format!("/org/{org}/workers/{worker}/credentials")
}

/// A worker's photo.
pub fn photo(org: OrgId, worker: WorkerId) -> String {
    format!("/org/{org}/workers/{worker}/photo")
}

/// The members.
pub fn members(org: OrgId) -> String {
    format!("/org/{org}/members")
}

/// The end of a membership.
pub fn member_end(org: OrgId, member: MembershipId) -> String {
    format!("/org/{org}/members/{member}/end")
}

/// A new invitation.
pub fn member_invitations(org: OrgId) -> String {
    format!("/org/{org}/invitations")
}

/// The end of an invitation.
pub fn invitation_revocation(org: OrgId, invitation: InvitationId) -> String {
    format!("/org/{org}/invitations/{invitation}/revocation")
}

/// The answer to an invitation.
pub fn invitation(org: OrgId, invitation: InvitationId) -> String {
    format!("/me/invitations/{org}/{invitation}")
}

/// Sheets, out and in.
pub fn sheets(org: OrgId) -> String {
    format!("/org/{org}/sheets")
}

/// The sheet as it is now: `services.xlsx`, `services.csv`, `workers.xlsx`, `workers.csv`.
pub fn sheet_file(org: OrgId, file: &str) -> String {
    format!("/org/{org}/sheets/{file}")
}

/// What a sheet would change.
pub fn sheet_check(org: OrgId) -> String {
    format!("/org/{org}/sheets/check")
}

/// The change itself.
pub fn sheet_apply(org: OrgId) -> String {
    format!("/org/{org}/sheets/application")
}
