//! The console's first page, and what residents searched for in vain.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;

use super::pages::{ConsolePage, MissView, SearchesPage};
use super::{queries, urls};
use crate::access::{Capability, Staff};
use crate::error::AppResult;
use crate::web::{Nav, Page, html, text};

/// How far back the list looks, in days.
const WINDOW: u64 = 90;
/// The longest list; what was searched for less often than the hundredth is noise.
const LONGEST: i64 = 100;

pub(super) async fn console(staff: Staff) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let platform = staff.state().platform();
    let may_issue = staff
        .viewer()
        .is_some_and(|viewer| viewer.grants.iter().any(|g| g.allows(Capability::SignInCodes, tenant, &platform)));
    let title = staff.context().t().staff.console;
    let page = Page::new(staff.state(), staff.context(), staff.viewer(), None, title).at(Nav::Console).unlisted();
    let template =
        ConsolePage { page, codes_url: may_issue.then(|| urls::codes(tenant)), searches_url: urls::searches(tenant) };
    html(StatusCode::OK, &template)
}

pub(super) async fn list(staff: Staff) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let today = staff.today()?;
    let mut tx = staff.read().await?;
    let rows = queries::misses(&mut tx, tenant.id, today - Days::new(WINDOW), LONGEST).await?;
    drop(tx);
    let locale = staff.context().locale;
    let rows = rows
        .into_iter()
        .map(|row| MissView { term: row.term, misses: row.misses, last: text::short_date(locale, row.last_day, today) })
        .collect();
    let title = staff.context().t().staff.searches;
    let page = Page::new(staff.state(), staff.context(), staff.viewer(), None, title).at(Nav::Console).unlisted();
    html(StatusCode::OK, &SearchesPage { page, console_url: urls::console(tenant), rows })
}
