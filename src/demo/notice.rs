//! The demo's notices that are on their way.

use anyhow::{Context, Result};
use chrono::{DateTime, Days, TimeDelta, Utc};

use super::data::DraftData;
use super::grid::Places;
use crate::db::{NoticeId, PersonId, WriteTx};
use crate::notices::queries::{self, Content, Move, NewDraft};
use crate::notices::{Place, State};
use crate::tenancy::Tenant;

/// How long ago they were written.
const AGO: TimeDelta = TimeDelta::hours(20);

/// Somebody with their name.
pub(super) type Named<'a> = (PersonId, &'a str);

/// Writes a notice, hands it to a second person, and has it approved where the demo says so; once, however often it is
/// loaded.
pub(super) async fn add(
    tx: &mut WriteTx,
    tenant: &Tenant,
    number: u128,
    data: &DraftData,
    (by, approved_by): (Named<'_>, Option<Named<'_>>),
    places: &Places,
    now: DateTime<Utc>,
) -> Result<()> {
    let at = |days: u64| {
        let day = now.with_timezone(&tenant.time_zone).date_naive() + Days::new(days);
        let local = day.and_hms_opt(8, 0, 0)?.and_local_timezone(tenant.time_zone).earliest()?;
        Some(local.with_timezone(&Utc))
    };
    let place = match &data.grid {
        Some(code) => Place::Grid((*places.get(code).with_context(|| code.clone())?).into()),
        None => Place::Community,
    };
    let content = Content {
        title: data.title.clone(),
        body: data.body.trim().to_owned(),
        pinned: false,
        place,
        starts_at: at(data.starts_in),
        expires_at: at(data.ends_in),
    };
    let id = NoticeId::derived(tenant.id.uuid(), uuid::Uuid::from_u128(number));
    let new = NewDraft { content: &content, author: by.0, author_name: by.1, now: now - AGO };
    if !queries::insert_draft(tx, tenant.id, id, &new).await? {
        return Ok(());
    }
    let step = |to, revision| Move { to, revision, published_at: None, decider: None, reason: None, now: now - AGO };
    queries::take(tx, tenant.id, id, &step(State::Review, 1)).await?;
    if approved_by.is_some() {
        let approved = Move { published_at: content.starts_at, decider: approved_by, ..step(State::Approved, 2) };
        queries::take(tx, tenant.id, id, &approved).await?;
    }
    Ok(())
}
