//! Buildings with their doors, and the households behind them.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::{HouseholdForm, RoomsForm};
use super::model::{HouseholdKind, door};
use super::pages::{BuildingPage, DoorView, HouseholdPage, UnitView, kind_label, line};
use super::queries::households::{self, DoorRow};
use super::queries::records;
use super::territory::Territory;
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::{BuildingId, HouseholdId};
use crate::error::{AppError, AppResult};
use crate::grids::{self, queries as grid_queries};
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, Page, flashed, form_status, redirect};

/// The path of a building.
#[derive(Deserialize)]
pub(super) struct BuildingPath {
    building: BuildingId,
}

fn kinds(t: &Messages) -> Vec<SelectOption> {
    HouseholdKind::ALL.iter().map(|kind| SelectOption::new(kind.code(), kind.label(t))).collect()
}

pub(super) async fn building(staff: Staff, Path(path): Path<BuildingPath>) -> AppResult<Response> {
    let form = RoomsForm { kind: HouseholdKind::Registered.code().to_owned(), ..RoomsForm::default() };
    show_building(&staff, path.building, form, Errors::default()).await
}

async fn show_building(staff: &Staff, id: BuildingId, form: RoomsForm, errors: Errors) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let mut tx = staff.read().await?;
    let territory = Territory::of(staff, &mut tx, Capability::Residents).await?;
    let buildings = grid_queries::buildings(&mut tx, tenant.id, today).await?;
    let building =
        buildings.into_iter().find(|b| b.id == id && territory.holds(id.uuid())).ok_or(AppError::NotFound)?;
    let doors = households::doors(&mut tx, tenant.id, id).await?;
    drop(tx);
    let name = format!("{} {}", building.estate_name, building.name);
    let mut units: Vec<(String, Vec<&DoorRow>)> = Vec::new();
    for row in &doors {
        match units.last_mut() {
            Some((unit, rows)) if *unit == row.unit_no => rows.push(row),
            _ => units.push((row.unit_no.clone(), vec![row])),
        }
    }
    let view = |row: &&DoorRow| DoorView {
        url: urls::household(tenant, row.id),
        room: row.room_no.clone(),
        people: row.people,
        kind: kind_label(&row.kind, t),
    };
    let template = BuildingPage {
        page: Page::of_console(staff, name.clone()),
        console_url: staff::urls::console(tenant),
        estates_url: grids::urls::estates(tenant),
        residents_url: urls::residents_of(tenant, id),
        name,
        households: doors.len(),
        people: doors.iter().map(|row| row.people).sum(),
        empty: doors.iter().filter(|row| row.people == 0).count(),
        units: units
            .into_iter()
            .map(|(unit, rows)| UnitView {
                title: if unit.is_empty() { t.residents.no_unit.to_owned() } else { t.residents.unit_name(unit) },
                doors: rows.iter().map(view).collect(),
            })
            .collect(),
        may_change: staff.may(Capability::ResidentRecords),
        action: urls::building(tenant, id),
        form,
        kinds: kinds(t),
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn add_doors(
    staff: Staff,
    Path(path): Path<BuildingPath>,
    Form(form): Form<RoomsForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut errors = Errors::default();
    let Some((kind, doors)) = form.check(staff.context().t(), &mut errors) else {
        return show_building(&staff, path.building, form, errors).await;
    };
    let mut tx = staff.write().await?;
    if grid_queries::stand(&mut tx, tenant.id, path.building).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let added = grid_queries::add_households(&mut tx, tenant.id, path.building, &doors, kind.code()).await?;
    if added > 0 {
        tx.commit().await?;
    }
    let flash = if added == 0 { Flash::AlreadyDone } else { Flash::Saved };
    Ok(redirect(&urls::building(&tenant, path.building), Some(flash)))
}

/// The path of a household.
#[derive(Deserialize)]
pub(super) struct HouseholdPath {
    household: HouseholdId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<HouseholdPath>) -> AppResult<Response> {
    show_household(&staff, path.household, StatusCode::OK, Errors::default()).await
}

async fn show_household(staff: &Staff, id: HouseholdId, status: StatusCode, errors: Errors) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let mut tx = staff.read().await?;
    let home = households::household(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    if !Territory::of(staff, &mut tx, Capability::Residents).await?.holds(home.building.uuid()) {
        return Err(AppError::NotFound);
    }
    let members = records::of_household(&mut tx, tenant.id, id).await?;
    let members = records::by_ids(&mut tx, tenant.id, &members).await?;
    drop(tx);
    let (left, here): (Vec<_>, Vec<_>) = members.iter().partition(|member| member.left_on.is_some());
    let building_name = format!("{} {}", home.estate_name, home.building_name);
    let place = t.residents.address(&home.estate_name, &home.building_name, door(&home.unit_no, &home.room_no, t));
    let template = HouseholdPage {
        page: Page::of_console(staff, place.clone()),
        console_url: staff::urls::console(tenant),
        building_url: urls::building(tenant, home.building),
        building_name,
        place,
        kind_name: kind_label(&home.kind, t),
        here: here.into_iter().map(|member| line(member, tenant, today, t)).collect(),
        left: left.into_iter().map(|member| line(member, tenant, today, t)).collect(),
        may_change: staff.may(Capability::ResidentRecords),
        new_url: urls::new_in(tenant, id),
        action: urls::household(tenant, id),
        revision: home.revision,
        kind: home.kind,
        kinds: kinds(t),
        errors,
    };
    flashed(staff.flash(), status, &template)
}

pub(super) async fn save(
    staff: Staff,
    Path(path): Path<HouseholdPath>,
    Form(form): Form<HouseholdForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = staff.context().t();
    let Some(kind) = HouseholdKind::parse(&form.kind) else {
        let errors = Errors::of("kind", t.residents.error_kind);
        return show_household(&staff, path.household, StatusCode::UNPROCESSABLE_ENTITY, errors).await;
    };
    let mut tx = staff.write().await?;
    let home = households::household(&mut tx, tenant.id, path.household).await?.ok_or(AppError::NotFound)?;
    if !households::set_kind(&mut tx, tenant.id, path.household, form.revision, kind.code()).await? {
        drop(tx);
        let errors = Errors::of("kind", t.residents.error_kind_changed(kind_label(&home.kind, t)));
        return show_household(&staff, path.household, StatusCode::CONFLICT, errors).await;
    }
    if home.kind != kind.code() {
        tx.changes(&["kind"]);
    }
    tx.commit().await?;
    Ok(redirect(&urls::household(&tenant, path.household), Some(Flash::Saved)))
}
