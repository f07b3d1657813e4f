//! A practice that already goes on, written down afterwards.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::hours::{Book, Pen, Signer, Written};
use super::mentors::Mentor;
use super::model::{Agreement, Status};
use super::queries::{self, Move, NewPlacement};
use crate::db::{OrgId, PersonId, PlacementEntryId, PlacementId, RunId, TenantId, WriteTx};
use crate::enrolments;
use crate::error::{AppError, AppResult};

/// What was agreed, between whom.
pub struct Practice<'a> {
    /// Its id.
    pub id: PlacementId,
    /// The company, and what it is called.
    pub org: (OrgId, &'a str),
    /// Who shows the learner the work.
    pub mentor: Mentor,
    /// Who of the community proposed it.
    pub proposer: &'a str,
    /// Where.
    pub place: &'a str,
    /// What to do.
    pub duties: &'a str,
    /// How long in all.
    pub agreed_minutes: i32,
    /// From when to when.
    pub days: (NaiveDate, NaiveDate),
}

/// A day of it, as the learner wrote it down.
pub struct Line<'a> {
    /// What was written.
    pub written: Written,
    /// Whether the mentor has signed it.
    pub is_signed: bool,
    /// What the mentor says against it; empty: nothing.
    pub dispute: &'a str,
}

/// Writes down that somebody of a run practises; false when it is written down already.
pub async fn practise(
    tx: &mut WriteTx,
    tenant: TenantId,
    (run, person): (RunId, PersonId),
    practice: &Practice<'_>,
    lines: Vec<Line<'_>>,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> AppResult<bool> {
    let (run, one) = enrolments::of_person(tx, tenant, run, person).await?.ok_or(AppError::NotFound)?;
    let new = NewPlacement {
        id: practice.id,
        enrolment: one.id,
        run: run.id,
        resident: one.resident,
        org: practice.org,
        school: (run.org, &run.org_name),
        learner_name: &one.name,
        title: &run.title,
        place: practice.place,
        duties: practice.duties,
        agreed_minutes: practice.agreed_minutes,
        days: practice.days,
        proposer_name: practice.proposer,
        agreement: &Agreement::Word,
    };
    if !queries::insert(tx, tenant, &new, now).await? {
        return Ok(false);
    }
    let way = Move {
        from: Status::Proposed,
        to: Status::Running,
        mentor: Some(&practice.mentor),
        learner_name: None,
        reason: "",
        completed: None,
        done_minutes: 0,
        now,
    };
    if !queries::take(tx, tenant, (practice.id, 1), &way).await? {
        return Err(AppError::Conflict);
    }
    let placement = queries::placement(tx, tenant, None, practice.id).await?.ok_or(AppError::NotFound)?;
    let mut book = Book { starts_on: practice.days.0, entries: Vec::new(), elsewhere: BTreeMap::new() };
    for line in lines {
        let id = PlacementEntryId::generate();
        let pen = |signer, by| Pen { signer, by, paper_kept: "", at: now };
        // What does not fit is a mistake of whoever wrote it down.
        let mut done = book.write(id, line.written, &pen(Signer::Learner, &placement.learner_name), today);
        if line.is_signed {
            done = done.and_then(|()| book.sign(id, &pen(Signer::Mentor, &practice.mentor.name)));
        }
        if !line.dispute.is_empty() {
            done = done.and_then(|()| book.dispute(id, Signer::Mentor, line.dispute, now));
        }
        done.map_err(|refusal| anyhow::anyhow!("an hour book refuses a line: {refusal:?}"))?;
        let entry = book.entry(id).ok_or(AppError::NotFound)?;
        queries::insert_entry(tx, &placement, entry, now).await?;
        queries::update_entry(tx, tenant, entry, now).await?;
    }
    Ok(true)
}
