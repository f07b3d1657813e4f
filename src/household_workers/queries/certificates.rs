//! SQL of household workers' certificates.

use chrono::NaiveDate;

use crate::db::{CertificateId, HouseholdWorkerId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A certificate.
#[derive(Debug, Clone)]
pub(in crate::household_workers) struct Certificate {
    pub id: CertificateId,
    pub kind: String,
    pub number_sealed: Option<Vec<u8>>,
    pub number_masked: Option<String>,
    pub issuer: String,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
}

/// The certificates of a record, those that expire first on top.
pub(in crate::household_workers) async fn of(
    tx: &mut impl Tx,
    tenant: TenantId,
    worker: HouseholdWorkerId,
) -> AppResult<Vec<Certificate>> {
    let rows = sqlx::query_as!(
        Certificate,
        r#"select certificate_id as "id: CertificateId", kind, number_sealed, number_masked, issuer, issued_on, expires_on
        from household_worker_certificate where tenant_id = $1 and household_worker_id = $2
        order by expires_on, certificate_id limit 100"#,
        tenant.uuid(),
        worker.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Adds a certificate; false when it was added before (the form was sent twice).
pub(in crate::household_workers) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    worker: HouseholdWorkerId,
    new: &Certificate,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into household_worker_certificate (tenant_id, certificate_id, household_worker_id, kind, number_sealed, number_masked,
            issuer, issued_on, expires_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        worker.uuid(),
        new.kind,
        new.number_sealed,
        new.number_masked,
        new.issuer,
        new.issued_on,
        new.expires_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a certificate away, giving its kind; none when there is none such.
pub(in crate::household_workers) async fn remove(
    tx: &mut WriteTx,
    tenant: TenantId,
    worker: HouseholdWorkerId,
    id: CertificateId,
) -> AppResult<Option<String>> {
    let kind = sqlx::query_scalar!(
        "delete from household_worker_certificate where tenant_id = $1 and household_worker_id = $2 and certificate_id = $3
        returning kind",
        tenant.uuid(),
        worker.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(kind)
}
