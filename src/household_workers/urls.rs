//! Addresses of the register of household workers.

use crate::db::{CertificateId, HouseholdWorkerId, SearchId};
use crate::tenancy::Tenant;

/// The register.
pub const WORKERS: &str = "/c/{slug}/staff/household-workers";
/// A search; what is typed is in no address.
pub const SEARCH: &str = "/c/{slug}/staff/household-workers/search";
/// Somebody is registered.
pub const NEW: &str = "/c/{slug}/staff/household-workers/new";
/// One of them.
pub const WORKER: &str = "/c/{slug}/staff/household-workers/{household_worker}";
/// The record is shown in full for a while.
pub const REVEAL: &str = "/c/{slug}/staff/household-workers/{household_worker}/reveal";
/// A certificate is added.
pub const CERTIFICATES: &str = "/c/{slug}/staff/household-workers/{household_worker}/certificates";
/// And taken away.
pub const CERTIFICATE_REMOVAL: &str =
    "/c/{slug}/staff/household-workers/{household_worker}/certificates/{certificate}/removal";
/// A consent on paper is taken down.
pub const CONSENT: &str = "/c/{slug}/staff/household-workers/{household_worker}/consent";
/// And withdrawn on the person's word.
pub const CONSENT_WITHDRAWAL: &str = "/c/{slug}/staff/household-workers/{household_worker}/consent/withdrawal";
/// The record is handed over to the person.
pub const CODE: &str = "/c/{slug}/staff/household-workers/{household_worker}/code";
/// What communities keep of my work, and who looked.
pub const MINE: &str = "/me/work";
/// I no longer agree to it.
pub const MY_WITHDRAWAL: &str = "/me/work/withdrawal";

/// The register.
pub fn workers(tenant: &Tenant) -> String {
    format!("/c/{}/staff/household-workers", tenant.slug)
}

/// A search.
pub fn search(tenant: &Tenant) -> String {
    format!("/c/{}/staff/household-workers/search", tenant.slug)
}

/// What a search found.
pub fn found(tenant: &Tenant, search: SearchId) -> String {
    format!("/c/{}/staff/household-workers?search={search}", tenant.slug)
}

/// Somebody is registered.
pub fn new(tenant: &Tenant) -> String {
    format!("/c/{}/staff/household-workers/new", tenant.slug)
}

/// One of them.
pub fn worker(tenant: &Tenant, worker: HouseholdWorkerId) -> String {
    format!("/c/{}/staff/household-workers/{worker}", tenant.slug)
}

/// The record is shown in full.
pub fn reveal(tenant: &Tenant, worker: HouseholdWorkerId) -> String {
    format!("/c/{}/staff/household-workers/{worker}/reveal", tenant.slug)
}

/// A certificate is added.
pub fn certificates(tenant: &Tenant, worker: HouseholdWorkerId) -> String {
    format!("/c/{}/staff/household-workers/{worker}/certificates", tenant.slug)
}

/// A certificate is taken away.
pub fn certificate_removal(tenant: &Tenant, worker: HouseholdWorkerId, certificate: CertificateId) -> String {
    format!("/c/{}/staff/household-workers/{worker}/certificates/{certificate}/removal", tenant.slug)
}

/// A consent on paper is taken down.
pub fn consent(tenant: &Tenant, worker: HouseholdWorkerId) -> String {
    format!("/c/{}/staff/household-workers/{worker}/consent", tenant.slug)
}

/// A consent is withdrawn on the person's word.
pub fn consent_withdrawal(tenant: &Tenant, worker: HouseholdWorkerId) -> String {
    format!("/c/{}/staff/household-workers/{worker}/consent/withdrawal", tenant.slug)
}

/// The record is handed over.
pub fn code(tenant: &Tenant, worker: HouseholdWorkerId) -> String {
    format!("/c/{}/staff/household-workers/{worker}/code", tenant.slug)
}
