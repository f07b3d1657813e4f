//! What staff did, newest first.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::queries::{self, Filter};
use super::{actions, urls};
use crate::access::Staff;
use crate::db::PersonId;
use crate::error::AppResult;
use crate::staff;
use crate::ui::{Crumbs, Footer, Head, Masthead, Select, SelectOption};
use crate::web::extract::Query;
use crate::web::form::Errors;
use crate::web::paging::{cut, one_more};
use crate::web::{Page, flashed, text};

/// Deeds on one page.
const PAGE: usize = 50;

/// What the log is narrowed to.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LogQuery {
    before: Option<i64>,
    person: Option<PersonId>,
    action: String,
}

impl LogQuery {
    fn url(&self, base: &str) -> String {
        let mut pairs = Vec::new();
        if !self.action.is_empty() {
            pairs.push(("action", self.action.clone()));
        }
        pairs.extend(self.person.map(|person| ("person", person.to_string())));
        pairs.extend(self.before.map(|seq| ("before", seq.to_string())));
        let query = serde_html_form::to_string(&pairs).unwrap_or_default();
        if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
    }
}

/// A deed, ready to be shown.
struct DeedView {
    seq: i64,
    at: String,
    name: String,
    /// Everything that this person did.
    person_url: String,
    action: String,
    /// The fields that it changed, in words.
    changed: String,
    /// The page that its form stands on, where staff may open it.
    url: Option<String>,
}

/// The record.
#[derive(Template)]
#[template(path = "audit/log.html")]
struct LogPage {
    page: Page,
    console_url: String,
    action: String,
    form_action: String,
    actions: Vec<SelectOption>,
    errors: Errors,
    /// The one person whose deeds are shown.
    person: Option<String>,
    person_id: Option<PersonId>,
    all_url: String,
    is_narrowed: bool,
    rows: Vec<DeedView>,
    older_url: Option<String>,
}

pub(super) async fn list(staff: Staff, Query(query): Query<LogQuery>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let filter = Filter {
        before: query.before,
        person: query.person,
        action: Some(query.action.clone()).filter(|action| !action.is_empty()),
    };
    let mut tx = staff.read().await?;
    let mut rows = queries::newest(&mut tx, tenant.id, &filter, one_more(PAGE)).await?;
    drop(tx);
    let (t, locale) = (staff.context().t(), staff.context().locale);
    let base = urls::log(tenant);
    let of = |person, before| LogQuery { before, person, action: query.action.clone() }.url(&base);
    let older_url = cut(&mut rows, PAGE).map(|last| of(query.person, Some(last.seq)));
    let person = query.person.and_then(|id| rows.iter().find(|row| row.person == id)).map(|row| row.name.clone());
    let rows = rows
        .into_iter()
        .map(|row| {
            let at = row.at.with_timezone(&tenant.time_zone);
            DeedView {
                seq: row.seq,
                at: format!("{} {}", text::date(locale, at.date_naive()), at.format("%H:%M")),
                person_url: of(Some(row.person), None),
                name: row.name,
                action: actions::words(&row.action, t),
                changed: actions::fields(&row.changed, t),
                // What residents do about themselves is written down by its pattern, which leads nowhere.
                url: Some(row.address).filter(|address| address.starts_with("/c/") && !address.contains('{')),
            }
        })
        .collect();
    let every = SelectOption::new("", t.audit.every_action);
    let actions =
        actions::ALL.iter().chain(&actions::OF_RESIDENTS).map(|(action, word)| SelectOption::new(*action, word(t)));
    let template = LogPage {
        page: Page::of_console(&staff, t.audit.title),
        console_url: staff::urls::console(tenant),
        form_action: base.clone(),
        actions: std::iter::once(every).chain(actions).collect(),
        errors: Errors::default(),
        person,
        person_id: query.person,
        all_url: base,
        is_narrowed: query.person.is_some() || !query.action.is_empty() || query.before.is_some(),
        action: query.action,
        rows,
        older_url,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
