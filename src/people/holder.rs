//! One person's role: what is known of it, and its end.

use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::list::days;
use super::model::{Making, is_last, making};
use super::pages::{AdminForm, HolderPage};
use super::queries::{self, Held};
use super::{community, urls};
use crate::access::{Role, Staff};
use crate::accounts::{Asked, role_name};
use crate::db::{GrantId, PersonId, ProposalId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, announce};
use crate::staff;
use crate::web::extract::Path;
use crate::web::form::Errors;
use crate::web::{Flash, Page, form_page, redirect, text};

/// The path of one role.
#[derive(Deserialize)]
pub(super) struct HolderPath {
    pub holder: GrantId,
}

pub(super) async fn show(staff: Staff, Path(path): Path<HolderPath>) -> AppResult<Response> {
    show_with(&staff, path.holder, Errors::default()).await
}

pub(super) async fn show_with(staff: &Staff, id: GrantId, errors: Errors) -> AppResult<Response> {
    let tenant = community(staff)?;
    let (context, today, now) = (staff.context(), staff.today()?, staff.now());
    let t = context.t();
    let mut tx = staff.write().await?;
    let held = queries::one(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let admins = queries::admins(&mut tx, tenant.id, today).await?;
    let waiting = queries::proposal_for(&mut tx, tenant.id, held.person).await?;
    tx.enter_person(held.person).await?;
    let person = queries::person(&mut tx, held.person).await?;
    // Nothing is written: only such a transaction can enter further scopes.
    drop(tx);
    let is_on = held.holds_on(today);
    let is_staff = held.role == Role::CommunityStaff;
    let is_me = held.person == staff.me().id;
    let how = making(&admins, held.person);
    let mut facts = vec![(t.people.role, role_name(held.role, t).to_owned()), (t.people.days, days(context, &held))];
    if let Some(at) = held.ended_at {
        facts.push((t.people.ended, text::moment(context.locale, at, now, tenant.time_zone)));
    }
    let has_factor = person.as_ref().is_some_and(|person| person.has_factor);
    if let Some(person) = &person {
        let seen = person.signed_in_on.map(|on| text::short_date(context.locale, on, today));
        facts.extend(person.phone_masked.clone().map(|phone| (t.people.phone, phone)));
        facts.push((t.people.seen, seen.unwrap_or_else(|| t.people.never.to_owned())));
        facts.push((t.people.factor, (if person.has_factor { t.people.on } else { t.people.off }).to_owned()));
    }
    let name = person.map_or_else(|| t.members.account_gone.to_owned(), |person| person.name);
    let template = HolderPage {
        page: Page::of_console(staff, &name),
        console_url: staff::urls::console(&tenant),
        people_url: urls::people(&tenant),
        name,
        facts,
        factor_url: (has_factor && !is_me).then(|| urls::factor(&tenant, id)),
        end_action: is_on.then(|| urls::end(&tenant, id)),
        end_note: (is_staff && how == Making::Done).then_some(t.people.end_both),
        admin: (is_on && is_staff && !is_me && how != Making::Done && waiting.is_none()).then(|| AdminForm {
            action: urls::admin(&tenant, id),
            key: ProposalId::generate().to_string(),
            is_asked: how == Making::Approved,
            asked: Asked::unless_fresh(staff),
        }),
        proposal_url: waiting.map(|proposal| urls::proposal(&tenant, proposal)),
        errors,
    };
    form_page(staff.flash(), &template.errors, &template)
}

/// Ends a role at once: on the next request it opens nothing. With the role of community staff ends that of an
/// administrator, but never the last administrator's.
pub(super) async fn end(staff: Staff, Path(path): Path<HolderPath>) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let (t, today, now) = (staff.context().t(), staff.today()?, staff.now());
    let mut tx = staff.write().await?;
    queries::lock(&mut tx, tenant.id).await?;
    let held = queries::one(&mut tx, tenant.id, path.holder).await?.ok_or(AppError::NotFound)?;
    let admins = queries::admins(&mut tx, tenant.id, today).await?;
    if matches!(held.role, Role::CommunityAdmin | Role::CommunityStaff) && is_last(&admins, held.person) {
        drop(tx);
        return show_with(&staff, path.holder, Errors::of("end", t.people.error_last)).await;
    }
    let grants = ending(&mut tx, tenant.id, &held, today).await?;
    let last = today - Days::new(1);
    let ended = queries::end(&mut tx, tenant.id, &grants, last, staff.grant().id, now).await?;
    if ended == 0 {
        return Ok(redirect(&urls::holder(&tenant, path.holder), Some(Flash::AlreadyDone)));
    }
    let news = News::RoleEnded { tenant: tenant.id, role: held.role.code().to_owned() };
    announce(&mut tx, Audience::Person(held.person), news, now).await?;
    tx.commit().await?;
    let is_me = held.person == staff.me().id;
    // Whoever has ended their own role may have no business here any more.
    let to = if is_me { crate::accounts::urls::ME.to_owned() } else { urls::people(&tenant) };
    Ok(redirect(&to, Some(Flash::RoleEnded)))
}

/// The grants that end with this one.
async fn ending(tx: &mut WriteTx, tenant: TenantId, held: &Held, today: NaiveDate) -> AppResult<Vec<GrantId>> {
    let mut grants = vec![held.id];
    if held.role == Role::CommunityStaff {
        grants.extend(admin_grants(tx, tenant, held.person, today).await?);
    }
    Ok(grants)
}

async fn admin_grants(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
    today: NaiveDate,
) -> AppResult<impl Iterator<Item = GrantId>> {
    let held = queries::held(tx, tenant, today).await?;
    let is_theirs = move |row: &Held| row.role == Role::CommunityAdmin && row.person == person;
    Ok(held.into_iter().filter(is_theirs).map(|row| row.id))
}
