//! SQL of deletions.

use chrono::{DateTime, Utc};

use super::super::model::Deletion;
use crate::db::{DeletionId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::tenancy::Tenant;

/// The deletion of a tenant that is asked for or decided, and neither taken back nor done.
pub(in crate::operator) async fn open(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Option<Deletion>> {
    let row = sqlx::query_as!(
        Deletion,
        r#"select deletion_id as "id: DeletionId", reason, asked_by as "asked_by: PersonId", asked_name, asked_at, approved_name, due_at
        from tenant_deletion where tenant_id = $1 and ended_at is null and done_at is null"#,
        tenant.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Who does something, and when.
pub(in crate::operator) struct By<'a> {
    pub person: PersonId,
    pub name: &'a str,
    pub at: DateTime<Utc>,
}

/// Asks for a deletion; false when one is open already.
pub(in crate::operator) async fn ask(
    tx: &mut WriteTx,
    id: DeletionId,
    tenant: &Tenant,
    reason: &str,
    by: &By<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into tenant_deletion (deletion_id, tenant_id, tenant_name, reason, asked_by, asked_name, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        id.uuid(),
        tenant.id.uuid(),
        tenant.name,
        reason,
        by.person.uuid(),
        by.name,
        by.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Decides a deletion as the second person; false when it is not, or no longer, theirs to decide.
pub(in crate::operator) async fn approve(
    tx: &mut WriteTx,
    id: DeletionId,
    due_at: DateTime<Utc>,
    by: &By<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update tenant_deletion set approved_by = $2, approved_name = $3, approved_at = $4, due_at = $5
        where deletion_id = $1 and asked_by <> $2 and approved_at is null and ended_at is null and done_at is null",
        id.uuid(),
        by.person.uuid(),
        by.name,
        by.at,
        due_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes back a deletion that has not begun; false when it has, or is over.
pub(in crate::operator) async fn take_back(tx: &mut WriteTx, tenant: TenantId, by: &By<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update tenant_deletion set ended_name = $2, ended_at = $3
        where tenant_id = $1 and ended_at is null and done_at is null and (due_at is null or due_at > $3)",
        tenant.uuid(),
        by.name,
        by.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a deletion's day has come and nobody took it back.
pub(in crate::operator) async fn is_due(tx: &mut WriteTx, id: DeletionId, now: DateTime<Utc>) -> AppResult<bool> {
    let due = sqlx::query_scalar!(
        r#"select exists (select 1 from tenant_deletion
            where deletion_id = $1 and due_at <= $2 and ended_at is null and done_at is null) as "due!""#,
        id.uuid(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(due)
}

/// Erases at most so many rows, whatever table they are in; how many it were.
pub(in crate::operator) async fn erase(
    tx: &mut WriteTx,
    id: DeletionId,
    now: DateTime<Utc>,
    most: i64,
) -> AppResult<i64> {
    let erased = sqlx::query_scalar!(r#"select erase_tenant_rows($1, $2, $3) as "erased!""#, id.uuid(), now, most)
        .fetch_one(tx.conn())
        .await?;
    Ok(erased)
}

/// Notes that files were removed.
pub(in crate::operator) async fn add_files(tx: &mut WriteTx, id: DeletionId, files: i32) -> AppResult<()> {
    sqlx::query!("update tenant_deletion set files = files + $2 where deletion_id = $1", id.uuid(), files)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How many rows of a tenant are left, counted table by table through the catalogue.
pub(in crate::operator) async fn rows_left(tx: &mut WriteTx, tenant: TenantId) -> AppResult<i64> {
    let left = sqlx::query_scalar!(
        r#"select coalesce(sum(held), 0)::bigint as "left!" from count_tenant_rows($1)"#,
        tenant.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(left)
}

/// Closes a tenant of which no row is left; the database counts once more.
pub(in crate::operator) async fn close(tx: &mut WriteTx, id: DeletionId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!("select close_tenant($1, $2)", id.uuid(), now).fetch_one(tx.conn()).await?;
    tx.touch_platform();
    Ok(())
}

/// A tenant that is gone.
pub(in crate::operator) struct Gone {
    pub name: String,
    pub asked_name: String,
    pub approved_name: String,
    pub done_at: DateTime<Utc>,
    pub rows: i64,
    pub files: i32,
}

/// The tenants that are gone, the last one first.
pub(in crate::operator) async fn gone(tx: &mut impl Tx, limit: i64) -> AppResult<Vec<Gone>> {
    let rows = sqlx::query_as!(
        Gone,
        r#"select tenant_name as name, asked_name, approved_name as "approved_name!", done_at as "done_at!", files,
            (select coalesce(sum(e.value::bigint), 0)::bigint from jsonb_each_text(erased) e) as "rows!"
        from tenant_deletion where done_at is not null order by done_at desc limit $1"#,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
