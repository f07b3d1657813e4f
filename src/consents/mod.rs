//! Consents (同意书): what people agreed to, purpose by purpose and in which wording; given and withdrawn in one step each,
//! signed in or on paper.
//!
//! A receipt is added and withdrawn once. What hangs on a consent ends with it, in the same transaction ([`withdraw`]).
//! Whoever was never asked is not somebody who refused: see [`Standing`].

mod mine;
mod model;
mod pages;
mod queries;
pub mod urls;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use model::{Consent, Ending, How, Purpose, PurposeWords, Standing, Subject, Withdrawn};
pub use pages::{Receipt, receipt};

use crate::access::{Access, Routes};
use crate::db::{ConsentId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::jobs;
use crate::residents;
use crate::talents;

/// The pages of this feature. What staff do stands on the record's own page.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::MINE, Access::signed_in(), mine::give)
        .post(urls::WITHDRAWAL, Access::signed_in(), mine::withdraw)
}

/// A consent to be kept.
#[derive(Debug, Clone)]
pub struct Giving {
    /// The receipt's id, from the form: sent twice, it is still one.
    pub id: ConsentId,
    /// To what. The wording is today's.
    pub purpose: Purpose,
    /// How.
    pub how: How,
    /// When.
    pub at: DateTime<Utc>,
}

impl Subject {
    /// The ids of the records whose receipts are this one's.
    async fn ids(self, tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Uuid>> {
        match self {
            Self::Resident(id) => {
                let family = residents::queries::family(tx, tenant, id).await?;
                Ok(family.into_iter().map(ResidentId::uuid).collect())
            }
            Self::Worker(id) => Ok(vec![id.uuid()]),
        }
    }
}

/// Every receipt of somebody, the newest first.
pub async fn of(tx: &mut impl Tx, tenant: TenantId, subject: Subject) -> AppResult<Vec<Consent>> {
    let ids = subject.ids(tx, tenant).await?;
    queries::of(tx, tenant, &ids).await
}

/// The consent to a purpose that holds.
pub async fn living(
    tx: &mut impl Tx,
    tenant: TenantId,
    subject: Subject,
    purpose: Purpose,
) -> AppResult<Option<Consent>> {
    let receipts = of(tx, tenant, subject).await?;
    Ok(Standing::of(&receipts, purpose).given().cloned())
}

/// The consent to a purpose that holds, which goes on holding until the transaction ends: for what may be written with it
/// alone.
pub async fn hold(
    tx: &mut WriteTx,
    tenant: TenantId,
    subject: Subject,
    purpose: Purpose,
) -> AppResult<Option<Consent>> {
    let ids = subject.ids(tx, tenant).await?;
    queries::lock(tx, tenant, &ids, purpose).await?;
    living(tx, tenant, subject, purpose).await
}

/// Whether somebody agreed to a purpose once and withdrew it; not: was never asked.
pub async fn is_refused(tx: &mut impl Tx, tenant: TenantId, subject: Subject, purpose: Purpose) -> AppResult<bool> {
    let receipts = of(tx, tenant, subject).await?;
    Ok(Standing::of(&receipts, purpose) == Standing::Refused)
}

/// Since when somebody no longer agrees to what they agreed to once; none: they do, or were never asked. Where they have not
/// withdrawn it themselves, it is since now.
pub async fn refused_at(
    tx: &mut impl Tx,
    tenant: TenantId,
    subject: Subject,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> AppResult<Option<DateTime<Utc>>> {
    let receipts = of(tx, tenant, subject).await?;
    if Standing::of(&receipts, purpose) != Standing::Refused {
        return Ok(None);
    }
    let own = receipts.iter().filter(|one| one.purpose == purpose);
    Ok(Some(own.filter_map(Consent::refused_at).max().unwrap_or(now)))
}

/// When somebody last agreed to a purpose, and when they last refused.
type LastWords = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Those of some residents who agreed to a purpose once and withdrew it.
pub async fn refused_among(
    tx: &mut impl Tx,
    tenant: TenantId,
    residents: &[ResidentId],
    purpose: Purpose,
) -> AppResult<HashSet<ResidentId>> {
    let families = residents::queries::families(tx, tenant, residents).await?;
    let members: Vec<Uuid> = families.iter().map(|(_, member)| member.uuid()).collect();
    let kept_as: BTreeMap<ResidentId, ResidentId> = families.into_iter().map(|(kept, member)| (member, kept)).collect();
    let mut words: BTreeMap<ResidentId, LastWords> = BTreeMap::new();
    for said in queries::said(tx, tenant, &members, purpose).await? {
        if let Some(kept) = kept_as.get(&said.resident) {
            let (given_at, refused_at) = words.entry(*kept).or_default();
            *given_at = said.given_at.max(*given_at);
            *refused_at = said.refused_at.max(*refused_at);
        }
    }
    // As in [`Standing::of`]: the last word holds.
    let refused = words.into_iter().filter(|(_, (given_at, refused_at))| given_at.is_none() || refused_at > given_at);
    Ok(refused.map(|(kept, _)| kept).collect())
}

/// Keeps a consent to today's wording. One to an earlier wording is replaced by it.
///
/// False when one to today's wording holds already: the form was sent twice, or somebody else was faster.
pub async fn give(tx: &mut WriteTx, tenant: TenantId, subject: Subject, new: &Giving) -> AppResult<bool> {
    let ids = subject.ids(tx, tenant).await?;
    let receipts = queries::of(tx, tenant, &ids).await?;
    if Standing::of(&receipts, new.purpose).given().is_some_and(Consent::is_current) {
        return Ok(false);
    }
    // One to an earlier wording, or one that was withdrawn on another of their records since.
    if receipts.iter().any(|one| one.purpose == new.purpose && one.is_living()) {
        let renewed = Withdrawn { at: new.at, how: Ending::Renewed, by_name: String::new() };
        queries::end(tx, tenant, &ids, new.purpose, &renewed).await?;
    }
    let consent = Consent {
        id: new.id,
        purpose: new.purpose,
        version: new.purpose.version(),
        how: new.how.clone(),
        given_at: new.at,
        withdrawn: None,
    };
    let whose = match subject {
        Subject::Resident(id) => (Some(id.uuid()), None),
        Subject::Worker(id) => (None, Some(id.uuid())),
    };
    let is_new = queries::insert(tx, tenant, whose, &consent).await?;
    if is_new {
        match new.purpose {
            Purpose::Talent => talents::bring_back(tx, tenant, &ids).await?,
            Purpose::Match | Purpose::Badge => talents::allow(tx, tenant, &ids, new.purpose, Some(new.at)).await?,
            Purpose::Contact | Purpose::Care | Purpose::Work | Purpose::History => {}
        }
    }
    Ok(is_new)
}

/// A merge of two records is taken back: what holds of the one that stayed was agreed to for it alone, and each receipt of the
/// other that it took the place of, since the merge, holds again. Not where it was withdrawn meanwhile.
pub async fn follow_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    (gone, kept): (ResidentId, ResidentId),
    merged_at: DateTime<Utc>,
) -> AppResult<()> {
    let gone = Subject::Resident(gone).ids(tx, tenant).await?;
    let kept = Subject::Resident(kept).ids(tx, tenant).await?;
    queries::restore(tx, tenant, (&gone, &kept), merged_at).await
}

/// Withdraws what holds of a purpose, and ends what hangs on it; false when nothing holds.
pub async fn withdraw(
    tx: &mut WriteTx,
    tenant: TenantId,
    subject: Subject,
    purpose: Purpose,
    end: &Withdrawn,
) -> AppResult<bool> {
    // Whoever merges the record into another meanwhile would show again what is hidden here.
    let subject = match subject {
        Subject::Resident(id) => Subject::Resident(residents::queries::merges::hold_root(tx, tenant, id).await?),
        Subject::Worker(_) => subject,
    };
    let ids = subject.ids(tx, tenant).await?;
    if !queries::end(tx, tenant, &ids, purpose, end).await? {
        return Ok(false);
    }
    match purpose {
        Purpose::Care => residents::queries::unmark(tx, tenant, &ids).await?,
        Purpose::Talent => {
            talents::hide(tx, tenant, &ids, end.at).await?;
            jobs::queries::hide_talent(tx, tenant, &ids).await?;
        }
        Purpose::Match | Purpose::Badge => talents::allow(tx, tenant, &ids, purpose, None).await?,
        // Whoever reads numbers or records asks for the consent then.
        Purpose::Contact | Purpose::Work | Purpose::History => {}
    }
    Ok(true)
}

/// Ends what holds of some records, which are being deleted, and forgets who is named in their receipts.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    queries::forget(tx, tenant, records, now).await
}
