//! Certificates of household workers. They are not changed: whoever has a new one has another.

use axum::response::Response;
use serde::Deserialize;

use super::forms::CertificateForm;
use super::keep::keep_certificate;
use super::queries::certificates;
use super::queries::events::{self, Step};
use super::queries::records;
use super::record::{Draft, WorkerPath, show_record};
use super::urls;
use crate::access::Staff;
use crate::db::{CertificateId, HouseholdWorkerId};
use crate::error::{AppError, AppResult};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

pub(super) async fn add(
    staff: Staff,
    Path(path): Path<WorkerPath>,
    Form(form): Form<CertificateForm>,
) -> AppResult<Response> {
    let (tenant, today, t) = (staff.tenant()?.clone(), staff.today()?, staff.context().t());
    let worker = path.household_worker;
    let mut tx = staff.write().await?;
    records::record(&mut tx, tenant.id, worker).await?.ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(valid) = form.check(today, t, &mut errors) else {
        drop(tx);
        return show_record(&staff, worker, Draft { certificate: Some(form), errors, ..Draft::default() }).await;
    };
    let url = urls::worker(&tenant, worker);
    let is_new = records::touch(&mut tx, tenant.id, worker).await?
        && keep_certificate(&mut tx, staff.state().secrets(), tenant.id, (worker, id), &valid).await?;
    if !is_new {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let step = Step::CertificateAdded(valid.kind.code());
    events::note(&mut tx, tenant.id, worker, step, (&staff.me().name, staff.now())).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// The path of a certificate.
#[derive(Deserialize)]
pub(super) struct CertificatePath {
    household_worker: HouseholdWorkerId,
    certificate: CertificateId,
}

pub(super) async fn remove(staff: Staff, Path(path): Path<CertificatePath>) -> AppResult<Response> {
    let (tenant, worker) = (staff.tenant()?.clone(), path.household_worker);
    let mut tx = staff.write().await?;
    let is_shown = records::touch(&mut tx, tenant.id, worker).await?;
    let kind = certificates::remove(&mut tx, tenant.id, worker, path.certificate).await?;
    let kind = kind.filter(|_| is_shown).ok_or(AppError::NotFound)?;
    let step = Step::CertificateRemoved(&kind);
    events::note(&mut tx, tenant.id, worker, step, (&staff.me().name, staff.now())).await?;
    tx.commit().await?;
    Ok(redirect(&urls::worker(&tenant, worker), Some(Flash::Removed)))
}
