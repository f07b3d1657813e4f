//! What there is to do here, for residents: what answers best to what they type, the newest, or what pays best first;
//! narrowed by what they tick.

use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::filter::{Chosen, Facet, JobsQuery, Order, Place};
use super::pages::{CardView, Chip, FacetView, ListPage, OptionView, SortView};
use super::queries::{self, Shown};
use super::{show, urls};
use crate::access::Visitor;
use crate::directory::filter::FilterError;
use crate::directory::price_view::yuan;
use crate::error::{AppError, AppResult};
use crate::search::Query as Search;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::paging::cut;
use crate::web::{Context, Messages, Nav, Page, public};

/// Postings on one page.
const PAGE: usize = 20;

pub(super) async fn list(visitor: Visitor, headers: HeaderMap, Query(query): Query<JobsQuery>) -> AppResult<Response> {
    if !visitor.tenant()?.is_community() {
        return Err(AppError::NotFound);
    }
    public::page(&visitor, &headers, || make(&visitor, query)).await
}

async fn make(visitor: &Visitor, query: JobsQuery) -> AppResult<ListPage> {
    let (tenant, context, now) = (visitor.tenant()?, visitor.context(), visitor.now());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let mut tx = visitor.read().await?;
    let all = queries::published(&mut tx, tenant.id, today).await?;
    let last = match query.after {
        Some(id) => queries::shown(&mut tx, tenant.id, id).await?,
        None => None,
    };
    drop(tx);
    let t = context.t();
    let is_landing = !query.is_search() && query.after.is_none();
    let (search, texts) = (Search::parse(&query.q), visitor.state().job_texts());
    // How well a posting answers what was typed.
    let rank = |shown: &Shown| match &search {
        None => Some(0),
        Some(search) => search.score(&texts.of(tenant.id, shown, context.locale)).map(|score| score.rank()),
    };
    let found: Vec<(&Shown, u32)> = all.iter().filter_map(|shown| Some((shown, rank(shown)?))).collect();
    let (chosen, error) = Chosen::read(query, &all);
    let taken = found.iter().filter(|(shown, _)| chosen.takes(shown, None));
    let mut listed: Vec<(Place, &Shown)> = taken.map(|(shown, rank)| (chosen.place(shown, *rank), *shown)).collect();
    listed.sort_unstable_by_key(|(place, _)| *place);
    let total = listed.len();
    // The last one of the page before may be filled by now: where it stood is still known.
    let behind = last.and_then(|last| Some(chosen.place(&last, rank(&last)?)));
    listed.retain(|(place, _)| behind.is_none_or(|last| *place > last));
    listed.truncate(PAGE + 1);
    let next = cut(&mut listed, PAGE).map(|(_, last)| last.id);
    let path = urls::list(tenant);
    let chips = chips(&chosen, &path, t);
    let head = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.jobs.title)
        .at(Nav::Jobs)
        .described(t.jobs.description)
        .with_feed(urls::feed(tenant));
    let is_search = chosen.query.is_search();
    let typed = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    Ok(ListPage {
        // A search result is nobody's landing page.
        page: if is_landing { head } else { head.unlisted() },
        q: typed(&chosen.query.q, 100),
        sorts: Order::offered(is_search).iter().map(|order| sort(*order, &chosen, t)).collect(),
        sort: chosen.order.code(is_search),
        facets: facets(&chosen, &all, &found, t),
        min: typed(&chosen.query.min, 20),
        max: typed(&chosen.query.max, 20),
        range_error: error.map(|error| match error {
            FilterError::Min | FilterError::Max => t.jobs.error_range_amount,
            FilterError::Reversed => t.jobs.error_range,
        }),
        hidden: hidden(&chosen.query),
        filters: chips.len() - usize::from(is_search),
        chips,
        cards: listed.iter().map(|(_, shown)| card(shown, tenant, context, now)).collect(),
        next_url: next.map(|id| chosen.url(&path, |query| query.after = Some(id))),
        wider: (total == 0 && !found.is_empty()).then(|| (chosen.query.search_alone().url(&path), found.len())),
        has_any: !all.is_empty(),
        total,
        feed_url: urls::feed(tenant),
        path,
    })
}

fn sort(order: Order, chosen: &Chosen, t: &Messages) -> SortView {
    let label = match order {
        Order::Relevance => t.directory.sort_relevance,
        Order::Newest => t.jobs.sort_newest,
        Order::Pay => t.jobs.sort_pay,
    };
    SortView { code: order.code(chosen.query.is_search()), label, is_on: order == chosen.order }
}

/// A posting as lists show it.
pub(super) fn card(shown: &Shown, tenant: &Tenant, context: &Context, now: DateTime<Utc>) -> CardView {
    let (t, content) = (context.t(), &shown.content);
    let zone = tenant.time_zone;
    let (today, day) = (now.with_timezone(&zone).date_naive(), shown.published_at.with_timezone(&zone).date_naive());
    CardView {
        url: urls::posting(tenant, shown.id),
        icon: show::icon(content.trade),
        title: content.title.clone(),
        employer: content.employer.clone(),
        pay: content.pay.text(t),
        trade: content.trade.label(t),
        living: content.living(t),
        hours: content.hours.clone(),
        place: content.place.clone(),
        left: t.jobs.left(shown.left.max(0)),
        iso: day.to_string(),
        date: crate::web::text::short_date(context.locale, day, today),
        until: t.jobs.until(crate::web::text::short_date(context.locale, content.valid_until, today)),
        is_reemployment: content.is_reemployment,
    }
}

fn facets(chosen: &Chosen, all: &[Shown], found: &[(&Shown, u32)], t: &Messages) -> Vec<FacetView> {
    let option = |facet: Facet, value: String| OptionView {
        label: facet.label(&value, t),
        count: chosen.count(facet, &value, found),
        is_on: chosen.query.ticked(facet).contains(&value),
        value,
    };
    let facets = Facet::ALL.into_iter().map(|facet| FacetView {
        name: facet.name(),
        legend: facet.legend(t),
        // What would show nothing is left out, unless it is what is chosen.
        options: facet
            .values(all)
            .into_iter()
            .map(|value| option(facet, value))
            .filter(|option| option.count > 0 || option.is_on)
            .collect(),
    });
    facets.filter(|facet| !facet.options.is_empty()).collect()
}

fn chips(chosen: &Chosen, path: &str, t: &Messages) -> Vec<Chip> {
    let (query, mut chips) = (&chosen.query, Vec::new());
    if query.is_search() {
        let typed: String = query.q.trim().chars().take(40).collect();
        chips.push(Chip { label: t.directory.chip_search(typed), url: chosen.url(path, |query| query.q.clear()) });
    }
    for facet in Facet::ALL {
        for value in query.ticked(facet) {
            let url = chosen.url(path, |query| query.ticked_mut(facet).retain(|one| one != value));
            chips.push(Chip { label: facet.label(value, t), url });
        }
    }
    let label = match (chosen.min.map(yuan), chosen.max.map(yuan)) {
        (None, None) => return chips,
        (Some(min), Some(max)) => t.directory.chip_range(min, max),
        (Some(min), None) => t.directory.chip_range_from(min),
        (None, Some(max)) => t.directory.chip_range_to(max),
    };
    let url = chosen.url(path, |query| {
        query.min.clear();
        query.max.clear();
    });
    chips.push(Chip { label, url });
    chips
}

/// The filters as hidden fields, for the form that changes the order.
fn hidden(query: &JobsQuery) -> Vec<(&'static str, String)> {
    let typed = [("q", &query.q), ("min", &query.min), ("max", &query.max)];
    let typed = typed.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone()));
    let ticked =
        Facet::ALL.into_iter().flat_map(|facet| query.ticked(facet).iter().map(move |one| (facet.name(), one.clone())));
    typed.chain(ticked).collect()
}
