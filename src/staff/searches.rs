//! What residents searched for in vain.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;

use super::pages::{MissView, SearchesPage};
use super::{queries, urls};
use crate::access::Staff;
use crate::error::AppResult;
use crate::web::{Page, flashed, text};

/// How far back the list looks, in days.
const WINDOW: u64 = 90;
/// The longest list; what was searched for less often than the hundredth is noise.
const LONGEST: i64 = 100;

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
    let page = Page::of_console(&staff, staff.context().t().staff.searches);
    flashed(staff.flash(), StatusCode::OK, &SearchesPage { page, console_url: urls::console(tenant), rows })
}
