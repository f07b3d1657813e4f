//! Placements go their way: the company agrees or does not, somebody confirms that the hours are done, or breaks it off.

use axum::response::Response;
use chrono::{DateTime, Utc};

use super::forms::StepForm;
use super::hours::signed;
use super::model::{Status, Step};
use super::news::{Parties, Reader, What, others};
use super::queries::{self, Move};
use super::show::{Typed, show};
use super::side::{Door, PlacementPath};
use super::{urls, words};
use crate::db::{EnrolmentId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

pub(super) async fn step<D: Door>(
    door: D,
    Path(path): Path<PlacementPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    let side = door.side(&path).await?;
    let (t, now, seat) = (side.t(), side.now(), side.seat());
    let chosen = side.chosen(form.mentor_person).await?;
    let mut tx = side.write(urls::MY_STEPS).await?;
    let chosen = side.hold_chosen(&mut tx, chosen).await?;
    let (one, book) = side.hold(&mut tx).await?;
    let step = Step::parse(&form.step).ok_or(AppError::BadRequest)?;
    let url = side.links().page().to_owned();
    if side.is_own(&mut tx, &one).await? {
        return Ok(redirect(&url, Some(Flash::OwnPlacement)));
    }
    let Some(to) = one.status.after(step, seat).filter(|_| one.revision == form.revision) else {
        drop(tx);
        // Sent twice.
        let is_done = Status::ALL.iter().any(|status| status.after(step, seat) == Some(one.status));
        if is_done && one.revision == form.revision + 1 {
            return Ok(redirect(&url, Some(Flash::AlreadyDone)));
        }
        return show(&side, Typed { step: form, is_conflict: true, ..Typed::default() }).await;
    };
    let mut errors = Errors::default();
    let signed = book.signed();
    let mentor = if step == Step::Accept { form.mentor(chosen, t, &mut errors) } else { None };
    let reason = match step {
        Step::Decline | Step::End => form.reason(t, &mut errors),
        Step::Accept | Step::Complete => None,
    };
    // A dispute that came in between takes hours away.
    if step == Step::Complete && signed < one.agreed_minutes {
        errors.add("complete", t.placements.error_hours_missing(words::hours(one.agreed_minutes - signed)));
    }
    if step == Step::Accept && !side.is_admitted(&mut tx).await? {
        errors.add("mentor", t.placements.error_not_admitted);
    }
    if !errors.is_empty() {
        drop(tx);
        return show(&side, Typed { step: form, errors, ..Typed::default() }).await;
    }
    let (reason, name) = (reason.unwrap_or_default(), one.name_after(to));
    let way = Move {
        from: one.status,
        to,
        mentor: mentor.as_ref(),
        learner_name: name.as_deref(),
        reason: &reason,
        completed: (to == Status::Completed).then(|| (side.today(), &*side.me().name)),
        done_minutes: if to.is_alive() { 0 } else { signed },
        now,
    };
    if !queries::take(&mut tx, one.tenant, (one.id, one.revision), &way).await? {
        return Err(AppError::Conflict);
    }
    let org_name = one.org_name.clone();
    let what = match step {
        Step::Accept => {
            What::Accepted { org_name, mentor: mentor.as_ref().map(|one| one.name.clone()).unwrap_or_default() }
        }
        Step::Decline => What::Declined { org_name, reason },
        Step::End => What::Ended { org_name, reason },
        Step::Complete => What::Completed { hours: words::hours(signed) },
    };
    Parties::of(&one).tell(&mut tx, &others(seat), &what, now).await?;
    if let Some(person) = mentor.as_ref().and_then(|mentor| mentor.person).filter(|person| *person != side.me().id) {
        Parties::of(&one).tell_person(&mut tx, person, What::Mentoring, now).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(flash(step))))
}

fn flash(step: Step) -> Flash {
    match step {
        Step::Accept => Flash::PlacementAccepted,
        Step::Decline => Flash::PlacementDeclined,
        Step::Complete => Flash::PlacementCompleted,
        Step::End => Flash::PlacementEnded,
    }
}

/// Somebody has left the run: their practice for it is over, whatever both have signed counts.
pub async fn end_with_enrolment(
    tx: &mut WriteTx,
    tenant: TenantId,
    enrolment: EnrolmentId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    for found in queries::of_enrolment(tx, tenant, enrolment).await? {
        queries::lock(tx, tenant, found.id).await?;
        let one = queries::placement(tx, tenant, None, found.id).await?.filter(|one| one.status.is_alive());
        let Some(one) = one else { continue };
        let entries = queries::entries(tx, tenant, one.id).await?;
        let name = one.name_after(Status::Ended);
        let way = Move {
            from: one.status,
            to: Status::Ended,
            mentor: None,
            learner_name: name.as_deref(),
            reason: "",
            completed: None,
            done_minutes: signed(&entries),
            now,
        };
        if !queries::take(tx, tenant, (one.id, one.revision), &way).await? {
            return Err(AppError::Conflict);
        }
        let what = What::Left { org_name: one.org_name.clone() };
        Parties::of(&one).tell(tx, &[Reader::Learner, Reader::Company, Reader::Community], &what, now).await?;
    }
    Ok(())
}
