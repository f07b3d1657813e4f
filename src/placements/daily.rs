//! A day's work: both sides are reminded of what has waited for a signature for a week. Where the company has left, the learner is of
//! their own, and staff of what they decide in the mentor's place.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::news::{Parties, Reader, What};
use super::queries;
use crate::admissions::queries::has_left;
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
        let has_left = has_left(tx, tenant.id, waiting.org).await?;
        let told = if has_left {
            [(Reader::Learner, waiting.of_learner), (Reader::Community, waiting.of_mentor)]
        } else {
            [(Reader::Learner, waiting.count), (Reader::Company, waiting.count)]
        };
        for (reader, count) in told.into_iter().filter(|(_, count)| *count > 0) {
            parties.tell(tx, &[reader], &What::Unsigned { count }, now).await?;
        }
    }
    Ok(())
}
