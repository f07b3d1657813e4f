//! SQL of the rooms in which a community teaches.

use chrono::{DateTime, Utc};

use crate::db::{RoomId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A room.
#[derive(Debug, Clone)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// What it is called, once in the community.
    pub name: String,
    /// Where it is; may be empty.
    pub place: String,
    /// How many people it seats.
    pub seats: i32,
    /// Whether nobody teaches there any more.
    pub is_retired: bool,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
}

/// What is said of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomValues {
    /// What it is called.
    pub name: String,
    /// Where it is; may be empty.
    pub place: String,
    /// How many people it seats.
    pub seats: i32,
}

/// A community's rooms: those in use first, then by name.
pub async fn all(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Room>> {
    let rows = sqlx::query_as!(
        Room,
        r#"select room_id as "id: RoomId", name, place, seats, retired_at is not null as "is_retired!", revision from room
        where tenant_id = $1 order by retired_at is not null, name limit 500"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One room.
pub async fn one(tx: &mut impl Tx, tenant: TenantId, id: RoomId) -> AppResult<Option<Room>> {
    let row = sqlx::query_as!(
        Room,
        r#"select room_id as "id: RoomId", name, place, seats, retired_at is not null as "is_retired!", revision from room
        where tenant_id = $1 and room_id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Whether another room has the name.
pub async fn name_is_taken(tx: &mut impl Tx, tenant: TenantId, name: &str, but: Option<RoomId>) -> AppResult<bool> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select 1 from room where tenant_id = $1 and name = $2 and room_id is distinct from $3) as "taken!""#,
        tenant.uuid(),
        name,
        but.map(RoomId::uuid),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(taken)
}

/// Adds a room; false when there is one of this id or name.
pub async fn insert(tx: &mut WriteTx, tenant: TenantId, id: RoomId, values: &RoomValues) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into room (tenant_id, room_id, name, place, seats) values ($1, $2, $3, $4, $5) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        values.name,
        values.place,
        values.seats,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a room, and whether anybody teaches there; false when somebody else did so first.
pub async fn update(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (RoomId, i32),
    values: &RoomValues,
    retired_at: Option<DateTime<Utc>>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update room set name = $4, place = $5, seats = $6, revision = revision + 1,
            retired_at = case when $7::timestamptz is null then null else coalesce(retired_at, $7) end
        where tenant_id = $1 and room_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        values.name,
        values.place,
        values.seats,
        retired_at,
    )
    .execute(tx.conn())
    .await?;
    // The public pages of runs say where they meet.
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}
