//! Addresses of lists on their way out.

use crate::db::ListId;
use crate::tenancy::Tenant;

/// The lists so far.
pub const EXPORTS: &str = "/c/{slug}/staff/exports";
/// One is asked for.
pub const NEW: &str = "/c/{slug}/staff/exports/new";
/// A second person decides.
pub const DECISION: &str = "/c/{slug}/staff/exports/{export}/decision";
/// The file.
pub const FILE: &str = "/c/{slug}/staff/exports/{export}/file";

/// The lists so far.
pub fn exports(tenant: &Tenant) -> String {
    format!("/c/{}/staff/exports", tenant.slug)
}

/// One is asked for.
pub fn new(tenant: &Tenant) -> String {
    format!("/c/{}/staff/exports/new", tenant.slug)
}

/// One is asked for, of what these filters leave.
pub fn new_of(tenant: &Tenant, filters: &str) -> String {
    if filters.is_empty() { new(tenant) } else { format!("/c/{}/staff/exports/new?{filters}", tenant.slug) }
}

/// A second person decides.
pub fn decision(tenant: &Tenant, export: ListId) -> String {
    format!("/c/{}/staff/exports/{export}/decision", tenant.slug)
}

/// The file.
pub fn file(tenant: &Tenant, export: ListId) -> String {
    format!("/c/{}/staff/exports/{export}/file", tenant.slug)
}
