//! The loop for those who work in it.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::Stage;
use super::months::{self, Month};
use super::pages::{
    ChipView, LoopPage, RowView, TableView, founding_columns, rates, stage_columns, told_stages, trade_columns,
};
use super::release::{Release, ToldMarket};
use super::{charts, queries, street, urls, words};
use crate::access::{Capability, Staff};
use crate::error::AppResult;
use crate::figures::Count;
use crate::staff as console;
use crate::tenancy::Tenant;
use crate::ui::SelectOption;
use crate::values::Trade;
use crate::web::extract::Query;
use crate::web::form::Errors;
use crate::web::{Context, Flash, Messages, Page, flashed, redirect, text};

/// Which month is shown, and which cohort's way is drawn.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    /// As `2026-11`; a month in which nobody counted is the newest.
    pub month: String,
    cohort: String,
}

/// Whether somebody sees the people's records anyway.
pub(super) fn sees_whole(staff: &Staff) -> bool {
    staff.may(Capability::Talents)
}

/// What a community's months tell this reader, from a day on or all that are kept; the newest last.
pub(super) async fn read(staff: &Staff, community: &Tenant, since: Option<NaiveDate>) -> AppResult<Vec<Release>> {
    let mut tx = staff.read().await?;
    let cycles = queries::months(&mut tx, community.id, since, staff.today()?).await?;
    Ok(Release::months(&cycles, sees_whole(staff)))
}

pub(super) async fn show(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let template = if staff.tenant()?.is_community() {
        community(&staff, &query).await?
    } else {
        street::page(&staff, &query).await?
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

/// The page without anything counted.
pub(super) fn blank(staff: &Staff, tenant: &Tenant) -> LoopPage {
    let t = staff.context().t();
    let of_founders = founding_columns(t).into_iter().zip([t.cycle.founding_formula, t.cycle.founded_formula]);
    LoopPage {
        page: Page::of_console(staff, t.cycle.title),
        console_url: console::urls::console(tenant),
        action: urls::desk(tenant),
        csv_url: urls::csv(tenant),
        months: Vec::new(),
        month: String::new(),
        cohort: None,
        no_errors: Errors::default(),
        day: None,
        is_guarded: !sees_whole(staff),
        is_of_several: false,
        round: None,
        arrows: Vec::new(),
        chips: Vec::new(),
        way: None,
        reached: Vec::new(),
        rates: Vec::new(),
        trend: None,
        market: None,
        stages: Vec::new(),
        trades: None,
        formulas: Stage::ALL.map(|stage| (stage.label(t), stage.formula(t))).into_iter().chain(of_founders).collect(),
        uncounted: Vec::new(),
    }
}

/// The months to choose from, the newest first.
pub(super) fn options(months: &[Month], context: &Context) -> Vec<SelectOption> {
    months.iter().rev().map(|month| SelectOption::new(month.code(), month.label(context.locale))).collect()
}

async fn community(staff: &Staff, query: &DeskQuery) -> AppResult<LoopPage> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let t = context.t();
    let blank = blank(staff, tenant);
    let releases = read(staff, tenant, Some(months::since(today))).await?;
    let known: Vec<Month> = releases.iter().map(Release::month).collect();
    let shown = Month::asked(&known, &query.month).and_then(|month| Some((month, months::at(&releases, month)?)));
    let Some((month, release)) = shown else { return Ok(blank) };
    let before = months::before(&releases, release);
    let chosen = query.cohort.parse::<NaiveDate>().ok().filter(|cohort| release.cohorts.contains_key(cohort));
    let told = chosen.and_then(|cohort| release.cohorts.get(&cohort)).unwrap_or(&release.together);
    let told_before = match chosen {
        Some(cohort) => before.and_then(|before| before.cohorts.get(&cohort)),
        None => before.map(|before| &before.together),
    };
    let whose = chosen.map_or_else(|| t.cycle.everybody.to_owned(), |cohort| words::cohort(cohort, t));
    // The newest month stays the newest in an address that is kept.
    let code = if known.last() == Some(&month) { String::new() } else { month.code() };
    let chip = |cohort: Option<NaiveDate>, label: String| ChipView {
        label,
        url: urls::month(tenant, &code, cohort),
        is_chosen: chosen == cohort,
    };
    let all = chip(None, t.cycle.everybody.to_owned());
    let cohort_chips = release.cohorts.keys().rev().map(|cohort| chip(Some(*cohort), words::cohort(*cohort, t)));
    let drawn = months::drawn(&known, month);
    let trend = drawn.into_iter().map(|month| (month, months::at(&releases, month).map(|one| one.together)));
    let name = tenant.name.clone();
    let founding = RowView::founding(name, release.founding, before.and_then(|before| before.founding), t);
    Ok(LoopPage {
        months: options(&known, context),
        month: month.code(),
        cohort: chosen.map(|cohort| cohort.to_string()),
        day: Some(t.cycle.counted_on(text::short_date(context.locale, release.day, today))),
        round: Some(charts::round(release, context)?),
        arrows: charts::arrows(&release.together, t),
        // The latest cohort first.
        chips: std::iter::once(all).chain(cohort_chips).collect(),
        way: Some(charts::way(told, &whose, context)?),
        reached: told_stages(told, told_before, t),
        rates: rates(told, t),
        trend: charts::trend(&trend.collect::<Vec<_>>(), context)?,
        market: charts::market(&charts::drawn(&release.trades), context)?,
        stages: vec![cohorts(release, before, t), founders(vec![founding], t)],
        trades: Some(trades(release, before, t)),
        ..blank
    })
}

/// The cohorts, the latest first, and all of them together; beside what they were a month before.
pub(super) fn cohorts(release: &Release, before: Option<&Release>, t: &Messages) -> TableView {
    let row = |(cohort, told): (&NaiveDate, _)| {
        let before = before.and_then(|before| before.cohorts.get(cohort));
        RowView::stages(words::cohort(*cohort, t), told, before, t)
    };
    let before = before.map(|before| &before.together);
    let together = RowView::stages(t.figures.sum.to_owned(), &release.together, before, t);
    TableView {
        id: "cohorts",
        title: t.cycle.cohorts,
        head: t.cycle.cohort,
        columns: stage_columns(t),
        rows: release.cohorts.iter().rev().map(row).chain([together]).collect(),
    }
}

/// Who begins a business, community by community.
pub(super) fn founders(rows: Vec<RowView>, t: &Messages) -> TableView {
    TableView {
        id: "founders",
        title: t.cycle.founders,
        head: t.figures.community,
        columns: founding_columns(t).into(),
        rows,
    }
}

/// What each trade needs and has, where there is anything to say; beside what it did a month before.
pub(super) fn trades(release: &Release, before: Option<&Release>, t: &Messages) -> TableView {
    let row = |(trade, market): (&Trade, &ToldMarket)| {
        RowView::trade(*trade, market, before.and_then(|before| before.trades.get(trade)), t)
    };
    TableView {
        id: "trades",
        title: t.cycle.trades,
        head: t.cycle.trade,
        columns: trade_columns(t).to_vec(),
        rows: release.trades.iter().filter(|(_, market)| market.has_any()).map(row).collect(),
    }
}

/// Lets a community count itself. Its staff alone ask for it: whoever reads of no few people would read, before and after
/// somebody was hired, that it was one more.
pub(super) async fn count_anew(staff: Staff) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let count = Count { tenant: tenant.id, day: staff.today()?, spares_loop: false };
    let mut tx = staff.write().await?;
    tx.enqueue_once(&count, staff.now()).await?;
    tx.commit().await?;
    Ok(redirect(&urls::desk(&tenant), Some(Flash::Counting)))
}
