//! Addresses of the loop.

use chrono::NaiveDate;

use crate::db::OrgId;
use crate::tenancy::Tenant;
use crate::web::with_params;

/// The loop, for everybody.
pub const PUBLIC: &str = "/c/{slug}/loop";
/// The loop of a community, or of those below.
pub const DESK: &str = "/c/{slug}/staff/loop";
/// The same as a file.
pub const CSV: &str = "/c/{slug}/staff/loop.csv";
/// The loop of the grids and buildings that somebody leads.
pub const TERRITORY: &str = "/c/{slug}/staff/loop/mine";
/// The loop of an organization's own.
pub const OWN: &str = "/org/{org}/loop";

/// The loop of a community, or of those below.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/loop", tenant.slug)
}

/// The loop, for everybody.
pub(super) fn public(tenant: &Tenant) -> String {
    format!("/c/{}/loop", tenant.slug)
}

/// The loop of the grids and buildings that somebody leads.
pub fn territory(tenant: &Tenant) -> String {
    format!("/c/{}/staff/loop/mine", tenant.slug)
}

/// The loop of an organization's own.
pub fn own(org: OrgId) -> String {
    format!("/org/{org}/loop")
}

/// The same as of a month, with the way of one cohort.
pub(super) fn month(tenant: &Tenant, month: &str, cohort: Option<NaiveDate>) -> String {
    let cohort = cohort.map(|cohort| cohort.to_string()).unwrap_or_default();
    with_params(&desk(tenant), &[("month", month), ("cohort", &cohort)])
}

/// The same as a file.
pub(super) fn csv(tenant: &Tenant) -> String {
    format!("/c/{}/staff/loop.csv", tenant.slug)
}
