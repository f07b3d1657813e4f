//! Addresses of the directory. They are printed on paper and scanned for years: decided once (design §7).

use crate::db::{ListingId, OrgId, WorkerId};
use crate::tenancy::Tenant;

/// The directory.
pub const SERVICES: &str = "/c/{slug}/services";
/// One offer.
pub const LISTING: &str = "/c/{slug}/services/{listing}";
/// One company.
pub const VENDOR: &str = "/c/{slug}/vendors/{org}";
/// One worker's card.
pub const WORKER: &str = "/c/{slug}/workers/{worker}";
/// The portrait on a worker's card.
pub const WORKER_PHOTO: &str = "/c/{slug}/workers/{worker}/photo";
/// Offers side by side.
pub const COMPARE: &str = "/c/{slug}/compare";
/// For search engines: the communities.
pub const SITEMAP: &str = "/sitemap.xml";
/// For search engines: a community's pages.
pub const TENANT_SITEMAP: &str = "/c/{slug}/sitemap.xml";
/// For search engines: what to leave alone.
pub const ROBOTS: &str = "/robots.txt";

/// The directory.
pub fn services(tenant: &Tenant) -> String {
    format!("/c/{}/services", tenant.slug)
}

/// The directory of one category.
pub fn category(tenant: &Tenant, code: &str) -> String {
    format!("/c/{}/services?category={code}", tenant.slug)
}

/// One offer.
pub fn listing(tenant: &Tenant, listing: ListingId) -> String {
    format!("/c/{}/services/{listing}", tenant.slug)
}

/// One company.
pub fn vendor(tenant: &Tenant, org: OrgId) -> String {
    format!("/c/{}/vendors/{org}", tenant.slug)
}

/// One worker's card.
pub fn worker(tenant: &Tenant, worker: WorkerId) -> String {
    format!("/c/{}/workers/{worker}", tenant.slug)
}

/// The portrait on a worker's card.
pub fn worker_photo(tenant: &Tenant, worker: WorkerId) -> String {
    format!("/c/{}/workers/{worker}/photo", tenant.slug)
}

/// The compare page without offers.
pub fn compare(tenant: &Tenant) -> String {
    format!("/c/{}/compare", tenant.slug)
}

/// A community's pages for search engines.
pub fn tenant_sitemap(tenant: &Tenant) -> String {
    format!("/c/{}/sitemap.xml", tenant.slug)
}
