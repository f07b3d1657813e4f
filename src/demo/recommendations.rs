//! Whom the demo's community recommends for a job, and who passes one on.

use anyhow::{Context, Result};
use chrono::TimeDelta;
use serde::Deserialize;

use super::load::{by_slug, find_person, today};
use crate::certificates;
use crate::certificates::queries::valid;
use crate::db::{RecommendationId, ReferralId, ResidentId, Scope, TenantId, WriteTx};
use crate::jobs;
use crate::jobs::queries::Shown;
use crate::recommendations::Source;
use crate::recommendations::queries::{self, NewRecommendation, NewReferral};
use crate::residents::masked;
use crate::residents::queries::{of_person, records};
use crate::state::AppState;

#[derive(Deserialize)]
struct Recommendations {
    recommendations: Vec<RecommendationData>,
    referrals: Vec<ReferralData>,
}

#[derive(Deserialize)]
struct RecommendationData {
    community: String,
    job: String,
    account: String,
    source: String,
    source_name: String,
    word: String,
    /// Number and name of whoever of the staff recommends.
    by: (String, String),
    days_ago: i64,
}

#[derive(Deserialize)]
struct ReferralData {
    community: String,
    job: String,
    account: String,
    word: String,
}

/// Adds them; once, however often the demo is loaded.
pub(super) async fn add(state: &AppState) -> Result<()> {
    let file = include_str!("../../demo/recommendations.toml");
    let file: Recommendations = toml::from_str(file).context("demo/recommendations.toml")?;
    for (number, data) in (0..).zip(&file.recommendations) {
        recommend(state, number, data).await.with_context(|| data.word.clone())?;
    }
    for (number, data) in (0..).zip(&file.referrals) {
        refer(state, number, data).await.with_context(|| data.word.clone())?;
    }
    Ok(())
}

/// A transaction in a community, with a job there and the record of a demo sign-in.
async fn begin(
    state: &AppState,
    (community, job, account): (&str, &str, &str),
) -> Result<(WriteTx, TenantId, Shown, ResidentId)> {
    let tenant = by_slug(state, community)?.id;
    let person = find_person(state, account).await?.context("a demo sign-in")?;
    let mut tx = state.db().write(&Scope { tenant: Some(tenant), person: Some(person), ..Scope::default() }).await?;
    let open = jobs::queries::published(&mut tx, tenant, today(state)).await?;
    let shown = open.into_iter().find(|shown| shown.content.title == job).context("a demo job")?;
    let owned = of_person(&mut tx, person).await?;
    let record = owned.into_iter().find(|(of, _)| *of == tenant).context("a demo resident")?.1;
    Ok((tx, tenant, shown, record))
}

async fn recommend(state: &AppState, number: u128, data: &RecommendationData) -> Result<()> {
    let (mut tx, tenant, shown, record) = begin(state, (&data.community, &data.job, &data.account)).await?;
    let by = find_person(state, &data.by.0).await?.context("a demo sign-in")?;
    let held = valid::of_resident(&mut tx, tenant, record, today(state)).await?;
    let certificate = held.first().context("a demo certificate")?;
    let now = state.clock().now() - TimeDelta::days(data.days_ago);
    let id = RecommendationId::derived(tenant.uuid(), uuid::Uuid::from_u128(number));
    let new = NewRecommendation {
        id,
        posting: shown.id,
        employer: &shown.content.employer,
        resident: record,
        certificate: (certificate.id, [&certificate.title, &certificate.number, &certificate.code]),
        source: (Source::parse(&data.source).with_context(|| data.source.clone())?, &data.source_name),
        word: &data.word,
        by: (by, &data.by.1),
        now,
    };
    if queries::insert(&mut tx, tenant, &new).await?
        && let Some((application, _)) = jobs::queries::alive_of(&mut tx, tenant, shown.id, &[record]).await?
    {
        queries::give(&mut tx, tenant, id, (application, shown.org, ""), now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn refer(state: &AppState, number: u128, data: &ReferralData) -> Result<()> {
    let (mut tx, tenant, shown, resident) = begin(state, (&data.community, &data.job, &data.account)).await?;
    let record = records::record(&mut tx, tenant, resident).await?.context("a demo resident")?;
    let new = NewReferral {
        id: ReferralId::derived(tenant.uuid(), uuid::Uuid::from_u128(number)),
        posting: shown.id,
        org: shown.org,
        resident,
        code: &certificates::new_code(),
        name: (&masked(&record.name), true),
        word: &data.word,
        now: state.clock().now(),
    };
    queries::insert_referral(&mut tx, tenant, &new).await?;
    tx.commit().await?;
    Ok(())
}
