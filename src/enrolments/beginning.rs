//! Whether a run begins: so many at least are to have a seat by then (开班人数). Where they are too few nothing is called off
//! by itself: both who look after the run are told, and decide.

use chrono::{DateTime, Utc};

use super::model::{Entry, Run, Status};
use super::queue::Queue;
use super::{queries, seen};
use crate::db::{RunId, Tx, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, TrainingChange, announce};
use crate::tenancy::Tenant;
use crate::training::queries::seats;
use crate::web::Messages;

/// How far a run that is yet to begin has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beginning {
    /// How many have a seat.
    pub enrolled: usize,
    /// With how many it begins.
    pub wanted: usize,
}

impl Beginning {
    fn of(run: &Run, queue: &Queue, now: DateTime<Utc>) -> Option<Self> {
        is_awaited(run, now).then(|| Self { enrolled: queue.enrolled(), wanted: run.min_learners })
    }

    fn missing(self) -> usize {
        self.wanted.saturating_sub(self.enrolled)
    }
}

/// Whether a run that is yet to begin asks for a number of learners.
pub(super) fn is_awaited(run: &Run, now: DateTime<Utc>) -> bool {
    let has_begun = run.first_starts_at.is_some_and(|start| start <= now);
    run.status == "open" && run.min_learners > 0 && !has_begun
}

/// What residents read of it.
pub(super) fn told(run: &Run, queue: &Queue, entry: Entry, now: DateTime<Utc>, t: &Messages) -> Option<String> {
    let n = &t.enrolments;
    let is_asked = !matches!(entry, Entry::Over | Entry::Stopped | Entry::Left);
    let beginning = Beginning::of(run, queue, now).filter(|_| is_asked)?;
    let Beginning { enrolled, wanted } = beginning;
    Some(match beginning.missing() {
        0 => n.begin_enough(wanted),
        missing if entry == Entry::Open => n.begin_missing(wanted, enrolled, missing),
        _ => n.begin_closed(wanted, enrolled),
    })
}

/// What a learner with a seat reads while too few have one.
pub(super) fn unsure(run: &Run, queue: &Queue, status: Status, now: DateTime<Utc>, t: &Messages) -> Option<String> {
    let beginning = Beginning::of(run, queue, now).filter(|_| status == Status::Enrolled)?;
    let missing = Some(beginning.missing()).filter(|missing| *missing > 0)?;
    Some(t.enrolments.begin_unsure(beginning.wanted, beginning.enrolled, missing))
}

/// The numbers where too few have a seat, and it is time to decide: nobody can ask for one any more, or it is to begin today.
fn few(run: &Run, queue: &Queue, tenant: &Tenant, now: DateTime<Utc>) -> Option<Beginning> {
    let day = |at: DateTime<Utc>| at.with_timezone(&tenant.time_zone).date_naive();
    let today = day(now);
    let is_due = run.enrol_until < today || run.first_starts_at.is_some_and(|start| day(start) <= today);
    Beginning::of(run, queue, now).filter(|beginning| is_due && beginning.missing() > 0)
}

/// The same, for the page of whoever looks after the run.
pub async fn too_few(
    tx: &mut impl Tx,
    tenant: &Tenant,
    run: RunId,
    now: DateTime<Utc>,
) -> AppResult<Option<Beginning>> {
    let run = queries::run(tx, tenant.id, run).await?.filter(|run| is_awaited(run, now));
    let Some(run) = run else { return Ok(None) };
    let queue = seen(tx, tenant.id, &run, now).await?;
    Ok(few(&run, &queue, tenant, now))
}

/// Asks both who look after runs in which too few have a seat what is to become of them; once, unless one may enrol for longer.
pub(super) async fn ask(tx: &mut WriteTx, tenant: &Tenant, now: DateTime<Utc>) -> AppResult<()> {
    for id in seats::runs_to_ask(tx, tenant.id).await? {
        let Some(run) = queries::run(tx, tenant.id, id).await? else { continue };
        let queue = seen(tx, tenant.id, &run, now).await?;
        let Some(Beginning { enrolled, wanted }) = few(&run, &queue, tenant, now) else { continue };
        for (to, org) in [(Audience::Staff(tenant.id), None), (Audience::Org(run.org), Some(run.org))] {
            let (title, change) = (run.title.clone(), TrainingChange::TooFew { enrolled, wanted });
            let news = News::Training { tenant: tenant.id, org, run: run.id, title, change, reason: String::new() };
            announce(tx, to, news, now).await?;
        }
        seats::asked(tx, tenant.id, run.id, run.enrol_until).await?;
    }
    Ok(())
}
