//! SQL of a community's daily work: announced prices, and offers that nobody confirmed.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{ListingId, OrgId, ServiceId, TenantId, Tx, WriteTx};
use crate::directory::price::PriceColumns;
use crate::error::AppResult;
use crate::publishing::snapshot::Costs;

/// How far a community's daily work has come.
pub(in crate::publishing) struct Progress {
    /// The day before some other on which it was last done.
    pub last: Option<NaiveDate>,
    /// Whether a later one has made up for that other.
    pub is_past: bool,
}

/// How far it has come around `day`. While it is done for the one, nobody does it for an earlier one that was put off.
pub(in crate::publishing) async fn progress(tx: &mut WriteTx, tenant: TenantId, day: NaiveDate) -> AppResult<Progress> {
    sqlx::query!(
        "select from daily_run where tenant_id = $1 and day <= $2 and done_at is null order by day for no key update",
        tenant.uuid(),
        day,
    )
    .execute(tx.conn())
    .await?;
    let progress = sqlx::query_as!(
        Progress,
        r#"select max(day) filter (where day < $2) as last, coalesce(bool_or(day > $2), false) as "is_past!"
        from daily_run where tenant_id = $1 and done_at is not null"#,
        tenant.uuid(),
        day,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(progress)
}

/// Notes that a day's work is done.
pub(in crate::publishing) async fn done(
    tx: &mut WriteTx,
    tenant: TenantId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!("update daily_run set done_at = $3 where tenant_id = $1 and day = $2", tenant.uuid(), day, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The offers whose announced price begins by a day.
pub(in crate::publishing) async fn prices_due(
    tx: &mut WriteTx,
    tenant: TenantId,
    day: NaiveDate,
) -> AppResult<Vec<(ListingId, OrgId, ServiceId, Costs)>> {
    let rows = sqlx::query!(
        r#"select listing_id as "id: ListingId", org_id as "org: OrgId", service_id as "service: ServiceId", next_price from listing
        where tenant_id = $1 and next_from <= $2 and next_price is not null for update"#,
        tenant.uuid(),
        day
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let costs = serde_json::from_value(row.next_price?).ok()?;
            Some((row.id, row.org, row.service, costs))
        })
        .collect())
}

/// Lets an announced price begin.
pub(in crate::publishing) async fn roll_price(
    tx: &mut WriteTx,
    tenant: TenantId,
    listing: ListingId,
    costs: &Costs,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let p: &PriceColumns = &costs.price;
    sqlx::query!(
        "update listing set unit = $3, negotiable = $4, min_fen = $5, max_fen = $6, open_ended = $7, min_qty = $8, min_charge_fen = $9,
            call_out_fee_fen = $10, holiday_pct = $11, deposit_fen = $12, price_note = $13, next_price = null, next_from = null, updated_at = $14
        where tenant_id = $1 and listing_id = $2",
        tenant.uuid(),
        listing.uuid(),
        p.unit.code(),
        p.is_negotiable(),
        p.min,
        p.max,
        p.open_ended,
        p.min_qty,
        p.min_charge,
        p.call_out_fee,
        p.holiday_pct,
        p.deposit,
        costs.note,
        now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// The organizations that a community shows.
pub(in crate::publishing) async fn shown_orgs(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<OrgId>> {
    let ids = sqlx::query_scalar!(
        r#"select org_id as "id: OrgId" from vendor_profile where tenant_id = $1 and status <> 'left' order by org_id"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// An offer that nobody has confirmed for long.
pub(in crate::publishing) struct Old {
    pub id: ListingId,
    pub org: OrgId,
    pub org_name: String,
    pub service: ServiceId,
    pub name: String,
    /// When somebody last said that it holds.
    pub fresh_on: NaiveDate,
    pub nudged_on: Option<NaiveDate>,
}

/// The published offers that nobody confirmed or checked since a day.
pub(in crate::publishing) async fn grown_old(
    tx: &mut WriteTx,
    tenant: TenantId,
    before: NaiveDate,
) -> AppResult<Vec<Old>> {
    let rows = sqlx::query_as!(
        Old,
        r#"select l.listing_id as "id: ListingId", l.org_id as "org: OrgId", v.name as org_name, l.service_id as "service: ServiceId", l.name,
            coalesce(greatest(l.confirmed_on, l.checked_on), l.updated_at::date) as "fresh_on!", l.nudged_on
        from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
        where l.tenant_id = $1 and v.tenant_id = $1 and l.status = 'published'
            and coalesce(greatest(l.confirmed_on, l.checked_on), l.updated_at::date) < $2
        order by l.listing_id for update of l"#,
        tenant.uuid(),
        before
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Takes an offer down because nobody confirmed it.
pub(in crate::publishing) async fn delist(tx: &mut WriteTx, tenant: TenantId, id: ListingId) -> AppResult<()> {
    sqlx::query!(
        "update listing set status = 'delisted', delisted_for = 'age' where tenant_id = $1 and listing_id = $2",
        tenant.uuid(),
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Records that the organization was told.
pub(in crate::publishing) async fn nudged(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ListingId,
    today: NaiveDate,
) -> AppResult<()> {
    sqlx::query!(
        "update listing set nudged_on = $3 where tenant_id = $1 and listing_id = $2",
        tenant.uuid(),
        id.uuid(),
        today
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}
