//! SQL of change requests, and of what is shown now. Seen from both sides: the community's and the organization's.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::snapshot::{Costs, ProfileSnapshot, ServiceSnapshot, WorkerSnapshot};
use crate::db::{ChangeId, EstateId, ListingId, OrgId, ServiceId, TenantId, Tx, WorkerId, WriteTx};
use crate::directory::price::{PriceColumns, price_columns};
use crate::error::AppResult;

/// The service as a community shows it; none when it does not. Told apart from what is taken down for a while.
pub(super) async fn shown_service(
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
pub(super) async fn shown_profile(
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
pub(super) async fn shown_worker(
    tx: &mut impl Tx,
    tenant: TenantId,
    worker: WorkerId,
) -> AppResult<Option<WorkerSnapshot>> {
    let row = sqlx::query!(
        r#"select label, work_no, trades, since_year, credentials,
            (select c.proposed->>'photo' from change_request c where c.tenant_id = $1 and c.subject = 'worker' and c.subject_id = $2
                and c.status = 'approved' order by c.decided_at desc limit 1) as photo
        from worker_card where tenant_id = $1 and worker_id = $2 and status = 'published'"#,
        tenant.uuid(),
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

/// A change that an organization wants published.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// Whose it is.
    pub org: OrgId,
    /// The organization's name.
    pub org_name: String,
    /// `profile`, `service` or `worker`.
    pub subject: String,
    /// Of which.
    pub subject_id: Uuid,
    /// What people call it.
    pub title: String,
    /// What was shown when it was handed in.
    pub published: Option<serde_json::Value>,
    /// What should be shown; none: nothing any more.
    pub proposed: Option<serde_json::Value>,
    /// Whether a trusted organization could have done it by itself.
    pub is_minor: bool,
    /// `pending`, `approved`, `returned` or `withdrawn`.
    pub status: String,
    /// Counts the changes to it, for whoever decides.
    pub revision: i32,
    /// Who handed it in.
    pub submitter: String,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// Who decided; empty when it was published at once.
    pub decider: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was returned.
    pub reason: String,
}

/// One change of a community.
pub async fn change(tx: &mut impl Tx, tenant: TenantId, id: ChangeId) -> AppResult<Option<Change>> {
    let row = sqlx::query_as!(
        Change,
        r#"select c.request_id as "id: ChangeId", c.org_id as "org: OrgId", a.org_name, c.subject, c.subject_id, c.title, c.published, c.proposed,
            c.is_minor, c.status, c.revision, c.submitter, c.submitted_at, c.decider, c.decided_at, c.reason
        from change_request c join admission a on a.tenant_id = c.tenant_id and a.org_id = c.org_id
        where c.tenant_id = $1 and a.tenant_id = $1 and c.request_id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Where an organization's wishes about a thing stand, newest first: one a community.
pub struct Standing {
    /// The community.
    pub tenant: TenantId,
    /// Of which thing.
    pub subject_id: Uuid,
    /// `pending`, `approved`, `returned` or `withdrawn`.
    pub status: String,
    /// Why it was returned.
    pub reason: String,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
}

/// The newest wish about each thing of a kind in each community.
pub async fn standings(tx: &mut impl Tx, org: OrgId, subject: &str) -> AppResult<Vec<Standing>> {
    let rows = sqlx::query_as!(
        Standing,
        r#"select distinct on (tenant_id, subject_id) tenant_id as "tenant: TenantId", subject_id, status, reason, submitted_at
        from change_request where org_id = $1 and subject = $2 order by tenant_id, subject_id, submitted_at desc, request_id desc"#,
        org.uuid(),
        subject,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

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
            suspended_reason as reason, confirmed_on, checked_on
        from listing where org_id = $1"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A wish to record.
pub(super) struct NewChange<'a> {
    pub org: OrgId,
    pub subject: &'a str,
    pub subject_id: Uuid,
    pub title: &'a str,
    pub published: Option<&'a serde_json::Value>,
    pub proposed: Option<&'a serde_json::Value>,
    pub is_minor: bool,
    pub by: Option<Uuid>,
    pub submitter: &'a str,
    pub now: DateTime<Utc>,
}

/// Asks for a change, or changes what was asked; tells its id and whether it is new.
pub(super) async fn put_pending(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewChange<'_>,
) -> AppResult<(ChangeId, bool)> {
    let row = sqlx::query!(
        r#"insert into change_request (tenant_id, request_id, org_id, subject, subject_id, title, published, proposed, is_minor, status,
            submitted_by, submitter, submitted_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $10, $11, $12)
        on conflict (tenant_id, subject, subject_id) where status = 'pending' do update set title = excluded.title,
            published = excluded.published, proposed = excluded.proposed, is_minor = excluded.is_minor,
            submitted_by = excluded.submitted_by, submitter = excluded.submitter, revision = change_request.revision + 1
        returning request_id as "id: ChangeId", (xmax = 0) as "is_new!""#,
        tenant.uuid(),
        ChangeId::generate().uuid(),
        new.org.uuid(),
        new.subject,
        new.subject_id,
        new.title,
        new.published,
        new.proposed,
        new.is_minor,
        new.by,
        new.submitter,
        new.now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.id, row.is_new))
}

/// Records a change that was published at once.
pub(super) async fn put_approved(tx: &mut WriteTx, tenant: TenantId, new: &NewChange<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into change_request (tenant_id, request_id, org_id, subject, subject_id, title, published, proposed, is_minor, status,
            submitted_by, submitter, submitted_at, decided_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'approved', $10, $11, $12, $12)",
        tenant.uuid(),
        ChangeId::generate().uuid(),
        new.org.uuid(),
        new.subject,
        new.subject_id,
        new.title,
        new.published,
        new.proposed,
        new.is_minor,
        new.by,
        new.submitter,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes an open wish back; false when there is none.
pub(super) async fn withdraw(
    tx: &mut WriteTx,
    tenant: TenantId,
    subject: &str,
    subject_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update change_request set status = 'withdrawn', decided_at = $4, revision = revision + 1
        where tenant_id = $1 and subject = $2 and subject_id = $3 and status = 'pending'",
        tenant.uuid(),
        subject,
        subject_id,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A decision.
pub(super) struct Verdict<'a> {
    pub status: &'a str,
    pub by: Uuid,
    pub decider: &'a str,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

/// Decides an open wish in the revision that was seen; false when it is decided, or was changed meanwhile.
pub(super) async fn decide(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ChangeId,
    revision: i32,
    verdict: &Verdict<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update change_request set status = $4, decided_by = $5, decider = $6, reason = $7, decided_at = $8, revision = revision + 1
        where tenant_id = $1 and request_id = $2 and revision = $3 and status = 'pending'",
        tenant.uuid(),
        id.uuid(),
        revision,
        verdict.status,
        verdict.by,
        verdict.decider,
        verdict.reason,
        verdict.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Withdraws every open wish of an organization in a community that it leaves.
pub async fn withdraw_all(tx: &mut WriteTx, tenant: TenantId, org: OrgId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update change_request set status = 'withdrawn', decided_at = $3, revision = revision + 1
        where tenant_id = $1 and org_id = $2 and status = 'pending'",
        tenant.uuid(),
        org.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
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
            "update listing set status = 'delisted', next_price = null, next_from = null where tenant_id = $1 and org_id = $2",
            tenant.uuid(),
            org.uuid()
        )
        .execute(tx.conn())
        .await?;
    }
    tx.touch_public(tenant);
    Ok(())
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

/// The offers whose announced price begins by a day.
pub(super) async fn prices_due(
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
pub(super) async fn roll_price(
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

/// When staff last checked an offer, and who.
pub(super) async fn last_check(
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
pub(super) struct StaffListing {
    pub org: OrgId,
    pub org_name: String,
    pub name: String,
    pub status: String,
    pub reason: String,
    pub confirmed_on: Option<NaiveDate>,
    pub checked_on: Option<NaiveDate>,
    pub checked_by: String,
}

/// One offer of a community, whatever its state.
pub(super) async fn listing(tx: &mut impl Tx, tenant: TenantId, id: ListingId) -> AppResult<Option<StaffListing>> {
    let row = sqlx::query_as!(
        StaffListing,
        r#"select l.org_id as "org: OrgId", v.name as org_name, l.name, l.status, l.suspended_reason as reason, l.confirmed_on, l.checked_on,
            l.checked_by
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
pub(super) struct Owned {
    pub org: OrgId,
    pub name: String,
}

/// The same, locked until the transaction ends.
pub(super) async fn listing_for_write(tx: &mut WriteTx, tenant: TenantId, id: ListingId) -> AppResult<Option<Owned>> {
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
pub(super) async fn check_listing(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ListingId,
    today: NaiveDate,
    by: &str,
) -> AppResult<()> {
    sqlx::query!(
        "update listing set checked_on = $3, checked_by = $4, nudged_on = null,
            status = case when status = 'delisted' then 'published' else status end
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
pub(super) async fn suspend_listing(
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

/// An offer that nobody has confirmed for long.
pub(super) struct Old {
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
pub(super) async fn grown_old(tx: &mut WriteTx, tenant: TenantId, before: NaiveDate) -> AppResult<Vec<Old>> {
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
pub(super) async fn delist(tx: &mut WriteTx, tenant: TenantId, id: ListingId) -> AppResult<()> {
    sqlx::query!(
        "update listing set status = 'delisted' where tenant_id = $1 and listing_id = $2",
        tenant.uuid(),
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Records that the organization was told.
pub(super) async fn nudged(tx: &mut WriteTx, tenant: TenantId, id: ListingId, today: NaiveDate) -> AppResult<()> {
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

/// The day before `day` on which the daily work was last begun.
pub(super) async fn last_day(tx: &mut impl Tx, tenant: TenantId, day: NaiveDate) -> AppResult<Option<NaiveDate>> {
    let last =
        sqlx::query_scalar!("select max(day) from daily_run where tenant_id = $1 and day < $2", tenant.uuid(), day)
            .fetch_one(tx.conn())
            .await?;
    Ok(last)
}

/// The organizations that a community shows.
pub(super) async fn shown_orgs(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<OrgId>> {
    let ids = sqlx::query_scalar!(
        r#"select org_id as "id: OrgId" from vendor_profile where tenant_id = $1 and status <> 'left' order by org_id"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}
