//! Estates and buildings, and the moves of buildings between grids.

use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::forms::{BuildingsForm, EstateForm, MoveForm, building_names};
use super::grid::{Draft, GridPath, show_grid};
use super::pages::{BuildingRow, EstateRow, EstatesPage};
use super::{queries, urls};
use crate::access::{Capability, Staff};
use crate::db::{BuildingId, GridId};
use crate::directory::publish::{Written, ensure_estate};
use crate::error::{AppError, AppResult};
use crate::residents;
use crate::staff;
use crate::ui::SelectOption;
use crate::values::Line;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    show_list(&staff, EstateForm::default(), BuildingsForm::default(), Errors::default()).await
}

async fn show_list(staff: &Staff, estate: EstateForm, adding: BuildingsForm, errors: Errors) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let today = staff.today()?;
    let mut tx = staff.read().await?;
    let names = queries::estate_names(&mut tx, tenant.id).await?;
    let grids = queries::grids(&mut tx, tenant.id).await?;
    let buildings = queries::buildings(&mut tx, tenant.id, today).await?;
    drop(tx);
    let t = staff.context().t();
    let grid_code = |id: Option<GridId>| {
        let grid = id.and_then(|id| grids.iter().find(|grid| grid.id == id));
        grid.map_or_else(|| t.grids.no_grid.to_owned(), |grid| grid.code.clone())
    };
    let template = EstatesPage {
        page: Page::of_console(staff, t.grids.estates),
        console_url: staff::urls::console(tenant),
        board_url: urls::grids(tenant),
        estates: names
            .iter()
            .map(|(id, name)| EstateRow {
                name: name.clone(),
                buildings: buildings
                    .iter()
                    .filter(|building| building.estate == *id)
                    .map(|building| BuildingRow {
                        url: residents::urls::building(tenant, building.id),
                        name: building.name.clone(),
                        grid: grid_code(building.grid),
                        households: building.households,
                    })
                    .collect(),
            })
            .collect(),
        may_change: staff.may(Capability::GridPosts),
        estate_action: urls::estates(tenant),
        estate,
        buildings_action: urls::buildings(tenant),
        estate_options: names.iter().map(|(id, name)| SelectOption::new(id.to_string(), name)).collect(),
        grid_options: std::iter::once(SelectOption::new("", t.grids.no_grid))
            .chain(
                grids.iter().map(|grid| SelectOption::new(grid.id.to_string(), format!("{} {}", grid.code, grid.name))),
            )
            .collect(),
        adding_estate: adding.estate.map_or_else(String::new, |id| id.to_string()),
        adding_grid: adding.grid.map_or_else(String::new, |id| id.to_string()),
        adding,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn add_estate(staff: Staff, Form(form): Form<EstateForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let Ok(name) = Line::<30>::parse(&form.name) else {
        let errors = Errors::of("name", staff.context().t().grids.error_estate);
        return show_list(&staff, form, BuildingsForm::default(), errors).await;
    };
    let mut tx = staff.write().await?;
    let written = ensure_estate(&mut tx, tenant.id, &String::from(name)).await?;
    tx.commit().await?;
    let flash = if written == Written::Same { Flash::AlreadyDone } else { Flash::Saved };
    Ok(redirect(&urls::estates(&tenant), Some(flash)))
}

pub(super) async fn add(staff: Staff, Form(form): Form<BuildingsForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (t, today) = (staff.context().t(), staff.today()?);
    let mut tx = staff.write().await?;
    let mut errors = Errors::default();
    let position = match form.estate {
        Some(estate) => queries::next_position(&mut tx, tenant.id, estate).await?.zip(Some(estate)),
        None => None,
    };
    if position.is_none() {
        errors.add("estate", t.grids.error_estate_choose);
    }
    let names = building_names(&form.names);
    if names.is_none() {
        errors.add("names", t.grids.error_buildings);
    }
    if let Some(grid) = form.grid
        && queries::grid(&mut tx, tenant.id, grid).await?.is_none()
    {
        return Err(AppError::NotFound);
    }
    let (Some((first, estate)), Some(names)) = (position, names) else {
        drop(tx);
        return show_list(&staff, EstateForm::default(), form, errors).await;
    };
    let mut added = 0;
    for (name, position) in names.iter().zip(first..) {
        let id = BuildingId::generate();
        if queries::add_building(&mut tx, tenant.id, id, estate, name, position).await? {
            added += 1;
            if let Some(grid) = form.grid {
                queries::place_building(&mut tx, tenant.id, id, grid, today).await?;
            }
        }
    }
    tx.commit().await?;
    let flash = if added == 0 { Flash::AlreadyDone } else { Flash::Saved };
    Ok(redirect(&urls::estates(&tenant), Some(flash)))
}

/// Buildings move into a grid from a day on.
pub(super) async fn take_over(
    staff: Staff,
    Path(path): Path<GridPath>,
    Form(form): Form<MoveForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let (t, today) = (staff.context().t(), staff.today()?);
    let mut tx = staff.write().await?;
    if queries::grid(&mut tx, tenant.id, path.grid).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let mut errors = Errors::default();
    if form.building.is_empty() {
        errors.add("moved", t.grids.error_move);
    }
    let from = form.from.trim().parse::<NaiveDate>().ok().filter(|from| *from >= today);
    if from.is_none() {
        errors.add("move_from", t.grids.error_from_past);
    }
    let Some(from) = from.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_grid(&staff, path.grid, Draft { moving: form, errors, ..Draft::default() }).await;
    };
    for building in &form.building {
        if !queries::move_building(&mut tx, tenant.id, *building, path.grid, from).await? {
            return Err(AppError::NotFound);
        }
    }
    tx.commit().await?;
    Ok(redirect(&urls::grid(&tenant, path.grid), Some(Flash::Saved)))
}

/// The path of a building of a grid.
#[derive(Deserialize)]
pub(super) struct BuildingPath {
    grid: GridId,
    building: BuildingId,
}

/// A planned move is taken back.
pub(super) async fn stay(staff: Staff, Path(path): Path<BuildingPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    if queries::grid(&mut tx, tenant.id, path.grid).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let done = queries::take_move_back(&mut tx, tenant.id, path.building, staff.today()?).await?;
    tx.commit().await?;
    let flash = if done { Flash::Saved } else { Flash::AlreadyDone };
    Ok(redirect(&urls::grid(&tenant, path.grid), Some(flash)))
}
