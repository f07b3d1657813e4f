//! SQL of what residents read.

use chrono::{DateTime, NaiveDate, Utc};

use super::places;
use crate::db::{BuildingId, NoticeId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::notices::PlaceName;

/// A published notice.
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

/// A published notice with where it holds.
pub struct Shown {
    /// The notice.
    pub notice: Notice,
    /// Where it holds.
    pub place: PlaceName,
}

async fn with_places(tx: &mut impl Tx, tenant: TenantId, notices: Vec<Notice>) -> AppResult<Vec<Shown>> {
    let ids: Vec<NoticeId> = notices.iter().map(|notice| notice.id).collect();
    let mut places = places::names(tx, tenant, &ids).await?;
    let shown = notices.into_iter().map(|notice| {
        let place = places.remove(&notice.id).unwrap_or(PlaceName::Community);
        Shown { notice, place }
    });
    Ok(shown.collect())
}

/// The notices that hold now: pinned ones first, then the newest.
pub async fn current(tx: &mut impl Tx, tenant: TenantId, now: DateTime<Utc>, limit: i64) -> AppResult<Vec<Shown>> {
    let rows = sqlx::query_as!(
        Notice,
        r#"select notice_id as "id: NoticeId", title, body, pinned, published_at as "published_at!", expires_at from notice
        where tenant_id = $1 and state = 'approved' and published_at <= $2 and (expires_at is null or expires_at > $2)
        order by pinned desc, published_at desc, notice_id desc limit $3"#,
        tenant.uuid(),
        now,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    with_places(tx, tenant, rows).await
}

/// Which published notices are listed.
pub(in crate::notices) struct Listed {
    /// Only those that concern this building, by the grid that it belongs to on this day.
    pub building: Option<BuildingId>,
    pub today: NaiveDate,
    /// Only those after this one: whether it is on top, when it was published, which it is.
    pub after: Option<(bool, DateTime<Utc>, NoticeId)>,
    pub limit: i64,
}

/// The published notices: those that are pinned and hold first, then the newest; expired ones too, as a record.
pub(in crate::notices) async fn listed(
    tx: &mut impl Tx,
    tenant: TenantId,
    now: DateTime<Utc>,
    search: &Listed,
) -> AppResult<Vec<Shown>> {
    let (on_top, at, id) =
        search.after.map_or((None, None, None), |(top, at, id)| (Some(top), Some(at), Some(id.uuid())));
    let rows = sqlx::query_as!(
        Notice,
        r#"select notice_id as "id: NoticeId", title, body, pinned, published_at as "published_at!", expires_at from notice n
        where tenant_id = $1 and state = 'approved' and published_at <= $2
            and ($3::uuid is null or place_kind = 'community'
                or estate_id = (select b.estate_id from building b where b.tenant_id = $1 and b.building_id = $3)
                or grid_id = (select g.grid_id from building_grid g
                    where g.tenant_id = $1 and g.building_id = $3 and g.valid @> $4::date)
                or exists (select 1 from notice_building nb
                    where nb.tenant_id = $1 and nb.notice_id = n.notice_id and nb.building_id = $3))
            and ($5::bool is null
                or (pinned and (expires_at is null or expires_at > $2), published_at, notice_id) < ($5, $6, $7::uuid))
        order by (pinned and (expires_at is null or expires_at > $2)) desc, published_at desc, notice_id desc limit $8"#,
        tenant.uuid(),
        now,
        search.building.map(BuildingId::uuid),
        search.today,
        on_top,
        at,
        id,
        search.limit,
    )
    .fetch_all(tx.conn())
    .await?;
    with_places(tx, tenant, rows).await
}

/// One published notice.
pub(in crate::notices) async fn one(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: NoticeId,
    now: DateTime<Utc>,
) -> AppResult<Option<Shown>> {
    let row = sqlx::query_as!(
        Notice,
        r#"select notice_id as "id: NoticeId", title, body, pinned, published_at as "published_at!", expires_at from notice
        where tenant_id = $1 and notice_id = $2 and state = 'approved' and published_at <= $3"#,
        tenant.uuid(),
        id.uuid(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(with_places(tx, tenant, row.into_iter().collect()).await?.pop())
}

/// When and why a notice was taken down that residents could read before; none for any other.
pub(in crate::notices) async fn withdrawn(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: NoticeId,
) -> AppResult<Option<(DateTime<Utc>, String)>> {
    let row = sqlx::query!(
        r#"select decided_at as "at!", reason from notice
        where tenant_id = $1 and notice_id = $2 and state = 'withdrawn' and published_at <= decided_at"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.at, row.reason)))
}

/// Notes that somebody knows; once, however often they say so.
pub(in crate::notices) async fn acknowledge(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: NoticeId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into notice_read (tenant_id, notice_id, person_id, read_at) values ($1, $2, $3, $4) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether somebody has said that they know.
pub(in crate::notices) async fn has_read(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: NoticeId,
    person: PersonId,
) -> AppResult<bool> {
    let has = sqlx::query_scalar!(
        r#"select exists (select 1 from notice_read where tenant_id = $1 and notice_id = $2 and person_id = $3) as "has!""#,
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(has)
}

/// How many people have read a notice.
pub(in crate::notices) struct Reads {
    /// Everybody who was signed in.
    pub all: i64,
    /// Those of them who are residents here.
    pub residents: i64,
    /// How many residents there are.
    pub of: i64,
}

/// How many people have said that they know, and how many residents there are on a day.
pub(in crate::notices) async fn reads(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: NoticeId,
    today: NaiveDate,
) -> AppResult<Reads> {
    let reads = sqlx::query_as!(
        Reads,
        r#"with resident as (
            select distinct person_id from role_grant
            where tenant_id = $1 and role = 'resident' and valid_from <= $3 and (valid_to is null or valid_to >= $3))
        select count(r.person_id) as "all!", count(resident.person_id) filter (where r.person_id is not null) as "residents!",
            count(resident.person_id) as "of!"
        from resident full join (select person_id from notice_read where tenant_id = $1 and notice_id = $2) r
            on r.person_id = resident.person_id"#,
        tenant.uuid(),
        id.uuid(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(reads)
}

/// Publishes a notice of the portal itself, for the whole community; staff's own go through their hands (`insert_draft`).
pub async fn insert(tx: &mut WriteTx, tenant: TenantId, notice: &Notice) -> AppResult<()> {
    sqlx::query!(
        "insert into notice (tenant_id, notice_id, state, title, body, pinned, published_at, expires_at, changed_at)
        values ($1, $2, 'approved', $3, $4, $5, $6, $7, $6)",
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

/// Lets a notice hold no longer.
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
