//! Everybody who begins a business in a community.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::DateTime;
use serde::Deserialize;

use super::model::Status;
use super::pages::{CaseLine, ListPage};
use super::queries::{self, After};
use super::urls;
use crate::access::Staff;
use crate::error::{AppError, AppResult};
use crate::policies;
use crate::residents::{self, faces};
use crate::staff;
use crate::ui::SelectOption;
use crate::web::extract::Query;
use crate::web::form::Errors;
use crate::web::{Nav, Page, flashed, text, with_params};

/// Cases on one page.
const PAGE: usize = 30;

/// Which of them.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    status: String,
    after: String,
}

/// A page of this feature for staff.
pub(super) fn page(staff: &Staff, title: impl Into<String>) -> Page {
    Page::new(staff.state(), staff.context(), staff.viewer(), staff.flash(), title).at(Nav::Console).unlisted()
}

/// A place in the list as its address names it: `1764000000123456.0192…`.
fn place(text: &str) -> Option<After> {
    let (micros, id) = text.split_once('.')?;
    Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, id.parse().ok()?))
}

pub(super) async fn show(staff: Staff, Query(query): Query<ListQuery>) -> AppResult<Response> {
    let (tenant, t, locale) = (staff.tenant()?, staff.context().t(), staff.context().locale);
    let status = Status::parse(&query.status);
    let after = match query.after.as_str() {
        "" => None,
        text => Some(place(text).ok_or(AppError::BadRequest)?),
    };
    let mut tx = staff.read().await?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut cases = queries::page(&mut tx, tenant.id, status, after, limit).await?;
    let has_more = cases.len() > PAGE;
    cases.truncate(PAGE);
    let ids: Vec<_> = cases.iter().map(|case| case.resident).collect();
    let people = faces::some(&staff, &mut tx, &ids).await?;
    drop(tx);
    let base = with_params(&urls::cases(tenant), &[("status", status.map_or("", Status::code))]);
    let next_url = cases
        .last()
        .filter(|_| has_more)
        .map(|last| with_params(&base, &[("after", &format!("{}.{}", last.updated_at.timestamp_micros(), last.id))]));
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
        page: page(&staff, t.startup.title),
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
