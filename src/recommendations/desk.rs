//! Whom the community recommended, for staff: a list by where each stands.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::model::Status;
use super::pages::{DeskPage, Row};
use super::queries::{self, Recommendation};
use super::urls;
use crate::access::{Capability, Staff};
use crate::db::RecommendationId;
use crate::error::{AppError, AppResult};
use crate::jobs;
use crate::matching;
use crate::residents::faces;
use crate::staff;
use crate::web::extract::Query;
use crate::web::paging::{cut, one_more};
use crate::web::{Page, flashed, text, with_params};

/// Recommendations on one page.
const PAGE: usize = 30;

/// What the list is narrowed to.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    status: String,
    after: Option<RecommendationId>,
}

pub(super) async fn list(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (tenant, t, locale) = (staff.tenant()?, staff.context().t(), staff.context().locale);
    let status = Status::parse(&query.status);
    let mut tx = staff.read().await?;
    let after = match query.after {
        Some(id) => {
            let last = queries::one(&mut tx, tenant.id, id).await?.ok_or(AppError::BadRequest)?;
            Some((last.recommended_at, last.id))
        }
        None => None,
    };
    let mut found = queries::page(&mut tx, tenant.id, status, after, one_more(PAGE)).await?;
    let next = cut(&mut found, PAGE).map(|last| last.id);
    let residents: Vec<_> = found.iter().map(|one| one.resident).collect();
    let people = faces::some(&staff, &mut tx, &residents).await?;
    let postings: Vec<_> = found.iter().map(|one| one.posting.uuid()).collect();
    let titles = jobs::queries::titles(&mut tx, tenant.id, &postings).await?;
    drop(tx);
    let row = |one: &Recommendation| Row {
        url: urls::one(tenant, one.id),
        name: people.iter().find(|face| face.id == one.resident).map_or_else(String::new, |face| face.name.clone()),
        title: titles
            .iter()
            .find(|(id, ..)| *id == one.posting)
            .map_or_else(String::new, |(_, title, _)| title.clone()),
        employer: one.employer.clone(),
        status: one.status.label(t),
        is_open: one.status.is_open(),
        when: text::moment(locale, one.recommended_at, staff.now(), tenant.time_zone),
    };
    let base = urls::desk(tenant);
    let of = |status: Status| with_params(&base, &[("status", status.code())]);
    let template = DeskPage {
        page: Page::of_console(&staff, t.recommendations.title),
        console_url: staff::urls::console(tenant),
        matching_url: staff.may(Capability::Talents).then(|| matching::urls::desk(tenant)),
        all_url: base.clone(),
        is_whole: status.is_none(),
        shelves: Status::ALL.into_iter().map(|one| (one.label(t), of(one), status == Some(one))).collect(),
        next_url: next.map(|last| {
            let here = status.map_or_else(|| base.clone(), of);
            with_params(&here, &[("after", &last.to_string())])
        }),
        rows: found.iter().map(row).collect(),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
