//! Keeping services.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::forms::ServiceForm;
use super::pages::{ServiceFormPage, ServicePage, ServiceRow, ServicesPage, TickView};
use super::queries::{self, Service};
use crate::access::{OrgCapability, OrgMember};
use crate::admissions::queries as admissions;
use crate::db::{ReadTx, ServiceId};
use crate::directory::model::{CredentialKind, Suits};
use crate::directory::price_view;
use crate::error::{AppError, AppResult};
use crate::publishing::queries as publishing;
use crate::publishing::submit::{self, Submitter};
use crate::tenancy::PlatformData;
use crate::ui::SelectOption;
use crate::vendors::prices::queries::{self as prices, DatedPrice};
use crate::vendors::standings::Everywhere;
use crate::vendors::urls;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Context, Desk, Flash, Page, flashed, form_status, redirect, text};

/// The path of a service.
#[derive(Deserialize)]
pub(in crate::vendors) struct ServicePath {
    pub service: ServiceId,
}

/// A price in one line.
pub(in crate::vendors) fn price_line(price: &DatedPrice, context: &Context) -> String {
    let figure = price_view::price(&price.price, context.t());
    format!("{} {}", figure.amount, figure.unit).trim().to_owned()
}

pub(super) async fn list(member: OrgMember) -> AppResult<Response> {
    let org = member.org();
    let mut tx = member.read_org().await?;
    let services = queries::all(&mut tx, org).await?;
    let all_prices = prices::of_org(&mut tx, org).await?;
    let everywhere = Everywhere::read(&mut tx, &member, "service").await?;
    drop(tx);
    let (context, platform, today) = (member.context(), member.state().platform(), member.today());
    let t = &context.t().vendors;
    let rows = services
        .iter()
        .map(|service| {
            let of: Vec<&DatedPrice> = all_prices.iter().filter(|price| price.service == service.id).collect();
            let current = current(&of, today);
            ServiceRow {
                url: urls::service(org, service.id),
                name: service.name.clone(),
                category: category_name(service, context, &platform),
                price: current.map_or_else(|| t.no_price.to_owned(), |price| price_line(price, context)),
                is_active: service.is_active,
                standings: if service.is_active {
                    everywhere.of(service.id, &all_prices, today, context, &platform)
                } else {
                    Vec::new()
                },
                todo: match service {
                    service if !service.is_active => None,
                    _ if of.is_empty() => Some(t.todo_price),
                    service if service.hours.is_none() => Some(t.todo_hours),
                    _ => None,
                },
            }
        })
        .collect();
    let template = ServicesPage {
        page: Page::of_workspace(&member, t.services, Desk::Services),
        new_url: urls::service_new(org),
        sheets_url: urls::sheets(org),
        confirm_action: urls::confirmation(org),
        keeps_records: member.may(OrgCapability::Records),
        rows,
        communities_url: crate::admissions::urls::applications(org),
        is_admitted: everywhere.is_admitted(),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}

/// The price that holds on a day: the general one, else some community's.
fn current<'p>(prices: &[&'p DatedPrice], today: NaiveDate) -> Option<&'p DatedPrice> {
    let mut holding = prices.iter().filter(|price| price.holds_on(today));
    holding.clone().find(|price| price.tenant.is_none()).or_else(|| holding.next()).copied()
}

fn category_name(service: &Service, context: &Context, platform: &PlatformData) -> String {
    platform.category(&service.category).map_or_else(String::new, |c| c.name(context.locale).to_owned())
}

/// What a service may be: each category followed by its sub-services.
fn kinds(context: &Context, platform: &PlatformData) -> Vec<SelectOption> {
    let locale = context.locale;
    let choose = SelectOption::new("", context.t().vendors.choose_kind);
    let options = platform.categories().flat_map(|category| {
        let name = category.name(locale);
        let subs = platform
            .kinds_of(&category.code)
            .map(move |kind| SelectOption::new(&kind.code, format!("{name} · {}", kind.name(locale))));
        std::iter::once(SelectOption::new(&category.code, name)).chain(subs)
    });
    std::iter::once(choose).chain(options).collect()
}

fn ticks(form: &ServiceForm, context: &Context) -> (Vec<TickView>, Vec<TickView>) {
    let t = context.t();
    let proofs = CredentialKind::ALL
        .into_iter()
        .map(|kind| TickView {
            code: kind.code(),
            label: price_view::credential_name(kind, t),
            is_ticked: form.proof.iter().any(|code| code == kind.code()),
        })
        .collect();
    let audiences = Suits::ALL
        .into_iter()
        .map(|suits| TickView {
            code: suits.code(),
            label: price_view::suits_name(suits, t),
            is_ticked: form.suits.iter().any(|code| code == suits.code()),
        })
        .collect();
    (proofs, audiences)
}

pub(super) async fn new(member: OrgMember) -> AppResult<Response> {
    show_new(&member, ServiceForm::new(), Errors::default())
}

fn show_new(member: &OrgMember, form: ServiceForm, errors: Errors) -> AppResult<Response> {
    let (context, platform) = (member.context(), member.state().platform());
    let (proofs, audiences) = ticks(&form, context);
    let t = &context.t().vendors;
    let template = ServiceFormPage {
        page: Page::of_workspace(member, t.service_new, Desk::Services),
        services_url: urls::services(member.org()),
        action: urls::services(member.org()),
        heading: t.service_new.to_owned(),
        kinds: kinds(context, &platform),
        proofs,
        audiences,
        form,
        errors,
        theirs: Vec::new(),
    };
    let status = form_status(&template.errors, false);
    flashed(member.flash(), status, &template)
}

pub(super) async fn create(member: OrgMember, Form(form): Form<ServiceForm>) -> AppResult<Response> {
    let (context, platform, org) = (member.context(), member.state().platform(), member.org());
    let id = form.key.ok_or(AppError::BadRequest)?;
    let mut errors = Errors::default();
    let Some(valid) = form.check(&platform, context.t(), &mut errors).filter(|_| errors.is_empty()) else {
        return show_new(&member, form, errors);
    };
    let mut tx = member.write().await?;
    if queries::name_is_taken(&mut tx, org, valid.values().name, id).await? {
        return show_new(&member, form, Errors::of("name", context.t().vendors.error_name_taken));
    }
    // Sent twice: the first one stands.
    if queries::insert(&mut tx, org, id, &valid.values(), member.now()).await? {
        tx.commit().await?;
    }
    // Without a price nobody can be asked to show it: that comes next.
    Ok(redirect(&urls::prices(org, id), Some(Flash::Saved)))
}

pub(super) async fn show(member: OrgMember, Path(path): Path<ServicePath>) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let service = queries::one(&mut tx, member.org(), path.service).await?.ok_or(AppError::NotFound)?;
    let form = ServiceForm::of(&service);
    show_service(&member, tx, &service, form, Errors::default(), Vec::new()).await
}

async fn show_service(
    member: &OrgMember,
    mut tx: ReadTx,
    service: &Service,
    form: ServiceForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
) -> AppResult<Response> {
    let org = member.org();
    let all_prices = prices::of_service(&mut tx, org, service.id).await?;
    let everywhere = Everywhere::read(&mut tx, member, "service").await?;
    drop(tx);
    let (context, platform, today) = (member.context(), member.state().platform(), member.today());
    let (locale, t) = (context.locale, &context.t().vendors);
    let refs: Vec<&DatedPrice> = all_prices.iter().collect();
    let price = current(&refs, today).map_or_else(Vec::new, |price| {
        let terms = price_view::terms(&price.price, &price.note, locale);
        std::iter::once(price_line(price, context)).chain(terms).collect()
    });
    let planned = all_prices
        .iter()
        .find(|price| price.from > today)
        .map(|price| t.planned_price(text::date(locale, price.from), price_line(price, context)));
    let hours = service.hours.as_ref().map_or_else(Vec::new, |plan| {
        let grouped = plan.weekly().grouped();
        let line =
            |(first, last, spans)| format!("{} {}", text::weekdays(locale, first, last), text::spans(locale, spans));
        grouped.into_iter().map(line).collect()
    });
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let duration = text::duration(locale, service.minutes_min, service.minutes_max);
    let (proofs, audiences) = ticks(&form, context);
    let is_conflict = !theirs.is_empty();
    let template = ServicePage {
        page: Page::of_workspace(member, &service.name, Desk::Services),
        services_url: urls::services(org),
        name: service.name.clone(),
        category: category_name(service, context, &platform),
        is_active: service.is_active,
        keeps_records: member.may(OrgCapability::Records),
        facts: vec![
            (t.included, lines(&service.included)),
            (t.excluded, lines(&service.excluded)),
            (t.conditions, lines(&service.conditions)),
            (t.duration, duration.into_iter().collect()),
        ],
        price,
        planned,
        hours,
        edit: form,
        action: urls::service(org, service.id),
        kinds: kinds(context, &platform),
        proofs,
        audiences,
        prices_url: urls::prices(org, service.id),
        hours_url: urls::hours(org, service.id),
        retire_action: urls::service_retirement(org, service.id),
        confirm_action: urls::service_confirmation(org, service.id),
        standings: everywhere.of(service.id, &all_prices, today, context, &platform),
        errors,
        theirs,
    };
    let status = form_status(&template.errors, is_conflict);
    flashed(member.flash(), status, &template)
}

/// What is saved now of the fields in which it differs from what was typed.
fn theirs(saved: &ServiceForm, typed: &ServiceForm, t: &crate::web::i18n::Vendors) -> Vec<(&'static str, String)> {
    let fields = [
        (t.service_name, &saved.name, &typed.name),
        (t.service_kind, &saved.kind, &typed.kind),
        (t.included, &saved.included, &typed.included),
        (t.excluded, &saved.excluded, &typed.excluded),
        (t.conditions, &saved.conditions, &typed.conditions),
        (t.duration, &saved.duration, &typed.duration),
        (t.workers, &saved.workers, &typed.workers),
    ];
    let same = |a: &str, b: &str| a.replace("\r\n", "\n").trim() == b.replace("\r\n", "\n").trim();
    let found = fields.into_iter().filter(|(_, saved, typed)| !same(saved, typed));
    found.map(|(label, saved, _)| (label, saved.clone())).collect()
}

pub(super) async fn save(
    member: OrgMember,
    Path(path): Path<ServicePath>,
    Form(form): Form<ServiceForm>,
) -> AppResult<Response> {
    let (context, platform, org, id) = (member.context(), member.state().platform(), member.org(), path.service);
    let mut errors = Errors::default();
    let valid = form.check(&platform, context.t(), &mut errors).filter(|_| errors.is_empty());
    let mut tx = member.write().await?;
    let before = queries::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    if let Some(valid) = &valid
        && queries::name_is_taken(&mut tx, org, valid.values().name, id).await?
    {
        errors.add("name", context.t().vendors.error_name_taken);
    }
    let Some(valid) = valid.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_service(&member, member.read_org().await?, &before, form, errors, Vec::new()).await;
    };
    if !queries::update(&mut tx, org, id, form.revision, &valid.values(), member.now()).await? {
        drop(tx);
        let mut tx = member.read_org().await?;
        let saved = queries::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
        let now = ServiceForm::of(&saved);
        let mut theirs = theirs(&now, &form, &context.t().vendors);
        // Something else of it changed: its price or hours, which this form does not touch.
        if theirs.is_empty() {
            theirs.push((context.t().vendors.service_name, saved.name.clone()));
        }
        let form = ServiceForm { revision: saved.revision, ..form };
        return show_service(&member, tx, &saved, form, Errors::default(), theirs).await;
    }
    let outcome = submit::service(&mut tx, &Submitter::of(&member), id).await?;
    tx.commit().await?;
    Ok(redirect(&urls::service(org, id), Some(outcome.flash())))
}

/// Whether a service goes on being offered.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RetireForm {
    active: String,
}

pub(super) async fn retire(
    member: OrgMember,
    Path(path): Path<ServicePath>,
    Form(form): Form<RetireForm>,
) -> AppResult<Response> {
    let (org, id, active) = (member.org(), path.service, form.active == "1");
    let mut tx = member.write().await?;
    queries::one(&mut tx, org, id).await?.ok_or(AppError::NotFound)?;
    let changed = queries::set_active(&mut tx, org, id, active, member.now()).await?;
    let outcome = submit::service(&mut tx, &Submitter::of(&member), id).await?;
    tx.commit().await?;
    let flash = match (changed, active) {
        (false, _) => Flash::AlreadyDone,
        (true, true) => outcome.flash(),
        (true, false) => Flash::Retired,
    };
    Ok(redirect(&urls::service(org, id), Some(flash)))
}

/// Says of one service, or all, in every community that what is shown still holds.
///
/// What was taken down for its age is asked for again.
async fn confirm_for(member: &OrgMember, service: Option<ServiceId>) -> AppResult<Flash> {
    let mut tx = member.write().await?;
    if let Some(id) = service {
        queries::one(&mut tx, member.org(), id).await?.ok_or(AppError::NotFound)?;
    }
    for record in admissions::of_org(&mut tx, member.org()).await?.iter().filter(|record| record.status.is_in()) {
        tx.enter_tenant(record.tenant).await?;
        publishing::confirm(&mut tx, record.tenant, member.org(), service, member.today()).await?;
    }
    let by = Submitter::of(member);
    let outcome = match service {
        Some(id) => submit::service(&mut tx, &by, id).await?,
        None => submit::services(&mut tx, &by).await?,
    };
    tx.commit().await?;
    Ok(if outcome.waiting > 0 { outcome.flash() } else { Flash::Confirmed })
}

pub(super) async fn confirm(member: OrgMember, Path(path): Path<ServicePath>) -> AppResult<Response> {
    let flash = confirm_for(&member, Some(path.service)).await?;
    Ok(redirect(&urls::service(member.org(), path.service), Some(flash)))
}

pub(super) async fn confirm_all(member: OrgMember) -> AppResult<Response> {
    let flash = confirm_for(&member, None).await?;
    Ok(redirect(&urls::services(member.org()), Some(flash)))
}
