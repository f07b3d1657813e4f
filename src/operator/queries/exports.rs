//! SQL of exports.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::db::{ExportId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// An export of a tenant.
pub(in crate::operator) struct Row {
    pub id: ExportId,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_name: String,
    pub asked_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    /// In bytes.
    pub size: Option<i64>,
}

/// The newest exports of a tenant.
pub(in crate::operator) async fn list(tx: &mut impl Tx, tenant: TenantId, limit: i64) -> AppResult<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select export_id as "id: ExportId", reason, asked_by as "asked_by: PersonId", asked_name, asked_at, expires_at, size
        from tenant_export where tenant_id = $1 order by export_id desc limit $2"#,
        tenant.uuid(),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Notes that a tenant is to be exported; false when the form was sent twice.
pub(in crate::operator) async fn insert(
    tx: &mut WriteTx,
    id: ExportId,
    tenant: TenantId,
    reason: &str,
    by: &super::deletions::By<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into tenant_export (export_id, tenant_id, reason, asked_by, asked_name, asked_at) values ($1, $2, $3, $4, $5, $6)
        on conflict do nothing",
        id.uuid(),
        tenant.uuid(),
        reason,
        by.person.uuid(),
        by.name,
        by.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whose data an export holds that a person asked for and can still fetch.
pub(in crate::operator) async fn of_person(
    tx: &mut impl Tx,
    id: ExportId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<Option<TenantId>> {
    let tenant = sqlx::query_scalar!(
        r#"select tenant_id as "tenant: TenantId" from tenant_export
        where export_id = $1 and asked_by = $2 and expires_at > $3 and removed_at is null"#,
        id.uuid(),
        person.uuid(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(tenant)
}

/// Says that an export can be fetched, and until when.
pub(in crate::operator) async fn set_ready(
    tx: &mut WriteTx,
    id: ExportId,
    size: i64,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update tenant_export set ready_at = $2, expires_at = $3, size = $4 where export_id = $1",
        id.uuid(),
        now,
        until,
        size,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says that an export's file is gone.
pub(in crate::operator) async fn set_removed(tx: &mut WriteTx, id: ExportId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!("update tenant_export set removed_at = $2 where export_id = $1", id.uuid(), now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The tables whose rows belong to tenants.
pub(in crate::operator) async fn tables(tx: &mut WriteTx) -> AppResult<Vec<String>> {
    let names = sqlx::query_scalar!(r#"select name as "name!" from tenant_tables() where is_keyed order by name"#)
        .fetch_all(tx.conn())
        .await?;
    Ok(names)
}

/// Their columns that hold something sealed or hashed with the server's key, as `table.column`.
pub(in crate::operator) async fn sealed_columns(tx: &mut WriteTx) -> AppResult<Vec<String>> {
    let names = sqlx::query_scalar!(
        r#"select t.name || '.' || a.attname as "name!" from tenant_tables() t
        join pg_attribute a on a.attrelid = t.name::regclass and a.atttypid = 'bytea'::regtype
        where t.is_keyed and a.attname::text ~ '_(sealed|hmac|hash)$' order by 1"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(names)
}

/// Begins to read the rows of a table that belong to the tenant in whose scope the transaction is.
pub(in crate::operator) async fn open_rows(tx: &mut WriteTx, table: &str) -> AppResult<String> {
    let cursor = sqlx::query_scalar!(r#"select open_tenant_rows($1) as "cursor!""#, table).fetch_one(tx.conn()).await?;
    Ok(cursor)
}

/// The next rows, at most so many; none when that is all.
pub(in crate::operator) async fn next_rows(tx: &mut WriteTx, cursor: &str, most: i32) -> AppResult<Vec<Value>> {
    let rows =
        sqlx::query_scalar!(r#"select next_tenant_rows($1, $2) as "row!""#, cursor, most).fetch_all(tx.conn()).await?;
    Ok(rows)
}
