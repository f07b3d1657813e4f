//! SQL of what becomes of able residents' records when residents' records are merged.

use uuid::Uuid;

use crate::db::{ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::additions::Before;

/// Takes what is kept of a record over to the one that it turned out to be, unless that has its own.
pub(in crate::talents) async fn follow(
    tx: &mut WriteTx,
    tenant: TenantId,
    gone: ResidentId,
    kept: ResidentId,
) -> AppResult<()> {
    sqlx::query!(
        "update talent set resident_id = $3, came_from = coalesce(came_from, $2) where tenant_id = $1 and resident_id = $2
            and not exists (select 1 from talent o where o.tenant_id = $1 and o.resident_id = $3)",
        tenant.uuid(),
        gone.uuid(),
        kept.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes it back to a record that turned out to be another after all; `family`: that record, and those merged into it.
pub(in crate::talents) async fn follow_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    (kept, gone): (ResidentId, ResidentId),
    family: &[Uuid],
) -> AppResult<()> {
    sqlx::query!(
        "update talent set resident_id = $3, came_from = nullif(came_from, $3)
        where tenant_id = $1 and resident_id = $2 and came_from = any($4)",
        tenant.uuid(),
        kept.uuid(),
        gone.uuid(),
        family,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a record said before an older server added another to it, and the revision of the sum.
pub(in crate::talents) async fn before(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: TalentId,
) -> AppResult<Option<(Before, i32)>> {
    let row = sqlx::query!(
        "select before_merge, merged_revision from talent where tenant_id = $1 and talent_id = $2",
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let kept = row.and_then(|row| row.before_merge.zip(row.merged_revision));
    let Some((before, revision)) = kept else { return Ok(None) };
    Ok(Some((serde_json::from_value(before).map_err(anyhow::Error::from)?, revision)))
}

/// Lets that go.
pub(in crate::talents) async fn forget_before(tx: &mut WriteTx, tenant: TenantId, id: TalentId) -> AppResult<()> {
    sqlx::query!(
        "update talent set before_merge = null, merged_revision = null where tenant_id = $1 and talent_id = $2",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets go what the merges of some residents' records added, which are being deleted: no such merge is taken back.
pub(in crate::talents) async fn forget(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!(
        "delete from talent_merge where tenant_id = $1 and merge_id in (select merge_id from resident_merge
            where tenant_id = $1 and (kept_id = any($2) or gone_id = any($2)))",
        tenant.uuid(),
        residents,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
