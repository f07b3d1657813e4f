//! What a household worker agreed to, as staff see it: withdrawn on the person's word, and taken down anew.

use axum::response::Response;

use super::forms::PaperForm;
use super::queries::events::{self, Step};
use super::queries::records;
use super::record::{Draft, WorkerPath, show_record};
use super::urls;
use crate::access::Staff;
use crate::consents::{self, Ending, Giving, How, Purpose, Subject, Withdrawn};
use crate::error::{AppError, AppResult};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// Takes a paper down; a record that was hidden is there again.
pub(super) async fn take_down(
    staff: Staff,
    Path(path): Path<WorkerPath>,
    Form(form): Form<PaperForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?.clone(), staff.now(), staff.context().t());
    let id = path.household_worker;
    let mut tx = staff.write().await?;
    records::record(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let receipt = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(kept) = form.check(t, &mut errors) else {
        drop(tx);
        return show_record(&staff, id, Draft { paper: form, errors, ..Draft::default() }).await;
    };
    let by_name = &staff.me().name;
    let how = How::Paper { by_name: by_name.clone(), kept, guardian: String::new() };
    let new = Giving { id: receipt, purpose: Purpose::Work, how, at: now };
    let url = urls::worker(&tenant, id);
    if !consents::give(&mut tx, tenant.id, Subject::Worker(id), &new).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    records::set_withdrawn(&mut tx, tenant.id, id, None).await?;
    events::note(&mut tx, tenant.id, id, Step::Consented, (by_name, now)).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// Withdraws on the person's word: the record is hidden from here on.
pub(super) async fn withdraw(staff: Staff, Path(path): Path<WorkerPath>) -> AppResult<Response> {
    let (tenant, now, id) = (staff.tenant()?.clone(), staff.now(), path.household_worker);
    let mut tx = staff.write().await?;
    records::record(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let by_name = &staff.me().name;
    let end = Withdrawn { at: now, how: Ending::Word, by_name: by_name.clone() };
    let url = urls::worker(&tenant, id);
    if !consents::withdraw(&mut tx, tenant.id, Subject::Worker(id), Purpose::Work, &end).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    records::set_withdrawn(&mut tx, tenant.id, id, Some(now)).await?;
    events::note(&mut tx, tenant.id, id, Step::Withdrawn, (by_name, now)).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}
