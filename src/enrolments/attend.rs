//! A learner says that they are in the room: with the code from its screen, signed in, by one tap.

use axum::response::Response;
use serde::Deserialize;

use super::code;
use super::forms::CodeForm;
use super::model::{Attendance, Enrolment, How, Run, Session, Status};
use super::pages::{AttendPage, Attending};
use super::{queries, urls, words};
use crate::access::Member;
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
async fn gather(
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

pub(super) async fn show(
    member: Member,
    Path(path): Path<MeetingPath>,
    Query(query): Query<CodeForm>,
) -> AppResult<Response> {
    let is_typed = !query.code.is_empty();
    show_meeting(&member, path.session, is_typed.then_some(query.code), Errors::default()).await
}

async fn show_meeting(
    member: &Member,
    id: CourseSessionId,
    brought: Option<String>,
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
    drop(tx);
    let mark = marks.iter().find(|mark| own.as_ref().is_some_and(|own| own.id == mark.enrolment));
    let is_fresh = |typed: &String| code::is_fresh(member.state().secrets(), &session, typed, now);
    let mut errors = errors;
    let state = match (&own, mark) {
        (None, _) => Attending::NotEnrolled,
        (Some(_), Some(mark)) => {
            Attending::Done { mark: mark.mark.label(t), at: text::moment(context.locale, mark.at, now, tz) }
        }
        _ if !code::is_on(&session, now) => Attending::NotNow,
        _ => match brought {
            Some(code) if is_fresh(&code) => Attending::Ready { code },
            Some(_) => {
                errors.add("code", t.enrolments.error_code);
                Attending::Type
            }
            None => Attending::Type,
        },
    };
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), t.enrolments.sign_in)
        .at(Nav::Home)
        .unlisted();
    let template = AttendPage {
        page,
        title: run.title,
        time: words::time(context, &session, now, tz),
        room: session.room.clone(),
        state,
        action: urls::attendance(tenant, session.id),
        mine_url: urls::MINE,
        errors,
    };
    form_page(member.flash(), &template.errors, &template)
}

/// Writes down that they came. Twice is once, and what a list says already stays.
pub(super) async fn come(
    member: Member,
    Path(path): Path<MeetingPath>,
    Form(form): Form<CodeForm>,
) -> AppResult<Response> {
    let (tenant, now) = (member.tenant()?.clone(), member.now());
    let mut tx = member.write_home(tenant.id, urls::ATTENDANCE).await?;
    let (run, ..) = gather(&member, &mut tx, &tenant, path.session).await?;
    queries::hold_marks(&mut tx, tenant.id, run.id).await?;
    let (run, session, own) = gather(&member, &mut tx, &tenant, path.session).await?;
    let is_fresh = code::is_fresh(member.state().secrets(), &session, &form.code, now);
    let is_enrolled = own.is_some();
    let Some(own) = own.filter(|_| is_fresh && code::is_on(&session, now) && run.is_kept()) else {
        drop(tx);
        let t = &member.context().t().enrolments;
        let error = match () {
            () if !is_enrolled => t.not_enrolled,
            () if !is_fresh => t.error_code,
            () => t.error_not_now,
        };
        return show_meeting(&member, path.session, None, Errors::of("code", error)).await;
    };
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
