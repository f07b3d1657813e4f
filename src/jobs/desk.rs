//! The lists of postings: the staff's, and an organization's.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::desk_pages::{DeskPage, DeskRow, OrgDeskPage, ShelfView};
use super::model::{Shelf, Status};
use super::queries::{self, Row, Search};
use super::urls;
use crate::access::{Capability, OrgMember, Staff};
use crate::db::PostingId;
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::{Context, Desk, Nav, Page, flashed, text, with_params};

/// Postings on one page of a list.
const PAGE: usize = 30;

/// How many postings wait for somebody to look at them.
pub(crate) async fn waiting(staff: &Staff) -> AppResult<i64> {
    let mut tx = staff.read().await?;
    queries::in_review(&mut tx, staff.tenant()?.id).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    state: String,
    after: String,
}

/// A place in a list as its address names it: `1764000000123456.0192…`.
fn place(text: &str) -> AppResult<Option<(DateTime<Utc>, PostingId)>> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = || {
        let (micros, id) = text.split_once('.')?;
        Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, id.parse().ok()?))
    };
    read().map(Some).ok_or(AppError::BadRequest)
}

/// The address of the page behind a row.
fn behind(base: &str, rows: &mut Vec<Row>) -> Option<String> {
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| has_more)?;
    Some(with_params(base, &[("after", &format!("{}.{}", last.changed_at.timestamp_micros(), last.id))]))
}

pub(super) async fn list(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let shelf = Shelf::parse(&query.state);
    let after = place(&query.after)?;
    let mut tx = staff.read().await?;
    let counts = queries::counts(&mut tx, tenant.id).await?;
    let search = Search { shelf, after, limit: i64::try_from(PAGE + 1).unwrap_or(31) };
    let mut rows = queries::rows(&mut tx, tenant.id, &search).await?;
    drop(tx);
    let base = urls::desk(tenant, None);
    let of = |shelf: Option<Shelf>| with_params(&base, &[("state", shelf.map_or("", Shelf::code))]);
    let shelves = std::iter::once(None).chain(Shelf::ALL.into_iter().map(Some)).map(|one| ShelfView {
        label: one.map_or(t.common.all, |shelf| shelf.label(t)),
        url: of(one),
        count: counts.of(one),
        is_chosen: one == shelf,
    });
    let older_url = behind(&of(shelf), &mut rows);
    let page = Page::new(staff.state(), staff.context(), Some(staff.me()), staff.flash(), t.jobs.desk);
    let template = DeskPage {
        page: page.at(Nav::Console).unlisted(),
        console_url: staff::urls::console(tenant),
        new_url: staff.may(Capability::JobRecords).then(|| format!("{base}/new")),
        is_whole: shelf.is_none() && query.after.is_empty(),
        all_url: base.clone(),
        shelves: shelves.collect(),
        rows: rows
            .iter()
            .filter_map(|row| view(row, tenant, urls::draft(tenant, None, row.id), staff.context(), staff.now()))
            .collect(),
        older_url,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

fn view(row: &Row, tenant: &Tenant, url: String, context: &Context, now: DateTime<Utc>) -> Option<DeskRow> {
    let t = context.t();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let status = Status::parse(&row.status)?.on(today, row.valid_until);
    Some(DeskRow {
        url,
        title: row.title.clone(),
        employer: row.employer_name.clone(),
        community: tenant.name.clone(),
        status: status.label(t),
        is_live: status == Status::Published,
        until: t.jobs.until(text::short_date(context.locale, row.valid_until, today)),
        hired: t.jobs.hired_of(row.hired, row.openings),
        pending: (row.pending > 0).then(|| t.jobs.pending(row.pending)),
    })
}

pub(super) async fn list_for_org(member: OrgMember, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (org, platform) = (member.org(), member.state().platform());
    let after = place(&query.after)?;
    let mut tx = member.read_org().await?;
    let mut rows = queries::of_org(&mut tx, org, after, i64::try_from(PAGE + 1).unwrap_or(31)).await?;
    drop(tx);
    let base = format!("/org/{org}/jobs");
    let older_url = behind(&base, &mut rows);
    let row = |row: &Row| {
        let tenant = platform.by_id(row.tenant)?;
        view(row, &tenant, urls::draft(&tenant, Some(org), row.id), member.context(), member.now())
    };
    let template = OrgDeskPage {
        page: Page::of_workspace(&member, member.context().t().jobs.desk, Desk::Jobs),
        new_url: format!("{base}/new"),
        rows: rows.iter().filter_map(row).collect(),
        older_url,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}
