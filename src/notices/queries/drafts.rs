//! SQL of one notice in the hands of staff.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::places;
use crate::db::{NoticeId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::notices::PlaceName;
use crate::notices::model::{Standing, State};
use crate::notices::place::Place;

/// What a notice says, where and when.
pub struct Content {
    /// Its title.
    pub title: String,
    /// Its text, paragraphs between line ends.
    pub body: String,
    /// Whether it stays on top.
    pub pinned: bool,
    /// Where it holds.
    pub place: Place,
    /// When it is to be published; none: as soon as it is approved.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it stops holding.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A notice as staff see it.
pub(in crate::notices) struct Draft {
    pub id: NoticeId,
    pub content: Content,
    pub place_name: PlaceName,
    pub state: State,
    pub published_at: Option<DateTime<Utc>>,
    pub author: Option<PersonId>,
    pub author_name: String,
    pub writers: Vec<Uuid>,
    pub decider: Option<PersonId>,
    pub decider_name: String,
    pub decided_at: Option<DateTime<Utc>>,
    pub reason: String,
    pub revision: i32,
    pub changed_at: DateTime<Utc>,
}

impl Draft {
    /// Where it stands at a time.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        self.state.standing((self.published_at, self.content.expires_at), now)
    }

    /// Whether somebody wrote some of it.
    pub fn is_by(&self, person: PersonId) -> bool {
        self.writers.contains(&person.uuid())
    }
}

/// One notice, whatever its state.
pub(in crate::notices) async fn draft(tx: &mut impl Tx, tenant: TenantId, id: NoticeId) -> AppResult<Option<Draft>> {
    let row = sqlx::query!(
        r#"select title, body, pinned, place_kind, estate_id, grid_id, starts_at, expires_at, state, published_at,
            author_id as "author: PersonId", author_name, writers, decided_by as "decider: PersonId", decider_name, decided_at,
            reason, revision, changed_at
        from notice where tenant_id = $1 and notice_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    // A state of a newer program is none that this one could do anything about.
    let Some((row, state)) = row.and_then(|row| State::parse(&row.state).map(|state| (row, state))) else {
        return Ok(None);
    };
    let place = match (row.place_kind.as_str(), row.estate_id, row.grid_id) {
        ("estate", Some(id), _) => Place::Estate(id.into()),
        ("grid", _, Some(id)) => Place::Grid(id.into()),
        ("buildings", ..) => Place::Buildings(places::buildings(tx, tenant, id).await?),
        _ => Place::Community,
    };
    let place_name = places::names(tx, tenant, &[id]).await?.remove(&id).unwrap_or(PlaceName::Community);
    Ok(Some(Draft {
        id,
        content: Content {
            title: row.title,
            body: row.body,
            pinned: row.pinned,
            place,
            starts_at: row.starts_at,
            expires_at: row.expires_at,
        },
        place_name,
        state,
        published_at: row.published_at,
        author: row.author,
        author_name: row.author_name,
        writers: row.writers,
        decider: row.decider,
        decider_name: row.decider_name,
        decided_at: row.decided_at,
        reason: row.reason,
        revision: row.revision,
        changed_at: row.changed_at,
    }))
}

/// A notice that somebody begins.
pub struct NewDraft<'a> {
    /// What it says, where and when.
    pub content: &'a Content,
    /// Who begins it.
    pub author: PersonId,
    /// Their name.
    pub author_name: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Begins a notice; false when it was begun before (the form was sent twice).
pub async fn insert_draft(tx: &mut WriteTx, tenant: TenantId, id: NoticeId, new: &NewDraft<'_>) -> AppResult<bool> {
    let content = new.content;
    let (estate, grid) = ids(&content.place);
    let done = sqlx::query!(
        "insert into notice (tenant_id, notice_id, state, title, body, pinned, place_kind, estate_id, grid_id, starts_at, expires_at,
            author_id, author_name, writers, changed_at)
        values ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, array[$11::uuid], $13) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        content.title,
        content.body,
        content.pinned,
        content.place.kind(),
        estate,
        grid,
        content.starts_at,
        content.expires_at,
        new.author.uuid(),
        new.author_name,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    places::set_buildings(tx, tenant, id, content.place.buildings()).await?;
    Ok(true)
}

/// Saves what somebody wrote on a notice that is open; false when somebody else was first.
pub(in crate::notices) async fn save(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: NoticeId,
    revision: i32,
    (content, writer): (&Content, PersonId),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let (estate, grid) = ids(&content.place);
    let done = sqlx::query!(
        "update notice set title = $4, body = $5, pinned = $6, place_kind = $7, estate_id = $8, grid_id = $9, starts_at = $10,
            expires_at = $11, writers = case when $12 = any(writers) then writers else array_append(writers, $12) end,
            revision = revision + 1, changed_at = $13
        where tenant_id = $1 and notice_id = $2 and revision = $3 and state in ('draft', 'returned')",
        tenant.uuid(),
        id.uuid(),
        revision,
        content.title,
        content.body,
        content.pinned,
        content.place.kind(),
        estate,
        grid,
        content.starts_at,
        content.expires_at,
        writer.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    places::set_buildings(tx, tenant, id, content.place.buildings()).await?;
    Ok(true)
}

/// Makes whoever else is at a notice wait until the transaction ends.
pub(in crate::notices) async fn lock(tx: &mut WriteTx, tenant: TenantId, id: NoticeId) -> AppResult<()> {
    sqlx::query!(
        "select from notice where tenant_id = $1 and notice_id = $2 for no key update",
        tenant.uuid(),
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A step of a notice.
pub struct Move<'a> {
    /// The state that it leads to.
    pub to: State,
    /// What its taker saw.
    pub revision: i32,
    /// From when on residents read it, where the step publishes it.
    pub published_at: Option<DateTime<Utc>>,
    /// Who decided, with their name, where it is a decision.
    pub decider: Option<(PersonId, &'a str)>,
    /// Why, where somebody said so.
    pub reason: Option<&'a str>,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Takes a step; false when somebody else was first.
pub async fn take(tx: &mut WriteTx, tenant: TenantId, id: NoticeId, step: &Move<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update notice set state = $4, published_at = coalesce($5, published_at), decided_by = coalesce($6, decided_by),
            decider_name = coalesce($7, decider_name), decided_at = case when $6::uuid is null then decided_at else $9 end,
            reason = coalesce($8, reason), revision = revision + 1, changed_at = $9
        where tenant_id = $1 and notice_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        step.revision,
        step.to.code(),
        step.published_at,
        step.decider.map(|(person, _)| person.uuid()),
        step.decider.map(|(_, name)| name),
        step.reason,
        step.now,
    )
    .execute(tx.conn())
    .await?;
    if matches!(step.to, State::Approved | State::Withdrawn) {
        tx.touch_public(tenant);
    }
    Ok(done.rows_affected() == 1)
}

fn ids(place: &Place) -> (Option<Uuid>, Option<Uuid>) {
    match place {
        Place::Estate(id) => (Some(id.uuid()), None),
        Place::Grid(id) => (None, Some(id.uuid())),
        Place::Community | Place::Buildings(_) => (None, None),
    }
}
