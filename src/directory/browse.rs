//! The directory: browse, filter, search.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;

use super::card::CardMaker;
use super::engine::{self, Now, PAGE, Results};
use super::filter::{BadPlace, DirectoryQuery, Filter, FilterError, Sort, Start};
use super::model::{CredentialKind, Suits};
use super::pages::{Chip, FacetOption, FacetView, ListPage, SortView};
use super::price::PriceUnit;
use super::price_view::{credential_name, suits_name, unit_label, yuan};
use super::snapshot::{self, Snapshot};
use super::urls;
use crate::access::{Viewer, Visitor};
use crate::error::{AppError, AppResult};
use crate::search::Query as SearchQuery;
use crate::state::AppState;
use crate::tenancy::{PlatformData, Tenant};
use crate::web::extract::Query;
use crate::web::{Context, Flash, Nav, Page, page, public};

impl From<BadPlace> for AppError {
    fn from(_: BadPlace) -> Self {
        Self::BadRequest
    }
}

pub(super) async fn list(
    visitor: Visitor,
    headers: HeaderMap,
    Query(query): Query<DirectoryQuery>,
) -> AppResult<Response> {
    if !visitor.tenant()?.is_community() {
        return Err(AppError::NotFound);
    }
    public::page(&visitor, &headers, || make(&visitor, query)).await
}

async fn make(visitor: &Visitor, query: DirectoryQuery) -> AppResult<ListPage> {
    let snapshot = snapshot::of(visitor).await?;
    let asked =
        Asked { state: visitor.state(), context: visitor.context(), viewer: visitor.viewer(), flash: visitor.flash() };
    compose(&asked, &snapshot, &query)
}

/// The directory's page from a snapshot that is at hand: what `bin/bench` renders without a database.
pub fn render(state: &AppState, context: &Context, snapshot: &Snapshot, query: &DirectoryQuery) -> AppResult<Bytes> {
    page::render(&compose(&Asked { state, context, viewer: None, flash: None }, snapshot, query)?)
}

/// What a page needs to know of its request.
struct Asked<'a> {
    state: &'a AppState,
    context: &'a Context,
    viewer: Option<&'a Viewer>,
    flash: Option<Flash>,
}

fn compose(asked: &Asked<'_>, snapshot: &Snapshot, query: &DirectoryQuery) -> AppResult<ListPage> {
    let Asked { state, context, viewer, flash } = *asked;
    let (filter, error) = Filter::read(query)?;
    let platform = state.platform();
    let tenant = context.tenant.as_deref().ok_or(AppError::NotFound)?;
    let is_offered = |code: &str| platform.categories_of(tenant).any(|category| category.code == code);
    if filter.category.as_deref().is_some_and(|code| !is_offered(code)) {
        return Err(AppError::NotFound);
    }
    let at = state.clock().now();
    let now = Now { at, tz: tenant.time_zone, holidays: &platform.holidays };
    let search = SearchQuery::parse(&query.q);
    let results = engine::run(snapshot, &filter, search.as_ref(), now);
    let today = at.with_timezone(&tenant.time_zone).date_naive();
    if let Some(search) = search.as_ref().filter(|_| results.matching_text == 0) {
        state.misses().count(tenant.id, today, search.normalized());
    }
    let path = urls::services(tenant);
    let view = View { context, tenant, query, filter: &filter, snapshot, platform: &platform, path };
    let maker = CardMaker { context, tenant, snapshot, today };
    let page = Page::new(state, context, viewer, flash, view.title()).at(Nav::Services).described(view.description());
    // A search result is nobody's landing page.
    let page = if query.q.is_empty() && filter.start == Start::First { page } else { page.unlisted() };
    view.page(page, &results, error, maker, urls::compare(tenant))
}

/// Everything the page is made from.
struct View<'a> {
    context: &'a Context,
    tenant: &'a Tenant,
    query: &'a DirectoryQuery,
    filter: &'a Filter,
    snapshot: &'a Snapshot,
    platform: &'a PlatformData,
    path: String,
}

impl View<'_> {
    fn category_name(&self) -> Option<&str> {
        let code = self.filter.category.as_deref()?;
        self.platform.category(code).map(|category| category.name(self.context.locale))
    }

    fn title(&self) -> String {
        let t = &self.context.t().directory;
        let typed = self.query.q.trim();
        if typed.is_empty() {
            return self.category_name().unwrap_or(t.title).to_owned();
        }
        t.title_search(typed.chars().take(40).collect::<String>())
    }

    fn description(&self) -> String {
        let code = self.filter.category.as_deref();
        let summary =
            code.and_then(|code| self.platform.category(code)).map(|category| category.summary(self.context.locale));
        summary.unwrap_or(self.context.t().directory.description).to_owned()
    }

    fn url(&self, change: impl FnOnce(&mut DirectoryQuery)) -> String {
        let mut query = self.query.first_page();
        change(&mut query);
        query.url(&self.path)
    }

    fn page(
        &self,
        page: Page,
        results: &Results<'_>,
        error: Option<FilterError>,
        maker: CardMaker<'_>,
        compare_path: String,
    ) -> AppResult<ListPage> {
        let t = &self.context.t().directory;
        let first = results.page.first().map(|found| found.place.encode());
        let last = results.page.last().map(|found| found.place.encode());
        let has_next = results.skipped + results.page.len() < results.total;
        let turn = |after: Option<String>, before: Option<String>| {
            self.url(|query| {
                query.after = after.unwrap_or_default();
                query.before = before.unwrap_or_default();
            })
        };
        let previous_url = first
            .filter(|_| results.skipped > 0)
            .map(|place| if results.skipped <= PAGE { turn(None, None) } else { turn(None, Some(place)) });
        let wider = (results.total == 0 && results.matching_text > 0).then(|| {
            let query = DirectoryQuery { q: self.query.q.clone(), ..DirectoryQuery::default() };
            (query.url(&self.path), results.matching_text)
        });
        let chips = self.chips();
        Ok(ListPage {
            heading: self.title(),
            path: self.path.clone(),
            compare_path,
            q: self.query.q.trim().chars().take(100).collect(),
            facets: self.facets(results),
            min: self.query.min.chars().take(20).collect(),
            max: self.query.max.chars().take(20).collect(),
            range_error: error.map(|error| match error {
                FilterError::Min | FilterError::Max => t.error_amount,
                FilterError::Reversed => t.error_range,
            }),
            sorts: Sort::ALL.into_iter().map(|sort| self.sort(sort)).collect(),
            hidden: self.hidden(),
            sort: self.filter.sort.code().to_owned(),
            filters: chips.len() - usize::from(!self.query.q.trim().is_empty()),
            chips,
            cards: results.page.iter().map(|found| maker.drawn(found)).collect::<AppResult<_>>()?,
            total: results.total,
            from: results.skipped + 1,
            to: results.skipped + results.page.len(),
            previous_url,
            next_url: last.filter(|_| has_next).map(|place| turn(Some(place), None)),
            wider,
            page,
        })
    }

    fn sort(&self, sort: Sort) -> SortView {
        let t = &self.context.t().directory;
        let label = match sort {
            Sort::Relevance => t.sort_relevance,
            Sort::Price => t.sort_price,
            Sort::Checked => t.sort_checked,
        };
        SortView { code: sort.code(), label, selected: self.filter.sort == sort }
    }

    /// The filters as hidden fields, for the form that changes the order.
    fn hidden(&self) -> Vec<(&'static str, String)> {
        let query = self.query;
        let single = [
            ("q", &query.q),
            ("category", &query.category),
            ("min", &query.min),
            ("max", &query.max),
            ("open", &query.open),
        ];
        let many = [
            ("kind", &query.kind),
            ("estate", &query.estate),
            ("unit", &query.unit),
            ("credential", &query.credential),
            ("suits", &query.suits),
        ];
        let single =
            single.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone()));
        let many = many.into_iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value.clone())));
        single.chain(many).collect()
    }

    fn facets(&self, results: &Results<'_>) -> Vec<FacetView> {
        let (t, counts, filter) = (self.context.t(), &results.counts, self.filter);
        let locale = self.context.locale;
        let mut facets = Vec::new();
        let mut categories = vec![FacetOption {
            value: String::new(),
            label: t.directory.any_category.to_owned(),
            count: counts.any_category(),
            checked: filter.category.is_none(),
        }];
        categories.extend(self.platform.categories_of(self.tenant).map(|category| FacetOption {
            value: category.code.clone(),
            label: category.name(locale).to_owned(),
            count: counts.category(&category.code),
            checked: filter.category.as_deref() == Some(&category.code),
        }));
        facets.push(FacetView {
            name: "category",
            legend: t.directory.facet_category,
            is_single: true,
            options: categories,
        });
        if let Some(code) = &filter.category {
            let kinds = self.platform.kinds_of(code).map(|kind| FacetOption {
                value: kind.code.clone(),
                label: kind.name(locale).to_owned(),
                count: counts.kind(&kind.code),
                checked: filter.kinds.contains(&kind.code),
            });
            facets.push(FacetView {
                name: "kind",
                legend: t.directory.facet_kind,
                is_single: false,
                options: kinds.collect(),
            });
        }
        let estates = self.snapshot.estates().iter().map(|estate| FacetOption {
            value: estate.id.to_string(),
            label: estate.name.clone(),
            count: counts.estate(estate.id),
            checked: filter.estates.contains(&estate.id),
        });
        facets.push(FacetView {
            name: "estate",
            legend: t.directory.facet_estate,
            is_single: false,
            options: estates.collect(),
        });
        let open = FacetOption {
            value: "1".to_owned(),
            label: t.time.open_now.to_owned(),
            count: counts.open(),
            checked: filter.open,
        };
        facets.push(FacetView { name: "open", legend: t.directory.facet_open, is_single: false, options: vec![open] });
        let suits = Suits::ALL.into_iter().map(|suits| FacetOption {
            value: suits.code().to_owned(),
            label: suits_name(suits, t).to_owned(),
            count: counts.suits(suits),
            checked: filter.suits.contains(&suits),
        });
        facets.push(FacetView {
            name: "suits",
            legend: t.directory.facet_suits,
            is_single: false,
            options: suits.collect(),
        });
        let units = PriceUnit::ALL.into_iter().map(|unit| FacetOption {
            value: unit.code().to_owned(),
            label: unit_label(unit, t).to_owned(),
            count: counts.unit(unit),
            checked: filter.units.contains(&unit),
        });
        facets.push(FacetView {
            name: "unit",
            legend: t.directory.facet_unit,
            is_single: false,
            options: units.collect(),
        });
        let credentials = CredentialKind::ALL.into_iter().map(|kind| FacetOption {
            value: kind.code().to_owned(),
            label: credential_name(kind, t).to_owned(),
            count: counts.credential(kind),
            checked: filter.credentials.contains(&kind),
        });
        facets.push(FacetView {
            name: "credential",
            legend: t.directory.facet_credential,
            is_single: false,
            options: credentials.collect(),
        });
        for facet in &mut facets {
            // What would show nothing is left out, unless it is what is chosen.
            facet.options.retain(|option| option.count > 0 || option.checked || option.value.is_empty());
        }
        facets.retain(|facet| facet.options.len() > usize::from(facet.is_single));
        facets
    }

    fn range_label(&self) -> String {
        let t = &self.context.t().directory;
        match (self.filter.min.map(yuan), self.filter.max.map(yuan)) {
            (Some(min), Some(max)) => t.chip_range(min, max),
            (Some(min), None) => t.chip_range_from(min),
            (None, max) => t.chip_range_to(max.unwrap_or_default()),
        }
    }

    fn chips(&self) -> Vec<Chip> {
        let (t, query, locale) = (self.context.t(), self.query, self.context.locale);
        let mut chips = Vec::new();
        let mut chip = |label: String, url: String| chips.push(Chip { label, url });
        if !query.q.trim().is_empty() {
            let typed: String = query.q.trim().chars().take(40).collect();
            chip(t.directory.chip_search(typed), self.url(|query| query.q.clear()));
        }
        if let Some(name) = self.category_name() {
            chip(
                name.to_owned(),
                self.url(|query| {
                    query.category.clear();
                    query.kind.clear();
                }),
            );
        }
        for code in &self.filter.kinds {
            if let Some(kind) = self.platform.category(code) {
                chip(kind.name(locale).to_owned(), self.url(|query| query.kind.retain(|k| k != code)));
            }
        }
        for id in &self.filter.estates {
            if let Some(name) = self.snapshot.estate_name(*id) {
                chip(name.to_owned(), self.url(|query| query.estate.retain(|e| *e != id.to_string())));
            }
        }
        if self.filter.open {
            chip(t.time.open_now.to_owned(), self.url(|query| query.open.clear()));
        }
        for suits in &self.filter.suits {
            chip(suits_name(*suits, t).to_owned(), self.url(|query| query.suits.retain(|s| s != suits.code())));
        }
        for unit in &self.filter.units {
            chip(unit_label(*unit, t).to_owned(), self.url(|query| query.unit.retain(|u| u != unit.code())));
        }
        if self.filter.min.is_some() || self.filter.max.is_some() {
            chip(
                self.range_label(),
                self.url(|query| {
                    query.min.clear();
                    query.max.clear();
                }),
            );
        }
        for kind in &self.filter.credentials {
            chip(credential_name(*kind, t).to_owned(), self.url(|query| query.credential.retain(|c| c != kind.code())));
        }
        chips
    }
}
