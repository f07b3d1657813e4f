//! SQL of what communities keep of a person's work, in that person's scope.

use chrono::NaiveDate;

use crate::db::{HouseholdWorkerId, PersonId, ResidentId, TenantId, Tx};
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

/// What somebody does for a living, and their papers, for whom they show it to.
pub struct Work {
    /// Their trades, by the database's words.
    pub trades: Vec<String>,
    /// Kind, issuer and last day of each paper that has not expired.
    pub papers: Vec<(String, String, Option<NaiveDate>)>,
}

/// That of a resident, or of the person whose record it is, as long as they agree that it is kept.
pub async fn of_resident(
    tx: &mut impl Tx,
    tenant: TenantId,
    resident: ResidentId,
    person: Option<PersonId>,
    today: NaiveDate,
) -> AppResult<Option<Work>> {
    let row = sqlx::query!(
        r#"select household_worker_id as "id: HouseholdWorkerId", trades from household_worker
        where tenant_id = $1 and (resident_id = $2 or person_id = $3) and withdrawn_at is null and erased_at is null
        order by household_worker_id limit 1"#,
        tenant.uuid(),
        resident.uuid(),
        person.map(PersonId::uuid),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let papers = super::certificates::of(tx, tenant, row.id).await?;
    let holds = papers.into_iter().filter(|paper| paper.expires_on.is_none_or(|last| last >= today));
    Ok(Some(Work {
        trades: row.trades,
        papers: holds.map(|paper| (paper.kind, paper.issuer, paper.expires_on)).collect(),
    }))
}
