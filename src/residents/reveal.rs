//! Looking at a record in full: for a reason, for five minutes, one record at a time, so often an hour; and the person can
//! read of it.

use axum::response::Response;
use chrono::TimeDelta;

use super::forms::{Reason, RevealForm};
use super::list::visible;
use super::queries::views::{self, NewView, Under};
use super::record::{Draft, ResidentPath, show_record};
use super::urls;
use crate::access::{Capability, Staff};
use crate::accounts;
use crate::consents::{self, Purpose, Subject};
use crate::db::{ResidentId, Tx};
use crate::error::{AppError, AppResult};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::redirect;

/// How long a look lasts.
pub(crate) const LASTS: TimeDelta = TimeDelta::minutes(5);
/// So many looks in [`PERIOD`]: enough for a round of visits, too few to copy a register.
pub(crate) const MOST: i64 = 30;
/// The period in which looks are counted.
pub(crate) const PERIOD: TimeDelta = TimeDelta::hours(1);

/// Whether somebody looks at a resident's record in full now.
pub(crate) async fn is_open_to(staff: &Staff, tx: &mut impl Tx, resident: ResidentId) -> AppResult<bool> {
    let open = views::open(tx, staff.tenant()?.id, staff.me().id, staff.now()).await?;
    Ok(open.is_some_and(|(open, _)| open == resident))
}

pub(super) async fn begin(
    staff: Staff,
    Path(path): Path<ResidentPath>,
    Form(form): Form<RevealForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?.clone(), staff.now(), staff.context().t());
    let mut tx = staff.write().await?;
    visible(&staff, &mut tx, path.resident, Capability::ResidentReveals).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let viewer = staff.me();
    let mut errors = Errors::default();
    let checked = form.check(t, &mut errors);
    // Whoever does not want to be called is, when something has happened.
    let is_urgent = checked.as_ref().is_none_or(|(reason, _)| *reason == Reason::Emergency);
    if !is_urgent
        && consents::is_refused(&mut tx, tenant.id, Subject::Resident(path.resident), Purpose::Contact).await?
    {
        errors.add("reason", t.consents.error_contact);
    }
    // A password is checked outside any transaction.
    drop(tx);
    let is_proven = accounts::prove_unless_fresh(&staff, &form.proof, &mut errors).await?;
    let Some((reason, detail)) = checked.filter(|_| is_proven && errors.is_empty()) else {
        return show_record(&staff, path.resident, Draft { reveal: form, errors, ..Draft::default() }).await;
    };
    let mut tx = staff.write().await?;
    views::lock(&mut tx, tenant.id, staff.grant().id).await?;
    let (count, first) = views::since(&mut tx, tenant.id, viewer.id, now - PERIOD).await?;
    if count >= MOST {
        tracing::warn!(viewer = %viewer.id, "too many looks at residents' records");
        let retry = first.map_or(PERIOD, |first| first + PERIOD - now).to_std().unwrap_or_default();
        return Err(AppError::TooMany { retry });
    }
    let new = NewView {
        id,
        resident: path.resident,
        viewer_id: viewer.id,
        under: Under::Grant(staff.grant().id),
        viewer: &viewer.name,
        role: staff.grant().role.code(),
        reason: reason.code(),
        detail: &detail,
        at: now,
        until: now + LASTS,
    };
    // Sent twice: the first look goes on, and this transaction leaves nothing.
    if views::insert(&mut tx, tenant.id, &new).await? {
        tx.commit().await?;
    }
    Ok(redirect(&urls::resident(&tenant, path.resident), None))
}
