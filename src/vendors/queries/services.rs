//! SQL of services and prices as sheets bring them in, and of where they are offered.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::db::{EstateId, OrgId, PriceId, ServiceId, TenantId, Tx, WriteTx};
use crate::directory::price::{Price, PriceColumns};
use crate::error::AppResult;

/// A service to add.
pub struct NewService<'a> {
    /// The category's code.
    pub category: &'a str,
    /// The sub-service's code.
    pub kind: Option<&'a str>,
    /// Its name, unique in the organization.
    pub name: &'a str,
    /// What is included.
    pub included: &'a str,
    /// What is not.
    pub excluded: &'a str,
    /// Conditions.
    pub conditions: &'a str,
    /// How long it takes, from, in minutes.
    pub minutes_min: Option<i32>,
    /// How long it takes, to, in minutes.
    pub minutes_max: Option<i32>,
    /// How many workers it takes.
    pub worker_count: i32,
    /// Codes of the proofs it needs.
    pub credentials: &'a [String],
    /// Whom it suits.
    pub suits: &'a [String],
    /// Opening plan.
    pub hours: Option<&'a serde_json::Value>,
}

/// The organization's service of this name, added if it is not there.
pub async fn ensure_service(tx: &mut WriteTx, org: OrgId, new: &NewService<'_>) -> AppResult<ServiceId> {
    let existing = sqlx::query_scalar!(
        r#"select service_id as "id: ServiceId" from service where org_id = $1 and name = $2"#,
        org.uuid(),
        new.name
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(id) = existing {
        return Ok(id);
    }
    let id = ServiceId::generate();
    sqlx::query!(
        "insert into service (org_id, service_id, category_code, kind_code, name, included, excluded, conditions, minutes_min, minutes_max,
            worker_count, needs_credentials, suits, hours)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        org.uuid(),
        id.uuid(),
        new.category,
        new.kind,
        new.name,
        new.included,
        new.excluded,
        new.conditions,
        new.minutes_min,
        new.minutes_max,
        new.worker_count,
        new.credentials,
        new.suits,
        new.hours,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Makes `price` the one that holds in a community from `today` on. The one before ends the day before and stays on
/// record; where it is the same, nothing changes. True when something did.
pub async fn set_price(
    tx: &mut WriteTx,
    org: OrgId,
    service: ServiceId,
    tenant: TenantId,
    price: &Price,
    note: &str,
    today: NaiveDate,
) -> AppResult<bool> {
    let v = PriceColumns::from(price);
    let same = sqlx::query_scalar!(
        r#"select exists (select 1 from price where org_id = $1 and service_id = $2 and tenant_id = $3 and valid @> $4::date
            and (unit, negotiable, min_fen, max_fen, open_ended, min_qty, min_charge_fen, call_out_fee_fen, holiday_pct, deposit_fen, note)
            is not distinct from ($5, $6, $7::bigint, $8::bigint, $9, $10::int, $11::bigint, $12::bigint, $13::int, $14::bigint, $15)) as "same!""#,
        org.uuid(),
        service.uuid(),
        tenant.uuid(),
        today,
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
    )
    .fetch_one(tx.conn())
    .await?;
    if same {
        return Ok(false);
    }
    // One that began today never held for a day, so it leaves no history.
    sqlx::query!(
        "delete from price where org_id = $1 and service_id = $2 and tenant_id = $3 and lower(valid) >= $4",
        org.uuid(),
        service.uuid(),
        tenant.uuid(),
        today
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update price set valid = daterange(lower(valid), $4) where org_id = $1 and service_id = $2 and tenant_id = $3 and valid @> $4::date",
        org.uuid(),
        service.uuid(),
        tenant.uuid(),
        today
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into price (org_id, price_id, service_id, tenant_id, unit, negotiable, min_fen, max_fen, open_ended, min_qty,
            min_charge_fen, call_out_fee_fen, holiday_pct, deposit_fen, note, valid)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, daterange($16, null))",
        org.uuid(),
        PriceId::generate().uuid(),
        service.uuid(),
        tenant.uuid(),
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
        today,
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// The estates that an organization serves in a community; none: all of them.
pub async fn service_area(tx: &mut impl Tx, org: OrgId, tenant: TenantId) -> AppResult<Option<Vec<EstateId>>> {
    let ids = sqlx::query_scalar!(
        r#"select estate_ids as "ids: Vec<EstateId>" from service_area where org_id = $1 and tenant_id = $2"#,
        org.uuid(),
        tenant.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(ids)
}

/// Sets the estates that an organization serves in a community; none: all of them, those to come too.
pub async fn set_service_area(
    tx: &mut WriteTx,
    org: OrgId,
    tenant: TenantId,
    estates: Option<&[EstateId]>,
) -> AppResult<()> {
    // Every estate there is today, said expressly: an empty list means all.
    let ids: Vec<Uuid> = estates.unwrap_or_default().iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "insert into service_area (org_id, tenant_id, estate_ids) values ($1, $2, $3)
        on conflict (org_id, tenant_id) do update set estate_ids = excluded.estate_ids",
        org.uuid(),
        tenant.uuid(),
        &ids
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
