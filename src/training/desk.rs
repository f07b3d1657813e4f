//! Staff look at what is proposed, open it, and plan with their rooms.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::model::RunStatus;
use super::pages::{DeskPage, RunRow};
use super::queries::runs::{self, Run};
use super::{urls, words};
use crate::access::Staff;
use crate::db::RunId;
use crate::error::AppResult;
use crate::staff;
use crate::tenancy::Feature;
use crate::web::extract::Query;
use crate::web::paging::{cut, one_more};
use crate::web::{Page, flashed, with_params};

/// Runs on one page.
const PAGE: usize = 30;
/// The states that the community knows of, what waits first.
const STATES: [RunStatus; 5] =
    [RunStatus::Proposed, RunStatus::Open, RunStatus::Returned, RunStatus::Finished, RunStatus::Cancelled];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    state: String,
    after: Option<RunId>,
}

/// How many runs wait for somebody's word.
pub(crate) async fn waiting(staff: &Staff) -> AppResult<i64> {
    let tenant = staff.tenant()?.id;
    runs::waiting(&mut staff.read().await?, tenant).await
}

pub(super) async fn list(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let t = context.t();
    let state = RunStatus::parse(&query.state).filter(|state| STATES.contains(state)).unwrap_or(STATES[0]);
    let mut tx = staff.read().await?;
    let waiting = runs::waiting(&mut tx, tenant.id).await?;
    let mut found = runs::of_status(&mut tx, tenant.id, state, query.after, one_more(PAGE)).await?;
    drop(tx);
    let base = urls::desk(tenant);
    let of = |state: RunStatus| with_params(&base, &[("state", state.code())]);
    let next_url = cut(&mut found, PAGE).map(|last| with_params(&of(state), &[("after", &last.id.to_string())]));
    let row = |run: &Run| RunRow {
        url: urls::desk_run(tenant, run.id),
        title: run.values.title.clone(),
        status: run.status.label(t),
        is_open: run.status == RunStatus::Open,
        note: [run.org_name.clone(), words::days(context.locale, (run.starts_on, run.ends_on), today)].join(" · "),
    };
    let template = DeskPage {
        page: Page::of_console(&staff, t.training.desk),
        console_url: staff::urls::console(tenant),
        public_url: tenant.has(Feature::Training).then(|| urls::calendar(tenant)),
        rooms_url: urls::rooms(tenant),
        states: STATES
            .into_iter()
            .map(|one| (one.label(t), of(one), one == state, (one == RunStatus::Proposed).then_some(waiting)))
            .collect(),
        next_url,
        rows: found.iter().map(row).collect(),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
