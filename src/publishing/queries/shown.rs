//! SQL of what a community shows of an organization now: its services, its profile, its workers.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{EstateId, OrgId, ServiceId, TenantId, Tx, WorkerId, WriteTx};
use crate::directory::price::price_columns;
use crate::error::AppResult;
use crate::publishing::snapshot::{Costs, ProfileSnapshot, ServiceSnapshot, WorkerSnapshot};

/// The service as a community shows it; none when it does not. Told apart from what is taken down for a while.
pub(in crate::publishing) async fn shown_service(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: OrgId,
    service: ServiceId,
) -> AppResult<Option<ServiceSnapshot>> {
    let row = sqlx::query!(
        r#"select category_code, kind_code, name, included, excluded, conditions, minutes_min, minutes_max, worker_count, needs_credentials,
            suits, estate_ids as "estate_ids: Vec<EstateId>", unit, min_fen, max_fen, open_ended, min_qty, min_charge_fen, call_out_fee_fen,
            holiday_pct, deposit_fen, price_note, next_price, next_from, hours
        from listing where tenant_id = $1 and org_id = $2 and service_id = $3 and status <> 'delisted'"#,
        tenant.uuid(),
        org.uuid(),
        service.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    let minutes = |value: Option<i32>| value.and_then(|n| u32::try_from(n).ok());
    Ok(row.and_then(|row| {
        let price = price_columns!(row)?;
        let next = row.next_from.zip(row.next_price.and_then(|json| serde_json::from_value::<Costs>(json).ok()));
        Some(ServiceSnapshot {
            category: row.category_code,
            kind: row.kind_code,
            name: row.name,
            included: row.included,
            excluded: row.excluded,
            conditions: row.conditions,
            minutes_min: minutes(row.minutes_min),
            minutes_max: minutes(row.minutes_max),
            worker_count: row.worker_count,
            credentials: row.needs_credentials,
            suits: row.suits,
            estates: row.estate_ids,
            now: Costs { price, note: row.price_note },
            next,
            hours: row.hours.and_then(|json| serde_json::from_value(json).ok()),
        })
    }))
}

/// The profile as a community shows it.
pub(in crate::publishing) async fn shown_profile(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: OrgId,
) -> AppResult<Option<ProfileSnapshot>> {
    let row = sqlx::query!(
        "select v.name, v.uscc, v.profile, v.phone, v.engagement_model, v.founded_year, a.licence_until, a.insurance_until
        from vendor_profile v join admission a on a.tenant_id = v.tenant_id and a.org_id = v.org_id
        where v.tenant_id = $1 and a.tenant_id = $1 and v.org_id = $2",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| ProfileSnapshot {
        name: row.name,
        uscc: row.uscc,
        profile: row.profile,
        phone: row.phone,
        engagement: row.engagement_model,
        founded_year: row.founded_year,
        licence_until: row.licence_until,
        insurance_until: row.insurance_until,
    }))
}

/// The worker's card as a community shows it.
pub(in crate::publishing) async fn shown_worker(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: OrgId,
    worker: WorkerId,
) -> AppResult<Option<WorkerSnapshot>> {
    let row = sqlx::query!(
        r#"select label, work_no, trades, since_year, credentials,
            (select c.proposed->>'photo' from change_request c where c.tenant_id = $1 and c.org_id = $2 and c.subject = 'worker'
                and c.subject_id = $3 and c.status = 'approved' order by c.decided_at desc, c.request_id desc limit 1) as photo
        from worker_card where tenant_id = $1 and org_id = $2 and worker_id = $3 and status = 'published'"#,
        tenant.uuid(),
        org.uuid(),
        worker.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| WorkerSnapshot {
        label: row.label,
        work_no: row.work_no,
        trades: row.trades,
        since_year: row.since_year,
        credentials: serde_json::from_value(row.credentials).unwrap_or_default(),
        photo: row.photo.and_then(|id| id.parse().ok()),
    }))
}

/// Takes an organization's public face down, puts it up again (`published`), or away for good (`left`).
pub async fn set_public_status(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    status: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update vendor_profile set status = $3, suspended_reason = $4, updated_at = $5 where tenant_id = $1 and org_id = $2",
        tenant.uuid(),
        org.uuid(),
        status,
        reason,
        now
    )
    .execute(tx.conn())
    .await?;
    if status == "left" {
        sqlx::query!(
            "update listing set status = 'delisted', delisted_for = 'left', next_price = null, next_from = null
            where tenant_id = $1 and org_id = $2",
            tenant.uuid(),
            org.uuid()
        )
        .execute(tx.conn())
        .await?;
        // Who works there when it comes back is asked for anew.
        sqlx::query!(
            "update worker_card set status = 'suspended', photo = null, updated_at = $3 where tenant_id = $1 and org_id = $2",
            tenant.uuid(),
            org.uuid(),
            now
        )
        .execute(tx.conn())
        .await?;
    }
    tx.touch_public(tenant);
    Ok(())
}

/// The communities in which a worker's card is up.
pub async fn card_places(tx: &mut impl Tx, org: OrgId, worker: WorkerId) -> AppResult<Vec<TenantId>> {
    let tenants = sqlx::query_scalar!(
        r#"select tenant_id as "tenant: TenantId" from worker_card where org_id = $1 and worker_id = $2 and status = 'published'"#,
        org.uuid(),
        worker.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(tenants)
}

/// What a community shows of a service's price: now, and from a day on.
pub struct ShownPrice {
    /// The community.
    pub tenant: TenantId,
    /// Now.
    pub now: Costs,
    /// Announced.
    pub next: Option<(NaiveDate, Costs)>,
}

/// The prices of a service as its communities show them.
pub async fn shown_prices(tx: &mut impl Tx, org: OrgId, service: ServiceId) -> AppResult<Vec<ShownPrice>> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", unit, min_fen, max_fen, open_ended, min_qty, min_charge_fen, call_out_fee_fen,
            holiday_pct, deposit_fen, price_note, next_price, next_from
        from listing where org_id = $1 and service_id = $2 and status <> 'delisted' order by tenant_id"#,
        org.uuid(),
        service.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let prices = rows.into_iter().filter_map(|row| {
        let price = price_columns!(row)?;
        let next = row.next_from.zip(row.next_price.and_then(|json| serde_json::from_value::<Costs>(json).ok()));
        Some(ShownPrice { tenant: row.tenant, now: Costs { price, note: row.price_note }, next })
    });
    Ok(prices.collect())
}
