//! SQL of notices.

use chrono::{DateTime, Utc};

use crate::db::{NoticeId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A notice.
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Its title.
    pub title: String,
    /// Its text, paragraphs between line ends.
    pub body: String,
    /// Whether it stays on top.
    pub pinned: bool,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// When it stops holding.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The notices that hold now: pinned ones first, then the newest.
pub async fn current(tx: &mut impl Tx, tenant: TenantId, now: DateTime<Utc>, limit: i64) -> AppResult<Vec<Notice>> {
    let rows = sqlx::query_as!(
        Notice,
        r#"select notice_id as "id: NoticeId", title, body, pinned, published_at, expires_at from notice
        where tenant_id = $1 and published_at <= $2 and (expires_at is null or expires_at > $2)
        order by pinned desc, published_at desc, notice_id desc limit $3"#,
        tenant.uuid(),
        now,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The newest published notices, or those before one: expired ones too, as a record.
pub async fn before(
    tx: &mut impl Tx,
    tenant: TenantId,
    now: DateTime<Utc>,
    place: Option<(DateTime<Utc>, NoticeId)>,
    limit: i64,
) -> AppResult<Vec<Notice>> {
    let (at, id) = place.map_or((None, None), |(at, id)| (Some(at), Some(id.uuid())));
    let rows = sqlx::query_as!(
        Notice,
        r#"select notice_id as "id: NoticeId", title, body, pinned, published_at, expires_at from notice
        where tenant_id = $1 and published_at <= $2 and ($3::timestamptz is null or (published_at, notice_id) < ($3, $4::uuid))
        order by published_at desc, notice_id desc limit $5"#,
        tenant.uuid(),
        now,
        at,
        id,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One published notice.
pub async fn one(tx: &mut impl Tx, tenant: TenantId, id: NoticeId, now: DateTime<Utc>) -> AppResult<Option<Notice>> {
    let row = sqlx::query_as!(
        Notice,
        r#"select notice_id as "id: NoticeId", title, body, pinned, published_at, expires_at from notice
        where tenant_id = $1 and notice_id = $2 and published_at <= $3"#,
        tenant.uuid(),
        id.uuid(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Publishes a notice.
pub async fn insert(tx: &mut WriteTx, tenant: TenantId, notice: &Notice) -> AppResult<()> {
    sqlx::query!(
        "insert into notice (tenant_id, notice_id, title, body, pinned, published_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
        tenant.uuid(),
        notice.id.uuid(),
        notice.title,
        notice.body,
        notice.pinned,
        notice.published_at,
        notice.expires_at,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Takes a notice off the board.
pub async fn end(tx: &mut WriteTx, tenant: TenantId, id: NoticeId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update notice set expires_at = $3 where tenant_id = $1 and notice_id = $2 and (expires_at is null or expires_at > $3)",
        tenant.uuid(),
        id.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}
