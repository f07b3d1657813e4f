//! From door to door: whoever leads a building tells those who read nothing on a telephone, and ticks the doors. The page
//! says rooms and done or not done; who lives there it does not know.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::pages::{DoorView, RoundPage, RoundView, RoundsPage, UnitView};
use super::queries::{self, Listed, Teller};
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::{BuildingId, HouseholdId, NoticeId, Tx};
use crate::error::{AppError, AppResult};
use crate::grids::queries as grids;
use crate::residents::Territory;
use crate::web::extract::{Form, Path};
use crate::web::{Flash, Nav, Page, flashed, redirect, text};

/// Notices of a building that are gone round with: those that hold, as many as somebody carries in the head.
const MOST: i64 = 8;

/// The path of a round: a building and a notice.
#[derive(Deserialize)]
pub(super) struct RoundPath {
    building: BuildingId,
    notice: NoticeId,
}

/// The doors that are told: as they are ticked, and as they were when the page was shown. What somebody else ticked
/// meanwhile stays.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RoundForm {
    door: Vec<HouseholdId>,
    was: Vec<HouseholdId>,
}

fn page(staff: &Staff, title: &str) -> Page {
    Page::new(staff.state(), staff.context(), staff.viewer(), staff.flash(), title).at(Nav::Notices).unlisted()
}

/// The buildings that this person goes round in.
async fn buildings(staff: &Staff, tx: &mut impl Tx) -> AppResult<Vec<grids::Building>> {
    let territory = Territory::of(staff, tx, Capability::DoorRounds).await?;
    let mut all = grids::buildings(tx, staff.tenant()?.id, staff.today()?).await?;
    all.retain(|building| territory.holds(building.id.uuid()));
    Ok(all)
}

/// A building that this person goes round in, with what of a notice concerns it.
async fn find(staff: &Staff, tx: &mut impl Tx, path: &RoundPath) -> AppResult<(grids::Building, String)> {
    let building = buildings(staff, tx).await?.into_iter().find(|building| building.id == path.building);
    let building = building.ok_or(AppError::NotFound)?;
    let notices = of_building(staff, tx, building.id).await?;
    let notice = notices.into_iter().find(|(id, ..)| *id == path.notice).ok_or(AppError::NotFound)?;
    Ok((building, notice.1))
}

/// The notices that hold now and concern a building: id, title, when published.
async fn of_building(
    staff: &Staff,
    tx: &mut impl Tx,
    building: BuildingId,
) -> AppResult<Vec<(NoticeId, String, String)>> {
    let (tenant, now) = (staff.tenant()?, staff.now());
    let search = Listed { building: Some(building), today: staff.today()?, after: None, limit: MOST };
    let notices = queries::listed(tx, tenant.id, now, &search).await?;
    let holds = |at: Option<chrono::DateTime<chrono::Utc>>| at.is_none_or(|at| now < at);
    Ok(notices
        .into_iter()
        .map(|shown| shown.notice)
        .filter(|notice| holds(notice.expires_at))
        .map(|notice| {
            let at = text::moment(staff.context().locale, notice.published_at, now, tenant.time_zone);
            (notice.id, notice.title, at)
        })
        .collect())
}

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let t = staff.context().t();
    let mut tx = staff.read().await?;
    let mut sections = Vec::new();
    for building in buildings(&staff, &mut tx).await? {
        let notices = of_building(&staff, &mut tx, building.id).await?;
        let ids: Vec<NoticeId> = notices.iter().map(|(id, ..)| *id).collect();
        let told = queries::told_of(&mut tx, tenant.id, building.id, &ids).await?;
        let rounds = notices.into_iter().map(|(id, title, at)| {
            let done = told.iter().find(|(notice, _)| *notice == id).map_or(0, |(_, told)| *told);
            RoundView {
                url: urls::round(tenant, building.id, id),
                title,
                note: format!("{at} · {}", t.notices.round_told(done, building.households)),
                is_done: done >= building.households,
            }
        });
        sections.push((format!("{} {}", building.estate_name, building.name), rounds.collect()));
    }
    drop(tx);
    let template =
        RoundsPage { page: page(&staff, t.notices.rounds), sections, asked_url: crate::grids::urls::asked(tenant) };
    flashed(staff.flash(), StatusCode::OK, &template)
}

pub(super) async fn show(staff: Staff, Path(path): Path<RoundPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let t = staff.context().t();
    let mut tx = staff.read().await?;
    let (building, title) = find(&staff, &mut tx, &path).await?;
    let doors = queries::doors(&mut tx, tenant.id, building.id, path.notice).await?;
    drop(tx);
    let told = doors.iter().filter(|door| door.is_told).count();
    let mut units: Vec<UnitView> = Vec::new();
    for door in &doors {
        let view = DoorView { id: door.id.to_string(), room: door.room.clone(), is_told: door.is_told };
        match units.last_mut() {
            Some(unit) if unit.unit == door.unit => unit.doors.push(view),
            _ => units.push(UnitView { unit: door.unit.clone(), doors: vec![view] }),
        }
    }
    let template = RoundPage {
        page: page(&staff, &title),
        rounds_url: urls::rounds(tenant),
        notice_url: urls::notice(tenant, path.notice),
        place: format!("{} {}", building.estate_name, building.name),
        told: t.notices.round_told(told, doors.len()),
        title,
        action: urls::round(tenant, building.id, path.notice),
        units,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<RoundPath>,
    Form(form): Form<RoundForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let (building, _) = find(&staff, &mut tx, &path).await?;
    let added: Vec<HouseholdId> = form.door.iter().filter(|door| !form.was.contains(door)).copied().collect();
    let taken: Vec<HouseholdId> = form.was.iter().filter(|door| !form.door.contains(door)).copied().collect();
    let teller = Teller { grant: staff.grant().id, name: &staff.me().name, now: staff.now() };
    queries::tell(&mut tx, tenant.id, building.id, path.notice, &added, &teller).await?;
    queries::untell(&mut tx, tenant.id, building.id, path.notice, &taken).await?;
    tx.commit().await?;
    Ok(redirect(&urls::round(&tenant, building.id, path.notice), Some(Flash::Saved)))
}
