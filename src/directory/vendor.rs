//! A company's page and its workers' cards.

use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::card::CardMaker;
use super::engine::Now;
use super::listing::{call, engagement, paragraphs};
use super::model::CredentialKind;
use super::pages::{CredentialView, VendorPage, WorkerPage, WorkerView};
use super::queries::{self, CardCredential, CardHolder, WorkerCard};
use super::{price_view, seo, snapshot, urls};
use crate::access::Visitor;
use crate::db::{OrgId, WorkerId};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::vendors::workers::{LightView, light};
use crate::web::extract::Path;
use crate::web::{Context, Nav, Page, public, text};

#[derive(Deserialize)]
pub(super) struct VendorPath {
    org: OrgId,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Path(path): Path<VendorPath>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor, path.org)).await
}

async fn make(visitor: &Visitor, org: OrgId) -> AppResult<VendorPage> {
    let tenant = visitor.tenant()?;
    let mut tx = visitor.read().await?;
    let vendor = queries::vendor(&mut tx, tenant.id, org).await?.ok_or(AppError::NotFound)?;
    let workers = queries::workers(&mut tx, tenant.id, Some(org), None).await?;
    drop(tx);
    let snapshot = snapshot::of(visitor).await?;
    let (context, platform) = (visitor.context(), visitor.state().platform());
    let (locale, t) = (context.locale, context.t());
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let now = Now { at: visitor.now(), tz: tenant.time_zone, holidays: &platform.holidays };
    let maker = CardMaker { context, tenant, snapshot: &snapshot, today };
    let mut offers: Vec<_> = snapshot.offers_at(now).filter(|(offer, ..)| offer.vendor.id == org).collect();
    offers.sort_by_key(|(offer, traits, _)| (traits.rank, offer.id));
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), &vendor.name).at(Nav::Services);
    let mut page = page.described(&vendor.profile);
    page.json_ld = Some(seo::vendor(&page, tenant, &vendor));
    let facts = [
        engagement(vendor.engagement.as_deref(), t).map(str::to_owned),
        vendor.founded_year.map(|year| t.directory.founded(year)),
        (!workers.is_empty()).then(|| t.directory.workers_here(workers.len())),
    ];
    Ok(VendorPage {
        services_url: urls::services(tenant),
        profile: paragraphs(&vendor.profile),
        facts: facts.into_iter().flatten().collect(),
        admitted: vendor.admitted_on.map(|on| t.directory.admitted(text::date(locale, on))),
        phone: vendor.phone.as_ref().filter(|_| vendor.is_published).map(call),
        is_published: vendor.is_published,
        cards: offers.into_iter().map(|(offer, _, state)| maker.offer(offer, state)).collect(),
        workers: workers.iter().map(|worker| view(worker, tenant, context, today)).collect(),
        name: vendor.name,
        uscc: vendor.uscc,
        page,
    })
}

fn view(worker: &WorkerCard, tenant: &Tenant, context: &Context, today: NaiveDate) -> WorkerView {
    let t = context.t();
    WorkerView {
        url: urls::worker(tenant, worker.id),
        label: worker.label.clone(),
        work_no: worker.work_no.clone(),
        trades: worker.trades.join(t.time.list_separator),
        years: worker
            .since_year
            .map(|year| today.year() - year)
            .filter(|years| *years > 0)
            .map(|years| t.directory.years(years)),
        credentials: worker.credentials.iter().map(|c| credential(c, context, today)).collect(),
    }
}

fn credential(credential: &CardCredential, context: &Context, today: NaiveDate) -> CredentialView {
    let (locale, t) = (context.locale, context.t());
    let kind = CredentialKind::parse(&credential.kind);
    let name = match kind {
        Some(kind) if credential.title.is_empty() => price_view::credential_name(kind, t).to_owned(),
        _ => credential.title.clone(),
    };
    let is_valid = credential.expires_on.is_none_or(|last| today <= last);
    let note = match (credential.expires_on, credential.issued_on) {
        (Some(last), _) if is_valid => t.directory.valid_until(text::date(locale, last)),
        (Some(last), _) => t.directory.expired_on(text::date(locale, last)),
        (None, Some(on)) => t.directory.issued_on(text::date(locale, on)),
        (None, None) => t.directory.on_file.to_owned(),
    };
    let note = match credential.checked_on {
        Some(on) => format!("{note} · {}", t.workers.seen_by_community(text::date(locale, on))),
        None => note,
    };
    CredentialView { name, note, is_valid }
}

#[derive(Deserialize)]
pub(super) struct WorkerPath {
    worker: WorkerId,
}

pub(super) async fn show_worker(
    visitor: Visitor,
    headers: HeaderMap,
    Path(path): Path<WorkerPath>,
) -> AppResult<Response> {
    public::page(&visitor, &headers, || make_worker(&visitor, path.worker)).await
}

async fn make_worker(visitor: &Visitor, worker: WorkerId) -> AppResult<WorkerPage> {
    let tenant = visitor.tenant()?;
    let mut tx = visitor.read().await?;
    let holder = queries::card_holder(&mut tx, tenant.id, worker).await?.ok_or(AppError::NotFound)?;
    let card =
        if holder.is_serving { queries::workers(&mut tx, tenant.id, None, Some(worker)).await?.pop() } else { None };
    drop(tx);
    let context = visitor.context();
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let title = context.t().directory.worker_title(&holder.label, &holder.work_no);
    // People are not for search engines.
    let page =
        Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Services).unlisted();
    let Some(worker) = card else { return Ok(out_of_service(page, tenant, holder)) };
    Ok(WorkerPage {
        page,
        is_serving: true,
        light: LightView::new(&light::verdict(&worker.credentials, today), context.locale),
        photo_url: worker.has_photo.then(|| urls::worker_photo(tenant, worker.id)),
        worker: view(&worker, tenant, context, today),
        services_url: urls::services(tenant),
        vendor_url: urls::vendor(tenant, worker.org),
        phone: worker.vendor_phone.as_ref().map(call),
        vendor_name: worker.vendor_name,
    })
}

/// The card of somebody who does not serve here now, or whose company does not: whoever stands at a door with it should
/// not be let in on its strength. It says so, and nothing else about the person.
fn out_of_service(page: Page, tenant: &Tenant, holder: CardHolder) -> WorkerPage {
    WorkerPage {
        light: LightView::out_of_service(page.context.locale),
        is_serving: false,
        photo_url: None,
        worker: WorkerView {
            url: String::new(),
            label: holder.label,
            work_no: holder.work_no,
            trades: String::new(),
            years: None,
            credentials: Vec::new(),
        },
        services_url: urls::services(tenant),
        vendor_url: urls::vendor(tenant, holder.org),
        vendor_name: holder.vendor_name,
        phone: tenant.phone.as_ref().map(call),
        page,
    }
}

pub(super) async fn show_worker_photo(visitor: Visitor, Path(path): Path<WorkerPath>) -> AppResult<Response> {
    let tenant = visitor.tenant()?;
    let mut tx = visitor.read().await?;
    let photo = queries::worker_photo(&mut tx, tenant.id, path.worker).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        // Asked about every time: taken down, it is gone on the next request.
        (header::CACHE_CONTROL, "private, no-cache"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    Ok((headers, photo).into_response())
}
