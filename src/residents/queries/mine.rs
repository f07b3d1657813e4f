//! SQL of what communities keep of a person, in that person's scope.

use crate::db::{PersonId, ResidentId, TenantId, Tx};
use crate::error::AppResult;

/// The records that are a person's, wherever they are.
pub(in crate::residents) async fn of_person(
    tx: &mut impl Tx,
    person: PersonId,
) -> AppResult<Vec<(TenantId, ResidentId)>> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", resident_id as "id: ResidentId" from resident
        where person_id = $1 and merged_into is null order by tenant_id, resident_id limit 50"#,
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant, row.id)).collect())
}
