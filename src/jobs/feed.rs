//! What is new, for feed readers.

use axum::http::HeaderMap;
use axum::response::Response;

use super::{queries, urls};
use crate::access::Visitor;
use crate::db::PostingId;
use crate::error::AppResult;
use crate::notices::feed::{Entry, Feed};
use crate::web::public;

/// Postings in the feed.
const ENTRIES: usize = 30;
/// Tells this feed of a community from its others.
const FEED: uuid::Uuid = uuid::Uuid::from_u128(1);

pub(super) async fn show(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor)).await
}

async fn make(visitor: &Visitor) -> AppResult<Feed> {
    let (tenant, t) = (visitor.tenant()?, visitor.context().t());
    let today = visitor.now().with_timezone(&tenant.time_zone).date_naive();
    let mut tx = visitor.read().await?;
    let postings = queries::published(&mut tx, tenant.id, today).await?;
    drop(tx);
    let entries = postings.iter().take(ENTRIES).map(|shown| {
        let content = &shown.content;
        let text = format!("{} · {} · {}\n{}", content.employer, content.pay.line(t), content.place, content.duties);
        Entry::new(visitor, shown.id.uuid(), &content.title, &urls::posting(tenant, shown.id), shown.published_at)
            .saying(content.trade.label(t), &text)
    });
    // One feed of a community is its notices'; this one is told from it.
    let id = PostingId::derived(tenant.id.uuid(), FEED).uuid();
    Feed::new(visitor, (id, t.jobs.title), (&urls::feed(tenant), &urls::list(tenant)), entries.collect())
}
