//! The front door: choosing a community, and its home.

use std::collections::HashSet;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use super::pages::{ChoosePage, CommunityView, HomePage, StationView, StreetPage, StreetView, TileView};
use super::tenant::Station;
use super::{Feature, Level, PlatformData, Tenant, urls};
use crate::access::Visitor;
use crate::directory;
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::notices;
use crate::policies;
use crate::search::{Doc, Query as SearchQuery};
use crate::talents;
use crate::training;
use crate::web::extract::Query;
use crate::web::{Nav, Page, cookie, public, text};

/// Communities on one page of the list.
const PAGE: usize = 60;
/// Notices on the home page.
const NOTICES: i64 = 4;
/// Jobs on it.
const JOBS: i64 = 3;
/// The cookie that remembers the last community, and for how long.
const LAST: &str = "last";
const LAST_AGE: u32 = 31_536_000;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ChooseQuery {
    q: String,
    after: String,
}

fn community(tenant: &Tenant, platform: &PlatformData) -> CommunityView {
    let above = tenant.parent.and_then(|id| platform.by_id(id)).map_or_else(String::new, |above| above.name.clone());
    CommunityView {
        url: urls::home(tenant),
        name: tenant.name.clone(),
        emblem: tenant.emblem().to_owned(),
        brand: tenant.brand.class(),
        note: above,
    }
}

pub(super) async fn choose(
    visitor: Visitor,
    headers: HeaderMap,
    Query(query): Query<ChooseQuery>,
) -> AppResult<Response> {
    let last = cookie(&headers, LAST).map(str::to_owned);
    public::page(&visitor, &headers, async || Ok(make_choose(&visitor, &query, last.as_deref()))).await
}

fn make_choose(visitor: &Visitor, query: &ChooseQuery, last: Option<&str>) -> ChoosePage {
    let platform = visitor.state().platform();
    let page = Page::new(visitor.state(), visitor.context(), visitor.viewer(), visitor.flash(), "");
    let page = page.described(visitor.context().t().tenancy.choose_lead);
    let mut found: Vec<&Arc<Tenant>> = match SearchQuery::parse(&query.q) {
        None => platform.communities().collect(),
        Some(search) => {
            let score = |tenant: &&Arc<Tenant>| {
                // A street's name finds its communities.
                let above = tenant.parent.and_then(|id| platform.by_id(id));
                let (street, street_pinyin) =
                    above.map_or_else(Default::default, |a| (a.search_key.clone(), a.search_pinyin.clone()));
                let doc = Doc::from_folded(
                    tenant.search_key.clone(),
                    &tenant.search_pinyin,
                    &street,
                    &street_pinyin,
                    tenant.slug.clone(),
                );
                search.score(&doc)
            };
            platform.communities().filter(|tenant| score(tenant).is_some()).collect()
        }
    };
    found.sort_by(|a, b| (a.parent, &a.search_pinyin, &a.slug).cmp(&(b.parent, &b.search_pinyin, &b.slug)));
    let from = if query.after.is_empty() {
        0
    } else {
        found.iter().position(|tenant| tenant.slug == query.after).map_or(0, |at| at + 1)
    };
    let page_of: Vec<&Arc<Tenant>> = found.iter().skip(from).take(PAGE).copied().collect();
    let more_url = (from + PAGE < found.len()).then(|| page_of.last()).flatten().map(|tenant| {
        serde_html_form::to_string([("q", query.q.as_str()), ("after", tenant.slug.as_str())])
            .map_or_else(|_| "/".to_owned(), |q| format!("/?{q}"))
    });
    let mut streets: Vec<StreetView> = Vec::new();
    for tenant in page_of {
        let view = community(tenant, &platform);
        match streets.last_mut().filter(|street| street.name == view.note) {
            Some(street) => street.communities.push(view),
            None => streets.push(StreetView {
                id: format!("street-{}", streets.len()),
                name: view.note.clone(),
                communities: vec![view],
            }),
        }
    }
    let last = last.filter(|_| query.q.is_empty()).and_then(|slug| platform.by_slug(slug)).filter(|t| t.is_community());
    ChoosePage {
        page,
        q: query.q.chars().take(100).collect(),
        last: last.map(|tenant| community(&tenant, &platform)),
        streets,
        more_url,
    }
}

pub(super) async fn home(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    let tenant = visitor.tenant()?.clone();
    match tenant.level {
        Level::Platform => return Err(AppError::NotFound),
        Level::District | Level::Street => {
            return public::page(&visitor, &headers, async || Ok(make_street(&visitor, &tenant))).await;
        }
        Level::Community => {}
    }
    let mut response = public::page(&visitor, &headers, || make_home(&visitor, &tenant)).await?;
    if cookie(&headers, LAST) != Some(&tenant.slug) {
        let text = format!("{LAST}={}; Path=/; Max-Age={LAST_AGE}; SameSite=Lax; HttpOnly", tenant.slug);
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    Ok(response)
}

fn make_street(visitor: &Visitor, tenant: &Tenant) -> StreetPage {
    let platform = visitor.state().platform();
    let page =
        Page::new(visitor.state(), visitor.context(), visitor.viewer(), visitor.flash(), "").described(&tenant.intro);
    let communities = platform.children(tenant.id).map(|child| community(child, &platform)).collect();
    StreetPage { page, name: tenant.name.clone(), intro: tenant.intro.clone(), communities }
}

async fn make_home(visitor: &Visitor, tenant: &Tenant) -> AppResult<HomePage> {
    let snapshot = directory::snapshot::of(visitor).await?;
    let mut tx = visitor.read().await?;
    let notices = if tenant.has(Feature::Notices) {
        notices::queries::current(&mut tx, tenant.id, visitor.now(), NOTICES).await?
    } else {
        Vec::new()
    };
    let (jobs, jobs_total) = jobs::newest(&mut tx, (tenant, visitor.context()), visitor.now(), JOBS).await?;
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let courses = training::next(&mut tx, tenant, visitor.context(), today).await?;
    let shows_talents = talents::is_any_shown(&mut tx, tenant).await?;
    drop(tx);
    let (context, platform) = (visitor.context(), visitor.state().platform());
    let (locale, t) = (context.locale, context.t());
    let offers = snapshot.offers();
    let tiles = platform
        .categories_of(tenant)
        .map(|category| TileView {
            url: directory::urls::category(tenant, &category.code),
            icon: category.icon.clone(),
            name: category.name(locale).to_owned(),
            count: offers.iter().filter(|offer| *offer.category == *category.code).count(),
        })
        .collect();
    let services_url = directory::urls::services(tenant);
    let hints = t.tenancy.search_hints.split(' ').filter_map(|word| {
        let query = serde_html_form::to_string([("q", word)]).ok()?;
        Some((word.to_owned(), format!("{services_url}?{query}")))
    });
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), "")
        .at(Nav::Home)
        .described(&tenant.intro);
    Ok(HomePage {
        page,
        intro: tenant.intro.clone(),
        hints: hints.collect(),
        notices_url: tenant.has(Feature::Notices).then(|| notices::urls::list(tenant)),
        policies_url: policies::urls::list(tenant),
        total: offers.len(),
        vendors: offers.iter().map(|offer| offer.vendor.id).collect::<HashSet<_>>().len(),
        tiles,
        notices: notices.iter().map(|notice| notices::view(notice, tenant, context, visitor.now())).collect(),
        courses,
        courses_url: training::urls::calendar(tenant),
        talents_url: shows_talents.then(|| talents::urls::shown(tenant)),
        station: tenant.station.as_ref().map(|station| station_view(visitor, tenant, station, &platform)),
        jobs,
        jobs_total,
        jobs_url: jobs::urls::list(tenant),
        services_url,
    })
}

fn station_view(visitor: &Visitor, tenant: &Tenant, station: &Station, platform: &PlatformData) -> StationView {
    let locale = visitor.context().locale;
    let state = station.hours.state_at(visitor.now(), tenant.time_zone, &platform.holidays);
    let grouped = station.hours.weekly().grouped();
    StationView {
        name: station.name.clone(),
        address: station.address.clone(),
        open: text::open_state(locale, state),
        hours: grouped
            .into_iter()
            .map(|(first, last, spans)| {
                format!("{} {}", text::weekdays(locale, first, last), text::spans(locale, spans))
            })
            .collect(),
        area: station.area_sqm,
    }
}
