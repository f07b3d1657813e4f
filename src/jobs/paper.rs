//! A resident who has no phone applies on paper, and staff take it down. What the person shares is said in parts, as it is
//! when they apply themselves; on this page, as on all of staff's, it is masked.

use axum::response::Response;
use serde::Deserialize;

use super::apply::{ApplyForm, applying, is_too_young, keep, take};
use super::model::Status;
use super::pages::PaperPage;
use super::queries::{self, NewApplication};
use super::shared::{Offer, Part};
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::ResidentId;
use crate::error::{AppError, AppResult};
use crate::residents::faces;
use crate::residents::queries::records;
use crate::staff;
use crate::ui::SelectOption;
use crate::values::Line;
use crate::web::extract::{Form, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

/// Who applies.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PaperQuery {
    resident: Option<ResidentId>,
}

pub(super) async fn begin(staff: Staff, Query(query): Query<PaperQuery>) -> AppResult<Response> {
    let form = ApplyForm { record: query.resident, ..ApplyForm::default() };
    show(&staff, form, Errors::default()).await
}

async fn show(staff: &Staff, form: ApplyForm, errors: Errors) -> AppResult<Response> {
    let (tenant, t, today) = (staff.tenant()?, staff.context().t(), staff.today()?);
    let resident = form.record.ok_or(AppError::NotFound)?;
    let mut tx = staff.read().await?;
    let face = faces::one(staff, &mut tx, resident, Capability::JobRecords).await?;
    let record = records::record(&mut tx, tenant.id, resident).await?.ok_or(AppError::NotFound)?;
    let offer = Offer::of(&mut tx, (staff.state().secrets(), tenant.id), &record, today).await?;
    let open = queries::published(&mut tx, tenant.id, today).await?;
    drop(tx);
    let locale = staff.context().locale;
    let masked = |offer: &Offer, part| match part {
        Part::Name => Some(vec![offer.name.masked()]),
        Part::Phone => offer.phone.as_ref().map(|phone| vec![phone.masked()]),
        part => offer.lines(part, locale),
    };
    let option = |shown: &queries::Shown| {
        let content = &shown.content;
        let words = format!("{} · {} · {}", content.title, content.employer, content.pay.line(t));
        SelectOption::new(shown.id.to_string(), words)
    };
    let template = PaperPage {
        page: Page::of_console(staff, t.jobs.paper_title),
        console_url: staff::urls::console(tenant),
        desk_url: urls::desk(tenant, None),
        name: face.name,
        place: face.place,
        resident_url: face.url,
        action: urls::paper(tenant),
        postings: open.iter().map(option).collect(),
        posting: form.posting.map_or_else(String::new, |id| id.to_string()),
        paper_kept: form.paper_kept.clone(),
        is_child: is_too_young(&record, today),
        applying: applying(&form, &record, &offer, masked, t),
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

pub(super) async fn take_down(staff: Staff, Form(form): Form<ApplyForm>) -> AppResult<Response> {
    let (tenant, t, today) = (staff.tenant()?.clone(), staff.context().t(), staff.today()?);
    let resident = form.record.ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut tx = staff.write().await?;
    faces::one(&staff, &mut tx, resident, Capability::JobRecords).await?;
    let record = records::record(&mut tx, tenant.id, resident).await?.ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    if is_too_young(&record, today) || record.left_on.is_some() {
        errors.add("record", t.jobs.error_cannot_apply);
    }
    if let Some(posting) = form.posting {
        queries::hold_open(&mut tx, tenant.id, posting).await?;
    }
    let shown = match form.posting {
        Some(posting) => queries::shown(&mut tx, tenant.id, posting).await?,
        None => None,
    };
    let shown = shown.filter(|shown| shown.status.on(today, shown.content.valid_until) == Status::Published);
    if shown.is_none() {
        errors.add("posting", t.jobs.error_posting);
    }
    let note = form.word(t, &mut errors);
    let kept = Line::<60>::parse(&form.paper_kept);
    let kept = errors.take("paper_kept", kept, |_| t.consents.error_paper_kept.to_owned());
    let taken = take(&mut tx, staff.state().secrets(), &tenant, (id, &record), &form, today).await?;
    if taken.is_none() {
        errors.add("part", t.jobs.error_part_gone);
    }
    let (Some(shown), Some(note), Some(kept), Some(snapshot), true) = (shown, note, kept, taken, errors.is_empty())
    else {
        drop(tx);
        return show(&staff, form, errors).await;
    };
    let new = NewApplication {
        id,
        posting: shown.id,
        org: shown.org,
        resident,
        snapshot: &snapshot,
        note: &note,
        paper: Some((&staff.me().name, kept.as_str())),
        now: staff.now(),
    };
    let is_kept = keep(&mut tx, &tenant, &shown, &new).await?;
    if is_kept {
        tx.commit().await?;
    }
    let flash = if is_kept { Flash::JobApplied } else { Flash::AlreadyDone };
    Ok(redirect(&urls::applications(&tenant, None, shown.id), Some(flash)))
}
