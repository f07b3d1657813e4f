//! The loop for residents: what has come of it, and where hands are wanted.

use axum::http::HeaderMap;
use axum::response::Response;

use super::model::Group;
use super::pages::{PublicLoopPage, told_stages};
use super::release::{Release, Told};
use super::{charts, desk, queries};
use crate::access::Visitor;
use crate::error::{AppError, AppResult};
use crate::tenancy::Feature;
use crate::web::{Messages, Nav, Page, public, text};
use crate::{jobs, training};

pub(super) async fn show(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor)).await
}

async fn make(visitor: &Visitor) -> AppResult<PublicLoopPage> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let t = context.t();
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = visitor.read().await?;
    let cycle = queries::latest(&mut tx, tenant.id, today).await?;
    drop(tx);
    let release = cycle.as_ref().map(Release::guarded);
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.cycle.title);
    let blank = PublicLoopPage {
        page: page.at(Nav::Home).described(t.cycle.public_lead),
        said: Vec::new(),
        way: None,
        reached: Vec::new(),
        day: String::new(),
        market: None,
        trades: None,
        jobs_url: tenant.has(Feature::Jobs).then(|| jobs::urls::list(tenant)),
        training_url: tenant.has(Feature::Training).then(|| training::urls::calendar(tenant)),
    };
    let Some(release) = release else { return Ok(blank) };
    let told = &release.together;
    let mut said = said(told, t);
    // Without a number to tell there is nothing to draw.
    let way = if said.is_empty() { None } else { Some(charts::way(told, t.cycle.everybody, context)?) };
    let reached = if said.is_empty() { Vec::new() } else { told_stages(told, None, t) };
    if way.is_some() {
        said.extend(release.founding.and_then(|told| told.founded.shown()).map(|count| t.cycle.said_founded(count)));
    }
    let wanted = wanted(&release);
    Ok(PublicLoopPage {
        said,
        way,
        reached,
        day: t.cycle.counted_on(text::short_date(context.locale, release.day, today)),
        market: charts::market(&wanted.trades, context)?,
        trades: Some(desk::trades(&wanted, None, t)),
        ..blank
    })
}

/// What can be told, in sentences.
fn said(told: &Told, t: &Messages) -> Vec<String> {
    let sentence = |group: Group, says: &dyn Fn(i64) -> String| told.get(group).shown().map(says);
    [
        sentence(Group::Course, &|count| t.cycle.said_course(count)),
        sentence(Group::Certified, &|count| t.cycle.said_certified(count)),
        sentence(Group::Hired, &|count| t.cycle.said_hired(count)),
        sentence(Group::Retained, &|count| t.cycle.said_retained(count)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The same with the trades alone in which somebody is wanted: there are openings, or residents have looked for one.
fn wanted(release: &Release) -> Release {
    let trades = release
        .trades
        .iter()
        .filter(|(_, market)| market.openings > 0 || market.requests.shown().is_some_and(|count| count > 0));
    let trades = trades.map(|(trade, market)| (*trade, *market)).collect();
    Release { trades, ..release.clone() }
}
