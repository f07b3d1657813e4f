//! One learner, at the community's desk or the trainer's: whether they are taken, their points, how it ends.

use axum::response::Response;

use super::desk_pages::{LearnerPage, Offers};
use super::forms::{ClosingForm, Decision, DecisionForm, LeaveForm, ReopenForm, ScoreForm, WordForm};
use super::gates::{Gates, Outcome};
use super::keeper::{Keeper, LearnerPath, find, is_own};
use super::model::{Answer, Attendance, Enrolment, Run, Session, Status, Word};
use super::queries;
use super::seats::{Held, learning};
use super::{away, learner_lines, progress, words};
use crate::access::Staff;
use crate::certificates;
use crate::db::{Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, LearningChange, announce};
use crate::placements;
use crate::residents;
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Messages, flashed, form_status, redirect, text};

/// A learner with what their gates follow from.
struct Learner {
    run: Run,
    sessions: Vec<Session>,
    one: Enrolment,
    gates: Option<Gates>,
}

/// What was typed and could not be saved, and what somebody else saved meanwhile.
#[derive(Default)]
struct Draft {
    score: Option<ScoreForm>,
    reason: String,
    word: String,
    theirs: Vec<(&'static str, String)>,
    /// Whether somebody else answered first.
    is_overtaken: bool,
    errors: Errors,
}

async fn gather<K: Keeper>(
    keeper: &K,
    tx: &mut impl Tx,
    tenant: &Tenant,
    path: &LearnerPath,
) -> AppResult<(Learner, Vec<Attendance>)> {
    let run = find(keeper, tx, tenant, path.run().run).await?;
    let one = queries::enrolment(tx, tenant.id, run.id, path.enrolment).await?.ok_or(AppError::NotFound)?;
    let sessions = queries::sessions(tx, tenant.id, run.id).await?;
    let marks = queries::marks_of_run(tx, tenant.id, run.id, Some(one.id)).await?;
    let practice = super::practice(tx, tenant.id, &run).await?;
    let gates = progress(&run, &sessions, &one, &marks, &practice);
    Ok((Learner { run, sessions, one, gates }, marks))
}

pub(super) async fn page<K: Keeper>(keeper: K, Path(path): Path<LearnerPath>) -> AppResult<Response> {
    show(&keeper, &path, Draft::default()).await
}

async fn show<K: Keeper>(keeper: &K, path: &LearnerPath, draft: Draft) -> AppResult<Response> {
    let (tenant, context, now) = (keeper.community(&path.run())?, keeper.context(), keeper.now());
    let (t, tz) = (context.t(), tenant.time_zone);
    let mut tx = keeper.look(&tenant).await?;
    let (learner, marks) = gather(keeper, &mut tx, &tenant, path).await?;
    let queue = super::seen(&mut tx, tenant.id, &learner.run, now).await?;
    let practised = placements::of_learner(&mut tx, &tenant, learner.one.id, t).await?;
    let mut lines = match learner.one.joined_at {
        Some(_) => learner_lines(context, &learner.sessions, &marks, now, tz),
        None => Vec::new(),
    };
    away::tell(&mut lines, &mut tx, tenant.id, (&learner.sessions, &learner.one)).await?;
    let is_certified = certificates::has_one(&mut tx, tenant.id, learner.one.id).await?;
    drop(tx);
    let absence = |session: &Session| {
        let mark = marks.iter().find(|mark| mark.session == session.id)?;
        words::absence(context, session, mark, now, tz)
    };
    let absences = learner.sessions.iter().filter_map(absence).collect();
    let Learner { run, mut one, gates, .. } = learner;
    queue.stand(std::slice::from_mut(&mut one));
    let desk = keeper.desk(&tenant, run.id);
    let is_own = is_own(keeper, &one);
    let is_learning = one.status == Status::Enrolled && run.is_kept() && !is_own;
    let has_ended = one.status.has_ended() && run.is_kept() && !is_own;
    let may_arrange =
        super::may_practise(&run, one.status) && !is_own && !practised.iter().any(|one| one.status.is_alive());
    let form = draft.score.unwrap_or_else(|| ScoreForm::of((one.score, one.resit_score), one.revision));
    let outcome = gates.as_ref().map_or(Outcome::Missing, Gates::outcome);
    let is_over = run.is_over(now);
    let is_staff = keeper.org().is_none();
    let is_asked = is_staff && one.status == Status::Offered && run.gives_seats(now) && !is_own;
    let template = LearnerPage {
        page: keeper.page(&one.name),
        home: keeper.home(&tenant),
        title: run.title.clone(),
        learners_url: desk.learners(),
        name: one.name.clone(),
        standing: words::standing(context, (&run, &queue), &one, now, tz),
        answered: one
            .answered
            .as_ref()
            .filter(|_| is_staff)
            .map(|(word, by)| t.enrolments.answered_by(by, word.label(t))),
        reopened: one.reopened.as_ref().map(|reopened| {
            let at = text::moment(context.locale, reopened.at, now, tz);
            t.enrolments.reopened_by(&reopened.by_name, at, &reopened.reason)
        }),
        resident_url: is_staff.then(|| residents::urls::resident(&tenant, one.resident)),
        is_own,
        gates: gates.map_or_else(Vec::new, |gates| words::gates(&gates, t)),
        sessions: lines,
        absences,
        offers: Offers {
            decision: one.status == Status::Applied && !is_own,
            score: is_learning && run.rules.min_score.is_some(),
            closing: (is_learning && is_over).then(|| closing(outcome, t)),
            reopening: has_ended && !is_certified,
            certified: has_ended && is_certified,
            seat: is_asked,
            leaving: is_staff && one.status.may_leave() && one.status != Status::Applied && !is_own && !is_asked,
        },
        arrange_url: may_arrange.then(|| placements::urls::proposal(&desk, one.id)),
        practised,
        is_staff,
        closing_later: (is_learning && !is_over).then(|| words::closing_later(context, &run, now, tz)),
        revision: one.revision,
        score: form.score,
        resit: form.resit,
        reason: draft.reason,
        words: Word::ALL.iter().map(|word| (word.code(), word.label(t))).collect(),
        word: draft.word,
        seat_url: desk.seat(one.id),
        decision_url: desk.decision(one.id),
        score_url: desk.score(one.id),
        closing_url: desk.closing(one.id),
        reopening_url: desk.reopening(one.id),
        leaving_url: desk.leaving(one.id),
        theirs: draft.theirs,
        is_overtaken: draft.is_overtaken,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty() || template.is_overtaken);
    flashed(keeper.flash(), status, &template)
}

/// The end that may be confirmed, and what the button says.
fn closing(outcome: Outcome, t: &Messages) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Passed => ("passed", t.enrolments.close_passed),
        Outcome::Resit => ("failed", t.enrolments.close_without_resit),
        Outcome::Missing => ("failed", t.enrolments.close_failed),
    }
}

/// Holds what a desk may decide about: a run of theirs, and one of its enrolments that is not their own.
async fn hold<K: Keeper>(
    keeper: &K,
    tx: &mut WriteTx,
    tenant: &Tenant,
    path: &LearnerPath,
) -> AppResult<(Held, Enrolment)> {
    let run = find(keeper, tx, tenant, path.run().run).await?;
    let held = Held::of(tx, tenant.id, run.id, keeper.now()).await?.ok_or(AppError::NotFound)?;
    let one = queries::enrolment(tx, tenant.id, run.id, path.enrolment).await?.ok_or(AppError::NotFound)?;
    Ok((held, one))
}

/// The trainer, or staff, take somebody who asked, or do not.
pub(super) async fn decide<K: Keeper>(
    keeper: K,
    Path(path): Path<LearnerPath>,
    Form(form): Form<DecisionForm>,
) -> AppResult<Response> {
    let tenant = keeper.community(&path.run())?;
    let mut tx = keeper.act(&tenant).await?;
    let (mut held, one) = hold(&keeper, &mut tx, &tenant, &path).await?;
    let url = keeper.desk(&tenant, held.run.id).learners();
    if is_own(&keeper, &one) {
        return Ok(redirect(&url, Some(Flash::OwnEnrolment)));
    }
    let mut errors = Errors::default();
    let Some(decision) = form.check(keeper.context().t(), &mut errors) else {
        drop(tx);
        return show(&keeper, &path, Draft { reason: form.reason, errors, ..Draft::default() }).await;
    };
    let is_done = match decision {
        Decision::Accept => held.queue.admit(one.id, keeper.now()),
        Decision::Decline(reason) => held.decline(one.id, &reason),
    };
    held.keep(&mut tx).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(if is_done { Flash::LearnerDecided } else { Flash::AlreadyDone })))
}

/// Staff write down what somebody answers who was asked at the station or on the telephone.
pub(super) async fn answer(
    staff: Staff,
    Path(path): Path<LearnerPath>,
    Form(form): Form<WordForm>,
) -> AppResult<Response> {
    let (tenant, t) = (staff.tenant()?.clone(), staff.context().t());
    let mut tx = staff.write().await?;
    let (mut held, one) = hold(&staff, &mut tx, &tenant, &path).await?;
    let url = staff.desk(&tenant, held.run.id).learner(one.id);
    if is_own(&staff, &one) {
        return Ok(redirect(&url, Some(Flash::OwnEnrolment)));
    }
    let answer = Answer::parse(&form.answer).ok_or(AppError::BadRequest)?;
    if held.queue.place(one.id).is_some_and(|place| place.status == answer.leads_to()) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let mut errors = Errors::default();
    let Some(word) = form.check(t, &mut errors) else {
        drop(tx);
        return show(&staff, &path, Draft { word: form.word, errors, ..Draft::default() }).await;
    };
    if !held.answer(one.id, answer) {
        // That it came too late is kept, and the next in line has the seat.
        let errors = held.too_late(one.id, "answer", t);
        held.keep(&mut tx).await?;
        tx.commit().await?;
        let draft = Draft { word: form.word, is_overtaken: errors.is_empty(), errors, ..Draft::default() };
        return show(&staff, &path, draft).await;
    }
    queries::note_answer(&mut tx, tenant.id, one.id, (word, &staff.me().name)).await?;
    // Whoever has no account has just been spoken to.
    if let Some(person) = one.person {
        let change = match answer {
            Answer::Accept => LearningChange::Enrolled,
            Answer::Decline => LearningChange::Dropped { reason: String::new() },
        };
        announce(&mut tx, Audience::Person(person), learning(tenant.id, (&held.run, one.id), change), staff.now())
            .await?;
    }
    held.keep(&mut tx).await?;
    tx.commit().await?;
    let flash = if answer == Answer::Accept { Flash::SeatTakenFor } else { Flash::SeatDeclinedFor };
    Ok(redirect(&url, Some(flash)))
}

/// Staff write down that somebody leaves who said so at the station.
pub(super) async fn leave(
    staff: Staff,
    Path(path): Path<LearnerPath>,
    Form(form): Form<LeaveForm>,
) -> AppResult<Response> {
    let tenant = staff.tenant()?.clone();
    let mut tx = staff.write().await?;
    let (mut held, one) = hold(&staff, &mut tx, &tenant, &path).await?;
    let url = staff.desk(&tenant, held.run.id).learner(one.id);
    if is_own(&staff, &one) {
        return Ok(redirect(&url, Some(Flash::OwnEnrolment)));
    }
    let mut errors = Errors::default();
    let Some(reason) = form.check(staff.context().t(), &mut errors) else {
        drop(tx);
        return show(&staff, &path, Draft { reason: form.reason, errors, ..Draft::default() }).await;
    };
    let is_done = held.leave(one.id, &reason);
    // Whoever has no account has said so themselves.
    if let Some(person) = one.person.filter(|_| is_done) {
        let news = learning(tenant.id, (&held.run, one.id), LearningChange::Dropped { reason });
        announce(&mut tx, Audience::Person(person), news, staff.now()).await?;
    }
    held.keep(&mut tx).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(if is_done { Flash::SeatLeft } else { Flash::AlreadyDone })))
}

/// The points of a learner are written down.
pub(super) async fn score<K: Keeper>(
    keeper: K,
    Path(path): Path<LearnerPath>,
    Form(form): Form<ScoreForm>,
) -> AppResult<Response> {
    let (tenant, t) = (keeper.community(&path.run())?, keeper.context().t());
    let mut tx = keeper.act(&tenant).await?;
    let (Learner { run, one, .. }, _) = gather(&keeper, &mut tx, &tenant, &path).await?;
    let url = keeper.desk(&tenant, run.id).learner(one.id);
    if is_own(&keeper, &one) {
        return Ok(redirect(&url, Some(Flash::OwnEnrolment)));
    }
    let mut errors = Errors::default();
    let Some(scores) = form.check(run.rules.min_score, t, &mut errors) else {
        drop(tx);
        return show(&keeper, &path, Draft { score: Some(form), errors, ..Draft::default() }).await;
    };
    // Whoever is through, or never was in it, has no points that change; nor has a run that did not take place.
    if one.status != Status::Enrolled || !run.is_kept() {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    tx.changes(&["score"]);
    if queries::set_scores(&mut tx, tenant.id, (one.id, form.revision), scores).await? {
        tx.commit().await?;
        return Ok(redirect(&url, Some(Flash::Saved)));
    }
    drop(tx);
    let kept = ScoreForm::of((one.score, one.resit_score), one.revision);
    let said = |points: String| if points.is_empty() { t.enrolments.no_points.to_owned() } else { points };
    let theirs = vec![(t.enrolments.score, said(kept.score)), (t.enrolments.resit, said(kept.resit))];
    let form = ScoreForm { revision: one.revision, ..form };
    show(&keeper, &path, Draft { score: Some(form), theirs, ..Draft::default() }).await
}

/// Somebody confirms how it ended.
pub(super) async fn close<K: Keeper>(
    keeper: K,
    Path(path): Path<LearnerPath>,
    Form(form): Form<ClosingForm>,
) -> AppResult<Response> {
    let (tenant, now) = (keeper.community(&path.run())?, keeper.now());
    let mut tx = keeper.act(&tenant).await?;
    let run = find(&keeper, &mut tx, &tenant, path.run().run).await?;
    // Whoever keeps a list, or gives seats, comes before or after.
    queries::lock_run(&mut tx, tenant.id, run.id).await?;
    queries::lock(&mut tx, tenant.id, path.enrolment).await?;
    let (Learner { run, one, gates, .. }, _) = gather(&keeper, &mut tx, &tenant, &path).await?;
    let url = keeper.desk(&tenant, run.id).learner(one.id);
    if is_own(&keeper, &one) {
        return Ok(redirect(&url, Some(Flash::OwnEnrolment)));
    }
    if one.status != Status::Enrolled {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let outcome = gates.as_ref().map_or(Outcome::Missing, Gates::outcome);
    let is_over = run.is_over(now);
    let status = form.check(outcome, is_over).filter(|_| run.is_kept() && form.revision == one.revision);
    let Some(status) = status else {
        // A mark, a score or another meeting came in between: what follows now is on the page.
        drop(tx);
        let context = keeper.context();
        let error = if is_over {
            context.t().enrolments.error_closing.to_owned()
        } else {
            words::closing_later(context, &run, now, tenant.time_zone)
        };
        return show(&keeper, &path, Draft { errors: Errors::of("closing", error), ..Draft::default() }).await;
    };
    queries::close(&mut tx, tenant.id, (one.id, one.revision), status, now).await?;
    let change = if status == Status::Passed { LearningChange::Passed } else { LearningChange::Failed };
    let news = learning(tenant.id, (&run, one.id), change);
    announce(&mut tx, Audience::Resident(tenant.id, one.resident), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::LearnerClosed)))
}

/// Somebody says that it was confirmed by mistake how it ended for a learner: what that follows from may be put right. A
/// certificate that stands goes before.
pub(super) async fn reopen<K: Keeper>(
    keeper: K,
    Path(path): Path<LearnerPath>,
    Form(form): Form<ReopenForm>,
) -> AppResult<Response> {
    let (tenant, now, t) = (keeper.community(&path.run())?, keeper.now(), keeper.context().t());
    let mut tx = keeper.act(&tenant).await?;
    find(&keeper, &mut tx, &tenant, path.run().run).await?;
    // Whoever calls the run off comes before or after, and so does whoever prepares a certificate.
    queries::lock_run(&mut tx, tenant.id, path.run().run).await?;
    queries::lock(&mut tx, tenant.id, path.enrolment).await?;
    let (Learner { run, one, .. }, _) = gather(&keeper, &mut tx, &tenant, &path).await?;
    let url = keeper.desk(&tenant, run.id).learner(one.id);
    if is_own(&keeper, &one) {
        return Ok(redirect(&url, Some(Flash::OwnEnrolment)));
    }
    if !one.status.has_ended() || !run.is_kept() {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let mut errors = Errors::default();
    let reason = if certificates::has_one(&mut tx, tenant.id, one.id).await? {
        errors.add("certified", t.enrolments.reopen_certified);
        None
    } else {
        form.check(t, &mut errors)
    };
    let Some(reason) = reason else {
        drop(tx);
        return show(&keeper, &path, Draft { reason: form.reason, errors, ..Draft::default() }).await;
    };
    let said = (&*keeper.me().name, &*reason);
    if !queries::reopen(&mut tx, tenant.id, (one.id, form.revision), said, now).await? {
        // Somebody else did, and it has ended once more.
        drop(tx);
        return show(&keeper, &path, Draft { reason, is_overtaken: true, ..Draft::default() }).await;
    }
    let news = learning(tenant.id, (&run, one.id), LearningChange::Reopened { reason });
    announce(&mut tx, Audience::Resident(tenant.id, one.resident), news, now).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::LearnerReopened)))
}
