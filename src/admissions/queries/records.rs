//! SQL of admissions in full: what was handed in, until when the papers run, where each stands.

use chrono::{DateTime, NaiveDate, Utc};

use crate::admissions::AdmissionStatus;
use crate::admissions::material::Material;
use crate::db::{NoticeId, OrgId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

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
    /// That notice on the community's board.
    pub notice: Option<NoticeId>,
    /// Why it was returned, refused or suspended.
    pub reason: String,
    /// Whether it is suspended because a paper ran out.
    pub expired: bool,
    /// Whether its minor changes are published at once.
    pub trusted: bool,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
}

impl Record {
    /// Whether its papers hold on a day. A licence may be without term; an insurance never is.
    pub fn papers_hold(&self, day: NaiveDate) -> bool {
        self.licence_until.is_none_or(|last| day <= last) && self.insurance_until.is_some_and(|last| day <= last)
    }
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
            notice: $row.notice,
            reason: $row.reason,
            expired: $row.expired,
            trusted: $row.trusted,
            revision: $row.revision,
        })
    };
}

/// Whether an organization has left a community, or was never in: nobody of it does anything there any more.
pub async fn has_left(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<bool> {
    Ok(one(tx, tenant, org).await?.is_none_or(|record| !record.status.is_in()))
}

/// One admission.
pub async fn one(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<Record>> {
    let row = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", org_id as "org: OrgId", org_name, status, status_since, admitted_on, material, submitted_at,
            licence_until, insurance_until, notice_until, notice_id as "notice: NoticeId", reason, expired, trusted, revision
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
            licence_until, insurance_until, notice_until, notice_id as "notice: NoticeId", reason, expired, trusted, revision
        from admission where org_id = $1 order by tenant_id"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| record!(row)).collect())
}

/// A community's organizations by name after one, drafts left out; of one state, or all.
pub(in crate::admissions) async fn of_tenant(
    tx: &mut impl Tx,
    tenant: TenantId,
    status: Option<AdmissionStatus>,
    after: Option<(&str, OrgId)>,
    limit: i64,
) -> AppResult<Vec<Record>> {
    let (name, id) = after.map_or((None, None), |(name, id)| (Some(name), Some(id.uuid())));
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", org_id as "org: OrgId", org_name, status, status_since, admitted_on, material, submitted_at,
            licence_until, insurance_until, notice_until, notice_id as "notice: NoticeId", reason, expired, trusted, revision
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

/// The organizations that serve a community, by name.
pub async fn serving(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(OrgId, String)>> {
    let rows = sqlx::query!(
        r#"select org_id as "org: OrgId", org_name from admission
        where tenant_id = $1 and status in ('admitted', 'suspended') order by org_name, org_id limit 500"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.org_name)).collect())
}

/// The organizations that may begin something new in a community, by name: a suspended one goes on with what it has.
pub async fn admitted(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(OrgId, String)>> {
    let rows = sqlx::query!(
        r#"select org_id as "org: OrgId", org_name from admission
        where tenant_id = $1 and status = 'admitted' order by org_name, org_id limit 500"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.org_name)).collect())
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
            licence_until, insurance_until, notice_until, notice_id as "notice: NoticeId", reason, expired, trusted, revision
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

/// Keeps an admission as it is until the transaction ends.
pub async fn lock(tx: &mut WriteTx, tenant: TenantId, org: OrgId) -> AppResult<()> {
    sqlx::query_scalar!(
        "select org_id from admission where tenant_id = $1 and org_id = $2 for no key update",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(())
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

/// Begins or changes a draft; false when somebody changed it meanwhile.
pub(in crate::admissions) async fn save_draft(
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

/// Sets whether an organization's minor changes are published at once.
pub(in crate::admissions) async fn set_trusted(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    trusted: bool,
) -> AppResult<bool> {
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

/// The organizations that serve here and whose minor changes are published at once.
pub async fn trusted(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(OrgId, String)>> {
    let rows = sqlx::query!(
        r#"select org_id as "org: OrgId", org_name from admission
        where tenant_id = $1 and trusted and status in ('admitted', 'suspended') order by org_name, org_id limit 200"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.org_name)).collect())
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

/// The changes that an organization waits to see published here.
pub(in crate::admissions) async fn pending(
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
