//! SQL of where notices hold.

use std::collections::HashMap;

use uuid::Uuid;

use crate::db::{BuildingId, NoticeId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::notices::PlaceName;

/// Where some notices hold, by name.
pub(super) async fn names(
    tx: &mut impl Tx,
    tenant: TenantId,
    notices: &[NoticeId],
) -> AppResult<HashMap<NoticeId, PlaceName>> {
    let ids: Vec<Uuid> = notices.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select n.notice_id as "id: NoticeId", n.place_kind, e.name as "estate?", g.code as "code?", g.name as "grid?"
        from notice n left join estate e on e.tenant_id = n.tenant_id and e.estate_id = n.estate_id
        left join grid g on g.tenant_id = n.tenant_id and g.grid_id = n.grid_id
        where n.tenant_id = $1 and n.notice_id = any($2)"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let has_buildings = rows.iter().any(|row| row.place_kind == "buildings");
    let mut buildings = if has_buildings { of_buildings(tx, tenant, &ids).await? } else { HashMap::new() };
    let names = rows.into_iter().map(|row| {
        let place = match (row.place_kind.as_str(), row.estate, row.code, row.grid) {
            ("estate", Some(name), ..) => PlaceName::Estate(name),
            ("grid", _, Some(code), Some(name)) => PlaceName::Grid(format!("{code} {name}")),
            ("buildings", ..) => PlaceName::Buildings(buildings.remove(&row.id).unwrap_or_default()),
            _ => PlaceName::Community,
        };
        (row.id, place)
    });
    Ok(names.collect())
}

type Buildings = HashMap<NoticeId, Vec<(String, String)>>;

async fn of_buildings(tx: &mut impl Tx, tenant: TenantId, notices: &[Uuid]) -> AppResult<Buildings> {
    let rows = sqlx::query!(
        r#"select nb.notice_id as "id: NoticeId", e.name as estate, b.name from notice_building nb
        join building b on b.tenant_id = nb.tenant_id and b.building_id = nb.building_id
        join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
        where nb.tenant_id = $1 and nb.notice_id = any($2) order by e.position, e.name, b.position, b.name"#,
        tenant.uuid(),
        notices,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = Buildings::new();
    for row in rows {
        found.entry(row.id).or_default().push((row.estate, row.name));
    }
    Ok(found)
}

/// The buildings that a notice names.
pub(super) async fn buildings(tx: &mut impl Tx, tenant: TenantId, notice: NoticeId) -> AppResult<Vec<BuildingId>> {
    let ids = sqlx::query_scalar!(
        r#"select building_id as "id: BuildingId" from notice_building where tenant_id = $1 and notice_id = $2"#,
        tenant.uuid(),
        notice.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Sets them.
pub(super) async fn set_buildings(
    tx: &mut WriteTx,
    tenant: TenantId,
    notice: NoticeId,
    buildings: &[BuildingId],
) -> AppResult<()> {
    sqlx::query!("delete from notice_building where tenant_id = $1 and notice_id = $2", tenant.uuid(), notice.uuid())
        .execute(tx.conn())
        .await?;
    let ids: Vec<Uuid> = buildings.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "insert into notice_building (tenant_id, notice_id, building_id) select $1, $2, id from unnest($3::uuid[]) as t (id)
        on conflict do nothing",
        tenant.uuid(),
        notice.uuid(),
        &ids,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
