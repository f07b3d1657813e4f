//! Addresses of a tenant's front door. They are printed on paper: decided once (design §7).

use super::Tenant;

/// Choose a community.
pub const CHOOSE: &str = "/";
/// A community's home; a street or district has the same form.
pub const HOME: &str = "/c/{slug}";

/// The address of a tenant's home.
pub fn home(tenant: &Tenant) -> String {
    format!("/c/{}", tenant.slug)
}
