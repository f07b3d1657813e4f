//! Addresses of short links and of what is printed.

use crate::db::LinkId;
use crate::tenancy::Tenant;

/// A printed short link.
pub const SCAN: &str = "/q/{code}";
/// The community's short links.
pub const LINKS: &str = "/c/{slug}/staff/links";
/// One short link: its QR code and how often it was scanned.
pub const LINK: &str = "/c/{slug}/staff/links/{link}";
/// The end of a short link.
pub const REVOCATION: &str = "/c/{slug}/staff/links/{link}/revocation";
/// Its QR code as a file, `qr.svg` or `qr.png`.
pub const QR: &str = "/c/{slug}/staff/links/{link}/{file}";
/// A poster for it, A4.
pub const POSTER: &str = "/c/{slug}/staff/links/{link}/poster";
/// All current offers in large print for a notice board, A4.
pub const PRICE_LIST: &str = "/c/{slug}/staff/price-list";

/// A printed short link.
pub fn scan(code: &str) -> String {
    format!("/q/{code}")
}

/// The community's short links.
pub fn links(tenant: &Tenant) -> String {
    format!("/c/{}/staff/links", tenant.slug)
}

/// One short link.
pub fn link(tenant: &Tenant, link: LinkId) -> String {
    format!("/c/{}/staff/links/{link}", tenant.slug)
}

/// The end of a short link.
pub fn revocation(tenant: &Tenant, link: LinkId) -> String {
    format!("/c/{}/staff/links/{link}/revocation", tenant.slug)
}

/// Its QR code as a file, `qr.svg` or `qr.png`.
pub fn qr(tenant: &Tenant, link: LinkId, file: &str) -> String {
    format!("/c/{}/staff/links/{link}/{file}", tenant.slug)
}

/// A poster for it.
pub fn poster(tenant: &Tenant, link: LinkId) -> String {
    format!("/c/{}/staff/links/{link}/poster", tenant.slug)
}

/// All current offers in large print.
pub fn price_list(tenant: &Tenant) -> String {
    format!("/c/{}/staff/price-list", tenant.slug)
}
