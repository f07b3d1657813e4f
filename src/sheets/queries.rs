//! SQL of sheets: what is kept of them, and how far they are.

use chrono::{DateTime, Utc};

use super::Kind;
use crate::db::{GrantId, ImportId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A sheet as it is kept.
pub(super) struct Import {
    pub id: ImportId,
    pub kind: String,
    pub file_name: String,
    pub content_sealed: Option<Vec<u8>>,
    pub columns: Vec<String>,
    pub state: String,
    pub counts: serde_json::Value,
    pub problems: serde_json::Value,
    pub person: PersonId,
    pub by_name: String,
    /// The grant under which it is brought in.
    pub grant: Option<GrantId>,
    pub created_at: DateTime<Utc>,
    pub applied_at: Option<DateTime<Utc>>,
    pub undone_at: Option<DateTime<Utc>>,
    pub left_over: i32,
}

impl Import {
    /// What it is of.
    pub fn kind(&self) -> Kind {
        Kind::parse(&self.kind).unwrap_or(Kind::Residents)
    }
}

/// A sheet to keep.
pub(super) struct NewImport<'a> {
    pub id: ImportId,
    pub kind: Kind,
    pub file_name: &'a str,
    pub content_sealed: &'a [u8],
    pub columns: &'a [String],
    pub counts: serde_json::Value,
    pub problems: serde_json::Value,
    pub person: PersonId,
    pub by_name: &'a str,
    pub now: DateTime<Utc>,
}

/// Keeps a sheet; false when it was kept before (the form was sent twice).
pub(super) async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewImport<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into sheet_import (tenant_id, import_id, file_name, content_sealed, columns, state, counts, problems, person_id,
            by_name, created_at, kind)
        values ($1, $2, $3, $4, $5, 'checked', $6, $7, $8, $9, $10, $11) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.file_name,
        new.content_sealed,
        new.columns,
        new.counts,
        new.problems,
        new.person.uuid(),
        new.by_name,
        new.now,
        new.kind.code(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps what another look at a sheet found; false when it is not to be looked at any more.
pub(super) async fn set_checked(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ImportId,
    columns: &[String],
    (counts, problems): (serde_json::Value, serde_json::Value),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update sheet_import set columns = $3, counts = $4, problems = $5, state = 'checked'
        where tenant_id = $1 and import_id = $2 and state in ('checked', 'applying')",
        tenant.uuid(),
        id.uuid(),
        columns,
        counts,
        problems,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says that a sheet is to come in; false when somebody said so before.
pub(super) async fn begin(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ImportId,
    grant: GrantId,
    total: i32,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update sheet_import set state = 'applying', grant_id = $3
        where tenant_id = $1 and import_id = $2 and state = 'checked'",
        tenant.uuid(),
        id.uuid(),
        grant.uuid(),
    )
    .execute(tx.conn())
    .await?;
    set_progress(tx, tenant, id, (0, total)).await?;
    Ok(done.rows_affected() == 1)
}

/// Says how far a task is. For a transaction of its own, which others see at once.
pub(super) async fn set_progress(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ImportId,
    (done, total): (i32, i32),
) -> AppResult<()> {
    sqlx::query!(
        "insert into sheet_progress (tenant_id, import_id, done, total) values ($1, $2, $3, $4)
        on conflict (tenant_id, import_id) do update set done = excluded.done, total = excluded.total",
        tenant.uuid(),
        id.uuid(),
        done,
        total,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How far a task is.
pub(super) async fn progress(tx: &mut impl Tx, tenant: TenantId, id: ImportId) -> AppResult<Option<(i32, i32)>> {
    let row = sqlx::query!(
        "select done, total from sheet_progress where tenant_id = $1 and import_id = $2",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.done, row.total)))
}

/// Says that a sheet is in, and lets its rows go.
pub(super) async fn set_applied(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ImportId,
    (counts, problems): (serde_json::Value, serde_json::Value),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update sheet_import set state = 'applied', content_sealed = null, counts = $3, problems = $4, applied_at = $5
        where tenant_id = $1 and import_id = $2",
        tenant.uuid(),
        id.uuid(),
        counts,
        problems,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One sheet.
pub(super) async fn one(tx: &mut impl Tx, tenant: TenantId, id: ImportId) -> AppResult<Option<Import>> {
    let row = sqlx::query_as!(
        Import,
        r#"select import_id as "id: ImportId", kind, file_name, content_sealed, columns, state, counts, problems,
            person_id as "person: PersonId", by_name, grant_id as "grant: GrantId", created_at, applied_at, undone_at, left_over
        from sheet_import where tenant_id = $1 and import_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The newest sheets, without their rows.
pub(super) async fn recent(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Import>> {
    let rows = sqlx::query_as!(
        Import,
        r#"select import_id as "id: ImportId", kind, file_name, null::bytea as content_sealed, columns, state, counts, problems,
            person_id as "person: PersonId", by_name, grant_id as "grant: GrantId", created_at, applied_at, undone_at, left_over
        from sheet_import where tenant_id = $1 order by created_at desc, import_id desc limit 30"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Lets the rows of sheets go that nobody brought in within a day.
pub async fn forget_contents(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update sheet_import set content_sealed = null
        where tenant_id = $1 and created_at < $2 and state = 'checked' and content_sealed is not null",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says that a sheet is out again; false when it was before.
pub(super) async fn set_undone(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ImportId,
    left_over: i32,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update sheet_import set state = 'undone', undone_at = $3, left_over = $4
        where tenant_id = $1 and import_id = $2 and state = 'applied'",
        tenant.uuid(),
        id.uuid(),
        now,
        left_over,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
