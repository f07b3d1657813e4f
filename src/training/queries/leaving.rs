//! SQL of what an organization that leaves a community has begun there, or asked for.

use chrono::{DateTime, Utc};

use crate::db::{OrgId, RunId, TenantId, Tx};
use crate::error::AppResult;

/// A run that a community is asked for, that is open, or whose learners have not all been told how they ended.
#[derive(Debug, Clone)]
pub struct AliveRun {
    /// Its id.
    pub id: RunId,
    /// What it is called.
    pub title: String,
    /// Whether its first meeting has begun.
    pub has_begun: bool,
}

/// An organization's in a community, in the order in which they were added.
pub async fn alive_runs(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: OrgId,
    now: DateTime<Utc>,
) -> AppResult<Vec<AliveRun>> {
    let runs = sqlx::query_as!(
        AliveRun,
        r#"select c.run_id as "id: RunId", c.title, c.status = 'finished' or c.status = 'open' and exists (select from course_session s
                where s.tenant_id = $1 and s.run_id = c.run_id and not s.is_cancelled and s.starts_at <= $3) as "has_begun!"
        from course_run c where c.tenant_id = $1 and c.org_id = $2 and (c.status in ('proposed', 'open')
            or c.status = 'finished' and exists (select from enrolment e
                where e.tenant_id = $1 and e.run_id = c.run_id and e.status = 'enrolled'))
        order by c.run_id"#,
        tenant.uuid(),
        org.uuid(),
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(runs)
}
