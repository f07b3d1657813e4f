//! Reading notices.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::body::blocks;
use super::pages::{ListPage, NoticePage};
use super::{queries, urls, view};
use crate::access::Visitor;
use crate::db::NoticeId;
use crate::error::{AppError, AppResult};
use crate::web::extract::{Path, Query};
use crate::web::{Nav, Page, public, text};

/// Notices on one page of the list.
const PAGE: usize = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    before: Option<NoticeId>,
}

pub(super) async fn list(visitor: Visitor, headers: HeaderMap, Query(query): Query<ListQuery>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make_list(&visitor, query)).await
}

async fn make_list(visitor: &Visitor, query: ListQuery) -> AppResult<ListPage> {
    let tenant = visitor.tenant()?;
    let now = visitor.now();
    let mut tx = visitor.read().await?;
    let place = match query.before {
        Some(id) => {
            let notice = queries::one(&mut tx, tenant.id, id, now).await?.ok_or(AppError::BadRequest)?;
            Some((notice.published_at, notice.id))
        }
        None => None,
    };
    let mut notices = queries::before(&mut tx, tenant.id, now, place, i64::try_from(PAGE + 1).unwrap_or(21)).await?;
    drop(tx);
    let has_older = notices.len() > PAGE;
    notices.truncate(PAGE);
    let older_url =
        notices.last().filter(|_| has_older).map(|last| format!("{}?before={}", urls::list(tenant), last.id));
    let title = visitor.context().t().notices.title;
    let page = Page::new(visitor.state(), visitor.context(), visitor.viewer(), visitor.flash(), title).at(Nav::Notices);
    let notices = notices.iter().map(|notice| view(notice, tenant, visitor.context(), now)).collect();
    Ok(ListPage { page, notices, older_url })
}

#[derive(Deserialize)]
pub(super) struct NoticePath {
    notice: NoticeId,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Path(path): Path<NoticePath>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make_notice(&visitor, path.notice)).await
}

async fn make_notice(visitor: &Visitor, id: NoticeId) -> AppResult<NoticePage> {
    let tenant = visitor.tenant()?;
    let (now, context) = (visitor.now(), visitor.context());
    let mut tx = visitor.read().await?;
    let notice = queries::one(&mut tx, tenant.id, id, now).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), &notice.title).at(Nav::Notices);
    let first_line = notice.body.lines().map(str::trim).find(|line| !line.is_empty());
    let page = page.described(first_line.unwrap_or_default());
    Ok(NoticePage {
        page,
        list_url: urls::list(tenant),
        until: notice.expires_at.map(|at| text::date(context.locale, at.with_timezone(&tenant.time_zone).date_naive())),
        notice: view(&notice, tenant, context, now),
        body: blocks(&notice.body),
    })
}
