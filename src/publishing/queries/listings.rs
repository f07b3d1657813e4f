//! SQL of offers: how each stands, who confirmed or checked it, and whether it is up.

use chrono::NaiveDate;

use crate::db::{ListingId, OrgId, ServiceId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// How an organization's offer stands in a community.
pub struct Shown {
    /// The community.
    pub tenant: TenantId,
    /// Of which service.
    pub service: ServiceId,
    /// The offer.
    pub listing: ListingId,
    /// `published`, `suspended` or `delisted`.
    pub status: String,
    /// Why it was suspended.
    pub reason: String,
    /// Why it was delisted: `age`, `retired` or `left`.
    pub delisted_for: String,
    /// When the organization last confirmed it.
    pub confirmed_on: Option<NaiveDate>,
    /// When staff last checked it.
    pub checked_on: Option<NaiveDate>,
}

/// An organization's offers in every community.
pub async fn shown_everywhere(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<Shown>> {
    let rows = sqlx::query_as!(
        Shown,
        r#"select tenant_id as "tenant: TenantId", service_id as "service: ServiceId", listing_id as "listing: ListingId", status,
            suspended_reason as reason, delisted_for, confirmed_on, checked_on
        from listing where org_id = $1"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Records that an organization says of its offers in a community that they hold; of one service, or all.
pub async fn confirm(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    service: Option<ServiceId>,
    today: NaiveDate,
) -> AppResult<u64> {
    let done = sqlx::query!(
        "update listing set confirmed_on = $4, nudged_on = null
        where tenant_id = $1 and org_id = $2 and ($3::uuid is null or service_id = $3) and status <> 'delisted'",
        tenant.uuid(),
        org.uuid(),
        service.map(ServiceId::uuid),
        today
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected())
}

/// When staff last checked an offer, and who.
pub(in crate::publishing) async fn last_check(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: OrgId,
    service: ServiceId,
) -> AppResult<Option<(Option<NaiveDate>, String)>> {
    let row = sqlx::query!(
        "select checked_on, checked_by from listing where tenant_id = $1 and org_id = $2 and service_id = $3",
        tenant.uuid(),
        org.uuid(),
        service.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.checked_on, row.checked_by)))
}

/// An offer as staff see it.
pub(in crate::publishing) struct StaffListing {
    pub org: OrgId,
    pub service: ServiceId,
    pub org_name: String,
    pub name: String,
    pub status: String,
    pub reason: String,
    /// Why it is no longer in the directory: `age`, `retired` or `left`.
    pub delisted_for: String,
    pub confirmed_on: Option<NaiveDate>,
    pub checked_on: Option<NaiveDate>,
    pub checked_by: String,
}

/// One offer of a community, whatever its state.
pub(in crate::publishing) async fn listing(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: ListingId,
) -> AppResult<Option<StaffListing>> {
    let row = sqlx::query_as!(
        StaffListing,
        r#"select l.org_id as "org: OrgId", l.service_id as "service: ServiceId", v.name as org_name, l.name, l.status, l.suspended_reason as reason, l.delisted_for, l.confirmed_on,
            l.checked_on, l.checked_by
        from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
        where l.tenant_id = $1 and v.tenant_id = $1 and l.listing_id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Whose an offer is, and what it is called.
pub(in crate::publishing) struct Owned {
    pub org: OrgId,
    pub name: String,
}

/// The same, locked until the transaction ends.
pub(in crate::publishing) async fn listing_for_write(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ListingId,
) -> AppResult<Option<Owned>> {
    let row = sqlx::query_as!(
        Owned,
        r#"select org_id as "org: OrgId", name from listing where tenant_id = $1 and listing_id = $2 for update"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Records that staff checked an offer.
pub(in crate::publishing) async fn check_listing(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ListingId,
    today: NaiveDate,
    by: &str,
) -> AppResult<()> {
    sqlx::query!(
        "update listing set checked_on = $3, checked_by = $4, nudged_on = null,
            status = case when delisted_for = 'age' then 'published' else status end,
            delisted_for = case when delisted_for = 'age' then '' else delisted_for end
        where tenant_id = $1 and listing_id = $2",
        tenant.uuid(),
        id.uuid(),
        today,
        by
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Takes an offer down or puts it up again; false when that is how it is.
pub(in crate::publishing) async fn suspend_listing(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ListingId,
    suspended: bool,
    reason: &str,
) -> AppResult<bool> {
    let (from, to) = if suspended { ("published", "suspended") } else { ("suspended", "published") };
    let done = sqlx::query!(
        "update listing set status = $4, suspended_reason = $5 where tenant_id = $1 and listing_id = $2 and status = $3",
        tenant.uuid(),
        id.uuid(),
        from,
        to,
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// An offer in the list of an organization's.
pub struct Offer {
    /// Its id.
    pub id: ListingId,
    /// Its name.
    pub name: String,
    /// `published`, `suspended` or `delisted`.
    pub status: String,
    /// When staff last checked it.
    pub checked_on: Option<NaiveDate>,
}

/// An organization's offers in a community, those that are shown first.
pub async fn offers(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Vec<Offer>> {
    let rows = sqlx::query_as!(
        Offer,
        r#"select listing_id as "id: ListingId", name, status, checked_on from listing where tenant_id = $1 and org_id = $2
        order by status = 'delisted', name limit 500"#,
        tenant.uuid(),
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
