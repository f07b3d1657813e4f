//! The first owner of an organization that a community's sheet brought in: nobody belongs to it, so nobody could invite.

use axum::response::Response;
use serde::Deserialize;

use super::records::{RecordPath, Typed, show_record};
use super::{queries, urls};
use crate::access::{MemberRole, Staff};
use crate::db::InvitationId;
use crate::error::{AppError, AppResult};
use crate::publishing::decide::refuse_own;
use crate::values::Phone;
use crate::vendors::members::invite::{self, Sent, Wish};
use crate::vendors::members::queries as members;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// The form that invites the first owner.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OwnerForm {
    /// The invitation's id: the idempotency key.
    key: Option<InvitationId>,
    phone: String,
}

pub(super) async fn send(
    staff: Staff,
    Path(path): Path<RecordPath>,
    Form(form): Form<OwnerForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let t = staff.context().t();
    let mut tx = staff.write().await?;
    let record = queries::one(&mut tx, tenant.id, path.org).await?.ok_or(AppError::NotFound)?;
    refuse_own(&mut tx, &staff, path.org).await?;
    let id = form.key.ok_or(AppError::BadRequest)?;
    let Ok(phone) = Phone::parse_mobile(&form.phone) else {
        drop(tx);
        let errors = Errors::of("phone", t.accounts.error_phone);
        let typed = Typed { phone: form.phone, ..Typed::default() };
        return show_record(&staff, path.org, typed, errors, false).await;
    };
    let phone_hash = staff.state().secrets().phone_hash(phone.as_str());
    invite::count_try(staff.state(), tenant.id.uuid(), &phone_hash)?;
    let url = urls::record(&tenant, path.org);
    // Whoever belongs to it invites the others; a community has no say in that.
    if !record.status.is_in() || members::has_owner(&mut tx, path.org, staff.today()?).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let wish = Wish {
        id,
        phone: &phone,
        phone_hash,
        role: MemberRole::Owner,
        by: staff.grant().id.uuid(),
        org_name: &record.org_name,
    };
    if invite::send(&mut tx, path.org, &wish, staff.now()).await? == Sent::TooMany {
        drop(tx);
        let errors = Errors::of("phone", t.members.error_too_many(invite::MOST_OPEN));
        let typed = Typed { phone: form.phone, ..Typed::default() };
        return show_record(&staff, path.org, typed, errors, false).await;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Invited)))
}
