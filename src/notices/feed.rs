//! What is new, for feed readers (Atom, RFC 4287).

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};

use super::queries::{self, Listed, Shown};
use super::urls;
use crate::access::Visitor;
use crate::error::AppResult;
use crate::web::public::{self, PublicPage};

/// Notices in the feed.
const ENTRIES: i64 = 30;

/// A notice in the feed.
struct Entry {
    id: String,
    title: String,
    url: String,
    at: String,
    place: String,
    text: String,
}

/// The feed.
#[derive(Template)]
#[template(path = "notices/feed.xml")]
pub(super) struct Feed {
    id: String,
    title: String,
    author: String,
    language: &'static str,
    feed_url: String,
    list_url: String,
    updated: String,
    entries: Vec<Entry>,
}

impl PublicPage for Feed {
    const CONTENT_TYPE: &'static str = "application/atom+xml; charset=utf-8";
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor)).await
}

async fn make(visitor: &Visitor) -> AppResult<Feed> {
    let tenant = visitor.tenant()?;
    let (context, now) = (visitor.context(), visitor.now());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let mut tx = visitor.read().await?;
    let search = Listed { building: None, today, after: None, limit: ENTRIES };
    let notices = queries::listed(&mut tx, tenant.id, now, &search).await?;
    drop(tx);
    let absolute = |path: String| format!("{}{path}", visitor.state().config().base_url);
    let entry = |shown: &Shown| Entry {
        id: urn(shown.notice.id.uuid()),
        title: plain(&shown.notice.title),
        url: absolute(urls::notice(tenant, shown.notice.id)),
        at: rfc3339(shown.notice.published_at),
        place: plain(&shown.place.label(context.t())),
        text: plain(&shown.notice.body),
    };
    // A notice does not change once it is published, so the newest one is the last change; before the first, none was.
    let newest = notices.iter().map(|shown| shown.notice.published_at).max().unwrap_or(DateTime::UNIX_EPOCH);
    Ok(Feed {
        id: urn(tenant.id.uuid()),
        title: format!("{} · {}", tenant.name, context.t().notices.title),
        author: tenant.name.clone(),
        language: context.locale.tag(),
        feed_url: absolute(urls::feed(tenant)),
        list_url: absolute(urls::list(tenant)),
        updated: rfc3339(newest),
        entries: notices.iter().map(entry).collect(),
    })
}

fn urn(id: uuid::Uuid) -> String {
    format!("urn:uuid:{id}")
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The text without what XML 1.0 has no place for, however it is escaped.
fn plain(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_has_no_place_for_is_left_out() {
        assert_eq!(plain("停\u{0}水\u{1B}\u{FFFE}\u{FFFF}\n\t<&𠮷"), "停水\n\t<&𠮷");
    }

    #[test]
    fn a_feed_escapes_what_it_tells() {
        let entry = Entry {
            id: "urn:uuid:1".to_owned(),
            title: "<script>&\"'".to_owned(),
            url: "http://a/?b=1&c=2".to_owned(),
            at: rfc3339(DateTime::UNIX_EPOCH),
            place: "A & B".to_owned(),
            text: "]]> </content>".to_owned(),
        };
        let feed = Feed {
            id: "urn:uuid:0".to_owned(),
            title: "<&>".to_owned(),
            author: "&".to_owned(),
            language: "zh-Hans",
            feed_url: String::new(),
            list_url: String::new(),
            updated: rfc3339(DateTime::UNIX_EPOCH),
            entries: vec![entry],
        };
        let xml = feed.render().unwrap();
        assert!(
            xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"")
        );
        assert!(!xml.contains("<script>") && xml.matches("</content>").count() == 1 && !xml.contains("& "));
        assert!(xml.contains("1970-01-01T00:00:00Z"));
    }
}
