//! The end of a link: by either side, by its last day, or with the resident's record.

use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::held::on_file;
use super::model::EndedBy;
use super::queries::{self, Link};
use super::urls;
use crate::access::Member;
use crate::db::{FamilyLinkId, PersonId, ResidentId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, FamilyChange, News, announce};
use crate::residents::masked;
use crate::residents::queries::{merges, mine};
use crate::web::extract::Path;
use crate::web::{Flash, redirect};

/// The path of a link.
#[derive(Deserialize)]
pub(super) struct LinkPath {
    pub family_link: FamilyLinkId,
}

/// Ends a link at once, and tells whoever did not do it; false when it was over before.
pub(super) async fn end_link(
    tx: &mut WriteTx,
    tenant: TenantId,
    link: &Link,
    by: EndedBy,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    if !queries::end(tx, tenant, link.id, by, now).await? {
        return Ok(false);
    }
    let record = on_file(tx, tenant, link).await?;
    let is_accepted = link.accepted_at.is_some();
    let change = match by {
        EndedBy::Helper if !is_accepted => FamilyChange::Declined,
        EndedBy::Lapsed => FamilyChange::Lapsed,
        _ => FamilyChange::Ended,
    };
    let resident = record.as_ref().and_then(|record| record.person).filter(|_| by != EndedBy::Resident);
    if let Some(resident) = resident {
        let news = News::Family { tenant, name: link.helper_name.clone(), change };
        announce(tx, Audience::Person(resident), news, now).await?;
    }
    if let Some(helper) = link.person.filter(|_| is_accepted && by != EndedBy::Helper) {
        let name = record.map_or_else(String::new, |record| masked(&record.name));
        announce(tx, Audience::Person(helper), News::Family { tenant, name, change }, now).await?;
    }
    Ok(true)
}

/// The community of a link that is the person's to end: they are its helper, or the resident.
async fn place(tx: &mut WriteTx, person: PersonId, id: FamilyLinkId) -> AppResult<Option<(TenantId, EndedBy)>> {
    let helping = queries::of_person(tx, person).await?;
    if let Some((tenant, _)) = helping.into_iter().find(|(_, link)| *link == id) {
        return Ok(Some((tenant, EndedBy::Helper)));
    }
    for (tenant, resident) in mine::of_person(tx, person).await? {
        tx.enter_tenant(tenant).await?;
        let family = merges::family(tx, tenant, resident).await?;
        if queries::of_residents(tx, tenant, &family).await?.iter().any(|link| link.id == id) {
            return Ok(Some((tenant, EndedBy::Resident)));
        }
    }
    Ok(None)
}

pub(super) async fn end(member: Member, Path(path): Path<LinkPath>) -> AppResult<Response> {
    let mut tx = member.write().await?;
    let (tenant, by) = place(&mut tx, member.me().id, path.family_link).await?.ok_or(AppError::NotFound)?;
    tx.enter_tenant(tenant).await?;
    let link = queries::lock(&mut tx, tenant, path.family_link).await?.ok_or(AppError::NotFound)?;
    let is_done = end_link(&mut tx, tenant, &link, by, member.now()).await?;
    tx.commit().await?;
    Ok(redirect(urls::MINE, Some(if is_done { Flash::FamilyEnded } else { Flash::AlreadyDone })))
}

/// Ends what still holds of some records' links.
async fn end_all(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[ResidentId],
    by: EndedBy,
    now: DateTime<Utc>,
) -> AppResult<()> {
    for link in queries::of_residents(tx, tenant, residents).await? {
        if link.ended.is_none() {
            end_link(tx, tenant, &link, by, now).await?;
        }
    }
    Ok(())
}

/// Ends the links of somebody who does not live here any more.
pub async fn end_of_residents(
    tx: &mut WriteTx,
    tenant: TenantId,
    resident: ResidentId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let family = merges::family(tx, tenant, resident).await?;
    end_all(tx, tenant, &family, EndedBy::Moved, now).await
}

/// Ends the links of records that are about to be deleted, and takes away what they say of anybody.
pub async fn forget_residents(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[ResidentId],
    now: DateTime<Utc>,
) -> AppResult<()> {
    end_all(tx, tenant, residents, EndedBy::Moved, now).await?;
    queries::blank(tx, tenant, residents).await
}

/// Ends a person's links on both sides: their account is about to go. The transaction ends up in the scope of the last of
/// the communities.
pub async fn forget_person(tx: &mut WriteTx, person: PersonId, now: DateTime<Utc>) -> AppResult<()> {
    for (tenant, id) in queries::of_person(tx, person).await? {
        tx.enter_tenant(tenant).await?;
        if let Some(link) = queries::lock(tx, tenant, id).await? {
            end_link(tx, tenant, &link, EndedBy::Helper, now).await?;
        }
    }
    for (tenant, resident) in mine::of_person(tx, person).await? {
        tx.enter_tenant(tenant).await?;
        let family = merges::family(tx, tenant, resident).await?;
        end_all(tx, tenant, &family, EndedBy::Resident, now).await?;
    }
    Ok(())
}

/// Writes down which links have run out by a day, and tells both sides; they hold no more whether or not this was done.
pub async fn lapse(tx: &mut WriteTx, tenant: TenantId, day: NaiveDate, now: DateTime<Utc>) -> AppResult<()> {
    for id in queries::lapsed(tx, tenant, day, now).await? {
        if let Some(link) = queries::lock(tx, tenant, id).await? {
            end_link(tx, tenant, &link, EndedBy::Lapsed, now).await?;
        }
    }
    queries::forget_phones(tx, tenant, now).await
}
