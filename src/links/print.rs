//! What is printed: posters, and the price list. Both are made of current data at every request.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::handlers::{LinkPath, absolute, label, window};
use super::model::Target;
use super::pages::{Address, Group, NoPosterPage, OfferView, PosterPage, PriceListPage, QrView, Subject};
use super::{job, queries, urls};
use crate::access::Staff;
use crate::db::{EstateId, ReadTx};
use crate::directory::model::Offer;
use crate::directory::price::{Amount, Price, PriceTerms, PriceUnit};
use crate::directory::price_view;
use crate::directory::snapshot::{self, Estate, Snapshot};
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::tenancy::{self, Category, Tenant};
use crate::ui::SelectOption;
use crate::values::Phone;
use crate::web::extract::{Path, Query};
use crate::web::form::Errors;
use crate::web::{Context, Page, flashed, text};

/// Services named on a company's poster.
const NAMED: usize = 6;

pub(super) async fn poster(staff: Staff, Path(path): Path<LinkPath>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let today = staff.today()?;
    let mut tx = staff.read().await?;
    let link = queries::link(&mut tx, tenant.id, path.link, window(today)).await?;
    // Nobody hangs up a dead link.
    let link = link.filter(|link| !link.is_revoked).ok_or(AppError::NotFound)?;
    let subject = subject(&staff, &mut tx, &link.target).await?;
    drop(tx);
    let t = staff.context().t();
    let (name, address) = (label(&staff, &link), absolute(&staff, &link));
    let page = Page::of_console(&staff, t.links.poster_title(&name));
    let (list_label, list_url) = (t.links.links, urls::links(tenant));
    let (back_label, back_url) = (t.links.poster_back, urls::link(tenant, link.id));
    let Some(subject) = subject else {
        let template = NoPosterPage {
            page,
            list_label,
            list_url,
            back_label,
            back_url,
            label: name,
            make_url: None,
            is_ended: false,
        };
        return flashed(staff.flash(), StatusCode::OK, &template);
    };
    let template = PosterPage {
        page,
        list_label,
        list_url,
        back_label,
        back_url,
        community: tenant.name.clone(),
        emblem: tenant.emblem().to_owned(),
        subject,
        qr: QrView::new(&address, t.links.qr_of(&name))?,
        address: Address::new(&staff.state().config().base_url, &link.code),
        // The link's own page shows them by day.
        scans: None,
        station: station(tenant),
        phone: tenant.phone.as_ref().map(Phone::display),
        today: text::date(staff.context().locale, today),
        label: name,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

pub(super) fn station(tenant: &Tenant) -> Option<String> {
    tenant.station.as_ref().map(|station| station.name.clone())
}

/// What a poster says; none when what its link leads to is not published now.
async fn subject(staff: &Staff, tx: &mut ReadTx, target: &Target) -> AppResult<Option<Subject>> {
    let tenant = staff.tenant()?;
    let (platform, context) = (staff.state().platform(), staff.context());
    let snapshot = snapshot::load(tx, tenant.id, &platform).await?;
    let t = &context.t().links;
    Ok(match target {
        Target::Service(id) => snapshot.offers().iter().find(|offer| offer.id == *id).map(|offer| {
            let category = platform.category(&offer.category).map(|category| category.name(context.locale));
            service(offer, category.unwrap_or(t.kind_service), context)
        }),
        Target::Vendor(org) => queries::vendor(tx, tenant.id, *org).await?.map(|vendor| {
            let theirs: Vec<&Offer> = snapshot.offers().iter().filter(|offer| offer.vendor.id == *org).collect();
            Subject {
                kind: t.poster_vendor.to_owned(),
                title: vendor.name,
                lines: services_of(&theirs, context),
                price: None,
                terms: String::new(),
                phone: vendor.phone.as_ref().map(Phone::display),
                invitation: t.invite_prices,
            }
        }),
        Target::Worker(id) => queries::worker(tx, tenant.id, *id).await?.map(|worker| Subject {
            kind: t.poster_worker.to_owned(),
            title: worker.label,
            lines: vec![
                t.poster_work_no(worker.work_no),
                worker.trades.join(context.t().time.list_separator),
                worker.vendor.name,
            ],
            price: None,
            terms: String::new(),
            phone: worker.vendor.phone.as_ref().map(Phone::display),
            invitation: t.invite_worker,
        }),
        Target::Job(_) if !target.kind().is_had_by(tenant) => None,
        Target::Job(id) => jobs::queries::published(tx, tenant.id, staff.today()?)
            .await?
            .into_iter()
            .find(|one| one.id == *id)
            .map(|one| job::subject(&one.content, context)),
        Target::Category(code) => platform.category(code).and_then(|one| category(one, &snapshot, context)),
        Target::Building(name) => Some(portal(name.as_str().to_owned(), t.poster_building, &snapshot, context)),
        Target::Home => Some(portal(t.poster_home_title.to_owned(), t.poster_home, &snapshot, context)),
    })
}

fn service(offer: &Offer, category: &str, context: &Context) -> Subject {
    Subject {
        kind: category.to_owned(),
        title: offer.name.clone(),
        lines: vec![offer.vendor.name.clone()],
        price: Some(price_view::price(&offer.price, context.t())),
        terms: terms(offer, context),
        phone: offer.vendor.phone.as_ref().map(Phone::display),
        invitation: context.t().links.invite_prices,
    }
}

/// What the terms of a price add, in a line.
fn terms(offer: &Offer, context: &Context) -> String {
    price_view::terms(&offer.price, &offer.price_note, context.locale).join(context.t().links.terms_separator)
}

/// The first few services of a company, and how many there are.
fn services_of(offers: &[&Offer], context: &Context) -> Vec<String> {
    if offers.is_empty() {
        return Vec::new();
    }
    let t = context.t();
    let names: BTreeSet<&str> = offers.iter().map(|offer| offer.name.as_str()).collect();
    let first: Vec<&str> = names.iter().copied().take(NAMED).collect();
    let first = first.join(t.time.list_separator);
    let rest = if names.len() > NAMED { t.links.poster_and_more(first) } else { first };
    vec![rest, t.links.poster_offers(offers.len())]
}

fn category(category: &Category, snapshot: &Snapshot, context: &Context) -> Option<Subject> {
    let t = context.t();
    let offers: Vec<&Offer> = snapshot.offers().iter().filter(|offer| *offer.category == *category.code).collect();
    if offers.is_empty() {
        return None;
    }
    let span = span(offers.iter().map(|offer| &offer.price));
    Some(Subject {
        kind: t.links.poster_category.to_owned(),
        title: category.name(context.locale).to_owned(),
        lines: vec![category.summary(context.locale).to_owned(), counts(&offers, context)],
        price: span.map(|price| price_view::price(&price, t)),
        terms: String::new(),
        phone: None,
        invitation: t.links.invite_prices,
    })
}

/// The community's portal as a whole.
fn portal(title: String, line: &str, snapshot: &Snapshot, context: &Context) -> Subject {
    let t = context.t();
    let offers: Vec<&Offer> = snapshot.offers().iter().collect();
    let counts = (!offers.is_empty()).then(|| counts(&offers, context));
    Subject {
        kind: t.links.poster_portal.to_owned(),
        title,
        lines: std::iter::once(line.to_owned()).chain(counts).collect(),
        price: None,
        terms: String::new(),
        phone: None,
        invitation: t.links.invite_portal,
    }
}

/// How many offers, of how many companies.
fn counts(offers: &[&Offer], context: &Context) -> String {
    let vendors: BTreeSet<_> = offers.iter().map(|offer| offer.vendor.id).collect();
    context.t().links.poster_counts(offers.len(), vendors.len())
}

/// From the lowest to the highest of the prices that have a figure, in the unit that most of them are in.
fn span<'a>(prices: impl Iterator<Item = &'a Price>) -> Option<Price> {
    let priced: Vec<&Price> = prices.filter(|price| !price.is_negotiable()).collect();
    let in_unit = |unit: PriceUnit| priced.iter().filter(move |price| price.unit() == unit);
    // Of units equally frequent the last one met is taken: the first of the list, from behind.
    let unit = PriceUnit::ALL.into_iter().rev().max_by_key(|unit| in_unit(*unit).count())?;
    let low = in_unit(unit).filter_map(|price| price.min()).min()?;
    let amount = match in_unit(unit).filter_map(|price| price.max()).max() {
        Some(high) if in_unit(unit).all(|price| !price.is_open_ended()) => Amount::Range(low, high),
        _ => Amount::From(low),
    };
    PriceTerms::new(unit, amount).check().ok()
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PriceListQuery {
    category: String,
    estate: String,
}

pub(super) async fn price_list(staff: Staff, Query(query): Query<PriceListQuery>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let (platform, context) = (staff.state().platform(), staff.context());
    let (t, locale) = (context.t(), context.locale);
    let mut tx = staff.read().await?;
    let snapshot = snapshot::load(&mut tx, tenant.id, &platform).await?;
    drop(tx);
    let category = match query.category.as_str() {
        "" => None,
        code => Some(platform.categories_of(tenant).find(|one| one.code == code).ok_or(AppError::NotFound)?),
    };
    let estate = match query.estate.as_str() {
        "" => None,
        id => Some(estate_of(&snapshot, id).ok_or(AppError::NotFound)?),
    };
    let groups: Vec<Group> = platform
        .categories_of(tenant)
        .filter(|one| category.is_none_or(|wanted| wanted.code == one.code))
        .filter_map(|one| group(one, estate.map(|estate| estate.id), &snapshot, context))
        .collect();
    let heading = t.links.price_list_of(&tenant.name);
    let page = Page::of_console(&staff, &heading);
    let home = page.url(&tenancy::urls::home(tenant));
    let any = || std::iter::once(SelectOption::new("", t.common.all));
    let limits = [category.map(|one| one.name(locale)), estate.map(|one| one.name.as_str())];
    let template = PriceListPage {
        page,
        links_url: urls::links(tenant),
        action: urls::price_list(tenant),
        heading,
        limits: limits.into_iter().flatten().map(str::to_owned).collect(),
        category_options: any()
            .chain(platform.categories_of(tenant).map(|one| SelectOption::new(&one.code, one.name(locale))))
            .collect(),
        estate_options: any()
            .chain(snapshot.estates().iter().map(|one| SelectOption::new(one.id.to_string(), &one.name)))
            .collect(),
        category: query.category,
        estate: query.estate,
        total: groups.iter().map(|group| group.offers.len()).sum(),
        groups,
        qr: QrView::new(&home, t.links.qr_of(&tenant.name))?,
        station: station(tenant),
        phone: tenant.phone.as_ref().map(Phone::display),
        today: text::date(locale, staff.today()?),
        no_errors: Errors::default(),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

fn estate_of<'a>(snapshot: &'a Snapshot, id: &str) -> Option<&'a Estate> {
    let id: EstateId = id.parse().ok()?;
    snapshot.estates().iter().find(|estate| estate.id == id)
}

/// A category's offers: the same sub-service together, the lowest price first; none where there are none.
fn group(category: &Category, estate: Option<EstateId>, snapshot: &Snapshot, context: &Context) -> Option<Group> {
    let serves = |offer: &Offer| estate.is_none_or(|estate| offer.estates.contains(&estate));
    let mut offers: Vec<_> = snapshot
        .offers()
        .iter()
        .zip(snapshot.traits())
        .filter(|(offer, _)| *offer.category == *category.code && serves(offer))
        .collect();
    offers.sort_by(|(a, of_a), (b, of_b)| {
        (of_a.rank, of_a.comparable, &a.vendor.name, a.id).cmp(&(of_b.rank, of_b.comparable, &b.vendor.name, b.id))
    });
    (!offers.is_empty()).then(|| Group {
        id: format!("group-{}", category.code),
        name: category.name(context.locale).to_owned(),
        offers: offers.into_iter().map(|(offer, _)| row(offer, context)).collect(),
    })
}

fn row(offer: &Offer, context: &Context) -> OfferView {
    OfferView {
        name: offer.name.clone(),
        vendor: offer.vendor.name.clone(),
        price: price_view::price(&offer.price, context.t()),
        terms: terms(offer, context),
        phone: offer.vendor.phone.as_ref().map(Phone::display),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::Fen;

    fn price(unit: PriceUnit, min: i64, max: Option<i64>, is_open: bool) -> Price {
        let fen = |yuan| Fen::from_yuan(yuan).unwrap();
        let amount = match (is_open, max) {
            (true, _) => Amount::From(fen(min)),
            (false, None) => Amount::Exact(fen(min)),
            (false, Some(max)) => Amount::Range(fen(min), fen(max)),
        };
        PriceTerms::new(unit, amount).check().unwrap()
    }

    fn span_of(prices: &[Price]) -> Option<(PriceUnit, Amount)> {
        span(prices.iter()).map(|price| (price.unit(), price.amount()))
    }

    #[test]
    fn a_span_is_in_the_most_frequent_unit() {
        use PriceUnit::{Hour, Sqm, Visit};
        let yuan = |yuan| Fen::from_yuan(yuan).unwrap();
        let negotiable = PriceTerms::new(Sqm, Amount::Negotiable).check().unwrap();
        let mut prices = vec![price(Visit, 900, None, false), price(Hour, 40, Some(55), false), negotiable.clone()];
        prices.push(price(Hour, 35, None, false));
        assert_eq!(span_of(&prices), Some((Hour, Amount::Range(yuan(35), yuan(55)))));
        prices.push(price(Hour, 60, None, true));
        assert_eq!(span_of(&prices), Some((Hour, Amount::From(yuan(35)))));
        let tied = [price(Visit, 100, None, false), price(Hour, 50, None, false)];
        assert_eq!(span_of(&tied), Some((Hour, Amount::Exact(yuan(50)))));
        assert_eq!(span_of(&[negotiable]), None);
        assert_eq!(span_of(&[]), None);
    }

    proptest! {
        #[test]
        fn every_price_of_the_unit_lies_within(amounts in proptest::collection::vec((0_usize..8, 1_i64..900, 0_i64..90), 1..20)) {
            let prices: Vec<Price> = amounts
                .iter()
                .map(|(unit, min, more)| price(PriceUnit::ALL[*unit], *min, Some(min + more), false))
                .collect();
            let span = span(prices.iter()).unwrap();
            let count = |unit: PriceUnit| prices.iter().filter(|price| price.unit() == unit).count();
            prop_assert!(PriceUnit::ALL.into_iter().all(|unit| count(unit) <= count(span.unit())));
            for price in prices.iter().filter(|price| price.unit() == span.unit()) {
                prop_assert!(span.min() <= price.min() && price.max() <= span.max());
            }
        }
    }
}
