//! Changing a service's hours, and seeing the year that comes of them.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::Datelike;
use serde::Deserialize;

use super::form::{HoursForm, Labelled, differences};
use super::pages::{self, HoursPage, YearLink, YearPage, YearView};
use crate::access::{OrgCapability, OrgMember};
use crate::calendar::{OpenState, OpeningPlan};
use crate::db::ServiceId;
use crate::error::{AppError, AppResult};
use crate::publishing::submit::{self, Submitter};
use crate::vendors::services::queries::{self, Service};
use crate::vendors::urls;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Desk, Page, flashed, form_page, redirect, text};

/// The path of one service.
#[derive(Deserialize)]
pub(super) struct ServicePath {
    service: ServiceId,
}

pub(super) async fn show(member: OrgMember, Path(path): Path<ServicePath>) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let service = queries::one(&mut tx, member.org(), path.service).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let form = HoursForm::of(service.hours.as_ref(), service.revision, member.today(), member.context().t());
    show_form(&member, service, form, Errors::default(), Vec::new())
}

/// The form as typed, with what is wrong with it or what somebody else saved meanwhile.
fn show_form(
    member: &OrgMember,
    service: Service,
    form: HoursForm,
    errors: Errors,
    theirs: Vec<Labelled>,
) -> AppResult<Response> {
    let (org, t) = (member.org(), member.context().t());
    let (platform, now) = (member.state().platform(), member.now());
    let state_of = |plan: &OpeningPlan| plan.state_at(now, chrono_tz::Asia::Shanghai, &platform.holidays);
    let state = service.hours.as_ref().map_or(OpenState::Unknown, state_of);
    let template = HoursPage {
        page: Page::of_workspace(member, t.hours.title, Desk::Services),
        services_url: urls::services(org),
        service_url: urls::service(org, service.id),
        year_url: urls::year(org, service.id),
        action: urls::hours(org, service.id),
        state: text::open_state(member.context().locale, state),
        days: pages::days(&form, t),
        holiday_choices: pages::holiday_choices(t),
        makeup_choices: pages::makeup_choices(t),
        service_name: service.name,
        form,
        errors,
        theirs,
    };
    if template.theirs.is_empty() {
        form_page(member.flash(), &template.errors, &template)
    } else {
        flashed(member.flash(), StatusCode::CONFLICT, &template)
    }
}

pub(super) async fn save(
    member: OrgMember,
    Path(path): Path<ServicePath>,
    Form(form): Form<HoursForm>,
) -> AppResult<Response> {
    let (org, id, now) = (member.org(), path.service, member.now());
    let (today, t) = (member.today(), member.context().t());
    let mut errors = Errors::default();
    let plan = form.check(today, &mut errors, t);
    let mut tx = member.write().await?;
    let service = queries::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let Some(plan) = plan.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_form(&member, service, form, errors, Vec::new());
    };
    if !queries::set_hours(&mut tx, org, id, form.revision, &plan, now).await? {
        let current = queries::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
        let mine = HoursForm::of(Some(&plan), current.revision, today, t);
        let saved = HoursForm::of(current.hours.as_ref(), current.revision, today, t);
        let theirs = differences(&mine, &saved, t);
        // Whoever saved the same hours meanwhile is not in the way.
        if !theirs.is_empty() {
            drop(tx);
            let form = HoursForm { revision: current.revision, ..form };
            return show_form(&member, current, form, errors, theirs);
        }
    }
    let by = Submitter::of(&member);
    let outcome = if form.all_services.is_some() {
        queries::set_hours_of_all(&mut tx, org, &plan, now).await?;
        submit::services(&mut tx, &by).await?
    } else if form.all_dates.is_some() {
        for other in queries::all(&mut tx, org).await?.into_iter().filter(|other| other.is_active && other.id != id) {
            let Some(held) = &other.hours else { continue };
            let dates = OpeningPlan::new(held.weekly().clone(), plan.rules().clone(), plan.exceptions().to_vec());
            let dates = dates.map_err(|error| AppError::Internal(anyhow::anyhow!("{error:?}")))?;
            if dates != *held && !queries::set_hours(&mut tx, org, other.id, other.revision, &dates, now).await? {
                return Err(AppError::Conflict);
            }
        }
        submit::services(&mut tx, &by).await?
    } else {
        submit::service(&mut tx, &by, id).await?
    };
    tx.commit().await?;
    Ok(redirect(&urls::service(org, id), Some(outcome.flash())))
}

/// Which year to show.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct YearQuery {
    year: Option<i32>,
}

pub(super) async fn year(
    member: OrgMember,
    Path(path): Path<ServicePath>,
    Query(query): Query<YearQuery>,
) -> AppResult<Response> {
    let (org, today, context) = (member.org(), member.today(), member.context());
    let year = query.year.unwrap_or(today.year());
    let years = today.year() - 1..=today.year() + 1;
    if !years.contains(&year) {
        return Err(AppError::NotFound);
    }
    let mut tx = member.read_org().await?;
    let service = queries::one(&mut tx, org, path.service).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let platform = member.state().platform();
    let address = urls::year(org, service.id);
    let link = |year: i32| years.contains(&year).then(|| YearLink { url: format!("{address}?year={year}"), year });
    let heading = context.t().hours.year_title(year);
    let template = YearPage {
        page: Page::of_workspace(&member, heading.as_str(), Desk::Services),
        heading,
        services_url: urls::services(org),
        service_url: urls::service(org, service.id),
        hours_url: member.may(OrgCapability::Records).then(|| urls::hours(org, service.id)),
        year,
        earlier: link(year - 1),
        later: link(year + 1),
        view: service.hours.as_ref().map(|plan| YearView::of(plan, &platform.holidays, year, today, context.locale)),
        service_name: service.name,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}
