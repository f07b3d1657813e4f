//! The lists of postings: the staff's, and an organization's.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::desk_pages::{DeskPage, DeskRow, OrgDeskPage, ShelfView};
use super::model::Status;
use super::queries::{self, Row, Search};
use super::shelf::Shelf;
use super::urls;
use crate::access::{Capability, OrgMember, Staff};
use crate::db::PostingId;
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::form::chosen;
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Context, Desk, Page, flashed, text, with_params};
use crate::{figures, staff};

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
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<DateTime<Utc>, PostingId>>,
}

/// Cuts the rows to a page; the address of the next one.
fn behind(base: &str, rows: &mut Vec<Row>) -> Option<String> {
    cut(rows, PAGE).map(|last| Bookmark(last.changed_at, last.id).url(base))
}

pub(super) async fn list(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?, staff.context().t());
    let shelf = Shelf::parse(&query.state);
    let mut tx = staff.read().await?;
    let counts = queries::counts(&mut tx, tenant.id).await?;
    let search = Search { shelf, after: query.after.map(Bookmark::pair), limit: one_more(PAGE) };
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
    let row = |row: &Row| {
        let url = urls::draft(tenant, None, row.id);
        view(row, tenant, (url, &row.employer_name), staff.context(), staff.now())
    };
    let template = DeskPage {
        page: Page::of_console(&staff, t.jobs.desk),
        console_url: staff::urls::console(tenant),
        new_url: staff.may(Capability::JobRecords).then(|| format!("{base}/new")),
        is_whole: shelf.is_none() && query.after.is_none(),
        all_url: base.clone(),
        shelves: shelves.collect(),
        rows: rows.iter().filter_map(row).collect(),
        older_url,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

fn view(
    row: &Row,
    tenant: &Tenant,
    (url, whose): (String, &str),
    context: &Context,
    now: DateTime<Utc>,
) -> Option<DeskRow> {
    let t = context.t();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let status = Status::parse(&row.status)?.on(today, row.valid_until);
    Some(DeskRow {
        url,
        title: row.title.clone(),
        whose: whose.to_owned(),
        status: status.label(t),
        is_live: status == Status::Published,
        until: t.jobs.until(text::short_date(context.locale, row.valid_until, today)),
        hired: t.jobs.hired_of(row.hired, row.openings),
        pending: (row.pending > 0).then(|| t.jobs.pending(row.pending)),
    })
}

pub(super) async fn list_for_org(member: OrgMember, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (org, platform) = (member.org(), member.state().platform());
    let mut tx = member.read_org().await?;
    let mut rows = queries::of_org(&mut tx, org, query.after.map(Bookmark::pair), one_more(PAGE)).await?;
    drop(tx);
    let base = urls::org_desk(org);
    let older_url = behind(&base, &mut rows);
    let row = |row: &Row| {
        let tenant = platform.by_id(row.tenant)?;
        let url = urls::draft(&tenant, Some(org), row.id);
        view(row, &tenant, (url, &tenant.name), member.context(), member.now())
    };
    let template = OrgDeskPage {
        page: Page::of_workspace(&member, member.context().t().jobs.desk, Desk::Jobs),
        new_url: format!("{base}/new"),
        loop_url: figures::cycle::urls::own(org),
        rows: rows.iter().filter_map(row).collect(),
        older_url,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}
