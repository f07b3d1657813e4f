//! A company leaves a community: what it is asked for comes to nothing, and who practises there goes on with the community.

use chrono::{DateTime, Utc};

use super::model::Status;
use super::news::{Parties, Reader, What};
use super::queries::{self, Move};
use crate::db::{OrgId, PlacementId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::web::Locale;

/// Somebody who practises with a company, or would.
#[derive(Debug, Clone)]
pub struct Alive {
    /// The placement.
    pub id: PlacementId,
    /// Who.
    pub learner_name: String,
    /// For which course.
    pub title: String,
    /// Whether the company has taken them.
    pub is_running: bool,
}

/// Those of a company in a community, in the order in which they were proposed.
pub async fn alive_at(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Vec<Alive>> {
    let found = queries::alive_at(tx, tenant, org).await?;
    let alive = found.into_iter().map(|one| Alive {
        is_running: one.status == Status::Running,
        id: one.id,
        learner_name: one.learner_name,
        title: one.title,
    });
    Ok(alive.collect())
}

/// Ends what is proposed, and tells whoever practises; gives with how many the community goes on. The transaction must be in the
/// community's scope.
pub async fn company_leaves(tx: &mut WriteTx, tenant: TenantId, org: OrgId, now: DateTime<Utc>) -> AppResult<usize> {
    let mut running = 0;
    for found in queries::alive_at(tx, tenant, org).await? {
        queries::lock(tx, tenant, found.id).await?;
        let one = queries::placement(tx, tenant, None, found.id).await?.filter(|one| one.status.is_alive());
        let Some(one) = one else { continue };
        let org_name = one.org_name.clone();
        if one.status == Status::Running {
            running += 1;
            Parties::of(&one).tell(tx, &[Reader::Learner], &What::CompanyLeft { org_name }, now).await?;
            continue;
        }
        // In the community's own language, as it stands on the placement's page.
        let reason = Locale::ZhHans.messages().placements.reason_left;
        let name = one.name_after(Status::Ended);
        let way = Move {
            from: one.status,
            to: Status::Ended,
            mentor: None,
            learner_name: name.as_deref(),
            reason,
            completed: None,
            done_minutes: 0,
            now,
        };
        if !queries::take(tx, tenant, (one.id, one.revision), &way).await? {
            return Err(AppError::Conflict);
        }
        let what = What::Ended { org_name, reason: reason.to_owned() };
        Parties::of(&one).tell(tx, &[Reader::Learner, Reader::Community], &what, now).await?;
    }
    Ok(running)
}
