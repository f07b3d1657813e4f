//! Who applied for a posting, the latest on top; for whoever hires.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::answers::Gone;
use super::desk_pages::{ApplicationsPage, RowView};
use super::progress::Status;
use super::queries::{self, Application};
use super::side::{Door, Links, Side};
use super::urls;
use super::writing::PostingPath;
use crate::db::{JobApplicationId, PostingId};
use crate::error::AppResult;
use crate::recommendations;
use crate::web::extract::{Path, Query};
use crate::web::form::chosen;
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Messages, flashed, text};

/// Applications on one page of the list.
const PAGE: usize = 30;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<DateTime<Utc>, JobApplicationId>>,
}

pub(super) async fn list<D: Door>(
    door: D,
    Path(path): Path<PostingPath>,
    Query(query): Query<ListQuery>,
) -> AppResult<Response> {
    show_list(&door.side(&path.community).await?, path.posting, query).await
}

/// The masked name; of a record that is erased there is none.
pub(super) fn masked(side: &Side, application: &Application) -> String {
    let name = &application.snapshot.name_masked;
    if name.is_empty() { side.t().jobs.name_gone.to_owned() } else { name.clone() }
}

/// What was answered where an application stands: whether they come, whether they accept, how work ended. Who is told of an
/// answer is not told whose it is, and finds it here.
fn answer(one: &Application, t: &Messages) -> Option<&'static str> {
    match one.status {
        Status::Interview => one.answers.meets.map(|meets| meets.label(t)),
        Status::Offer => one.answers.accepted.map(|accepted| accepted.label(t)),
        Status::Left => Gone::parse(&one.reason).map(|gone| gone.label(t)),
        _ => None,
    }
}

async fn show_list(side: &Side, id: PostingId, query: ListQuery) -> AppResult<Response> {
    let (tenant, t, org) = (side.tenant()?, side.t(), side.org());
    let mut tx = side.read().await?;
    let posting = side.posting(&mut tx, id).await?;
    let after = query.after.map(Bookmark::pair);
    let mut applications = queries::of_posting(&mut tx, tenant.id, org, id, after, one_more(PAGE)).await?;
    let links = Links::of(side, id)?;
    let last = cut(&mut applications, PAGE);
    let older_url = last.map(|last| Bookmark(last.created_at, last.id).url(&links.applications));
    let hired = queries::hired(&mut tx, tenant.id, id).await?;
    let ids: Vec<_> = applications.iter().map(|one| one.id).collect();
    let vouched = recommendations::of_applications(&mut tx, tenant, &ids, t).await?;
    drop(tx);
    let row = |one: &Application| RowView {
        url: urls::application(tenant, org, id, one.id),
        // Whoever opens one reads what is shared, and is put on record.
        name: masked(side, one),
        status: one.standing(t),
        is_new: one.status == Status::Submitted,
        is_over: one.is_over(),
        when: text::moment(side.context().locale, one.created_at, side.now(), tenant.time_zone),
        is_on_paper: !one.by_name.is_empty(),
        answer: answer(one, t),
        source: vouched.get(&one.id).map(|vouch| t.recommendations.vouched(vouch.source)),
    };
    let template = ApplicationsPage {
        page: side.page(t.jobs.applications_of(&posting.content.title)),
        console_url: side.console_url(),
        desk_url: links.desk,
        posting_url: links.posting,
        title: posting.content.title.clone(),
        hired: t.jobs.hired_of(hired, posting.content.openings),
        rows: applications.iter().map(row).collect(),
        older_url,
    };
    flashed(side.flash(), StatusCode::OK, &template)
}
