//! What is counted of everybody on file, for the page that says what to teach next. To count everybody takes longer the more
//! there are: of a large community it is done once in a few minutes, whoever reads, and the page says when.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use moka::sync::Cache;
use tokio::sync::Mutex;

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
pub struct KeptCounts {
    kept: Cache<TenantId, Arc<Counts>>,
    /// Whose turn it is to count: nobody counts what somebody counts already.
    turns: Cache<TenantId, Arc<Mutex<()>>>,
}

impl Default for KeptCounts {
    fn default() -> Self {
        Self { kept: Cache::new(MOST), turns: Cache::new(MOST) }
    }
}

impl KeptCounts {
    fn standing(&self, tenant: TenantId, day: NaiveDate, now: DateTime<Utc>) -> Option<Arc<Counts>> {
        let stands = |counts: &Arc<Counts>| counts.day == day && counts.since.is_some_and(|since| now < since + STANDS);
        self.kept.get(&tenant).filter(stands)
    }
}

/// What is counted of everybody in the community that staff look at.
pub(super) async fn read(staff: &Staff) -> AppResult<Arc<Counts>> {
    let (tenant, day, now) = (staff.tenant()?.id, staff.today()?, staff.now());
    let counts = staff.state().counts();
    if let Some(standing) = counts.standing(tenant, day, now) {
        return Ok(standing);
    }
    let mut tx = staff.read().await?;
    if !talents::are_many(&mut tx, tenant, LARGE).await? {
        return Ok(Arc::new(count(&mut tx, tenant, day, None).await?));
    }
    // Whoever waits for their turn keeps no connection.
    drop(tx);
    let turn = counts.turns.get_with(tenant, Arc::default);
    let _turn = turn.lock().await;
    if let Some(standing) = counts.standing(tenant, day, now) {
        return Ok(standing);
    }
    let counted = Arc::new(count(&mut staff.read().await?, tenant, day, Some(now)).await?);
    counts.kept.insert(tenant, counted.clone());
    Ok(counted)
}

async fn count(tx: &mut impl Tx, tenant: TenantId, day: NaiveDate, since: Option<DateTime<Utc>>) -> AppResult<Counts> {
    Ok(Counts {
        since,
        day,
        market: cycle::market(tx, tenant, day).await?,
        wished: talents::wished(tx, tenant).await?,
        needs: talents::to_learn(tx, tenant).await?,
    })
}
