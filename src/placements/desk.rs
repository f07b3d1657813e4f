//! The lists of placements: the staff's, and an organization's.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::mentors::MENTORS_SEE;
use super::model::Status;
use super::pages::{DeskPage, OrgDeskPage, RowView, ShelfView, StandingView};
use super::queries::{self, Row};
use super::urls::{self, Links};
use super::words;
use crate::access::{OrgCapability, OrgMember, Staff};
use crate::db::PlacementId;
use crate::error::AppResult;
use crate::staff;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::form::chosen;
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Context, Desk, Page, flashed, text, with_params};

/// Placements on one page of a list.
const PAGE: usize = 30;

/// A placement in a list; none where this version does not know where it stands.
pub(super) fn row(
    row: &Row,
    tenant: &Tenant,
    url: Option<String>,
    context: &Context,
    now: DateTime<Utc>,
) -> Option<RowView> {
    let (t, today) = (context.t(), now.with_timezone(&tenant.time_zone).date_naive());
    let status = Status::parse(&row.status)?;
    let day = |day| text::short_date(context.locale, day, today);
    Some(RowView {
        url,
        name: row.learner_name.clone(),
        org_name: row.org_name.clone(),
        title: row.title.clone(),
        community: tenant.name.clone(),
        days: t.placements.period(day(row.starts_on), day(row.ends_on)),
        standing: StandingView { label: status.label(t), class: words::class(status) },
        progress: words::progress(row.signed, row.agreed_minutes, t),
        open: (row.open > 0 && status == Status::Running).then(|| t.placements.open(row.open)),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    status: String,
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<DateTime<Utc>, PlacementId>>,
}

pub(super) async fn list(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (tenant, context) = (staff.tenant()?, staff.context());
    let t = context.t();
    let status = Status::parse(&query.status);
    let mut tx = staff.read().await?;
    let counts = queries::counts(&mut tx, tenant.id).await?;
    let after = query.after.map(Bookmark::pair);
    let mut rows = queries::of_tenant(&mut tx, tenant.id, status, after, one_more(PAGE)).await?;
    drop(tx);
    let base = urls::desk(tenant);
    let of = |status: Option<Status>| with_params(&base, &[("status", status.map_or("", Status::code))]);
    let count = |status: Option<Status>| {
        counts.iter().filter(|(known, _)| status.is_none_or(|status| status == *known)).map(|(_, count)| count).sum()
    };
    let shelves = std::iter::once(None).chain(Status::ALL.into_iter().map(Some)).map(|one| ShelfView {
        label: one.map_or(t.common.all, |status| status.label(t)),
        url: of(one),
        count: count(one),
        is_chosen: one == status,
    });
    let older_url = cut(&mut rows, PAGE).map(|last| Bookmark(last.changed_at, last.id).url(&of(status)));
    let view = |one: &Row| {
        let url = Links::of_staff(tenant, one.id).page().to_owned();
        row(one, tenant, Some(url), context, staff.now())
    };
    let template = DeskPage {
        page: Page::of_console(&staff, t.placements.title),
        console_url: staff::urls::console(tenant),
        shelves: shelves.collect(),
        rows: rows.iter().filter_map(view).collect(),
        older_url,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

/// Where each of an organization's two lists begins.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OrgDeskQuery {
    #[serde(deserialize_with = "chosen")]
    here: Option<Bookmark<DateTime<Utc>, PlacementId>>,
    #[serde(deserialize_with = "chosen")]
    elsewhere: Option<Bookmark<DateTime<Utc>, PlacementId>>,
}

pub(super) async fn list_for_org(member: OrgMember, Query(query): Query<OrgDeskQuery>) -> AppResult<Response> {
    let (org, platform) = (member.org(), member.state().platform());
    let mut tx = member.read_org().await?;
    let [here, elsewhere] = [query.here, query.elsewhere].map(|place| place.map(Bookmark::pair));
    let is_mentor = !member.may(OrgCapability::Records);
    let (mut here, mut elsewhere) = if is_mentor {
        (
            queries::of_mentor(&mut tx, (org, member.me().id), member.now() - MENTORS_SEE, here, one_more(PAGE))
                .await?,
            Vec::new(),
        )
    } else {
        let here = queries::of_company(&mut tx, org, here, one_more(PAGE)).await?;
        (here, queries::of_school(&mut tx, org, elsewhere, one_more(PAGE)).await?)
    };
    drop(tx);
    let older = |rows: &mut Vec<Row>, list: &str| {
        let last = cut(rows, PAGE)?;
        let place = Bookmark(last.changed_at, last.id).to_string();
        Some(with_params(&urls::org_desk(org), &[(list, &place)]))
    };
    let (older_here, older_elsewhere) = (older(&mut here, "here"), older(&mut elsewhere, "elsewhere"));
    let view = |one: &Row, is_here: bool| {
        let tenant = platform.by_id(one.tenant)?;
        let url = is_here.then(|| Links::of_company(org, &tenant, one.id).page().to_owned());
        row(one, &tenant, url, member.context(), member.now())
    };
    let template = OrgDeskPage {
        page: Page::of_workspace(&member, member.context().t().placements.title, Desk::Training),
        is_mentor,
        here: here.iter().filter_map(|one| view(one, true)).collect(),
        elsewhere: elsewhere.iter().filter_map(|one| view(one, false)).collect(),
        older_here,
        older_elsewhere,
    };
    flashed(member.flash(), StatusCode::OK, &template)
}
