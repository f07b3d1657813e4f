//! Sessions for calendar programs (iCalendar, RFC 5545): of one run, or of all that a community shows.
//!
//! Each session keeps its UID for ever. What is moved raises its SEQUENCE; what is called off says so and stays, because a
//! calendar that merely no longer finds it may go on showing it.

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use super::queries::public::{self, Meeting};
use super::queries::runs;
use super::show::RunPath;
use super::urls;
use crate::access::Visitor;
use crate::db::CourseSessionId;
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::web::Messages;
use crate::web::extract::Path;
use crate::web::public::{PublicPage, page};

/// Octets of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;
/// How far back a community's calendar reaches, and how far ahead.
const BACK: TimeDelta = TimeDelta::days(90);
const AHEAD: TimeDelta = TimeDelta::days(800);
/// Sessions in a calendar.
const MOST: i64 = 2000;
/// 1 January 2026 in seconds: there are no calendars of before.
const FIRST: i64 = 1_767_225_600;

/// What a change at this time raises a SEQUENCE by where nobody counts: the seconds since there are calendars, at least one.
pub(super) fn seconds(at: DateTime<Utc>) -> i32 {
    i32::try_from((at.timestamp() - FIRST).max(1)).unwrap_or(i32::MAX)
}

/// A session as calendars are told of it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The session.
    pub id: CourseSessionId,
    /// What it is called.
    pub summary: String,
    /// What else there is to say; may be empty.
    pub description: String,
    /// Where.
    pub location: String,
    /// Its page, absolute.
    pub url: String,
    /// From when to when.
    pub during: (DateTime<Utc>, DateTime<Utc>),
    /// Whether it is called off.
    pub is_cancelled: bool,
    /// How often it changed.
    pub sequence: i32,
    /// When it last did.
    pub changed_at: DateTime<Utc>,
}

impl Entry {
    /// A session that everybody may see; `url`: the page that it leads to.
    pub fn of(meeting: &Meeting, tenant: &Tenant, url: String, t: &Messages) -> Self {
        let n = &t.training;
        let mark = if meeting.makes_up.is_some() { n.make_up } else { "" };
        let lines = [meeting.topic.as_str(), mark, &n.taught_by(&meeting.teacher)];
        Self {
            id: meeting.id,
            summary: meeting.title.clone(),
            description: lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
            location: place(&meeting.room, &meeting.place, tenant),
            url,
            during: (meeting.starts_at, meeting.ends_at),
            is_cancelled: meeting.is_cancelled,
            sequence: meeting.sequence,
            changed_at: meeting.changed_at,
        }
    }

    /// The same for somebody to whom it changed otherwise than to everybody, and when it last did. How often is not kept
    /// anywhere: seconds grow with every change as well, and so with those to everybody: one may say that it makes up for another
    /// session than before, of which they were told earlier.
    pub fn changed_for_them(mut self, at: DateTime<Utc>) -> Self {
        self.changed_at = self.changed_at.max(at);
        self.sequence = self.sequence.saturating_add(seconds(self.changed_at));
        self
    }

    /// The same for somebody who has nothing to do with it any more, since a time.
    pub fn gone_for_them(self, at: DateTime<Utc>) -> Self {
        Self { is_cancelled: true, ..self.changed_for_them(at) }
    }

    fn event(&self, host: &str) -> Event {
        let mut event = Event::new();
        event
            .uid(&format!("{}@{host}", self.id))
            .timestamp(self.changed_at)
            .last_modified(self.changed_at)
            .sequence(u32::try_from(self.sequence).unwrap_or_default())
            .starts(self.during.0)
            .ends(self.during.1)
            .status(if self.is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
            .summary(&plain(&self.summary))
            .location(&plain(&self.location))
            .url(&self.url);
        if !self.description.is_empty() {
            event.description(&plain(&self.description));
        }
        event.done()
    }
}

/// Where a session takes place, as somebody from elsewhere finds it.
fn place(room: &str, place: &str, tenant: &Tenant) -> String {
    [tenant.name.as_str(), place, room].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text without what a line of a calendar has no place for, however it is escaped.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// Sessions as a calendar; `host` tells them from those of every other server.
pub fn calendar(name: &str, entries: &[Entry], host: &str) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//jiamenkou//training//ZH"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", &plain(name)),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    for entry in entries {
        calendar.push(entry.event(host));
    }
    folded(&calendar.done().to_string())
}

/// Folds lines anew: the writer forgets the space that each line after the first begins with, and so makes some of them one
/// octet too long.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / LINE * 3);
    for line in text.replace("\r\n ", "").split("\r\n").filter(|line| !line.is_empty()) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LINE {
                out.push_str("\r\n ");
                length = 1;
            }
            out.push(c);
            length += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

/// A calendar as it is answered.
#[derive(Template)]
#[template(source = "{{ body }}", ext = "txt")]
struct Feed {
    body: String,
}

impl PublicPage for Feed {
    const CONTENT_TYPE: &'static str = "text/calendar; charset=utf-8";
}

/// The host in an address of ours.
pub fn host(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

fn feed(visitor: &Visitor, name: &str, meetings: &[Meeting]) -> AppResult<Feed> {
    let (tenant, t) = (visitor.tenant()?, visitor.context().t());
    let base_url = &visitor.state().config().base_url;
    let entry =
        |meeting: &Meeting| Entry::of(meeting, tenant, format!("{base_url}{}", urls::run(tenant, meeting.run)), t);
    let entries: Vec<Entry> = meetings.iter().map(entry).collect();
    Ok(Feed { body: calendar(name, &entries, host(base_url)) })
}

pub(super) async fn of_tenant(visitor: Visitor, headers: HeaderMap) -> AppResult<Response> {
    page(&visitor, &headers, async || {
        let (tenant, now) = (visitor.tenant()?, visitor.now());
        if !tenant.is_community() {
            return Err(AppError::NotFound);
        }
        let mut tx = visitor.read().await?;
        let meetings = public::meetings(&mut tx, tenant.id, None, (now - BACK, now + AHEAD), MOST).await?;
        drop(tx);
        let name = format!("{} · {}", tenant.name, visitor.context().t().training.title);
        feed(&visitor, &name, &meetings)
    })
    .await
}

pub(super) async fn of_run(visitor: Visitor, headers: HeaderMap, Path(path): Path<RunPath>) -> AppResult<Response> {
    page(&visitor, &headers, async || {
        let tenant = visitor.tenant()?;
        let mut tx = visitor.read().await?;
        let run = runs::one(&mut tx, tenant.id, path.run).await?.filter(|run| run.opened_at.is_some());
        let run = run.ok_or(AppError::NotFound)?;
        let whole = (DateTime::UNIX_EPOCH, visitor.now() + AHEAD);
        let meetings = public::meetings(&mut tx, tenant.id, Some(run.id), whole, MOST).await?;
        drop(tx);
        feed(&visitor, &run.values.title, &meetings)
    })
    .await
}

#[cfg(test)]
mod tests {
    use calcard::icalendar::{ICalendarComponent, ICalendarProperty};
    use calcard::{Entry as Read, Parser};
    use proptest::prelude::*;

    use super::*;

    fn entry(summary: &str, description: &str) -> Entry {
        let at = |text: &str| text.parse().unwrap();
        Entry {
            id: uuid::Uuid::from_u128(7).into(),
            summary: summary.to_owned(),
            description: description.to_owned(),
            location: "尚锦社区 党群服务中心, 二楼; 东侧".to_owned(),
            url: "https://jiamenkou.example/c/shangjin/training/7".to_owned(),
            during: (at("2026-12-03T01:00:00Z"), at("2026-12-03T04:00:00Z")),
            is_cancelled: false,
            sequence: 2,
            changed_at: at("2026-11-23T02:00:00Z"),
        }
    }

    /// As a calendar program that somebody else wrote reads it.
    fn read(text: &str) -> Vec<ICalendarComponent> {
        // Not its strict mode, in which it takes no calendar that has events.
        let mut parser = Parser::new(text);
        let Read::ICalendar(calendar) = parser.entry() else { panic!("no calendar: {text}") };
        assert!(matches!(parser.entry(), Read::Eof), "{text}");
        let is_unknown = |property: &ICalendarProperty| matches!(property, ICalendarProperty::Other(_));
        let events: Vec<_> = calendar.components.into_iter().filter(|one| one.component_type.is_event()).collect();
        assert!(events.iter().all(|event| event.entries.iter().all(|entry| !is_unknown(&entry.name))), "{text}");
        events
    }

    fn text_of(event: &ICalendarComponent, property: &ICalendarProperty) -> String {
        let entry = event.property(property).unwrap_or_else(|| panic!("no {property:?}"));
        entry.values.first().and_then(|value| value.as_text()).unwrap_or_default().to_owned()
    }

    /// The value of a line, unfolded, as it is written.
    fn raw<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
        text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).collect()
    }

    fn is_well_folded(text: &str) -> bool {
        text.ends_with("\r\n")
            && !text.replace("\r\n", "").contains(['\r', '\n'])
            && text.split("\r\n").all(|line| line.len() <= LINE)
    }

    #[test]
    fn a_session_says_when_it_is_by_which_name_and_how_often_it_changed() {
        let cancelled = Entry { is_cancelled: true, sequence: 3, ..entry("课", "") };
        let text = calendar("尚锦社区 · 培训", &[entry("居家老人照护", "移位"), cancelled], "jiamenkou.example");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        let uid = "00000000-0000-0000-0000-000000000007@jiamenkou.example";
        assert_eq!(raw(&text, "UID"), [uid, uid]);
        assert_eq!(raw(&text, "DTSTART"), ["20261203T010000Z"; 2]);
        assert_eq!(raw(&text, "DTEND"), ["20261203T040000Z"; 2]);
        assert_eq!(raw(&text, "DTSTAMP"), ["20261123T020000Z"; 2]);
        assert_eq!(raw(&text, "LAST-MODIFIED"), ["20261123T020000Z"; 2]);
        assert_eq!((raw(&text, "SEQUENCE"), raw(&text, "STATUS")), (vec!["2", "3"], vec!["CONFIRMED", "CANCELLED"]));
        let events = read(&text);
        assert_eq!(events.len(), 2);
        assert_eq!(text_of(&events[0], &ICalendarProperty::Summary), "居家老人照护");
        assert_eq!(text_of(&events[0], &ICalendarProperty::Location), "尚锦社区 党群服务中心, 二楼; 东侧");
    }

    #[test]
    fn what_is_gone_for_somebody_and_comes_back_raises_its_sequence_each_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let known = entry("课", "");
        let gone = known.clone().gone_for_them(at("2026-11-24T02:00:00Z"));
        let back = known.clone().changed_for_them(at("2026-11-24T02:00:01Z"));
        assert!(known.sequence < gone.sequence && gone.sequence < back.sequence);
        assert!(known.changed_at < gone.changed_at && gone.changed_at < back.changed_at);
        // From now on it makes up for a session of which they were told before.
        let other = Entry { sequence: known.sequence + 1, changed_at: at("2026-11-25T02:00:00Z"), ..known };
        assert!(other.changed_for_them(at("2026-11-23T02:00:00Z")).sequence > back.sequence);
        let text = calendar("x", &[gone, back], "h");
        assert_eq!(raw(&text, "STATUS"), ["CANCELLED", "CONFIRMED"]);
    }

    #[test]
    fn hostile_texts_come_out_as_they_went_in() {
        for text in [
            "a,b;c\\n\\,d",
            "第一行\n第二行\n\n末行",
            "BEGIN:VEVENT\nEND:VCALENDAR",
            "\\",
            "\"引号\" : 冒号",
            &"长".repeat(200),
            &"a".repeat(149),
            &format!("{}, {}", "照护".repeat(40), "护理；".repeat(30)),
            "𠮷野家🏠".repeat(30).as_str(),
        ] {
            let written = calendar("名,字;", &[entry(text, text)], "h");
            assert!(is_well_folded(&written), "{written}");
            let events = read(&written);
            assert_eq!(events.len(), 1, "{text}");
            assert_eq!(text_of(&events[0], &ICalendarProperty::Summary), text);
            assert_eq!(text_of(&events[0], &ICalendarProperty::Description), text);
        }
    }

    #[test]
    fn what_no_line_can_hold_is_left_out() {
        let written = calendar("x", &[entry("停\r\u{0}课\u{7}", "")], "h");
        assert_eq!(text_of(&read(&written)[0], &ICalendarProperty::Summary), "停课");
        assert!(is_well_folded(&written));
    }

    #[test]
    fn the_host_is_the_addresss() {
        for (url, expected) in
            [("https://a.example", "a.example"), ("http://localhost:8080", "localhost"), ("http://b/c", "b")]
        {
            assert_eq!(host(url), expected);
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_character_is_split(text in "[a长𠮷,;\\\\\n ]{0,300}") {
            prop_assume!(!text.trim().is_empty());
            let written = calendar("x", &[entry(&text, "d")], "h");
            prop_assert!(is_well_folded(&written));
            let unfolded = written.replace("\r\n ", "");
            let escaped = text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n");
            let expected = format!("SUMMARY:{escaped}\r\n");
            prop_assert!(unfolded.contains(&expected), "{}", unfolded);
        }
    }
}
