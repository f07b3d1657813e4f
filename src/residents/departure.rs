//! Somebody moves out, or is back.

use axum::response::Response;

use super::forms::LeaveForm;
use super::list::visible;
use super::queries::records;
use super::record::{Draft, ResidentPath, day, show_record};
use super::urls;
use crate::access::{Capability, Staff};
use crate::error::AppResult;
use crate::family;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

pub(super) async fn set(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Form(form): Form<LeaveForm>,
) -> AppResult<Response> {
    let (tenant, today) = (staff.tenant()?.clone(), staff.today()?);
    let mut tx = staff.write().await?;
    let record = visible(&staff, &mut tx, path.resident, Capability::ResidentRecords).await?;
    let last = if form.back.is_some() {
        None
    } else {
        let last = day(&form.left_on, today).filter(|last| *last >= record.lives_since);
        if last.is_none() {
            drop(tx);
            let errors = Errors::of("left_on", staff.context().t().residents.error_left_on);
            let draft = Draft { left_on: form.left_on, errors, ..Draft::default() };
            return show_record(&staff, path.resident, draft).await;
        }
        last
    };
    let done = records::set_left(&mut tx, tenant.id, path.resident, last).await?;
    if done {
        if last.is_some() {
            family::end_of_residents(&mut tx, tenant.id, path.resident, staff.now()).await?;
        }
        tx.commit().await?;
    }
    let flash = if done { Flash::Saved } else { Flash::AlreadyDone };
    Ok(redirect(&urls::resident(&tenant, path.resident), Some(flash)))
}
