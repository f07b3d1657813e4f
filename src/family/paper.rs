//! For staff: who acts for a resident. Whoever has no account says so on paper, and staff take it down; and staff end it
//! on the resident's word.

use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::ends::end_link;
use super::forms::OfferForm;
use super::held::on_file;
use super::model::{EndedBy, State};
use super::pages::PaperPage;
use super::views::{divide, fields, helper};
use super::{offer, queries, urls};
use crate::access::{Capability, Staff};
use crate::accounts;
use crate::db::{FamilyLinkId, ResidentId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::residents::queries::merges;
use crate::residents::{self, address, masked, visible};
use crate::staff;
use crate::tenancy::Tenant;
use crate::vendors::members::invite::count_try;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect};

/// How many people act for whoever these records are of.
pub async fn standing(
    tx: &mut impl Tx,
    tenant: &Tenant,
    records: &[ResidentId],
    now: DateTime<Utc>,
) -> AppResult<usize> {
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let links = queries::of_residents(tx, tenant.id, records).await?;
    Ok(links.iter().filter(|link| link.term(true).state(now, today) == State::Living).count())
}

/// The path of a resident.
#[derive(Deserialize)]
pub(super) struct PaperPath {
    resident: ResidentId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<PaperPath>) -> AppResult<Response> {
    show_with(&staff, path.resident, OfferForm::default(), Errors::default()).await
}

async fn show_with(staff: &Staff, resident: ResidentId, form: OfferForm, errors: Errors) -> AppResult<Response> {
    let (tenant, today, now, t) = (staff.tenant()?, staff.today()?, staff.now(), staff.context().t());
    let mut tx = staff.read().await?;
    let record = visible(staff, &mut tx, resident, Capability::ResidentRecords).await?;
    if let Some(kept) = record.merged_into {
        return Ok(redirect(&urls::paper(tenant, kept), None));
    }
    let same = merges::family(&mut tx, tenant.id, resident).await?;
    let links = queries::of_residents(&mut tx, tenant.id, &same).await?;
    drop(tx);
    let is_here = record.left_on.is_none();
    let line = |link: &queries::Link| {
        let state = link.term(is_here && (record.person.is_none() || record.person != link.person)).state(now, today);
        let end_url = urls::paper_end(tenant, resident, link.id);
        (state, helper(staff, tenant, link, state, !link.paper.is_empty(), end_url))
    };
    let (open, past) = divide(links.iter().map(line).collect());
    let template = PaperPage {
        page: Page::of_console(staff, t.family.title),
        console_url: staff::urls::console(tenant),
        list_url: residents::urls::residents(tenant),
        record_url: residents::urls::resident(tenant, resident),
        name: masked(&record.name),
        place: address(&record, t),
        open,
        past,
        action: (is_here && record.person.is_none()).then(|| urls::paper(tenant, resident)),
        has_account: record.person.is_some(),
        fields: fields(staff, form, today),
        errors,
    };
    flashed(staff.flash(), form_status(&template.errors, false), &template)
}

/// Takes down what somebody without an account signed on paper.
pub(super) async fn take_down(
    staff: Staff,
    Path(path): Path<PaperPath>,
    Form(form): Form<OfferForm>,
) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let mut tx = staff.read().await?;
    visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    drop(tx);
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let valid = form.check(true, staff.today()?, t, &mut errors);
    let is_proven = accounts::prove_unless_fresh(&staff, &form.proof, &mut errors).await?;
    let Some(valid) = valid.filter(|_| is_proven) else {
        return show_with(&staff, path.resident, form, errors).await;
    };
    count_try(staff.state(), tenant.id.uuid(), &staff.state().secrets().phone_hash(valid.phone.as_str()))?;
    let url = urls::paper(&tenant, path.resident);
    let mut tx = staff.write().await?;
    let record = visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    if record.left_on.is_some() || record.merged_into.is_some() || record.person.is_some() {
        // Meanwhile the person says so themself, or is not here any more.
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let outcome = offer::make(&mut tx, staff.state(), &tenant, &record, (id, &valid, &staff.me().name)).await?;
    if let Some((field, error)) = outcome.error(t) {
        drop(tx);
        return show_with(&staff, path.resident, form, Errors::of(field, error)).await;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::FamilyOffered)))
}

/// The path of one of a resident's links.
#[derive(Deserialize)]
pub(super) struct PaperLinkPath {
    resident: ResidentId,
    family_link: FamilyLinkId,
}

/// Ends a link on the resident's word.
pub(super) async fn end(staff: Staff, Path(path): Path<PaperLinkPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let record = visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    let link = queries::lock(&mut tx, tenant.id, path.family_link).await?.ok_or(AppError::NotFound)?;
    if !is_of(&mut tx, tenant.id, &link, record.id).await? {
        return Err(AppError::NotFound);
    }
    let is_done = end_link(&mut tx, tenant.id, &link, EndedBy::Staff, staff.now()).await?;
    if is_done {
        tx.commit().await?;
    }
    let flash = if is_done { Flash::FamilyEnded } else { Flash::AlreadyDone };
    Ok(redirect(&urls::paper(&tenant, path.resident), Some(flash)))
}

/// Whether a link is of a record, or of one that turned out to be it.
async fn is_of(tx: &mut impl Tx, tenant: TenantId, link: &queries::Link, resident: ResidentId) -> AppResult<bool> {
    Ok(on_file(tx, tenant, link).await?.is_some_and(|record| record.id == resident))
}
