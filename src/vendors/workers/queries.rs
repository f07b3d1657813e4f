//! SQL of an organization's workers and their papers.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::forms::WorkerValues;
use super::pages::paper_name;
use crate::db::{CredentialId, DocumentId, OrgId, Tx, WorkerId, WriteTx};
use crate::directory::model::CredentialKind;
use crate::directory::queries::CardCredential;
use crate::error::AppResult;
use crate::values::PersonName;
use crate::web::Locale;

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

/// Makes a `Worker` of a row's fields. A name that is none was written past our forms.
macro_rules! worker_of {
    ($row:ident) => {
        Worker {
            id: $row.id,
            name: PersonName::parse(&$row.name).map_err(anyhow::Error::from)?,
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

/// A certificate or check of a worker.
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// Whose it is.
    pub worker: WorkerId,
    /// What it is.
    pub kind: CredentialKind,
    /// What it is called, where the kind does not say.
    pub title: String,
    /// The day it was issued or done.
    pub issued_on: Option<NaiveDate>,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
    /// Its number, masked.
    pub number_masked: Option<String>,
    /// Its file.
    pub document: Option<DocumentId>,
}

impl Credential {
    /// As a card shows it. Whether a community has seen it, the community knows.
    pub(super) fn card(&self) -> CardCredential {
        CardCredential {
            kind: self.kind.code().to_owned(),
            title: self.title.clone(),
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            checked_on: None,
        }
    }
}

/// The papers of some workers, in the order in which they were recorded.
pub async fn credentials(tx: &mut impl Tx, org: OrgId, workers: &[WorkerId]) -> AppResult<Vec<Credential>> {
    let uuids: Vec<Uuid> = workers.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select credential_id as "id: CredentialId", worker_id as "worker: WorkerId", kind, title, issued_on, expires_on,
            number_masked, document_id as "document: DocumentId"
        from credential where org_id = $1 and worker_id = any($2) order by credential_id"#,
        org.uuid(),
        &uuids,
    )
    .fetch_all(tx.conn())
    .await?;
    let credentials = rows.into_iter().filter_map(|row| {
        Some(Credential {
            id: row.id,
            worker: row.worker,
            kind: CredentialKind::parse(&row.kind)?,
            title: row.title,
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            number_masked: row.number_masked,
            document: row.document,
        })
    });
    Ok(credentials.collect())
}

/// A certificate to add.
pub(super) struct NewCredential<'a> {
    pub id: CredentialId,
    pub worker: WorkerId,
    pub kind: CredentialKind,
    pub title: &'a str,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    /// The number, sealed and masked.
    pub number: Option<(&'a [u8], &'a str)>,
    pub document: Option<DocumentId>,
}

/// Adds a certificate; false when it was added before (the form was sent twice).
pub(super) async fn insert_credential(tx: &mut WriteTx, org: OrgId, new: &NewCredential<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into credential (org_id, credential_id, worker_id, kind, title, issued_on, expires_on, number_sealed, number_masked,
            document_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (org_id, credential_id) do nothing",
        org.uuid(),
        new.id.uuid(),
        new.worker.uuid(),
        new.kind.code(),
        new.title,
        new.issued_on,
        new.expires_on,
        new.number.map(|(sealed, _)| sealed),
        new.number.map(|(_, masked)| masked),
        new.document.map(DocumentId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes a certificate away; false when the worker has no such one.
pub(super) async fn remove_credential(
    tx: &mut WriteTx,
    org: OrgId,
    worker: WorkerId,
    credential: CredentialId,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from credential where org_id = $1 and worker_id = $2 and credential_id = $3",
        org.uuid(),
        worker.uuid(),
        credential.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A paper that runs out.
pub struct Expiring {
    /// Whose it is.
    pub worker: WorkerId,
    /// The worker's name.
    pub name: String,
    /// The work number.
    pub work_no: String,
    /// The kind of paper.
    pub kind: CredentialKind,
    /// What it is called, where the kind does not say.
    pub title: String,
    /// The last day it holds.
    pub expires_on: NaiveDate,
}

/// Papers of those who work here that have run out or will within `days`, the most pressing first.
pub async fn expiring(tx: &mut impl Tx, org: OrgId, today: NaiveDate, days: i64) -> AppResult<Vec<Expiring>> {
    let until = today.checked_add_signed(TimeDelta::days(days)).unwrap_or(today);
    until_between(tx, org, None, until).await
}

/// Whose papers run out between two days, what they are called, and when, in the portal's first language.
pub async fn ending(
    tx: &mut impl Tx,
    org: OrgId,
    first: NaiveDate,
    last: NaiveDate,
) -> AppResult<Vec<(String, String, NaiveDate)>> {
    let papers = until_between(tx, org, Some(first), last).await?;
    let t = Locale::ZhHans.messages();
    Ok(papers.into_iter().map(|p| (p.name, paper_name(p.kind, &p.title, t), p.expires_on)).collect())
}

/// Papers whose last day lies between two; one that a newer of its kind replaces is left out.
async fn until_between(
    tx: &mut impl Tx,
    org: OrgId,
    first: Option<NaiveDate>,
    last: NaiveDate,
) -> AppResult<Vec<Expiring>> {
    let rows = sqlx::query!(
        r#"select w.worker_id as "worker: WorkerId", w.name, w.work_no, c.kind, c.title, c.expires_on as "expires_on!"
        from credential c join worker w on w.org_id = c.org_id and w.worker_id = c.worker_id
        where c.org_id = $1 and w.org_id = $1 and w.status = 'active' and c.expires_on <= $2
            and ($3::date is null or c.expires_on >= $3)
            and not exists (select 1 from credential n where n.org_id = $1 and n.worker_id = c.worker_id and n.kind = c.kind
                and (n.kind <> 'skill_level' or n.title = c.title) and (n.expires_on is null or n.expires_on > c.expires_on))
        order by c.expires_on, w.work_no limit 200"#,
        org.uuid(),
        last,
        first,
    )
    .fetch_all(tx.conn())
    .await?;
    let found = rows.into_iter().filter_map(|row| {
        Some(Expiring {
            worker: row.worker,
            name: row.name,
            work_no: row.work_no,
            kind: CredentialKind::parse(&row.kind)?,
            title: row.title,
            expires_on: row.expires_on,
        })
    });
    Ok(found.collect())
}
