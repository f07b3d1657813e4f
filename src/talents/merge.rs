//! What becomes of able residents' records when residents' records are merged, and when that is taken back.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::additions::{Addition, Before, Source, without, without_other};
use super::allow_as_agreed;
use super::model::Talent;
use super::queries::{additions, merges, records};
use crate::certificates::external;
use crate::consents::{self, Purpose, Subject};
use crate::db::{MergeId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::residents;

/// A record turned out to be another: what is kept goes with the person. Where both have one, the one that stays says what
/// either said.
pub async fn follow(
    tx: &mut WriteTx,
    tenant: TenantId,
    merge: MergeId,
    (gone, kept): (ResidentId, ResidentId),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let is_refused = hold_to_last_word(tx, tenant, kept, now).await?;
    let other = records::of_resident(tx, tenant, gone).await?;
    let own = records::of_resident(tx, tenant, kept).await?;
    match (other, own) {
        // What somebody withdrew is added to nothing.
        (Some(other), Some(own)) if !is_refused => {
            let sum = own.profile.joined(&other.profile);
            let changed = own.updated_at.max(other.updated_at);
            if !records::update(tx, tenant, (own.id, own.revision), &sum, changed).await? {
                return Err(AppError::Conflict);
            }
            additions::keep(tx, tenant, &addition(merge, &own, &other, now)).await?;
            merges::set_other(tx, tenant, merge, other.id).await?;
            external::queries::follow(tx, tenant, other.id, own.id).await?;
            if let (None, Some((on, by))) = (&own.recognised, &other.recognised) {
                records::recognise(tx, tenant, own.id, Some((*on, by))).await?;
            }
        }
        (Some(_), None) => merges::follow(tx, tenant, gone, kept).await?,
        (Some(_), Some(_)) | (None, _) => {}
    }
    allow_as_agreed(tx, tenant, kept).await
}

/// It is one person, who may have withdrawn on one record and agreed on the other: what they said last holds for all of them.
/// True where they withdrew.
pub(super) async fn hold_to_last_word(
    tx: &mut WriteTx,
    tenant: TenantId,
    kept: ResidentId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let subject = Subject::Resident(kept);
    let family = family(tx, tenant, kept).await?;
    // Whoever is withdrawing on one of them is waited for.
    let has_agreed = consents::hold(tx, tenant, subject, Purpose::Talent).await?.is_some();
    let is_refused = !has_agreed && consents::is_refused(tx, tenant, subject, Purpose::Talent).await?;
    if is_refused {
        hide(tx, tenant, &family, now).await?;
    } else {
        records::show(tx, tenant, &family).await?;
    }
    Ok(is_refused)
}

/// Hides what is kept of some records, and what was shared of it.
async fn hide(tx: &mut WriteTx, tenant: TenantId, family: &[Uuid], at: DateTime<Utc>) -> AppResult<()> {
    records::hide(tx, tenant, family, at).await?;
    jobs::queries::hide_talent(tx, tenant, family).await
}

/// What a merge adds to the record that stays.
fn addition(merge: MergeId, own: &Talent, other: &Talent, now: DateTime<Utc>) -> Addition {
    Addition {
        talent: own.id,
        source: Source::Merge(merge),
        at: now,
        from: own.revision,
        revision: own.revision + 1,
        before: Some(Before { profile: own.profile.clone(), is_recognised: own.recognised.is_some() }),
        said: Some(other.profile.clone()),
    }
}

/// The records that were merged into one, itself included.
async fn family(tx: &mut impl Tx, tenant: TenantId, resident: ResidentId) -> AppResult<Vec<Uuid>> {
    let family = residents::queries::family(tx, tenant, resident).await?;
    Ok(family.into_iter().map(ResidentId::uuid).collect())
}

/// And it did not: what came with it goes back. A sum that somebody has worked on since stays as it is: nothing is lost.
pub async fn follow_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    merge: MergeId,
    (gone, kept): (ResidentId, ResidentId),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let family = family(tx, tenant, gone).await?;
    // Withdrawn since, it goes back as well.
    records::show(tx, tenant, &[kept.uuid()]).await?;
    merges::follow_back(tx, tenant, (kept, gone), &family).await?;
    let other = records::of_resident(tx, tenant, gone).await?;
    let own = records::of_resident(tx, tenant, kept).await?;
    match (&other, &own) {
        (Some(other), Some(own)) => {
            external::queries::follow_back(tx, tenant, (own.id, other.id), &family).await?;
        }
        (None, Some(own)) => external::queries::forget_gone(tx, tenant, own.id, merge).await?,
        (_, None) => {}
    }
    if let Some(own) = &own {
        part(tx, tenant, merge, own, other.as_ref()).await?;
    }
    for resident in [gone, kept] {
        heed(tx, tenant, resident, now).await?;
        allow_as_agreed(tx, tenant, resident).await?;
    }
    Ok(())
}

/// Leaves a record with what it says without what a merge added to it, where that can be told.
async fn part(
    tx: &mut WriteTx,
    tenant: TenantId,
    merge: MergeId,
    own: &Talent,
    other: Option<&Talent>,
) -> AppResult<()> {
    let source = Source::Merge(merge);
    let added = additions::of(tx, tenant, &[own.id.uuid()]).await?;
    // Recognised as the other is, it is so by the merge, or was before; otherwise by somebody since.
    let came_along = own.recognised.is_some() && other.is_some_and(|other| other.recognised == own.recognised);
    let alone = Talent { recognised: own.recognised.clone().filter(|_| !came_along), ..own.clone() };
    let mut rest = without(&alone, &added, source);
    if let Some(other) = other.filter(|_| added.iter().all(|one| one.source != source))
        && let Some(before) = merges::before(tx, tenant, own.id).await?
    {
        rest = without_other(&alone, &added, before, &other.profile);
        if rest.is_some() {
            merges::forget_before(tx, tenant, own.id).await?;
        }
    }
    let Some(rest) = rest else { return additions::forget(tx, tenant, own.id, source).await };
    if !additions::take_out(tx, tenant, own, (source, &rest), own.updated_at).await? {
        return Err(AppError::Conflict);
    }
    if came_along && !rest.was_recognised {
        records::recognise(tx, tenant, own.id, None).await?;
    }
    Ok(())
}

/// A record that was merged into others says something else by now: so do those, where nobody has worked on them since.
pub(super) async fn pass_on(tx: &mut WriteTx, tenant: TenantId, id: TalentId, now: DateTime<Utc>) -> AppResult<()> {
    let mut at = id;
    while let Some((merge, into)) = merges::went_into(tx, tenant, at).await? {
        let other = records::talent(tx, tenant, at).await?;
        let own = records::talent(tx, tenant, into).await?;
        let (Some(other), Some(own)) = (other, own) else { return Ok(()) };
        say_anew(tx, tenant, merge, (&own, &other), now).await?;
        at = into;
    }
    Ok(())
}

/// Takes out of a record what a merge added to it, and adds what the other says by now.
async fn say_anew(
    tx: &mut WriteTx,
    tenant: TenantId,
    merge: MergeId,
    (own, other): (&Talent, &Talent),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let source = Source::Merge(merge);
    let added = additions::of(tx, tenant, &[own.id.uuid()]).await?;
    let is_said = |one: &Addition| one.source == source && one.said.as_ref() == Some(&other.profile);
    if added.iter().any(is_said) {
        return Ok(());
    }
    merges::set_said(tx, tenant, merge, &other.profile).await?;
    // What was recognised on the other came with it, and stays.
    let came_along = own.recognised.is_some() && own.recognised == other.recognised;
    let alone = Talent { recognised: own.recognised.clone().filter(|_| !came_along), ..own.clone() };
    let Some(rest) = without(&alone, &added, source) else { return Ok(()) };
    if !additions::take_out(tx, tenant, own, (source, &rest), now).await? {
        return Err(AppError::Conflict);
    }
    let Some(left) = records::talent(tx, tenant, own.id).await? else { return Err(AppError::Conflict) };
    let sum = left.profile.joined(&other.profile);
    if !records::update(tx, tenant, (left.id, left.revision), &sum, now).await? {
        return Err(AppError::Conflict);
    }
    let mut anew = addition(merge, &left, other, now);
    if let Some(before) = &mut anew.before {
        before.is_recognised = rest.was_recognised;
    }
    additions::keep(tx, tenant, &anew).await?;
    merges::set_other(tx, tenant, merge, other.id).await
}

/// Each is seen, or hidden since it was withdrawn, as was said on it.
async fn heed(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId, now: DateTime<Utc>) -> AppResult<()> {
    let family = family(tx, tenant, resident).await?;
    match consents::refused_at(tx, tenant, Subject::Resident(resident), Purpose::Talent, now).await? {
        Some(at) => hide(tx, tenant, &family, at).await,
        None => records::show(tx, tenant, &family).await,
    }
}
