//! The demo's businesses that begin.

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate, TimeDelta};
use serde::Deserialize;

use super::load::{by_slug, find_person, today};
use crate::db::{CaseId, CaseNoteId, Scope};
use crate::residents::queries::of_person;
use crate::startup::queries::{self, NewNote};
use crate::startup::{Content, Kind, Milestone, Status};
use crate::state::AppState;

#[derive(Deserialize)]
struct Cases {
    cases: Vec<CaseData>,
}

#[derive(Deserialize)]
struct CaseData {
    community: String,
    /// The number of the demo sign-in whose business it is.
    account: String,
    kind: String,
    idea: String,
    /// Who goes along, and writes the notes.
    mentor: String,
    begun_days_ago: u64,
    /// The states that it went through since.
    steps: Vec<String>,
    milestones: Vec<MilestoneData>,
    notes: Vec<NoteData>,
}

#[derive(Deserialize)]
struct MilestoneData {
    step: String,
    /// In how many days it is to be reached.
    due_in: u64,
}

#[derive(Deserialize)]
struct NoteData {
    days_ago: i64,
    body: String,
    shared: bool,
}

fn cases() -> Result<Vec<CaseData>> {
    let file: Cases = toml::from_str(include_str!("../../demo/startup.toml")).context("demo/startup.toml")?;
    Ok(file.cases)
}

/// The days on which the cases of a community began.
pub(super) fn begun(community: &str, today: NaiveDate) -> Result<Vec<NaiveDate>> {
    let here = cases()?.into_iter().filter(|data| data.community == community);
    Ok(here.map(|data| today - Days::new(data.begun_days_ago)).collect())
}

/// Adds the cases; once, however often the demo is loaded.
pub(super) async fn add(state: &AppState) -> Result<()> {
    for (number, data) in (0..).zip(cases()?) {
        add_one(state, number, &data).await.with_context(|| data.idea.clone())?;
    }
    Ok(())
}

async fn add_one(state: &AppState, number: u128, data: &CaseData) -> Result<()> {
    let (tenant, now) = (by_slug(state, &data.community)?.id, state.clock().now());
    let person = find_person(state, &data.account).await?.context("a demo business's account")?;
    let mut tx = state.db().read(&Scope { person: Some(person), ..Scope::default() }).await?;
    let records = of_person(&mut tx, person).await?;
    drop(tx);
    let (_, resident) = records.into_iter().find(|(held, _)| *held == tenant).context("a demo resident's record")?;
    let id = CaseId::derived(tenant.uuid(), uuid::Uuid::from_u128(number));
    let content = Content {
        kind: Kind::parse(&data.kind).with_context(|| data.kind.clone())?,
        idea: data.idea.clone(),
        mentor: data.mentor.clone(),
    };
    let begun = now - Days::new(data.begun_days_ago);
    let mut tx = state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
    if !queries::insert(&mut tx, tenant, (id, resident), &content, begun).await? {
        return Ok(());
    }
    queries::event(&mut tx, tenant, id, (None, Status::Interest), ("", &data.mentor), begun).await?;
    let (mut from, mut revision, mut at) = (Status::Interest, 1, begun);
    for step in &data.steps {
        let to = Status::parse(step).with_context(|| step.clone())?;
        at += TimeDelta::days(9);
        queries::set_status(&mut tx, tenant, (id, revision), (to, None), at).await?;
        queries::event(&mut tx, tenant, id, (Some(from), to), ("", &data.mentor), at).await?;
        (from, revision) = (to, revision + 1);
    }
    for one in &data.milestones {
        let milestone = Milestone::parse(&one.step).with_context(|| one.step.clone())?;
        queries::set_due(&mut tx, tenant, id, (milestone, Some(today(state) + Days::new(one.due_in))), at).await?;
    }
    for note in &data.notes {
        let new =
            NewNote { author: &data.mentor, mentor: "", body: &note.body, is_shared: note.shared, mentoring: None };
        let at = now - TimeDelta::days(note.days_ago);
        queries::note(&mut tx, tenant, (CaseNoteId::generate(), id), &new, at).await?;
    }
    tx.commit().await?;
    Ok(())
}
