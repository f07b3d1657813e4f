//! Writing what a community shows: its admissions, company profiles, offers and worker cards. Every function that
//! changes what the public sees says so (`touch_public`), so that all servers drop what they had cached.

use chrono::{DateTime, NaiveDate, Utc};

use super::queries::CardCredential;
use crate::db::{EstateId, ListingId, OrgId, ServiceId, TenantId, Tx, WorkerId, WriteTx};
use crate::error::AppResult;
use crate::search::Doc;
use crate::vendors::queries::PriceValues;

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

/// Where an organization stands with a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The state of the admission's state machine (domain.md §3).
    pub status: String,
    /// The day it was admitted.
    pub admitted_on: Option<NaiveDate>,
}

impl Admission {
    /// The public profile's status; none before the company is admitted and after it has left.
    pub fn public_status(&self) -> Option<&'static str> {
        match self.status.as_str() {
            "admitted" => Some("published"),
            "suspended" => Some("suspended"),
            _ => None,
        }
    }
}

/// The organization's admission to the community.
pub async fn admission(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<Admission>> {
    let row = sqlx::query_as!(
        Admission,
        "select status, admitted_on from admission where tenant_id = $1 and org_id = $2",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Records where an organization stands, if nothing is on record yet.
pub async fn insert_admission(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    name: &str,
    admission: &Admission,
    since: NaiveDate,
) -> AppResult<()> {
    sqlx::query!(
        "insert into admission (tenant_id, org_id, org_name, status, status_since, admitted_on) values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, org_id) do nothing",
        tenant.uuid(),
        org.uuid(),
        name,
        admission.status,
        since,
        admission.admitted_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The organization that this community knows by a name, and where it stands.
pub async fn org_by_name(tx: &mut impl Tx, tenant: TenantId, name: &str) -> AppResult<Option<(OrgId, Admission)>> {
    let row = sqlx::query!(
        r#"select org_id as "id: OrgId", status, admitted_on from admission where tenant_id = $1 and org_name = $2 order by org_id limit 1"#,
        tenant.uuid(),
        name
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id, Admission { status: row.status, admitted_on: row.admitted_on })))
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
    pub price: PriceValues,
    /// What the price's wording says beyond the figures.
    pub price_note: &'a str,
    /// Opening plan.
    pub hours: Option<&'a serde_json::Value>,
    /// When the community checked it.
    pub checked_on: Option<NaiveDate>,
    /// What is searched.
    pub doc: &'a Doc,
    /// The pinyin of its category's names.
    pub category_pinyin: &'a str,
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
            search_name, search_pinyin, search_text, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
            $27, $28, $29, 'published', $30, $31, $32, $33)
        on conflict (tenant_id, org_id, service_id) do update set category_code = excluded.category_code, kind_code = excluded.kind_code,
            name = excluded.name, included = excluded.included, excluded = excluded.excluded, conditions = excluded.conditions,
            minutes_min = excluded.minutes_min, minutes_max = excluded.minutes_max, worker_count = excluded.worker_count,
            needs_credentials = excluded.needs_credentials, suits = excluded.suits, estate_ids = excluded.estate_ids, unit = excluded.unit,
            negotiable = excluded.negotiable, min_fen = excluded.min_fen, max_fen = excluded.max_fen, open_ended = excluded.open_ended,
            min_qty = excluded.min_qty, min_charge_fen = excluded.min_charge_fen, call_out_fee_fen = excluded.call_out_fee_fen,
            holiday_pct = excluded.holiday_pct, deposit_fen = excluded.deposit_fen, price_note = excluded.price_note,
            hours = excluded.hours, checked_on = excluded.checked_on, search_name = excluded.search_name,
            search_pinyin = excluded.search_pinyin, search_text = excluded.search_text, updated_at = excluded.updated_at
        where (listing.category_code, listing.kind_code, listing.name, listing.included, listing.excluded, listing.conditions,
            listing.minutes_min, listing.minutes_max, listing.worker_count, listing.needs_credentials, listing.suits, listing.estate_ids,
            listing.unit, listing.negotiable, listing.min_fen, listing.max_fen, listing.open_ended, listing.min_qty, listing.min_charge_fen,
            listing.call_out_fee_fen, listing.holiday_pct, listing.deposit_fen, listing.price_note, listing.hours, listing.checked_on,
            listing.search_name, listing.search_pinyin, listing.search_text)
            is distinct from (excluded.category_code, excluded.kind_code, excluded.name, excluded.included, excluded.excluded, excluded.conditions,
            excluded.minutes_min, excluded.minutes_max, excluded.worker_count, excluded.needs_credentials, excluded.suits, excluded.estate_ids,
            excluded.unit, excluded.negotiable, excluded.min_fen, excluded.max_fen, excluded.open_ended, excluded.min_qty, excluded.min_charge_fen,
            excluded.call_out_fee_fen, excluded.holiday_pct, excluded.deposit_fen, excluded.price_note, excluded.hours, excluded.checked_on,
            excluded.search_name, excluded.search_pinyin, excluded.search_text)
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
        l.price.unit,
        l.price.negotiable,
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
        r#"insert into worker_card (tenant_id, worker_id, org_id, label, work_no, trades, since_year, credentials, status, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'published', $9)
        on conflict (tenant_id, worker_id) do update set label = excluded.label, work_no = excluded.work_no, trades = excluded.trades,
            since_year = excluded.since_year, credentials = excluded.credentials, updated_at = excluded.updated_at
        where (worker_card.label, worker_card.work_no, worker_card.trades, worker_card.since_year, worker_card.credentials)
            is distinct from (excluded.label, excluded.work_no, excluded.trades, excluded.since_year, excluded.credentials)
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
