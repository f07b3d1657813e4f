//! A link and the resident that it is about, as they stand now.

use std::sync::Arc;

use super::model::State;
use super::queries::{self, Link};
use crate::access::Member;
use crate::db::{FamilyLinkId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::residents::queries::merges;
use crate::residents::queries::records::{self, Record};
use crate::tenancy::Tenant;

/// A link as its helper comes to it.
pub(super) struct Held {
    pub tenant: Arc<Tenant>,
    pub link: Link,
    /// The resident; none who does not live here any more.
    pub record: Option<Record>,
    pub state: State,
}

/// The community that a link is in. While it is suspended nothing is done there.
pub(super) fn community(member: &Member, tenant: TenantId) -> AppResult<Arc<Tenant>> {
    let tenant = member.state().platform().by_id(tenant).ok_or(AppError::NotFound)?;
    if tenant.is_suspended() { Err(AppError::Suspended) } else { Ok(tenant) }
}

/// The resident of a link on file, be it under a record that theirs turned out to be; none who is no more.
pub(super) async fn on_file(tx: &mut impl Tx, tenant: TenantId, link: &Link) -> AppResult<Option<Record>> {
    let resident = merges::root(tx, tenant, link.resident).await?;
    records::record(tx, tenant, resident).await
}

/// Whether somebody may be acted for: they live here, and nobody acts for themself.
fn is_here(record: &Record, link: &Link) -> bool {
    record.left_on.is_none() && (record.person.is_none() || record.person != link.person)
}

/// Where a link stands now, and the resident as long as it may be acted for them.
pub(super) async fn stand(
    tx: &mut impl Tx,
    member: &Member,
    tenant: &Tenant,
    link: &Link,
) -> AppResult<(State, Option<Record>)> {
    let record = on_file(tx, tenant.id, link).await?.filter(|record| is_here(record, link));
    let now = member.now();
    let state = link.term(record.is_some()).state(now, now.with_timezone(&tenant.time_zone).date_naive());
    Ok((state, record))
}

/// One link of the person's own; nobody else's is there.
pub(super) async fn held(member: &Member, id: FamilyLinkId) -> AppResult<Held> {
    let mut tx = member.read().await?;
    let mine = queries::of_person(&mut tx, member.me().id).await?;
    drop(tx);
    let (tenant, _) = mine.into_iter().find(|(_, link)| *link == id).ok_or(AppError::NotFound)?;
    let tenant = community(member, tenant)?;
    let mut tx = member.read_home(tenant.id).await?;
    let link = queries::by_ids(&mut tx, tenant.id, &[id]).await?.pop().ok_or(AppError::NotFound)?;
    let (state, record) = stand(&mut tx, member, &tenant, &link).await?;
    Ok(Held { tenant, link, record, state })
}
