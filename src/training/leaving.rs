//! An organization leaves a community: what of its courses has not begun is called off, and with the others the community goes
//! on.

use chrono::{DateTime, Utc};

use super::model::{Party, RunStatus};
use super::queries::leaving::alive_runs;
use super::queries::runs::{self, Move, Run};
use super::queries::sessions;
use super::side::tell_other;
use super::steps;
use crate::db::{OrgId, TenantId, WriteTx};
use crate::enrolments;
use crate::error::AppResult;
use crate::inbox::{LearningChange, TrainingChange};
use crate::web::Locale;

/// Does it, and tells learners, and the side that did not end it; gives with how many runs the community goes on. The transaction
/// must be in the scopes of both, and the organization out of the community.
pub async fn org_leaves(
    tx: &mut WriteTx,
    tenant: TenantId,
    (org, by): (OrgId, Party),
    now: DateTime<Utc>,
) -> AppResult<usize> {
    let mut begun = 0;
    for found in alive_runs(tx, tenant, org, now).await? {
        // Whoever plans it, or takes a seat, comes before or after.
        sessions::lock_run(tx, tenant, found.id).await?;
        let run = runs::one(tx, tenant, found.id).await?;
        let Some(run) = run else { continue };
        if run.status == RunStatus::Finished || found.has_begun && run.status == RunStatus::Open {
            begun += 1;
            hand_over(tx, &run, now).await?;
        } else if matches!(run.status, RunStatus::Proposed | RunStatus::Open) {
            call_off(tx, &run, by, now).await?;
        }
    }
    Ok(begun)
}

/// Learners go on with the community; nobody comes to a seat any more.
async fn hand_over(tx: &mut WriteTx, run: &Run, now: DateTime<Utc>) -> AppResult<()> {
    let change = LearningChange::TrainerLeft { org_name: run.org_name.clone() };
    enrolments::tell_learners(tx, run.tenant, run.id, &change, now).await?;
    enrolments::settle(tx, run.tenant, run.id, now).await
}

async fn call_off(tx: &mut WriteTx, run: &Run, by: Party, now: DateTime<Utc>) -> AppResult<()> {
    // In the community's own language, as it stands on the run's page.
    let reason = Locale::ZhHans.messages().training.reason_left;
    let planned = sessions::of_run(tx, run.tenant, run.id).await?;
    steps::cancel_ahead(tx, run, &planned, now).await?;
    let moved = Move { from: run.status, to: RunStatus::Cancelled, reason, by: None, now };
    if !runs::take(tx, run.tenant, run.id, &moved).await? {
        return Ok(());
    }
    steps::tell_called_off(tx, run, reason, now).await?;
    tell_other(tx, (run, by), (TrainingChange::Cancelled, reason), now).await
}
