//! Looking at a record in full: as with residents' records for a reason, for five minutes, so often an hour; and the person
//! can read of it.

use axum::response::Response;

use super::queries::records;
use super::queries::views::{self, NewView};
use super::record::{Draft, WorkerPath, show_record};
use super::urls;
use crate::access::Staff;
use crate::accounts;
use crate::error::{AppError, AppResult};
use crate::residents::{LOOK_LASTS, LOOKS_PERIOD, MOST_LOOKS, RevealForm, lock_looks};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::redirect;

pub(super) async fn begin(
    staff: Staff,
    Path(path): Path<WorkerPath>,
    Form(form): Form<RevealForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?.clone(), staff.now(), staff.context().t());
    let worker = path.household_worker;
    let mut tx = staff.write().await?;
    let record = records::record(&mut tx, tenant.id, worker).await?;
    // Whoever no longer agrees is looked at by nobody.
    record.filter(|record| record.withdrawn_at.is_none()).ok_or(AppError::NotFound)?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let viewer = staff.me();
    let mut errors = Errors::default();
    let checked = form.check(t, &mut errors);
    // A password is checked outside any transaction.
    drop(tx);
    let is_proven = accounts::prove_unless_fresh(&staff, &form.proof, &mut errors).await?;
    let Some((reason, detail)) = checked.filter(|_| is_proven) else {
        return show_record(&staff, worker, Draft { reveal: form, errors, ..Draft::default() }).await;
    };
    let mut tx = staff.write().await?;
    lock_looks(&mut tx, tenant.id, staff.grant().id).await?;
    let (count, first) = views::since(&mut tx, tenant.id, viewer.id, now - LOOKS_PERIOD).await?;
    if count >= MOST_LOOKS {
        tracing::warn!(viewer = %viewer.id, "too many looks at household workers' records");
        let retry = first.map_or(LOOKS_PERIOD, |first| first + LOOKS_PERIOD - now).to_std().unwrap_or_default();
        return Err(AppError::TooMany { retry });
    }
    let new = NewView {
        id,
        worker,
        viewer_id: viewer.id,
        grant: staff.grant().id,
        viewer: &viewer.name,
        role: staff.grant().role.code(),
        reason: reason.code(),
        detail: &detail,
        at: now,
        until: now + LOOK_LASTS,
    };
    // Sent twice: the first look goes on, and this transaction leaves nothing.
    if views::insert(&mut tx, tenant.id, &new).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::worker(&tenant, worker), None))
}
