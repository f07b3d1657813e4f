//! Addresses of a community's settings.

use crate::tenancy::Tenant;

/// All that a community settles.
pub const INDEX: &str = "/c/{slug}/staff/settings";
/// Its name, hue and introduction.
pub const BRANDING: &str = "/c/{slug}/staff/settings/branding";
/// Its service station.
pub const STATION: &str = "/c/{slug}/staff/settings/station";
/// The categories and parts of the portal that it shows.
pub const SHOWN: &str = "/c/{slug}/staff/settings/shown";

/// All that a community settles.
pub fn index(tenant: &Tenant) -> String {
    format!("/c/{}/staff/settings", tenant.slug)
}

/// Its name, hue and introduction.
pub fn branding(tenant: &Tenant) -> String {
    format!("/c/{}/staff/settings/branding", tenant.slug)
}

/// Its service station.
pub fn station(tenant: &Tenant) -> String {
    format!("/c/{}/staff/settings/station", tenant.slug)
}

/// The categories and parts of the portal that it shows.
pub fn shown(tenant: &Tenant) -> String {
    format!("/c/{}/staff/settings/shown", tenant.slug)
}
