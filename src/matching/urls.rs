//! Addresses of matching.

use crate::db::PostingId;
use crate::tenancy::Tenant;
use crate::values::Trade;

/// Jobs, each with how many people on file it would fit.
pub const DESK: &str = "/c/{slug}/staff/matching";
/// What to teach next.
pub const COURSES: &str = "/c/{slug}/staff/matching/courses";
/// The people whom a job would fit.
pub const POSTING: &str = "/c/{slug}/staff/matching/{posting}";

/// Jobs, each with how many people on file it would fit.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/matching", tenant.slug)
}

/// What to teach next.
pub fn courses(tenant: &Tenant) -> String {
    format!("/c/{}/staff/matching/courses", tenant.slug)
}

/// The same, at one trade.
pub fn trade(tenant: &Tenant, trade: Trade) -> String {
    format!("/c/{}/staff/matching/courses#{}", tenant.slug, trade.code())
}

/// The people whom a job would fit.
pub fn posting(tenant: &Tenant, posting: PostingId) -> String {
    format!("/c/{}/staff/matching/{posting}", tenant.slug)
}
