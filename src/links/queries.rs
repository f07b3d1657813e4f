//! SQL of short links and of what is printed.

use chrono::{DateTime, NaiveDate, Utc};

use super::job;
use super::model::{Kind, Medium, Target};
use crate::db::{LinkId, ListingId, OrgId, ReadTx, TenantId, Tx, WorkerId, WriteTx};
use crate::error::AppResult;
use crate::jobs;
use crate::tenancy::Tenant;
use crate::values::Phone;

/// Offers, companies or workers that a form lists.
const CHOICES: i64 = 500;

/// Whose a code is. Asked before anybody knows the community.
pub(super) async fn by_code(tx: &mut ReadTx, code: &str) -> AppResult<Option<(TenantId, LinkId)>> {
    let row =
        sqlx::query!(r#"select tenant as "tenant!: TenantId", link as "link!: LinkId" from link_by_code($1)"#, code)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.map(|row| (row.tenant, row.link)))
}

/// Where a link leads, while it and this code of it hold: a link that was revoked and made again has another code.
pub(super) async fn target(tx: &mut ReadTx, tenant: TenantId, link: LinkId, code: &str) -> AppResult<Option<Target>> {
    let row = sqlx::query!(
        "select target, target_key from short_link where tenant_id = $1 and link_id = $2 and code = $3 and revoked_at is null",
        tenant.uuid(),
        link.uuid(),
        code,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| Target::parse(&row.target, &row.target_key)))
}

/// Whether what a link leads to has a page now.
pub(super) async fn is_there(tx: &mut ReadTx, tenant: &Tenant, target: &Target) -> AppResult<bool> {
    if !target.kind().is_had_by(tenant) {
        return Ok(false);
    }
    let (kind, id) = match target {
        Target::Service(id) => ("service", id.uuid()),
        Target::Vendor(id) => ("vendor", id.uuid()),
        Target::Worker(id) => ("worker", id.uuid()),
        Target::Job(id) => return jobs::queries::is_readable(tx, tenant.id, *id).await,
        Target::Category(_) | Target::Building(_) | Target::Home => return Ok(true),
    };
    let found = sqlx::query_scalar!(
        r#"select case $2
            when 'service' then exists (select 1 from listing where tenant_id = $1 and listing_id = $3 and status <> 'delisted')
            when 'vendor' then exists (select 1 from vendor_profile where tenant_id = $1 and org_id = $3 and status <> 'left')
            else exists (select 1 from worker_card where tenant_id = $1 and worker_id = $3) end as "found!""#,
        tenant.id.uuid(),
        kind,
        id,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// Adds to the count of a link's scans.
pub(super) async fn add_scans(
    tx: &mut WriteTx,
    tenant: TenantId,
    link: LinkId,
    day: NaiveDate,
    scans: i64,
) -> AppResult<()> {
    sqlx::query!(
        "insert into link_scan (tenant_id, link_id, day, scans) values ($1, $2, $3, $4)
        on conflict (tenant_id, link_id, day) do update set scans = link_scan.scans + excluded.scans",
        tenant.uuid(),
        link.uuid(),
        day,
        scans,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A link as staff see it.
pub(super) struct LinkRow {
    pub id: LinkId,
    pub code: String,
    pub medium: Medium,
    pub target: Target,
    pub label: String,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub is_revoked: bool,
    /// Scans since the day that was asked for.
    pub recent: i64,
    /// Scans in all.
    pub total: i64,
}

/// Which links are wanted.
#[derive(Default)]
pub(super) struct Which {
    /// This one.
    pub link: Option<LinkId>,
    /// Those made before this one.
    pub before: Option<LinkId>,
    /// Those to this kind of thing.
    pub kind: Option<Kind>,
}

/// A community's links, the newest first.
pub(super) async fn links(
    tx: &mut ReadTx,
    tenant: TenantId,
    which: &Which,
    since: NaiveDate,
    limit: i64,
) -> AppResult<Vec<LinkRow>> {
    let rows = sqlx::query!(
        r#"select l.link_id as "id: LinkId", l.code, l.medium, l.target, l.target_key, l.label, l.created_by, l.created_at,
            l.revoked_at is not null as "is_revoked!",
            (select coalesce(sum(s.scans), 0)::bigint from link_scan s
                where s.tenant_id = $1 and s.link_id = l.link_id and s.day >= $5) as "recent!",
            (select coalesce(sum(s.scans), 0)::bigint from link_scan s
                where s.tenant_id = $1 and s.link_id = l.link_id) as "total!"
        from short_link l
        where l.tenant_id = $1 and ($2::uuid is null or l.link_id = $2) and ($3::uuid is null or l.link_id < $3)
            and ($4::text is null or l.target = $4)
        order by l.link_id desc limit $6"#,
        tenant.uuid(),
        which.link.map(LinkId::uuid),
        which.before.map(LinkId::uuid),
        which.kind.map(Kind::code),
        since,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(LinkRow {
                id: row.id,
                code: row.code,
                medium: Medium::parse(&row.medium)?,
                target: Target::parse(&row.target, &row.target_key)?,
                label: row.label,
                created_by: row.created_by,
                created_at: row.created_at,
                is_revoked: row.is_revoked,
                recent: row.recent,
                total: row.total,
            })
        })
        .collect())
}

/// One link of a community.
pub(super) async fn link(
    tx: &mut ReadTx,
    tenant: TenantId,
    link: LinkId,
    since: NaiveDate,
) -> AppResult<Option<LinkRow>> {
    let which = Which { link: Some(link), ..Which::default() };
    Ok(links(tx, tenant, &which, since, 1).await?.pop())
}

/// A link's scans by day since a day; days without any are left out.
pub(super) async fn scans(
    tx: &mut ReadTx,
    tenant: TenantId,
    link: LinkId,
    since: NaiveDate,
) -> AppResult<Vec<(NaiveDate, i64)>> {
    let rows = sqlx::query!(
        "select day, scans from link_scan where tenant_id = $1 and link_id = $2 and day >= $3 order by day",
        tenant.uuid(),
        link.uuid(),
        since,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.day, row.scans)).collect())
}

/// The link to a thing from a medium, and whether it is revoked.
pub(super) async fn known(
    tx: &mut impl Tx,
    tenant: TenantId,
    target: &Target,
    medium: Medium,
) -> AppResult<Option<(LinkId, bool)>> {
    let row = sqlx::query!(
        r#"select link_id as "id: LinkId", revoked_at is not null as "is_revoked!" from short_link
        where tenant_id = $1 and target = $2 and target_key = $3 and medium = $4"#,
        tenant.uuid(),
        target.code(),
        target.key(),
        medium.code(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id, row.is_revoked)))
}

/// Takes a code for a link; false when another link has it, in whichever community.
pub(super) async fn claim(tx: &mut WriteTx, tenant: TenantId, link: LinkId, code: &str) -> AppResult<bool> {
    let claimed =
        sqlx::query_scalar!(r#"select claim_code($1, $2, $3) as "claimed!""#, code, tenant.uuid(), link.uuid())
            .fetch_one(tx.conn())
            .await?;
    Ok(claimed)
}

/// A link to add, or to make again.
pub(super) struct NewLink<'a> {
    pub id: LinkId,
    pub code: &'a str,
    pub medium: Medium,
    pub target: &'a Target,
    pub label: &'a str,
    /// Whoever makes it, by name.
    pub by: &'a str,
    pub now: DateTime<Utc>,
}

/// Adds a link; false when there is one to this thing from this medium by now.
pub(super) async fn insert(tx: &mut WriteTx, tenant: TenantId, link: &NewLink<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into short_link (tenant_id, link_id, code, medium, target, target_key, label, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        tenant.uuid(),
        link.id.uuid(),
        link.code,
        link.medium.code(),
        link.target.code(),
        link.target.key(),
        link.label,
        link.by,
        link.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Gives a revoked link a new code, with which it leads on; the old one stays dead. False when it is not revoked by now.
pub(super) async fn renew(tx: &mut WriteTx, tenant: TenantId, link: &NewLink<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update short_link set code = $3, label = $4, created_by = $5, created_at = $6, revoked_at = null
        where tenant_id = $1 and link_id = $2 and revoked_at is not null",
        tenant.uuid(),
        link.id.uuid(),
        link.code,
        link.label,
        link.by,
        link.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends a link: true if this did it, false if it had ended before, none if there is no such link.
pub(super) async fn revoke(
    tx: &mut WriteTx,
    tenant: TenantId,
    link: LinkId,
    now: DateTime<Utc>,
) -> AppResult<Option<bool>> {
    let done = sqlx::query_scalar!(
        r#"with ended as (
            update short_link set revoked_at = $3 where tenant_id = $1 and link_id = $2 and revoked_at is null returning link_id
        )
        select exists (select 1 from ended) as "ended!" from short_link where tenant_id = $1 and link_id = $2"#,
        tenant.uuid(),
        link.uuid(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(done)
}

/// What is published of a kind, as the form's list offers it: key and words, in the order of the words.
pub(super) async fn choices(
    tx: &mut impl Tx,
    tenant: TenantId,
    kind: Kind,
    today: NaiveDate,
) -> AppResult<Vec<(String, String)>> {
    match kind {
        Kind::Service => services(tx, tenant).await,
        Kind::Vendor => vendors(tx, tenant).await,
        Kind::Worker => workers(tx, tenant).await,
        Kind::Job => jobs(tx, tenant, today).await,
        Kind::Category | Kind::Building | Kind::Home => Ok(Vec::new()),
    }
}

async fn jobs(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<(String, String)>> {
    let open = jobs::queries::published(tx, tenant, today).await?;
    let words = |one: jobs::queries::Shown| (one.id.to_string(), job::label(&one.content));
    Ok(open.into_iter().map(words).collect())
}

async fn services(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select l.listing_id as "id: ListingId", l.name, v.name as vendor
        from listing l join vendor_profile v on v.tenant_id = l.tenant_id and v.org_id = l.org_id
        where l.tenant_id = $1 and v.tenant_id = $1 and l.status = 'published' and v.status = 'published'
        order by v.name, l.name, l.listing_id limit $2"#,
        tenant.uuid(),
        CHOICES,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.to_string(), format!("{} · {}", row.name, row.vendor))).collect())
}

async fn vendors(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select org_id as "id: OrgId", name from vendor_profile
        where tenant_id = $1 and status = 'published' order by name, org_id limit $2"#,
        tenant.uuid(),
        CHOICES,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.to_string(), row.name)).collect())
}

async fn workers(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select w.worker_id as "id: WorkerId", w.label, w.work_no, v.name as vendor
        from worker_card w join vendor_profile v on v.tenant_id = w.tenant_id and v.org_id = w.org_id
        where w.tenant_id = $1 and v.tenant_id = $1 and w.status = 'published' and v.status = 'published'
        order by v.name, w.work_no, w.worker_id limit $2"#,
        tenant.uuid(),
        CHOICES,
    )
    .fetch_all(tx.conn())
    .await?;
    let words =
        rows.into_iter().map(|row| (row.id.to_string(), format!("{} {} · {}", row.label, row.work_no, row.vendor)));
    Ok(words.collect())
}

/// A company as a poster names it.
pub(super) struct VendorRow {
    pub name: String,
    pub phone: Option<Phone>,
}

/// A company that is published here.
pub(super) async fn vendor(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<VendorRow>> {
    let row = sqlx::query!(
        "select name, phone from vendor_profile where tenant_id = $1 and org_id = $2 and status = 'published'",
        tenant.uuid(),
        org.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| VendorRow { name: row.name, phone: row.phone.and_then(|text| Phone::parse_contact(&text).ok()) }))
}

/// A worker as a poster names them: masked, as on the public card.
pub(super) struct WorkerRow {
    pub label: String,
    pub work_no: String,
    pub trades: Vec<String>,
    pub vendor: VendorRow,
}

/// A worker whose card is published here.
pub(super) async fn worker(tx: &mut impl Tx, tenant: TenantId, worker: WorkerId) -> AppResult<Option<WorkerRow>> {
    let row = sqlx::query!(
        "select w.label, w.work_no, w.trades, v.name, v.phone
        from worker_card w join vendor_profile v on v.tenant_id = w.tenant_id and v.org_id = w.org_id
        where w.tenant_id = $1 and v.tenant_id = $1 and w.worker_id = $2 and w.status = 'published' and v.status = 'published'",
        tenant.uuid(),
        worker.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| WorkerRow {
        label: row.label,
        work_no: row.work_no,
        trades: row.trades,
        vendor: VendorRow { name: row.name, phone: row.phone.and_then(|text| Phone::parse_contact(&text).ok()) },
    }))
}
