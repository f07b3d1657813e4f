//! What becomes of able residents' records when residents' records are merged, and when that is taken back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::allow_as_agreed;
use super::model::{Profile, Talent};
use super::queries::{merges, records};
use crate::certificates::external;
use crate::consents::{self, Purpose, Subject};
use crate::db::{ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::residents;

/// What a record was before something was added to it: another record, or what a sheet says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Before {
    pub profile: Profile,
    pub is_recognised: bool,
}

/// A record turned out to be another: what is kept goes with the person. Where both have one, the one that stays says what
/// either said.
pub async fn follow(
    tx: &mut WriteTx,
    tenant: TenantId,
    (gone, kept): (ResidentId, ResidentId),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let family = family(tx, tenant, kept).await?;
    // It is one person, who may have withdrawn on one record and agreed on the other: what they said last holds for both.
    let is_refused = consents::is_refused(tx, tenant, Subject::Resident(kept), Purpose::Talent).await?;
    if is_refused {
        records::hide(tx, tenant, &family, now).await?;
    } else {
        records::show(tx, tenant, &family).await?;
    }
    let other = records::of_resident(tx, tenant, gone).await?;
    let own = records::of_resident(tx, tenant, kept).await?;
    match (other, own) {
        // What somebody withdrew is added to nothing.
        (Some(other), Some(own)) if !is_refused => join(tx, tenant, &own, &other).await?,
        (Some(_), None) => merges::follow(tx, tenant, gone, kept).await?,
        (Some(_), Some(_)) | (None, _) => {}
    }
    allow_as_agreed(tx, tenant, kept).await
}

async fn join(tx: &mut WriteTx, tenant: TenantId, own: &Talent, other: &Talent) -> AppResult<()> {
    let sum = own.profile.joined(&other.profile);
    records::update(tx, tenant, (own.id, own.revision), &sum, own.updated_at.max(other.updated_at)).await?;
    external::queries::follow(tx, tenant, other.id, own.id).await?;
    let before = Before { profile: own.profile.clone(), is_recognised: own.recognised.is_some() };
    let before = serde_json::to_value(before).map_err(anyhow::Error::from)?;
    merges::keep_before(tx, tenant, own.id, &before, own.revision + 1).await?;
    if let (None, Some((on, by))) = (&own.recognised, &other.recognised) {
        records::recognise(tx, tenant, own.id, Some((*on, by))).await?;
    }
    Ok(())
}

/// The records that were merged into one, itself included.
async fn family(tx: &mut impl Tx, tenant: TenantId, resident: ResidentId) -> AppResult<Vec<Uuid>> {
    let family = residents::queries::family(tx, tenant, resident).await?;
    Ok(family.into_iter().map(ResidentId::uuid).collect())
}

/// And it did not: what came with it goes back. A sum that somebody has worked on since stays as it is: nothing is lost.
pub async fn follow_back(tx: &mut WriteTx, tenant: TenantId, (gone, kept): (ResidentId, ResidentId)) -> AppResult<()> {
    let family = family(tx, tenant, gone).await?;
    // Withdrawn since, it goes back as well.
    records::show(tx, tenant, &[kept.uuid()]).await?;
    merges::follow_back(tx, tenant, (kept, gone), &family).await?;
    let other = records::of_resident(tx, tenant, gone).await?;
    let own = records::of_resident(tx, tenant, kept).await?;
    if let (Some(other), Some(own)) = (&other, &own) {
        external::queries::follow_back(tx, tenant, (own.id, other.id), &family).await?;
    }
    if let (Some(_), Some(own)) = (&other, &own)
        && let Some((before, revision)) = merges::take_before(tx, tenant, own.id).await?
        && revision == own.revision
    {
        let before: Before = serde_json::from_value(before).map_err(anyhow::Error::from)?;
        records::update(tx, tenant, (own.id, own.revision), &before.profile, own.updated_at).await?;
        if !before.is_recognised {
            records::recognise(tx, tenant, own.id, None).await?;
        }
    }
    for resident in [gone, kept] {
        heed(tx, tenant, resident).await?;
        allow_as_agreed(tx, tenant, resident).await?;
    }
    Ok(())
}

/// Each is seen, or hidden since it was withdrawn, as was said on it.
async fn heed(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId) -> AppResult<()> {
    let family = family(tx, tenant, resident).await?;
    match consents::refused_at(tx, tenant, Subject::Resident(resident), Purpose::Talent).await? {
        Some(at) => records::hide(tx, tenant, &family, at).await,
        None => records::show(tx, tenant, &family).await,
    }
}
