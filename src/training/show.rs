//! One run, for everybody: what it teaches, when and where, and what is asked of whoever learns. Once it was open it is shown
//! whatever became of it.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::model::{Module, RunStatus, lesson_hours};
use super::public_pages::{SessionView, ShowPage};
use super::queries::public;
use super::queries::runs::{self, Run};
use super::queries::sessions;
use super::{urls, words};
use crate::access::Visitor;
use crate::db::RunId;
use crate::directory;
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::ui::JsonLd;
use crate::web::extract::Path;
use crate::web::public::page;
use crate::web::{Nav, Page};

/// The path of a run.
#[derive(Deserialize)]
pub(super) struct RunPath {
    pub run: RunId,
}

pub(super) async fn show(visitor: Visitor, headers: HeaderMap, Path(path): Path<RunPath>) -> AppResult<Response> {
    page(&visitor, &headers, || make(&visitor, path.run)).await
}

async fn make(visitor: &Visitor, id: RunId) -> AppResult<ShowPage> {
    let (tenant, context, now) = (visitor.tenant()?, visitor.context(), visitor.now());
    let (t, locale, zone) = (context.t(), context.locale, tenant.time_zone);
    let mut tx = visitor.read().await?;
    let run = runs::one(&mut tx, tenant.id, id).await?.filter(|run| run.opened_at.is_some());
    let run = run.ok_or(AppError::NotFound)?;
    let modules = runs::modules(&mut tx, tenant.id, id).await?;
    let sessions = sessions::of_run(&mut tx, tenant.id, id).await?;
    let enrolment = match run.status {
        RunStatus::Open => {
            let viewer = visitor.viewer().map(|viewer| viewer.id);
            Some(enrolments::on_run(&mut tx, tenant, (id, viewer), context, now).await?)
        }
        _ => None,
    };
    let has_page = public::has_vendor_page(&mut tx, tenant.id, run.org).await?;
    drop(tx);
    let today = now.with_timezone(&zone).date_naive();
    let has_begun = sessions.iter().any(|session| !session.is_cancelled && session.starts_at <= now);
    let is_over = sessions.iter().all(|session| session.is_cancelled || session.ends_at <= now);
    // That a community lets a run take place is no news to residents: whether they can still come is.
    let status = match &enrolment {
        Some(seats) if seats.is_open() => t.training.enrolling,
        Some(_) if !has_begun => t.training.enrol_over,
        Some(_) if is_over => t.training.over,
        Some(_) => t.training.under_way,
        None => run.status.label(t),
    };
    let when = |session: &sessions::Session| words::span(locale, (session.starts_at, session.ends_at), now, zone);
    let missed = |session: &sessions::Session| sessions.iter().find(|one| Some(one.id) == session.makes_up);
    let view = |session: &sessions::Session| SessionView {
        when: when(session),
        iso: session.starts_at.to_rfc3339(),
        place: session.place(),
        teacher: session.teacher_name.clone(),
        topic: session.topic.clone(),
        makes_up: missed(session).map(|missed| t.training.makes_up_for(when(missed))),
        is_cancelled: session.is_cancelled,
        is_over: session.ends_at <= now,
    };
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), &run.values.title).at(Nav::Home);
    let first_line = run.values.summary.lines().map(str::trim).find(|line| !line.is_empty());
    let mut page = page.described(first_line.unwrap_or_default());
    let trainer_url = has_page.then(|| directory::urls::vendor(tenant, run.org));
    page.json_ld = Some(course(&page, tenant, &run, &modules, &sessions));
    Ok(ShowPage {
        page,
        calendar_url: urls::calendar(tenant),
        title: run.values.title.clone(),
        summary: run.values.summary.clone(),
        status,
        is_open: run.status == RunStatus::Open,
        is_cancelled: run.status == RunStatus::Cancelled,
        reason: if run.status == RunStatus::Cancelled { run.reason.clone() } else { String::new() },
        trainer: run.org_name.clone(),
        trainer_url,
        facts: words::facts(&run, today, locale),
        hours: t.training.lesson_hours(lesson_hours(&modules)),
        syllabus: words::syllabus(&modules, t),
        sessions: sessions.iter().map(view).collect(),
        enrolment,
        subscription_url: urls::run_subscription(tenant, id),
    })
}

/// A run as schema.org's `Course` with one `CourseInstance`.
fn course(page: &Page, tenant: &Tenant, run: &Run, modules: &[Module], sessions: &[sessions::Session]) -> JsonLd {
    let held: Vec<_> = sessions.iter().filter(|session| !session.is_cancelled).collect();
    let minutes: i64 = held.iter().filter(|session| session.makes_up.is_none()).map(|session| session.minutes()).sum();
    let status = if run.status == RunStatus::Cancelled { "EventCancelled" } else { "EventScheduled" };
    let mut instance = json!({
        "@type": "CourseInstance",
        "courseMode": "onsite",
        "courseWorkload": format!("PT{minutes}M"),
        "eventStatus": format!("https://schema.org/{status}"),
        "maximumAttendeeCapacity": run.terms.seats,
        "location": { "@type": "Place", "name": held.first().map_or(&tenant.name, |session| &session.room_name), "address": tenant.name },
    });
    for (key, day) in [("startDate", run.starts_on), ("endDate", run.ends_on)] {
        if let Some(day) = day {
            instance[key] = json!(day.to_string());
        }
    }
    let fee = run.values.fee.fen();
    JsonLd::new(&json!({
        "@context": "https://schema.org",
        "@type": "Course",
        "name": run.values.title,
        "description": if run.values.summary.is_empty() { &run.values.title } else { &run.values.summary },
        "url": page.url(&urls::run(tenant, run.id)),
        "inLanguage": "zh-Hans",
        "provider": { "@type": "Organization", "name": run.org_name },
        "syllabusSections": modules.iter().map(|module| json!({ "@type": "Syllabus", "name": module.title })).collect::<Vec<_>>(),
        "offers": {
            "@type": "Offer",
            "category": if fee == 0 { "Free" } else { "Paid" },
            "price": format!("{}.{:02}", fee / 100, fee % 100),
            "priceCurrency": "CNY",
        },
        "hasCourseInstance": [instance],
    }))
}
