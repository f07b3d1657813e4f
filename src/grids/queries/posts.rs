//! SQL of posts: dated grants in a grid or a building.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{GrantId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::grids::model::PostKind;

/// A post that somebody holds, held or will hold.
#[derive(Debug, Clone)]
pub(in crate::grids) struct Post {
    pub id: GrantId,
    pub person: PersonId,
    pub kind: PostKind,
    /// The grid or building.
    pub place: Uuid,
    pub holder: String,
    /// The number to call, where the holder chose so.
    pub phone: Option<String>,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    /// Whose leave it covers.
    pub stands_in_for: Option<GrantId>,
}

macro_rules! post_of {
    ($row:ident) => {
        PostKind::parse(&$row.role).map(|kind| Post {
            id: $row.id,
            person: $row.person,
            kind,
            place: $row.place,
            holder: $row.holder,
            phone: $row.contact_phone.filter(|_| $row.contact == "phone"),
            from: $row.valid_from,
            to: $row.valid_to,
            stands_in_for: $row.stands_in_for,
        })
    };
}

/// The posts of a community that hold on a day or later.
pub(in crate::grids) async fn posts(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<Post>> {
    let rows = sqlx::query!(
        r#"select grant_id as "id: GrantId", person_id as "person: PersonId", role, scope_id as "place!", holder, contact, contact_phone,
            valid_from, valid_to, stands_in_for as "stands_in_for: GrantId"
        from role_grant where tenant_id = $1 and scope_id is not null and (valid_to is null or valid_to >= greatest($2, valid_from))
        order by valid_from, grant_id"#,
        tenant.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| post_of!(row)).collect())
}

/// Every post that was ever held in some places, the newest first.
pub(in crate::grids) async fn of_grid(tx: &mut impl Tx, tenant: TenantId, places: &[Uuid]) -> AppResult<Vec<Post>> {
    let rows = sqlx::query!(
        r#"select grant_id as "id: GrantId", person_id as "person: PersonId", role, scope_id as "place!", holder, contact, contact_phone,
            valid_from, valid_to, stands_in_for as "stands_in_for: GrantId"
        from role_grant where tenant_id = $1 and scope_id = any($2) order by valid_from desc, grant_id desc limit 500"#,
        tenant.uuid(),
        places,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| post_of!(row)).collect())
}

/// The posts that hold in a place on a day.
pub(in crate::grids) async fn of_place(
    tx: &mut impl Tx,
    tenant: TenantId,
    places: &[Uuid],
    today: NaiveDate,
) -> AppResult<Vec<Post>> {
    let held = of_grid(tx, tenant, places).await?;
    let holds = |post: &Post| post.from <= today && post.to.is_none_or(|last| today <= last);
    Ok(held.into_iter().filter(holds).collect())
}

/// One post.
pub(in crate::grids) async fn post(tx: &mut impl Tx, tenant: TenantId, id: GrantId) -> AppResult<Option<Post>> {
    let row = sqlx::query!(
        r#"select grant_id as "id: GrantId", person_id as "person: PersonId", role, scope_id as "place!", holder, contact, contact_phone,
            valid_from, valid_to, stands_in_for as "stands_in_for: GrantId"
        from role_grant where tenant_id = $1 and grant_id = $2 and scope_id is not null"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| post_of!(row)))
}

/// A post to give.
pub struct NewPost<'a> {
    /// Its id: sent twice, it is still one.
    pub id: GrantId,
    /// Who holds it.
    pub person: PersonId,
    /// Which.
    pub kind: PostKind,
    /// The grid or building.
    pub place: Uuid,
    /// Their name.
    pub holder: &'a str,
    /// The number that residents call; none: they send a message.
    pub phone: Option<&'a str>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// Whose leave it covers.
    pub stands_in_for: Option<GrantId>,
    /// The grant acted under.
    pub by: Option<GrantId>,
}

/// Gives a post; false when it was given before (the form was sent twice).
pub async fn give(tx: &mut WriteTx, tenant: TenantId, new: &NewPost<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into role_grant (tenant_id, grant_id, person_id, role, scope_kind, scope_id, valid_from, valid_to, granted_by, holder,
            contact, contact_phone, stands_in_for)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (tenant_id, grant_id) do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.person.uuid(),
        new.kind.code(),
        if new.kind.is_of_building() { "building" } else { "grid" },
        new.place,
        new.from,
        new.to,
        new.by.map(GrantId::uuid),
        new.holder,
        if new.phone.is_some() { "phone" } else { "message" },
        new.phone,
        new.stands_in_for.map(GrantId::uuid),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Lets a post end with a day, and whoever stands in for it; false when it ends by then anyway.
pub(in crate::grids) async fn end_on(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: GrantId,
    last: NaiveDate,
    by: GrantId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    tx.touch_public(tenant);
    // A grant holds to the end of its last day. One that is taken back before its first holds on no day, and stays on
    // record. Whoever stands in for it does so no longer than it lasts.
    let done = sqlx::query_scalar!(
        r#"with ended as (
            update role_grant set valid_to = greatest(valid_from - 1, $3::date), ended_by = $4, ended_at = $5
            where tenant_id = $1 and (grant_id = $2 or stands_in_for = $2) and scope_id is not null
                and (valid_to is null or valid_to > greatest(valid_from - 1, $3::date))
            returning grant_id)
        select exists (select 1 from ended where grant_id = $2) as "done!""#,
        tenant.uuid(),
        id.uuid(),
        last,
        by.uuid(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(done)
}
