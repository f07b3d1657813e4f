//! Who has learned in a run that is over, written down afterwards.

use chrono::{DateTime, Utc};

use super::model::{Attendance, How, Mark, Status};
use super::queries::{self, New};
use super::queue::Place;
use crate::db::{EnrolmentId, PersonId, RunId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};

/// Writes down that somebody who lives here was at every meeting of a run, and passed with so many points.
pub async fn graduate(
    tx: &mut WriteTx,
    tenant: TenantId,
    (run, person): (RunId, PersonId),
    (score, by_name): (Option<i32>, &str),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let run = queries::run(tx, tenant, run).await?.ok_or(AppError::NotFound)?;
    let learner = queries::own_record(tx, tenant, person).await?.ok_or(AppError::NotFound)?;
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
    if !scored || !queries::close(tx, tenant, (id, 2), Status::Passed, now).await? {
        return Err(AppError::Conflict);
    }
    Ok(())
}
