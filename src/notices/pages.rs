//! The notices as residents read them.

use askama::Template;
use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::body::{Block, blocks};
use super::queries::{File, Shown};
use super::urls;
use crate::db::NoticeId;
use crate::documents;
use crate::links::QrView;
use crate::tenancy::Tenant;
use crate::ui::{Crumbs, Footer, Head, Masthead, Select, SelectOption};
use crate::web::form::Errors;
use crate::web::public::PublicPage;
use crate::web::{Context, Locale, Page, text};

/// A notice in a list.
pub struct NoticeView {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where it holds.
    pub place: String,
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
pub fn view(shown: &Shown, tenant: &Tenant, context: &Context, now: DateTime<Utc>) -> NoticeView {
    let notice = &shown.notice;
    let day = notice.published_at.with_timezone(&tenant.time_zone).date_naive();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    NoticeView {
        url: urls::notice(tenant, notice.id),
        title: notice.title.clone(),
        place: shown.place.label(context.t()),
        pinned: notice.pinned,
        iso: day.to_string(),
        date: text::short_date(context.locale, day, today),
        is_over: notice.expires_at.is_some_and(|at| at <= now),
    }
}

/// A file of a notice.
pub(super) struct FileView {
    pub name: String,
    pub size: String,
    pub url: String,
    /// Where it is taken away, for staff while they write.
    pub removal_url: String,
}

impl FileView {
    /// A file as residents find it.
    pub fn new(file: &File, tenant: &Tenant, notice: NoticeId, context: &Context) -> Self {
        Self {
            name: file.file_name.clone(),
            size: documents::size_text(file.size, context.t()),
            url: urls::file(tenant, notice, file.id),
            removal_url: String::new(),
        }
    }
}

/// A notice as it is read, by residents and by staff beforehand.
pub(super) struct Article {
    pub title: String,
    pub place: String,
    pub iso: String,
    pub date: String,
    pub until: Option<String>,
    pub is_over: bool,
    pub body: Vec<Block>,
    pub files: Vec<FileView>,
}

/// What an article is made of.
pub(super) struct Told<'a> {
    pub title: &'a str,
    pub body: &'a str,
    pub place: String,
    pub published_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
}

impl Article {
    /// A notice as it is read at a time.
    pub fn new(told: Told<'_>, files: Vec<FileView>, tenant: &Tenant, context: &Context, now: DateTime<Utc>) -> Self {
        let day = |at: DateTime<Utc>| at.with_timezone(&tenant.time_zone).date_naive();
        Self {
            title: told.title.to_owned(),
            place: told.place,
            iso: day(told.published_at).to_string(),
            date: text::short_date(context.locale, day(told.published_at), day(now)),
            until: told.expires_at.map(|at| until(at, tenant.time_zone, context.locale)),
            is_over: told.expires_at.is_some_and(|at| at <= now),
            body: blocks(told.body),
            files,
        }
    }
}

/// When a notice ends: at the end of a day, the day alone.
fn until(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let local = at.with_timezone(&zone).naive_local();
    let (day, time) = (local.date(), local.time());
    match day.pred_opt().filter(|_| time == NaiveTime::MIN) {
        Some(before) => text::date(locale, before),
        None if NaiveTime::from_hms_opt(23, 59, 0) == Some(time) => text::date(locale, day),
        None => locale.messages().time.date_at(text::date(locale, day), time.format("%H:%M")),
    }
}

/// All notices.
#[derive(Template)]
#[template(path = "notices/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub action: String,
    /// The building that the list is narrowed to.
    pub building: String,
    pub options: Vec<SelectOption>,
    pub no_errors: Errors,
    pub all_url: String,
    pub feed_url: String,
    pub notices: Vec<NoticeView>,
    pub older_url: Option<String>,
}

impl PublicPage for ListPage {}

/// What somebody who is signed in says of a notice.
pub(super) struct Acknowledging {
    pub action: String,
    pub is_done: bool,
}

/// One notice.
#[derive(Template)]
#[template(path = "notices/notice.html")]
pub(super) struct NoticePage {
    pub page: Page,
    pub list_url: String,
    pub article: Article,
    pub acknowledging: Option<Acknowledging>,
    /// The code of its address, and the address, for paper.
    pub qr: QrView,
    pub address: String,
}

impl PublicPage for NoticePage {}

/// A notice that was taken down.
#[derive(Template)]
#[template(path = "notices/withdrawn.html")]
pub(super) struct WithdrawnPage {
    pub page: Page,
    pub list_url: String,
    pub date: String,
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_at_the_end_of_a_day_is_told_as_the_day() {
        for (at, told) in [
            ("2026-12-01T10:30:00Z", "2026年12月1日 18:30"),
            ("2026-12-01T15:59:00Z", "2026年12月1日"),
            ("2026-12-01T16:00:00Z", "2026年12月1日"),
            ("2026-12-01T16:01:00Z", "2026年12月2日 00:01"),
        ] {
            assert_eq!(until(at.parse().unwrap(), chrono_tz::Asia::Shanghai, Locale::ZhHans), told, "{at}");
        }
    }
}

/// A notice that is gone round with in a building.
pub(super) struct RoundView {
    pub url: String,
    pub title: String,
    /// When it was published, and how many doors were told.
    pub note: String,
    pub is_done: bool,
}

/// Buildings with their notices.
#[derive(Template)]
#[template(path = "notices/rounds.html")]
pub(super) struct RoundsPage {
    pub page: Page,
    pub sections: Vec<(String, Vec<RoundView>)>,
    pub asked_url: String,
}

/// A door: its room and whether it was told.
pub(super) struct DoorView {
    pub id: String,
    pub room: String,
    pub is_told: bool,
}

/// The doors of a unit.
pub(super) struct UnitView {
    pub unit: String,
    pub doors: Vec<DoorView>,
}

/// A notice in a building, door by door.
#[derive(Template)]
#[template(path = "notices/round.html")]
pub(super) struct RoundPage {
    pub page: Page,
    pub rounds_url: String,
    pub notice_url: String,
    pub place: String,
    pub told: String,
    pub title: String,
    pub action: String,
    pub units: Vec<UnitView>,
}
