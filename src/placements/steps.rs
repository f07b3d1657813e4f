//! Placements go their way: the company agrees or does not, somebody confirms that the hours are done, or breaks it off.

use axum::response::Response;

use super::forms::StepForm;
use super::model::{Seat, Status, Step};
use super::news::{Parties, What, others};
use super::queries::{self, Move};
use super::show::{Typed, show};
use super::side::{Door, PlacementPath};
use super::{urls, words};
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
    let mut tx = side.write(urls::MY_STEPS).await?;
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
    let mentor = if step == Step::Accept { form.mentor(t, &mut errors) } else { None };
    let reason = match step {
        Step::Decline | Step::End => form.reason(t, &mut errors),
        Step::Accept | Step::Complete => None,
    };
    // A dispute that came in between takes hours away.
    if step == Step::Complete && signed < one.agreed_minutes {
        errors.add("complete", t.placements.error_hours_missing(words::hours(one.agreed_minutes - signed)));
    }
    if !errors.is_empty() {
        drop(tx);
        return show(&side, Typed { step: form, errors, ..Typed::default() }).await;
    }
    let reason = reason.unwrap_or_default();
    let way = Move {
        from: one.status,
        to,
        mentor_name: mentor.as_deref(),
        reason: &reason,
        completed: (to == Status::Completed).then(|| (side.today(), &*side.me().name, signed)),
        now,
    };
    if !queries::take(&mut tx, one.tenant, (one.id, one.revision), &way).await? {
        return Err(AppError::Conflict);
    }
    let org_name = one.org_name.clone();
    let what = match step {
        Step::Accept => What::Accepted { org_name, mentor: mentor.unwrap_or_default() },
        Step::Decline => What::Declined { org_name, reason },
        Step::End => What::Ended { org_name, reason },
        Step::Complete => What::Completed { hours: words::hours(signed) },
    };
    Parties::of(&one).tell(&mut tx, &others(seat), &what, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(flash(step, seat))))
}

fn flash(step: Step, seat: Seat) -> Flash {
    match (step, seat) {
        (Step::Accept, _) => Flash::PlacementAccepted,
        (Step::Decline, _) => Flash::PlacementDeclined,
        (Step::Complete, _) => Flash::PlacementCompleted,
        (Step::End, _) => Flash::PlacementEnded,
    }
}
