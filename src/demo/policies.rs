//! The demo's policies.

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::load::{by_slug, today};
use crate::db::{PolicyId, Scope};
use crate::policies::queries::{self, By};
use crate::policies::{Content, Kind, Status, Ticks};
use crate::state::AppState;

#[derive(Deserialize)]
struct Policies {
    policies: Vec<PolicyData>,
}

/// A policy, and who keeps it.
#[derive(Deserialize)]
struct PolicyData {
    keeper: String,
    by: String,
    kind: String,
    title: String,
    qualifies: String,
    benefits: String,
    documents: Vec<String>,
    how: String,
    phone: String,
    source_name: String,
    valid_from: NaiveDate,
    /// How many days it still holds, where it ends.
    valid_days: Option<u64>,
    checked_days_ago: u64,
    #[serde(default)]
    identity: Vec<String>,
    #[serde(default)]
    age: Vec<String>,
    #[serde(default)]
    want: Vec<String>,
    #[serde(default)]
    certificate: Vec<String>,
    #[serde(default)]
    standing: Vec<String>,
}

/// Adds the policies; once, however often the demo is loaded.
pub(super) async fn add(state: &AppState) -> Result<()> {
    let file: Policies = toml::from_str(include_str!("../../demo/policies.toml")).context("demo/policies.toml")?;
    for (number, data) in (0..).zip(file.policies) {
        let keeper = by_slug(state, &data.keeper)?;
        let id = PolicyId::derived(keeper.id.uuid(), uuid::Uuid::from_u128(number));
        let by = By { name: &data.by, at: state.clock().now() };
        let content = content(&data, today(state))?;
        let mut tx = state.db().write(&Scope { tenant: Some(keeper.id), ..Scope::default() }).await?;
        if queries::insert(&mut tx, &keeper, id, &content, by).await? {
            queries::set_status(&mut tx, &keeper, (id, 1), Status::Published, by).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

fn content(data: &PolicyData, today: NaiveDate) -> Result<Content> {
    Ok(Content {
        kind: Kind::parse(&data.kind).with_context(|| data.kind.clone())?,
        title: data.title.clone(),
        qualifies: data.qualifies.trim().to_owned(),
        benefits: data.benefits.clone(),
        documents: data.documents.clone(),
        how: data.how.clone(),
        phone: data.phone.clone(),
        url: String::new(),
        source_name: data.source_name.clone(),
        source_url: String::new(),
        checked_on: Some(today - Days::new(data.checked_days_ago)),
        valid_from: data.valid_from,
        valid_until: data.valid_days.map(|days| today + Days::new(days)),
        conditions: Ticks::read([&data.identity, &data.age, &data.want, &data.certificate, &data.standing]),
    })
}
