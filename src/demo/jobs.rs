//! The demo's job postings, and who applied.

use anyhow::{Context, Result};
use chrono::{DateTime, Days, TimeDelta, Utc};

use super::data::{ApplicationData, HireData, JobData};
use super::load::{find_person, today};
use super::residents;
use crate::admissions::queries as admissions;
use crate::db::{JobApplicationId, OrgId, PostingId, Scope};
use crate::jobs::queries::{self, ApplicationMove, Event, Move, NewApplication, NewPosting};
use crate::jobs::{ApplicationStatus, Content, Offer, Part, Pay, PayUnit, Snapshot, Status, kept_meeting, papers};
use crate::residents::queries::{mine, records};
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::values::{Fen, Trade};

/// Who of the demo's staff decided.
const DECIDER: &str = "梁静怡";

/// Adds a posting, and whoever applied for it; once, however often it is loaded.
pub(super) async fn add(state: &AppState, tenant: &Tenant, number: u128, data: &JobData) -> Result<()> {
    let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    let org = match &data.org {
        Some(name) => {
            let serving = admissions::serving(&mut tx, tenant.id).await?;
            Some(serving.into_iter().find(|(_, known)| known == name).with_context(|| name.clone())?.0)
        }
        None => None,
    };
    let content = content(state, tenant, data)?;
    let author = find_person(state, &data.by).await?.with_context(|| data.by.clone())?;
    let at = state.clock().now() - TimeDelta::days(data.days_ago);
    let id = PostingId::derived(tenant.id.uuid(), uuid::Uuid::from_u128(number));
    let new = NewPosting { org, content: &content, author, author_name: &content.employer, now: at };
    if !queries::insert_posting(&mut tx, tenant.id, id, &new).await? {
        return Ok(());
    }
    let step = |to, revision| Move {
        to,
        revision,
        is_held: false,
        is_approved: to == Status::Published,
        valid_until: None,
        decider: None,
        reason: None,
        now: at,
    };
    queries::take(&mut tx, tenant.id, id, &step(Status::Review, 1)).await?;
    if let Some(phone) = &data.approved_by {
        let decider = find_person(state, phone).await?.with_context(|| phone.clone())?;
        let approved = Move { decider: Some((decider, DECIDER)), ..step(Status::Published, 2) };
        queries::take(&mut tx, tenant.id, id, &approved).await?;
    }
    tx.commit().await?;
    for (at, one) in data.applications.iter().enumerate() {
        let key = uuid::Uuid::from_u128(number * 100 + u128::try_from(at)?);
        apply(state, tenant, (id, org, &content.employer), key, one).await.with_context(|| data.title.clone())?;
    }
    for one in &data.hired {
        hire(state, tenant, (id, org, number), one).await.with_context(|| data.title.clone())?;
    }
    Ok(())
}

/// Somebody applied on paper long ago, and was hired.
async fn hire(
    state: &AppState,
    tenant: &Tenant,
    (posting, org, number): (PostingId, Option<OrgId>, u128),
    data: &HireData,
) -> Result<()> {
    let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    let resident = residents::numbered(tenant.id, data.resident);
    let record = records::by_ids(&mut tx, tenant.id, &[resident]).await?.pop().context("a demo resident")?;
    let hired_on = today(state) - Days::new(data.days_ago);
    let (secrets, now) = (state.secrets(), state.clock().now() - TimeDelta::days(i64::try_from(data.days_ago)?));
    let offer = Offer::of(&mut tx, (secrets, tenant.id), &record, hired_on).await?;
    let id = JobApplicationId::derived(tenant.id.uuid(), uuid::Uuid::from_u128(number * 100 + 50 + data.resident));
    let snapshot = Snapshot::take(&offer, &[Part::Name], (secrets, id))?.context("a part to share")?;
    let paper = Some((DECIDER, "2 号柜"));
    let new = NewApplication { id, posting, org, resident, snapshot: &snapshot, note: "", paper, now };
    queries::insert_application(&mut tx, tenant.id, &new).await?;
    let step = |from, to| ApplicationMove { hired_on: Some(hired_on), ..ApplicationMove::plain(from, to, now) };
    let (first, then) = (ApplicationStatus::Submitted, ApplicationStatus::Hired);
    queries::move_application(&mut tx, tenant.id, (id, None), &step(first, then)).await?;
    if data.has_stayed {
        let stays = step(then, ApplicationStatus::Retained);
        queries::move_application(&mut tx, tenant.id, (id, None), &stays).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn content(state: &AppState, tenant: &Tenant, data: &JobData) -> Result<Content> {
    let yuan = |amount| Fen::from_yuan(amount).context("a demo amount");
    Ok(Content {
        employer: data.org.clone().unwrap_or_else(|| tenant.name.clone()),
        title: data.title.clone(),
        trade: Trade::parse(&data.trade).with_context(|| data.trade.clone())?,
        duties: data.duties.trim().to_owned(),
        pay: Pay {
            min: yuan(data.pay[0])?,
            max: yuan(data.pay[1])?,
            unit: PayUnit::parse(&data.unit).with_context(|| data.unit.clone())?,
        },
        live_in: data.live_in,
        hours: data.hours.clone(),
        place: data.place.clone(),
        openings: data.openings,
        certificates: papers(&data.papers),
        valid_until: today(state) + Days::new(data.ends_in),
        is_reemployment: data.reemployment,
    })
}

/// A demo account applies with its record.
async fn apply(
    state: &AppState,
    tenant: &Tenant,
    (posting, org, employer): (PostingId, Option<OrgId>, &str),
    key: uuid::Uuid,
    data: &ApplicationData,
) -> Result<()> {
    let person = find_person(state, &data.account).await?.context("a demo account")?;
    let scope = Scope { tenant: Some(tenant.id), person: Some(person), ..Scope::default() };
    let mut tx = state.db().write(&scope).await?;
    let owned = mine::of_person(&mut tx, person).await?;
    let here: Vec<_> = owned.into_iter().filter(|(of, _)| *of == tenant.id).map(|(_, id)| id).collect();
    let record = records::by_ids(&mut tx, tenant.id, &here).await?.pop().context("a demo resident")?;
    let (secrets, now) = (state.secrets(), state.clock().now());
    let offer = Offer::of(&mut tx, (secrets, tenant.id), &record, today(state)).await?;
    let id = JobApplicationId::derived(tenant.id.uuid(), key);
    let snapshot = Snapshot::take(&offer, &Part::among(&data.parts), (secrets, id))?.context("a part to share")?;
    let applied = now - TimeDelta::hours(30);
    let new = NewApplication {
        id,
        posting,
        org,
        resident: record.id,
        snapshot: &snapshot,
        note: &data.note,
        paper: None,
        now: applied,
    };
    if queries::insert_application(&mut tx, tenant.id, &new).await?
        && let Some((days, place)) = &data.interview
    {
        let day = today(state) + Days::new(*days);
        let at = day.and_hms_opt(10, 0, 0).and_then(|local| local.and_local_timezone(tenant.time_zone).earliest());
        let at: DateTime<Utc> = at.context("a time to meet")?.with_timezone(&Utc);
        let to = ApplicationStatus::Interview;
        let from = ApplicationStatus::Submitted;
        let way = ApplicationMove { interview: Some((at, place)), ..ApplicationMove::plain(from, to, now) };
        queries::move_application(&mut tx, tenant.id, (id, None), &way).await?;
        let note = kept_meeting((at, place), tenant.time_zone);
        let event = Event { to, side: "employer", by_name: employer, note: &note, word: None, at: now };
        queries::note(&mut tx, tenant.id, (id, org), &event).await?;
    }
    tx.commit().await?;
    Ok(())
}
