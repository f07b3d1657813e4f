//! SQL of grids, buildings and households.

use chrono::NaiveDate;

use crate::db::{BranchId, BuildingId, EstateId, GridId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A grid.
pub struct Grid {
    /// Its id.
    pub id: GridId,
    /// SJ-01
    pub code: String,
    /// Its name.
    pub name: String,
    /// The party branch (党支部) that stands behind it.
    pub branch: Option<BranchId>,
    /// What that is called; empty where none does.
    pub party_branch: String,
    /// How often it was changed.
    pub revision: i32,
}

/// A community's grids.
pub async fn grids(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Grid>> {
    let rows = sqlx::query_as!(
        Grid,
        r#"select g.grid_id as "id: GridId", g.code, g.name, g.branch_id as "branch: BranchId", coalesce(b.name, '') as "party_branch!", g.revision
        from grid g left join party_branch b on b.tenant_id = g.tenant_id and b.branch_id = g.branch_id
        where g.tenant_id = $1 order by g.position, g.code"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One grid.
pub(in crate::grids) async fn grid(tx: &mut impl Tx, tenant: TenantId, id: GridId) -> AppResult<Option<Grid>> {
    let row = sqlx::query_as!(
        Grid,
        r#"select g.grid_id as "id: GridId", g.code, g.name, g.branch_id as "branch: BranchId", coalesce(b.name, '') as "party_branch!", g.revision
        from grid g left join party_branch b on b.tenant_id = g.tenant_id and b.branch_id = g.branch_id
        where g.tenant_id = $1 and g.grid_id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Makes whoever else gives posts in this grid wait until the transaction ends.
pub(in crate::grids) async fn lock(tx: &mut WriteTx, tenant: TenantId, id: GridId) -> AppResult<()> {
    sqlx::query!("select from grid where tenant_id = $1 and grid_id = $2 for no key update", tenant.uuid(), id.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The same in every grid of the community.
pub(in crate::grids) async fn lock_all(tx: &mut WriteTx, tenant: TenantId) -> AppResult<()> {
    sqlx::query!("select from grid where tenant_id = $1 order by grid_id for no key update", tenant.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Adds a grid; false when the code is taken.
pub async fn add_grid(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: GridId,
    code: &str,
    name: &str,
    branch: Option<BranchId>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into grid (tenant_id, grid_id, code, name, branch_id, position)
        values ($1, $2, $3, $4, $5, (select coalesce(max(position), 0) + 1 from grid where tenant_id = $1)) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        code,
        name,
        branch.map(BranchId::uuid),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// What became of a change.
pub(in crate::grids) async fn update_grid(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: GridId,
    revision: i32,
    (code, name, branch): (&str, &str, Option<BranchId>),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update grid set code = $4, name = $5, branch_id = $6, revision = revision + 1
        where tenant_id = $1 and grid_id = $2 and revision = $3
            and not exists (select 1 from grid other where other.tenant_id = $1 and other.code = $4 and other.grid_id <> $2)",
        tenant.uuid(),
        id.uuid(),
        revision,
        code,
        name,
        branch.map(BranchId::uuid),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// A building with its grid on a day and the households in it.
pub struct Building {
    /// Its id.
    pub id: BuildingId,
    /// The estate that it stands in.
    pub estate: EstateId,
    /// The estate's name.
    pub estate_name: String,
    /// 3栋
    pub name: String,
    /// The grid that it belongs to on the day.
    pub grid: Option<GridId>,
    /// How many households it has.
    pub households: i64,
}

/// A community's buildings on a day, estate by estate.
pub async fn buildings(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<Building>> {
    let rows = sqlx::query_as!(
        Building,
        r#"select b.building_id as "id: BuildingId", b.estate_id as "estate: EstateId", e.name as estate_name, b.name,
            (select g.grid_id from building_grid g where g.tenant_id = $1 and g.building_id = b.building_id and g.valid @> $2::date)
                as "grid: GridId",
            (select count(*) from household h where h.tenant_id = $1 and h.building_id = b.building_id) as "households!"
        from building b join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
        where b.tenant_id = $1 and e.tenant_id = $1 order by e.position, e.name, b.position, b.name"#,
        tenant.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Where a building stands among all: what its doors' keys are made of.
#[derive(Debug, Clone, Copy)]
pub struct Stand {
    /// The estate's place.
    pub estate: i32,
    /// The building's place in it.
    pub building: i32,
}

/// Where a building stands; none where there is no such building.
pub async fn stand(tx: &mut impl Tx, tenant: TenantId, building: BuildingId) -> AppResult<Option<Stand>> {
    let row = sqlx::query_as!(
        Stand,
        "select e.position as estate, b.position as building
        from building b join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
        where b.tenant_id = $1 and e.tenant_id = $1 and b.building_id = $2",
        tenant.uuid(),
        building.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The buildings of a grid on a day.
pub async fn buildings_of(
    tx: &mut impl Tx,
    tenant: TenantId,
    grid: GridId,
    today: NaiveDate,
) -> AppResult<Vec<BuildingId>> {
    let ids = sqlx::query_scalar!(
        r#"select building_id as "id: BuildingId" from building_grid where tenant_id = $1 and grid_id = $2 and valid @> $3::date"#,
        tenant.uuid(),
        grid.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The place of the next building in an estate.
pub async fn next_position(tx: &mut impl Tx, tenant: TenantId, estate: EstateId) -> AppResult<Option<i32>> {
    let next = sqlx::query_scalar!(
        r#"select (select coalesce(max(b.position), 0) + 1 from building b where b.tenant_id = $1 and b.estate_id = $2) as "next!"
        from estate e where e.tenant_id = $1 and e.estate_id = $2"#,
        tenant.uuid(),
        estate.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(next)
}

/// Adds a building; false when the estate has one of this name.
pub async fn add_building(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: BuildingId,
    estate: EstateId,
    name: &str,
    position: i32,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into building (tenant_id, building_id, estate_id, name, position) values ($1, $2, $3, $4, $5) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        estate.uuid(),
        name,
        position,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Puts a building into a grid from a day on; it was in none.
pub async fn place_building(
    tx: &mut WriteTx,
    tenant: TenantId,
    building: BuildingId,
    grid: GridId,
    from: NaiveDate,
) -> AppResult<()> {
    sqlx::query!(
        "insert into building_grid (tenant_id, building_id, grid_id, valid) values ($1, $2, $3, daterange($4, null))",
        tenant.uuid(),
        building.uuid(),
        grid.uuid(),
        from,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Moves a building into a grid from a day on: where it was ends the day before, and what was planned gives way.
pub(in crate::grids) async fn move_building(
    tx: &mut WriteTx,
    tenant: TenantId,
    building: BuildingId,
    grid: GridId,
    from: NaiveDate,
) -> AppResult<bool> {
    // One move of a building at a time.
    let known = sqlx::query_scalar!(
        "select building_id from building where tenant_id = $1 and building_id = $2 for no key update",
        tenant.uuid(),
        building.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    if known.is_none() {
        return Ok(false);
    }
    sqlx::query!(
        "delete from building_grid where tenant_id = $1 and building_id = $2 and lower(valid) >= $3",
        tenant.uuid(),
        building.uuid(),
        from,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update building_grid set valid = daterange(lower(valid), $3) where tenant_id = $1 and building_id = $2 and valid @> $3::date",
        tenant.uuid(),
        building.uuid(),
        from,
    )
    .execute(tx.conn())
    .await?;
    place_building(tx, tenant, building, grid, from).await?;
    Ok(true)
}

/// A move of a building that is planned.
pub(in crate::grids) struct PlannedMove {
    pub building: BuildingId,
    /// Where it goes.
    pub grid: GridId,
    /// From when on.
    pub from: NaiveDate,
}

/// The moves of a community's buildings that are still to come.
pub(in crate::grids) async fn planned_moves(
    tx: &mut impl Tx,
    tenant: TenantId,
    today: NaiveDate,
) -> AppResult<Vec<PlannedMove>> {
    let rows = sqlx::query_as!(
        PlannedMove,
        r#"select building_id as "building: BuildingId", grid_id as "grid: GridId", lower(valid) as "from!"
        from building_grid where tenant_id = $1 and lower(valid) > $2 order by lower(valid), building_id"#,
        tenant.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Takes a planned move of a building back: it stays where it is. False when none is planned.
pub(in crate::grids) async fn take_move_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    building: BuildingId,
    today: NaiveDate,
) -> AppResult<bool> {
    // One move of a building at a time.
    sqlx::query!(
        "select from building where tenant_id = $1 and building_id = $2 for no key update",
        tenant.uuid(),
        building.uuid()
    )
    .execute(tx.conn())
    .await?;
    let planned = sqlx::query_scalar!(
        r#"delete from building_grid where tenant_id = $1 and building_id = $2 and lower(valid) > $3 returning lower(valid) as "from!""#,
        tenant.uuid(),
        building.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    let Some(first) = planned.into_iter().min() else { return Ok(false) };
    sqlx::query!(
        "update building_grid set valid = daterange(lower(valid), null) where tenant_id = $1 and building_id = $2 and upper(valid) = $3",
        tenant.uuid(),
        building.uuid(),
        first,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(true)
}

/// Adds households, as unit and room, in bulk; those that are there stay. Gives how many were added.
pub async fn add_households(
    tx: &mut WriteTx,
    tenant: TenantId,
    building: BuildingId,
    rooms: &[(String, String)],
    kind: &str,
) -> AppResult<u64> {
    let Some(stand) = stand(tx, tenant, building).await? else { return Ok(0) };
    let ids: Vec<uuid::Uuid> = rooms.iter().map(|_| uuid::Uuid::now_v7()).collect();
    let units: Vec<String> = rooms.iter().map(|(unit, _)| unit.clone()).collect();
    let numbers: Vec<String> = rooms.iter().map(|(_, room)| room.clone()).collect();
    let done = sqlx::query!(
        "insert into household (tenant_id, household_id, building_id, unit_no, room_no, kind, door_key)
        select $1, id, $2, unit, room, $6, door_key($7, $8, $2, unit, room)
        from unnest($3::uuid[], $4::text[], $5::text[]) as t (id, unit, room) on conflict do nothing",
        tenant.uuid(),
        building.uuid(),
        &ids,
        &units[..],
        &numbers[..],
        kind,
        stand.estate,
        stand.building,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected())
}
