//! Addresses of what a community publishes.

use crate::db::{ChangeId, ListingId};
use crate::tenancy::Tenant;

/// Everything that waits for the staff.
pub const QUEUE: &str = "/c/{slug}/staff/queue";
/// Who looks after one of its items.
pub const ASSIGNMENT: &str = "/c/{slug}/staff/queue/assignment";
/// A change that an organization wants published.
pub const CHANGE: &str = "/c/{slug}/staff/changes/{change}";
/// The decision on it.
pub const DECISION: &str = "/c/{slug}/staff/changes/{change}/decision";
/// One offer in the eyes of the staff.
pub const LISTING: &str = "/c/{slug}/staff/listings/{listing}";
/// The staff have checked it.
pub const LISTING_CHECK: &str = "/c/{slug}/staff/listings/{listing}/check";
/// It is taken down, or put up again.
pub const LISTING_SUSPENSION: &str = "/c/{slug}/staff/listings/{listing}/suspension";
/// What holds for publishing here.
pub const SETTINGS: &str = "/c/{slug}/staff/publishing";

/// Everything that waits for the staff.
pub fn queue(tenant: &Tenant) -> String {
    format!("/c/{}/staff/queue", tenant.slug)
}

/// Who looks after one of its items.
pub fn assignment(tenant: &Tenant) -> String {
    format!("/c/{}/staff/queue/assignment", tenant.slug)
}

/// A change that an organization wants published.
pub fn change(tenant: &Tenant, change: ChangeId) -> String {
    format!("/c/{}/staff/changes/{change}", tenant.slug)
}

/// The decision on it.
pub fn decision(tenant: &Tenant, change: ChangeId) -> String {
    format!("/c/{}/staff/changes/{change}/decision", tenant.slug)
}

/// One offer in the eyes of the staff.
pub fn listing(tenant: &Tenant, listing: ListingId) -> String {
    format!("/c/{}/staff/listings/{listing}", tenant.slug)
}

/// The staff have checked it.
pub fn listing_check(tenant: &Tenant, listing: ListingId) -> String {
    format!("/c/{}/staff/listings/{listing}/check", tenant.slug)
}

/// It is taken down, or put up again.
pub fn listing_suspension(tenant: &Tenant, listing: ListingId) -> String {
    format!("/c/{}/staff/listings/{listing}/suspension", tenant.slug)
}

/// What holds for publishing here.
pub fn settings(tenant: &Tenant) -> String {
    format!("/c/{}/staff/publishing", tenant.slug)
}
