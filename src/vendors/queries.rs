//! SQL of the org scope. The transaction must have entered the organization (`WriteTx::enter_org`).

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{CredentialId, EstateId, OrgId, PriceId, ServiceId, TenantId, Tx, WorkerId, WriteTx};
use crate::directory::price::{Price, PriceColumns};
use crate::directory::queries::CardCredential;
use crate::error::AppResult;
use crate::publishing::snapshot::ProfileSnapshot;
use crate::values::Uscc;

/// The organization with this credit code.
pub async fn org_by_uscc(tx: &mut impl Tx, uscc: &Uscc) -> AppResult<Option<OrgId>> {
    let id = sqlx::query_scalar!("select org_by_uscc($1)", uscc.as_str()).fetch_one(tx.conn()).await?;
    Ok(id.map(OrgId::from))
}

/// Ties a credit code to an organization; gives whoever holds it afterwards.
pub async fn claim_uscc(tx: &mut WriteTx, uscc: &Uscc, org: OrgId) -> AppResult<OrgId> {
    let id = sqlx::query_scalar!("select claim_uscc($1, $2)", uscc.as_str(), org.uuid()).fetch_one(tx.conn()).await?;
    Ok(id.map_or(org, OrgId::from))
}

/// An organization to add.
pub struct NewOrg<'a> {
    /// `vendor`, `property` or `training`.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its credit code.
    pub uscc: Option<&'a str>,
    /// Its profile.
    pub profile: &'a str,
    /// Its phone.
    pub phone: Option<&'a str>,
    /// `employee` or `agency`.
    pub engagement: Option<&'a str>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// Whether it is made up.
    pub is_demo: bool,
}

/// Adds an organization, if it is not there.
pub async fn insert_org(tx: &mut WriteTx, org: OrgId, new: &NewOrg<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into organization (org_id, uscc, kind, name, profile, phone, engagement_model, founded_year, is_demo)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (org_id) do nothing",
        org.uuid(),
        new.uscc,
        new.kind,
        new.name,
        new.profile,
        new.phone,
        new.engagement,
        new.founded_year,
        new.is_demo,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The year an organization was founded, as it says itself.
pub async fn founded_year(tx: &mut impl Tx, org: OrgId) -> AppResult<Option<i32>> {
    let year = sqlx::query_scalar!("select founded_year from organization where org_id = $1", org.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(year.flatten())
}

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

/// The organization's worker with this number, added if not there.
pub async fn ensure_worker(
    tx: &mut WriteTx,
    org: OrgId,
    work_no: &str,
    name: &str,
    trades: &[String],
    since_year: Option<i32>,
) -> AppResult<WorkerId> {
    let existing = sqlx::query_scalar!(
        r#"select worker_id as "id: WorkerId" from worker where org_id = $1 and work_no = $2"#,
        org.uuid(),
        work_no
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(id) = existing {
        return Ok(id);
    }
    let id = WorkerId::generate();
    sqlx::query!(
        "insert into worker (org_id, worker_id, name, work_no, trades, since_year) values ($1, $2, $3, $4, $5, $6)",
        org.uuid(),
        id.uuid(),
        name,
        work_no,
        trades,
        since_year,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Records a worker's certificate or check: a newer one of the same kind and title replaces the dates.
pub async fn set_credential(
    tx: &mut WriteTx,
    org: OrgId,
    worker: WorkerId,
    credential: &CardCredential,
) -> AppResult<()> {
    let id: Option<Uuid> = sqlx::query_scalar!(
        "select credential_id from credential where org_id = $1 and worker_id = $2 and kind = $3 and title = $4",
        org.uuid(),
        worker.uuid(),
        credential.kind,
        credential.title,
    )
    .fetch_optional(tx.conn())
    .await?;
    sqlx::query!(
        "insert into credential (org_id, credential_id, worker_id, kind, title, issued_on, expires_on) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (org_id, credential_id) do update set issued_on = excluded.issued_on, expires_on = excluded.expires_on
        where (credential.issued_on, credential.expires_on) is distinct from (excluded.issued_on, excluded.expires_on)",
        org.uuid(),
        id.unwrap_or_else(|| CredentialId::generate().uuid()),
        worker.uuid(),
        credential.kind,
        credential.title,
        credential.issued_on,
        credential.expires_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A member to add.
pub struct NewMember<'a> {
    /// Who.
    pub person: crate::db::PersonId,
    /// `owner`, `editor` or `worker`.
    pub role: &'a str,
    /// The first day.
    pub from: NaiveDate,
}

/// Adds a person to an organization.
pub async fn insert_member(tx: &mut WriteTx, org: OrgId, new: &NewMember<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into membership (org_id, membership_id, person_id, role, valid_from) values ($1, $2, $3, $4, $5)",
        org.uuid(),
        crate::db::MembershipId::generate().uuid(),
        new.person.uuid(),
        new.role,
        new.from,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An organization as it keeps itself.
#[derive(Debug, Clone)]
pub struct Organization {
    /// `vendor`, `property` or `training`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub uscc: Option<String>,
    /// About it.
    pub profile: String,
    /// The phone that residents call.
    pub phone: Option<String>,
    /// Whom communities talk to.
    pub contact_name: String,
    /// `employee` or `agency`.
    pub engagement: Option<String>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// The last day of the business licence; none: without term.
    pub licence_until: Option<NaiveDate>,
    /// The last day of the liability insurance.
    pub insurance_until: Option<NaiveDate>,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
}

impl Organization {
    /// What communities show of it.
    pub fn snapshot(&self) -> ProfileSnapshot {
        ProfileSnapshot {
            name: self.name.clone(),
            uscc: self.uscc.clone(),
            profile: self.profile.clone(),
            phone: self.phone.clone(),
            engagement: self.engagement.clone(),
            founded_year: self.founded_year,
            licence_until: self.licence_until,
            insurance_until: self.insurance_until,
        }
    }
}

/// The organization.
pub async fn organization(tx: &mut impl Tx, org: OrgId) -> AppResult<Option<Organization>> {
    let row = sqlx::query_as!(
        Organization,
        "select kind, name, uscc, profile, phone, contact_name, engagement_model as engagement, founded_year, licence_until, insurance_until,
            revision
        from organization where org_id = $1",
        org.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// What is saved of an organization's profile.
pub struct ProfileValues<'a> {
    /// Its name.
    pub name: &'a str,
    /// About it.
    pub profile: &'a str,
    /// The phone that residents call.
    pub phone: Option<&'a str>,
    /// Whom communities talk to.
    pub contact_name: &'a str,
    /// `employee` or `agency`.
    pub engagement: Option<&'a str>,
    /// The year it was founded.
    pub founded_year: Option<i32>,
    /// The last day of the business licence; none: without term.
    pub licence_until: Option<NaiveDate>,
    /// The last day of the liability insurance.
    pub insurance_until: Option<NaiveDate>,
}

/// Changes the profile; false when somebody changed it since `revision`.
pub async fn update_profile(
    tx: &mut WriteTx,
    org: OrgId,
    revision: i32,
    v: &ProfileValues<'_>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update organization set name = $3, profile = $4, phone = $5, contact_name = $6, engagement_model = $7, founded_year = $8,
            licence_until = $9, insurance_until = $10, revision = revision + 1, updated_at = $11
        where org_id = $1 and revision = $2",
        org.uuid(),
        revision,
        v.name,
        v.profile,
        v.phone,
        v.contact_name,
        v.engagement,
        v.founded_year,
        v.licence_until,
        v.insurance_until,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a person belongs to an organization on a day.
pub async fn is_member(tx: &mut impl Tx, org: OrgId, person: crate::db::PersonId, today: NaiveDate) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from membership where org_id = $1 and person_id = $2 and valid_from <= $3
            and (valid_to is null or valid_to >= $3)) as "found!""#,
        org.uuid(),
        person.uuid(),
        today
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
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
