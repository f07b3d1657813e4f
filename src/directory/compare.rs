//! Two to four offers side by side, and what each comes to for the visitor's home.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::card::CardMaker;
use super::cost::{Estimate, Home, HomeError, estimate};
use super::engine::Now;
use super::listing::{call, items, open_text, paragraphs};
use super::model::typical_minutes;
use super::pages::{Column, ComparePage, HomeForm, PickPage, Total};
use super::queries::{self, Listing};
use super::{price_view, snapshot, urls};
use crate::access::Visitor;
use crate::db::ListingId;
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::form::Errors;
use crate::web::{Context, Nav, Page, public, text};

/// The most offers side by side.
pub(super) const MOST: usize = 4;
/// Similar offers to choose from when too few were ticked.
const SUGGESTED: usize = 12;

/// The address of a comparison.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CompareQuery {
    id: Vec<String>,
    sqm: String,
    rooms: String,
    hours: String,
    times: String,
}

impl CompareQuery {
    /// The home as typed, with the usual one where nothing was.
    fn home_form(&self) -> HomeForm {
        let or = |text: &str, usual: &str| {
            let text: String = text.trim().chars().take(6).collect();
            if text.is_empty() { usual.to_owned() } else { text }
        };
        HomeForm {
            sqm: or(&self.sqm, "90"),
            rooms: or(&self.rooms, "2"),
            hours: or(&self.hours, ""),
            times: or(&self.times, "4"),
        }
    }

    fn ids(&self) -> AppResult<Vec<ListingId>> {
        let mut ids: Vec<ListingId> = Vec::new();
        for id in &self.id {
            let id = id.parse().map_err(|_| AppError::NotFound)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }
}

pub(super) async fn show(
    visitor: Visitor,
    headers: HeaderMap,
    Query(query): Query<CompareQuery>,
) -> AppResult<Response> {
    if !visitor.tenant()?.is_community() {
        return Err(AppError::NotFound);
    }
    let ids = query.ids()?;
    if (2..=MOST).contains(&ids.len()) {
        return public::page(&visitor, &headers, || compare(&visitor, &ids, query.home_form())).await;
    }
    public::page(&visitor, &headers, || pick(&visitor, &ids)).await
}

/// Full-width digits are what a Chinese keyboard writes.
fn number(text: &str) -> Option<u32> {
    let digits: String = text
        .chars()
        .map(|c| {
            u32::from(c)
                .checked_sub(u32::from('\u{ff10}'))
                .filter(|d| *d < 10)
                .and_then(|d| char::from_digit(d, 10))
                .unwrap_or(c)
        })
        .collect();
    digits.parse().ok()
}

fn read_home(form: &HomeForm, t: &crate::web::Messages) -> Result<Home, Errors> {
    let mut errors = Errors::default();
    let mut field = |name: &'static str, text: &str, range: std::ops::RangeInclusive<u32>| {
        let value = number(text).filter(|n| range.contains(n));
        if value.is_none() {
            errors.add(name, t.directory.error_number(range.start(), range.end()));
        }
        value.unwrap_or(*range.start())
    };
    let wide = |range: std::ops::RangeInclusive<u8>| u32::from(*range.start())..=u32::from(*range.end());
    let sqm = field("sqm", &form.sqm, Home::SQM);
    let rooms = field("rooms", &form.rooms, wide(Home::ROOMS));
    let hours = (!form.hours.is_empty()).then(|| field("hours", &form.hours, wide(Home::HOURS)));
    let times = field("times", &form.times, wide(Home::TIMES));
    if !errors.is_empty() {
        return Err(errors);
    }
    let small = |n: u32| u8::try_from(n).unwrap_or(u8::MAX);
    Home::new(sqm, small(rooms), hours.map(small), small(times)).map_err(|error| {
        let name = match error {
            HomeError::Sqm => "sqm",
            HomeError::Rooms => "rooms",
            HomeError::Hours => "hours",
            HomeError::TimesPerMonth => "times",
        };
        Errors::of(name, t.directory.error_number(1, 2000))
    })
}

async fn compare(visitor: &Visitor, ids: &[ListingId], form: HomeForm) -> AppResult<ComparePage> {
    let tenant = visitor.tenant()?;
    let mut tx = visitor.read().await?;
    let mut listings = queries::listings(&mut tx, tenant.id, ids).await?;
    drop(tx);
    listings.retain(|listing| tenant.offers(&listing.category));
    // Another community's offer, or one that is gone or not offered any more: not here.
    if listings.len() != ids.len() {
        return Err(AppError::NotFound);
    }
    let (context, platform) = (visitor.context(), visitor.state().platform());
    let t = context.t();
    let (home, errors) = match read_home(&form, t) {
        Ok(home) => (Some(home), Errors::default()),
        Err(errors) => (None, errors),
    };
    let now = Now { at: visitor.now(), tz: tenant.time_zone, holidays: &platform.holidays };
    let estimates: Vec<Option<Estimate>> = listings
        .iter()
        .map(|listing| estimate(&listing.price, typical_minutes(listing.minutes_min, listing.minutes_max), home?))
        .collect();
    let lowest = estimates.iter().flatten().map(|e| e.per_month.low).min();
    let maker = ColumnMaker { context, tenant, ids, form: &form, now, home, lowest };
    let columns = listings
        .iter()
        .zip(&estimates)
        .enumerate()
        .map(|(at, (listing, estimate))| maker.column(at, listing, estimate.as_ref()));
    let columns: Vec<Column> = columns.collect();
    let title = t.directory.compare_title(ids.len());
    let page =
        Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Services).unlisted();
    Ok(ComparePage {
        services_url: urls::services(tenant),
        path: urls::compare(tenant),
        ids: ids.iter().map(ToString::to_string).collect(),
        share_url: page.url(&context.uri),
        columns,
        fields: form.fields(t),
        errors,
        page,
    })
}

struct ColumnMaker<'a> {
    context: &'a Context,
    tenant: &'a Tenant,
    ids: &'a [ListingId],
    form: &'a HomeForm,
    now: Now<'a>,
    home: Option<Home>,
    lowest: Option<crate::values::Fen>,
}

impl ColumnMaker<'_> {
    fn column(&self, at: usize, listing: &Listing, estimate: Option<&Estimate>) -> Column {
        let (locale, t) = (self.context.locale, self.context.t());
        let seals = [t.directory.seal_1, t.directory.seal_2, t.directory.seal_3, t.directory.seal_4];
        Column {
            seal: seals.get(at).copied().unwrap_or_default(),
            name: listing.name.clone(),
            url: urls::listing(self.tenant, listing.id),
            vendor: listing.vendor_name.clone(),
            vendor_url: urls::vendor(self.tenant, listing.org),
            open: open_text(listing.hours.as_ref(), self.now, locale),
            phone: listing.vendor_phone.as_ref().filter(|_| listing.is_published).map(call),
            drop_url: (self.ids.len() > 2).then(|| self.without(listing.id)),
            total: estimate.map(|estimate| self.total(estimate)),
            price: price_view::price(&listing.price, t),
            terms: price_view::terms(&listing.price, &listing.price_note, locale),
            duration: text::duration(locale, listing.minutes_min, listing.minutes_max)
                .unwrap_or_else(|| t.directory.not_said.to_owned()),
            service: listing.name.clone(),
            included: items(&listing.included),
            excluded: items(&listing.excluded),
            profile: paragraphs(&listing.vendor_profile),
            credentials: listing.credentials.iter().map(|kind| price_view::credential_name(*kind, t)).collect(),
            checked: listing.checked_on.map(|on| text::date(locale, on)),
            confirmed: listing.confirmed_on.map(|on| t.directory.confirmed_on(text::date(locale, on))),
            next: listing.next.as_ref().map(|(from, price, _)| {
                let figure = price_view::price(price, t);
                t.directory.next_price(text::date(locale, *from), format!("{} {}", figure.amount, figure.unit))
            }),
        }
    }

    fn total(&self, estimate: &Estimate) -> Total {
        let (locale, t) = (self.context.locale, self.context.t());
        let times = self.home.map_or(1, Home::times_per_month);
        let each = price_view::cost(estimate.per_visit, t);
        Total {
            sum: price_view::cost(estimate.per_month, t),
            each: Some(match estimate.per {
                super::cost::Per::Visit => t.directory.each_visit(each),
                super::cost::Per::Day => t.directory.each_day(each),
            }),
            formula: price_view::formula(estimate, times, locale),
            basis: price_view::basis(estimate.basis, t),
            is_lowest: self.lowest == Some(estimate.per_month.low),
        }
    }

    /// The comparison without one of the offers.
    fn without(&self, id: ListingId) -> String {
        let mut pairs: Vec<(&str, String)> =
            self.ids.iter().filter(|other| **other != id).map(|other| ("id", other.to_string())).collect();
        let form = self.form;
        for (name, value) in
            [("sqm", &form.sqm), ("rooms", &form.rooms), ("hours", &form.hours), ("times", &form.times)]
        {
            if !value.is_empty() {
                pairs.push((name, value.clone()));
            }
        }
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        format!("{}?{query}", urls::compare(self.tenant))
    }
}

/// Too few or too many were ticked: offers to choose from, with the ticked ones still ticked.
async fn pick(visitor: &Visitor, ids: &[ListingId]) -> AppResult<PickPage> {
    let tenant = visitor.tenant()?;
    let snapshot = snapshot::of(visitor).await?;
    let (context, platform) = (visitor.context(), visitor.state().platform());
    let t = context.t();
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let now = Now { at: visitor.now(), tz: tenant.time_zone, holidays: &platform.holidays };
    let offers: Vec<_> = snapshot.offers_at(now).collect();
    let mut chosen: Vec<_> = offers.iter().filter(|(offer, ..)| ids.contains(&offer.id)).collect();
    if chosen.len() != ids.len() {
        return Err(AppError::NotFound);
    }
    if let Some((first, ..)) = chosen.first().copied().filter(|_| ids.len() == 1) {
        let mut similar: Vec<_> =
            offers.iter().filter(|(o, ..)| o.id != first.id && o.category == first.category).collect();
        similar.sort_by_key(|(o, traits, _)| (o.kind != first.kind, traits.comparable, o.id));
        chosen.extend(similar.into_iter().take(SUGGESTED));
    }
    let maker = CardMaker { context, tenant, snapshot: &snapshot, today };
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.directory.compare)
        .at(Nav::Services)
        .unlisted();
    Ok(PickPage {
        page,
        services_url: urls::services(tenant),
        compare_path: urls::compare(tenant),
        problem: match ids.len() {
            0 => t.directory.compare_none.to_owned(),
            1 => t.directory.compare_one.to_owned(),
            many => t.directory.compare_many(many),
        },
        ticked: ids.iter().map(ToString::to_string).collect(),
        cards: chosen.into_iter().map(|(offer, _, state)| maker.offer(offer, *state)).collect(),
    })
}
