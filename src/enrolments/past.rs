//! Who has learned in a run that is over, written down afterwards.

use chrono::{DateTime, Utc};

use super::model::{Attendance, Enrolment, How, Mark, Run, Status};
use super::queries::{self, New};
use super::queue::Place;
use crate::db::{EnrolmentId, PersonId, ResidentId, RunId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};

/// Somebody who lives here: by their account, or by their record where they have none.
#[derive(Debug, Clone, Copy)]
pub enum Past {
    /// Their account.
    Person(PersonId),
    /// Their record.
    Resident(ResidentId),
}

/// Writes down that somebody who lives here was at every meeting of a run, with so many points: they passed, unless the run
/// asks for more.
pub async fn graduate(
    tx: &mut WriteTx,
    tenant: TenantId,
    (run, learner): (RunId, Past),
    (score, by_name): (Option<i32>, &str),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let run = queries::run(tx, tenant, run).await?.ok_or(AppError::NotFound)?;
    let learner = match learner {
        Past::Person(person) => queries::own_record(tx, tenant, person).await?,
        Past::Resident(resident) => queries::record(tx, tenant, resident).await?,
    };
    let learner = learner.ok_or(AppError::NotFound)?;
    let turn = queries::places(tx, tenant, run.id).await?.iter().map(|place| place.turn).max().unwrap_or(0) + 1;
    let id = EnrolmentId::generate();
    let place = Place { id, turn, status: Status::Enrolled, offered_until: None, joined_at: run.first_starts_at };
    let new = New { run: run.id, org: run.org, resident: learner.resident, name: &learner.name, is_on_paper: true };
    queries::insert(tx, tenant, &new, &place, now).await?;
    for session in queries::sessions(tx, tenant, run.id).await?.iter().filter(|session| !session.is_cancelled) {
        let mark = Attendance {
            session: session.id,
            enrolment: id,
            mark: Mark::Present,
            how: How::List,
            reason: String::new(),
            at: session.starts_at,
        };
        queries::put_mark(tx, tenant, run.org, &mark, by_name).await?;
    }
    let scored = queries::set_scores(tx, tenant, (id, 1), (score, None)).await?;
    let has_passed = score >= run.rules.min_score;
    let end = if has_passed { Status::Passed } else { Status::Failed };
    if !scored || !queries::close(tx, tenant, (id, 2), end, now).await? {
        return Err(AppError::Conflict);
    }
    Ok(())
}

/// Somebody's own place in a run, if they have one.
pub async fn of_person(
    tx: &mut WriteTx,
    tenant: TenantId,
    run: RunId,
    person: PersonId,
) -> AppResult<Option<(Run, Enrolment)>> {
    let own = queries::of_person(tx, tenant, person).await?.into_iter().find(|one| one.run == run);
    Ok(queries::run(tx, tenant, run).await?.zip(own))
}
