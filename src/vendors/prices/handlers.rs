//! Setting prices.

use std::sync::Arc;

use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::forms::PriceForm;
use super::pages::{PriceRow, PricesPage};
use super::queries::{self, DatedPrice};
use super::rise::is_rise;
use crate::access::{OrgCapability, OrgMember};
use crate::admissions::queries::{self as admissions};
use crate::db::{PriceId, ServiceId, TenantId, Tx, WriteTx};
use crate::directory::price::PriceUnit;
use crate::directory::price_view;
use crate::error::{AppError, AppResult};
use crate::publishing::queries::shown_prices;
use crate::publishing::settings;
use crate::publishing::snapshot::Costs;
use crate::publishing::submit::{self, Submitter};
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::vendors::services::queries::{self as services, Service};
use crate::vendors::urls;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Desk, Flash, Page, flashed, form_status, redirect, text};

/// The path of a service's prices.
#[derive(Deserialize)]
pub(super) struct PricesPath {
    service: ServiceId,
}

/// A community with the notice that it asks for before a rise.
struct Place {
    tenant: Arc<Tenant>,
    notice: Days,
}

/// The communities that the organization serves.
async fn tenants(tx: &mut impl Tx, member: &OrgMember) -> AppResult<Vec<Arc<Tenant>>> {
    let platform = member.state().platform();
    let records = admissions::of_org(tx, member.org()).await?;
    Ok(records.into_iter().filter(|r| r.status.is_in()).filter_map(|r| platform.by_id(r.tenant)).collect())
}

/// The same with their notice periods; the transaction enters each.
async fn places(tx: &mut WriteTx, member: &OrgMember) -> AppResult<Vec<Place>> {
    let mut places = Vec::new();
    for tenant in tenants(tx, member).await? {
        tx.enter_tenant(tenant.id).await?;
        let notice = settings::of(tx, tenant.id).await?.notice();
        places.push(Place { tenant, notice });
    }
    Ok(places)
}

/// The price that the form begins from; none: the one at hand.
#[derive(Deserialize)]
pub(super) struct PricesQuery {
    like: Option<PriceId>,
}

/// The longest notice that any community of the organization asks for before a rise.
pub async fn longest_notice(member: &OrgMember) -> AppResult<Days> {
    let mut tx = member.write().await?;
    let places = places(&mut tx, member).await?;
    Ok(places.iter().map(|place| place.notice).max().unwrap_or(Days::new(0)))
}

pub(super) async fn show(
    member: OrgMember,
    Path(path): Path<PricesPath>,
    Query(query): Query<PricesQuery>,
) -> AppResult<Response> {
    let mut tx = member.read_org().await?;
    let service = services::one(&mut tx, member.org(), path.service).await?.ok_or(AppError::NotFound)?;
    let prices = queries::of_service(&mut tx, member.org(), path.service).await?;
    let tenants = tenants(&mut tx, &member).await?;
    drop(tx);
    let today = member.today();
    let like = query.like.and_then(|id| prices.iter().find(|price| price.id == id));
    let model = like
        .or_else(|| prices.iter().find(|price| price.tenant.is_none() && price.holds_on(today)))
        .or_else(|| prices.iter().find(|price| price.holds_on(today)));
    // A price that is still to come keeps its day, and one of a community stays there: to change is not to spread.
    let from = like.map_or(today, |price| price.from.max(today));
    let mut form = PriceForm::of(model, service.revision, from);
    if let Some(tenant) = model.and_then(|price| tenants.iter().find(|tenant| Some(tenant.id) == price.tenant)) {
        form.place.clone_from(&tenant.slug);
    }
    show_prices(&member, &service, &prices, &tenants, form, Errors::default(), Vec::new()).await
}

async fn show_prices(
    member: &OrgMember,
    service: &Service,
    prices: &[DatedPrice],
    tenants: &[Arc<Tenant>],
    form: PriceForm,
    errors: Errors,
    theirs: Vec<(&'static str, String)>,
) -> AppResult<Response> {
    let (context, today, org) = (member.context(), member.today(), member.org());
    let (locale, messages) = (context.locale, context.t());
    let t = &messages.vendors;
    let platform = member.state().platform();
    let keeps_records = member.may(OrgCapability::Records);
    let mut tx = member.read_org().await?;
    let seen = shown_prices(&mut tx, org, service.id).await?;
    drop(tx);
    let seen = seen.iter().filter_map(|shown| {
        let place = platform.by_id(shown.tenant)?.name.clone();
        let now = costs_line(&shown.now, messages)?;
        let words = match &shown.next {
            Some((from, next)) => t.seen_next(now, text::date(locale, *from), costs_line(next, messages)?),
            None => now,
        };
        Some((place, words))
    });
    let seen: Vec<(String, String)> = seen.collect();
    let row = |price: &DatedPrice| {
        let (state, class) = match price {
            price if price.holds_on(today) => (t.price_now, "open"),
            price if price.from > today => (t.price_planned, "closed"),
            _ => (t.price_past, "closed"),
        };
        PriceRow {
            place: price.tenant.map_or_else(
                || t.everywhere.to_owned(),
                |id| platform.by_id(id).map_or_else(String::new, |tenant| tenant.name.clone()),
            ),
            price: line(price, messages),
            terms: price_view::terms(&price.price, &price.note, locale),
            span: match price.until {
                Some(last) => t.price_span(text::date(locale, price.from), text::date(locale, last)),
                None => t.price_since(text::date(locale, price.from)),
            },
            state,
            class,
            change_url: (keeps_records && price.until.is_none_or(|last| last >= today))
                .then(|| urls::price_like(org, service.id, price.id)),
            remove: match price {
                price if price.from > today => t.price_remove,
                _ => t.price_general,
            },
            remove_action: (keeps_records
                && (price.from > today || own_and_general(prices, price.id, today).is_some()))
            .then(|| urls::price_removal(org, service.id, price.id)),
        }
    };
    let (past, rows): (Vec<&DatedPrice>, Vec<&DatedPrice>) =
        prices.iter().partition(|price| price.until.is_some_and(|last| last < today));
    let everywhere = SelectOption::new("", t.everywhere);
    let places = tenants.iter().map(|tenant| SelectOption::new(&tenant.slug, &tenant.name));
    let units =
        PriceUnit::ALL.iter().map(|unit| SelectOption::new(unit.code(), price_view::unit_label(*unit, messages)));
    let is_conflict = !theirs.is_empty();
    let template = PricesPage {
        page: Page::of_workspace(member, t.prices_of(&service.name), Desk::Services),
        services_url: urls::services(org),
        service_url: urls::service(org, service.id),
        service: service.name.clone(),
        rows: rows.into_iter().map(row).collect(),
        past: past.into_iter().rev().map(row).collect(),
        seen,
        has_own: prices.iter().any(|price| price.tenant.is_some() && price.until.is_none_or(|last| last >= today)),
        action: urls::prices(org, service.id),
        form,
        places: std::iter::once(everywhere).chain(places).collect(),
        units: units.collect(),
        notice: (!tenants.is_empty()).then(|| t.notice_hint.to_owned()),
        keeps_records,
        errors,
        theirs,
    };
    let status = form_status(&template.errors, is_conflict);
    flashed(member.flash(), status, &template)
}

fn line(price: &DatedPrice, t: &crate::web::Messages) -> String {
    let figure = price_view::price(&price.price, t);
    format!("{} {}", figure.amount, figure.unit).trim().to_owned()
}

/// What a community shows of a price, in one line.
fn costs_line(costs: &Costs, t: &crate::web::Messages) -> Option<String> {
    let figure = price_view::price(&costs.price.price()?, t);
    Some(format!("{} {}", figure.amount, figure.unit).trim().to_owned())
}

/// The day from which a dearer price may hold in every community it is meant for; none when it is not dearer anywhere.
fn earliest(
    prices: &[DatedPrice],
    places: &[&Place],
    price: &crate::directory::price::Price,
    from: NaiveDate,
    today: NaiveDate,
) -> Option<(NaiveDate, u64, String)> {
    places
        .iter()
        .filter(|place| {
            let before = queries::on(prices, place.tenant.id, from.max(today));
            before.is_some_and(|before| is_rise(&before.price, price))
        })
        .map(|place| {
            let first = today + place.notice;
            (first, u64::try_from((first - today).num_days()).unwrap_or_default(), place.tenant.name.clone())
        })
        .max_by_key(|(first, ..)| *first)
        .filter(|(first, ..)| from < *first)
}

pub(super) async fn set(
    member: OrgMember,
    Path(path): Path<PricesPath>,
    Form(form): Form<PriceForm>,
) -> AppResult<Response> {
    let (context, org, today) = (member.context(), member.org(), member.today());
    let t = &context.t().vendors;
    let mut tx = member.write().await?;
    let service = services::one(&mut tx, org, path.service).await?.ok_or(AppError::NotFound)?;
    let prices = queries::of_service(&mut tx, org, path.service).await?;
    let places = places(&mut tx, &member).await?;
    let tenants: Vec<Arc<Tenant>> = places.iter().map(|place| place.tenant.clone()).collect();
    let mut errors = Errors::default();
    let chosen: Vec<&Place> =
        places.iter().filter(|place| form.place.is_empty() || place.tenant.slug == form.place).collect();
    if !form.place.is_empty() && chosen.is_empty() {
        errors.add("place", t.error_place);
    }
    let valid = form.check(today, t, &mut errors);
    // Two people at once: the second sees what the first set, before the rules about rises speak of a price not yet seen.
    let is_stale = form.revision != service.revision;
    if let Some(valid) = &valid
        && !is_stale
        && let Some((first, days, place)) = earliest(&prices, &chosen, &valid.price, valid.from, today)
    {
        errors.add("from", t.error_rise(place, days, text::date(context.locale, first)));
    }
    let Some(valid) = valid.filter(|_| errors.is_empty()) else {
        drop(tx);
        return show_prices(&member, &service, &prices, &tenants, form, errors, Vec::new()).await;
    };
    if is_stale || !services::touch(&mut tx, org, service.id, form.revision, member.now()).await? {
        drop(tx);
        let theirs = prices
            .iter()
            .filter(|price| price.until.is_none_or(|last| last >= today))
            .map(|price| (t.price, t.planned_price(text::date(context.locale, price.from), line(price, context.t()))))
            .collect();
        let form = PriceForm { revision: service.revision, ..form };
        return show_prices(&member, &service, &prices, &tenants, form, Errors::default(), theirs).await;
    }
    let tenant = chosen.first().filter(|_| !form.place.is_empty()).map(|place| place.tenant.id);
    queries::set(&mut tx, org, service.id, tenant, valid.from, &valid.price, &valid.note).await?;
    let outcome = submit::service(&mut tx, &Submitter::of(&member), service.id).await?;
    tx.commit().await?;
    Ok(redirect(&urls::prices(org, service.id), Some(outcome.flash())))
}

/// A community's own price that holds today, the community, and the general price that would hold in its place.
fn own_and_general(
    prices: &[DatedPrice],
    id: PriceId,
    today: NaiveDate,
) -> Option<(&DatedPrice, TenantId, &DatedPrice)> {
    let own = prices.iter().find(|price| price.id == id && price.holds_on(today))?;
    let general = prices.iter().find(|price| price.tenant.is_none() && price.holds_on(today))?;
    Some((own, own.tenant?, general))
}

/// The path of one price.
#[derive(Deserialize)]
pub(super) struct PricePath {
    service: ServiceId,
    price: PriceId,
}

pub(super) async fn remove(member: OrgMember, Path(path): Path<PricePath>) -> AppResult<Response> {
    let org = member.org();
    let mut tx = member.write().await?;
    let service = services::one(&mut tx, org, path.service).await?.ok_or(AppError::NotFound)?;
    services::touch(&mut tx, org, service.id, service.revision, member.now()).await?;
    if !queries::remove_planned(&mut tx, org, service.id, path.price, member.today()).await? {
        let prices = queries::of_service(&mut tx, org, service.id).await?;
        let (own, tenant, general) = own_and_general(&prices, path.price, member.today()).ok_or(AppError::NotFound)?;
        // What is dearer needs its notice: then a price with a day of its own is set, which says so.
        if is_rise(&own.price, &general.price) {
            let tenants = tenants(&mut tx, &member).await?;
            drop(tx);
            let errors = Errors::of("from", member.context().t().vendors.error_general_dearer);
            let form = PriceForm::of(Some(general), service.revision, member.today());
            return show_prices(&member, &service, &prices, &tenants, form, errors, Vec::new()).await;
        }
        queries::end_own(&mut tx, org, service.id, tenant, member.today()).await?;
    }
    submit::service(&mut tx, &Submitter::of(&member), service.id).await?;
    tx.commit().await?;
    Ok(redirect(&urls::prices(org, service.id), Some(Flash::Removed)))
}
