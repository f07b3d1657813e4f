//! Addresses of an organization's files.

use crate::db::{DocumentId, OrgId};
use crate::tenancy::Tenant;

/// An organization's files.
pub const DOCUMENTS: &str = "/org/{org}/documents";
/// One file.
pub const DOCUMENT: &str = "/org/{org}/documents/{document}";
/// Taking a file away.
pub const REMOVAL: &str = "/org/{org}/documents/{document}/removal";
/// One file, for the staff of a community that the organization applied to.
pub const FOR_STAFF: &str = "/c/{slug}/staff/vendors/{org}/documents/{document}";

/// An organization's files.
pub fn documents(org: OrgId) -> String {
    format!("/org/{org}/documents")
}

/// One file.
pub fn document(org: OrgId, document: DocumentId) -> String {
    format!("/org/{org}/documents/{document}")
}

/// Taking a file away.
pub fn removal(org: OrgId, document: DocumentId) -> String {
    format!("/org/{org}/documents/{document}/removal")
}

/// One file, for staff.
pub fn for_staff(tenant: &Tenant, org: OrgId, document: DocumentId) -> String {
    format!("/c/{}/staff/vendors/{org}/documents/{document}", tenant.slug)
}
