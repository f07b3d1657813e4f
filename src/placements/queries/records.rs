//! SQL of what becomes of placements when a resident's record does not stay as it is.

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

/// Erases the placements of some records with their books.
pub async fn erase(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid]) -> AppResult<()> {
    sqlx::query!("delete from placement where tenant_id = $1 and resident_id = any($2)", tenant.uuid(), records)
        .execute(tx.conn())
        .await?;
    Ok(())
}
