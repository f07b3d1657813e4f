//! The roles that a community offers me, and my answer.

use axum::response::Response;
use serde::Deserialize;

use super::forms::AnswerForm;
use super::pages::{MinePage, OfferView};
use super::queries::{self, NewRole, Offer};
use super::urls;
use crate::access::{Capability, Member, Role, matrix, session};
use crate::accounts::{self, Limited, role_name};
use crate::db::{GrantId, InvitationId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::secrets::token_hash;
use crate::staff;
use crate::tenancy::{self, Tenant};
use crate::values::fold;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, flashed, form_status, redirect, text};

pub(super) async fn show(member: Member) -> AppResult<Response> {
    show_with(&member, None).await
}

/// The offers; with one of them the code that was typed for it and is not its code.
async fn show_with(member: &Member, wrong: Option<(InvitationId, String)>) -> AppResult<Response> {
    let (tenant, context, now) = (member.tenant()?, member.context(), member.now());
    let t = context.t();
    let mut tx = member.read().await?;
    let offers = match accounts::phone_hash(member, &mut tx).await? {
        Some(hash) => queries::offers(&mut tx, tenant.id, &hash).await?,
        None => Vec::new(),
    };
    drop(tx);
    let errors = if wrong.is_some() { Errors::of("code", t.members.error_code) } else { Errors::default() };
    let view = |offer: &Offer| {
        let expires = text::moment(context.locale, offer.expires_at, now, tenant.time_zone);
        let term = offer.until.map(|day| t.people.term(text::date(context.locale, day)));
        let parts = [Some(t.people.offered_by(&offer.inviter)), term, Some(t.people.take_until(expires))];
        OfferView {
            id: format!("code-{}", offer.id),
            typed: wrong.as_ref().filter(|(of, _)| *of == offer.id).map(|(_, code)| code.clone()),
            role: role_name(offer.role, t),
            note: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            url: urls::answer(tenant, offer.id),
        }
    };
    let title = t.people.mine;
    let template = MinePage {
        page: Page::new(member.state(), context, Some(member.me()), member.flash(), title).unlisted(),
        community: tenant.name.clone(),
        offers: offers.iter().filter(|offer| offer.is_open(now)).map(view).collect(),
        phone: member.me().phone_masked.clone(),
        errors,
        no_errors: Errors::default(),
    };
    flashed(member.flash(), form_status(&template.errors, false), &template)
}

/// The path of one offer.
#[derive(Deserialize)]
pub(super) struct OfferPath {
    invitation: InvitationId,
}

/// Takes or declines. An offer for another number is none, and what was answered before stays as it is.
pub(super) async fn answer(
    member: Member,
    Path(path): Path<OfferPath>,
    Form(form): Form<AnswerForm>,
) -> AppResult<Response> {
    let tenant = member.tenant()?.clone();
    let (me, now) = (member.me(), member.now());
    let mut tx = member.write().await?;
    let hash = accounts::phone_hash(&member, &mut tx).await?.ok_or(AppError::NotFound)?;
    let offer = queries::offer_to_answer(&mut tx, tenant.id, path.invitation, &hash).await?;
    let offer = offer.ok_or(AppError::NotFound)?;
    match form.answer.as_str() {
        "accept" if offer.accepted_by == Some(me.id) => {
            Ok(redirect(&door(&tenant, offer.role), Some(Flash::AlreadyDone)))
        }
        "accept" if offer.is_open(now) => {
            // The number was never proven to be this person's; the code, which whoever offers it tells them, is.
            let account = token_hash(offer.id.uuid().as_bytes());
            member.state().throttle().check(Limited::Code, &account, std::net::Ipv4Addr::UNSPECIFIED.into())?;
            let typed: String = form.code.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect();
            if typed != member.state().secrets().code_digits(offer.id.uuid()) {
                drop(tx);
                return show_with(&member, Some((offer.id, form.code))).await;
            }
            take(&member, &mut tx, &tenant, &offer).await?;
            tx.commit().await?;
            Ok(redirect(&door(&tenant, offer.role), Some(Flash::RoleTaken)))
        }
        "accept" => Err(AppError::NotFound),
        "decline" => {
            let is_done = queries::revoke(&mut tx, tenant.id, offer.id, now).await?;
            tx.commit().await?;
            let flash = if is_done { Flash::Declined } else { Flash::AlreadyDone };
            Ok(redirect(&urls::mine(&tenant), Some(flash)))
        }
        _ => Err(AppError::BadRequest),
    }
}

/// Gives the role from today on; whoever holds it as long already keeps it.
async fn take(member: &Member, tx: &mut WriteTx, tenant: &Tenant, offer: &Offer) -> AppResult<()> {
    let (me, now) = (member.me(), member.now());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    queries::accept(tx, tenant.id, offer.id, me.id, now).await?;
    let is_held = me.grants.iter().any(|grant| {
        let lasts = grant.valid_to.is_none_or(|last| offer.until.is_some_and(|until| until <= last));
        grant.tenant == tenant.id && grant.role == offer.role && grant.place.is_none() && lasts
    });
    if is_held {
        return Ok(());
    }
    let new = NewRole {
        id: GrantId::derived(tenant.id.uuid(), offer.id.uuid()),
        person: me.id,
        role: offer.role,
        from: today,
        to: offer.until,
        by: offer.invited_by.uuid(),
        holder: &me.name,
    };
    queries::give(tx, tenant.id, &new).await?;
    if offer.role.is_staff() {
        session::tighten(tx, me.id, now).await?;
    }
    Ok(())
}

/// Where a role leads: to the console, or home for whoever has no business there.
fn door(tenant: &Tenant, role: Role) -> String {
    match matrix::reach(role, Capability::Console) {
        matrix::Reach::No => tenancy::urls::home(tenant),
        _ => staff::urls::console(tenant),
    }
}
