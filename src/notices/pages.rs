//! The notice pages.

use askama::Template;
use chrono::{DateTime, Utc};

use super::body::Block;
use super::queries::Notice;
use super::urls;
use crate::tenancy::Tenant;
use crate::ui::{Crumbs, Footer, Head, Masthead};
use crate::web::public::PublicPage;
use crate::web::{Context, Page, text};

/// A notice in a list.
pub struct NoticeView {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Whether it stays on top.
    pub pinned: bool,
    /// The day, as machines read it.
    pub iso: String,
    /// The day.
    pub date: String,
    /// Whether it no longer holds.
    pub is_over: bool,
}

/// A notice as lists show it.
pub fn view(notice: &Notice, tenant: &Tenant, context: &Context, now: DateTime<Utc>) -> NoticeView {
    let day = notice.published_at.with_timezone(&tenant.time_zone).date_naive();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    NoticeView {
        url: urls::notice(tenant, notice.id),
        title: notice.title.clone(),
        pinned: notice.pinned,
        iso: day.to_string(),
        date: text::short_date(context.locale, day, today),
        is_over: notice.expires_at.is_some_and(|at| at <= now),
    }
}

/// All notices.
#[derive(Template)]
#[template(path = "notices/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub notices: Vec<NoticeView>,
    pub older_url: Option<String>,
}

impl PublicPage for ListPage {}

/// One notice.
#[derive(Template)]
#[template(path = "notices/notice.html")]
pub(super) struct NoticePage {
    pub page: Page,
    pub list_url: String,
    pub notice: NoticeView,
    pub body: Vec<Block>,
    pub until: Option<String>,
}

impl PublicPage for NoticePage {}
