//! Registering a resident on paper: without a phone or an account, and not twice.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::forms::{Blank, ResidentForm, ValidResident};
use super::keys;
use super::model::HouseholdKind;
use super::pages::{AlikeLine, AlikePart, NewPage, line};
use super::queries::households;
use super::queries::records::{self, Values};
use super::record::{fields, kept_phone};
use super::territory::Territory;
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::{HouseholdId, ResidentId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::grids::queries as grids;
use crate::staff;
use crate::tenancy::Tenant;
use crate::values::{PersonName, Phone};
use crate::web::extract::{Form, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, html, redirect};

/// The household that somebody is registered in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    household: Option<HouseholdId>,
}

pub(super) async fn show(staff: Staff, Query(query): Query<NewQuery>) -> AppResult<Response> {
    let mut form = ResidentForm { kind: HouseholdKind::Registered.code().to_owned(), ..ResidentForm::default() };
    if let Some(id) = query.household {
        let mut tx = staff.read().await?;
        let home = households::household(&mut tx, staff.tenant()?.id, id).await?.ok_or(AppError::NotFound)?;
        form = ResidentForm {
            building: Some(home.building),
            unit: home.unit_no,
            room: home.room_no,
            kind: home.kind,
            ..form
        };
    }
    show_form(&staff, form, Vec::new(), Errors::default()).await
}

async fn show_form(staff: &Staff, form: ResidentForm, alike: Vec<AlikeLine>, errors: Errors) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let mut tx = staff.read().await?;
    let buildings = grids::buildings(&mut tx, tenant.id, today).await?;
    let territory = Territory::of(staff, &mut tx, Capability::ResidentRecords).await?;
    drop(tx);
    let status = match (errors.is_empty(), alike.is_empty()) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, false) => StatusCode::CONFLICT,
        (true, true) => StatusCode::OK,
    };
    let template = NewPage {
        page: Page::of_console(staff, t.residents.new),
        console_url: staff::urls::console(tenant),
        list_url: urls::residents(tenant),
        action: urls::new(tenant),
        alike_url: urls::alike(tenant),
        key: form.key.unwrap_or_else(ResidentId::generate).to_string(),
        fields: fields(form, None, &buildings, &territory, t),
        alike,
        errors,
    };
    flashed(staff.flash(), status, &template)
}

/// The household behind the door that was typed, made where there is none; none where there is no such building.
pub(super) async fn household_of(
    tx: &mut WriteTx,
    tenant: &Tenant,
    valid: &ValidResident,
) -> AppResult<Option<HouseholdId>> {
    let door = &valid.door;
    if let Some(known) = households::at_door(tx, tenant.id, door.building, &door.unit, &door.room).await? {
        return Ok(Some(known));
    }
    let rooms = [(door.unit.clone(), door.room.clone())];
    grids::add_households(tx, tenant.id, door.building, &rooms, valid.kind.code()).await?;
    households::at_door(tx, tenant.id, door.building, &door.unit, &door.room).await
}

/// The records that may be of the same person, each with why.
pub(super) async fn find_alike(
    staff: &Staff,
    tx: &mut impl Tx,
    but: Option<ResidentId>,
    phone_hash: Option<&[u8]>,
    (name, household): (&str, Option<HouseholdId>),
) -> AppResult<Vec<AlikeLine>> {
    let (tenant, today, t) = (staff.tenant()?, staff.today()?, staff.context().t());
    let ids = records::alike(tx, tenant.id, but, phone_hash, (name, household)).await?;
    let found = records::by_ids(tx, tenant.id, &ids).await?;
    let mut lines = Vec::with_capacity(found.len());
    for record in found {
        let hash = records::phone_hash(tx, tenant.id, record.id).await?;
        let same_phone = phone_hash.is_some_and(|typed| hash.as_deref() == Some(typed));
        let why = match (record.name == name, same_phone) {
            (true, true) => t.residents.alike_both,
            (false, true) => t.residents.alike_phone,
            (_, false) => t.residents.alike_name,
        };
        let merge_url = but.map(|this| urls::merge_with(tenant, this, record.id));
        lines.push(AlikeLine { line: line(&record, tenant, today, t), why, merge_url });
    }
    Ok(lines)
}

pub(super) async fn add(staff: Staff, Form(form): Form<ResidentForm>) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?.clone(), staff.today()?, staff.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(valid) = form.check(Blank::Empty, today, t, &mut errors) else {
        return show_form(&staff, form, Vec::new(), errors).await;
    };
    let Some(name) = &valid.name else { return Err(AppError::BadRequest) };
    let mut tx = staff.write().await?;
    if records::record(&mut tx, tenant.id, id).await?.is_some() {
        return Ok(redirect(&urls::resident(&tenant, id), Some(Flash::AlreadyDone)));
    }
    let household = household_of(&mut tx, &tenant, &valid).await?.ok_or(AppError::NotFound)?;
    let phone = valid.phone.as_ref().map(|phone| kept_phone(&staff, id, phone)).transpose()?;
    if form.different.is_none() {
        let hash = phone.as_ref().map(|phone| &phone.hash[..]);
        let alike = find_alike(&staff, &mut tx, None, hash, (name.as_str(), Some(household))).await?;
        if !alike.is_empty() {
            drop(tx);
            return show_form(&staff, form, alike, Errors::default()).await;
        }
    }
    let values = Values {
        household,
        name: name.as_str(),
        phone: phone.as_ref(),
        birth_year: valid.birth_year,
        relation: valid.relation.code(),
        tags: &valid.tags,
        note: &valid.note,
    };
    if !records::insert(&mut tx, tenant.id, id, &values, (today, staff.now())).await? {
        // Sent twice at once: the first one stands.
        return Ok(redirect(&urls::resident(&tenant, id), Some(Flash::AlreadyDone)));
    }
    records::set_keys(&mut tx, tenant.id, id, &keys::keys(name, valid.phone.as_ref())).await?;
    tx.commit().await?;
    Ok(redirect(&urls::resident(&tenant, id), Some(Flash::Registered)))
}

/// Says while somebody types whether somebody alike is on file. It changes nothing, and is sent as a form since names and
/// numbers belong in no address.
pub(super) async fn alike(staff: Staff, Form(form): Form<ResidentForm>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let phone = Phone::parse_mobile(&form.phone).ok();
    let hash = phone.map(|phone| staff.state().secrets().phone_hash(phone.as_str()));
    let name = PersonName::parse(&form.name).map(String::from).unwrap_or_default();
    let mut tx = staff.read().await?;
    let household = match (form.building, super::forms::unit(&form.unit), super::forms::room(&form.room)) {
        (Some(building), Some(unit), Some(room)) => {
            households::at_door(&mut tx, tenant.id, building, &unit, &room).await?
        }
        _ => None,
    };
    let hash = hash.as_ref().map(|hash| &hash[..]);
    let alike = find_alike(&staff, &mut tx, form.key, hash, (&name, household)).await?;
    html(StatusCode::OK, &AlikePart { messages: t, alike })
}
