//! Registering a household worker, with the paper on which they agreed to it.

use axum::response::Response;

use super::fields::{Choices, fields};
use super::forms::{Blank, WorkerForm};
use super::keep::{Origin, keep};
use super::model::Status;
use super::pages::NewPage;
use super::queries::lists;
use super::queries::records::{self, Values};
use super::urls;
use crate::access::Staff;
use crate::consents::Purpose;
use crate::db::HouseholdWorkerId;
use crate::error::{AppError, AppResult};
use crate::residents::queries::KeptPhone;
use crate::residents::{keys, masked};
use crate::staff;
use crate::values::Phone;
use crate::web::extract::Form;
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

/// Records with the same number that are shown at most.
const MOST_ALIKE: i64 = 5;

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let form = WorkerForm { status: Status::Available.code().to_owned(), ..WorkerForm::default() };
    show_form(&staff, form, Vec::new(), Errors::default()).await
}

async fn show_form(
    staff: &Staff,
    form: WorkerForm,
    alike: Vec<(String, String)>,
    errors: Errors,
) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let hash = Phone::parse_mobile(&form.phone).ok().map(|phone| staff.state().secrets().phone_hash(phone.as_str()));
    let mut tx = staff.read().await?;
    let choices = Choices::of(&mut tx, tenant, hash.as_ref().map(|hash| &hash[..])).await?;
    drop(tx);
    let has_alike = !alike.is_empty();
    let template = NewPage {
        page: Page::of_console(staff, t.household_workers.new),
        console_url: staff::urls::console(tenant),
        list_url: urls::workers(tenant),
        action: urls::new(tenant),
        key: form.key.unwrap_or_else(HouseholdWorkerId::generate).to_string(),
        paper_kept: form.paper_kept.clone(),
        fields: fields(form, None, &choices, t),
        words: Purpose::Work.words(t),
        alike,
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, has_alike), &template)
}

pub(super) async fn add(staff: Staff, Form(form): Form<WorkerForm>) -> AppResult<Response> {
    let (tenant, today, now, t) = (staff.tenant()?.clone(), staff.today()?, staff.now(), staff.context().t());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let (valid, paper) = (form.check(Blank::Empty, today, t, &mut errors), form.paper(t, &mut errors));
    let (Some(valid), Some(paper)) = (valid, paper) else {
        return show_form(&staff, form, Vec::new(), errors).await;
    };
    let Some(name) = &valid.name else { return Err(AppError::BadRequest) };
    let phone =
        valid.phone.as_ref().map(|phone| KeptPhone::of(staff.state().secrets(), id.uuid(), phone)).transpose()?;
    let mut tx = staff.write().await?;
    if records::record(&mut tx, tenant.id, id).await?.is_some() {
        return Ok(redirect(&urls::worker(&tenant, id), Some(Flash::AlreadyDone)));
    }
    let hash = phone.as_ref().map(|phone| &phone.hash[..]);
    if !Choices::of(&mut tx, &tenant, hash).await?.hold(&form, None) {
        return Err(AppError::NotFound);
    }
    if let Some(hash) = hash.filter(|_| form.different.is_none()) {
        let ids = lists::by_phone(&mut tx, tenant.id, (hash, true), MOST_ALIKE).await?;
        let alike = records::by_ids(&mut tx, tenant.id, &ids).await?;
        if !alike.is_empty() {
            drop(tx);
            let alike = alike.iter().map(|one| (masked(&one.name), urls::worker(&tenant, one.id))).collect();
            return show_form(&staff, form, alike, Errors::default()).await;
        }
    }
    let values = Values {
        name: name.as_str(),
        phone: phone.as_ref(),
        birth_year: valid.birth_year,
        keys: &keys(name, valid.phone.as_ref()),
        resident: form.resident,
        org: valid.org,
        employer: &valid.employer,
        trades: &valid.trades,
        status: valid.status.code(),
        note: &valid.note,
        areas: &form.area,
    };
    let origin = Origin { paper_kept: &paper, by_name: &staff.me().name, import: None, at: now };
    if !keep(&mut tx, tenant.id, id, &values, &origin).await? {
        // Sent twice at once: the first one stands.
        return Ok(redirect(&urls::worker(&tenant, id), Some(Flash::AlreadyDone)));
    }
    tx.commit().await?;
    Ok(redirect(&urls::worker(&tenant, id), Some(Flash::Registered)))
}
