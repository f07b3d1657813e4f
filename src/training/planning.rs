//! Planning sessions: adding, moving and calling them off. The database says whether room and teacher are free.

use axum::response::Response;

use super::board::{self, Draft};
use super::forms::{Frame, SessionForm, ValidSession};
use super::pages::SessionPage;
use super::queries::clashes::{self, InTheWay};
use super::queries::runs::Run;
use super::queries::sessions::{self, NewSession, Placed, Session};
use super::side::Side;
use super::{late, urls, words};
use crate::db::{CourseSessionId, RunId, Tx};
use crate::enrolments;
use crate::error::{AppError, AppResult};
use crate::inbox::{LearningChange, TrainingChange};
use crate::web::form::Errors;
use crate::web::{Flash, form_status, redirect};

/// What a session is to be, once the form is read.
impl ValidSession {
    fn at<'a>(&'a self, run: &Run, id: CourseSessionId, span: usize) -> NewSession<'a> {
        NewSession {
            id,
            run: run.id,
            during: self.spans[span],
            room: self.room,
            teacher: self.teacher,
            teacher_name: &self.teacher_name,
            is_stand_in: self.is_stand_in,
            topic: &self.topic,
            makes_up: self.makes_up,
        }
    }
}

async fn read_form(
    side: &Side<'_>,
    tx: &mut impl Tx,
    (run, form): (&Run, &SessionForm),
    moved: Option<&Session>,
    errors: &mut Errors,
) -> AppResult<Option<ValidSession>> {
    let (rooms, teachers) = board::choices(tx, run).await?;
    let sessions = sessions::of_run(tx, run.tenant, run.id).await?;
    let may_stand_in = board::may_stand_in(side, tx, run).await?;
    let frame = Frame {
        now: side.now(),
        zone: side.tenant(run)?.time_zone,
        rooms: &rooms,
        teachers: &teachers,
        sessions: &sessions,
        moved,
        may_stand_in,
        t: side.t(),
    };
    Ok(form.check(&frame, errors))
}

/// Plans a session, or several.
pub(super) async fn add(side: &Side<'_>, id: RunId, form: SessionForm) -> AppResult<Response> {
    let run = side.run(id).await?;
    let key = form.key.ok_or(AppError::BadRequest)?;
    let url = side.url(&run)?;
    let mut tx = side.write(&run).await?;
    if !run.status.is_planned_by(side.party()) {
        drop(tx);
        return late::session(side, &run, lesson_id(run.id, key, 0), &form).await;
    }
    let mut errors = Errors::default();
    let Some(valid) = read_form(side, &mut tx, (&run, &form), None, &mut errors).await? else {
        drop(tx);
        return board::show(side, &run, Draft { session: Some(form), ..Draft::wrong(errors) }).await;
    };
    sessions::lock(&mut tx, (run.tenant, run.id), (run.org, valid.teacher), valid.room).await?;
    // Somebody may have decided about it meanwhile.
    let run = side.find(&mut tx, id).await?;
    if !run.status.is_planned_by(side.party()) {
        drop(tx);
        return late::session(side, &run, lesson_id(run.id, key, 0), &form).await;
    }
    for span in 0..valid.spans.len() {
        let lesson = lesson_id(run.id, key, span);
        let placed =
            sessions::insert(&mut tx, (run.tenant, run.org), &valid.at(&run, lesson, span), side.now()).await?;
        match placed {
            Placed::Done => {}
            Placed::Before => return Ok(redirect(&url, Some(Flash::AlreadyDone))),
            Placed::RoomTaken | Placed::TeacherTaken => {
                drop(tx);
                let errors = obstacle(side, &run, &valid, placed, lesson).await?;
                return board::show(side, &run, Draft { session: Some(form), ..Draft::wrong(errors) }).await;
            }
        }
    }
    sessions::set_days(&mut tx, run.tenant, run.id, side.tenant(&run)?.time_zone).await?;
    if run.opened_at.is_some() {
        side.tell_other(&mut tx, &run, TrainingChange::Moved, "").await?;
        let (first, all) = find(&mut tx, &run, lesson_id(run.id, key, 0)).await?;
        let missed = all.iter().find(|one| Some(one.id) == first.makes_up);
        let change = LearningChange::Added {
            at: first.starts_at,
            place: first.place(),
            count: i64::try_from(valid.spans.len()).unwrap_or(i64::MAX),
            makes_up: missed.map(|missed| missed.starts_at),
        };
        enrolments::tell_learners(&mut tx, run.tenant, run.id, &change, side.now()).await?;
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// The id of one of several sessions that are planned at once: no key leads to another run's.
fn lesson_id(run: RunId, key: CourseSessionId, span: usize) -> CourseSessionId {
    let number = u128::try_from(span).unwrap_or_default();
    CourseSessionId::derived(run.uuid(), uuid::Uuid::from_u128(key.uuid().as_u128().wrapping_add(number)))
}

/// What is in the way, as far as the viewer may know.
async fn obstacle(
    side: &Side<'_>,
    run: &Run,
    valid: &ValidSession,
    placed: Placed,
    but: CourseSessionId,
) -> AppResult<Errors> {
    let (t, locale) = (&side.t().training, side.context().locale);
    let zone = side.tenant(run)?.time_zone;
    let when = |span| words::span(locale, span, side.now(), zone);
    let mut tx = side.read(run).await?;
    for span in &valid.spans {
        let (field, found) = match placed {
            Placed::RoomTaken => {
                ("room", clashes::in_room(&mut tx, (run.tenant, valid.room), *span, but).await?.map(Some))
            }
            _ if valid.is_stand_in => {
                let name = valid.teacher_name.as_str();
                ("stand_in", clashes::of_stand_in(&mut tx, (run.tenant, name), *span, but).await?.map(Some))
            }
            _ => ("teacher", teacher_elsewhere(side, &mut tx, run, (valid, *span), but).await?),
        };
        let Some(found) = found else { continue };
        let told = found.filter(|found| may_know(side, run, found));
        let text = match (field, told) {
            ("room", Some(it)) => t.room_taken(&it.title, when((it.starts_at, it.ends_at))),
            ("room", None) => t.room_taken_by_others(when(*span)),
            (_, Some(it)) => t.teacher_taken(&it.title, when((it.starts_at, it.ends_at))),
            (_, None) => t.teacher_taken_elsewhere(when(*span)),
        };
        return Ok(Errors::of(field, text));
    }
    // It was called off in the meantime.
    Ok(Errors::of("starts", t.error_again))
}

/// Where the teacher is: none, if nowhere; and the session, where this side keeps it.
async fn teacher_elsewhere(
    side: &Side<'_>,
    tx: &mut impl Tx,
    run: &Run,
    (valid, span): (&ValidSession, (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>)),
    but: CourseSessionId,
) -> AppResult<Option<Option<InTheWay>>> {
    let Some(lesson) = clashes::of_teacher(tx, (run.org, valid.teacher), span, but).await? else { return Ok(None) };
    // A community learns nothing of what goes on in another one.
    let tenant = match side {
        Side::Trainer(_) => None,
        Side::Community(_) => Some(run.tenant),
    };
    Ok(Some(clashes::find(tx, (tenant, run.org), lesson).await?))
}

/// Staff know what goes on in their community, trainers their own and what everybody may see.
fn may_know(side: &Side<'_>, run: &Run, found: &InTheWay) -> bool {
    match side {
        Side::Trainer(_) => found.is_public || found.org == run.org,
        Side::Community(_) => true,
    }
}

/// A session that can still be moved.
async fn find(tx: &mut impl Tx, run: &Run, id: CourseSessionId) -> AppResult<(Session, Vec<Session>)> {
    let all = sessions::of_run(tx, run.tenant, run.id).await?;
    let found = all.iter().find(|session| session.id == id).cloned().ok_or(AppError::NotFound)?;
    Ok((found, all))
}

/// The page that moves a session.
pub(super) async fn show(side: &Side<'_>, id: RunId, lesson: CourseSessionId) -> AppResult<Response> {
    let run = side.run(id).await?;
    show_session(side, &run, lesson, None, Vec::new(), Errors::default()).await
}

async fn show_session(
    side: &Side<'_>,
    run: &Run,
    lesson: CourseSessionId,
    form: Option<SessionForm>,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
) -> AppResult<Response> {
    let tenant = side.tenant(run)?;
    let mut tx = side.read(run).await?;
    let (session, all) = find(&mut tx, run, lesson).await?;
    let (rooms, teachers) = board::choices(&mut tx, run).await?;
    let may_stand_in = board::may_stand_in(side, &mut tx, run).await?;
    drop(tx);
    let run_url = side.url(run)?;
    if !may_move(side, run, &session) {
        return match form {
            Some(form) => late::session(side, run, lesson, &form).await,
            None => Ok(redirect(&run_url, Some(Flash::AlreadyDone))),
        };
    }
    let form = form.unwrap_or_else(|| SessionForm::of(&session, tenant.time_zone));
    let when = words::span(side.context().locale, (session.starts_at, session.ends_at), side.now(), tenant.time_zone);
    let url = urls::session(&run_url, lesson);
    let template = SessionPage {
        page: side.page(&when),
        above: side.above(run)?,
        run: run.values.title.clone(),
        cancellation_action: format!("{url}/cancellation"),
        action: url,
        run_url,
        planning: board::planning(side, &tenant, form, (&rooms, &teachers, &all), Some(lesson), may_stand_in),
        is_public: run.opened_at.is_some(),
        when,
        theirs,
        errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    side.answer(status, &template)
}

fn may_move(side: &Side<'_>, run: &Run, session: &Session) -> bool {
    run.status.is_planned_by(side.party()) && !session.is_cancelled && session.starts_at > side.now()
}

/// Moves a session, or gives it another room or teacher.
pub(super) async fn save(
    side: &Side<'_>,
    id: RunId,
    lesson: CourseSessionId,
    form: SessionForm,
) -> AppResult<Response> {
    let run = side.run(id).await?;
    let url = side.url(&run)?;
    let mut tx = side.write(&run).await?;
    let (before, _) = find(&mut tx, &run, lesson).await?;
    if !may_move(side, &run, &before) {
        drop(tx);
        return late::session(side, &run, lesson, &form).await;
    }
    let mut errors = Errors::default();
    let Some(valid) = read_form(side, &mut tx, (&run, &form), Some(&before), &mut errors).await? else {
        drop(tx);
        return show_session(side, &run, lesson, Some(form), Vec::new(), errors).await;
    };
    sessions::lock(&mut tx, (run.tenant, run.id), (run.org, valid.teacher), valid.room).await?;
    let run = side.find(&mut tx, id).await?;
    let (before, _) = find(&mut tx, &run, lesson).await?;
    if !may_move(side, &run, &before) {
        drop(tx);
        return late::session(side, &run, lesson, &form).await;
    }
    let new = valid.at(&run, lesson, 0);
    // Who is there already is there at this time.
    if new.during != (before.starts_at, before.ends_at) && enrolments::has_marks(&mut tx, run.tenant, lesson).await? {
        drop(tx);
        errors.add("starts", side.t().training.error_has_marks);
        return show_session(side, &run, lesson, Some(form), Vec::new(), errors).await;
    }
    match sessions::update(&mut tx, (run.tenant, run.org), (&new, form.sequence), side.now()).await? {
        Placed::Done => {}
        Placed::Before => {
            drop(tx);
            let theirs = saved(side, &run, &before)?;
            let form = SessionForm { sequence: before.sequence, ..form };
            return show_session(side, &run, lesson, Some(form), theirs, errors).await;
        }
        placed => {
            drop(tx);
            let errors = obstacle(side, &run, &valid, placed, lesson).await?;
            return show_session(side, &run, lesson, Some(form), Vec::new(), errors).await;
        }
    }
    sessions::set_days(&mut tx, run.tenant, run.id, side.tenant(&run)?.time_zone).await?;
    if run.opened_at.is_some() {
        side.tell_other(&mut tx, &run, TrainingChange::Moved, "").await?;
        let (after, _) = find(&mut tx, &run, lesson).await?;
        if (after.starts_at, after.ends_at, after.room) != (before.starts_at, before.ends_at, before.room) {
            let change = LearningChange::Moved { at: after.starts_at, place: after.place() };
            enrolments::tell_learners(&mut tx, run.tenant, run.id, &change, side.now()).await?;
        }
    }
    tx.commit().await?;
    Ok(redirect(&url, Some(Flash::Saved)))
}

/// What somebody else saved of a session.
fn saved(side: &Side<'_>, run: &Run, session: &Session) -> AppResult<Vec<(&'static str, String)>> {
    let (t, zone) = (&side.t().training, side.tenant(run)?.time_zone);
    let when = words::span(side.context().locale, (session.starts_at, session.ends_at), side.now(), zone);
    Ok(vec![
        (t.starts, when),
        (t.room, session.room_name.clone()),
        (t.teacher, session.teacher_name.clone()),
        (t.topic, session.topic.clone()),
    ])
}

/// Calls a session off. Of what nobody was told nothing stays.
pub(super) async fn cancel(side: &Side<'_>, id: RunId, lesson: CourseSessionId) -> AppResult<Response> {
    let run = side.run(id).await?;
    let url = side.url(&run)?;
    let mut tx = side.write(&run).await?;
    find(&mut tx, &run, lesson).await?;
    sessions::lock_run(&mut tx, run.tenant, run.id).await?;
    let run = side.find(&mut tx, id).await?;
    let (session, _) = find(&mut tx, &run, lesson).await?;
    if !may_move(side, &run, &session) {
        return Ok(redirect(&url, Some(Flash::AlreadyDone)));
    }
    let (scopes, ids) = ((run.tenant, run.org), (run.id, lesson));
    let done = if run.opened_at.is_some() {
        side.tell_other(&mut tx, &run, TrainingChange::Moved, "").await?;
        let change = LearningChange::Cancelled { at: session.starts_at };
        enrolments::tell_learners(&mut tx, run.tenant, run.id, &change, side.now()).await?;
        sessions::cancel(&mut tx, scopes, ids, side.now()).await?
    } else {
        sessions::remove(&mut tx, scopes, ids).await?
    };
    sessions::set_days(&mut tx, run.tenant, run.id, side.tenant(&run)?.time_zone).await?;
    tx.commit().await?;
    Ok(redirect(&url, Some(if done { Flash::SessionCancelled } else { Flash::AlreadyDone })))
}
