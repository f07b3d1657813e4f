//! The staff's list of notices, and who sees which.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::desk_pages::{DeskPage, RowView, ShelfView};
use super::model::{Shelf, Standing};
use super::queries::{self, Draft, Row, Search};
use super::urls;
use crate::access::{Capability, Role, Staff};
use crate::db::{GrantId, GridId, NoticeId, Tx};
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::web::extract::Query;
use crate::web::form::chosen;
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Page, flashed, text, with_params};

/// Notices on one page of the list.
const PAGE: usize = 30;

/// Whose notices somebody writes and sees.
pub(super) enum Reach {
    /// Everybody's.
    Whole,
    /// Those of the grids that they lead.
    Grids(Vec<GridId>),
}

impl Reach {
    /// The grids as SQL takes them; none for no limit.
    fn grids(&self) -> Option<Vec<Uuid>> {
        match self {
            Self::Whole => None,
            Self::Grids(grids) => Some(grids.iter().map(|grid| grid.uuid()).collect()),
        }
    }
}

/// How far somebody reaches here.
pub(super) async fn reach(staff: &Staff, tx: &mut impl Tx) -> AppResult<Reach> {
    if staff.may(Capability::NoticeDecisions) {
        return Ok(Reach::Whole);
    }
    let tenant = staff.tenant()?.id;
    let held = staff.viewer().map_or(&[][..], |viewer| &viewer.grants[..]);
    let leads = held.iter().filter(|grant| grant.tenant == tenant && grant.role == Role::GridLeader);
    let grants: Vec<GrantId> = leads.map(|grant| grant.id).collect();
    Ok(Reach::Grids(queries::grids_of(tx, tenant, &grants).await?))
}

/// A notice within somebody's reach; whatever lies outside is not there for them.
pub(super) async fn find(staff: &Staff, tx: &mut impl Tx, id: NoticeId) -> AppResult<Draft> {
    let draft = queries::draft(tx, staff.tenant()?.id, id).await?.ok_or(AppError::NotFound)?;
    let is_within = match (reach(staff, tx).await?, &draft.content.place) {
        (Reach::Whole, _) => true,
        (Reach::Grids(grids), super::Place::Grid(grid)) => grids.contains(grid),
        (Reach::Grids(_), _) => false,
    };
    if is_within { Ok(draft) } else { Err(AppError::NotFound) }
}

/// How many notices wait for somebody to decide on them.
pub(crate) async fn waiting(staff: &Staff) -> AppResult<i64> {
    let mut tx = staff.read().await?;
    Ok(queries::counts(&mut tx, staff.tenant()?.id, staff.now(), None).await?.review)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct DeskQuery {
    state: String,
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<DateTime<Utc>, NoticeId>>,
}

pub(super) async fn list(staff: Staff, Query(query): Query<DeskQuery>) -> AppResult<Response> {
    let (tenant, now, t) = (staff.tenant()?, staff.now(), staff.context().t());
    let shelf = Shelf::parse(&query.state);
    let mut tx = staff.read().await?;
    let grids = reach(&staff, &mut tx).await?.grids();
    let counts = queries::counts(&mut tx, tenant.id, now, grids.as_deref()).await?;
    let after = query.after.map(Bookmark::pair);
    let search = Search { shelf, grids: grids.as_deref(), after, limit: one_more(PAGE) };
    let mut rows = queries::rows(&mut tx, tenant.id, now, &search).await?;
    drop(tx);
    let base = urls::desk(tenant);
    let of = |shelf: Option<Shelf>| with_params(&base, &[("state", shelf.map_or("", Shelf::code))]);
    let older_url = cut(&mut rows, PAGE).map(|last| Bookmark(last.changed_at, last.id).url(&of(shelf)));
    let all = ShelfView { label: t.common.all, url: of(None), count: counts.total(), is_chosen: shelf.is_none() };
    let each = Shelf::ALL.into_iter().map(|one| ShelfView {
        label: one.label(t),
        url: of(Some(one)),
        count: counts.of(one),
        is_chosen: shelf == Some(one),
    });
    let template = DeskPage {
        page: Page::of_console(&staff, t.notices.desk),
        console_url: staff::urls::console(tenant),
        new_url: urls::new(tenant),
        all_url: urls::desk(tenant),
        is_whole: shelf.is_none() && query.after.is_none(),
        shelves: std::iter::once(all).chain(each).collect(),
        rows: rows.iter().map(|row| view(&staff, row)).collect::<AppResult<_>>()?,
        older_url,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

fn view(staff: &Staff, row: &Row) -> AppResult<RowView> {
    let (tenant, context, now) = (staff.tenant()?, staff.context(), staff.now());
    let t = &context.t().notices;
    let moment = |at| text::moment(context.locale, at, now, tenant.time_zone);
    let when = match (row.standing, row.published_at, row.expires_at) {
        (Standing::Scheduled, Some(at), _) => t.when_scheduled(moment(at)),
        (Standing::Now, _, Some(at)) => t.when_now(moment(at)),
        (Standing::Now, Some(at), None) => t.when_published(moment(at)),
        (Standing::Over, _, Some(at)) => t.when_over(moment(at)),
        _ => t.when_changed(moment(row.changed_at)),
    };
    Ok(RowView {
        url: urls::draft(tenant, row.id),
        title: row.title.clone(),
        place: row.place.label(context.t()),
        standing: row.standing.label(context.t()),
        is_live: row.standing == Standing::Now,
        author: row.author_name.clone(),
        when,
    })
}
