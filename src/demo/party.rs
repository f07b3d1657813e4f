//! The demo's party branches and what they did.

use anyhow::{Context, Result};
use chrono::{Days, NaiveDate};

use super::data::PartyData;
use crate::db::{ActivityId, TenantId, WriteTx};
use crate::party::Measure;
use crate::party::queries::{self, NewActivity, NewBranch};

/// Adds the committee above the grids' branches, and what is told of them; once, however often the demo is loaded.
pub(super) async fn add(tx: &mut WriteTx, tenant: TenantId, data: &PartyData, today: NaiveDate) -> Result<()> {
    queries::ensure(tx, tenant, &data.committee, true).await?;
    for branch in queries::branches(tx, tenant).await? {
        let secretary = if branch.is_committee { Some(&data.secretary) } else { data.secretaries.get(&branch.name) };
        let new = NewBranch {
            secretary: secretary.cloned().unwrap_or_default(),
            about: if branch.is_committee { data.about.clone() } else { String::new() },
            is_committee: branch.is_committee,
            name: branch.name,
        };
        queries::update(tx, tenant, branch.id, 1, &new).await?;
    }
    for (number, activity) in (0..).zip(&data.activities) {
        let branch = queries::ensure(tx, tenant, &activity.branch, false).await?;
        let id = ActivityId::derived(tenant.uuid(), uuid::Uuid::from_u128(number));
        let new = NewActivity {
            title: activity.title.clone(),
            measure: Measure::parse(&activity.measure).with_context(|| activity.measure.clone())?,
            held_on: today - Days::new(activity.days_ago),
            place: activity.place.clone(),
            people: Some(activity.people),
            body: activity.body.clone(),
        };
        queries::add_activity(tx, tenant, (branch, id), &new).await?;
    }
    Ok(())
}
