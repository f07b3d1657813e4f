//! Addresses of certificates.

use crate::db::{CertificateBatchId, CourseCertificateId, ExternalCertificateId, OrgId, RunId, TalentId};
use crate::tenancy::Tenant;

/// Where anybody types the code of a certificate.
pub const LOOK_UP: &str = "/c/{slug}/certificates";
/// What a certificate says, for whoever holds it.
pub const VERIFY: &str = "/c/{slug}/certificates/{verification}";
/// A person's own.
pub const MINE: &str = "/me/certificates";
/// One of them, to print.
pub const MY_SHEET: &str = "/me/certificates/{course_certificate}";
/// I no longer agree that somebody else's certificate of mine is recorded.
pub const MY_EXTERNAL_REMOVAL: &str = "/me/certificates/{external_certificate}/removal";
/// A certificate that somebody else has issued is recorded in an archive's record.
pub const EXTERNAL: &str = "/c/{slug}/staff/talents/{talent}/certificates";
/// And taken away.
pub const EXTERNAL_REMOVAL: &str = "/c/{slug}/staff/talents/{talent}/certificates/{external_certificate}/removal";
/// What waits, and what was issued.
pub const DESK: &str = "/c/{slug}/staff/certificates";
/// Who of a run gets one.
pub const RUN: &str = "/c/{slug}/staff/certificates/runs/{run}";
/// The same, for the trainer, who prepares what the community signs.
pub const ORG_RUN: &str = "/org/{org}/training/{community}/{run}/certificates";
/// One that was issued, for the trainer to print.
pub const ORG_SHEET: &str = "/org/{org}/training/{community}/{run}/certificates/{course_certificate}/sheet";
/// What a batch issued, for the trainer to print.
pub const ORG_SHEETS: &str = "/org/{org}/training/{community}/{run}/certificates/batches/{batch}/sheets";
/// What one person has prepared.
pub const BATCH: &str = "/c/{slug}/staff/certificates/batches/{batch}";
/// Another signs it.
pub const SIGNATURE: &str = "/c/{slug}/staff/certificates/batches/{batch}/signature";
/// What it issued, to print.
pub const SHEETS: &str = "/c/{slug}/staff/certificates/batches/{batch}/sheets";
/// It is thrown away unsigned.
pub const DISCARD: &str = "/c/{slug}/staff/certificates/batches/{batch}/discard";
/// One certificate, for staff.
pub const CERTIFICATE: &str = "/c/{slug}/staff/certificates/{course_certificate}";
/// It holds no longer.
pub const REVOCATION: &str = "/c/{slug}/staff/certificates/{course_certificate}/revocation";
/// It, to print.
pub const SHEET: &str = "/c/{slug}/staff/certificates/{course_certificate}/sheet";

/// Where anybody types the code of a certificate.
pub fn look_up(tenant: &Tenant) -> String {
    format!("/c/{}/certificates", tenant.slug)
}

/// What the certificate with this code says.
pub fn verify(tenant: &Tenant, code: &str) -> String {
    format!("/c/{}/certificates/{code}", tenant.slug)
}

/// One of a person's own, to print.
pub fn my_sheet(certificate: CourseCertificateId) -> String {
    format!("/me/certificates/{certificate}")
}

/// One that somebody else has issued is recorded no longer.
pub fn my_external_removal(certificate: ExternalCertificateId) -> String {
    format!("/me/certificates/{certificate}/removal")
}

/// One that somebody else has issued is recorded.
pub fn external(tenant: &Tenant, talent: TalentId) -> String {
    format!("/c/{}/staff/talents/{talent}/certificates", tenant.slug)
}

/// And taken away.
pub fn external_removal(tenant: &Tenant, talent: TalentId, certificate: ExternalCertificateId) -> String {
    format!("/c/{}/staff/talents/{talent}/certificates/{certificate}/removal", tenant.slug)
}

/// What waits, and what was issued.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/certificates", tenant.slug)
}

/// Who of a run gets one.
pub fn run(tenant: &Tenant, run: RunId) -> String {
    format!("/c/{}/staff/certificates/runs/{run}", tenant.slug)
}

/// Who of a run gets one, for the trainer.
pub fn org_run(org: OrgId, tenant: &Tenant, run: RunId) -> String {
    format!("/org/{org}/training/{}/{run}/certificates", tenant.slug)
}

/// One that was issued, for the trainer to print.
pub fn org_sheet(org: OrgId, tenant: &Tenant, run: RunId, certificate: CourseCertificateId) -> String {
    format!("{}/{certificate}/sheet", org_run(org, tenant, run))
}

/// What a batch issued, for the trainer to print.
pub fn org_sheets(org: OrgId, tenant: &Tenant, run: RunId, batch: CertificateBatchId) -> String {
    format!("{}/batches/{batch}/sheets", org_run(org, tenant, run))
}

/// What one person has prepared.
pub fn batch(tenant: &Tenant, batch: CertificateBatchId) -> String {
    format!("/c/{}/staff/certificates/batches/{batch}", tenant.slug)
}

/// Another signs it.
pub fn signature(tenant: &Tenant, batch: CertificateBatchId) -> String {
    format!("/c/{}/staff/certificates/batches/{batch}/signature", tenant.slug)
}

/// What a batch issued, to print.
pub fn sheets(tenant: &Tenant, batch: CertificateBatchId) -> String {
    format!("/c/{}/staff/certificates/batches/{batch}/sheets", tenant.slug)
}

/// It is thrown away unsigned.
pub fn discard(tenant: &Tenant, batch: CertificateBatchId) -> String {
    format!("/c/{}/staff/certificates/batches/{batch}/discard", tenant.slug)
}

/// One certificate, for staff.
pub fn certificate(tenant: &Tenant, certificate: CourseCertificateId) -> String {
    format!("/c/{}/staff/certificates/{certificate}", tenant.slug)
}

/// It holds no longer.
pub fn revocation(tenant: &Tenant, certificate: CourseCertificateId) -> String {
    format!("/c/{}/staff/certificates/{certificate}/revocation", tenant.slug)
}

/// It, to print.
pub fn sheet(tenant: &Tenant, certificate: CourseCertificateId) -> String {
    format!("/c/{}/staff/certificates/{certificate}/sheet", tenant.slug)
}
