//! Addresses of the figures.

use crate::tenancy::Tenant;

/// The communities below a street or district, side by side.
pub const FIGURES: &str = "/c/{slug}/staff/figures";
/// The same as a file.
pub const CSV: &str = "/c/{slug}/staff/figures.csv";

/// The communities below a street or district, side by side.
pub fn figures(tenant: &Tenant) -> String {
    format!("/c/{}/staff/figures", tenant.slug)
}

/// The same as a file.
pub fn csv(tenant: &Tenant) -> String {
    format!("/c/{}/staff/figures.csv", tenant.slug)
}
