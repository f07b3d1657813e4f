//! Writing what a community shows: its admissions, company profiles, offers and worker cards. Every function that
//! changes what the public sees says so (`touch_public`), so that all servers drop what they had cached.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::price::PriceColumns;
use super::queries::CardCredential;
use crate::db::{EstateId, ListingId, OrgId, ServiceId, TenantId, Tx, WorkerId, WriteTx};
use crate::error::AppResult;
use crate::search::Doc;
use crate::tenancy::PlatformData;
use crate::web::Locale;

/// What an upsert did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was not there.
    Added,
    /// It was different.
    Changed,
    /// It was the same, and nothing was written.
    Same,
}

impl Written {
    /// From `returning xmax = 0`: no row means nothing was written.
    fn of(inserted: Option<bool>) -> Self {
        match inserted {
            Some(true) => Self::Added,
            Some(false) => Self::Changed,
            None => Self::Same,
        }
    }
}

/// Takes a worker's card away.
pub async fn take_card(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    worker: WorkerId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update worker_card set status = 'suspended', photo = null, updated_at = $4
        where tenant_id = $1 and org_id = $2 and worker_id = $3",
        tenant.uuid(),
        org.uuid(),
        worker.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Takes an offer out of the directory because it is no longer offered.
pub async fn take_listing(tx: &mut WriteTx, tenant: TenantId, org: OrgId, service: ServiceId) -> AppResult<()> {
    sqlx::query!(
        "update listing set status = 'delisted', delisted_for = 'retired', next_price = null, next_from = null
        where tenant_id = $1 and org_id = $2 and service_id = $3",
        tenant.uuid(),
        org.uuid(),
        service.uuid()
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// A company's profile to publish.
pub struct Profile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its credit code.
    pub uscc: Option<&'a str>,
    /// Its profile text.
    pub profile: &'a str,
    /// Its phone.
    pub phone: Option<&'a str>,
    /// `employee` or `agency`.
    pub engagement: Option<&'a str>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// `published` or `suspended`.
    pub status: &'a str,
    /// The day it was admitted.
    pub admitted_on: Option<NaiveDate>,
}

/// Publishes a company's profile.
pub async fn put_profile(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    p: &Profile<'_>,
    now: DateTime<Utc>,
) -> AppResult<Written> {
    let (search_name, search_pinyin) = Doc::folded_vendor(p.name);
    let inserted = sqlx::query_scalar!(
        r#"insert into vendor_profile (tenant_id, org_id, name, uscc, profile, phone, engagement_model, founded_year, status, admitted_on,
            search_name, search_pinyin, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (tenant_id, org_id) do update set name = excluded.name, uscc = excluded.uscc, profile = excluded.profile,
            phone = excluded.phone, engagement_model = excluded.engagement_model, founded_year = excluded.founded_year,
            status = excluded.status, admitted_on = excluded.admitted_on, search_name = excluded.search_name,
            search_pinyin = excluded.search_pinyin, updated_at = excluded.updated_at
        where (vendor_profile.name, vendor_profile.uscc, vendor_profile.profile, vendor_profile.phone, vendor_profile.engagement_model,
            vendor_profile.founded_year, vendor_profile.status, vendor_profile.admitted_on, vendor_profile.search_name, vendor_profile.search_pinyin)
            is distinct from (excluded.name, excluded.uscc, excluded.profile, excluded.phone, excluded.engagement_model,
            excluded.founded_year, excluded.status, excluded.admitted_on, excluded.search_name, excluded.search_pinyin)
        returning (xmax = 0) as "inserted!""#,
        tenant.uuid(),
        org.uuid(),
        p.name,
        p.uscc,
        p.profile,
        p.phone,
        p.engagement,
        p.founded_year,
        p.status,
        p.admitted_on,
        search_name,
        search_pinyin,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(note(tx, tenant, Written::of(inserted)))
}

fn note(tx: &mut WriteTx, tenant: TenantId, written: Written) -> Written {
    if written != Written::Same {
        tx.touch_public(tenant);
    }
    written
}

/// An offer to publish.
pub struct ListingValues<'a> {
    /// The category's code.
    pub category: &'a str,
    /// The sub-service's code.
    pub kind: Option<&'a str>,
    /// Its name.
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
    /// Where it is offered.
    pub estates: &'a [EstateId],
    /// What it costs.
    pub price: PriceColumns,
    /// The price that will hold from a day on, as JSON.
    pub next: Option<(&'a serde_json::Value, NaiveDate)>,
    /// What the price's wording says beyond the figures.
    pub price_note: &'a str,
    /// Opening plan.
    pub hours: Option<&'a serde_json::Value>,
    /// When the community checked it.
    pub checked_on: Option<NaiveDate>,
    /// Who checked it; may be empty.
    pub checked_by: &'a str,
    /// When the company said that it holds; none leaves what is on record.
    pub confirmed_on: Option<NaiveDate>,
    /// What is searched.
    pub doc: &'a Doc,
    /// The pinyin of its category's names.
    pub category_pinyin: &'a str,
}

/// What is searched of an offer: its words, the names of its category in every language, and the latter's pinyin.
pub struct SearchWords<'a> {
    /// The category's code.
    pub category: &'a str,
    /// The sub-service's code.
    pub kind: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// The company's name.
    pub vendor: &'a str,
    /// What is included, and the conditions.
    pub texts: [&'a str; 2],
}

impl SearchWords<'_> {
    /// The words folded for searching, and the pinyin of the category's names.
    pub fn fold(&self, platform: &PlatformData) -> (Doc, String) {
        let codes = std::iter::once(self.category).chain(self.kind);
        let categories: Vec<_> = codes.filter_map(|code| platform.category(code)).collect();
        let names = categories.iter().flat_map(|category| category.names()).map(String::as_str);
        let chinese = categories.iter().map(|category| category.name(Locale::ZhHans));
        (Doc::new(self.name, self.vendor, names.chain(self.texts)), Doc::pinyin_of(chinese))
    }
}

/// Publishes an offer.
pub async fn put_listing(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    service: ServiceId,
    l: &ListingValues<'_>,
    now: DateTime<Utc>,
) -> AppResult<Written> {
    let estates: Vec<uuid::Uuid> = l.estates.iter().map(|id| id.uuid()).collect();
    let (search_name, name_pinyin, search_text) = l.doc.folded();
    let search_pinyin = format!("{name_pinyin}\n{}", l.category_pinyin);
    let inserted = sqlx::query_scalar!(
        r#"insert into listing (tenant_id, listing_id, org_id, service_id, category_code, kind_code, name, included, excluded, conditions,
            minutes_min, minutes_max, worker_count, needs_credentials, suits, estate_ids, unit, negotiable, min_fen, max_fen, open_ended,
            min_qty, min_charge_fen, call_out_fee_fen, holiday_pct, deposit_fen, price_note, hours, checked_on, status,
            search_name, search_pinyin, search_text, updated_at, next_price, next_from, confirmed_on, checked_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
            $27, $28, $29, 'published', $30, $31, $32, $33, $34, $35, $36, $37)
        on conflict (tenant_id, org_id, service_id) do update set category_code = excluded.category_code, kind_code = excluded.kind_code,
            name = excluded.name, included = excluded.included, excluded = excluded.excluded, conditions = excluded.conditions,
            minutes_min = excluded.minutes_min, minutes_max = excluded.minutes_max, worker_count = excluded.worker_count,
            needs_credentials = excluded.needs_credentials, suits = excluded.suits, estate_ids = excluded.estate_ids, unit = excluded.unit,
            negotiable = excluded.negotiable, min_fen = excluded.min_fen, max_fen = excluded.max_fen, open_ended = excluded.open_ended,
            min_qty = excluded.min_qty, min_charge_fen = excluded.min_charge_fen, call_out_fee_fen = excluded.call_out_fee_fen,
            holiday_pct = excluded.holiday_pct, deposit_fen = excluded.deposit_fen, price_note = excluded.price_note,
            hours = excluded.hours, checked_on = excluded.checked_on, search_name = excluded.search_name,
            search_pinyin = excluded.search_pinyin, search_text = excluded.search_text, updated_at = excluded.updated_at,
            next_price = excluded.next_price, next_from = excluded.next_from,
            confirmed_on = coalesce(excluded.confirmed_on, listing.confirmed_on), checked_by = excluded.checked_by,
            -- What was delisted is up again when it is published anew; what staff took down stays down.
            status = case when listing.status <> 'delisted' or excluded.confirmed_on is null then listing.status
                when listing.suspended_reason <> '' then 'suspended' else 'published' end,
            delisted_for = case when excluded.confirmed_on is null then listing.delisted_for else '' end
        where (listing.category_code, listing.kind_code, listing.name, listing.included, listing.excluded, listing.conditions,
            listing.minutes_min, listing.minutes_max, listing.worker_count, listing.needs_credentials, listing.suits, listing.estate_ids,
            listing.unit, listing.negotiable, listing.min_fen, listing.max_fen, listing.open_ended, listing.min_qty, listing.min_charge_fen,
            listing.call_out_fee_fen, listing.holiday_pct, listing.deposit_fen, listing.price_note, listing.hours, listing.checked_on,
            listing.search_name, listing.search_pinyin, listing.search_text, listing.next_price, listing.next_from, listing.checked_by)
            is distinct from (excluded.category_code, excluded.kind_code, excluded.name, excluded.included, excluded.excluded, excluded.conditions,
            excluded.minutes_min, excluded.minutes_max, excluded.worker_count, excluded.needs_credentials, excluded.suits, excluded.estate_ids,
            excluded.unit, excluded.negotiable, excluded.min_fen, excluded.max_fen, excluded.open_ended, excluded.min_qty, excluded.min_charge_fen,
            excluded.call_out_fee_fen, excluded.holiday_pct, excluded.deposit_fen, excluded.price_note, excluded.hours, excluded.checked_on,
            excluded.search_name, excluded.search_pinyin, excluded.search_text, excluded.next_price, excluded.next_from, excluded.checked_by)
            or (excluded.confirmed_on is not null and listing.confirmed_on is distinct from excluded.confirmed_on)
            or (excluded.confirmed_on is not null and listing.status = 'delisted')
        returning (xmax = 0) as "inserted!""#,
        tenant.uuid(),
        ListingId::generate().uuid(),
        org.uuid(),
        service.uuid(),
        l.category,
        l.kind,
        l.name,
        l.included,
        l.excluded,
        l.conditions,
        l.minutes_min,
        l.minutes_max,
        l.worker_count,
        l.credentials,
        l.suits,
        &estates,
        l.price.unit.code(),
        l.price.is_negotiable(),
        l.price.min,
        l.price.max,
        l.price.open_ended,
        l.price.min_qty,
        l.price.min_charge,
        l.price.call_out_fee,
        l.price.holiday_pct,
        l.price.deposit,
        l.price_note,
        l.hours,
        l.checked_on,
        search_name,
        search_pinyin,
        search_text,
        now,
        l.next.map(|(price, _)| price),
        l.next.map(|(_, from)| from),
        l.confirmed_on,
        l.checked_by,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(note(tx, tenant, Written::of(inserted)))
}

/// A worker's card to publish.
pub struct CardValues<'a> {
    /// The masked name: 张**
    pub label: &'a str,
    /// The work number.
    pub work_no: &'a str,
    /// Trades.
    pub trades: &'a [String],
    /// The year in which the worker began.
    pub since_year: Option<i32>,
    /// Certificates and checks, without numbers.
    pub credentials: &'a [CardCredential],
    /// A small portrait, if the worker agreed to being shown.
    pub photo: Option<&'a [u8]>,
}

/// The day on which the first kind of paper ends: of several of a kind the one that holds longest counts.
fn papers_until(credentials: &[CardCredential]) -> Option<NaiveDate> {
    let mut ends: HashMap<&str, NaiveDate> = HashMap::new();
    for credential in credentials {
        let end = credential.expires_on.unwrap_or(NaiveDate::MAX);
        ends.entry(&credential.kind).and_modify(|held| *held = end.max(*held)).or_insert(end);
    }
    ends.into_values().filter(|end| *end < NaiveDate::MAX).min()
}

/// Publishes a worker's card.
pub async fn put_card(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    worker: WorkerId,
    c: &CardValues<'_>,
    now: DateTime<Utc>,
) -> AppResult<Written> {
    let credentials = serde_json::to_value(c.credentials).map_err(anyhow::Error::from)?;
    let inserted = sqlx::query_scalar!(
        r#"insert into worker_card (tenant_id, worker_id, org_id, label, work_no, trades, since_year, credentials, photo, status, updated_at,
            papers_until)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $10, 'published', $9, $11)
        on conflict (tenant_id, worker_id) do update set label = excluded.label, work_no = excluded.work_no, trades = excluded.trades,
            since_year = excluded.since_year, credentials = excluded.credentials, photo = excluded.photo,
            status = 'published', updated_at = excluded.updated_at, papers_until = excluded.papers_until
        -- An id that another company published here stays theirs, whoever says that a worker of theirs has it.
        where worker_card.org_id = excluded.org_id and (worker_card.label, worker_card.work_no, worker_card.trades, worker_card.since_year, worker_card.credentials, worker_card.photo,
            worker_card.status) is distinct from (excluded.label, excluded.work_no, excluded.trades, excluded.since_year,
            excluded.credentials, excluded.photo, excluded.status)
        returning (xmax = 0) as "inserted!""#,
        tenant.uuid(),
        worker.uuid(),
        org.uuid(),
        c.label,
        c.work_no,
        c.trades,
        c.since_year,
        credentials,
        now,
        c.photo,
        papers_until(c.credentials),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(note(tx, tenant, Written::of(inserted)))
}

/// Adds an estate at the end of the community's list, if it has none of this name.
pub async fn ensure_estate(tx: &mut WriteTx, tenant: TenantId, name: &str) -> AppResult<Written> {
    let inserted = sqlx::query_scalar!(
        r#"insert into estate (tenant_id, estate_id, name, position)
        values ($1, $2, $3, (select coalesce(max(position), 0) + 1 from estate where tenant_id = $1))
        on conflict (tenant_id, name) do nothing returning true as "inserted!""#,
        tenant.uuid(),
        EstateId::generate().uuid(),
        name,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(note(tx, tenant, Written::of(inserted)))
}
