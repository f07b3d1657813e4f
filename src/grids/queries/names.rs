//! SQL of what estates and buildings are called.

use uuid::Uuid;

use crate::db::{EstateId, TenantId, Tx};
use crate::error::AppResult;

/// The names of a community's estates.
pub async fn estate_names(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(EstateId, String)>> {
    let rows = sqlx::query!(
        r#"select estate_id as "id: EstateId", name from estate where tenant_id = $1 order by position, name"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The names of some buildings, each after its estate's, estate by estate.
pub async fn building_names(
    tx: &mut impl Tx,
    tenant: TenantId,
    buildings: &[Uuid],
) -> AppResult<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select e.name as estate, b.name from building b join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
        where b.tenant_id = $1 and e.tenant_id = $1 and b.building_id = any($2)
        order by e.position, e.name, b.position, b.name",
        tenant.uuid(),
        buildings,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.estate, row.name)).collect())
}
