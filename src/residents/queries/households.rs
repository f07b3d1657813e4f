//! SQL of households.

use crate::db::{BuildingId, HouseholdId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A household with its door.
#[derive(Debug, Clone)]
pub(in crate::residents) struct Household {
    pub building: BuildingId,
    pub estate_name: String,
    pub building_name: String,
    pub unit_no: String,
    pub room_no: String,
    pub kind: String,
    pub revision: i32,
}

/// One household.
pub(in crate::residents) async fn household(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: HouseholdId,
) -> AppResult<Option<Household>> {
    let row = sqlx::query_as!(
        Household,
        r#"select h.building_id as "building: BuildingId", e.name as estate_name,
            b.name as building_name, h.unit_no, h.room_no, h.kind, h.revision
        from household h
        join building b on b.tenant_id = h.tenant_id and b.building_id = h.building_id
        join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
        where h.tenant_id = $1 and b.tenant_id = $1 and e.tenant_id = $1 and h.household_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The household behind a door, if there is one.
pub(in crate::residents) async fn at_door(
    tx: &mut impl Tx,
    tenant: TenantId,
    building: BuildingId,
    unit: &str,
    room: &str,
) -> AppResult<Option<HouseholdId>> {
    let id = sqlx::query_scalar!(
        r#"select household_id as "id: HouseholdId" from household
        where tenant_id = $1 and building_id = $2 and unit_no = $3 and room_no = $4"#,
        tenant.uuid(),
        building.uuid(),
        unit,
        room,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id)
}

/// A door of a building, with how many live behind it.
pub(in crate::residents) struct DoorRow {
    pub id: HouseholdId,
    pub unit_no: String,
    pub room_no: String,
    pub kind: String,
    pub people: i64,
}

/// A building's doors in their order.
pub(in crate::residents) async fn doors(
    tx: &mut impl Tx,
    tenant: TenantId,
    building: BuildingId,
) -> AppResult<Vec<DoorRow>> {
    let rows = sqlx::query_as!(
        DoorRow,
        r#"select h.household_id as "id: HouseholdId", h.unit_no, h.room_no, h.kind,
            (select count(*) from resident r where r.tenant_id = $1 and r.household_id = h.household_id and r.left_on is null
                and r.merged_into is null) as "people!"
        from household h where h.tenant_id = $1 and h.building_id = $2 order by h.door_key limit 5000"#,
        tenant.uuid(),
        building.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Says how a household came to live there; false when somebody else changed it first.
pub(in crate::residents) async fn set_kind(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: HouseholdId,
    revision: i32,
    kind: &str,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update household set kind = $4, revision = revision + 1 where tenant_id = $1 and household_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        kind,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
