//! SQL of lists on their way out.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{GrantId, ListId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A list.
pub(super) struct Export {
    pub id: ListId,
    pub person: PersonId,
    pub by_name: String,
    pub filters: String,
    pub form: String,
    pub reason: String,
    pub asked_at: DateTime<Utc>,
    pub decided_name: String,
    pub is_allowed: Option<bool>,
    pub row_count: Option<i32>,
    pub ready_at: Option<DateTime<Utc>>,
}

/// Asks for a list; false when it was asked for before (the form was sent twice).
pub(super) async fn ask(tx: &mut WriteTx, tenant: TenantId, new: &Export) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into resident_export (tenant_id, export_id, person_id, by_name, filters, form, reason, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.person.uuid(),
        new.by_name,
        new.filters,
        new.form,
        new.reason,
        new.asked_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The newest lists.
pub(super) async fn recent(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Export>> {
    let rows = sqlx::query_as!(
        Export,
        r#"select export_id as "id: ListId", person_id as "person: PersonId", by_name, filters, form, reason, asked_at, decided_name,
            is_allowed, row_count, ready_at
        from resident_export where tenant_id = $1 order by asked_at desc, export_id desc limit 50"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// How many lists wait for a second person, other than those somebody asked for themselves.
pub async fn waiting(tx: &mut impl Tx, tenant: TenantId, but: PersonId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from resident_export where tenant_id = $1 and decided_at is null and person_id <> $2"#,
        tenant.uuid(),
        but.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// One list.
pub(super) async fn one(tx: &mut impl Tx, tenant: TenantId, id: ListId) -> AppResult<Option<Export>> {
    let row = sqlx::query_as!(
        Export,
        r#"select export_id as "id: ListId", person_id as "person: PersonId", by_name, filters, form, reason, asked_at, decided_name,
            is_allowed, row_count, ready_at
        from resident_export where tenant_id = $1 and export_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Decides about a list that somebody else asked for; false when somebody decided before.
pub(super) async fn decide(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ListId,
    (by, name): (PersonId, &str),
    is_allowed: bool,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update resident_export set decided_by = $3, decided_name = $4, decided_at = $5, is_allowed = $6
        where tenant_id = $1 and export_id = $2 and decided_at is null and person_id <> $3",
        tenant.uuid(),
        id.uuid(),
        by.uuid(),
        name,
        now,
        is_allowed,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps the file of a list.
pub(super) async fn set_ready(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ListId,
    (rows, sealed): (i32, &[u8]),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update resident_export set row_count = $3, content_sealed = $4, ready_at = $5 where tenant_id = $1 and export_id = $2",
        tenant.uuid(),
        id.uuid(),
        rows,
        sealed,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The file of a list that somebody asked for, if it is ready and not too old.
pub(super) async fn content(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: ListId,
    person: PersonId,
    since: DateTime<Utc>,
) -> AppResult<Option<(Vec<u8>, String)>> {
    let row = sqlx::query!(
        "select content_sealed, form from resident_export
        where tenant_id = $1 and export_id = $2 and person_id = $3 and ready_at > $4 and content_sealed is not null",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
        since,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| Some((row.content_sealed?, row.form))))
}

/// Lets the files of old lists go.
pub async fn forget_contents(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update resident_export set content_sealed = null
        where tenant_id = $1 and ready_at <= $2 and content_sealed is not null",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps for each resident that they were on a list that went out.
pub(super) async fn note_views(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[ResidentId],
    (viewer, grant, name, reason): (PersonId, GrantId, &str, &str),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let views: Vec<Uuid> = residents.iter().map(|_| Uuid::now_v7()).collect();
    let ids: Vec<Uuid> = residents.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "insert into resident_view (tenant_id, view_id, resident_id, viewer_id, grant_id, viewer, role, reason, detail, at, until)
        select $1, n.view, n.resident, $4, $5, $6, 'community_staff', 'export', $7, $8, $8
        from unnest($2::uuid[], $3::uuid[]) as n (view, resident)",
        tenant.uuid(),
        &views,
        &ids,
        viewer.uuid(),
        grant.uuid(),
        name,
        reason,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
