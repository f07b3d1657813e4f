//! A learner says that they are in the room: with the code from its screen, signed in, by one tap; or beforehand that they
//! will not be ([`away`]).

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use super::forms::AttendForm;
use super::model::{Attendance, Enrolment, How, Run, Session, Status};
use super::pages::{AttendPage, Attending};
use super::{away, code, queries, urls, words};
use crate::access::Member;
use crate::accounts::Limited;
use crate::db::{CourseSessionId, Tx};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path, Query};
use crate::web::form::Errors;
use crate::web::{Flash, Nav, Page, form_page, redirect, text};

/// The path of a meeting.
#[derive(Deserialize)]
pub(super) struct MeetingPath {
    session: CourseSessionId,
}

/// A meeting that takes place, or would have, in a run that people see; with the enrolment of whoever asks.
pub(super) async fn gather(
    member: &Member,
    tx: &mut impl Tx,
    tenant: &Tenant,
    id: CourseSessionId,
) -> AppResult<(Run, Session, Option<Enrolment>)> {
    let session = queries::session(tx, tenant.id, id).await?.ok_or(AppError::NotFound)?;
    let run = queries::run(tx, tenant.id, session.run).await?.filter(Run::is_shown).ok_or(AppError::NotFound)?;
    let mine = queries::of_person(tx, tenant.id, member.me().id).await?;
    let own = mine.into_iter().find(|one| one.run == run.id && one.status == Status::Enrolled);
    Ok((run, session, own))
}

/// What a typed code is worth.
enum Verdict {
    Right,
    Wrong,
    /// Too many were wrong; the next is looked at after so long.
    TooOften(Duration),
}

/// Judges a code. Guessing gets nobody far: so many wrong ones of a learner at a meeting, then none is looked at for a while.
fn judge(member: &Member, session: &Session, typed: &str) -> AppResult<Verdict> {
    let state = member.state();
    let is_right = code::is_fresh(state.secrets(), session, typed, member.now());
    let question = session.id.uuid();
    match state.throttle().check_answer(Limited::Attendance, member.me().id, question.as_bytes(), is_right) {
        Ok(()) => Ok(if is_right { Verdict::Right } else { Verdict::Wrong }),
        Err(AppError::TooMany { retry }) => Ok(Verdict::TooOften(retry)),
        Err(error) => Err(error),
    }
}

/// The page, as an answer to whoever has to wait.
fn later(mut page: Response, wait: Duration) -> Response {
    *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    page
}

pub(super) async fn show(
    member: Member,
    Path(path): Path<MeetingPath>,
    Query(query): Query<AttendForm>,
) -> AppResult<Response> {
    let is_typed = !query.code.is_empty();
    show_meeting(&member, path.session, is_typed.then_some(query.code), None, Errors::default()).await
}

/// The page; with the code that the address brought, the reason that was typed, and what is wrong.
pub(super) async fn show_meeting(
    member: &Member,
    id: CourseSessionId,
    brought: Option<String>,
    reason: Option<String>,
    errors: Errors,
) -> AppResult<Response> {
    let (tenant, context, now) = (member.tenant()?, member.context(), member.now());
    let (t, tz) = (context.t(), tenant.time_zone);
    let mut tx = member.read().await?;
    let (run, session, own) = gather(member, &mut tx, tenant, id).await?;
    let marks = match &own {
        Some(_) => queries::marks_of_session(&mut tx, tenant.id, session.id).await?,
        None => Vec::new(),
    };
    let mark = marks.iter().find(|mark| own.as_ref().is_some_and(|own| own.id == mark.enrolment));
    let away = match &own {
        Some(own) if run.is_kept() => {
            away::offer(&mut tx, tenant, (&session, own, mark), reason.clone(), (now, t)).await?
        }
        _ => None,
    };
    drop(tx);
    let unsaved = reason.filter(|reason| away.is_none() && !reason.is_empty());
    let (mut errors, mut wait) = (errors, None);
    let state = match (&own, mark) {
        (None, _) => Attending::NotEnrolled,
        (Some(_), Some(mark)) => {
            Attending::Done { mark: mark.mark.label(t), at: text::moment(context.locale, mark.at, now, tz) }
        }
        _ if !code::is_on(&session, now) => Attending::NotNow,
        _ => match brought {
            None => Attending::Type,
            Some(code) => match judge(member, &session, &code)? {
                Verdict::Right => Attending::Ready { code },
                Verdict::Wrong => {
                    errors.add("code", t.enrolments.error_code);
                    Attending::Type
                }
                Verdict::TooOften(retry) => {
                    errors.add("code", t.enrolments.error_code_often);
                    wait = Some(retry);
                    Attending::Type
                }
            },
        },
    };
    let heading = if away.is_some() { t.enrolments.sign_in_or_away } else { t.enrolments.sign_in };
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), heading).at(Nav::Home).unlisted();
    let template = AttendPage {
        page,
        title: run.title,
        time: words::time(context, &session, now, tz),
        room: session.room.clone(),
        state,
        away,
        unsaved,
        action: urls::attendance(tenant, session.id),
        mine_url: urls::MINE,
        errors,
    };
    let page = form_page(member.flash(), &template.errors, &template)?;
    Ok(match wait {
        Some(wait) => later(page, wait),
        None => page,
    })
}

/// What a learner says of a meeting.
pub(super) async fn say(
    member: Member,
    Path(path): Path<MeetingPath>,
    Form(form): Form<AttendForm>,
) -> AppResult<Response> {
    if form.away.is_empty() {
        come(&member, path.session, &form.code).await
    } else {
        away::say(&member, path.session, form).await
    }
}

/// Writes down that they came. Twice is once, and what a list says already stays.
async fn come(member: &Member, id: CourseSessionId, typed: &str) -> AppResult<Response> {
    let (tenant, now) = (member.tenant()?.clone(), member.now());
    let mut tx = member.write_home(tenant.id, urls::ATTENDANCE).await?;
    let (run, ..) = gather(member, &mut tx, &tenant, id).await?;
    queries::hold_marks(&mut tx, tenant.id, run.id).await?;
    let (run, session, own) = gather(member, &mut tx, &tenant, id).await?;
    let t = &member.context().t().enrolments;
    let is_enrolled = own.is_some();
    let Some(own) = own.filter(|_| code::is_on(&session, now) && run.is_kept()) else {
        drop(tx);
        let error = if is_enrolled { t.error_not_now } else { t.not_enrolled };
        return show_meeting(member, id, None, None, Errors::of("code", error)).await;
    };
    match judge(member, &session, typed)? {
        Verdict::Right => {}
        Verdict::Wrong => {
            drop(tx);
            return show_meeting(member, id, None, None, Errors::of("code", t.error_code)).await;
        }
        Verdict::TooOften(wait) => {
            drop(tx);
            let page = show_meeting(member, id, None, None, Errors::of("code", t.error_code_often)).await?;
            return Ok(later(page, wait));
        }
    }
    let mark = Attendance {
        session: session.id,
        enrolment: own.id,
        mark: code::mark(&session, now),
        how: How::Code,
        reason: String::new(),
        at: now,
    };
    let is_new = queries::put_mark(&mut tx, tenant.id, run.org, &mark, "").await?;
    if is_new {
        tx.commit().await?;
    }
    let flash = if is_new { Flash::Attended } else { Flash::AlreadyDone };
    Ok(redirect(&urls::attendance(&tenant, session.id), Some(flash)))
}
