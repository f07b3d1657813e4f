//! SQL of the published directory. Every query names its tenant; none leaves the tenant's scope.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{CredentialKind, Offer, Suits, Vendor};
use super::price::{Price, price_columns};
use super::snapshot::Estate;
use crate::calendar::OpeningPlan;
use crate::db::{EstateId, ListingId, OrgId, TenantId, Tx, WorkerId};
use crate::error::AppResult;
use crate::publishing::snapshot::Costs;
use crate::search::Doc;
use crate::values::{Minutes, Phone};

fn minutes(value: Option<i32>) -> Option<Minutes> {
    value.and_then(|n| u32::try_from(n).ok()).and_then(Minutes::new)
}

fn phone(text: Option<&str>) -> Option<Phone> {
    text.and_then(|text| Phone::parse_contact(text).ok())
}

fn credentials(codes: &[String]) -> Vec<CredentialKind> {
    codes.iter().filter_map(|code| CredentialKind::parse(code)).collect()
}

fn suits(codes: &[String]) -> Vec<Suits> {
    codes.iter().filter_map(|code| Suits::parse(code)).collect()
}

/// Keeps one copy of equal values while a snapshot is read.
#[derive(Default)]
struct Shared {
    vendors: HashMap<OrgId, (Arc<Vendor>, String, String)>,
    plans: HashMap<String, Option<Arc<OpeningPlan>>>,
    codes: HashMap<String, Arc<str>>,
}

impl Shared {
    fn plan(&mut self, json: Option<String>) -> Option<Arc<OpeningPlan>> {
        let json = json?;
        if let Some(plan) = self.plans.get(&json) {
            return plan.clone();
        }
        let plan = serde_json::from_str(&json).ok().map(Arc::new);
        self.plans.insert(json, plan.clone());
        plan
    }

    fn code(&mut self, code: String) -> Arc<str> {
        self.codes.entry(code).or_insert_with_key(|code| code.as_str().into()).clone()
    }
}

/// The companies that offer something in one of some estates, each with how much.
pub async fn vendors_in(
    tx: &mut impl Tx,
    tenant: TenantId,
    estates: &[EstateId],
) -> AppResult<Vec<(OrgId, String, i64)>> {
    let ids: Vec<uuid::Uuid> = estates.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select v.org_id as "id: OrgId", v.name, count(*) as "offers!" from vendor_profile v
        join listing l on l.tenant_id = v.tenant_id and l.org_id = v.org_id
        where v.tenant_id = $1 and l.tenant_id = $1 and v.status = 'published' and l.status = 'published'
            and l.estate_ids && $2::uuid[]
        group by v.org_id, v.name order by count(*) desc, v.name"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name, row.offers)).collect())
}

/// Every published offer of a community, as much of each as cards and filters need.
pub(super) async fn offers(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Offer>> {
    let mut shared = Shared::default();
    let vendors = sqlx::query!(
        r#"select org_id as "id: OrgId", name, phone, search_name, search_pinyin from vendor_profile
        where tenant_id = $1 and status = 'published'"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    for row in vendors {
        let vendor = Arc::new(Vendor { id: row.id, name: row.name, phone: phone(row.phone.as_deref()) });
        shared.vendors.insert(row.id, (vendor, row.search_name, row.search_pinyin));
    }
    let rows = sqlx::query!(
        r#"select listing_id as "id: ListingId", org_id as "org: OrgId", category_code, kind_code, name, minutes_min, minutes_max,
            needs_credentials, suits, estate_ids as "estate_ids: Vec<EstateId>", unit, min_fen, max_fen, open_ended, min_qty,
            min_charge_fen, call_out_fee_fen, holiday_pct, deposit_fen, price_note, hours::text as hours, checked_on,
            search_name, search_pinyin, search_text
        from listing where tenant_id = $1 and status = 'published'"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let mut offers = Vec::with_capacity(rows.len());
    for row in rows {
        // A company that is suspended takes its offers with it.
        let Some((vendor, vendor_name, vendor_pinyin)) = shared.vendors.get(&row.org) else { continue };
        let Some(price) = price_columns!(row).and_then(|columns| columns.price()) else { continue };
        let doc = Doc::from_folded(row.search_name, &row.search_pinyin, vendor_name, vendor_pinyin, row.search_text);
        let (vendor, min, max) = (vendor.clone(), minutes(row.minutes_min), minutes(row.minutes_max));
        offers.push(Offer {
            id: row.id,
            vendor,
            name: row.name,
            category: shared.code(row.category_code),
            kind: row.kind_code.map(|code| shared.code(code)),
            comparable: Offer::comparable_of(&price, min, max),
            price,
            price_note: row.price_note,
            minutes_min: min,
            minutes_max: max,
            credentials: credentials(&row.needs_credentials),
            suits: suits(&row.suits),
            estates: row.estate_ids,
            hours: shared.plan(row.hours),
            checked_on: row.checked_on,
            doc,
        });
    }
    Ok(offers)
}

/// A community's estates in order.
pub async fn estates(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Estate>> {
    let rows = sqlx::query_as!(
        Estate,
        r#"select estate_id as "id: EstateId", name from estate where tenant_id = $1 order by position, name"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Everything a page says of one offer.
pub(super) struct Listing {
    pub id: ListingId,
    pub org: OrgId,
    pub vendor_name: String,
    pub vendor_profile: String,
    pub vendor_uscc: Option<String>,
    pub vendor_phone: Option<Phone>,
    pub engagement: Option<String>,
    pub category: String,
    pub kind: Option<String>,
    pub name: String,
    pub included: String,
    pub excluded: String,
    pub conditions: String,
    pub minutes_min: Option<Minutes>,
    pub minutes_max: Option<Minutes>,
    pub worker_count: i32,
    pub credentials: Vec<CredentialKind>,
    pub suits: Vec<Suits>,
    pub estates: Vec<EstateId>,
    pub price: Price,
    pub price_note: String,
    pub hours: Option<OpeningPlan>,
    pub checked_on: Option<NaiveDate>,
    pub checked_by: String,
    /// When the company last said that it holds.
    pub confirmed_on: Option<NaiveDate>,
    /// The price that will hold from a day on, with what its wording says beyond the figures.
    pub next: Option<(NaiveDate, Price, String)>,
    /// Whether it and its company are open for business here.
    pub is_published: bool,
}

/// The offers with these ids, in the order of the ids; those that are not this community's are left out.
pub(super) async fn listings(tx: &mut impl Tx, tenant: TenantId, ids: &[ListingId]) -> AppResult<Vec<Listing>> {
    let uuids: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select l.listing_id as "id: ListingId", l.org_id as "org: OrgId", v.name as vendor_name, v.profile as vendor_profile,
            v.uscc as vendor_uscc, v.phone as vendor_phone, v.engagement_model, l.category_code, l.kind_code, l.name, l.included,
            l.excluded, l.conditions, l.minutes_min, l.minutes_max, l.worker_count, l.needs_credentials, l.suits,
            l.estate_ids as "estate_ids: Vec<EstateId>", l.unit, l.min_fen, l.max_fen, l.open_ended, l.min_qty, l.min_charge_fen,
            l.call_out_fee_fen, l.holiday_pct, l.deposit_fen, l.price_note, l.hours::text as hours, l.checked_on, l.checked_by,
            l.confirmed_on, l.next_from, l.next_price, l.status = 'published' and v.status = 'published' as "is_published!"
        from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
        where l.tenant_id = $1 and v.tenant_id = $1 and l.listing_id = any($2) and l.status <> 'delisted'"#,
        tenant.uuid(),
        &uuids,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: Vec<Listing> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Listing {
                id: row.id,
                org: row.org,
                vendor_name: row.vendor_name,
                vendor_profile: row.vendor_profile,
                vendor_uscc: row.vendor_uscc,
                vendor_phone: phone(row.vendor_phone.as_deref()),
                engagement: row.engagement_model,
                category: row.category_code,
                kind: row.kind_code,
                name: row.name,
                included: row.included,
                excluded: row.excluded,
                conditions: row.conditions,
                minutes_min: minutes(row.minutes_min),
                minutes_max: minutes(row.minutes_max),
                worker_count: row.worker_count,
                credentials: credentials(&row.needs_credentials),
                suits: suits(&row.suits),
                estates: row.estate_ids,
                price: price_columns!(row)?.price()?,
                price_note: row.price_note,
                hours: row.hours.and_then(|json| serde_json::from_str(&json).ok()),
                checked_on: row.checked_on,
                checked_by: row.checked_by,
                confirmed_on: row.confirmed_on,
                next: row.next_from.zip(row.next_price).and_then(|(from, json)| {
                    let costs: Costs = serde_json::from_value(json).ok()?;
                    Some((from, costs.price.price()?, costs.note))
                }),
                is_published: row.is_published,
            })
        })
        .collect();
    found.sort_by_key(|listing| ids.iter().position(|id| *id == listing.id));
    Ok(found)
}

/// A company's published profile.
pub(super) struct VendorProfile {
    pub org: OrgId,
    pub name: String,
    pub uscc: Option<String>,
    pub profile: String,
    pub phone: Option<Phone>,
    pub engagement: Option<String>,
    pub founded_year: Option<i32>,
    pub admitted_on: Option<NaiveDate>,
    pub is_published: bool,
}

/// The profile of a company in a community.
pub(super) async fn vendor(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<VendorProfile>> {
    let row = sqlx::query!(
        r#"select org_id as "org: OrgId", name, uscc, profile, phone, engagement_model, founded_year, admitted_on, status = 'published' as "is_published!"
        from vendor_profile where tenant_id = $1 and org_id = $2 and status <> 'left'"#,
        tenant.uuid(),
        org.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| VendorProfile {
        org: row.org,
        name: row.name,
        uscc: row.uscc,
        profile: row.profile,
        phone: phone(row.phone.as_deref()),
        engagement: row.engagement_model,
        founded_year: row.founded_year,
        admitted_on: row.admitted_on,
        is_published: row.is_published,
    }))
}

/// A certificate or check on a worker's public card; its number is never part of it.
#[derive(Debug, Clone, Deserialize, serde::Serialize, PartialEq)]
pub struct CardCredential {
    /// The kind's code.
    pub kind: String,
    /// What the certificate is called, where the kind does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The day it was issued or done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// The last day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
    /// The day on which the community saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<NaiveDate>,
}

/// A worker's public card.
pub(super) struct WorkerCard {
    pub id: WorkerId,
    pub org: OrgId,
    pub vendor_name: String,
    pub vendor_phone: Option<Phone>,
    pub label: String,
    pub work_no: String,
    pub trades: Vec<String>,
    pub since_year: Option<i32>,
    pub credentials: Vec<CardCredential>,
    pub has_photo: bool,
}

/// Whose card it is and whether its worker serves here now: printed codes outlive both.
pub(super) struct CardHolder {
    pub org: OrgId,
    pub vendor_name: String,
    pub label: String,
    pub work_no: String,
    pub is_serving: bool,
}

/// The holder of a card, whatever became of it.
pub(super) async fn card_holder(tx: &mut impl Tx, tenant: TenantId, worker: WorkerId) -> AppResult<Option<CardHolder>> {
    let row = sqlx::query_as!(
        CardHolder,
        r#"select w.org_id as "org: OrgId", v.name as vendor_name, w.label, w.work_no,
            (w.status = 'published' and v.status = 'published') as "is_serving!"
        from worker_card w join vendor_profile v on v.tenant_id = w.tenant_id and v.org_id = w.org_id
        where w.tenant_id = $1 and v.tenant_id = $1 and w.worker_id = $2"#,
        tenant.uuid(),
        worker.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The public cards of a company's workers, or the one card with this id.
pub(super) async fn workers(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: Option<OrgId>,
    worker: Option<WorkerId>,
) -> AppResult<Vec<WorkerCard>> {
    let rows = sqlx::query!(
        r#"select w.worker_id as "id: WorkerId", w.org_id as "org: OrgId", v.name as vendor_name, v.phone as vendor_phone, w.label, w.work_no,
            w.trades, w.since_year, w.credentials, w.photo is not null as "has_photo!"
        from worker_card w join vendor_profile v on v.tenant_id = w.tenant_id and v.org_id = w.org_id
        where w.tenant_id = $1 and v.tenant_id = $1 and w.status = 'published' and v.status = 'published'
            and ($2::uuid is null or w.org_id = $2) and ($3::uuid is null or w.worker_id = $3)
        order by w.work_no limit 500"#,
        tenant.uuid(),
        org.map(OrgId::uuid),
        worker.map(WorkerId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WorkerCard {
            id: row.id,
            org: row.org,
            vendor_name: row.vendor_name,
            vendor_phone: phone(row.vendor_phone.as_deref()),
            label: row.label,
            work_no: row.work_no,
            trades: row.trades,
            since_year: row.since_year,
            credentials: serde_json::from_value(row.credentials).unwrap_or_default(),
            has_photo: row.has_photo,
        })
        .collect())
}

/// The portrait on a worker's public card; it goes when the card or its company is taken down.
pub(super) async fn worker_photo(tx: &mut impl Tx, tenant: TenantId, worker: WorkerId) -> AppResult<Option<Vec<u8>>> {
    let photo = sqlx::query_scalar!(
        "select w.photo from worker_card w join vendor_profile v on v.tenant_id = w.tenant_id and v.org_id = w.org_id
        where w.tenant_id = $1 and v.tenant_id = $1 and w.worker_id = $2 and w.status = 'published' and v.status = 'published'",
        tenant.uuid(),
        worker.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(photo.flatten())
}

/// Adds to the count of a search that found nothing.
pub(super) async fn add_misses(
    tx: &mut crate::db::WriteTx,
    tenant: TenantId,
    day: NaiveDate,
    term: &str,
    misses: i64,
) -> AppResult<()> {
    sqlx::query!(
        "insert into search_miss (tenant_id, day, term, misses) values ($1, $2, $3, $4)
        on conflict (tenant_id, day, term) do update set misses = search_miss.misses + excluded.misses",
        tenant.uuid(),
        day,
        term,
        misses,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
