//! SQL of workers' papers.

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use crate::db::{CredentialId, DocumentId, OrgId, Tx, WorkerId, WriteTx};
use crate::directory::model::CredentialKind;
use crate::directory::queries::CardCredential;
use crate::error::AppResult;
use crate::vendors::workers::pages::paper_name;
use crate::web::Locale;

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
    pub(in crate::vendors::workers) fn card(&self) -> CardCredential {
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
pub(in crate::vendors::workers) struct NewCredential<'a> {
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
pub(in crate::vendors::workers) async fn insert_credential(
    tx: &mut WriteTx,
    org: OrgId,
    new: &NewCredential<'_>,
) -> AppResult<bool> {
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
pub(in crate::vendors::workers) async fn remove_credential(
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
