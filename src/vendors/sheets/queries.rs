//! SQL of sheets. The transaction must be in the organization's scope.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::db::{OrgId, Tx, WorkerId, WriteTx};
use crate::directory::model::CredentialKind;
use crate::error::{AppError, AppResult};

/// The organization that a sheet is of.
#[derive(Debug, Clone)]
pub(super) struct Company {
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub uscc: Option<String>,
}

/// A worker in a sheet.
#[derive(Debug, Clone)]
pub(super) struct WorkerLine {
    /// The name.
    pub name: String,
    /// The work number.
    pub work_no: String,
    /// Trades.
    pub trades: Vec<String>,
    /// The year in which the worker began.
    pub since_year: Option<i32>,
    /// Certificates and checks, without numbers.
    pub papers: Vec<Paper>,
}

/// A certificate or check.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    /// Its kind.
    pub kind: CredentialKind,
    /// What it is called, where the kind does not say.
    pub title: String,
    /// The day it was issued or done.
    pub issued_on: Option<NaiveDate>,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
}

/// The organization's name and code.
pub(super) async fn company(tx: &mut impl Tx, org: OrgId) -> AppResult<Company> {
    let row = sqlx::query_as!(Company, "select name, uscc from organization where org_id = $1", org.uuid())
        .fetch_optional(tx.conn())
        .await?;
    row.ok_or(AppError::NotFound)
}

/// Lets one sheet at a time change an organization, and nobody add a service meanwhile.
pub(super) async fn lock(tx: &mut WriteTx, org: OrgId) -> AppResult<()> {
    sqlx::query_scalar!("select org_id from organization where org_id = $1 for update", org.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}

/// The workers who are there, by their numbers.
pub(super) async fn workers(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<WorkerLine>> {
    let papers = sqlx::query!(
        r#"select worker_id as "worker: WorkerId", kind, title, issued_on, expires_on from credential
        where org_id = $1 order by credential_id"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let mut of: HashMap<WorkerId, Vec<Paper>> = HashMap::new();
    for row in papers {
        if let Some(kind) = CredentialKind::parse(&row.kind) {
            let paper = Paper { kind, title: row.title, issued_on: row.issued_on, expires_on: row.expires_on };
            of.entry(row.worker).or_default().push(paper);
        }
    }
    let rows = sqlx::query!(
        r#"select worker_id as "id: WorkerId", name, work_no, trades, since_year from worker
        where org_id = $1 and status = 'active' order by work_no"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WorkerLine {
            papers: of.remove(&row.id).unwrap_or_default(),
            name: row.name,
            work_no: row.work_no,
            trades: row.trades,
            since_year: row.since_year,
        })
        .collect())
}
