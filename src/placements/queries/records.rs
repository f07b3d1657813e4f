//! SQL of what becomes of placements when a resident's record does not stay as it is, and long after they are over.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// The placements of a record become those of whoever has their enrolments now.
pub async fn follow(tx: &mut WriteTx, tenant: TenantId, from: ResidentId) -> AppResult<()> {
    sqlx::query!(
        "update placement p set resident_id = e.resident_id from enrolment e
        where p.tenant_id = $1 and p.resident_id = $2 and e.tenant_id = $1 and e.enrolment_id = p.enrolment_id",
        tenant.uuid(),
        from.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Calls whoever a record is of by another name, where their practice is not over.
pub async fn rename(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId, name: &str) -> AppResult<()> {
    sqlx::query!(
        "update placement set learner_name = $3
        where tenant_id = $1 and resident_id = $2 and status in ('proposed', 'running') and learner_name <> $3",
        tenant.uuid(),
        resident.uuid(),
        name,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Erases the placements of some records with their books.
pub async fn erase(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid]) -> AppResult<()> {
    sqlx::query!("delete from placement where tenant_id = $1 and resident_id = any($2)", tenant.uuid(), records)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes away what was written of practice that has been broken off, or was never begun, since before a time. The hour book stays
/// where the learner got through the course, or still may: a certificate may rest on it.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update placement set reason = ''
        where tenant_id = $1 and status in ('ended', 'declined') and changed_at < $2 and reason <> ''",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update placement_entry n set did = '', dispute_note = '', settled_note = ''
        from placement p join enrolment e on e.tenant_id = p.tenant_id and e.enrolment_id = p.enrolment_id
        where n.tenant_id = $1 and p.tenant_id = $1 and e.tenant_id = $1 and p.placement_id = n.placement_id
            and p.status = 'ended' and p.changed_at < $2 and e.status in ('failed', 'dropped', 'declined', 'lapsed')
            and (n.did <> '' or n.dispute_note <> '' or n.settled_note <> '')",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
