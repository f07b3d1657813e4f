//! SQL of sheets of residents: what is on file beside them, and taking out what they brought.

use uuid::Uuid;

use super::plan::Known;
use crate::db::{BuildingId, EstateId, GridId, HouseholdId, ImportId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::sheets::cells::building_key;

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
    known.buildings.extend(buildings.map(|row| ((row.estate, building_key(&row.name)), row.id)));
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
                and not exists (select 1 from consent c where c.tenant_id = $1 and c.resident_id = f.resident_id)
                and not exists (select 1 from family_link l where l.tenant_id = $1 and l.resident_id = f.resident_id)
                and not exists (select 1 from household_worker w where w.tenant_id = $1 and w.resident_id = f.resident_id)
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
                and not exists (select 1 from notice_door d where d.tenant_id = $1 and d.household_id = f.household_id)
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
            and not exists (select 1 from building b where b.tenant_id = $1 and b.estate_id = e.estate_id)
            and not exists (select 1 from household_worker_area a where a.tenant_id = $1 and a.estate_id = e.estate_id)",
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
