//! The loop for those who work in it.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::Stage;
use super::pages::{
    ChipView, LoopPage, RowView, TableView, founding_columns, rates, stage_columns, told_stages, trade_columns,
};
use super::release::Release;
use super::{charts, queries, street, urls, words};
use crate::access::{Capability, Staff};
use crate::error::AppResult;
use crate::figures::Count;
use crate::staff as console;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::{Flash, Messages, Page, flashed, redirect, text};

/// Which cohort's way is drawn.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    cohort: String,
}

/// Whether somebody sees the people's records anyway.
pub(super) fn sees_whole(staff: &Staff) -> bool {
    staff.may(Capability::Talents)
}

/// What a community's latest count tells this reader; none where it never counted.
pub(super) async fn read(staff: &Staff, community: &Tenant) -> AppResult<Option<Release>> {
    let mut tx = staff.read().await?;
    let cycle = queries::latest(&mut tx, community.id, staff.today()?).await?;
    let release = if sees_whole(staff) { Release::whole } else { Release::guarded };
    Ok(cycle.as_ref().map(release))
}

pub(super) async fn show(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let template =
        if staff.tenant()?.is_community() { community(&staff, &query).await? } else { street::page(&staff).await? };
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
        day: None,
        is_guarded: !sees_whole(staff),
        round: None,
        arrows: Vec::new(),
        chips: Vec::new(),
        way: None,
        reached: Vec::new(),
        rates: Vec::new(),
        market: None,
        stages: Vec::new(),
        trades: None,
        formulas: Stage::ALL.map(|stage| (stage.label(t), stage.formula(t))).into_iter().chain(of_founders).collect(),
        uncounted: Vec::new(),
    }
}

async fn community(staff: &Staff, query: &DeskQuery) -> AppResult<LoopPage> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let t = context.t();
    let blank = blank(staff, tenant);
    let Some(release) = read(staff, tenant).await? else { return Ok(blank) };
    let chosen = query.cohort.parse::<NaiveDate>().ok().filter(|cohort| release.cohorts.contains_key(cohort));
    let told = chosen.and_then(|cohort| release.cohorts.get(&cohort)).unwrap_or(&release.together);
    let whose = chosen.map_or_else(|| t.cycle.everybody.to_owned(), |cohort| words::cohort(cohort, t));
    let all = ChipView { label: t.cycle.everybody.to_owned(), url: urls::desk(tenant), is_chosen: chosen.is_none() };
    let chip = |cohort: &NaiveDate| ChipView {
        label: words::cohort(*cohort, t),
        url: urls::cohort(tenant, *cohort),
        is_chosen: chosen == Some(*cohort),
    };
    Ok(LoopPage {
        day: Some(t.cycle.counted_on(text::short_date(context.locale, release.day, staff.today()?))),
        round: Some(charts::round(&release, context)?),
        arrows: charts::arrows(&release.together, t),
        // The latest cohort first.
        chips: std::iter::once(all).chain(release.cohorts.keys().rev().map(chip)).collect(),
        way: Some(charts::way(told, &whose, context)?),
        reached: told_stages(told, t),
        rates: rates(told, t),
        market: charts::market(&release.trades, context)?,
        stages: vec![
            cohorts(&release, t),
            founders(vec![RowView::founding(tenant.name.clone(), release.founding, t)], t),
        ],
        trades: Some(trades(&release, t)),
        ..blank
    })
}

/// The cohorts, the latest first, and all of them together.
pub(super) fn cohorts(release: &Release, t: &Messages) -> TableView {
    let row = |(cohort, told): (&NaiveDate, _)| RowView::stages(words::cohort(*cohort, t), told, t);
    let together = RowView::stages(t.figures.sum.to_owned(), &release.together, t);
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

/// What each trade needs and has, where there is anything to say.
pub(super) fn trades(release: &Release, t: &Messages) -> TableView {
    TableView {
        id: "trades",
        title: t.cycle.trades,
        head: t.cycle.trade,
        columns: trade_columns(t).to_vec(),
        rows: release
            .trades
            .iter()
            .filter(|(_, market)| market.has_any())
            .map(|(trade, market)| RowView::trade(*trade, market, t))
            .collect(),
    }
}

/// Lets a community, or every one below a street, count itself.
pub(super) async fn count_anew(staff: Staff) -> AppResult<Response> {
    let (tenant, now) = (staff.tenant()?.clone(), staff.now());
    let platform = staff.state().platform();
    let below = platform.communities_below(tenant.id).cloned();
    let counted = if tenant.is_community() { vec![tenant.clone()] } else { below.collect() };
    let mut tx = staff.write().await?;
    for community in counted {
        let day = now.with_timezone(&community.time_zone).date_naive();
        tx.enqueue_once(&Count { tenant: community.id, day }, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&urls::desk(&tenant), Some(Flash::Counting)))
}
