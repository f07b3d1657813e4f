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

/// Something in a feed.
pub(crate) struct Entry {
    id: String,
    title: String,
    url: String,
    at: String,
    place: String,
    text: String,
}

impl Entry {
    /// Something with an address below a community, published at a time.
    pub fn new(visitor: &Visitor, id: uuid::Uuid, title: &str, path: &str, at: DateTime<Utc>) -> Self {
        Self {
            id: urn(id),
            title: plain(title),
            url: absolute(visitor, path),
            at: rfc3339(at),
            place: String::new(),
            text: String::new(),
        }
    }

    /// With its category and its text.
    pub fn saying(self, place: &str, text: &str) -> Self {
        Self { place: plain(place), text: plain(text), ..self }
    }
}

/// A feed of a community.
#[derive(Template)]
#[template(path = "notices/feed.xml")]
pub(crate) struct Feed {
    id: String,
    title: String,
    author: String,
    language: &'static str,
    feed_url: String,
    list_url: String,
    updated: String,
    entries: Vec<Entry>,
}

impl Feed {
    /// The feed with an id and a title, at an address, of what a page lists; the newest entry first.
    pub fn new(
        visitor: &Visitor,
        (id, title): (uuid::Uuid, &str),
        (feed, list): (&str, &str),
        entries: Vec<Entry>,
    ) -> AppResult<Self> {
        let tenant = visitor.tenant()?;
        // What is published does not change, so the newest one is the last change; before the first, none was.
        let updated = entries.iter().map(|entry| entry.at.clone()).max();
        Ok(Self {
            id: urn(id),
            title: format!("{} · {title}", tenant.name),
            author: tenant.name.clone(),
            language: visitor.context().locale.tag(),
            feed_url: absolute(visitor, feed),
            list_url: absolute(visitor, list),
            updated: updated.unwrap_or_else(|| rfc3339(DateTime::UNIX_EPOCH)),
            entries,
        })
    }
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
    let entry = |shown: &Shown| {
        let (notice, path) = (&shown.notice, urls::notice(tenant, shown.notice.id));
        Entry::new(visitor, notice.id.uuid(), &notice.title, &path, notice.published_at)
            .saying(&shown.place.label(context.t()), &notice.body)
    };
    let entries = notices.iter().map(entry).collect();
    let about = (tenant.id.uuid(), context.t().notices.title);
    Feed::new(visitor, about, (&urls::feed(tenant), &urls::list(tenant)), entries)
}

fn absolute(visitor: &Visitor, path: &str) -> String {
    format!("{}{path}", visitor.state().config().base_url)
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
