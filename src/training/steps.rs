//! What becomes of a run: proposed, returned, opened, finished, cancelled.

use axum::response::Response;
use chrono::{DateTime, Utc};

use super::board::{self, Draft};
use super::checks::Check;
use super::forms::StepForm;
use super::model::{RunStatus, Step};
use super::queries::courses;
use super::queries::runs::{self, Move, Run, Snapshot};
use super::queries::sessions::{self, Session};
use super::side::Side;
use crate::admissions::{self, AdmissionStatus};
use crate::db::{RunId, WriteTx};
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::inbox::{LearningChange, TrainingChange};
use crate::matching::{self, Opened};
use crate::values::Paragraphs;
use crate::web::form::Errors;
use crate::web::{Flash, redirect};

/// Characters of a reason.
const REASON: usize = 300;

/// Takes a step that the page offered.
pub(super) async fn take(side: &Side<'_>, id: RunId, form: StepForm) -> AppResult<Response> {
    let run = side.run(id).await?;
    let url = side.url(&run)?;
    let t = &side.t().training;
    let mut tx = side.write(&run).await?;
    // Whoever leaves the community does so before or after: admissions are held before runs.
    if matches!(Step::parse(&form.step), Some(Step::Propose | Step::Approve)) {
        admissions::queries::lock(&mut tx, run.tenant, run.org).await?;
    }
    // Whoever plans it at this moment comes before or after.
    sessions::lock_run(&mut tx, run.tenant, run.id).await?;
    let run = side.find(&mut tx, id).await?;
    let Some(step) = Step::parse(&form.step) else {
        drop(tx);
        let errors = Errors::of("step", t.error_step);
        return board::show(side, &run, Draft { step: Some(form), ..Draft::wrong(errors) }).await;
    };
    let is_as_seen = (form.revision, form.sequence) == (run.revision, run.sequence) && step.is_of(side.party());
    let Some(to) = run.status.after(step).filter(|_| is_as_seen) else {
        drop(tx);
        return answer_late(side, &run, step, form).await;
    };
    let mut errors = Errors::default();
    let reason = if step.needs_reason() {
        let parsed = Paragraphs::<REASON>::parse(&form.reason);
        errors.take("reason", parsed, |_| t.error_reason(REASON)).map(String::from)
    } else {
        Some(String::new())
    };
    let sessions = sessions::of_run(&mut tx, run.tenant, run.id).await?;
    if let Some(problem) = problem(side, &mut tx, (&run, step), &sessions).await? {
        errors.add("step", problem);
    }
    let Some(reason) = reason.filter(|_| errors.is_empty()) else {
        drop(tx);
        return board::show(side, &run, Draft { step: Some(form), ..Draft::wrong(errors) }).await;
    };
    if step == Step::Propose {
        take_over(side, &mut tx, &run).await?;
    }
    if step == Step::Cancel {
        cancel_ahead(&mut tx, &run, &sessions, side.now()).await?;
    }
    let by = match side {
        Side::Trainer(_) => None,
        Side::Community(staff) => Some((staff.grant().id.uuid(), staff.me().name.as_str())),
    };
    let moved = Move { from: run.status, to, reason: &reason, by, now: side.now() };
    if !runs::take(&mut tx, run.tenant, run.id, &moved).await? {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    if let Some(change) = told(run.status, step) {
        side.tell_other(&mut tx, &run, change, &reason).await?;
    }
    match step {
        Step::Approve => matching::tell(&mut tx, run.tenant, Opened::Course(run.id), side.now()).await?,
        Step::Cancel => tell_called_off(&mut tx, &run, &reason, side.now()).await?,
        Step::Finish => enrolments::settle(&mut tx, run.tenant, run.id, side.now()).await?,
        Step::Propose | Step::Return => {}
    }
    tx.commit().await?;
    let flash = match step {
        Step::Propose => Flash::RunProposed,
        Step::Return => Flash::RunReturned,
        Step::Approve => Flash::RunOpened,
        Step::Cancel => Flash::RunCancelled,
        Step::Finish => Flash::RunFinished,
    };
    Ok(redirect(&url, Some(flash)))
}

/// Calls off the sessions of a run that are still to come.
pub(super) async fn cancel_ahead(
    tx: &mut WriteTx,
    run: &Run,
    sessions: &[Session],
    now: DateTime<Utc>,
) -> AppResult<()> {
    for session in sessions.iter().filter(|session| !session.is_cancelled && session.starts_at > now) {
        sessions::cancel(tx, (run.tenant, run.org), (run.id, session.id), now).await?;
    }
    Ok(())
}

/// Tells learners that a run is called off, and whoever would like to be one: nobody waits for a seat in it any more.
pub(super) async fn tell_called_off(tx: &mut WriteTx, run: &Run, reason: &str, now: DateTime<Utc>) -> AppResult<()> {
    let change = LearningChange::RunCancelled { reason: reason.to_owned() };
    enrolments::tell_learners(tx, run.tenant, run.id, &change, now).await?;
    enrolments::settle(tx, run.tenant, run.id, now).await
}

/// The page as it is now, for whoever chose a step on an older one: nobody agrees to what they have not seen.
async fn answer_late(side: &Side<'_>, run: &Run, step: Step, form: StepForm) -> AppResult<Response> {
    if !step.is_of(side.party()) {
        return Err(AppError::Forbidden);
    }
    let led_to = RunStatus::parse(&form.seen).and_then(|seen| seen.after(step));
    let is_same = !step.needs_reason()
        || Paragraphs::<REASON>::parse(&form.reason).is_ok_and(|reason| String::from(reason) == run.reason);
    // Sent twice, or somebody else did the very same.
    if led_to == Some(run.status) && is_same {
        return Ok(redirect(&side.url(run)?, Some(Flash::AlreadyDone)));
    }
    let has_field = run.status.steps(side.party()).any(Step::needs_reason);
    let unsaved = Some(form.reason.clone()).filter(|reason| !reason.is_empty() && !has_field);
    // Whoever has seen how it stands chooses anew.
    let step = Some(StepForm { step: String::new(), ..form });
    board::show(side, run, Draft { step, unsaved, is_overtaken: true, ..Draft::default() }).await
}

/// What the other side is told; of a draft it knows nothing.
fn told(from: RunStatus, step: Step) -> Option<TrainingChange> {
    match step {
        Step::Propose => Some(TrainingChange::Proposed),
        Step::Return => Some(TrainingChange::Returned),
        Step::Approve => Some(TrainingChange::Opened),
        Step::Cancel => from.is_known_to_community().then_some(TrainingChange::Cancelled),
        Step::Finish => Some(TrainingChange::Finished),
    }
}

/// Why a step cannot be taken now.
async fn problem(
    side: &Side<'_>,
    tx: &mut WriteTx,
    (run, step): (&Run, Step),
    sessions: &[Session],
) -> AppResult<Option<&'static str>> {
    let t = &side.t().training;
    Ok(match step {
        Step::Propose => (!is_admitted(tx, run).await?).then_some(t.error_not_admitted),
        Step::Approve if !is_admitted(tx, run).await? => Some(t.error_stopped),
        Step::Approve => {
            let modules = runs::modules(tx, run.tenant, run.id).await?;
            let tenant = side.tenant(run)?;
            let checks = board::look((run, &modules, sessions), &tenant, side.now());
            checks.iter().any(Check::blocks).then_some(t.error_checks)
        }
        Step::Finish => {
            let is_over = sessions.iter().all(|one| one.is_cancelled || one.ends_at <= side.now());
            (!is_over).then_some(t.error_not_over)
        }
        Step::Return | Step::Cancel => None,
    })
}

async fn is_admitted(tx: &mut WriteTx, run: &Run) -> AppResult<bool> {
    let record = admissions::queries::one(tx, run.tenant, run.org).await?;
    Ok(record.is_some_and(|record| record.status == AdmissionStatus::Admitted))
}

/// A proposal says what the course is now.
async fn take_over(side: &Side<'_>, tx: &mut WriteTx, run: &Run) -> AppResult<()> {
    let Side::Trainer(member) = side else { return Ok(()) };
    let course = courses::one(tx, run.org, run.course).await?.ok_or(AppError::NotFound)?;
    let modules = courses::modules(tx, run.org, run.course).await?;
    let of = Snapshot { org_name: &member.membership().org_name, values: &course.values, modules: &modules };
    runs::take_over(tx, run, &of).await
}
