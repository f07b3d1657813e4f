//! Addresses of notices.

use crate::db::NoticeId;
use crate::tenancy::Tenant;

/// All notices.
pub const LIST: &str = "/c/{slug}/notices";
/// One notice.
pub const NOTICE: &str = "/c/{slug}/notices/{notice}";

/// All notices.
pub fn list(tenant: &Tenant) -> String {
    format!("/c/{}/notices", tenant.slug)
}

/// One notice.
pub fn notice(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/notices/{notice}", tenant.slug)
}
