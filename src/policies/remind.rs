//! The day's reminders: what ends soon, and what nobody has compared with its source for long.

use chrono::{Days, NaiveDate};

use super::model::{FRESH_FOR, TOLD_BEFORE};
use super::queries;
use crate::db::{TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::state::AppState;
use crate::tenancy::Tenant;

/// Tells staff of a community, on the first day on which it is so and somebody looks. What is kept above has no daily work of
/// its own: the first of the communities below sees to it.
pub async fn remind(state: &AppState, tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate) -> AppResult<()> {
    let platform = state.platform();
    let mut keepers = platform.lineage(tenant);
    keepers.retain(|keeper| {
        keeper.id == tenant.id || platform.communities_below(keeper.id).map(|one| one.id).min() == Some(tenant.id)
    });
    for keeper in &keepers {
        tx.enter_tenant(keeper.id).await?;
        tell(state, tx, keeper.id, day).await?;
    }
    tx.enter_tenant(tenant.id).await
}

async fn tell(state: &AppState, tx: &mut WriteTx, tenant: TenantId, day: NaiveDate) -> AppResult<()> {
    let now = state.clock().now();
    // Of what is over already there is nothing left to do.
    for (policy, title, on) in queries::tell_ending(tx, tenant, (day, day + Days::new(TOLD_BEFORE))).await? {
        announce(tx, Audience::Staff(tenant), News::PolicyEnds { tenant, policy, title, on }, now).await?;
    }
    for (policy, title, on) in queries::tell_unchecked(tx, tenant, (day - Days::new(FRESH_FOR + 1), day)).await? {
        announce(tx, Audience::Staff(tenant), News::PolicyUnchecked { tenant, policy, title, on }, now).await?;
    }
    Ok(())
}
