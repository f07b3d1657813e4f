//! SQL of what communities keep of a person.

use crate::db::{BuildingId, PersonId, ResidentId, TenantId, Tx};
use crate::error::AppResult;

/// The records that are a person's, wherever they are; in that person's scope.
pub(crate) async fn of_person(tx: &mut impl Tx, person: PersonId) -> AppResult<Vec<(TenantId, ResidentId)>> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", resident_id as "id: ResidentId" from resident
        where person_id = $1 and merged_into is null order by tenant_id, resident_id limit 50"#,
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant, row.id)).collect())
}

/// The building that a person lives in, in one community; the one they moved to last.
pub async fn home_of(tx: &mut impl Tx, tenant: TenantId, person: PersonId) -> AppResult<Option<BuildingId>> {
    let building = sqlx::query_scalar!(
        r#"select h.building_id as "building: BuildingId" from resident r
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        where r.tenant_id = $1 and r.person_id = $2 and r.merged_into is null and r.left_on is null
        order by r.lives_since desc, r.resident_id limit 1"#,
        tenant.uuid(),
        person.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(building)
}

/// Whose account a record is, or the one that it turned out to be.
pub async fn person_of(tx: &mut impl Tx, tenant: TenantId, id: ResidentId) -> AppResult<Option<PersonId>> {
    let root = super::merges::root(tx, tenant, id).await?;
    let person = sqlx::query_scalar!(
        r#"select person_id as "person: PersonId" from resident where tenant_id = $1 and resident_id = $2"#,
        tenant.uuid(),
        root.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(person.flatten())
}
