//! Reading notices.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::pages::{Acknowledging, Article, FileView, ListPage, NoticePage, Told, WithdrawnPage};
use super::queries::Listed;
use super::{queries, urls, view};
use crate::access::{Member, Visitor};
use crate::db::{BuildingId, NoticeFileId, NoticeId};
use crate::documents::attach;
use crate::error::{AppError, AppResult};
use crate::grids::queries as grids;
use crate::links::QrView;
use crate::ui::SelectOption;
use crate::web::extract::{Path, Query};
use crate::web::form::{Errors, chosen};
use crate::web::paging::{cut, one_more};
use crate::web::{Flash, Nav, Page, flashed, public, redirect, text, with_params};

/// Notices on one page of the list.
const PAGE: usize = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    before: Option<NoticeId>,
    #[serde(deserialize_with = "chosen")]
    building: Option<BuildingId>,
}

pub(super) async fn list(visitor: Visitor, headers: HeaderMap, Query(query): Query<ListQuery>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make_list(&visitor, query)).await
}

async fn make_list(visitor: &Visitor, query: ListQuery) -> AppResult<ListPage> {
    let tenant = visitor.tenant()?;
    let (context, now) = (visitor.context(), visitor.now());
    let t = context.t();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let mut tx = visitor.read().await?;
    let buildings = grids::buildings(&mut tx, tenant.id, today).await?;
    if query.building.is_some_and(|id| buildings.iter().all(|building| building.id != id)) {
        return Err(AppError::NotFound);
    }
    let after = match query.before {
        Some(id) => {
            let last = queries::one(&mut tx, tenant.id, id, now).await?.ok_or(AppError::BadRequest)?.notice;
            let is_on_top = last.pinned && last.expires_at.is_none_or(|at| now < at);
            Some((is_on_top, last.published_at, last.id))
        }
        None => None,
    };
    let search = Listed { building: query.building, today, after, limit: one_more(PAGE) };
    let mut notices = queries::listed(&mut tx, tenant.id, now, &search).await?;
    drop(tx);
    let base = query.building.map_or_else(|| urls::list(tenant), |building| urls::list_of(tenant, building));
    let older_url = cut(&mut notices, PAGE).map(|last| with_params(&base, &[("before", &last.notice.id.to_string())]));
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), t.notices.title)
        .at(Nav::Notices)
        .with_feed(urls::feed(tenant));
    let every = SelectOption::new("", t.notices.every_building);
    let option = |b: &grids::Building| SelectOption::new(b.id.to_string(), format!("{} {}", b.estate_name, b.name));
    Ok(ListPage {
        page,
        action: urls::list(tenant),
        building: query.building.map_or_else(String::new, |id| id.to_string()),
        options: if buildings.is_empty() {
            Vec::new()
        } else {
            std::iter::once(every).chain(buildings.iter().map(option)).collect()
        },
        no_errors: Errors::default(),
        all_url: urls::list(tenant),
        feed_url: urls::feed(tenant),
        notices: notices.iter().map(|notice| view(notice, tenant, context, now)).collect(),
        older_url,
    })
}

#[derive(Deserialize)]
pub(super) struct NoticePath {
    pub notice: NoticeId,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Path(path): Path<NoticePath>) -> AppResult<Response> {
    match public::page(&visitor, &headers, || make_notice(&visitor, path.notice)).await {
        Err(AppError::NotFound) => show_withdrawn(&visitor, path.notice).await,
        answer => answer,
    }
}

async fn make_notice(visitor: &Visitor, id: NoticeId) -> AppResult<NoticePage> {
    let tenant = visitor.tenant()?;
    let (now, context) = (visitor.now(), visitor.context());
    let mut tx = visitor.read().await?;
    let shown = queries::one(&mut tx, tenant.id, id, now).await?.ok_or(AppError::NotFound)?;
    let files = queries::files(&mut tx, tenant.id, id).await?;
    let acknowledging = match visitor.viewer() {
        Some(viewer) => {
            let is_done = queries::has_read(&mut tx, tenant.id, id, viewer.id).await?;
            Some(Acknowledging { action: urls::acknowledgement(tenant, id), is_done })
        }
        None => None,
    };
    drop(tx);
    let notice = &shown.notice;
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), &notice.title).at(Nav::Notices);
    let first_line = notice.body.lines().map(str::trim).find(|line| !line.is_empty());
    let page = page.described(first_line.unwrap_or_default()).with_feed(urls::feed(tenant));
    let address = page.url(&urls::notice(tenant, id));
    let told = Told {
        title: &notice.title,
        body: &notice.body,
        place: shown.place.label(context.t()),
        published_at: notice.published_at,
        expires_at: notice.expires_at,
    };
    let files = files.iter().map(|file| FileView::new(file, tenant, id, context)).collect();
    Ok(NoticePage {
        list_url: urls::list(tenant),
        article: Article::new(told, files, tenant, context, now),
        acknowledging,
        qr: QrView::new(&address, context.t().notices.qr.to_owned())?,
        address,
        page,
    })
}

/// A notice that was taken down says so at its address, for links and paper that outlive it.
async fn show_withdrawn(visitor: &Visitor, id: NoticeId) -> AppResult<Response> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    let mut tx = visitor.read().await?;
    let (at, reason) = queries::withdrawn(&mut tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let title = context.t().notices.withdrawn_title;
    let page =
        Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Notices).unlisted();
    let date = text::date(context.locale, at.with_timezone(&tenant.time_zone).date_naive());
    let template = WithdrawnPage { page, list_url: urls::list(tenant), date, reason };
    flashed(visitor.flash(), StatusCode::GONE, &template)
}

/// The path of a file that hangs on a notice.
#[derive(Deserialize)]
pub(super) struct FilePath {
    pub notice: NoticeId,
    pub attachment: NoticeFileId,
}

pub(super) async fn file(visitor: Visitor, Path(path): Path<FilePath>) -> AppResult<Response> {
    let tenant = visitor.tenant()?;
    let mut tx = visitor.read().await?;
    // A file is public as long as its notice is.
    queries::one(&mut tx, tenant.id, path.notice, visitor.now()).await?.ok_or(AppError::NotFound)?;
    let content = queries::content(&mut tx, tenant.id, path.notice, path.attachment).await?;
    content.map(attach).ok_or(AppError::NotFound)
}

/// Somebody who is signed in says that they know.
pub(super) async fn acknowledge(member: Member, Path(path): Path<NoticePath>) -> AppResult<Response> {
    let tenant = member.tenant()?.clone();
    let now = member.now();
    let mut tx = member.write().await?;
    queries::one(&mut tx, tenant.id, path.notice, now).await?.ok_or(AppError::NotFound)?;
    queries::acknowledge(&mut tx, tenant.id, path.notice, member.me().id, now).await?;
    tx.commit().await?;
    Ok(redirect(&urls::notice(&tenant, path.notice), Some(Flash::NoticeRead)))
}
