//! SQL of two records made one, and of taking that back.

use chrono::{DateTime, Utc};
use sqlx::Connection;

use crate::db::{MergeId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A merge that was made.
pub(in crate::residents) struct Merge {
    pub id: MergeId,
    pub kept: ResidentId,
    pub gone: ResidentId,
    pub kept_revision: i32,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

/// Makes whoever else changes one of these records wait, in the order of their ids; and the records as they are, whole.
pub(in crate::residents) async fn lock(
    tx: &mut WriteTx,
    tenant: TenantId,
    ids: [ResidentId; 2],
) -> AppResult<Vec<(ResidentId, serde_json::Value)>> {
    let rows = sqlx::query!(
        r#"select resident_id as "id: ResidentId", to_jsonb(r) as "whole!" from resident r
        where tenant_id = $1 and resident_id = any($2) order by resident_id for no key update"#,
        tenant.uuid(),
        &ids.map(ResidentId::uuid)[..],
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.whole)).collect())
}

/// Says that a record turned out to be another; the number goes with the person.
pub(in crate::residents) async fn set_merged(
    tx: &mut WriteTx,
    tenant: TenantId,
    gone: ResidentId,
    kept: ResidentId,
) -> AppResult<()> {
    sqlx::query!(
        "update resident set merged_into = $3, person_id = null, revision = revision + 1 where tenant_id = $1 and resident_id = $2",
        tenant.uuid(),
        gone.uuid(),
        kept.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a merge with both records as they were before.
pub(in crate::residents) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    merge: &Merge,
    (kept_before, gone_before): (&serde_json::Value, &serde_json::Value),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into resident_merge (tenant_id, merge_id, kept_id, gone_id, kept_before, gone_before, kept_revision, by_name, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        tenant.uuid(),
        merge.id.uuid(),
        merge.kept.uuid(),
        merge.gone.uuid(),
        kept_before,
        gone_before,
        merge.kept_revision,
        merge.by_name,
        merge.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The merges that a record came out of, the newest first.
pub(in crate::residents) async fn of(tx: &mut impl Tx, tenant: TenantId, kept: ResidentId) -> AppResult<Vec<Merge>> {
    let rows = sqlx::query_as!(
        Merge,
        r#"select merge_id as "id: MergeId", kept_id as "kept: ResidentId", gone_id as "gone: ResidentId", kept_revision, by_name, at,
            undone_at
        from resident_merge where tenant_id = $1 and kept_id = $2 order by at desc, merge_id desc limit 20"#,
        tenant.uuid(),
        kept.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The records that were merged into one, itself included.
pub async fn family(tx: &mut impl Tx, tenant: TenantId, id: ResidentId) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"with recursive family as (
            select resident_id from resident where tenant_id = $1 and resident_id = $2
            union
            select r.resident_id from family f join resident r on r.tenant_id = $1 and r.merged_into = f.resident_id)
        select resident_id as "id!: ResidentId" from family"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The same of several records: each record with one that was merged into it, itself included.
pub async fn families(
    tx: &mut impl Tx,
    tenant: TenantId,
    ids: &[ResidentId],
) -> AppResult<Vec<(ResidentId, ResidentId)>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"with recursive family as (
            select resident_id as kept, resident_id from resident where tenant_id = $1 and resident_id = any($2)
            union
            select f.kept, r.resident_id from family f join resident r on r.tenant_id = $1 and r.merged_into = f.resident_id)
        select kept as "kept!: ResidentId", resident_id as "id!: ResidentId" from family"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.kept, row.id)).collect())
}

/// The records of a community that turned out to be others, and which those are in the end, in the same order.
pub async fn gone(tx: &mut impl Tx, tenant: TenantId) -> AppResult<(Vec<uuid::Uuid>, Vec<uuid::Uuid>)> {
    let rows = sqlx::query!(
        r#"with recursive way as (
            select r.resident_id as gone, r.merged_into as kept from resident r
            join resident k on k.tenant_id = $1 and k.resident_id = r.merged_into
            where r.tenant_id = $1 and r.merged_into is not null and k.merged_into is null
            union
            select r.resident_id, w.kept from way w join resident r on r.tenant_id = $1 and r.merged_into = w.gone)
        select gone as "gone!", kept as "kept!" from way"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.gone, row.kept)).unzip())
}

/// The record that a record turned out to be in the end: itself where it was never merged into another.
pub(crate) async fn root(tx: &mut impl Tx, tenant: TenantId, id: ResidentId) -> AppResult<ResidentId> {
    let root = sqlx::query_scalar!(
        r#"with recursive way as (
            select resident_id, merged_into from resident where tenant_id = $1 and resident_id = $2
            union
            select r.resident_id, r.merged_into from way w join resident r on r.tenant_id = $1 and r.resident_id = w.merged_into)
        select resident_id as "id!: ResidentId" from way where merged_into is null"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(root.unwrap_or(id))
}

/// The record, and those that it turned out to be, one after the other.
async fn way(tx: &mut impl Tx, tenant: TenantId, id: ResidentId) -> AppResult<Vec<uuid::Uuid>> {
    let ids = sqlx::query_scalar!(
        r#"with recursive way as (
            select resident_id, merged_into from resident where tenant_id = $1 and resident_id = $2
            union
            select r.resident_id, r.merged_into from way w join resident r on r.tenant_id = $1 and r.resident_id = w.merged_into)
        select resident_id as "id!" from way"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// A record, and the one that it turned out to be.
type Step = (ResidentId, Option<ResidentId>);

/// Where the way from a record ends; none where it leads beyond these.
fn end_of(way: &[Step], from: ResidentId) -> Option<ResidentId> {
    let (id, next) = way.iter().find(|(id, _)| *id == from)?;
    next.map_or(Some(*id), |next| end_of(way, next))
}

/// The record that a record turned out to be in the end; whoever merges that one into another, or takes apart what led to it, waits
/// until the transaction ends. All of the way is held, in the order of ids as merges do: what turns out to be too little is let go.
pub(crate) async fn hold_root(tx: &mut WriteTx, tenant: TenantId, id: ResidentId) -> AppResult<ResidentId> {
    let mut ids = vec![id.uuid()];
    while !ids.is_empty() {
        let mut attempt = tx.conn().begin().await?;
        let rows = sqlx::query!(
            r#"select resident_id as "id: ResidentId", merged_into as "next: ResidentId" from resident
            where tenant_id = $1 and resident_id = any($2) order by resident_id for no key update"#,
            tenant.uuid(),
            &ids,
        )
        .fetch_all(&mut *attempt)
        .await?;
        let held: Vec<Step> = rows.into_iter().map(|row| (row.id, row.next)).collect();
        if let Some(root) = end_of(&held, id) {
            attempt.commit().await?;
            return Ok(root);
        }
        attempt.rollback().await?;
        ids = way(tx, tenant, id).await?;
    }
    Ok(id)
}

/// One merge, locked until the transaction ends.
pub(in crate::residents) async fn merge(tx: &mut WriteTx, tenant: TenantId, id: MergeId) -> AppResult<Option<Merge>> {
    let row = sqlx::query_as!(
        Merge,
        r#"select merge_id as "id: MergeId", kept_id as "kept: ResidentId", gone_id as "gone: ResidentId", kept_revision, by_name, at,
            undone_at
        from resident_merge where tenant_id = $1 and merge_id = $2 for update"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Takes a merge back: both records are as they were before.
pub(in crate::residents) async fn undo(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: MergeId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update resident r set household_id = b.household_id, name = b.name, phone_sealed = b.phone_sealed, phone_hmac = b.phone_hmac,
            phone_masked = b.phone_masked, birth_year = b.birth_year, relation = b.relation, tags = b.tags, note = b.note,
            person_id = b.person_id, lives_since = b.lives_since, left_on = b.left_on, merged_into = null, revision = r.revision + 1
        from resident_merge m, jsonb_populate_record(null::resident, m.kept_before) b
        where r.tenant_id = $1 and m.tenant_id = $1 and m.merge_id = $2 and r.resident_id = m.kept_id",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update resident r set person_id = b.person_id, merged_into = null, revision = r.revision + 1
        from resident_merge m, jsonb_populate_record(null::resident, m.gone_before) b
        where r.tenant_id = $1 and m.tenant_id = $1 and m.merge_id = $2 and r.resident_id = m.gone_id",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    // Both records are as they were: what could be undone of them before can be again.
    sqlx::query!(
        "update resident_merge e set kept_revision = r.revision from resident_merge m, resident r
        where e.tenant_id = $1 and m.tenant_id = $1 and r.tenant_id = $1 and m.merge_id = $2 and e.merge_id <> $2
            and e.undone_at is null and e.kept_id = r.resident_id
            and (r.resident_id = m.kept_id and e.kept_revision = (m.kept_before->>'revision')::int
                or r.resident_id = m.gone_id and e.kept_revision = (m.gone_before->>'revision')::int)",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update resident_merge set undone_at = $3 where tenant_id = $1 and merge_id = $2",
        tenant.uuid(),
        id.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
