//! SQL of what residents ask.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{CareMessageId, FamilyLinkId, GrantId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A message to add.
pub(in crate::grids) struct NewMessage<'a> {
    pub id: CareMessageId,
    pub grant: GrantId,
    /// The building that it comes from.
    pub place: &'a str,
    pub name: &'a str,
    pub phone_sealed: &'a [u8],
    pub body: &'a str,
    /// Under which link somebody writes in a resident's name.
    pub family_link: Option<FamilyLinkId>,
    pub now: DateTime<Utc>,
}

/// Adds a message; false when it was sent before.
pub(in crate::grids) async fn insert_message(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewMessage<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into care_message (tenant_id, message_id, grant_id, place, name, phone_sealed, body, created_at, family_link_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.grant.uuid(),
        new.place,
        new.name,
        new.phone_sealed,
        new.body,
        new.now,
        new.family_link.map(FamilyLinkId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A message as whoever was asked reads it.
pub(in crate::grids) struct Asked {
    pub id: CareMessageId,
    pub place: String,
    pub name: String,
    pub phone_sealed: Vec<u8>,
    pub body: String,
    pub created_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
    pub family_link: Option<FamilyLinkId>,
}

/// What was asked under some grants, what is open first.
pub(in crate::grids) async fn asked(tx: &mut impl Tx, tenant: TenantId, grants: &[GrantId]) -> AppResult<Vec<Asked>> {
    let ids: Vec<Uuid> = grants.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Asked,
        r#"select message_id as "id: CareMessageId", place, name, phone_sealed, body, created_at, done_at,
            family_link_id as "family_link: FamilyLinkId"
        from care_message m
        where tenant_id = $1 and (m.grant_id = any($2) or m.done_at is null and exists (
                select 1 from role_grant mine join role_grant before
                    on before.tenant_id = mine.tenant_id and before.scope_id = mine.scope_id and before.role = mine.role
                where mine.tenant_id = $1 and mine.grant_id = any($2) and mine.stands_in_for is null
                    and before.grant_id = m.grant_id and before.valid_to < mine.valid_from))
        order by done_at is not null, created_at desc limit 100"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Marks what was asked under one of some grants, or of whoever held their posts before, as done; false when there is no such thing, or it is done.
pub(in crate::grids) async fn done(
    tx: &mut WriteTx,
    tenant: TenantId,
    grants: &[GrantId],
    id: CareMessageId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let ids: Vec<Uuid> = grants.iter().map(|id| id.uuid()).collect();
    let done = sqlx::query!(
        "update care_message m set done_at = $4
        where tenant_id = $1 and message_id = $3 and done_at is null and (m.grant_id = any($2) or exists (
                select 1 from role_grant mine join role_grant before
                    on before.tenant_id = mine.tenant_id and before.scope_id = mine.scope_id and before.role = mine.role
                where mine.tenant_id = $1 and mine.grant_id = any($2) and mine.stands_in_for is null
                    and before.grant_id = m.grant_id and before.valid_to < mine.valid_from))",
        tenant.uuid(),
        &ids,
        id.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How much is open in each grid and building, whoever holds its posts now.
pub(in crate::grids) async fn open_by_place(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(Uuid, i64)>> {
    let rows = sqlx::query!(
        r#"select g.scope_id as "place!", count(*) as "open!" from care_message m
        join role_grant g on g.tenant_id = m.tenant_id and g.grant_id = m.grant_id
        where m.tenant_id = $1 and m.done_at is null and g.scope_id is not null group by g.scope_id"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.place, row.open)).collect())
}

/// Something that a resident asked and nobody has answered, without who it was.
pub(in crate::grids) struct OpenAsk {
    /// The building that it comes from.
    pub from: String,
    /// Whoever is to answer.
    pub holder: String,
    pub role: String,
    pub created_at: DateTime<Utc>,
}

/// What is open in some places, the oldest first.
pub(in crate::grids) async fn open_in(tx: &mut impl Tx, tenant: TenantId, places: &[Uuid]) -> AppResult<Vec<OpenAsk>> {
    let rows = sqlx::query_as!(
        OpenAsk,
        r#"select m.place as "from", g.holder, g.role, m.created_at from care_message m
        join role_grant g on g.tenant_id = m.tenant_id and g.grant_id = m.grant_id
        where m.tenant_id = $1 and m.done_at is null and g.scope_id = any($2) order by m.created_at limit 20"#,
        tenant.uuid(),
        places,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
