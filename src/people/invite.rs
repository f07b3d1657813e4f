//! A role is offered to a number, and taken back.

use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::forms::OfferForm;
use super::list::show_with;
use super::queries::{self, NewInvitation};
use super::{community, urls};
use crate::access::Staff;
use crate::accounts;
use crate::db::InvitationId;
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::vendors::members::invite::count_try;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// How many days an offer holds.
pub(super) const DAYS: i64 = 7;
/// How many of a community's offers may wait for an answer.
const MOST_OPEN: i64 = 40;

/// Offers a role to a number. The answer is the same whether or not somebody has it.
pub(super) async fn send(staff: Staff, Form(form): Form<OfferForm>) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let (t, now) = (staff.context().t(), staff.now());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(valid) = form.check(staff.today()?, t, &mut errors) else {
        return show_with(&staff, None, form, errors).await;
    };
    let hash = staff.state().secrets().phone_hash(valid.phone.as_str());
    count_try(staff.state(), tenant.id.uuid(), &hash)?;
    let mut tx = staff.write().await?;
    if queries::is_known(&mut tx, tenant.id, id).await? {
        return Ok(redirect(&urls::people(&tenant), Some(Flash::RoleOffered)));
    }
    queries::replace(&mut tx, tenant.id, (&hash, valid.role), now).await?;
    if queries::open_count(&mut tx, tenant.id, now).await? >= MOST_OPEN {
        drop(tx);
        let errors = Errors::of("phone", t.people.error_too_many(MOST_OPEN));
        return show_with(&staff, None, form, errors).await;
    }
    let new = NewInvitation {
        id,
        phone_hash: &hash,
        phone_masked: &valid.phone.masked(),
        name: &valid.name,
        role: valid.role,
        until: valid.until,
        invited_by: staff.grant().id,
        inviter: &staff.me().name,
        now,
        expires_at: now + TimeDelta::days(DAYS),
    };
    queries::insert(&mut tx, tenant.id, &new).await?;
    if let Some(person) = accounts::queries::person_by_phone(&mut tx, &hash).await? {
        let news = News::RoleOffered { tenant: tenant.id, role: valid.role.code().to_owned() };
        announce(&mut tx, Audience::Person(person), news, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&format!("{}#waiting", urls::people(&tenant)), Some(Flash::RoleOffered)))
}

/// The path of one offer.
#[derive(Deserialize)]
pub(super) struct InvitationPath {
    invitation: InvitationId,
}

/// Takes an offer back.
pub(super) async fn revoke(staff: Staff, Path(path): Path<InvitationPath>) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let mut tx = staff.write().await?;
    if !queries::is_known(&mut tx, tenant.id, path.invitation).await? {
        return Err(AppError::NotFound);
    }
    let is_done = queries::revoke(&mut tx, tenant.id, path.invitation, staff.now()).await?;
    tx.commit().await?;
    Ok(redirect(&urls::people(&tenant), Some(if is_done { Flash::Removed } else { Flash::AlreadyDone })))
}
