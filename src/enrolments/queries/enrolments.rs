//! SQL of who learns, who waits, and how it ended.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{EnrolmentId, OrgId, PersonId, ResidentId, RunId, TenantId, Tx, WriteTx};
use crate::enrolments::model::{Enrolment, Reopened, Status, Word};
use crate::enrolments::queue::Place;
use crate::error::AppResult;

/// An enrolment as it is stored.
struct Row {
    id: EnrolmentId,
    run: RunId,
    resident: ResidentId,
    person: Option<PersonId>,
    name: String,
    status: String,
    turn: i64,
    offered_until: Option<DateTime<Utc>>,
    joined_at: Option<DateTime<Utc>>,
    is_on_paper: bool,
    score: Option<i32>,
    resit_score: Option<i32>,
    reason: String,
    answer_word: Option<String>,
    answered_by: String,
    reopened_at: Option<DateTime<Utc>>,
    reopened_by: String,
    reopened_reason: String,
    decided_at: DateTime<Utc>,
    revision: i32,
}

impl From<Row> for Enrolment {
    fn from(row: Row) -> Self {
        let (by_name, reason) = (row.reopened_by, row.reopened_reason);
        Self {
            id: row.id,
            run: row.run,
            resident: row.resident,
            person: row.person,
            name: row.name,
            status: Status::parse(&row.status).unwrap_or(Status::Dropped),
            turn: row.turn,
            offered_until: row.offered_until,
            joined_at: row.joined_at,
            is_on_paper: row.is_on_paper,
            score: row.score,
            resit_score: row.resit_score,
            reason: row.reason,
            answered: row.answer_word.as_deref().and_then(Word::parse).map(|word| (word, row.answered_by)),
            reopened: row.reopened_at.map(|at| Reopened { by_name, at, reason }),
            decided_at: row.decided_at,
            revision: row.revision,
        }
    }
}

/// The enrolments that a join with their residents finds, as a query.
macro_rules! enrolments {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select e.enrolment_id as "id: EnrolmentId", e.run_id as "run: RunId", e.resident_id as "resident: ResidentId",
                r.person_id as "person: PersonId", e.name, e.status, e.turn, e.offered_until, e.joined_at, e.is_on_paper, e.score,
                e.resit_score, e.reason, e.answer_word, e.answered_by, e.reopened_at, e.reopened_by, e.reopened_reason, e.decided_at,
                e.revision
            from "# + $rest,
            $($argument),+
        )
    };
}

/// Every place of a run, those who are gone among them: their turns are never given anew.
pub async fn places(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<Vec<Place>> {
    let rows = sqlx::query!(
        r#"select enrolment_id as "id: EnrolmentId", turn, status, offered_until, joined_at from enrolment
        where tenant_id = $1 and run_id = $2 order by turn"#,
        tenant.uuid(),
        run.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let places = rows.into_iter().map(|row| Place {
        id: row.id,
        turn: row.turn,
        status: Status::parse(&row.status).unwrap_or(Status::Dropped),
        offered_until: row.offered_until,
        joined_at: row.joined_at,
    });
    Ok(places.collect())
}

/// The places of some runs on which it depends whether a seat is free: on a seat, offered one, or in line.
pub async fn places_of_some(tx: &mut impl Tx, tenant: TenantId, runs: &[Uuid]) -> AppResult<Vec<(RunId, Place)>> {
    let rows = sqlx::query!(
        r#"select run_id as "run: RunId", enrolment_id as "id: EnrolmentId", turn, status, offered_until, joined_at from enrolment
        where tenant_id = $1 and run_id = any($2) and status in ('waiting', 'offered', 'enrolled', 'passed', 'failed')"#,
        tenant.uuid(),
        runs,
    )
    .fetch_all(tx.conn())
    .await?;
    let places = rows.into_iter().filter_map(|row| {
        let (status, turn) = (Status::parse(&row.status)?, row.turn);
        let place = Place { id: row.id, turn, status, offered_until: row.offered_until, joined_at: row.joined_at };
        Some((row.run, place))
    });
    Ok(places.collect())
}

/// Everybody of a run, in the order of turns.
pub async fn of_run(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<Vec<Enrolment>> {
    let rows = enrolments!(
        "enrolment e join resident r on r.tenant_id = e.tenant_id and r.resident_id = e.resident_id
        where e.tenant_id = $1 and e.run_id = $2 order by e.turn",
        tenant.uuid(),
        run.uuid(),
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Enrolment::from).collect())
}

/// A person's own in one community, the newest first.
pub async fn of_person(tx: &mut impl Tx, tenant: TenantId, person: PersonId) -> AppResult<Vec<Enrolment>> {
    let rows = enrolments!(
        "resident r join enrolment e on e.tenant_id = r.tenant_id and e.resident_id = r.resident_id
        where r.tenant_id = $1 and e.tenant_id = $1 and r.person_id = $2
        order by e.created_at desc, e.enrolment_id desc limit 100",
        tenant.uuid(),
        person.uuid(),
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Enrolment::from).collect())
}

/// Whether one of some records is in a run, or would like to be.
pub async fn has_place(tx: &mut impl Tx, tenant: TenantId, run: RunId, residents: &[Uuid]) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        "select enrolment_id from enrolment where tenant_id = $1 and run_id = $2 and resident_id = any($3)
            and status not in ('dropped', 'declined', 'lapsed', 'unserved') limit 1",
        tenant.uuid(),
        run.uuid(),
        residents,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.is_some())
}

/// One of a run.
pub async fn enrolment(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: RunId,
    id: EnrolmentId,
) -> AppResult<Option<Enrolment>> {
    let row = enrolments!(
        "enrolment e join resident r on r.tenant_id = e.tenant_id and r.resident_id = e.resident_id
        where e.tenant_id = $1 and e.run_id = $2 and e.enrolment_id = $3",
        tenant.uuid(),
        run.uuid(),
        id.uuid(),
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(Enrolment::from))
}

/// Where somebody stands, which stays so until the transaction ends.
pub async fn hold_status(tx: &mut WriteTx, tenant: TenantId, id: EnrolmentId) -> AppResult<Option<Status>> {
    let status = sqlx::query_scalar!(
        "select status from enrolment where tenant_id = $1 and enrolment_id = $2 for share",
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(status.as_deref().and_then(Status::parse))
}

/// Makes whoever else marks, scores or closes somebody wait until the transaction ends.
pub async fn lock(tx: &mut WriteTx, tenant: TenantId, id: EnrolmentId) -> AppResult<()> {
    sqlx::query!(
        "select from enrolment where tenant_id = $1 and enrolment_id = $2 for no key update",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(())
}

/// Whose some are.
pub async fn whose(
    tx: &mut impl Tx,
    tenant: TenantId,
    ids: &[EnrolmentId],
) -> AppResult<Vec<(EnrolmentId, ResidentId)>> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select enrolment_id as "id: EnrolmentId", resident_id as "resident: ResidentId" from enrolment
        where tenant_id = $1 and enrolment_id = any($2)"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.resident)).collect())
}

/// Somebody who enrols.
pub struct New<'a> {
    pub run: RunId,
    pub org: OrgId,
    pub resident: ResidentId,
    pub name: &'a str,
    pub is_on_paper: bool,
}

/// Adds an enrolment; false when there is one with this id, or of this record.
pub async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &New<'_>,
    place: &Place,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into enrolment (tenant_id, enrolment_id, run_id, org_id, resident_id, name, status, turn, offered_until, joined_at,
            is_on_paper, decided_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) on conflict do nothing",
        tenant.uuid(),
        place.id.uuid(),
        new.run.uuid(),
        new.org.uuid(),
        new.resident.uuid(),
        new.name,
        place.status.code(),
        place.turn,
        place.offered_until,
        place.joined_at,
        new.is_on_paper,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How a place has changed.
pub struct Changed<'a> {
    pub place: &'a Place,
    /// Why; empty where nobody said.
    pub reason: &'a str,
}

/// Writes where somebody stands now.
pub async fn move_place(
    tx: &mut WriteTx,
    tenant: TenantId,
    changed: &Changed<'_>,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let Changed { place, reason } = changed;
    sqlx::query!(
        "update enrolment set status = $3, offered_until = $4, joined_at = $5, reason = $6, decided_at = $7, revision = revision + 1
        where tenant_id = $1 and enrolment_id = $2",
        tenant.uuid(),
        place.id.uuid(),
        place.status.code(),
        place.offered_until,
        place.joined_at,
        *reason,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes down how somebody told staff what they answer to an offered seat, and who of the staff says so.
pub async fn note_answer(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: EnrolmentId,
    (word, by): (Word, &str),
) -> AppResult<()> {
    sqlx::query!(
        "update enrolment set answer_word = $3, answered_by = $4 where tenant_id = $1 and enrolment_id = $2",
        tenant.uuid(),
        id.uuid(),
        word.code(),
        by,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes the points of whoever is in the course; false when somebody else changed them first.
pub async fn set_scores(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (EnrolmentId, i32),
    (score, resit): (Option<i32>, Option<i32>),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update enrolment set score = $4, resit_score = $5, revision = revision + 1
        where tenant_id = $1 and enrolment_id = $2 and revision = $3 and status = 'enrolled'",
        tenant.uuid(),
        id.uuid(),
        revision,
        score,
        resit,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says how it ended for whoever is in the course; false when somebody else changed it first.
pub async fn close(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (EnrolmentId, i32),
    status: Status,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update enrolment set status = $4, decided_at = $5, revision = revision + 1
        where tenant_id = $1 and enrolment_id = $2 and revision = $3 and status = 'enrolled'",
        tenant.uuid(),
        id.uuid(),
        revision,
        status.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens again how it ended; false when somebody else changed it first.
pub async fn reopen(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (EnrolmentId, i32),
    (by_name, reason): (&str, &str),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update enrolment set status = 'enrolled', decided_at = $4, reopened_at = $4, reopened_by = $5, reopened_reason = $6,
            revision = revision + 1
        where tenant_id = $1 and enrolment_id = $2 and revision = $3 and status in ('passed', 'failed')",
        tenant.uuid(),
        id.uuid(),
        revision,
        now,
        by_name,
        reason,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
