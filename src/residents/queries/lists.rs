//! SQL of lists and searches. What somebody may see is narrowed here, not on the page.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{PersonId, ResidentId, SavedViewId, SearchId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// How far a list reaches and what it leaves out.
#[derive(Debug, Clone, Default)]
pub(in crate::residents) struct Narrowed {
    /// The buildings that the viewer may see; none: all.
    pub territory: Option<Vec<Uuid>>,
    /// The first door's key, and the first that is too far.
    pub doors: (String, String),
    /// The last record of the page before, behind the first door.
    pub after: Option<ResidentId>,
    /// How the household came to live there.
    pub kind: Option<String>,
    /// A tag that is ticked, or that follows from these years of birth.
    pub tag: Option<String>,
    pub years: Option<(i32, i32)>,
    /// Only those with a number (true) or without.
    pub has_phone: Option<bool>,
    /// Only those with an account (true) or without.
    pub is_claimed: Option<bool>,
    /// Those who moved out instead of those who live here.
    pub has_left: bool,
}

/// The records of a page, in the order of doors.
pub(in crate::residents) async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    narrowed: &Narrowed,
    limit: i64,
) -> AppResult<Vec<ResidentId>> {
    let (first_year, last_year) = narrowed.years.unzip();
    let ids = sqlx::query_scalar!(
        r#"select r.resident_id as "id: ResidentId"
        from household h join resident r on r.tenant_id = h.tenant_id and r.household_id = h.household_id
        where h.tenant_id = $1 and r.tenant_id = $1 and r.merged_into is null and r.erased_at is null
            and h.door_key >= $2 and h.door_key < $3 and ($4::uuid is null or (h.door_key, r.resident_id) > ($2, $4))
            and ($5::uuid[] is null or h.building_id = any($5))
            and ($6::text is null or h.kind = $6)
            and ($7::text is null or case when r.birth_year is null or $8::int is null then $7 = any(r.tags)
                else r.birth_year between $8 and $9 end)
            and ($10::boolean is null or (r.phone_hmac is not null) = $10)
            and ($11::boolean is null or (r.person_id is not null) = $11)
            and (r.left_on is not null) = $12
        order by h.door_key, r.resident_id limit $13"#,
        tenant.uuid(),
        narrowed.doors.0,
        narrowed.doors.1,
        narrowed.after.map(ResidentId::uuid),
        narrowed.territory.as_deref(),
        narrowed.kind,
        narrowed.tag,
        first_year,
        last_year,
        narrowed.has_phone,
        narrowed.is_claimed,
        narrowed.has_left,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The key that all doors of a building begin with.
pub(in crate::residents) async fn door_prefix(
    tx: &mut impl Tx,
    tenant: TenantId,
    building: crate::db::BuildingId,
) -> AppResult<Option<String>> {
    let prefix = sqlx::query_scalar!(
        r#"select left(door_key(e.position, b.position, b.building_id, '', ''), 21) as "prefix!"
        from building b join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
        where b.tenant_id = $1 and e.tenant_id = $1 and b.building_id = $2"#,
        tenant.uuid(),
        building.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(prefix)
}

/// Whose keys begin so, in some buildings: those from the first on, before the one that is too far.
pub(in crate::residents) async fn by_key(
    tx: &mut impl Tx,
    tenant: TenantId,
    (first, behind): (&str, &str),
    territory: Option<&[Uuid]>,
    limit: i64,
) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct k.resident_id as "id: ResidentId"
        from resident_key k
        join resident r on r.tenant_id = k.tenant_id and r.resident_id = k.resident_id
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        where k.tenant_id = $1 and r.tenant_id = $1 and h.tenant_id = $1 and k.key >= $2 and k.key < $3
            and ($4::uuid[] is null or h.building_id = any($4))
        limit $5"#,
        tenant.uuid(),
        first,
        behind,
        territory,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Whose number it is, in some buildings.
pub(in crate::residents) async fn by_phone(
    tx: &mut impl Tx,
    tenant: TenantId,
    hash: &[u8],
    territory: Option<&[Uuid]>,
    limit: i64,
) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"select r.resident_id as "id: ResidentId" from resident r
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        where r.tenant_id = $1 and h.tenant_id = $1 and r.phone_hmac = $2 and r.merged_into is null
            and ($3::uuid[] is null or h.building_id = any($3))
        limit $4"#,
        tenant.uuid(),
        hash,
        territory,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Who lives or lived behind doors with this room number in some buildings; the first part is a building's number or a unit,
/// where one was said.
pub(in crate::residents) async fn by_door(
    tx: &mut impl Tx,
    tenant: TenantId,
    (building, unit, room): (Option<&str>, Option<&str>, &str),
    territory: Option<&[Uuid]>,
    limit: i64,
) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"select r.resident_id as "id: ResidentId"
        from household h
        join building b on b.tenant_id = h.tenant_id and b.building_id = h.building_id
        join resident r on r.tenant_id = h.tenant_id and r.household_id = h.household_id
        where h.tenant_id = $1 and b.tenant_id = $1 and r.tenant_id = $1 and h.room_no = $4 and r.merged_into is null
            and ($3::text is null or h.unit_no = $3)
            and ($2::text is null or substring(upper(b.name) from '^[0-9A-Z]+') = $2 or $3::text is null and h.unit_no = $2)
            and ($5::uuid[] is null or h.building_id = any($5))
        order by h.door_key, r.resident_id limit $6"#,
        tenant.uuid(),
        building,
        unit,
        room,
        territory,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Who lives here and has this number: record and name.
pub async fn called(tx: &mut impl Tx, tenant: TenantId, hash: &[u8]) -> AppResult<Vec<(ResidentId, String)>> {
    let rows = sqlx::query!(
        r#"select resident_id as "id: ResidentId", name from resident
        where tenant_id = $1 and phone_hmac = $2 and merged_into is null and erased_at is null order by resident_id limit 10"#,
        tenant.uuid(),
        hash,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Keeps what somebody searches for, so that its address need not say it.
pub(in crate::residents) async fn keep_search(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: SearchId,
    (person, typed_sealed): (PersonId, &[u8]),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into resident_search (tenant_id, search_id, person_id, typed_sealed, at) values ($1, $2, $3, $4, $5)",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
        typed_sealed,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What somebody searched for; none when it was another person, or too long ago.
pub(in crate::residents) async fn search(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: SearchId,
    person: PersonId,
    since: DateTime<Utc>,
) -> AppResult<Option<Vec<u8>>> {
    let typed = sqlx::query_scalar!(
        "select typed_sealed from resident_search where tenant_id = $1 and search_id = $2 and person_id = $3 and at >= $4",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
        since,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(typed)
}

/// Forgets searches older than this.
pub async fn forget_searches(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<u64> {
    let done = sqlx::query!("delete from resident_search where tenant_id = $1 and at < $2", tenant.uuid(), before)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

/// Filters that somebody keeps under a name.
pub(in crate::residents) struct SavedView {
    pub id: SavedViewId,
    pub name: String,
    pub query: String,
}

/// Somebody's saved views.
pub(in crate::residents) async fn saved_views(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
) -> AppResult<Vec<SavedView>> {
    let rows = sqlx::query_as!(
        SavedView,
        r#"select view_id as "id: SavedViewId", name, query from resident_saved_view
        where tenant_id = $1 and person_id = $2 order by created_at, view_id limit 50"#,
        tenant.uuid(),
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Keeps a view; false when this person has one of that name.
pub(in crate::residents) async fn save_view(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
    view: &SavedView,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into resident_saved_view (tenant_id, view_id, person_id, name, query, created_at) values ($1, $2, $3, $4, $5, $6)
        on conflict do nothing",
        tenant.uuid(),
        view.id.uuid(),
        person.uuid(),
        view.name,
        view.query,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets one of somebody's views; false when they have none such.
pub(in crate::residents) async fn forget_view(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
    id: SavedViewId,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from resident_saved_view where tenant_id = $1 and view_id = $2 and person_id = $3",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
