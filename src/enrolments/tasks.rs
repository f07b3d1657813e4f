//! What is done by the day, and what all learners of a run are told.

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};

use super::beginning;
use super::model::Enrolment;
use super::queries::{self, Told};
use super::seats::settle_each;
use crate::db::{CourseSessionId, RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, LearningChange, News, announce};
use crate::tenancy::Tenant;
use crate::training;

/// The day's work in a community: offers that came to their end, and seats that became free, while nobody saw to it; the line of
/// what is over; runs that have too few learners to begin; and reminders of what is tomorrow.
/// `since`: the last day on which this was done; what should have been said meanwhile is said while it is still to come.
pub async fn daily(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (since, day): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> AppResult<()> {
    settle_each(tx, tenant.id, now).await?;
    beginning::ask(tx, tenant, now).await?;
    let begin = |day: NaiveDate| {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        tenant.time_zone.from_local_datetime(&midnight).earliest().map(|at| at.with_timezone(&Utc))
    };
    let (first, last) = (since + Days::new(2), day + Days::new(2));
    let Some((from, to)) = begin(first).zip(begin(last)) else { return Ok(()) };
    for ahead in queries::sessions_on(tx, tenant.id, (from.max(now), to)).await? {
        let mut learners = expected(tx, tenant.id, (ahead.run, ahead.makes_up), now).await?;
        // Who said that they cannot come is not asked to.
        let away = queries::excuses_from(tx, tenant.id, ahead.id).await?;
        learners.retain(|told| away.iter().all(|said| said.enrolment != told.enrolment));
        let place = training::place_of(&ahead.place, &ahead.room);
        let change = LearningChange::Ahead { at: ahead.starts_at, place };
        tell(tx, (tenant.id, ahead.run, Some(ahead.id)), &learners, (&ahead.title, &change), now).await?;
    }
    Ok(())
}

/// Whom a meeting is for, by what it makes up for, if for anything: whoever was there, or made up for it elsewhere, need not come.
pub(super) async fn expected(
    tx: &mut impl Tx,
    tenant: TenantId,
    (run, makes_up): (RunId, Option<CourseSessionId>),
    now: DateTime<Utc>,
) -> AppResult<Vec<Told>> {
    match makes_up {
        Some(missed) => queries::who_missed(tx, tenant, (run, missed), None, now).await,
        None => queries::learners(tx, tenant, run, false).await,
    }
}

/// Whether it is for one learner.
pub(super) async fn is_expected(
    tx: &mut impl Tx,
    tenant: TenantId,
    makes_up: Option<CourseSessionId>,
    one: &Enrolment,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let Some(missed) = makes_up else { return Ok(true) };
    Ok(!queries::who_missed(tx, tenant, (one.run, missed), Some(one.id), now).await?.is_empty())
}

/// Tells learners of a run what has become of it, or of the meeting that is named. Those without an account are called: staff
/// are asked to once for all of them.
async fn tell(
    tx: &mut WriteTx,
    (tenant, run, session): (TenantId, RunId, Option<CourseSessionId>),
    learners: &[Told],
    (title, change): (&str, &LearningChange),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let (title, mut to_call) = (title.to_owned(), 0);
    for learner in learners {
        let Some(person) = learner.person else {
            to_call += 1;
            continue;
        };
        let place = Some((run, learner.enrolment));
        let news = News::Learning { tenant, title: title.clone(), change: change.clone(), place };
        announce(tx, Audience::Person(person), news, now).await?;
    }
    if to_call == 0 {
        return Ok(());
    }
    let news = News::CallLearners { tenant, run, session, title, change: change.clone(), count: to_call };
    announce(tx, Audience::Staff(tenant), news, now).await
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
    let learners = queries::learners(tx, tenant, run.id, concerns_all).await?;
    tell(tx, (tenant, run.id, None), &learners, (&run.title, change), now).await
}
