//! What to teach next: for each trade, whom employers look for beside who is trained, may be, or would like to.

use axum::http::StatusCode;
use axum::response::Response;

use super::desk::page;
use super::model::{Supply, sort};
use super::pages::{CoursesPage, TradeRow};
use super::urls;
use crate::access::{Capability, Staff};
use crate::certificates::queries::valid;
use crate::error::AppResult;
use crate::figures::{FEWEST, cycle};
use crate::jobs;
use crate::staff;
use crate::talents::queries as talents;
use crate::training;
use crate::values::Trade;
use crate::web::flashed;

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let t = context.t();
    let mut tx = staff.read().await?;
    let open = jobs::queries::published(&mut tx, tenant.id, today).await?;
    let pending = jobs::queries::pending_by_trade(&mut tx, tenant.id, today).await?;
    let offers = training::queries::public::offers(&mut tx, tenant.id).await?;
    let wished = talents::wished(&mut tx, tenant.id).await?;
    let certified = valid::counts(&mut tx, tenant.id, today).await?;
    drop(tx);
    let of = |counts: &[(Trade, i64)], trade| counts.iter().find(|(of, _)| *of == trade).map_or(0, |(_, count)| *count);
    let seats = |trade| {
        let open = offers.iter().filter(|offer| offer.trade == Some(trade) && offer.enrol_until >= today);
        open.map(|offer| i64::from(offer.seats)).sum()
    };
    let is_open = staff.may(Capability::Talents);
    let mut supplies: Vec<Supply> = Trade::ALL
        .into_iter()
        .map(|trade| Supply {
            trade,
            openings: open.iter().filter(|job| job.content.trade == trade).map(|job| job.left.max(0)).sum(),
            applications: of(&pending, trade),
            wished: of(&wished, trade),
            certified: of(&certified, trade),
            seats: seats(trade),
        })
        .map(|one| if is_open { one } else { one.veiled() })
        .filter(|one| !one.is_empty())
        .collect();
    sort(&mut supplies);
    let people = |count: i64| {
        if is_open || count >= FEWEST { t.matching.people(count) } else { t.matching.few.to_owned() }
    };
    let row = |one: &Supply| TradeRow {
        id: one.trade.code(),
        trade: one.trade.label(t),
        openings: t.matching.people(one.openings),
        applications: people(one.applications),
        wished: is_open.then(|| people(one.wished)),
        certified: is_open.then(|| people(one.certified)),
        seats: t.matching.seats(one.seats),
        gap: match one.gap() {
            0 => t.matching.gap_none.to_owned(),
            gap if !is_open => t.matching.gap_at_most(gap),
            gap => t.matching.gap(gap),
        },
        is_short: one.gap() > 0,
    };
    let template = CoursesPage {
        page: page(&staff, t.matching.courses_title),
        console_url: staff::urls::console(tenant),
        desk_url: is_open.then(|| urls::desk(tenant)),
        training_url: training::urls::desk(tenant),
        loop_url: (!is_open).then(|| cycle::urls::desk(tenant)),
        rows: supplies.iter().map(row).collect(),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
