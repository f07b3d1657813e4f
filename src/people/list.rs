//! Everybody with a role in the whole community, what is offered, and what was.

use axum::response::Response;
use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;

use super::forms::OfferForm;
use super::invite::DAYS;
use super::model::OFFERED;
use super::pages::{HeldView, PastView, PeoplePage, ProposalLine, WaitingView};
use super::queries::{self, Held, Waiting};
use super::{community, urls};
use crate::access::{Role, Staff};
use crate::accounts::role_name;
use crate::db::{GrantId, InvitationId, WriteTx};
use crate::error::AppResult;
use crate::staff;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::web::extract::Query;
use crate::web::form::Errors;
use crate::web::{Context, Page, form_page, text};

/// People on one page of the list.
const PAGE: usize = 40;
/// Roles of the past that are shown.
const PAST: i64 = 30;
/// How long an offer that ran out is still shown, so that whoever made it sees why nobody came.
const SHOWN_AFTERWARDS: TimeDelta = TimeDelta::days(30);

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    after: Option<GrantId>,
}

pub(super) async fn show(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let form = OfferForm { role: Role::Volunteer.code().to_owned(), ..OfferForm::default() };
    show_with(&staff, query.after, form, Errors::default()).await
}

pub(super) async fn show_with(
    staff: &Staff,
    after: Option<GrantId>,
    form: OfferForm,
    errors: Errors,
) -> AppResult<Response> {
    let tenant = community(staff)?;
    let (context, today, now) = (staff.context(), staff.today()?, staff.now());
    let t = context.t();
    // What is told of people lies in each one's own scope, and only a transaction of this kind can enter further scopes.
    // It is dropped below: nothing is written.
    let mut tx = staff.write().await?;
    let held = queries::held(&mut tx, tenant.id, today).await?;
    let first = after.and_then(|id| held.iter().position(|row| row.id == id)).map_or(0, |last| last + 1);
    let shown: Vec<&Held> = held.iter().skip(first).take(PAGE).collect();
    let mut people = Vec::with_capacity(shown.len());
    for row in &shown {
        people.push(view(staff, &tenant, &mut tx, row).await?);
    }
    let mut past = Vec::new();
    for row in queries::past(&mut tx, tenant.id, today, PAST).await? {
        past.push(past_view(context, &mut tx, &row).await?);
    }
    let proposals = queries::open_proposals(&mut tx, tenant.id).await?;
    let waiting = queries::waiting(&mut tx, tenant.id, now - SHOWN_AFTERWARDS).await?;
    drop(tx);
    let has_more = held.len() > first + PAGE;
    let page = Page::of_console(staff, t.people.title);
    let template = PeoplePage {
        console_url: staff::urls::console(&tenant),
        people,
        next_url: shown.last().filter(|_| has_more).map(|last| format!("{}?after={}", urls::people(&tenant), last.id)),
        proposals: proposals
            .iter()
            .map(|proposal| ProposalLine {
                text: t.people.proposal_line(&proposal.proposer, &proposal.name),
                url: urls::proposal(&tenant, proposal.id),
            })
            .collect(),
        waiting: waiting.iter().map(|row| waiting_view(staff, &tenant, row)).collect(),
        // To be typed by hand; browsers add the rest.
        address: page.url(&urls::mine(&tenant)).trim_start_matches("https://").to_owned(),
        past,
        action: urls::invitations(&tenant),
        key: form.key.unwrap_or_else(InvitationId::generate).to_string(),
        form,
        roles: OFFERED.map(|role| SelectOption::new(role.code(), role_name(role, t))).to_vec(),
        days: DAYS,
        errors,
        page,
    };
    form_page(staff.flash(), &template.errors, &template)
}

async fn view(staff: &Staff, tenant: &Tenant, tx: &mut WriteTx, row: &Held) -> AppResult<HeldView> {
    let (context, today) = (staff.context(), staff.today()?);
    let t = context.t();
    tx.enter_person(row.person).await?;
    let person = queries::person(tx, row.person).await?;
    let seen = person.as_ref().and_then(|person| person.signed_in_on);
    Ok(HeldView {
        is_me: row.person == staff.me().id,
        role: role_name(row.role, t),
        days: days(context, row),
        seen: seen.map_or_else(|| t.people.never.to_owned(), |on| text::short_date(context.locale, on, today)),
        has_factor: person.as_ref().is_some_and(|person| person.has_factor),
        name: person.map_or_else(|| t.members.account_gone.to_owned(), |person| person.name),
        url: urls::holder(tenant, row.id),
    })
}

async fn past_view(context: &Context, tx: &mut WriteTx, row: &Held) -> AppResult<PastView> {
    let t = context.t();
    tx.enter_person(row.person).await?;
    let name = queries::person(tx, row.person).await?.map(|person| person.name);
    let kept = Some(row.holder.clone()).filter(|name| !name.is_empty());
    Ok(PastView {
        name: name.or(kept).unwrap_or_else(|| t.members.account_gone.to_owned()),
        role: role_name(row.role, t),
        days: days(context, row),
    })
}

/// From when to when a role holds or held.
pub(super) fn days(context: &Context, row: &Held) -> String {
    let (t, locale) = (&context.t().people, context.locale);
    let date = |day: NaiveDate| text::date(locale, day);
    match row.to {
        None => t.since(date(row.from)),
        // Taken back on its first day.
        Some(last) if last < row.from => t.on_day(date(row.from)),
        Some(last) => t.from_to(date(row.from), date(last)),
    }
}

fn waiting_view(staff: &Staff, tenant: &Tenant, row: &Waiting) -> WaitingView {
    let (context, now) = (staff.context(), staff.now());
    let t = context.t();
    let expires = text::moment(context.locale, row.expires_at, now, tenant.time_zone);
    let term = row.until.map(|day| t.people.term(text::date(context.locale, day)));
    let is_open = now < row.expires_at;
    let deadline = if is_open { t.people.take_until(expires) } else { t.people.ran_out(expires) };
    let parts = [Some(t.people.offered_by(&row.inviter)), term, Some(deadline)];
    WaitingView {
        name: row.name.clone(),
        phone: row.phone_masked.clone(),
        role: role_name(row.role, t),
        note: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        code: is_open.then(|| {
            let digits = staff.state().secrets().code_digits(row.id.uuid());
            format!("{} {}", &digits[..5], &digits[5..])
        }),
        revoke_url: urls::revocation(tenant, row.id),
    }
}
