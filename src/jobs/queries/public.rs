//! SQL of what residents read. Nobody reads of an organization whose business here is stopped.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::postings::{Stored, stored};
use crate::db::{OrgId, PostingId, TenantId, Tx};
use crate::error::AppResult;
use crate::jobs::content::Content;
use crate::jobs::model::Status;

/// Postings that a list is made of: more than a community has at a time.
const MOST: i64 = 500;

/// A posting as residents read it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its id.
    pub id: PostingId,
    /// The organization that hires; none: the community.
    pub org: Option<OrgId>,
    /// What it says.
    pub content: Content,
    /// Where it stands.
    pub status: Status,
    /// When it was approved first.
    pub published_at: DateTime<Utc>,
    /// Counts its changes.
    pub revision: i32,
    /// How many are still looked for.
    pub left: i64,
}

/// A posting with who is still looked for, as it is stored.
macro_rules! shown {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query!(
            r#"select p.posting_id as "id: PostingId", p.org_id as "org: OrgId", p.employer_name, p.title, p.trade, p.duties, p.pay_min_fen,
                p.pay_max_fen, p.pay_unit, p.live_in, p.hours, p.place, p.openings, p.required_certificates, p.valid_until,
                p.is_reemployment, p.status, p.published_at as "published_at!", p.revision,
                p.openings - (select count(*) from job_application a where a.tenant_id = $1 and a.posting_id = p.posting_id
                    and a.status in ('hired', 'retained') and a.ended_on is null) as "left!"
            from job_posting p
            where p.tenant_id = $1 and p.published_at is not null and (p.org_id is null or exists (select 1 from admission a
                where a.tenant_id = $1 and a.org_id = p.org_id and a.status = 'admitted')) and "# + $rest,
            $($argument),+
        )
        .map(|row| {
            Some(Shown {
                id: row.id,
                org: row.org,
                content: stored!(row).content()?,
                status: Status::parse(&row.status)?,
                published_at: row.published_at,
                revision: row.revision,
                left: row.left,
            })
        })
    };
}

/// The postings that somebody can apply for on a day, the newest first.
pub async fn published(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<Shown>> {
    latest(tx, tenant, today, MOST).await
}

async fn latest(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate, most: i64) -> AppResult<Vec<Shown>> {
    let rows = shown!(
        "p.status = 'published' and p.valid_until >= $2 order by p.published_at desc, p.posting_id desc limit $3",
        tenant.uuid(),
        today,
        most,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().flatten().collect())
}

/// The newest of them, and how many there are.
pub async fn newest(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate, most: i64) -> AppResult<(Vec<Shown>, i64)> {
    let newest = latest(tx, tenant, today, most).await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from job_posting p
        where p.tenant_id = $1 and p.published_at is not null and p.status = 'published' and p.valid_until >= $2
            and (p.org_id is null or exists (select 1 from admission a
                where a.tenant_id = $1 and a.org_id = p.org_id and a.status = 'admitted'))"#,
        tenant.uuid(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((newest, count))
}

/// A posting that residents may read, whether or not they can still apply for it.
pub async fn shown(tx: &mut impl Tx, tenant: TenantId, id: PostingId) -> AppResult<Option<Shown>> {
    let row = shown!(
        "p.status in ('published', 'paused', 'filled', 'expired') and p.posting_id = $2",
        tenant.uuid(),
        id.uuid(),
    );
    Ok(row.fetch_optional(tx.conn()).await?.flatten())
}

/// Whether a posting was ever public here, whatever became of it: its address is on paper.
pub(in crate::jobs) async fn was_public(tx: &mut impl Tx, tenant: TenantId, id: PostingId) -> AppResult<bool> {
    let was = sqlx::query_scalar!(
        r#"select exists (select 1 from job_posting
            where tenant_id = $1 and posting_id = $2 and published_at is not null) as "was!""#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(was)
}

/// Whether a posting has a page with something on it.
pub async fn is_readable(tx: &mut impl Tx, tenant: TenantId, id: PostingId) -> AppResult<bool> {
    Ok(shown(tx, tenant, id).await?.is_some())
}

/// Title and employer of some postings, whatever became of them, for whoever applied.
pub async fn titles(tx: &mut impl Tx, tenant: TenantId, ids: &[Uuid]) -> AppResult<Vec<(PostingId, String, String)>> {
    let rows = sqlx::query!(
        r#"select posting_id as "id: PostingId", title, employer_name from job_posting where tenant_id = $1 and posting_id = any($2)"#,
        tenant.uuid(),
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title, row.employer_name)).collect())
}
