//! SQL of what communities keep of a person's work, in that person's scope.

use crate::db::{HouseholdWorkerId, PersonId, TenantId, Tx};
use crate::error::AppResult;

/// The records that are a person's, wherever they are.
pub(in crate::household_workers) async fn of_person(
    tx: &mut impl Tx,
    person: PersonId,
) -> AppResult<Vec<(TenantId, HouseholdWorkerId)>> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", household_worker_id as "id: HouseholdWorkerId" from household_worker
        where person_id = $1 and erased_at is null order by tenant_id, household_worker_id limit 50"#,
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant, row.id)).collect())
}
