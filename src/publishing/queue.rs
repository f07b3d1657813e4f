//! The staff's queue: applications, changes, papers that run out, offers grown old; with counts, age and who looks after.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::daily::NUDGE_AFTER;
use super::handlers::subject_label;
use super::pages::{QueueFilter, QueueItem, QueuePage};
use super::queue_queries::{self, Search, Waiting};
use super::urls;
use crate::access::{Capability, Staff};
use crate::accounts;
use crate::admissions::{self, AdmissionStatus};
use crate::db::GrantId;
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Query};
use crate::web::form::chosen;
use crate::web::paging::{Bookmark, cut, one_more};
use crate::web::{Flash, Page, flashed, redirect, text, with_params};

/// Items on one page.
const PAGE: usize = 30;
/// What has waited longer than this many days is marked.
const OLD: i64 = 5;
/// Papers that run out within so many days wait.
const PAPERS_WITHIN: u64 = 30;

const KINDS: [&str; 5] = ["application", "change", "paper", "credential", "stale"];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct QueueQuery {
    kind: String,
    mine: String,
    #[serde(deserialize_with = "chosen")]
    after: Option<Bookmark<DateTime<Utc>, Uuid>>,
}

/// How many things wait for the staff of a community today.
pub(crate) async fn waiting(staff: &Staff) -> AppResult<i64> {
    let tenant = staff.tenant()?;
    let mut tx = staff.read().await?;
    let counts = queue_queries::counts(&mut tx, tenant.id, &search(staff.today()?, None, None)).await?;
    Ok(counts.total())
}

fn search(today: NaiveDate, kind: Option<&str>, after: Option<(DateTime<Utc>, Uuid)>) -> Search<'_> {
    Search {
        kind,
        assignee: None,
        papers_by: today + Days::new(PAPERS_WITHIN),
        fresh_since: today - Days::new(NUDGE_AFTER),
        today,
        after,
        limit: one_more(PAGE),
    }
}

pub(super) async fn show(staff: Staff, Query(query): Query<QueueQuery>) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let today = staff.today()?;
    let kind = KINDS.into_iter().find(|kind| *kind == query.kind);
    let is_mine = query.mine == "1";
    let mut search = search(today, kind, query.after.map(Bookmark::pair));
    search.assignee = is_mine.then(|| staff.grant().id);
    let mut tx = staff.read().await?;
    let counts = queue_queries::counts(&mut tx, tenant.id, &search).await?;
    let mut rows = queue_queries::waiting(&mut tx, tenant.id, &search).await?;
    drop(tx);
    let colleagues = colleagues(&staff).await?;
    let t = &staff.context().t().publishing;
    let here = staff.context().uri.to_string();
    let older_url = cut(&mut rows, PAGE).map(|last| Bookmark(last.since, last.id).url(&here));
    let base = urls::queue(tenant);
    // Each filter keeps the other one.
    let at = |code: &str, mine: bool| with_params(&base, &[("kind", code), ("mine", if mine { "1" } else { "" })]);
    let filter = |label, code: &str, count| QueueFilter {
        label,
        url: at(code, is_mine),
        count,
        is_chosen: kind.unwrap_or("") == code,
    };
    let template = QueuePage {
        page: Page::of_console(&staff, t.queue),
        console_url: crate::staff::urls::console(tenant),
        assign_action: urls::assignment(tenant),
        filters: vec![
            filter(t.queue_all, "", counts.total()),
            filter(t.queue_applications, "application", counts.applications),
            filter(t.queue_changes, "change", counts.changes),
            filter(t.queue_papers, "paper", counts.papers),
            filter(t.queue_credentials, "credential", counts.credentials),
            filter(t.queue_stale, "stale", counts.stale),
        ],
        mine_url: at(kind.unwrap_or(""), !is_mine),
        colleagues,
        is_mine,
        items: rows.iter().filter_map(|row| item(&staff, tenant, row, today)).collect(),
        older_url,
        me: staff.grant().id.to_string(),
        may_assign: staff.may(Capability::Publishing),
        back: here,
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}

fn item(staff: &Staff, tenant: &Tenant, row: &Waiting, today: NaiveDate) -> Option<QueueItem> {
    let (context, messages) = (staff.context(), staff.context().t());
    let t = &messages.publishing;
    let kind = KINDS.into_iter().find(|kind| *kind == row.kind)?;
    let date =
        |day: &str| day.parse::<NaiveDate>().map_or_else(|_| String::new(), |day| text::date(context.locale, day));
    let day = || row.detail.parse::<NaiveDate>().ok().map(|day| text::date(context.locale, day)).unwrap_or_default();
    let (kind_label, url, note) = match kind {
        "application" => {
            let status = AdmissionStatus::parse(&row.detail).map_or("", |status| status.label(messages));
            (t.kind_application, admissions::urls::record(tenant, row.org), status.to_owned())
        }
        "change" => (t.kind_change, urls::change(tenant, row.id.into()), subject_label(&row.detail, t).to_owned()),
        "paper" => (
            t.kind_paper,
            format!("{}#contact", admissions::urls::record(tenant, row.org)),
            match row.detail.split_once(' ') {
                Some(("licence", last)) => t.paper_licence(date(last)),
                Some((_, last)) => t.paper_insurance(date(last)),
                None => String::new(),
            },
        ),
        "credential" => {
            (t.kind_credential, format!("{}#contact", admissions::urls::record(tenant, row.org)), t.paper_until(day()))
        }
        _ => (t.kind_stale, urls::listing(tenant, row.id.into()), t.last_confirmed(day())),
    };
    let days = (today - row.since.with_timezone(&tenant.time_zone).date_naive()).num_days().max(0);
    Some(QueueItem {
        kind,
        kind_label,
        id: row.id.to_string(),
        url,
        title: row.title.clone(),
        org: row.org_name.clone(),
        note,
        // What falls due on a day has no hour.
        since: match kind {
            "application" | "change" => text::moment(context.locale, row.since, staff.now(), tenant.time_zone),
            _ => text::short_date(context.locale, row.since.with_timezone(&tenant.time_zone).date_naive(), today),
        },
        age: if days == 0 { t.age_today.to_owned() } else { t.age(days) },
        is_old: days > OLD,
        is_mine: row.assignee == Some(staff.grant().id.uuid()),
        assignee: row.assignee_name.clone(),
    })
}

/// The form that says who looks after a thing.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AssignForm {
    kind: String,
    item: Option<Uuid>,
    /// The grant of whoever is to look after it; empty for nobody.
    to: String,
    back: String,
}

/// The colleagues who may look after something, by grant and name; oneself is not among them.
async fn colleagues(staff: &Staff) -> AppResult<Vec<(String, String)>> {
    if !staff.may(Capability::Publishing) {
        return Ok(Vec::new());
    }
    // Names lie each in its person's own scope, and only a transaction of this kind enters further scopes.
    let mut tx = staff.write().await?;
    let mut found = Vec::new();
    for (grant, person) in queue_queries::colleagues(&mut tx, staff.tenant()?.id, staff.today()?).await? {
        if grant == staff.grant().id {
            continue;
        }
        tx.enter_person(person).await?;
        let called = accounts::queries::called(&mut tx, person).await?;
        found.extend(called.map(|called| (grant.to_string(), called.name)));
    }
    Ok(found)
}

pub(super) async fn assign(staff: Staff, Form(form): Form<AssignForm>) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let kind = KINDS.into_iter().find(|kind| *kind == form.kind).ok_or(AppError::BadRequest)?;
    let item = form.item.ok_or(AppError::BadRequest)?;
    let me = staff.grant().id;
    let to = match form.to.parse::<GrantId>() {
        Err(_) => None,
        Ok(grant) if grant == me => Some((me, staff.viewer().map_or_else(String::new, |viewer| viewer.name.clone()))),
        Ok(grant) => {
            let named = colleagues(&staff).await?.into_iter().find(|(id, _)| *id == form.to);
            Some((grant, named.ok_or(AppError::NotFound)?.1))
        }
    };
    let mut tx = staff.write().await?;
    let to = to.as_ref().map(|(grant, name)| (*grant, name.as_str()));
    queue_queries::assign(&mut tx, tenant.id, kind, item, to, staff.now()).await?;
    tx.commit().await?;
    let queue = urls::queue(&tenant);
    let back = if form.back.starts_with(&queue) { crate::accounts::urls::local(&form.back) } else { &queue };
    Ok(redirect(back, Some(Flash::Assigned)))
}
