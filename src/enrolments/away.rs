//! A learner says beforehand that they will not be at a meeting, and why, and takes it back until it begins. It is no mark:
//! whoever keeps the list finds it there.

use axum::response::Response;
use chrono::{DateTime, Utc};

use super::attend::{self, gather};
use super::forms::AttendForm;
use super::model::{Attendance, Enrolment, Excuse, Session, Status};
use super::pages::{Away, SessionLine};
use super::{queries, tasks, urls};
use crate::access::Member;
use crate::db::{CourseSessionId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;
use crate::web::form::Errors;
use crate::web::{Flash, Messages, redirect};

/// Whether it can be said of a meeting.
pub(super) fn is_ahead(session: &Session, now: DateTime<Utc>) -> bool {
    !session.is_cancelled && now < session.starts_at
}

/// What a meeting's page offers a learner; none once it has begun, there is a mark, or it makes up for what they did not miss.
/// `typed`: the reason that could not be saved.
pub(super) async fn offer(
    tx: &mut impl Tx,
    tenant: &Tenant,
    (session, own, mark): (&Session, &Enrolment, Option<&Attendance>),
    typed: Option<String>,
    (now, t): (DateTime<Utc>, &Messages),
) -> AppResult<Option<Away>> {
    let is_open = mark.is_none() && is_ahead(session, now);
    if !is_open || !tasks::is_expected(tx, tenant.id, session.makes_up, own, now).await? {
        return Ok(None);
    }
    let said = queries::excuses_of(tx, tenant.id, own.id).await?;
    let said = said.into_iter().find(|said| said.session == session.id);
    let is_said = said.is_some();
    let (kept, noted) = said.map_or_else(Default::default, |said| (said.reason, said.noted));
    let noted = noted.map(|(word, by)| t.enrolments.away_noted(by, word.label(t)));
    Ok(Some(Away { reason: typed.unwrap_or(kept), is_said, noted }))
}

/// Adds to a learner's list of meetings what was said of them, until there is a mark.
pub(super) async fn tell(
    lines: &mut [SessionLine],
    tx: &mut impl Tx,
    tenant: TenantId,
    (sessions, one): (&[Session], &Enrolment),
) -> AppResult<()> {
    let excuses = queries::excuses_of(tx, tenant, one.id).await?;
    for (line, session) in lines.iter_mut().zip(sessions) {
        let said = excuses.iter().find(|said| said.session == session.id);
        if let Some(said) = said.filter(|_| line.mark.is_none() && !session.is_cancelled) {
            line.is_away = true;
            line.reason.clone_from(&said.reason);
        }
    }
    Ok(())
}

/// The same for their own eyes, with where they say it.
pub(super) async fn add(
    lines: &mut [SessionLine],
    tx: &mut impl Tx,
    tenant: &Tenant,
    (sessions, own): (&[Session], &Enrolment),
    now: DateTime<Utc>,
) -> AppResult<()> {
    if own.status != Status::Enrolled {
        return Ok(());
    }
    tell(lines, tx, tenant.id, (sessions, own)).await?;
    for (line, session) in lines.iter_mut().zip(sessions) {
        let is_open = line.mark.is_none() && is_ahead(session, now);
        if is_open && tasks::is_expected(tx, tenant.id, session.makes_up, own, now).await? {
            line.away_url = Some(urls::attendance(tenant, session.id));
        }
    }
    Ok(())
}

/// Writes down what a learner says, or takes it back.
pub(super) async fn say(member: &Member, id: CourseSessionId, form: AttendForm) -> AppResult<Response> {
    let (tenant, now, t) = (member.tenant()?.clone(), member.now(), member.context().t());
    let mut tx = member.write_home(tenant.id, urls::ATTENDANCE).await?;
    let (run, ..) = gather(member, &mut tx, &tenant, id).await?;
    queries::hold_marks(&mut tx, tenant.id, run.id).await?;
    let (run, session, own) = gather(member, &mut tx, &tenant, id).await?;
    let is_open = run.is_kept() && is_ahead(&session, now);
    let is_expected = match &own {
        Some(own) => tasks::is_expected(&mut tx, tenant.id, session.makes_up, own, now).await?,
        None => false,
    };
    let is_enrolled = own.is_some();
    let Some(own) = own.filter(|_| is_open && is_expected) else {
        drop(tx);
        let error = match () {
            () if !is_enrolled => t.enrolments.not_enrolled,
            () if !is_open => t.enrolments.error_away_late,
            () => t.enrolments.error_away_others,
        };
        return attend::show_meeting(member, id, None, Some(form.reason), Errors::of("meeting", error)).await;
    };
    let url = urls::attendance(&tenant, id);
    let marks = queries::marks_of_session(&mut tx, tenant.id, id).await?;
    if marks.iter().any(|mark| mark.enrolment == own.id) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let flash = match form.away.as_str() {
        "yes" => {
            let mut errors = Errors::default();
            let Some(reason) = form.excuse(t, &mut errors) else {
                drop(tx);
                return attend::show_meeting(member, id, None, Some(form.reason), errors).await;
            };
            let excuse = Excuse { session: id, enrolment: own.id, reason, at: now, noted: None };
            let is_new = queries::put_excuse(&mut tx, tenant.id, run.org, (&session, &excuse)).await?;
            if is_new { Flash::AwaySaid } else { Flash::AlreadyDone }
        }
        "no" => {
            let is_back = queries::take_back(&mut tx, tenant.id, (id, own.id), now).await?;
            if is_back { Flash::AwayTakenBack } else { Flash::AlreadyDone }
        }
        _ => return Err(AppError::BadRequest),
    };
    tx.commit().await?;
    Ok(redirect(&url, Some(flash)))
}
