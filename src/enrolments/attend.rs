//! A learner says that they are in the room: with the code from its screen, signed in, by one tap; or beforehand that they
//! will not be ([`away`]).

use axum::response::Response;
use serde::Deserialize;

use super::forms::AttendForm;
use super::model::{Attendance, Enrolment, How, Run, Session, Status};
use super::pages::{AttendPage, Attending};
use super::{away, code, queries, urls, words};
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
    let unsaid = reason.filter(|reason| away.is_none() && !reason.is_empty());
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
    let heading = if away.is_some() { t.enrolments.sign_in_or_away } else { t.enrolments.sign_in };
    let page = Page::new(member.state(), context, Some(member.me()), member.flash(), heading).at(Nav::Home).unlisted();
    let template = AttendPage {
        page,
        title: run.title,
        time: words::time(context, &session, now, tz),
        room: session.room.clone(),
        state,
        away,
        unsaid,
        action: urls::attendance(tenant, session.id),
        mine_url: urls::MINE,
        errors,
    };
    form_page(member.flash(), &template.errors, &template)
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
    let is_fresh = code::is_fresh(member.state().secrets(), &session, typed, now);
    let is_enrolled = own.is_some();
    let Some(own) = own.filter(|_| is_fresh && code::is_on(&session, now) && run.is_kept()) else {
        drop(tx);
        let t = &member.context().t().enrolments;
        let error = match () {
            () if !is_enrolled => t.not_enrolled,
            () if !is_fresh => t.error_code,
            () => t.error_not_now,
        };
        return show_meeting(member, id, None, None, Errors::of("code", error)).await;
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
