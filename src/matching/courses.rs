//! What to teach next: for each trade, whom employers look for beside who is ready, learns it, or would like to.

use std::cmp::Reverse;

use axum::http::StatusCode;
use axum::response::Response;

use super::counts::{self, STANDS};
use super::desk::page;
use super::gather::open_courses;
use super::model::{Interest, Supply, sort};
use super::pages::{CoursesPage, TradeRow};
use super::urls;
use crate::access::{Capability, Staff};
use crate::error::AppResult;
use crate::figures::{Cell, cycle};
use crate::jobs;
use crate::staff;
use crate::talents::queries::Liking;
use crate::talents::{self, Need};
use crate::tenancy::Tenant;
use crate::training;
use crate::values::Trade;
use crate::web::{Messages, flashed, text};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let t = context.t();
    let counts = counts::read(&staff).await?;
    let mut tx = staff.read().await?;
    let pending = jobs::queries::pending_by_trade(&mut tx, tenant.id, today).await?;
    let open = open_courses(&mut tx, tenant, staff.now()).await?;
    drop(tx);
    let of = |counts: &[(Trade, i64)], trade| counts.iter().find(|(of, _)| *of == trade).map_or(0, |(_, count)| *count);
    let interest = |trade: Trade| Interest {
        applications: of(&pending, trade),
        wished: of(&counts.wished, trade),
        learn: counts.needs.iter().filter(|(need, _)| need.trades().contains(&trade)).map(|(_, people)| *people).sum(),
        seats: open.iter().filter(|one| one.offer.trade == Some(trade)).map(|one| i64::from(one.offer.seats)).sum(),
    };
    // Whoever sees the people's records reads everything.
    let is_open = staff.may(Capability::Talents);
    let mut supplies: Vec<Supply> = counts
        .market
        .iter()
        .map(|(trade, market)| Supply::told(*trade, market, interest(*trade), is_open))
        .filter(|one| !one.is_empty())
        .collect();
    sort(&mut supplies);
    let template = CoursesPage {
        page: page(&staff, t.matching.courses_title),
        console_url: staff::urls::console(tenant),
        desk_url: is_open.then(|| urls::desk(tenant)),
        training_url: training::urls::desk(tenant),
        loop_url: cycle::urls::desk(tenant),
        is_veiled: !is_open,
        may_plan: staff.may(Capability::CourseRecords),
        counted: counts.since.map(|since| {
            let moment = text::moment(context.locale, since, staff.now(), tenant.time_zone);
            t.matching.courses_counted(STANDS.num_minutes(), moment)
        }),
        rows: supplies.iter().map(|one| row(one, tenant, t)).collect(),
        other_needs: if is_open { other_needs(&counts.needs, tenant, t) } else { Vec::new() },
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

fn row(one: &Supply, tenant: &Tenant, t: &'static Messages) -> TradeRow {
    let n = &t.matching;
    let told = |cell: Cell, words: &dyn Fn(i64) -> String, few: &str| match cell {
        Cell::Shown(count) => words(count),
        Cell::Few => few.to_owned(),
        Cell::Hidden => t.figures.hidden.to_owned(),
    };
    let people = |cell| told(cell, &|count| n.people(count), n.few);
    let who = |count: Option<i64>, what| count.filter(|count| *count > 0).map(|_| talents::urls::liking(tenant, what));
    let need = Need::ALL.iter().copied().find(|need| need.trades().contains(&one.trade));
    TradeRow {
        id: one.trade.code(),
        trade: one.trade.label(t),
        openings: n.people(one.market.openings),
        applications: people(one.applications),
        ready: people(one.market.ready),
        training: people(one.market.training),
        wished: one.wished.map(|count| n.people(count)),
        wished_url: who(one.wished, Liking::Work(one.trade)),
        learn: one.learn.map(|count| n.people(count)),
        learn_url: need.and_then(|need| who(one.learn, Liking::Learn(need))),
        requests: told(one.market.requests, &|count| n.times(count), n.few_times),
        seats: n.seats(one.seats),
        gap: match one.gap() {
            0 => n.gap_none.to_owned(),
            gap if one.market.gap.shown().is_none() => n.gap_at_most(gap),
            gap => n.gap(gap),
        },
        later: one.later().filter(|_| one.gap() > 0).map(|later| match later {
            0 => n.later_none.to_owned(),
            later if one.market.gap.shown().is_none() => n.later_at_most(later),
            later => n.later_gap(later),
        }),
        is_short: one.gap() > 0,
        is_covered: one.gap() > 0 && one.uncovered() == 0,
    }
}

/// What people would like to learn that prepares for no one trade: by its own name, what most would like on top.
fn other_needs(needs: &[(Need, i64)], tenant: &Tenant, t: &'static Messages) -> Vec<(&'static str, String, String)> {
    let who = |need| talents::urls::liking(tenant, Liking::Learn(need));
    let others = Need::ALL.iter().filter(|need| need.trades().is_empty());
    let mut others: Vec<_> = others.filter_map(|need| needs.iter().find(|(of, _)| of == need)).collect();
    others.sort_by_key(|(_, people)| Reverse(*people));
    others.into_iter().map(|(need, people)| (need.label(t), t.matching.people(*people), who(*need))).collect()
}
