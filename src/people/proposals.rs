//! Making administrators: at once while there is one, by a second one where there are more (security.md 16).

use axum::response::Response;
use serde::Deserialize;

use super::forms::{DecideForm, ProposeForm};
use super::holder::{HolderPath, show_with};
use super::model::{Making, making};
use super::pages::ProposalPage;
use super::queries::{self, Held, NewRole, Proposal};
use super::{community, urls};
use crate::access::{Role, Staff};
use crate::accounts::{self, Asked};
use crate::db::{GrantId, PersonId, ProposalId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::staff;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Page, form_page, redirect, text};

/// Somebody of the staff is to be an administrator.
pub(super) async fn propose(
    staff: Staff,
    Path(path): Path<HolderPath>,
    Form(form): Form<ProposeForm>,
) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let (today, now) = (staff.today()?, staff.now());
    let mut tx = staff.write().await?;
    let held = queries::one(&mut tx, tenant.id, path.holder).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let is_staff = held.role == Role::CommunityStaff && held.holds_on(today);
    // Nobody lifts themselves.
    if !is_staff || held.person == staff.me().id {
        return Err(AppError::NotFound);
    }
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    if !accounts::prove_unless_fresh(&staff, &form.proof, &mut errors).await? {
        return show_with(&staff, path.holder, errors).await;
    }
    let mut tx = staff.write().await?;
    queries::lock(&mut tx, tenant.id).await?;
    let admins = queries::admins(&mut tx, tenant.id, today).await?;
    let url = urls::holder(&tenant, path.holder);
    let flash = match making(&admins, held.person) {
        Making::Done => return Ok(redirect(&url, Some(Flash::AlreadyDone))),
        Making::AtOnce => {
            make(&mut tx, &staff, tenant.id, id, &held).await?;
            Flash::AdminGiven
        }
        Making::Approved => {
            let proposal = Proposal {
                id,
                grant: held.id,
                person: held.person,
                name: name_of(&mut tx, &held).await?,
                proposed_by: staff.me().id,
                proposer: staff.me().name.clone(),
                proposed_at: now,
                is_decided: false,
            };
            if !queries::propose(&mut tx, tenant.id, &proposal).await? {
                return Ok(redirect(&url, Some(Flash::AlreadyDone)));
            }
            for admin in admins.into_iter().filter(|admin| *admin != staff.me().id) {
                let news = News::AdminProposed {
                    tenant: tenant.id,
                    proposal: id,
                    name: proposal.name.clone(),
                    proposer: proposal.proposer.clone(),
                };
                announce(&mut tx, Audience::Person(admin), news, now).await?;
            }
            Flash::AdminProposed
        }
    };
    tx.commit().await?;
    Ok(redirect(&url, Some(flash)))
}

/// The person's name now, else as it was when the role was given.
async fn name_of(tx: &mut WriteTx, held: &Held) -> AppResult<String> {
    tx.enter_person(held.person).await?;
    Ok(queries::person(tx, held.person).await?.map_or_else(|| held.holder.clone(), |person| person.name))
}

/// Makes the holder of a role an administrator, for as long as the role holds.
async fn make(tx: &mut WriteTx, staff: &Staff, tenant: TenantId, id: ProposalId, held: &Held) -> AppResult<()> {
    let new = NewRole {
        // Sent twice, or approved twice, it is one grant.
        id: GrantId::derived(tenant.uuid(), id.uuid()),
        person: held.person,
        role: Role::CommunityAdmin,
        from: staff.today()?,
        to: held.to,
        by: staff.grant().id.uuid(),
        holder: &name_of(tx, held).await?,
    };
    queries::give(tx, tenant, &new).await?;
    announce(tx, Audience::Person(held.person), News::AdminGiven { tenant }, staff.now()).await
}

/// The path of a proposal.
#[derive(Deserialize)]
pub(super) struct ProposalPath {
    proposal: ProposalId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<ProposalPath>) -> AppResult<Response> {
    show_proposal(&staff, path.proposal, Errors::default()).await
}

/// Whether somebody other than the proposer and the person decides.
fn is_second(proposal: &Proposal, me: PersonId) -> bool {
    proposal.proposed_by != me && proposal.person != me
}

async fn show_proposal(staff: &Staff, id: ProposalId, errors: Errors) -> AppResult<Response> {
    let tenant = community(staff)?;
    let (context, now) = (staff.context(), staff.now());
    let t = context.t();
    let mut tx = staff.read().await?;
    let proposal = queries::proposal(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let at = text::moment(context.locale, proposal.proposed_at, now, tenant.time_zone);
    let template = ProposalPage {
        page: Page::of_console(staff, t.people.proposal),
        console_url: staff::urls::console(&tenant),
        people_url: urls::people(&tenant),
        made: t.people.proposal_made(&proposal.proposer, at),
        action: urls::proposal(&tenant, id),
        is_open: !proposal.is_decided,
        may_approve: is_second(&proposal, staff.me().id),
        asked: Asked::unless_fresh(staff),
        name: proposal.name,
        errors,
    };
    form_page(staff.flash(), &template.errors, &template)
}

/// A second administrator agrees, or somebody says no.
pub(super) async fn decide(
    staff: Staff,
    Path(path): Path<ProposalPath>,
    Form(form): Form<DecideForm>,
) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let (id, me, t) = (path.proposal, staff.me(), staff.context().t());
    let mut tx = staff.read().await?;
    let proposal = queries::proposal(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let is_approved = match form.decision.as_str() {
        "approve" => true,
        "decline" => false,
        _ => return Err(AppError::BadRequest),
    };
    let mut errors = Errors::default();
    if is_approved && !is_second(&proposal, me.id) {
        errors.add("approve", t.people.error_second);
    }
    if is_approved && !accounts::prove_unless_fresh(&staff, &form.proof, &mut errors).await? {
        return show_proposal(&staff, id, errors).await;
    }
    let mut tx = staff.write().await?;
    queries::lock(&mut tx, tenant.id).await?;
    let held = queries::one(&mut tx, tenant.id, proposal.grant).await?.ok_or(AppError::NotFound)?;
    // Whoever works here no longer is not made one, whatever was decided.
    let is_made = is_approved && held.holds_on(staff.today()?);
    let people = urls::people(&tenant);
    if !queries::decide(&mut tx, tenant.id, id, is_made, (me.id, &me.name), staff.now()).await? {
        return Ok(redirect(&people, Some(Flash::AlreadyDone)));
    }
    if is_made {
        make(&mut tx, &staff, tenant.id, id, &held).await?;
    }
    tx.commit().await?;
    Ok(redirect(&people, Some(if is_made { Flash::AdminGiven } else { Flash::AdminDeclined })))
}
