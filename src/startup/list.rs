//! Everybody who begins a business in a community.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::Status;
use super::pages::{CaseLine, ListPage};
use super::queries;
use super::urls;
use crate::access::Staff;
use crate::db::CaseId;
use crate::error::AppResult;
use crate::policies;
use crate::residents::{self, faces};
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::Query;
use crate::web::form::{Errors, chosen};
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Page, flashed, text, with_params};

/// Cases on one page.
const PAGE: usize = 30;

/// Which of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    status: String,
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<DateTime<Utc>, CaseId>>,
}

pub(super) async fn show(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let (tenant, t, locale) = (staff.tenant()?, staff.context().t(), staff.context().locale);
    let status = Status::parse(&query.status);
    let mut tx = staff.read().await?;
    let after = query.after.map(Bookmark::pair);
    let mut cases = queries::page(&mut tx, tenant.id, status, after, one_more(PAGE)).await?;
    let base = with_params(&urls::cases(tenant), &[("status", status.map_or("", Status::code))]);
    let next_url = cut(&mut cases, PAGE).map(|last| Bookmark(last.updated_at, last.id).url(&base));
    let ids: Vec<_> = cases.iter().map(|case| case.resident).collect();
    let people = faces::some(&staff, &mut tx, &ids).await?;
    drop(tx);
    let line = |case: &super::Case| {
        let face = people.iter().find(|face| face.id == case.resident)?;
        Some(CaseLine {
            url: urls::case(tenant, case.id),
            name: face.name.clone(),
            place: face.place.clone(),
            kind: case.content.kind.label(t),
            status: case.status.label(t),
            is_open: case.status.is_open(),
            mentor: case.content.mentor.clone(),
            updated: text::date(locale, case.updated_at.with_timezone(&tenant.time_zone).date_naive()),
        })
    };
    let statuses = Status::ALL.map(|status| SelectOption::new(status.code(), status.label(t)));
    let template = ListPage {
        page: Page::of_console(&staff, t.startup.title),
        console_url: staff::urls::console(tenant),
        residents_url: residents::urls::residents(tenant),
        policies_url: policies::urls::list(tenant),
        form_action: urls::cases(tenant),
        status: status.map_or("", Status::code).to_owned(),
        statuses: std::iter::once(SelectOption::new("", t.common.all)).chain(statuses).collect(),
        rows: cases.iter().filter_map(line).collect(),
        next_url,
        errors: Errors::default(),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
