//! SQL of an organization's workers and their papers.

mod credentials;

use chrono::{DateTime, NaiveDate, Utc};

use super::forms::WorkerValues;
use crate::db::{DocumentId, OrgId, Tx, WorkerId, WriteTx};
use crate::directory::queries::CardCredential;
use crate::error::AppResult;
use crate::values::PersonName;

pub use self::credentials::{Credential, Expiring, credentials, ending, expiring};
pub(super) use self::credentials::{NewCredential, insert_credential, remove_credential};

/// A worker as the organization keeps them.
#[derive(Debug, Clone)]
pub struct Worker {
    /// Their id.
    pub id: WorkerId,
    /// Their name.
    pub name: PersonName,
    /// The work number, unique in the organization.
    pub work_no: String,
    /// What they do.
    pub trades: Vec<String>,
    /// The year in which they began.
    pub since_year: Option<i32>,
    /// Whether they still work here.
    pub is_active: bool,
    /// Their photo.
    pub photo_id: Option<DocumentId>,
    /// The day on which they agreed to being shown.
    pub photo_consent_on: Option<NaiveDate>,
    /// Counts the changes of name, number, trades and year.
    pub revision: i32,
}

/// Makes a `Worker` of a row's fields.
macro_rules! worker_of {
    ($row:ident) => {
        Worker {
            id: $row.id,
            name: PersonName::stored($row.name),
            work_no: $row.work_no,
            trades: $row.trades,
            since_year: $row.since_year,
            is_active: $row.is_active,
            photo_id: $row.photo_id,
            photo_consent_on: $row.photo_consent_on,
            revision: $row.revision,
        }
    };
}

/// Which workers to list: those who left or those who work here, with `q` in name or number, `after` a number.
pub(super) struct Filter<'a> {
    pub left: bool,
    pub q: &'a str,
    pub after: &'a str,
}

/// Workers by number.
pub(super) async fn list(tx: &mut impl Tx, org: OrgId, filter: &Filter<'_>, limit: i64) -> AppResult<Vec<Worker>> {
    let rows = sqlx::query!(
        r#"select worker_id as "id: WorkerId", name, work_no, trades, since_year, status = 'active' as "is_active!",
            photo_id as "photo_id: DocumentId", photo_consent_on, revision
        from worker where org_id = $1 and status = $2 and work_no > $3
            and ($4::text = '' or strpos(lower(name), lower($4)) > 0 or strpos(lower(work_no), lower($4)) > 0)
        order by work_no limit $5"#,
        org.uuid(),
        if filter.left { "left" } else { "active" },
        filter.after,
        filter.q,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok(worker_of!(row))).collect()
}

/// One worker.
pub async fn one(tx: &mut impl Tx, org: OrgId, worker: WorkerId) -> AppResult<Option<Worker>> {
    let row = sqlx::query!(
        r#"select worker_id as "id: WorkerId", name, work_no, trades, since_year, status = 'active' as "is_active!",
            photo_id as "photo_id: DocumentId", photo_consent_on, revision
        from worker where org_id = $1 and worker_id = $2"#,
        org.uuid(),
        worker.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(worker_of!(row)))
}

/// One worker with their papers as a card shows them, in the order in which they were recorded.
pub async fn with_credentials(
    tx: &mut impl Tx,
    org: OrgId,
    worker: WorkerId,
) -> AppResult<Option<(Worker, Vec<CardCredential>)>> {
    let Some(found) = one(tx, org, worker).await? else { return Ok(None) };
    let credentials = credentials(tx, org, &[worker]).await?;
    Ok(Some((found, credentials.iter().map(Credential::card).collect())))
}

/// The workers who are shown with a photo.
pub async fn shown_with(tx: &mut impl Tx, org: OrgId, photo: DocumentId) -> AppResult<Vec<WorkerId>> {
    let ids = sqlx::query_scalar!(
        r#"select worker_id as "id: WorkerId" from worker where org_id = $1 and photo_id = $2"#,
        org.uuid(),
        photo.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Everyone who works here.
pub async fn active_ids(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<WorkerId>> {
    let ids = sqlx::query_scalar!(
        r#"select worker_id as "id: WorkerId" from worker where org_id = $1 and status = 'active' order by work_no"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Adds a worker; false when the form was sent twice or the number is taken.
pub(super) async fn insert(
    tx: &mut WriteTx,
    org: OrgId,
    worker: WorkerId,
    values: &WorkerValues,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into worker (org_id, worker_id, name, work_no, trades, since_year, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing",
        org.uuid(),
        worker.uuid(),
        values.name.as_str(),
        values.work_no.as_str(),
        values.trades.as_slice(),
        values.since_year,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Updated {
    /// It is made.
    Done,
    /// Somebody saved another one meanwhile.
    Stale,
    /// Another worker has the number. The transaction is spoilt.
    NumberTaken,
}

/// Changes a worker whose revision is still the one that was shown.
pub(super) async fn update(
    tx: &mut WriteTx,
    org: OrgId,
    worker: WorkerId,
    revision: i32,
    values: &WorkerValues,
    now: DateTime<Utc>,
) -> AppResult<Updated> {
    let done = sqlx::query!(
        "update worker set name = $4, work_no = $5, trades = $6, since_year = $7, revision = revision + 1, updated_at = $8
        where org_id = $1 and worker_id = $2 and revision = $3",
        org.uuid(),
        worker.uuid(),
        revision,
        values.name.as_str(),
        values.work_no.as_str(),
        values.trades.as_slice(),
        values.since_year,
        now,
    )
    .execute(tx.conn())
    .await;
    match done {
        Ok(done) if done.rows_affected() > 0 => Ok(Updated::Done),
        Ok(_) => Ok(Updated::Stale),
        // The number is the only thing that must be unique here.
        Err(error) if error.as_database_error().is_some_and(|e| e.is_unique_violation()) => Ok(Updated::NumberTaken),
        Err(error) => Err(error.into()),
    }
}

/// Records that a worker left, or is back; false when that is so already.
pub(super) async fn set_active(
    tx: &mut WriteTx,
    org: OrgId,
    worker: WorkerId,
    active: bool,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update worker set status = $3, updated_at = $4 where org_id = $1 and worker_id = $2 and status <> $3",
        org.uuid(),
        worker.uuid(),
        if active { "active" } else { "left" },
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Sets a worker's photo and the day of their consent, or takes both away.
pub async fn set_photo(
    tx: &mut WriteTx,
    org: OrgId,
    worker: WorkerId,
    photo: Option<(DocumentId, NaiveDate)>,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update worker set photo_id = $3, photo_consent_on = $4, updated_at = $5 where org_id = $1 and worker_id = $2",
        org.uuid(),
        worker.uuid(),
        photo.map(|(document, _)| document.uuid()),
        photo.map(|(_, consent)| consent),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
