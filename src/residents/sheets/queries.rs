//! SQL of sheets: what is kept of them, what is on file beside them, and taking out what they brought.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::cells;
use super::plan::Known;
use crate::db::{BuildingId, EstateId, GridId, HouseholdId, ImportId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Everything on file that a sheet is compared with.
pub(super) async fn known(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Known> {
    let mut known = Known::default();
    let estates =
        sqlx::query!(r#"select estate_id as "id: EstateId", name from estate where tenant_id = $1"#, tenant.uuid());
    known.estates.extend(estates.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.name, row.id)));
    let buildings = sqlx::query!(
        r#"select building_id as "id: BuildingId", estate_id as "estate: EstateId", name from building where tenant_id = $1"#,
        tenant.uuid()
    );
    let buildings = buildings.fetch_all(tx.conn()).await?.into_iter();
    known.buildings.extend(buildings.map(|row| ((row.estate, cells::building_key(&row.name)), row.id)));
    let doors = sqlx::query!(
        r#"select household_id as "id: HouseholdId", building_id as "building: BuildingId", unit_no, room_no
        from household where tenant_id = $1"#,
        tenant.uuid()
    );
    let doors = doors.fetch_all(tx.conn()).await?.into_iter();
    known.doors.extend(doors.map(|row| ((row.building, row.unit_no, row.room_no), row.id)));
    let people = sqlx::query!(
        r#"select household_id as "home: HouseholdId", name, phone_hmac from resident where tenant_id = $1 and merged_into is null"#,
        tenant.uuid()
    );
    for row in people.fetch_all(tx.conn()).await? {
        if let Some(hash) = row.phone_hmac.and_then(|hash| hash.try_into().ok()) {
            known.numbers.insert((hash, row.name.clone()));
        }
        known.people.insert((row.home, row.name));
    }
    let grids = sqlx::query!(r#"select grid_id as "id: GridId", code from grid where tenant_id = $1"#, tenant.uuid());
    known.grids = grids.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.code, row.id)).collect();
    Ok(known)
}

/// A sheet as it is kept.
pub(super) struct Import {
    pub id: ImportId,
    pub file_name: String,
    pub content_sealed: Option<Vec<u8>>,
    pub columns: Vec<String>,
    pub state: String,
    pub counts: serde_json::Value,
    pub problems: serde_json::Value,
    pub by_name: String,
    pub created_at: DateTime<Utc>,
    pub applied_at: Option<DateTime<Utc>>,
    pub undone_at: Option<DateTime<Utc>>,
    pub left_over: i32,
}

/// A sheet to keep.
pub(super) struct NewImport<'a> {
    pub id: ImportId,
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
            by_name, created_at)
        values ($1, $2, $3, $4, $5, 'checked', $6, $7, $8, $9, $10) on conflict do nothing",
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
pub(super) async fn begin(tx: &mut WriteTx, tenant: TenantId, id: ImportId, total: i32) -> AppResult<bool> {
    let done = sqlx::query!(
        "update sheet_import set state = 'applying' where tenant_id = $1 and import_id = $2 and state = 'checked'",
        tenant.uuid(),
        id.uuid(),
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
    counts: serde_json::Value,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update sheet_import set state = 'applied', content_sealed = null, counts = $3, applied_at = $4
        where tenant_id = $1 and import_id = $2",
        tenant.uuid(),
        id.uuid(),
        counts,
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
        r#"select import_id as "id: ImportId", file_name, content_sealed, columns, state, counts, problems, by_name, created_at,
            applied_at, undone_at, left_over
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
        r#"select import_id as "id: ImportId", file_name, null::bytea as content_sealed, columns, state, counts, problems, by_name,
            created_at, applied_at, undone_at, left_over
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

/// Marks estates, buildings and households that a transaction has just made as brought by a sheet.
pub(super) async fn mark_homes(
    tx: &mut WriteTx,
    tenant: TenantId,
    import: ImportId,
    (estates, buildings, households): (&[Uuid], &[Uuid], &[Uuid]),
) -> AppResult<()> {
    sqlx::query!(
        "update estate set import_id = $2 where tenant_id = $1 and estate_id = any($3)",
        tenant.uuid(),
        import.uuid(),
        estates
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update building set import_id = $2 where tenant_id = $1 and building_id = any($3)",
        tenant.uuid(),
        import.uuid(),
        buildings
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update household set import_id = $2 where tenant_id = $1 and household_id = any($3)",
        tenant.uuid(),
        import.uuid(),
        households
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes out some residents that a sheet brought and that nobody has touched since; gives how many.
pub(super) async fn take_out_residents(
    tx: &mut WriteTx,
    tenant: TenantId,
    import: ImportId,
    limit: i64,
) -> AppResult<u64> {
    let done = sqlx::query!(
        "delete from resident r where r.tenant_id = $1 and r.resident_id in (
            select f.resident_id from resident f
            where f.tenant_id = $1 and f.import_id = $2 and f.revision = 1 and f.person_id is null and f.merged_into is null
                and not exists (select 1 from resident_view v where v.tenant_id = $1 and v.resident_id = f.resident_id)
                and not exists (select 1 from sign_in_code c where c.tenant_id = $1 and c.resident_id = f.resident_id)
                and not exists (select 1 from family_link l where l.tenant_id = $1 and l.resident_id = f.resident_id)
                and not exists (select 1 from resident_merge m where m.tenant_id = $1 and (m.kept_id = f.resident_id
                    or m.gone_id = f.resident_id))
            limit $3)",
        tenant.uuid(),
        import.uuid(),
        limit,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Takes out some empty households that a sheet brought; gives how many.
pub(super) async fn take_out_households(
    tx: &mut WriteTx,
    tenant: TenantId,
    import: ImportId,
    limit: i64,
) -> AppResult<u64> {
    let done = sqlx::query!(
        "delete from household h where h.tenant_id = $1 and h.household_id in (
            select f.household_id from household f where f.tenant_id = $1 and f.import_id = $2 and f.revision = 1
                and not exists (select 1 from resident r where r.tenant_id = $1 and r.household_id = f.household_id)
            limit $3)",
        tenant.uuid(),
        import.uuid(),
        limit,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Takes out the buildings and estates that a sheet brought and in which nothing is left.
pub(super) async fn take_out_places(tx: &mut WriteTx, tenant: TenantId, import: ImportId) -> AppResult<()> {
    let empty = sqlx::query_scalar!(
        r#"select b.building_id as "id: BuildingId" from building b
        where b.tenant_id = $1 and b.import_id = $2
            and not exists (select 1 from household h where h.tenant_id = $1 and h.building_id = b.building_id)
            and not exists (select 1 from role_grant g where g.tenant_id = $1 and g.scope_id = b.building_id)"#,
        tenant.uuid(),
        import.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let empty: Vec<Uuid> = empty.into_iter().map(BuildingId::uuid).collect();
    sqlx::query!("delete from building_grid where tenant_id = $1 and building_id = any($2)", tenant.uuid(), &empty)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from building where tenant_id = $1 and building_id = any($2)", tenant.uuid(), &empty)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "delete from estate e where e.tenant_id = $1 and e.import_id = $2
            and not exists (select 1 from building b where b.tenant_id = $1 and b.estate_id = e.estate_id)",
        tenant.uuid(),
        import.uuid(),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// How many residents of a sheet are left.
pub(super) async fn left(tx: &mut impl Tx, tenant: TenantId, import: ImportId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from resident where tenant_id = $1 and import_id = $2"#,
        tenant.uuid(),
        import.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
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
