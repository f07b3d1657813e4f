//! Into which runs one may still come, for whoever suggests courses to people.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::model::{Entry, Run};
use super::queries;
use super::queue::{Place, Queue};
use crate::db::{RunId, Tx};
use crate::error::AppResult;
use crate::tenancy::Tenant;

/// What whoever asks for a seat finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayIn {
    /// There is one.
    Seat,
    /// All are taken: they line up.
    Line,
}

/// Of some runs those in which somebody may ask for a seat at a time.
pub async fn ways_in(
    tx: &mut impl Tx,
    tenant: &Tenant,
    runs: &[RunId],
    now: DateTime<Utc>,
) -> AppResult<Vec<(RunId, WayIn)>> {
    let ids: Vec<_> = runs.iter().map(|id| id.uuid()).collect();
    let runs = queries::some_runs(tx, tenant.id, &ids).await?;
    let mut places: BTreeMap<RunId, Vec<Place>> = BTreeMap::new();
    for (run, place) in queries::places_of_some(tx, tenant.id, &ids).await? {
        places.entry(run).or_default().push(place);
    }
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let way = |run: &Run| {
        let mut queue = Queue::of(run, places.remove(&run.id).unwrap_or_default(), now);
        queue.settle(now);
        let way = if queue.free() > 0 { WayIn::Seat } else { WayIn::Line };
        (run.entry(now, today, queue.free()) == Entry::Open).then_some((run.id, way))
    };
    Ok(runs.iter().filter_map(way).collect())
}
