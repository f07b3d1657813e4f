//! SQL of what several residents do for a living, for comparing them with what a job takes.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::db::{PersonId, ResidentId, TenantId, Tx};
use crate::error::AppResult;

/// What one of them does.
pub struct Skilled {
    /// Whose record as a resident it goes with, where it says so.
    pub resident: Option<ResidentId>,
    /// Whose account has it.
    pub person: Option<PersonId>,
    /// Their trades, by the database's words.
    pub trades: Vec<String>,
    /// The kinds of their papers that have not expired.
    pub papers: Vec<String>,
}

/// Those of some residents, or of the people whose records they are, who are in the register, as long as they agree that it is
/// kept.
pub async fn of_residents(
    tx: &mut impl Tx,
    tenant: TenantId,
    (residents, people): (&[Uuid], &[Uuid]),
    today: NaiveDate,
) -> AppResult<Vec<Skilled>> {
    let rows = sqlx::query_as!(
        Skilled,
        r#"select resident_id as "resident: ResidentId", person_id as "person: PersonId", trades,
            array(select c.kind from household_worker_certificate c
                where c.tenant_id = $1 and c.household_worker_id = w.household_worker_id
                    and (c.expires_on is null or c.expires_on >= $3)) as "papers!"
        from household_worker w
        where tenant_id = $1 and (resident_id = any($2) or person_id = any($4)) and withdrawn_at is null and erased_at is null
        order by household_worker_id"#,
        tenant.uuid(),
        residents,
        today,
        people,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
