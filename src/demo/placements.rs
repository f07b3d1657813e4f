//! The demo's practice with companies.

use anyhow::{Context, Result};
use chrono::Days;
use serde::Deserialize;

use super::load::{by_slug, find_person, today};
use crate::db::{PlacementId, Scope};
use crate::placements::{Line, Mentor, Practice, Written, practise};
use crate::state::AppState;
use crate::training::RunStatus;
use crate::training::queries::runs;
use crate::values::Uscc;
use crate::vendors::queries as vendors;

#[derive(Deserialize)]
struct Placements {
    placements: Vec<PlacementData>,
}

/// A placement; its days are counted back from the one on which the demo is loaded.
#[derive(Deserialize)]
struct PlacementData {
    community: String,
    /// The number of the demo sign-in whose practice it is.
    account: String,
    /// The course that they have finished.
    course: String,
    /// The company's credit code.
    uscc: String,
    mentor: String,
    /// The number of the demo sign-in with which they sign, where they have one.
    #[serde(default)]
    mentor_account: Option<String>,
    proposer: String,
    place: String,
    duties: String,
    hours: i32,
    begun_days_ago: u64,
    lasts_days: u64,
    lines: Vec<LineData>,
}

#[derive(Deserialize)]
struct LineData {
    days_ago: u64,
    minutes: i32,
    did: String,
    #[serde(default)]
    is_signed: bool,
    /// What the mentor says against it.
    #[serde(default)]
    dispute: String,
}

/// Adds the placements; once, however often the demo is loaded.
pub(super) async fn add(state: &AppState) -> Result<()> {
    let file: Placements =
        toml::from_str(include_str!("../../demo/placements.toml")).context("demo/placements.toml")?;
    for (number, data) in (0..).zip(file.placements) {
        add_one(state, number, &data).await.with_context(|| data.place.clone())?;
    }
    Ok(())
}

async fn add_one(state: &AppState, number: u128, data: &PlacementData) -> Result<()> {
    let (tenant, now, today) = (by_slug(state, &data.community)?.id, state.clock().now(), today(state));
    let person = find_person(state, &data.account).await?.context("a demo learner's account")?;
    let mentor = match &data.mentor_account {
        Some(phone) => Some(find_person(state, phone).await?.context("a demo mentor's account")?),
        None => None,
    };
    let uscc = Uscc::parse(&data.uscc).with_context(|| data.uscc.clone())?;
    let mut tx = state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
    let org = vendors::org_by_uscc(&mut tx, &uscc).await?.context("a demo company")?;
    tx.enter_org(org).await?;
    let org_name = vendors::organization(&mut tx, org).await?.context("a demo company")?.name;
    let finished = runs::of_status(&mut tx, tenant, RunStatus::Finished, None, 100).await?;
    let run = finished.iter().find(|run| run.values.title == data.course).context("a demo run that is over")?.id;
    let begun = today - Days::new(data.begun_days_ago);
    let practice = Practice {
        id: PlacementId::derived(tenant.uuid(), uuid::Uuid::from_u128(number)),
        org: (org, &org_name),
        mentor: Mentor { name: data.mentor.clone(), person: mentor },
        proposer: &data.proposer,
        place: &data.place,
        duties: &data.duties,
        agreed_minutes: data.hours * 60,
        days: (begun, begun + Days::new(data.lasts_days)),
    };
    let line = |line: &'_ LineData| Written {
        day: today - Days::new(line.days_ago),
        minutes: line.minutes,
        did: line.did.clone(),
    };
    let lines =
        data.lines.iter().map(|one| Line { written: line(one), is_signed: one.is_signed, dispute: &one.dispute });
    practise(&mut tx, tenant, (run, person), &practice, lines.collect(), (today, now)).await?;
    tx.commit().await?;
    Ok(())
}
