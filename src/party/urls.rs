//! Addresses of party branches.

use crate::db::{ActivityId, BranchId};
use crate::tenancy::Tenant;

/// The branches and what they do, for everybody.
pub const PARTY: &str = "/c/{slug}/party";
/// Staff keep them.
pub const DESK: &str = "/c/{slug}/staff/party";
/// One branch.
pub const BRANCH: &str = "/c/{slug}/staff/party/{branch}";
/// It is taken away.
pub const BRANCH_REMOVAL: &str = "/c/{slug}/staff/party/{branch}/removal";
/// What it did.
pub const ACTIVITIES: &str = "/c/{slug}/staff/party/{branch}/activities";
/// One of them.
pub const ACTIVITY: &str = "/c/{slug}/staff/party/{branch}/activities/{activity}";
/// It is taken away.
pub const ACTIVITY_REMOVAL: &str = "/c/{slug}/staff/party/{branch}/activities/{activity}/removal";

/// The branches and what they do, for everybody.
pub fn party(tenant: &Tenant) -> String {
    format!("/c/{}/party", tenant.slug)
}

/// What one of them does.
pub fn party_of(tenant: &Tenant, branch: BranchId) -> String {
    format!("/c/{}/party?branch={branch}", tenant.slug)
}

/// Staff keep them.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/party", tenant.slug)
}

/// One branch.
pub fn branch(tenant: &Tenant, branch: BranchId) -> String {
    format!("/c/{}/staff/party/{branch}", tenant.slug)
}

/// It is taken away.
pub fn branch_removal(tenant: &Tenant, branch: BranchId) -> String {
    format!("/c/{}/staff/party/{branch}/removal", tenant.slug)
}

/// What it did.
pub fn activities(tenant: &Tenant, branch: BranchId) -> String {
    format!("/c/{}/staff/party/{branch}/activities", tenant.slug)
}

/// One of them.
pub fn activity(tenant: &Tenant, branch: BranchId, activity: ActivityId) -> String {
    format!("/c/{}/staff/party/{branch}/activities/{activity}", tenant.slug)
}

/// It is taken away.
pub fn activity_removal(tenant: &Tenant, branch: BranchId, activity: ActivityId) -> String {
    format!("/c/{}/staff/party/{branch}/activities/{activity}/removal", tenant.slug)
}
