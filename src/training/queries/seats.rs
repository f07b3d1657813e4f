//! SQL of what the community changes of a run that is open, and of runs that ask for a number of learners.

use chrono::NaiveDate;

use super::runs::Terms;
use crate::db::{RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// What of an open run's rules may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// How many may learn.
    pub count: i32,
    /// With how many it begins at least; 0: with any number.
    pub min_learners: i32,
    /// Last day on which somebody may ask for a seat.
    pub until: NaiveDate,
}

impl Terms {
    /// How many learn, with how many it begins, and until when one may ask for a seat.
    pub fn seats(&self) -> Seats {
        Seats { count: self.seats, min_learners: self.min_learners, until: self.enrol_until }
    }
}

/// Says how many learn in an open run, with how many it begins, and until when one may ask for a seat; false when somebody else
/// changed it first.
pub async fn set(tx: &mut WriteTx, tenant: TenantId, (id, revision): (RunId, i32), seats: Seats) -> AppResult<bool> {
    let done = sqlx::query!(
        "update course_run set seats = $4, enrol_until = $5, min_learners = $6, revision = revision + 1
        where tenant_id = $1 and run_id = $2 and revision = $3 and status = 'open'",
        tenant.uuid(),
        id.uuid(),
        revision,
        seats.count,
        seats.until,
        seats.min_learners,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// The open runs that ask for a number of learners, and of which nobody was told yet, since one may enrol until the day that
/// stands, that they are too few.
pub async fn runs_to_ask(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<RunId>> {
    let ids = sqlx::query_scalar!(
        r#"select run_id as "id: RunId" from course_run
        where tenant_id = $1 and status = 'open' and min_learners > 0 and few_told_for is distinct from enrol_until order by 1"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// That they are too few is told, after the last day to enrol.
pub async fn asked(tx: &mut WriteTx, tenant: TenantId, id: RunId, until: NaiveDate) -> AppResult<()> {
    sqlx::query!(
        "update course_run set few_told_for = $3 where tenant_id = $1 and run_id = $2",
        tenant.uuid(),
        id.uuid(),
        until,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
