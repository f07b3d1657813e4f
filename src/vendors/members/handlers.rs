//! Members and invitations as the owners of an organization see them.

use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::forms::Invite;
use super::invite::{self, DAYS, MOST_OPEN, Sent, Wish};
use super::model::roster;
use super::pages::{InvitationView, MemberView, MembersPage};
use super::people::names;
use super::queries::{self, InvitationRow, Leaving, MemberRow};
use super::{role_label, urls};
use crate::access::{MemberRole, OrgCapability, OrgMember};
use crate::accounts;
use crate::accounts::forms::In;
use crate::db::{InvitationId, MembershipId, PersonId};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::ui::SelectOption;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::{Errors, FormInput};
use crate::web::{Desk, Flash, Page, form_page, redirect, text};

/// How long an invitation that ran out is still shown, so that its owner sees why nobody came.
const SHOWN_AFTERWARDS: TimeDelta = TimeDelta::days(30);
/// Members on one page of the list.
const PAGE: usize = 40;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    after: Option<MembershipId>,
}

pub(super) async fn show(member: OrgMember, Query(query): Query<ListQuery>) -> AppResult<Response> {
    show_with(&member, query.after, &blank(), Errors::default()).await
}

/// An empty form: whoever does not choose invites somebody who may look and not touch.
fn blank() -> Invite {
    Invite { role: MemberRole::Worker.code().to_owned(), ..Invite::default() }
}

async fn show_with(
    member: &OrgMember,
    after: Option<MembershipId>,
    form: &Invite,
    errors: Errors,
) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    // Names lie each in its person's own scope, and only a transaction of this kind can enter further scopes. It is
    // dropped below: nothing is written.
    let mut tx = member.write().await?;
    let invitations = queries::invitations(&mut tx, org, member.now() - SHOWN_AFTERWARDS).await?;
    let members = roster(queries::living(&mut tx, org, member.today()).await?);
    let first = after.and_then(|id| members.iter().position(|row| row.id == id)).map_or(0, |last| last + 1);
    let shown: Vec<&MemberRow> = members.iter().skip(first).take(PAGE).collect();
    let people: Vec<PersonId> = shown.iter().map(|row| row.person).collect();
    let names = names(&mut tx, &people).await?;
    drop(tx);
    let views = shown.iter().zip(names).map(|(row, called)| member_view(member, row, called)).collect();
    let has_more = members.len() > first + PAGE;
    let next_url = shown.last().filter(|_| has_more).map(|last| format!("{}?after={}", urls::members(org), last.id));
    let template = MembersPage {
        page: Page::of_workspace(member, t.common.desk_members, Desk::Members),
        members: views,
        next_url,
        invitations: invitations.iter().map(|row| invitation_view(member, row)).collect(),
        action: urls::member_invitations(org),
        key: InvitationId::generate().to_string(),
        phone: form.phone.clone(),
        role: form.role.clone(),
        roles: MemberRole::ALL.map(|role| SelectOption::new(role.code(), role_label(role, t))).into(),
        days: DAYS,
        errors: errors.clone(),
    };
    form_page(member.flash(), &errors, &template)
}

fn member_view(member: &OrgMember, row: &MemberRow, called: Option<accounts::queries::Called>) -> MemberView {
    let (t, locale) = (member.context().t(), member.context().locale);
    let (name, phone) =
        called.map_or_else(|| (t.members.account_gone.to_owned(), None), |called| (called.name, called.phone_masked));
    MemberView {
        name,
        phone,
        role: role_label(row.role, t),
        since: text::date(locale, row.since),
        is_me: row.person == member.me().id,
        end_url: urls::member_end(member.org(), row.id),
    }
}

fn invitation_view(member: &OrgMember, row: &InvitationRow) -> InvitationView {
    let (locale, now) = (member.context().locale, member.now());
    InvitationView {
        phone: row.phone_masked.clone(),
        role: role_label(row.role, member.context().t()),
        until: text::moment(locale, row.expires_at, now, chrono_tz::Asia::Shanghai),
        code: member.state().secrets().invitation_code(member.org().uuid(), row.id.uuid()),
        is_open: now < row.expires_at,
        revoke_url: urls::invitation_revocation(member.org(), row.id),
    }
}

/// Invites a number. The answer is the same whether or not somebody has it.
pub(super) async fn send(member: OrgMember, Form(form): Form<Invite>) -> AppResult<Response> {
    let id = form.key.ok_or(AppError::BadRequest)?;
    let (org, t, now) = (member.org(), member.context().t(), member.now());
    let (phone, role) = match (In { form: &form, t }).validate() {
        Ok(valid) => valid,
        Err(errors) => return show_with(&member, None, &form, errors).await,
    };
    let phone_hash = member.state().secrets().phone_hash(phone.as_str());
    invite::count_try(member.state(), org.uuid(), &phone_hash)?;
    let wish = Wish {
        id,
        phone: &phone,
        phone_hash,
        role,
        by: member.membership().id.uuid(),
        org_name: &member.membership().org_name,
    };
    let mut tx = member.write().await?;
    if invite::send(&mut tx, org, &wish, now).await? == Sent::TooMany {
        drop(tx);
        let errors = Errors::of("phone", t.members.error_too_many(MOST_OPEN));
        return show_with(&member, None, &form, errors).await;
    }
    tx.commit().await?;
    Ok(redirect(&urls::members(org), Some(Flash::Invited)))
}

/// The path of one invitation.
#[derive(Deserialize)]
pub(super) struct InvitationPath {
    invitation: InvitationId,
}

/// Takes an invitation back.
pub(super) async fn revoke(member: OrgMember, Path(path): Path<InvitationPath>) -> AppResult<Response> {
    let org = member.org();
    let mut tx = member.write().await?;
    if !queries::is_known(&mut tx, org, path.invitation).await? {
        return Err(AppError::NotFound);
    }
    let is_done = queries::revoke(&mut tx, org, path.invitation, member.now()).await?;
    tx.commit().await?;
    let flash = if is_done { Flash::Removed } else { Flash::AlreadyDone };
    Ok(redirect(&urls::members(org), Some(flash)))
}

/// The path of one membership.
#[derive(Deserialize)]
pub(super) struct MemberPath {
    member: MembershipId,
}

/// Ends what a person is in the organization: one's own place, or as an owner anybody's, but never the last owner's.
pub(super) async fn end(member: OrgMember, Path(path): Path<MemberPath>) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let mut tx = member.write().await?;
    let person = queries::person_of(&mut tx, org, path.member).await?.ok_or(AppError::NotFound)?;
    let is_me = person == member.me().id;
    if !is_me && !member.may(OrgCapability::Members) {
        return Err(AppError::Forbidden);
    }
    let flash = match queries::leave(&mut tx, org, person, member.now(), member.today()).await? {
        Leaving::Left => {
            tx.enter_person(person).await?;
            let name = accounts::queries::called(&mut tx, person).await?.map_or_else(String::new, |called| called.name);
            announce(&mut tx, Audience::Org(org), News::Left { org, name }, member.now()).await?;
            Flash::Removed
        }
        Leaving::WasGone => Flash::AlreadyDone,
        Leaving::LastOwner => {
            drop(tx);
            let errors = Errors::of("members", t.members.error_last_owner);
            return show_with(&member, None, &blank(), errors).await;
        }
    };
    tx.commit().await?;
    // Whoever left has no workspace to go back to.
    let to = if is_me { accounts::urls::ME.to_owned() } else { urls::members(org) };
    Ok(redirect(&to, Some(flash)))
}
