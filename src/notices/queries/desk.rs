//! SQL of the staff's list, and of who sees and decides what.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::places;
use crate::db::{GrantId, GridId, NoticeId, PersonId, TenantId, Tx};
use crate::error::AppResult;
use crate::notices::PlaceName;
use crate::notices::model::{Shelf, Standing, State};

/// A notice in the staff's list.
pub(in crate::notices) struct Row {
    pub id: NoticeId,
    pub title: String,
    pub place: PlaceName,
    pub standing: Standing,
    pub author_name: String,
    pub published_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub changed_at: DateTime<Utc>,
}

/// What the staff's list shows.
pub(in crate::notices) struct Search<'a> {
    /// Only this part.
    pub shelf: Option<Shelf>,
    /// Only those of these grids.
    pub grids: Option<&'a [Uuid]>,
    /// Only those after this one: when it was changed, which it is.
    pub after: Option<(DateTime<Utc>, NoticeId)>,
    pub limit: i64,
}

/// The notices that were changed last.
pub(in crate::notices) async fn rows(
    tx: &mut impl Tx,
    tenant: TenantId,
    now: DateTime<Utc>,
    search: &Search<'_>,
) -> AppResult<Vec<Row>> {
    let (at, id) = search.after.map_or((None, None), |(at, id)| (Some(at), Some(id.uuid())));
    let rows = sqlx::query!(
        r#"select notice_id as "id: NoticeId", title, state, author_name, published_at, expires_at, changed_at from notice
        where tenant_id = $1
            and ($3::text is null or $3 = case
                when state in ('draft', 'returned') then 'drafts'
                when state = 'review' then 'review'
                when state = 'withdrawn' or expires_at <= $2 then 'over'
                when published_at > $2 then 'scheduled'
                else 'now' end)
            and ($4::uuid[] is null or grid_id = any($4))
            and ($5::timestamptz is null or (changed_at, notice_id) < ($5, $6::uuid))
        order by changed_at desc, notice_id desc limit $7"#,
        tenant.uuid(),
        now,
        search.shelf.map(Shelf::code),
        search.grids,
        at,
        id,
        search.limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<NoticeId> = rows.iter().map(|row| row.id).collect();
    let mut places = places::names(tx, tenant, &ids).await?;
    let rows = rows.into_iter().filter_map(|row| {
        let state = State::parse(&row.state)?;
        Some(Row {
            id: row.id,
            title: row.title,
            place: places.remove(&row.id).unwrap_or(PlaceName::Community),
            standing: state.standing((row.published_at, row.expires_at), now),
            author_name: row.author_name,
            published_at: row.published_at,
            expires_at: row.expires_at,
            changed_at: row.changed_at,
        })
    });
    Ok(rows.collect())
}

/// How many notices stand in each part of the list.
pub(in crate::notices) struct Counts {
    pub drafts: i64,
    pub review: i64,
    pub scheduled: i64,
    pub now: i64,
    pub over: i64,
}

impl Counts {
    /// How many stand in one part.
    pub fn of(&self, shelf: Shelf) -> i64 {
        match shelf {
            Shelf::Drafts => self.drafts,
            Shelf::Review => self.review,
            Shelf::Scheduled => self.scheduled,
            Shelf::Now => self.now,
            Shelf::Over => self.over,
        }
    }

    /// How many there are.
    pub fn total(&self) -> i64 {
        self.drafts + self.review + self.scheduled + self.now + self.over
    }
}

/// Counts the notices of a community, or of some grids.
pub(in crate::notices) async fn counts(
    tx: &mut impl Tx,
    tenant: TenantId,
    now: DateTime<Utc>,
    grids: Option<&[Uuid]>,
) -> AppResult<Counts> {
    let counts = sqlx::query_as!(
        Counts,
        r#"select count(*) filter (where state in ('draft', 'returned')) as "drafts!",
            count(*) filter (where state = 'review') as "review!",
            count(*) filter (where state = 'approved' and published_at > $2 and (expires_at is null or expires_at > $2)) as "scheduled!",
            count(*) filter (where state = 'approved' and published_at <= $2 and (expires_at is null or expires_at > $2)) as "now!",
            count(*) filter (where state = 'withdrawn' or state = 'approved' and expires_at <= $2) as "over!"
        from notice where tenant_id = $1 and ($3::uuid[] is null or grid_id = any($3))"#,
        tenant.uuid(),
        now,
        grids,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(counts)
}

/// The grids that some grants are held in.
pub(in crate::notices) async fn grids_of(
    tx: &mut impl Tx,
    tenant: TenantId,
    grants: &[GrantId],
) -> AppResult<Vec<GridId>> {
    let ids: Vec<Uuid> = grants.iter().map(|id| id.uuid()).collect();
    let grids = sqlx::query_scalar!(
        r#"select scope_id as "id!: GridId" from role_grant where tenant_id = $1 and grant_id = any($2) and scope_kind = 'grid'"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(grids)
}

/// Whether nobody but this person works for the community as a whole on a day.
pub(in crate::notices) async fn is_alone(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    today: NaiveDate,
) -> AppResult<bool> {
    let alone = sqlx::query_scalar!(
        r#"select not exists (select 1 from role_grant
            where tenant_id = $1 and role = 'community_staff' and scope_id is null and person_id <> $2
                and valid_from <= $3 and (valid_to is null or valid_to >= $3)) as "alone!""#,
        tenant.uuid(),
        person.uuid(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(alone)
}
