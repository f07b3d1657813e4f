//! SQL of admissions. Both sides see them: a community in its own scope, an organization in its own.

use chrono::{DateTime, NaiveDate, Utc};

use super::material::Material;
use super::{AdmissionStatus, CheckResult};
use crate::db::{EventId, OrgId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Where an organization stands with a community, as sheets and the demo bring it in.
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

/// The organization's standing in the community.
pub async fn standing(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<Admission>> {
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
pub async fn insert_standing(
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

/// Whether an organization has handed something in to this community, so that its staff may see its papers.
pub async fn has_applied(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from admission where tenant_id = $1 and org_id = $2 and status <> 'draft') as "found!""#,
        tenant.uuid(),
        org.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// An admission in full.
#[derive(Debug, Clone)]
pub struct Record {
    /// The community.
    pub tenant: TenantId,
    /// The organization.
    pub org: OrgId,
    /// Its name as the community knows it.
    pub org_name: String,
    /// Where it stands.
    pub status: AdmissionStatus,
    /// Since when.
    pub status_since: NaiveDate,
    /// The day it was admitted.
    pub admitted_on: Option<NaiveDate>,
    /// What was handed in, or is being written.
    pub material: Option<Material>,
    /// When it was handed in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The last day of the business licence.
    pub licence_until: Option<NaiveDate>,
    /// The last day of the insurance.
    pub insurance_until: Option<NaiveDate>,
    /// The last day of the public notice.
    pub notice_until: Option<NaiveDate>,
    /// Why it was returned, refused or suspended.
    pub reason: String,
    /// Whether it is suspended because a paper ran out.
    pub expired: bool,
    /// Whether its minor changes are published at once.
    pub trusted: bool,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
}

macro_rules! record {
    ($row:ident) => {
        AdmissionStatus::parse(&$row.status).map(|status| Record {
            tenant: $row.tenant,
            org: $row.org,
            org_name: $row.org_name,
            status,
            status_since: $row.status_since,
            admitted_on: $row.admitted_on,
            material: $row.material.and_then(|json| serde_json::from_value(json).ok()),
            submitted_at: $row.submitted_at,
            licence_until: $row.licence_until,
            insurance_until: $row.insurance_until,
            notice_until: $row.notice_until,
            reason: $row.reason,
            expired: $row.expired,
            trusted: $row.trusted,
            revision: $row.revision,
        })
    };
}

/// One admission.
pub async fn one(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<Record>> {
    let row = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", org_id as "org: OrgId", org_name, status, status_since, admitted_on, material, submitted_at,
            licence_until, insurance_until, notice_until, reason, expired, trusted, revision
        from admission where tenant_id = $1 and org_id = $2"#,
        tenant.uuid(),
        org.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| record!(row)))
}

/// An organization's admissions, in every community.
pub async fn of_org(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<Record>> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", org_id as "org: OrgId", org_name, status, status_since, admitted_on, material, submitted_at,
            licence_until, insurance_until, notice_until, reason, expired, trusted, revision
        from admission where org_id = $1 order by tenant_id"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| record!(row)).collect())
}

/// A community's organizations by name after one, drafts left out; of one state, or all.
pub(super) async fn of_tenant(
    tx: &mut impl Tx,
    tenant: TenantId,
    status: Option<AdmissionStatus>,
    after: Option<(&str, OrgId)>,
    limit: i64,
) -> AppResult<Vec<Record>> {
    let (name, id) = after.map_or((None, None), |(name, id)| (Some(name), Some(id.uuid())));
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", org_id as "org: OrgId", org_name, status, status_since, admitted_on, material, submitted_at,
            licence_until, insurance_until, notice_until, reason, expired, trusted, revision
        from admission where tenant_id = $1 and status <> 'draft' and ($2::text is null or status = $2)
            and ($3::text is null or (org_name, org_id) > ($3, $4::uuid))
        order by org_name, org_id limit $5"#,
        tenant.uuid(),
        status.map(AdmissionStatus::code),
        name,
        id,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| record!(row)).collect())
}

/// Begins or changes a draft; false when somebody changed it meanwhile.
pub(super) async fn save_draft(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    material: &Material,
    revision: i32,
    today: NaiveDate,
) -> AppResult<bool> {
    let json = serde_json::to_value(material).map_err(anyhow::Error::from)?;
    let done = sqlx::query!(
        "insert into admission (tenant_id, org_id, org_name, status, status_since, material) values ($1, $2, $3, 'draft', $4, $5)
        on conflict (tenant_id, org_id) do update set material = excluded.material, org_name = excluded.org_name,
            revision = admission.revision + 1
        where admission.revision = $6 and admission.status in ('draft', 'returned', 'rejected', 'exited')",
        tenant.uuid(),
        org.uuid(),
        material.name,
        today,
        json,
        revision,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A step to take.
pub struct Move<'a> {
    /// From where, so that nothing is skipped when two act at once.
    pub from: AdmissionStatus,
    /// Where to.
    pub to: AdmissionStatus,
    /// Why.
    pub reason: &'a str,
    /// The grant or membership acted under; none for the daily work.
    pub by: Option<uuid::Uuid>,
    /// Its holder's name.
    pub actor: &'a str,
    /// What was handed in with it.
    pub material: Option<&'a Material>,
    /// The last day of a public notice that begins with it.
    pub notice_until: Option<NaiveDate>,
    /// Whether a paper that ran out is the cause.
    pub expired: bool,
    /// When.
    pub now: DateTime<Utc>,
    /// Which day that is in the community.
    pub today: NaiveDate,
}

/// Takes a step and records it; false when the admission is no longer where it was.
pub async fn take(tx: &mut WriteTx, tenant: TenantId, org: OrgId, step: &Move<'_>) -> AppResult<bool> {
    let json = step.material.map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?;
    let (submitted, admitted) =
        (step.to == AdmissionStatus::Submitted, step.from == AdmissionStatus::PublicNotice && step.to.is_in());
    let done = sqlx::query!(
        "update admission set status = $4, status_since = $5, reason = $6, expired = $7, revision = revision + 1,
            material = coalesce($8, material), submitted_at = case when $9 then $10 else submitted_at end,
            admitted_on = case when $11 then $5 else admitted_on end, notice_until = coalesce($12, notice_until),
            licence_until = case when $9 then $13 else licence_until end,
            insurance_until = case when $9 then $14 else insurance_until end
        where tenant_id = $1 and org_id = $2 and status = $3",
        tenant.uuid(),
        org.uuid(),
        step.from.code(),
        step.to.code(),
        step.today,
        step.reason,
        step.expired,
        json,
        submitted,
        step.now,
        admitted,
        step.notice_until,
        step.material.and_then(|material| material.licence_until),
        step.material.and_then(|material| material.insurance_until),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "insert into admission_event (tenant_id, event_id, org_id, from_status, to_status, reason, acted_by, actor, material, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tenant.uuid(),
        EventId::generate().uuid(),
        org.uuid(),
        step.from.code(),
        step.to.code(),
        step.reason,
        step.by,
        step.actor,
        json,
        step.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// What happened to an admission.
pub(super) struct Event {
    pub to: AdmissionStatus,
    pub reason: String,
    pub actor: String,
    pub material: Option<Material>,
    pub at: DateTime<Utc>,
}

/// Everything that happened to an admission, newest first.
pub(super) async fn events(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Vec<Event>> {
    let rows = sqlx::query!(
        "select to_status, reason, actor, material, created_at from admission_event
        where tenant_id = $1 and org_id = $2 order by created_at desc, event_id desc limit 100",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Event {
                to: AdmissionStatus::parse(&row.to_status)?,
                reason: row.reason,
                actor: row.actor,
                material: row.material.and_then(|json| serde_json::from_value(json).ok()),
                at: row.created_at,
            })
        })
        .collect())
}

/// A point of the checklist as somebody found it.
pub(super) struct Check {
    pub item: String,
    pub result: CheckResult,
    pub note: String,
    pub checked_by: String,
}

/// The checklist's results so far.
pub(super) async fn checks(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Vec<Check>> {
    let rows = sqlx::query!(
        "select item, result, note, checked_by from admission_check where tenant_id = $1 and org_id = $2",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let result = CheckResult::parse(&row.result)?;
            Some(Check { item: row.item, result, note: row.note, checked_by: row.checked_by })
        })
        .collect())
}

/// Records what somebody found for a point of the checklist; none takes it back.
pub(super) async fn set_check(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    item: &str,
    found: Option<(CheckResult, &str)>,
    by: &str,
    now: DateTime<Utc>,
) -> AppResult<()> {
    match found {
        None => {
            sqlx::query!(
                "delete from admission_check where tenant_id = $1 and org_id = $2 and item = $3",
                tenant.uuid(),
                org.uuid(),
                item
            )
            .execute(tx.conn())
            .await?;
        }
        Some((result, note)) => {
            sqlx::query!(
                "insert into admission_check (tenant_id, org_id, item, result, note, checked_by, checked_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (tenant_id, org_id, item) do update set result = excluded.result, note = excluded.note,
                    checked_by = excluded.checked_by, checked_at = excluded.checked_at
                where (admission_check.result, admission_check.note) is distinct from (excluded.result, excluded.note)",
                tenant.uuid(),
                org.uuid(),
                item,
                result.code(),
                note,
                by,
                now,
            )
            .execute(tx.conn())
            .await?;
        }
    }
    Ok(())
}

/// Sets whether an organization's minor changes are published at once.
pub(super) async fn set_trusted(tx: &mut WriteTx, tenant: TenantId, org: OrgId, trusted: bool) -> AppResult<bool> {
    let done = sqlx::query!(
        "update admission set trusted = $3, revision = revision + 1 where tenant_id = $1 and org_id = $2 and trusted <> $3",
        tenant.uuid(),
        org.uuid(),
        trusted
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Records the last days of an organization's papers once the community has approved them.
pub async fn set_papers(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    name: &str,
    licence_until: Option<NaiveDate>,
    insurance_until: Option<NaiveDate>,
) -> AppResult<()> {
    sqlx::query!(
        "update admission set licence_until = $3, insurance_until = $4, org_name = $5, revision = revision + 1
        where tenant_id = $1 and org_id = $2
            and (licence_until, insurance_until, org_name) is distinct from ($3, $4, $5)",
        tenant.uuid(),
        org.uuid(),
        licence_until,
        insurance_until,
        name,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The organizations of a community whose papers run out in a span of days, the last day included.
pub async fn papers_ending(
    tx: &mut impl Tx,
    tenant: TenantId,
    first: NaiveDate,
    last: NaiveDate,
) -> AppResult<Vec<Record>> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", org_id as "org: OrgId", org_name, status, status_since, admitted_on, material, submitted_at,
            licence_until, insurance_until, notice_until, reason, expired, trusted, revision
        from admission where tenant_id = $1 and status = 'admitted'
            and (licence_until between $2 and $3 or insurance_until between $2 and $3) order by org_id"#,
        tenant.uuid(),
        first,
        last,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| record!(row)).collect())
}

/// A company that residents see.
pub(super) struct PublicVendor {
    pub org: OrgId,
    pub name: String,
    pub profile: String,
    pub engagement: Option<String>,
    pub admitted_on: Option<NaiveDate>,
}

/// The companies that serve a community.
pub(super) async fn public_vendors(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<PublicVendor>> {
    let rows = sqlx::query_as!(
        PublicVendor,
        r#"select org_id as "org: OrgId", name, profile, engagement_model as engagement, admitted_on from vendor_profile
        where tenant_id = $1 and status = 'published' order by search_pinyin, org_id limit 500"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A company on public notice.
pub(super) struct OnNotice {
    pub name: String,
    pub profile: String,
    pub categories: Vec<String>,
    pub until: Option<NaiveDate>,
}

/// The companies on public notice: what of their applications is for everybody to see.
pub(super) async fn on_notice(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<OnNotice>> {
    let rows = sqlx::query!(
        "select org_name, material, notice_until from admission where tenant_id = $1 and status = 'public_notice' order by status_since",
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let material: Option<Material> = row.material.and_then(|json| serde_json::from_value(json).ok());
            let (profile, categories) = material.map_or_else(Default::default, |m| (m.profile, m.categories));
            OnNotice { name: row.org_name, profile, categories, until: row.notice_until }
        })
        .collect())
}

/// The changes that an organization waits to see published here.
pub(super) async fn pending(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: OrgId,
) -> AppResult<Vec<(crate::db::ChangeId, String)>> {
    let rows = sqlx::query!(
        r#"select request_id as "id: crate::db::ChangeId", title from change_request
        where tenant_id = $1 and org_id = $2 and status = 'pending' order by submitted_at limit 100"#,
        tenant.uuid(),
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}
