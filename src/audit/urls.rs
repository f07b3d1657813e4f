//! Addresses of the record of staff's deeds.

use crate::tenancy::Tenant;

/// What staff did.
pub const LOG: &str = "/c/{slug}/staff/audit";

/// What staff did.
pub fn log(tenant: &Tenant) -> String {
    format!("/c/{}/staff/audit", tenant.slug)
}
