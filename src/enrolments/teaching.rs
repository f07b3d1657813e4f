//! Whoever teaches with an account of the organization's finds the meetings that they teach, and nothing else of a run.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;

use super::desk_pages::{TaughtLine, TeachingPage};
use super::queries::{self, Taught};
use super::urls::Desk;
use super::{code, words};
use crate::access::OrgMember;
use crate::error::AppResult;
use crate::web::{self, Page, flashed};

/// How long a meeting is found, and its list kept, after it began: until then that is complete.
pub(super) const BACK: TimeDelta = TimeDelta::days(31);
/// As many as a page shows.
const MOST: i64 = 300;

pub(super) async fn list(member: OrgMember) -> AppResult<Response> {
    let (org, context, now) = (member.org(), member.context(), member.now());
    let mut tx = member.read_org().await?;
    let taught = queries::taught(&mut tx, org, member.me().id, now - BACK, MOST).await?;
    drop(tx);
    let platform = member.state().platform();
    let line = |one: &Taught| {
        let tenant = platform.by_id(one.tenant)?;
        let (meeting, desk) = (&one.meeting, Desk::of_trainer(org, &tenant, one.meeting.run));
        let note = [&one.title, &meeting.topic, &tenant.name].map(String::as_str);
        Some(TaughtLine {
            url: desk.session(meeting.id),
            time: words::time(context, meeting, now, tenant.time_zone),
            note: note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            is_cancelled: meeting.is_cancelled,
            is_make_up: meeting.makes_up.is_some(),
            code_url: code::is_on(meeting, now).then(|| desk.code(meeting.id)),
        })
    };
    let (past, coming): (Vec<_>, Vec<_>) = taught.iter().partition(|one| one.meeting.ends_at <= now);
    let template = TeachingPage {
        page: Page::of_workspace(&member, context.t().enrolments.teaching, web::Desk::Teaching),
        coming: coming.into_iter().filter_map(line).collect(),
        past: past.into_iter().rev().filter_map(line).collect(),
    };
    flashed(member.flash(), StatusCode::OK, &template)
}
