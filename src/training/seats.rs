//! Once a run is open, the community may still say how many learn in it, with how many it begins, and until when one may ask
//! for a seat.

use axum::response::Response;

use super::board::{self, Draft};
use super::forms::SeatsForm;
use super::queries::runs::Run;
use super::queries::seats::{self, Seats};
use super::queries::sessions;
use super::run::RunPath;
use super::side::Side;
use crate::access::Staff;
use crate::db::WriteTx;
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::inbox::TrainingChange;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Context, Flash, redirect, text};

pub(super) async fn save(staff: Staff, Path(path): Path<RunPath>, Form(form): Form<SeatsForm>) -> AppResult<Response> {
    let (side, context) = (Side::Community(&staff), staff.context());
    let run = side.run(path.run).await?;
    let url = side.url(&run)?;
    let mut tx = side.write(&run).await?;
    // Whoever plans it at this moment, or takes a seat, comes before or after.
    sessions::lock_run(&mut tx, run.tenant, run.id).await?;
    let run = side.find(&mut tx, path.run).await?;
    let (t, known, typed) = (context.t(), run.terms.seats(), form.typed());
    if typed == (Some(known.count), Some(known.min_learners), Some(known.until)) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if !run.status.has_open_seats() {
        drop(tx);
        let theirs = vec![(t.training.status, run.status.label(t).to_owned())];
        let unsaved = Some(form.text(t)).filter(|text| !text.is_empty());
        return board::show(&side, &run, Draft { theirs, unsaved, ..Draft::default() }).await;
    }
    // Before it is looked at: what stood on an older page, and was left as it was, may be wrong by now.
    if form.revision != run.revision {
        drop(tx);
        let theirs = differing(known, &form, context);
        let form = SeatsForm { revision: run.revision, ..form };
        return board::show(&side, &run, Draft { seats: Some(form), theirs, ..Draft::default() }).await;
    }
    let mut errors = Errors::default();
    let count = form.count(t, &mut errors);
    if let Some(count) = count.filter(|count| *count != known.count)
        && let Some(problem) = problem(&side, &mut tx, &run, count).await?
    {
        errors.add("seats", problem);
    }
    let min_learners = form.min_learners(count, t, &mut errors);
    let until = form.until((known.until, run.ends_on), staff.today()?, context.locale, &mut errors);
    let seats = count.zip(min_learners).zip(until);
    let seats = seats.map(|((count, min_learners), until)| Seats { count, min_learners, until });
    let Some(seats) = seats.filter(|_| errors.is_empty()) else {
        drop(tx);
        return board::show(&side, &run, Draft { seats: Some(form), ..Draft::wrong(errors) }).await;
    };
    if !seats::set(&mut tx, run.tenant, (run.id, run.revision), seats).await? {
        return Err(AppError::Conflict);
    }
    let least = Some(seats.min_learners).filter(|least| *least != known.min_learners);
    let change = TrainingChange::Seats { count: seats.count, until: seats.until, min_learners: least };
    side.tell_other(&mut tx, &run, change, "").await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// Why so many cannot learn; none: the line has moved up by now.
async fn problem(side: &Side<'_>, tx: &mut WriteTx, run: &Run, count: i32) -> AppResult<Option<String>> {
    let t = &side.t().training;
    let planned = sessions::of_run(tx, run.tenant, run.id).await?;
    let ahead = planned.iter().filter(|one| !one.is_cancelled && one.starts_at > side.now());
    let smallest = ahead.map(|one| one.room_seats).min();
    // A room that is too small already keeps nobody from giving fewer.
    if let Some(room) = smallest.filter(|room| count > run.terms.seats && *room < count) {
        return Ok(Some(t.error_seats_room(room)));
    }
    let seats = usize::try_from(count).unwrap_or(0);
    let resized = enrolments::resize(tx, run.tenant, run.id, seats, side.now()).await?;
    Ok(resized.err().map(|taken| t.error_seats_taken(taken)))
}

/// What somebody else saved that differs from what was typed.
fn differing(known: Seats, form: &SeatsForm, context: &Context) -> Vec<(&'static str, String)> {
    let t = context.t();
    let (count, min_learners, until) = form.typed();
    let mut found = Vec::new();
    if count != Some(known.count) {
        found.push((t.training.seats, t.training.seats_count(known.count)));
    }
    if min_learners != Some(known.min_learners) {
        found.push((t.training.min_learners, t.training.seats_count(known.min_learners)));
    }
    if until != Some(known.until) {
        found.push((t.training.enrol_until, text::date(context.locale, known.until)));
    }
    found
}
