//! Addresses of the console.

use crate::db::CodeId;
use crate::tenancy::Tenant;

/// The console's first page.
pub const CONSOLE: &str = "/c/{slug}/staff";
/// Searches that found nothing.
pub const SEARCHES: &str = "/c/{slug}/staff/searches";
/// One-time sign-in codes.
pub const CODES: &str = "/c/{slug}/staff/codes";
/// One code, to print.
pub const CODE: &str = "/c/{slug}/staff/codes/{code}";
/// The end of a code.
pub const CODE_REVOCATION: &str = "/c/{slug}/staff/codes/{code}/revocation";

/// The console's first page.
pub fn console(tenant: &Tenant) -> String {
    format!("/c/{}/staff", tenant.slug)
}

/// Searches that found nothing.
pub fn searches(tenant: &Tenant) -> String {
    format!("/c/{}/staff/searches", tenant.slug)
}

/// One-time sign-in codes.
pub fn codes(tenant: &Tenant) -> String {
    format!("/c/{}/staff/codes", tenant.slug)
}

/// One code, to print.
pub fn code(tenant: &Tenant, code: CodeId) -> String {
    format!("/c/{}/staff/codes/{code}", tenant.slug)
}

/// The end of a code.
pub fn code_revocation(tenant: &Tenant, code: CodeId) -> String {
    format!("/c/{}/staff/codes/{code}/revocation", tenant.slug)
}
