//! SQL of looks at household workers' records in full: who, why, until when.

use chrono::{DateTime, Utc};

use crate::db::{GrantId, HouseholdWorkerId, PersonId, TenantId, Tx, ViewId, WriteTx};
use crate::error::AppResult;
use crate::residents::Look;

/// A look to keep.
pub(in crate::household_workers) struct NewView<'a> {
    pub id: ViewId,
    pub worker: HouseholdWorkerId,
    pub viewer_id: PersonId,
    pub grant: GrantId,
    pub viewer: &'a str,
    pub role: &'a str,
    pub reason: &'a str,
    pub detail: &'a str,
    pub at: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Keeps a look; false when it was kept before (the form was sent twice).
pub(in crate::household_workers) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewView<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into household_worker_view (tenant_id, view_id, household_worker_id, viewer_id, grant_id, viewer, role, reason, detail,
            at, until)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.worker.uuid(),
        new.viewer_id.uuid(),
        new.grant.uuid(),
        new.viewer,
        new.role,
        new.reason,
        new.detail,
        new.at,
        new.until,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The record that somebody may see in full now, and until when: that of their newest look, and no other.
pub(in crate::household_workers) async fn open(
    tx: &mut impl Tx,
    tenant: TenantId,
    viewer: PersonId,
    now: DateTime<Utc>,
) -> AppResult<Option<(HouseholdWorkerId, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select household_worker_id as "worker: HouseholdWorkerId", until from household_worker_view
        where tenant_id = $1 and viewer_id = $2 order by at desc, view_id desc limit 1"#,
        tenant.uuid(),
        viewer.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.filter(|row| row.until > now).map(|row| (row.worker, row.until)))
}

/// How many looks somebody took since a time, and when the first of them was.
pub(in crate::household_workers) async fn since(
    tx: &mut impl Tx,
    tenant: TenantId,
    viewer: PersonId,
    from: DateTime<Utc>,
) -> AppResult<(i64, Option<DateTime<Utc>>)> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", min(at) as first from household_worker_view
        where tenant_id = $1 and viewer_id = $2 and at > $3"#,
        tenant.uuid(),
        viewer.uuid(),
        from,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.count, row.first))
}

/// The looks at a record, the newest first.
pub(in crate::household_workers) async fn of(
    tx: &mut impl Tx,
    tenant: TenantId,
    worker: HouseholdWorkerId,
) -> AppResult<Vec<Look>> {
    let rows = sqlx::query_as!(
        Look,
        "select viewer, role, reason, detail, at from household_worker_view where tenant_id = $1 and household_worker_id = $2
        order by at desc, view_id desc limit 200",
        tenant.uuid(),
        worker.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
