//! What is done by the day, and what all learners of a run are told.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};

use super::queries;
use super::seats::{learning, settle};
use crate::db::{RunId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, LearningChange, News, announce};
use crate::tenancy::Tenant;

/// The day's work in a community: offers that came to their end while no server ran, and reminders of what is tomorrow.
/// `since`: the last day on which this was done; what should have been said meanwhile is said while it is still to come.
pub async fn daily(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (since, day): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> AppResult<()> {
    for run in queries::runs_due(tx, tenant.id, now).await? {
        settle(tx, tenant.id, run, now).await?;
    }
    let begin = |day: NaiveDate| {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        tenant.time_zone.from_local_datetime(&midnight).earliest().map(|at| at.with_timezone(&Utc))
    };
    let (first, last) = (since + Days::new(2), day + Days::new(2));
    let Some((from, to)) = begin(first).zip(begin(last)) else { return Ok(()) };
    for ahead in queries::sessions_on(tx, tenant.id, (from.max(now), to)).await? {
        let people = match ahead.makes_up {
            // Whoever was there, or made up for it elsewhere, need not come.
            Some(missed) => queries::who_missed(tx, tenant.id, (ahead.run, missed), now).await?,
            None => queries::learners(tx, tenant.id, ahead.run, false).await?,
        };
        for person in people {
            let change = LearningChange::Ahead { at: ahead.starts_at, place: ahead.room.clone() };
            let news = News::Learning { tenant: tenant.id, title: ahead.title.clone(), change };
            announce(tx, Audience::Person(person), news, now).await?;
        }
    }
    Ok(())
}

/// Tells everybody who is in a course that it has changed: a meeting is added, moved or cancelled, or the run does not take
/// place; that, whoever waits for a seat is told, too.
/// The transaction must be in the community's scope.
pub async fn tell_learners(
    tx: &mut WriteTx,
    tenant: TenantId,
    run: RunId,
    change: &LearningChange,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let Some(run) = queries::run(tx, tenant, run).await? else { return Ok(()) };
    let concerns_all = matches!(change, LearningChange::RunCancelled { .. });
    for person in queries::learners(tx, tenant, run.id, concerns_all).await? {
        announce(tx, Audience::Person(person), learning(tenant, &run, change.clone()), now).await?;
    }
    Ok(())
}
