//! SQL of which doors were told of a notice.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{BuildingId, GrantId, HouseholdId, NoticeId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A door of a building, and whether it was told.
pub(in crate::notices) struct Door {
    pub id: HouseholdId,
    pub unit: String,
    pub room: String,
    pub is_told: bool,
}

/// The doors of a building in their order.
pub(in crate::notices) async fn doors(
    tx: &mut impl Tx,
    tenant: TenantId,
    building: BuildingId,
    notice: NoticeId,
) -> AppResult<Vec<Door>> {
    let rows = sqlx::query_as!(
        Door,
        r#"select h.household_id as "id: HouseholdId", h.unit_no as unit, h.room_no as room, exists (
                select 1 from notice_door d where d.tenant_id = $1 and d.notice_id = $3 and d.household_id = h.household_id) as "is_told!"
        from household h where h.tenant_id = $1 and h.building_id = $2 order by h.door_key, h.household_id"#,
        tenant.uuid(),
        building.uuid(),
        notice.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// How many doors of a building were told of some notices.
pub(in crate::notices) async fn told_of(
    tx: &mut impl Tx,
    tenant: TenantId,
    building: BuildingId,
    notices: &[NoticeId],
) -> AppResult<Vec<(NoticeId, i64)>> {
    let ids: Vec<Uuid> = notices.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select d.notice_id as "notice: NoticeId", count(*) as "told!" from notice_door d
        join household h on h.tenant_id = d.tenant_id and h.household_id = d.household_id
        where d.tenant_id = $1 and h.tenant_id = $1 and h.building_id = $2 and d.notice_id = any($3) group by d.notice_id"#,
        tenant.uuid(),
        building.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.notice, row.told)).collect())
}

/// How many doors were told of a notice in all.
pub(in crate::notices) async fn told(tx: &mut impl Tx, tenant: TenantId, notice: NoticeId) -> AppResult<i64> {
    let told = sqlx::query_scalar!(
        r#"select count(*) as "told!" from notice_door where tenant_id = $1 and notice_id = $2"#,
        tenant.uuid(),
        notice.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(told)
}

/// Who tells, under which grant.
pub(in crate::notices) struct Teller<'a> {
    pub grant: GrantId,
    pub name: &'a str,
    pub now: DateTime<Utc>,
}

/// Marks doors of a building as told; those that are stay as they are, and doors of other buildings are left out.
pub(in crate::notices) async fn tell(
    tx: &mut WriteTx,
    tenant: TenantId,
    building: BuildingId,
    notice: NoticeId,
    doors: &[HouseholdId],
    teller: &Teller<'_>,
) -> AppResult<()> {
    let ids: Vec<Uuid> = doors.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "insert into notice_door (tenant_id, notice_id, household_id, grant_id, by_name, told_at)
        select h.tenant_id, $3, h.household_id, $5, $6, $7 from household h
        where h.tenant_id = $1 and h.building_id = $2 and h.household_id = any($4) on conflict do nothing",
        tenant.uuid(),
        building.uuid(),
        notice.uuid(),
        &ids,
        teller.grant.uuid(),
        teller.name,
        teller.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the mark from doors of a building.
pub(in crate::notices) async fn untell(
    tx: &mut WriteTx,
    tenant: TenantId,
    building: BuildingId,
    notice: NoticeId,
    doors: &[HouseholdId],
) -> AppResult<()> {
    let ids: Vec<Uuid> = doors.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "delete from notice_door d using household h where d.tenant_id = $1 and d.notice_id = $3 and d.household_id = any($4)
            and h.tenant_id = $1 and h.household_id = d.household_id and h.building_id = $2",
        tenant.uuid(),
        building.uuid(),
        notice.uuid(),
        &ids,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
