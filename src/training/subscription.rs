//! How a calendar comes into a phone. Most people read these pages inside WeChat, which opens no calendar and gives none to the
//! phone's own: the page says how to leave it. Its code leads to the page and not to the calendar, because most phones scan with
//! WeChat as well.

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;

use super::queries::runs;
use super::show::RunPath;
use super::urls;
use crate::access::Visitor;
use crate::db::RunId;
use crate::error::{AppError, AppResult};
use crate::links::QrView;
use crate::ui::{Copyable, Crumbs, Footer, Head, Masthead};
use crate::web::extract::Path;
use crate::web::public::{PublicPage, page};
use crate::web::{Messages, Nav, Page};

/// The steps that lead to a calendar, for the page of any.
#[derive(Template)]
#[template(path = "training/_subscription.html")]
pub struct Subscription {
    t: &'static Messages,
    feed_url: String,
    /// The same, absolute.
    address: String,
    /// Leads to the page itself.
    qr: QrView,
}

crate::ui::component!(Subscription);

impl Subscription {
    /// To the calendar at `feed_url`, for the page at `page_url`.
    pub fn new(page: &Page, feed_url: String, page_url: &str) -> AppResult<Self> {
        let t = page.t;
        let qr = QrView::new(&page.url(page_url), t.training.subscribe_code.to_owned())?;
        Ok(Self { t, address: page.url(&feed_url), feed_url, qr })
    }
}

/// How the calendar of a run, or of all that a community shows, comes into a phone.
#[derive(Template)]
#[template(path = "training/subscription.html")]
struct SubscriptionPage {
    page: Page,
    calendar_url: String,
    /// Whose calendar it is: the run's title, or that of them all.
    lead: String,
    run_url: Option<String>,
    subscription: Subscription,
}

impl PublicPage for SubscriptionPage {}

pub(super) async fn of_tenant(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    page(&visitor, &headers, || make(&visitor, None)).await
}

pub(super) async fn of_run(visitor: Visitor, headers: HeaderMap, Path(path): Path<RunPath>) -> AppResult<Response> {
    page(&visitor, &headers, || make(&visitor, Some(path.run))).await
}

async fn make(visitor: &Visitor, run: Option<RunId>) -> AppResult<SubscriptionPage> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    if !tenant.is_community() {
        return Err(AppError::NotFound);
    }
    let t = context.t();
    let (title, feed_url, page_url) = match run {
        Some(run) => (t.training.add_run, urls::run_feed(tenant, run), urls::run_subscription(tenant, run)),
        None => (t.training.add_all, urls::feed(tenant), urls::subscription(tenant)),
    };
    let lead = match run {
        Some(run) => open_title(visitor, run).await?,
        None => t.training.title.to_owned(),
    };
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title).at(Nav::Home).unlisted();
    Ok(SubscriptionPage {
        calendar_url: urls::calendar(tenant),
        lead,
        run_url: run.map(|run| urls::run(tenant, run)),
        subscription: Subscription::new(&page, feed_url, &page_url)?,
        page,
    })
}

/// What a run is called that is open, or was.
async fn open_title(visitor: &Visitor, run: RunId) -> AppResult<String> {
    let mut tx = visitor.read().await?;
    let run = runs::one(&mut tx, visitor.tenant()?.id, run).await?.filter(|run| run.opened_at.is_some());
    Ok(run.ok_or(AppError::NotFound)?.values.title)
}
