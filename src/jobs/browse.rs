//! What there is to do here, for residents: the newest first, or by pay; narrowed by what they tick and type.

use std::cmp::Reverse;

use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::content::PayUnit;
use super::pages::{CardView, Chip, FacetView, ListPage, OptionView};
use super::queries::{self, Shown};
use super::{show, urls};
use crate::access::Visitor;
use crate::db::PostingId;
use crate::error::{AppError, AppResult};
use crate::search::{Doc, Query as Search};
use crate::tenancy::Tenant;
use crate::values::Trade;
use crate::web::extract::Query;
use crate::web::paging::cut;
use crate::web::{Context, Messages, Nav, Page, public};

/// Postings on one page.
const PAGE: usize = 20;

/// The query as it came; unknown words are left aside, so that an old link still shows something.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct JobsQuery {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    trade: Vec<String>,
    living: Vec<String>,
    unit: Vec<String>,
    /// `1`: where whoever was out of work is welcome.
    reemployment: Vec<String>,
    employer: Vec<String>,
    /// `pay`, or empty for the newest.
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    /// Those after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<PostingId>,
}

/// What a list is narrowed by: each takes any of the values that are ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
    Trade,
    Living,
    Unit,
    Reemployment,
    Employer,
}

impl Facet {
    const ALL: [Self; 5] = [Self::Trade, Self::Living, Self::Unit, Self::Reemployment, Self::Employer];

    /// What a posting has of it.
    fn value(self, shown: &Shown) -> &str {
        let content = &shown.content;
        match self {
            Self::Trade => content.trade.code(),
            Self::Living if content.live_in => "in",
            Self::Living => "out",
            Self::Unit => content.pay.unit.code(),
            Self::Reemployment if content.is_reemployment => "1",
            Self::Reemployment => "",
            Self::Employer => &content.employer,
        }
    }

    /// The name of its field.
    fn name(self) -> &'static str {
        match self {
            Self::Trade => "trade",
            Self::Living => "living",
            Self::Unit => "unit",
            Self::Reemployment => "reemployment",
            Self::Employer => "employer",
        }
    }

    fn legend(self, t: &Messages) -> &'static str {
        let t = &t.jobs;
        match self {
            Self::Trade => t.trade,
            Self::Living => t.living,
            Self::Unit => t.pay_unit,
            Self::Reemployment => t.facet_reemployment,
            Self::Employer => t.employer,
        }
    }

    /// What a value is called.
    fn label(self, value: &str, t: &Messages) -> String {
        let known = match self {
            Self::Trade => Trade::parse(value).map(|trade| trade.label(t)),
            Self::Living if value == "in" => Some(t.jobs.live_in),
            Self::Living => Some(t.jobs.live_out),
            Self::Unit => PayUnit::parse(value).map(|unit| unit.label(t)),
            Self::Reemployment => Some(t.jobs.reemployment),
            Self::Employer => None,
        };
        known.unwrap_or(value).to_owned()
    }

    /// Every value that the postings have, in the order of the page.
    fn values(self, all: &[Shown]) -> Vec<String> {
        let known: Vec<String> = match self {
            Self::Trade => Trade::ALL.iter().map(|trade| trade.code().to_owned()).collect(),
            Self::Living => ["in", "out"].map(str::to_owned).to_vec(),
            Self::Unit => PayUnit::ALL.iter().map(|unit| unit.code().to_owned()).collect(),
            Self::Reemployment => vec!["1".to_owned()],
            Self::Employer => {
                let mut names: Vec<_> = all.iter().map(|shown| shown.content.employer.clone()).collect();
                names.sort();
                names.dedup();
                names
            }
        };
        known.into_iter().filter(|value| all.iter().any(|shown| self.value(shown) == value)).collect()
    }
}

impl JobsQuery {
    fn ticked(&self, facet: Facet) -> &[String] {
        match facet {
            Facet::Trade => &self.trade,
            Facet::Living => &self.living,
            Facet::Unit => &self.unit,
            Facet::Reemployment => &self.reemployment,
            Facet::Employer => &self.employer,
        }
    }

    fn ticked_mut(&mut self, facet: Facet) -> &mut Vec<String> {
        match facet {
            Facet::Trade => &mut self.trade,
            Facet::Living => &mut self.living,
            Facet::Unit => &mut self.unit,
            Facet::Reemployment => &mut self.reemployment,
            Facet::Employer => &mut self.employer,
        }
    }

    /// Without what no posting has: an old link shows the rest.
    fn known(mut self, all: &[Shown]) -> Self {
        for facet in Facet::ALL {
            let values = facet.values(all);
            self.ticked_mut(facet).retain(|ticked| values.contains(ticked));
        }
        self
    }

    /// Whether a posting has what is ticked, but for one facet.
    fn takes(&self, shown: &Shown, but: Option<Facet>) -> bool {
        Facet::ALL.into_iter().filter(|facet| Some(*facet) != but).all(|facet| {
            let ticked = self.ticked(facet);
            ticked.is_empty() || ticked.iter().any(|value| value == facet.value(shown))
        })
    }

    fn is_by_pay(&self) -> bool {
        self.sort == "pay"
    }

    fn url(&self, path: &str, change: impl FnOnce(&mut Self)) -> String {
        let mut query = Self { after: None, ..self.clone() };
        change(&mut query);
        match serde_html_form::to_string(&query) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
}

/// Where a posting stands in the list: by pay within each way of paying, else the newest first.
type Place = (Option<(PayUnit, Reverse<i64>, Reverse<i64>)>, Reverse<DateTime<Utc>>, Reverse<PostingId>);

fn place(shown: &Shown, is_by_pay: bool) -> Place {
    let pay = shown.content.pay;
    let paid = is_by_pay.then_some((pay.unit, Reverse(pay.max.fen()), Reverse(pay.min.fen())));
    (paid, Reverse(shown.published_at), Reverse(shown.id))
}

/// The text that a search looks through.
fn doc(shown: &Shown, t: &Messages) -> Doc {
    let content = &shown.content;
    Doc::new(&content.title, &content.employer, [content.trade.label(t), &content.duties, &content.place])
}

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
    let (t, is_page) = (context.t(), query.after.is_some());
    let search = Search::parse(&query.q);
    let is_found = |shown: &&Shown| search.as_ref().is_none_or(|search| search.score(&doc(shown, t)).is_some());
    let found: Vec<Shown> = all.iter().filter(is_found).cloned().collect();
    let query = query.known(&all);
    let mut listed: Vec<&Shown> = found.iter().filter(|shown| query.takes(shown, None)).collect();
    listed.sort_by_key(|shown| place(shown, query.is_by_pay()));
    let total = listed.len();
    // The last one of the page before may be filled by now: where it stood is still known.
    let behind = last.map(|last| place(&last, query.is_by_pay()));
    let rest = listed.iter().filter(|shown| behind.as_ref().is_none_or(|last| place(shown, query.is_by_pay()) > *last));
    let mut page: Vec<&Shown> = rest.copied().take(PAGE + 1).collect();
    let next = cut(&mut page, PAGE).map(|last| last.id);
    let path = urls::list(tenant);
    let chips = chips(&query, &path, t);
    let head = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.jobs.title)
        .at(Nav::Jobs)
        .described(t.jobs.description)
        .with_feed(urls::feed(tenant));
    Ok(ListPage {
        // A search result is nobody's landing page.
        page: if query.q.is_empty() && !is_page { head } else { head.unlisted() },
        q: query.q.trim().chars().take(100).collect(),
        is_by_pay: query.is_by_pay(),
        facets: facets(&query, &all, &found, t),
        hidden: hidden(&query),
        filters: chips.len(),
        chips,
        cards: page.iter().map(|shown| card(shown, tenant, context, now)).collect(),
        next_url: next.map(|id| query.url(&path, |query| query.after = Some(id))),
        has_any: !all.is_empty(),
        total,
        feed_url: urls::feed(tenant),
        path,
    })
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

fn facets(query: &JobsQuery, all: &[Shown], found: &[Shown], t: &Messages) -> Vec<FacetView> {
    let option = |facet: Facet, value: String| {
        let count = found.iter().filter(|shown| query.takes(shown, Some(facet)) && facet.value(shown) == value).count();
        OptionView { label: facet.label(&value, t), is_on: query.ticked(facet).contains(&value), value, count }
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

fn chips(query: &JobsQuery, path: &str, t: &Messages) -> Vec<Chip> {
    let mut chips = Vec::new();
    let typed: String = query.q.trim().chars().take(40).collect();
    if !typed.is_empty() {
        chips.push(Chip { label: t.directory.chip_search(typed), url: query.url(path, |query| query.q.clear()) });
    }
    for facet in Facet::ALL {
        for value in query.ticked(facet) {
            let url = query.url(path, |query| query.ticked_mut(facet).retain(|one| one != value));
            chips.push(Chip { label: facet.label(value, t), url });
        }
    }
    chips
}

/// The filters as hidden fields, for the form that changes the order.
fn hidden(query: &JobsQuery) -> Vec<(&'static str, String)> {
    let typed = std::iter::once(("q", query.q.clone())).filter(|(_, q)| !q.is_empty());
    let ticked =
        Facet::ALL.into_iter().flat_map(|facet| query.ticked(facet).iter().map(move |one| (facet.name(), one.clone())));
    typed.chain(ticked).collect()
}

#[cfg(test)]
mod tests {
    use super::super::content::{Content, Pay};
    use super::super::model::Status;
    use super::*;
    use crate::values::Fen;

    fn shown(trade: Trade, unit: PayUnit, max: i64, employer: &str, minutes: i64) -> Shown {
        let at = DateTime::from_timestamp(60 * minutes, 0).unwrap();
        let pay = Pay { min: Fen::from_yuan(1).unwrap(), max: Fen::from_yuan(max).unwrap(), unit };
        Shown {
            id: PostingId::generate(),
            org: None,
            content: Content {
                employer: employer.to_owned(),
                title: "招人".to_owned(),
                trade,
                duties: "做事".to_owned(),
                pay,
                live_in: unit == PayUnit::Month,
                hours: String::new(),
                place: "本社区".to_owned(),
                openings: 1,
                certificates: Vec::new(),
                valid_until: "2026-12-31".parse().unwrap(),
                is_reemployment: unit == PayUnit::Hour,
            },
            status: Status::Published,
            published_at: at,
            changed_at: at,
            left: 1,
        }
    }

    fn all() -> Vec<Shown> {
        vec![
            shown(Trade::Cleaning, PayUnit::Hour, 38, "晴扫", 3),
            shown(Trade::Cleaning, PayUnit::Month, 4_000, "晴扫", 2),
            shown(Trade::Care, PayUnit::Month, 7_500, "暖灯", 1),
        ]
    }

    #[test]
    fn a_count_says_what_ticking_would_show() {
        let all = all();
        let query = JobsQuery { trade: vec!["cleaning".into(), "gone".into()], ..JobsQuery::default() }.known(&all);
        assert_eq!(query.trade, ["cleaning"], "an old link shows the rest");
        let t = crate::web::Locale::ZhHans.messages();
        for facet in facets(&query, &all, &all, t) {
            for option in facet.options {
                let facet = Facet::ALL.into_iter().find(|one| one.name() == facet.name).unwrap();
                let mut ticked = query.clone();
                *ticked.ticked_mut(facet) = vec![option.value.clone()];
                let would = all.iter().filter(|shown| ticked.takes(shown, None)).count();
                assert_eq!(option.count, would, "{facet:?} {}", option.value);
            }
        }
    }

    #[test]
    fn the_newest_come_first_or_whoever_pays_most_for_the_same_unit() {
        let all = all();
        let order = |is_by_pay| {
            let mut sorted: Vec<&Shown> = all.iter().collect();
            sorted.sort_by_key(|shown| place(shown, is_by_pay));
            sorted.iter().map(|shown| shown.content.pay.max.fen() / 100).collect::<Vec<_>>()
        };
        assert_eq!(order(false), [38, 4_000, 7_500]);
        assert_eq!(order(true), [38, 7_500, 4_000], "hours first, then months, each from the top");
    }

    #[test]
    fn an_address_holds_what_is_chosen() {
        let query = JobsQuery { trade: vec!["care".into()], sort: "pay".into(), ..JobsQuery::default() };
        assert_eq!(query.url("/jobs", |_| {}), "/jobs?trade=care&sort=pay");
        assert_eq!(query.url("/jobs", |query| query.trade.clear()), "/jobs?sort=pay");
        assert_eq!(JobsQuery::default().url("/jobs", |_| {}), "/jobs");
    }
}
