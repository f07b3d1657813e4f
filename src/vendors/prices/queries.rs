//! SQL of dated prices. The transaction must be in the organization's scope.

use chrono::NaiveDate;

use super::timeline::{Held, Step, begin, end, reopen, withdraw};
use crate::db::{OrgId, PriceId, ServiceId, TenantId, Tx, WriteTx};
use crate::directory::price::{Price, PriceColumns, price_columns};
use crate::error::AppResult;

/// A price with the days on which it holds.
#[derive(Debug, Clone)]
pub struct DatedPrice {
    /// Its id.
    pub id: PriceId,
    /// The service.
    pub service: ServiceId,
    /// The community it holds in; none: wherever none of its own is set.
    pub tenant: Option<TenantId>,
    /// The price.
    pub price: Price,
    /// What the wording says beyond the figures.
    pub note: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none: until further notice.
    pub until: Option<NaiveDate>,
}

impl DatedPrice {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }
}

/// The price that holds in a community on a day: its own, else the general one.
pub fn on(prices: &[DatedPrice], tenant: TenantId, day: NaiveDate) -> Option<&DatedPrice> {
    let of = |tenant: Option<TenantId>| prices.iter().find(|price| price.tenant == tenant && price.holds_on(day));
    of(Some(tenant)).or_else(|| of(None))
}

/// The first day after `day` on which another price begins to hold in a community, with that price.
pub fn after(prices: &[DatedPrice], tenant: TenantId, day: NaiveDate) -> Option<(NaiveDate, &DatedPrice)> {
    let now = on(prices, tenant, day).map(|price| price.id);
    let mut days: Vec<NaiveDate> = prices
        .iter()
        .filter(|price| price.tenant.is_none() || price.tenant == Some(tenant))
        .flat_map(|price| [Some(price.from), price.until.and_then(|last| last.succ_opt())])
        .flatten()
        .filter(|start| *start > day)
        .collect();
    days.sort_unstable();
    days.into_iter().find_map(|start| on(prices, tenant, start).filter(|p| Some(p.id) != now).map(|p| (start, p)))
}

macro_rules! dated {
    ($row:ident) => {
        price_columns!($row).and_then(|columns| columns.price()).and_then(|price| {
            Some(DatedPrice {
                id: $row.id,
                service: $row.service,
                tenant: $row.tenant,
                price,
                note: $row.note,
                from: $row.from?,
                until: $row.until.and_then(|first| first.pred_opt()),
            })
        })
    };
}

/// A service's prices, past, present and planned, in the order of their first days.
pub async fn of_service(tx: &mut impl Tx, org: OrgId, service: ServiceId) -> AppResult<Vec<DatedPrice>> {
    let rows = sqlx::query!(
        r#"select price_id as "id: PriceId", service_id as "service: ServiceId", tenant_id as "tenant: TenantId", unit, min_fen, max_fen,
            open_ended, min_qty, min_charge_fen, call_out_fee_fen, holiday_pct, deposit_fen, note,
            lower(valid) as "from", upper(valid) as "until"
        from price where org_id = $1 and service_id = $2 order by lower(valid), price_id"#,
        org.uuid(),
        service.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| dated!(row)).collect())
}

/// The prices of all services of an organization.
pub async fn of_org(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<DatedPrice>> {
    let rows = sqlx::query!(
        r#"select price_id as "id: PriceId", service_id as "service: ServiceId", tenant_id as "tenant: TenantId", unit, min_fen, max_fen,
            open_ended, min_qty, min_charge_fen, call_out_fee_fen, holiday_pct, deposit_fen, note,
            lower(valid) as "from", upper(valid) as "until"
        from price where org_id = $1 order by service_id, lower(valid), price_id"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| dated!(row)).collect())
}

/// The rows of one timeline, locked: a service's prices in one community, or the general ones.
async fn timeline(
    tx: &mut WriteTx,
    org: OrgId,
    service: ServiceId,
    tenant: Option<TenantId>,
) -> AppResult<Vec<Held<PriceId>>> {
    let rows = sqlx::query!(
        r#"select price_id as "id: PriceId", lower(valid) as "from!", upper(valid) as "until" from price
        where org_id = $1 and service_id = $2 and tenant_id is not distinct from $3 order by lower(valid) for update"#,
        org.uuid(),
        service.uuid(),
        tenant.map(TenantId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| Held { id: row.id, from: row.from, until: row.until }).collect())
}

/// Where a price is put.
struct Place<'a> {
    service: ServiceId,
    tenant: Option<TenantId>,
    price: Option<(&'a Price, &'a str)>,
}

async fn apply(tx: &mut WriteTx, org: OrgId, place: &Place<'_>, steps: &[Step<PriceId>]) -> AppResult<()> {
    for step in steps {
        match *step {
            Step::Remove(id) => {
                sqlx::query!("delete from price where org_id = $1 and price_id = $2", org.uuid(), id.uuid())
                    .execute(tx.conn())
                    .await?;
            }
            Step::Cut { id, until } => set_end(tx, org, id, Some(until)).await?,
            Step::Extend { id, until } => set_end(tx, org, id, until).await?,
            Step::Add { from, until } => {
                let Some((price, note)) = place.price else { continue };
                let v = PriceColumns::from(price);
                sqlx::query!(
                    "insert into price (org_id, price_id, service_id, tenant_id, unit, negotiable, min_fen, max_fen, open_ended, min_qty,
                        min_charge_fen, call_out_fee_fen, holiday_pct, deposit_fen, note, valid)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, daterange($16, $17))",
                    org.uuid(),
                    PriceId::generate().uuid(),
                    place.service.uuid(),
                    place.tenant.map(TenantId::uuid),
                    v.unit.code(),
                    v.is_negotiable(),
                    v.min,
                    v.max,
                    v.open_ended,
                    v.min_qty,
                    v.min_charge,
                    v.call_out_fee,
                    v.holiday_pct,
                    v.deposit,
                    note,
                    from,
                    until,
                )
                .execute(tx.conn())
                .await?;
            }
        }
    }
    Ok(())
}

async fn set_end(tx: &mut WriteTx, org: OrgId, id: PriceId, until: Option<NaiveDate>) -> AppResult<()> {
    sqlx::query!(
        "update price set valid = daterange(lower(valid), $3) where org_id = $1 and price_id = $2",
        org.uuid(),
        id.uuid(),
        until
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The communities in which a service has prices of its own.
async fn own_places(tx: &mut WriteTx, org: OrgId, service: ServiceId) -> AppResult<Vec<TenantId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct tenant_id as "id!: TenantId" from price where org_id = $1 and service_id = $2 and tenant_id is not null"#,
        org.uuid(),
        service.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Lets a price begin on a day: in one community, or everywhere (`tenant` none), where prices of single communities end.
pub async fn set(
    tx: &mut WriteTx,
    org: OrgId,
    service: ServiceId,
    tenant: Option<TenantId>,
    from: NaiveDate,
    price: &Price,
    note: &str,
) -> AppResult<()> {
    if tenant.is_none() {
        for own in own_places(tx, org, service).await? {
            let held = timeline(tx, org, service, Some(own)).await?;
            apply(tx, org, &Place { service, tenant: Some(own), price: None }, &end(&held, from)).await?;
        }
    }
    let held = timeline(tx, org, service, tenant).await?;
    // What is planned for a later day stays planned; what begins on the day itself gives way.
    let steps = begin(&held, from);
    apply(tx, org, &Place { service, tenant, price: Some((price, note)) }, &steps).await
}

/// Takes back a planned price; false when there is none, or it has begun.
pub async fn remove_planned(
    tx: &mut WriteTx,
    org: OrgId,
    service: ServiceId,
    id: PriceId,
    today: NaiveDate,
) -> AppResult<bool> {
    let row = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId" from price
        where org_id = $1 and service_id = $2 and price_id = $3 and lower(valid) > $4"#,
        org.uuid(),
        service.uuid(),
        id.uuid(),
        today
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(false) };
    let held = timeline(tx, org, service, row.tenant).await?;
    // What it would have ended in single communities goes on there.
    if row.tenant.is_none()
        && let Some(planned) = held.iter().find(|one| one.id == id)
    {
        for own in own_places(tx, org, service).await? {
            let there = timeline(tx, org, service, Some(own)).await?;
            let steps = reopen(&there, planned.from);
            apply(tx, org, &Place { service, tenant: Some(own), price: None }, &steps).await?;
        }
    }
    let steps = withdraw(&held, id);
    apply(tx, org, &Place { service, tenant: row.tenant, price: None }, &steps).await?;
    Ok(true)
}

/// Ends a community's own prices from a day on: the general one holds there again.
pub async fn end_own(
    tx: &mut WriteTx,
    org: OrgId,
    service: ServiceId,
    tenant: TenantId,
    from: NaiveDate,
) -> AppResult<()> {
    let held = timeline(tx, org, service, Some(tenant)).await?;
    apply(tx, org, &Place { service, tenant: Some(tenant), price: None }, &end(&held, from)).await
}
