//! What is counted of everybody on file, for the page that says what to teach next. To count everybody takes longer the more
//! there are: of a large community it is done once in a few minutes, whoever reads, and the page says when.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use moka::sync::Cache;

use crate::access::Staff;
use crate::db::{TenantId, Tx};
use crate::error::AppResult;
use crate::figures::cycle::{self, Market};
use crate::talents::Need;
use crate::talents::queries as talents;
use crate::values::Trade;

/// With so many able residents a community is large.
const LARGE: i64 = 2000;
/// For so long a count of a large one stands.
pub(super) const STANDS: TimeDelta = TimeDelta::minutes(5);
/// Communities whose counts stand at most.
const MOST: u64 = 1000;

/// What is counted of everybody.
pub(super) struct Counts {
    /// Since when it stands; none: it is as of now.
    pub since: Option<DateTime<Utc>>,
    day: NaiveDate,
    /// What the loop's figures say of each trade.
    pub market: BTreeMap<Trade, Market>,
    /// How many would like to work in each trade.
    pub wished: Vec<(Trade, i64)>,
    /// How many would like to learn what.
    pub needs: Vec<(Need, i64)>,
}

/// The counts of large communities in memory.
pub struct KeptCounts(Cache<TenantId, Arc<Counts>>);

impl Default for KeptCounts {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

impl KeptCounts {
    fn standing(&self, tenant: TenantId, day: NaiveDate, now: DateTime<Utc>) -> Option<Arc<Counts>> {
        let stands = |counts: &Arc<Counts>| counts.day == day && counts.since.is_some_and(|since| now < since + STANDS);
        self.0.get(&tenant).filter(stands)
    }
}

/// What is counted of everybody in the community that staff look at.
pub(super) async fn read(staff: &Staff, tx: &mut impl Tx) -> AppResult<Arc<Counts>> {
    let (tenant, day, now) = (staff.tenant()?.id, staff.today()?, staff.now());
    let kept = staff.state().counts();
    if let Some(counts) = kept.standing(tenant, day, now) {
        return Ok(counts);
    }
    let is_large = talents::are_many(tx, tenant, LARGE).await?;
    let counts = Arc::new(Counts {
        since: is_large.then_some(now),
        day,
        market: cycle::market(tx, tenant, day).await?,
        wished: talents::wished(tx, tenant).await?,
        needs: talents::to_learn(tx, tenant).await?,
    });
    if is_large {
        kept.0.insert(tenant, counts.clone());
    }
    Ok(counts)
}
