//! SQL of what becomes of able residents' records when residents' records are merged.

use serde_json::Value;
use uuid::Uuid;

use crate::db::{ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

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

/// Keeps what a record said before another was added to it, and the revision of the sum.
pub(in crate::talents) async fn keep_before(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: TalentId,
    before: &Value,
    revision: i32,
) -> AppResult<()> {
    sqlx::query!(
        "update talent set before_merge = $3, merged_revision = $4
        where tenant_id = $1 and talent_id = $2 and before_merge is null",
        tenant.uuid(),
        id.uuid(),
        before,
        revision,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes out what a record said before another was added to it, and the revision of the sum.
pub(in crate::talents) async fn take_before(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: TalentId,
) -> AppResult<Option<(Value, i32)>> {
    let row = sqlx::query!(
        r#"with before as (select before_merge, merged_revision from talent where tenant_id = $1 and talent_id = $2 for update),
            done as (update talent set before_merge = null, merged_revision = null where tenant_id = $1 and talent_id = $2)
        select before_merge, merged_revision from before"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| row.before_merge.zip(row.merged_revision)))
}
