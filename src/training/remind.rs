//! The day after a run's last session, both who look after it are reminded that it waits for its end: after the assessment
//! somebody says that it is finished.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::queries::runs;
use crate::db::{TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, TrainingChange, announce};

/// Reminds of the runs that ended between the day on which this was last done and today.
pub(crate) async fn remind(
    tx: &mut WriteTx,
    tenant: TenantId,
    (since, day): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> AppResult<()> {
    for (run, org, title) in runs::ended(tx, tenant, (since, day - Days::new(1))).await? {
        let trainer = org.map(|org| (Audience::Org(org), Some(org)));
        for (to, org) in [(Audience::Staff(tenant), None)].into_iter().chain(trainer) {
            let (title, reason) = (title.clone(), String::new());
            let news = News::Training { tenant, org, run, title, change: TrainingChange::Over, reason };
            announce(tx, to, news, now).await?;
        }
    }
    Ok(())
}
