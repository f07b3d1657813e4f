//! SQL of what becomes of able residents' records when residents' records are merged.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{MergeId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::additions::Before;
use crate::talents::model::Profile;

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

/// Says which record a merge added.
pub(in crate::talents) async fn set_other(
    tx: &mut WriteTx,
    tenant: TenantId,
    merge: MergeId,
    other: TalentId,
) -> AppResult<()> {
    sqlx::query!(
        "update talent_merge set other_id = $3 where tenant_id = $1 and merge_id = $2",
        tenant.uuid(),
        merge.uuid(),
        other.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The merge that added a record to another, and that one, which nobody changes meanwhile.
pub(in crate::talents) async fn went_into(
    tx: &mut WriteTx,
    tenant: TenantId,
    other: TalentId,
) -> AppResult<Option<(MergeId, TalentId)>> {
    let row = sqlx::query!(
        r#"select m.merge_id as "merge: MergeId", m.talent_id as "talent: TalentId" from talent_merge m
        join talent t on t.tenant_id = m.tenant_id and t.talent_id = m.talent_id
        where m.tenant_id = $1 and t.tenant_id = $1 and m.other_id = $2
        order by m.added_at desc limit 1 for update of t"#,
        tenant.uuid(),
        other.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.merge, row.talent)))
}

/// Keeps what the other record of a merge says by now.
pub(in crate::talents) async fn set_said(
    tx: &mut WriteTx,
    tenant: TenantId,
    merge: MergeId,
    said: &Profile,
) -> AppResult<()> {
    let said = serde_json::to_value(said).map_err(anyhow::Error::from)?;
    sqlx::query!(
        "update talent_merge set said = $3 where tenant_id = $1 and merge_id = $2",
        tenant.uuid(),
        merge.uuid(),
        said,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets go what merges added before a time that can never be undone: the record that stayed has changed since, and no merge
/// that can be undone would bring it back to where it was.
pub(in crate::talents) async fn tidy(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "with recursive undoable as (
            select e.merge_id, e.kept_id, e.gone_id, (e.kept_before->>'revision')::int as kept_was,
                (e.gone_before->>'revision')::int as gone_was
            from resident_merge e join resident r on r.tenant_id = e.tenant_id and r.resident_id = e.kept_id
            where e.tenant_id = $1 and r.tenant_id = $1 and e.undone_at is null and e.kept_revision = r.revision
            union
            select e.merge_id, e.kept_id, e.gone_id, (e.kept_before->>'revision')::int, (e.gone_before->>'revision')::int
            from undoable u join resident_merge e on e.kept_id = u.kept_id and e.kept_revision = u.kept_was
                or e.kept_id = u.gone_id and e.kept_revision = u.gone_was
            where e.tenant_id = $1 and e.undone_at is null)
        delete from talent_merge where tenant_id = $1 and added_at < $2 and merge_id not in (select merge_id from undoable)",
        tenant.uuid(),
        before,
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
