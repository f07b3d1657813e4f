//! Staff keep the rooms in which the community teaches.

use axum::response::Response;
use serde::Deserialize;

use super::forms::RoomForm;
use super::pages::{RoomPage, RoomRow, RoomsPage};
use super::queries::rooms::{self, Room};
use super::queries::sessions;
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::RoomId;
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_page, form_status, redirect};

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    show_list(&staff, RoomForm::default(), Errors::default()).await
}

async fn show_list(staff: &Staff, form: RoomForm, errors: Errors) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let mut tx = staff.read().await?;
    let rooms = rooms::all(&mut tx, tenant.id).await?;
    drop(tx);
    let row = |room: &Room| {
        let place = Some(room.place.clone()).filter(|place| !place.is_empty());
        let note: Vec<String> = place.into_iter().chain([t.training.seats_count(room.seats)]).collect();
        RoomRow {
            url: urls::room(tenant, room.id),
            name: room.name.clone(),
            note: note.join(" · "),
            is_retired: room.is_retired,
        }
    };
    let template = RoomsPage {
        page: Page::of_console(staff, t.training.rooms),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        rows: rooms.iter().map(row).collect(),
        may_keep: staff.may(Capability::CourseRecords),
        action: urls::rooms(tenant),
        key: form.key.unwrap_or_else(RoomId::generate).to_string(),
        form,
        errors,
    };
    form_page(staff.flash(), &template.errors, &template)
}

pub(super) async fn add(staff: Staff, Form(form): Form<RoomForm>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let valid = form.check(t, &mut errors);
    let mut tx = staff.write().await?;
    if rooms::one(&mut tx, tenant.id, id).await?.is_some() {
        return Ok(redirect(&urls::rooms(&tenant), Some(Flash::AlreadyDone)));
    }
    let Some(valid) = valid else {
        drop(tx);
        return show_list(&staff, form, errors).await;
    };
    if !rooms::insert(&mut tx, tenant.id, id, &valid).await? {
        drop(tx);
        return show_list(&staff, form, Errors::of("name", t.training.error_room_taken)).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::rooms(&tenant), Some(Flash::Saved)))
}

/// The path of a room.
#[derive(Deserialize)]
pub(super) struct RoomPath {
    room: RoomId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<RoomPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.id;
    let room = rooms::one(&mut staff.read().await?, tenant, path.room).await?.ok_or(AppError::NotFound)?;
    show_room(&staff, &room, RoomForm::of(&room), Vec::new(), Errors::default())
}

fn show_room(
    staff: &Staff,
    room: &Room,
    form: RoomForm,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let template = RoomPage {
        page: Page::of_console(staff, &room.name),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant),
        rooms_url: urls::rooms(tenant),
        name: room.name.clone(),
        action: urls::room(tenant, room.id),
        form,
        theirs,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, !template.theirs.is_empty()), &template)
}

pub(super) async fn save(staff: Staff, Path(path): Path<RoomPath>, Form(form): Form<RoomForm>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let mut tx = staff.write().await?;
    let room = rooms::one(&mut tx, tenant.id, path.room).await?.ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let valid = form.check(t, &mut errors);
    if let Some(valid) = &valid
        && rooms::name_is_taken(&mut tx, tenant.id, &valid.name, Some(room.id)).await?
    {
        errors.add("name", t.training.error_room_taken);
    }
    let Some(valid) = valid.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_room(&staff, &room, form, Vec::new(), errors);
    };
    let retired_at = form.retired.is_some().then(|| staff.now());
    if rooms::update(&mut tx, tenant.id, (room.id, form.revision), &valid, retired_at).await? {
        if (&valid.name, &valid.place) != (&room.name, &room.place) {
            sessions::follow_room(&mut tx, tenant.id, room.id, staff.now()).await?;
        }
        tx.commit().await?;
        return Ok(redirect(&urls::rooms(&tenant), Some(Flash::Saved)));
    }
    let n = &t.training;
    let theirs =
        vec![(n.room_name, room.name.clone()), (n.place, room.place.clone()), (n.room_seats, room.seats.to_string())];
    let form = RoomForm { revision: room.revision, ..form };
    show_room(&staff, &room, form, theirs, errors)
}
