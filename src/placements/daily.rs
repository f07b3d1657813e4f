//! A day's work: both sides are reminded of what has waited for a signature for a week.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::news::{Parties, Reader, What};
use super::queries;
use crate::db::WriteTx;
use crate::error::AppResult;
use crate::tenancy::Tenant;

/// How long a line may wait before both are reminded.
const PATIENCE: TimeDelta = TimeDelta::days(7);

/// Does it; of each line once.
pub async fn work(tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate, now: DateTime<Utc>) -> AppResult<()> {
    for waiting in queries::remind_waiting(tx, tenant.id, now - PATIENCE, day).await? {
        let parties = Parties {
            tenant: tenant.id,
            org: waiting.org,
            placement: waiting.placement,
            resident: waiting.resident,
            mentor: waiting.mentor,
            title: &waiting.title,
        };
        let what = What::Unsigned { count: waiting.count };
        parties.tell(tx, &[Reader::Learner, Reader::Company], &what, now).await?;
    }
    Ok(())
}
