//! A session that was typed while its run came to an end, or while it was called off or began itself: the page says how
//! that stands, and gives back what was typed.

use axum::response::Response;

use super::board::{self, Draft};
use super::forms::SessionForm;
use super::queries::courses::Teacher;
use super::queries::rooms::Room;
use super::queries::runs::Run;
use super::queries::sessions::{self, Session};
use super::side::Side;
use super::words;
use crate::db::CourseSessionId;
use crate::error::AppResult;
use crate::web::{Flash, redirect};

/// Answers a form that plans a session, or several, or moves one. `id`: the one that is moved, or the first of those.
pub(super) async fn session(
    side: &Side<'_>,
    run: &Run,
    id: CourseSessionId,
    form: &SessionForm,
) -> AppResult<Response> {
    let (tenant, t) = (side.tenant(run)?, side.t());
    let mut tx = side.read(run).await?;
    let all = sessions::of_run(&mut tx, run.tenant, run.id).await?;
    let (rooms, teachers) = board::choices(&mut tx, run).await?;
    drop(tx);
    let when =
        |one: &Session| words::span(side.context().locale, (one.starts_at, one.ends_at), side.now(), tenant.time_zone);
    let missed = |form: &SessionForm| all.iter().find(|one| Some(one.id) == form.makes_up).map(when);
    let typed = |form: &SessionForm| text(side, form, (&rooms, &teachers), missed(form));
    let (saved, unsaved) = (all.iter().find(|one| one.id == id), typed(form));
    // Sent twice, or sent as it was.
    let is_done = |one: &Session| form.key.is_some() || typed(&SessionForm::of(one, tenant.time_zone)) == unsaved;
    if saved.is_some_and(is_done) {
        return Ok(redirect(&side.url(run)?, Some(Flash::AlreadyDone)));
    }
    let theirs = match saved.filter(|_| run.status.is_planned_by(side.party())) {
        Some(one) => {
            let state = if one.is_cancelled { t.training.cancelled } else { t.training.begun };
            (t.training.starts, [when(one).as_str(), state].join(" · "))
        }
        None => (t.training.status, run.status.label(t).to_owned()),
    };
    board::show(side, run, Draft { theirs: vec![theirs], unsaved: Some(unsaved), ..Draft::default() }).await
}

/// What was typed, in a line. `missed`: when the session was that it makes up for.
fn text(
    side: &Side<'_>,
    form: &SessionForm,
    (rooms, teachers): (&[Room], &[Teacher]),
    missed: Option<String>,
) -> String {
    let t = &side.t().training;
    let room = rooms.iter().find(|one| Some(one.id) == form.room).map(|one| one.name.clone());
    let teacher = teachers.iter().find(|one| Some(one.id) == form.teacher).map(|one| one.name.clone());
    let with_unit = |typed: &str, unit| if typed.is_empty() { String::new() } else { format!("{typed} {unit}") };
    // The form that moves one has no such fields.
    let is_series = !matches!(form.times.trim(), "" | "1");
    let every = if form.every == "1" { t.every_day } else { t.every_week };
    let fields = [
        (t.starts, form.starts.replacen('T', " ", 1)),
        (t.minutes, with_unit(&form.minutes, t.minutes_unit)),
        (t.room, room.unwrap_or_default()),
        (t.teacher, teacher.unwrap_or_default()),
        (t.stand_in, form.stand_in.clone()),
        (t.topic, form.topic.clone()),
        (t.makes_up, missed.unwrap_or_default()),
        (t.times, if is_series { with_unit(&form.times, t.times_unit) } else { String::new() }),
        (t.every, if is_series { every.to_owned() } else { String::new() }),
    ];
    let typed = fields.into_iter().filter(|(_, text)| !text.is_empty());
    typed.map(|(label, text)| format!("{label} {text}")).collect::<Vec<_>>().join(" · ")
}
