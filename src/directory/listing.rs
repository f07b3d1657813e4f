//! One offer: the article's five rows, and everything else that a resident asks before calling.

use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::card::{CardMaker, CardView, Checked};
use super::engine::Now;
use super::model::CredentialKind;
use super::pages::{Call, HoursRow, HoursView, ListingPage, ProofView};
use super::queries::{self, Listing, WorkerCard};
use super::snapshot::{self, Snapshot};
use super::{price_view, seo, urls};
use crate::access::Visitor;
use crate::calendar::{DayKind, Holidays, OpeningPlan, Why};
use crate::db::ListingId;
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::values::Phone;
use crate::web::extract::Path;
use crate::web::text::{self, OpenText};
use crate::web::{Context, Locale, Nav, Page, public};

/// A check older than this many days is shown with a warning (domain.md §1, row 20).
const STALE_DAYS: i64 = 90;
/// Similar offers shown below.
const OTHERS: usize = 3;

#[derive(Deserialize)]
pub(super) struct ListingPath {
    listing: ListingId,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Path(path): Path<ListingPath>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor, path.listing)).await
}

async fn make(visitor: &Visitor, id: ListingId) -> AppResult<ListingPage> {
    let tenant = visitor.tenant()?;
    let mut tx = visitor.read().await?;
    let listing = queries::listings(&mut tx, tenant.id, &[id]).await?.pop();
    let listing = listing.filter(|listing| tenant.offers(&listing.category)).ok_or(AppError::NotFound)?;
    let workers = queries::workers(&mut tx, tenant.id, Some(listing.org), None).await?;
    drop(tx);
    let snapshot = snapshot::of(visitor).await?;
    let (context, platform) = (visitor.context(), visitor.state().platform());
    let (locale, t) = (context.locale, context.t());
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let now = Now { at: visitor.now(), tz: tenant.time_zone, holidays: &platform.holidays };
    let price = price_view::price(&listing.price, t);
    let category = platform.category(&listing.category);
    let title = t.directory.listing_title(&listing.name, &listing.vendor_name);
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Services);
    let mut page =
        page.described(format!("{} · {} {} {}", listing.vendor_name, listing.name, price.amount, price.unit));
    page.json_ld = Some(seo::listing(&page, tenant, &listing));
    Ok(ListingPage {
        id: listing.id.to_string(),
        category_name: category.map_or_else(String::new, |c| c.name(locale).to_owned()),
        category_url: urls::category(tenant, &listing.category),
        services_url: urls::services(tenant),
        vendor_url: urls::vendor(tenant, listing.org),
        profile: paragraphs(&listing.vendor_profile),
        engagement: engagement(listing.engagement.as_deref(), t),
        kind_name: listing
            .kind
            .as_deref()
            .and_then(|code| platform.category(code))
            .map(|kind| kind.name(locale).to_owned()),
        included: items(&listing.included),
        excluded: items(&listing.excluded),
        conditions: clauses(&listing.conditions),
        duration: text::duration(locale, listing.minutes_min, listing.minutes_max),
        workers: (listing.worker_count > 1).then(|| t.directory.workers_needed(listing.worker_count)),
        terms: price_view::terms(&listing.price, &listing.price_note, locale),
        price,
        suits: listing.suits.iter().map(|suits| price_view::suits_name(*suits, t)).collect(),
        proofs: listing.credentials.iter().map(|kind| proof(*kind, &workers, today, context)).collect(),
        open: open_text(listing.hours.as_ref(), now, locale),
        hours: listing.hours.as_ref().map(|plan| hours(plan, today, &platform.holidays, locale)),
        estates: listing.estates.iter().filter_map(|id| snapshot.estate_name(*id)).map(str::to_owned).collect(),
        phone: listing.vendor_phone.as_ref().filter(|_| listing.is_published).map(call),
        checked: listing.checked_on.map(|on| Checked::new(locale, on, today)),
        checked_by: listing.checked_by.clone(),
        confirmed: listing.confirmed_on.map(|on| t.directory.confirmed_on(text::date(locale, on))),
        next: listing.next.as_ref().map(|(from, price, _)| {
            let figure = price_view::price(price, t);
            t.directory.next_price(text::date(locale, *from), format!("{} {}", figure.amount, figure.unit))
        }),
        next_terms: listing
            .next
            .as_ref()
            .map_or_else(Vec::new, |(_, price, note)| price_view::terms(price, note, locale)),
        is_stale: listing.confirmed_on.max(listing.checked_on).is_none_or(|on| (today - on).num_days() > STALE_DAYS),
        is_published: listing.is_published,
        compare_url: format!("{}?id={}", urls::compare(tenant), listing.id),
        others: others(&listing, &snapshot, CardMaker { context, tenant, snapshot: &snapshot, today }, now),
        share_url: page.url(&urls::listing(tenant, listing.id)),
        name: listing.name,
        vendor_name: listing.vendor_name,
        uscc: listing.vendor_uscc,
        page,
    })
}

/// A number to call.
pub(super) fn call(phone: &Phone) -> Call {
    Call { href: phone.tel_href(), text: phone.display() }
}

/// How a company engages its workers (员工制 or 中介制).
pub(super) fn engagement(code: Option<&str>, t: &crate::web::Messages) -> Option<&'static str> {
    match code? {
        "employee" => Some(t.directory.engagement_employee),
        "agency" => Some(t.directory.engagement_agency),
        _ => None,
    }
}

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    split(text, &['\n'])
}

/// A list as companies write it: parts between ideographic commas, semicolons (also full-width) and line ends.
pub(super) fn items(text: &str) -> Vec<String> {
    split(text, &['\n', '\u{3001}', '\u{ff1b}', ';'])
}

/// Conditions: whole clauses, so commas stay inside.
fn clauses(text: &str) -> Vec<String> {
    split(text, &['\n', '\u{ff1b}', ';'])
}

fn split(text: &str, at: &[char]) -> Vec<String> {
    text.split(at).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// How many of the company's workers here hold a proof today.
fn proof(kind: CredentialKind, workers: &[WorkerCard], today: NaiveDate, context: &Context) -> ProofView {
    let t = context.t();
    let holders = workers
        .iter()
        .filter(|worker| {
            worker.credentials.iter().any(|c| c.kind == kind.code() && c.expires_on.is_none_or(|last| today <= last))
        })
        .count();
    let note = if workers.is_empty() {
        t.directory.proof_no_workers.to_owned()
    } else {
        t.directory.proof_held(workers.len(), holders)
    };
    ProofView {
        name: price_view::credential_name(kind, t),
        note,
        is_met: !workers.is_empty() && holders == workers.len(),
    }
}

fn hours(plan: &OpeningPlan, today: NaiveDate, holidays: &Holidays, locale: Locale) -> HoursView {
    let t = &locale.messages().time;
    let rows = plan
        .weekly()
        .grouped()
        .into_iter()
        .map(|(first, last, spans)| {
            let day = today.weekday().num_days_from_monday();
            HoursRow {
                days: text::weekdays(locale, first, last),
                spans: text::spans(locale, spans),
                is_today: (first.num_days_from_monday()..=last.num_days_from_monday()).contains(&day),
            }
        })
        .collect();
    let (spans, why) = plan.spans_on(today, holidays);
    let reason = match why {
        Why::Weekly => None,
        Why::Exception(exception) => Some(exception.reason.clone().unwrap_or_else(|| t.special_day.to_owned())),
        Why::HolidayRule(DayKind::HolidayOff) => Some(holidays.name(today).unwrap_or(t.public_holiday).to_owned()),
        Why::HolidayRule(_) => Some(t.special_day.to_owned()),
        Why::MakeupWorkday(_) => Some(t.makeup_workday.to_owned()),
    };
    let year = today.year();
    HoursView {
        rows,
        today: reason.map(|reason| t.today_is(reason, text::spans(locale, spans))),
        // Said only when the new year is near enough to matter.
        unpublished: today.month() == 12 && !holidays.covers_year(year + 1) || !holidays.covers_year(year),
    }
}

/// Other companies' offers of the same kind.
fn others(listing: &Listing, snapshot: &Snapshot, maker: CardMaker<'_>, now: Now<'_>) -> Vec<CardView> {
    let mut similar: Vec<_> = snapshot
        .offers_at(now)
        .filter(|(offer, ..)| offer.vendor.id != listing.org && *offer.category == *listing.category)
        .filter(|(offer, ..)| listing.kind.is_none() || offer.kind.as_deref() == listing.kind.as_deref())
        .collect();
    similar.sort_by_key(|(offer, traits, _)| (traits.comparable, offer.id));
    similar.into_iter().take(OTHERS).map(|(offer, _, state)| maker.offer(offer, state)).collect()
}

/// The state of a plan that may be missing, in words.
pub(super) fn open_text(plan: Option<&OpeningPlan>, now: Now<'_>, locale: Locale) -> OpenText {
    let state = plan.map_or(crate::calendar::OpenState::Unknown, |plan| plan.state_at(now.at, now.tz, now.holidays));
    text::open_state(locale, state)
}

/// Where an offer's page is, absolute.
pub(super) fn absolute(page: &Page, tenant: &Tenant, id: ListingId) -> String {
    page.url(&urls::listing(tenant, id))
}
