//! Who was at a meeting, by list, at the community's desk or the trainer's; and the code for the screen of its room.

use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::desk_pages::{CodePage, ListLine, MarkChoice, OnScreen, SessionPage};
use super::forms::{MarksForm, NoteForm, reason_id};
use super::keeper::{Keeper, SessionPath, find, is_own};
use super::model::{Attendance, Enrolment, Excuse, Mark, Run, Session, Status};
use super::queries::Told;
use super::{away, code, noted, queries, tasks, teaching, urls, words};
use crate::db::{EnrolmentId, Tx};
use crate::error::{AppError, AppResult};
use crate::links::QrView;
use crate::tenancy::Tenant;
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, flashed, form_status, redirect, text};

/// What was chosen and could not be saved, and what somebody else wrote meanwhile.
#[derive(Default)]
pub(super) struct Draft {
    form: Option<MarksForm>,
    note: Option<NoteForm>,
    theirs: Vec<(&'static str, String)>,
    errors: Errors,
}

impl Draft {
    /// Of what was to be written down ahead of a meeting.
    pub fn noting(note: NoteForm, errors: Errors) -> Self {
        Self { note: Some(note), errors, ..Self::default() }
    }
}

/// A meeting that the keeper keeps: of a run of theirs, and to whoever only teaches, their own.
pub(super) async fn gather<K: Keeper>(
    keeper: &K,
    tx: &mut impl Tx,
    tenant: &Tenant,
    path: &SessionPath,
) -> AppResult<(Run, Session)> {
    let run = find(keeper, tx, tenant, path.run().run).await?;
    let session = queries::session(tx, tenant.id, path.session).await?;
    let session = session.filter(|session| session.run == run.id).ok_or(AppError::NotFound)?;
    if let Some(person) = keeper.teacher()
        && !queries::teaches(tx, (tenant.id, run.org), person, session.id, keeper.now() - teaching::BACK).await?
    {
        return Err(AppError::NotFound);
    }
    Ok((run, session))
}

/// Those whose marks count: they are in the course.
async fn learning(tx: &mut impl Tx, tenant: &Tenant, run: &Run) -> AppResult<Vec<Enrolment>> {
    let mut everybody = queries::of_run(tx, tenant.id, run.id).await?;
    everybody.retain(|one| one.status == Status::Enrolled);
    Ok(everybody)
}

/// Who is on the list of a meeting, and what is known of them.
pub(super) struct Roll {
    /// For whom it is; and who has a mark, or has said something.
    pub listed: Vec<Enrolment>,
    /// Who may be there all the same.
    others: Vec<Enrolment>,
    expected: Vec<Told>,
    marks: Vec<Attendance>,
    pub excuses: Vec<Excuse>,
}

impl Roll {
    pub async fn of(
        tx: &mut impl Tx,
        tenant: &Tenant,
        (run, session): (&Run, &Session),
        now: DateTime<Utc>,
    ) -> AppResult<Self> {
        let learners = learning(tx, tenant, run).await?;
        let marks = queries::marks_of_session(tx, tenant.id, session.id).await?;
        let excuses = queries::excuses_from(tx, tenant.id, session.id).await?;
        let expected = tasks::expected(tx, tenant.id, (run.id, session.makes_up), now).await?;
        let is_listed = |one: &Enrolment| {
            expected.iter().any(|told| told.enrolment == one.id)
                || marks.iter().any(|mark| mark.enrolment == one.id)
                || excuses.iter().any(|said| said.enrolment == one.id)
        };
        let (listed, others) = learners.into_iter().partition(is_listed);
        Ok(Self { listed, others, expected, marks, excuses })
    }

    /// What is written of somebody.
    fn mark(&self, one: EnrolmentId) -> Option<&Attendance> {
        self.marks.iter().find(|mark| mark.enrolment == one)
    }

    pub fn is_marked(&self, one: EnrolmentId) -> bool {
        self.mark(one).is_some()
    }

    /// What was said of them beforehand.
    fn excuse(&self, one: EnrolmentId) -> Option<&Excuse> {
        self.excuses.iter().find(|said| said.enrolment == one)
    }

    /// Who is to be called: for whom it is, who has no account, and who has not said that they cannot come.
    fn to_call(&self) -> impl Iterator<Item = &Enrolment> {
        let is_called = move |one: &&Enrolment| {
            self.expected.iter().any(|told| told.enrolment == one.id && told.person.is_none())
                && self.excuse(one.id).is_none()
        };
        self.listed.iter().filter(is_called)
    }
}

pub(super) async fn page<K: Keeper>(keeper: K, Path(path): Path<SessionPath>) -> AppResult<Response> {
    show(&keeper, &path, Draft::default()).await
}

pub(super) async fn show<K: Keeper>(keeper: &K, path: &SessionPath, draft: Draft) -> AppResult<Response> {
    let (tenant, context, now) = (keeper.community(&path.run())?, keeper.context(), keeper.now());
    let (t, tz) = (context.t(), tenant.time_zone);
    let mut tx = keeper.look(&tenant).await?;
    let (run, session) = gather(keeper, &mut tx, &tenant, path).await?;
    let roll = Roll::of(&mut tx, &tenant, (&run, &session), now).await?;
    let missed = match session.makes_up {
        Some(missed) => queries::session(&mut tx, tenant.id, missed).await?,
        None => None,
    };
    drop(tx);
    let may_call = keeper.org().is_none() && run.status == "open" && !session.is_cancelled && now < session.starts_at;
    let desk = keeper.desk(&tenant, run.id);
    let line = |one: &Enrolment, is_expected: bool| {
        let held = roll.mark(one.id);
        // Whoever said beforehand that they cannot come is excused, unless whoever marks finds otherwise.
        let said = roll.excuse(one.id).filter(|_| held.is_none());
        let typed = draft.form.as_ref().and_then(|form| form.lines.get(&one.id));
        let found = held.map(|held| held.mark).or_else(|| said.map(|_| Mark::Excused));
        let chosen = typed.map_or(found, |typed| typed.mark);
        let was_reason = held.map_or_else(String::new, |held| held.reason.clone());
        let reason = said.map_or_else(|| was_reason.clone(), |said| said.reason.clone());
        let at = |at| text::moment(context.locale, at, now, tz);
        ListLine {
            id: one.id.to_string(),
            name: one.name.clone(),
            is_own: is_own(keeper, one),
            is_expected,
            was: held.map_or("", |held| held.mark.code()),
            reason: typed.map_or(reason, |typed| typed.reason.clone()),
            was_reason,
            reason_id: reason_id(one.id),
            choices: Mark::ALL
                .iter()
                .map(|mark| MarkChoice { mark: *mark, is_chosen: chosen == Some(*mark) })
                .collect(),
            note: match (held, said) {
                (Some(held), _) => t.enrolments.marked_by(held.how.label(t), at(held.at)),
                (None, Some(said)) => words::away_by(said, at(said.at), t),
                (None, None) => String::new(),
            },
        }
    };
    let is_chosen = |one: &Enrolment| {
        let typed = draft.form.as_ref().and_then(|form| form.lines.get(&one.id));
        typed.is_some_and(|typed| typed.mark.is_some())
    };
    let may_mark = run.is_kept() && code::may_mark(&session, now);
    // Once the list is open, it says so itself.
    let (is_noting, is_ahead) = (draft.note.is_some(), run.is_kept() && away::is_ahead(&session, now));
    let typed = draft.note.as_ref().and_then(|form| noted::typed(&roll, form));
    let note = (is_ahead && (is_noting || !may_mark))
        .then(|| noted::offer(keeper, &roll, draft.note.unwrap_or_default()))
        .filter(|note| note.learners.len() > 1);
    let to_call = roll.to_call().filter(|_| may_call);
    let template = SessionPage {
        page: keeper.page(&t.enrolments.attendance_of(&run.title)),
        home: keeper.home(&tenant),
        title: t.enrolments.learners_of(&run.title),
        learners_url: keeper.teacher().is_none().then(|| desk.learners()),
        time: words::time(context, &session, now, tz),
        topic: session.topic.clone(),
        room: session.room.clone(),
        makes_up: missed.map(|missed| words::makes_up(context, &missed, now, tz)),
        is_cancelled: session.is_cancelled,
        may_mark,
        to_call: to_call.map(|one| (one.name.clone(), desk.learner(one.id))).collect(),
        away: noted::away(keeper, &roll, &tenant),
        unsaved: typed.filter(|_| note.is_none()),
        note,
        is_noting,
        excuses_url: desk.excuses(session.id),
        code_url: code::is_on(&session, now).then(|| desk.code(session.id)),
        action: desk.session(session.id),
        lines: roll.listed.iter().map(|one| line(one, true)).collect(),
        has_others: roll.others.iter().any(is_chosen),
        others: roll.others.iter().map(|one| line(one, false)).collect(),
        rest: draft.form.as_ref().is_some_and(|form| form.rest),
        theirs: draft.theirs,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, !template.theirs.is_empty());
    flashed(keeper.flash(), status, &template)
}

/// Writes the list down. What somebody else wrote meanwhile, or a learner by the code, is never written over.
pub(super) async fn save<K: Keeper>(
    keeper: K,
    Path(path): Path<SessionPath>,
    Form(fields): Form<Vec<(String, String)>>,
) -> AppResult<Response> {
    let (tenant, now, t) = (keeper.community(&path.run())?, keeper.now(), keeper.context().t());
    let mut tx = keeper.act(&tenant).await?;
    let (run, _) = gather(&keeper, &mut tx, &tenant, &path).await?;
    // Whose end is written meanwhile is marked no more, and a meeting is where it is.
    queries::hold_marks(&mut tx, tenant.id, run.id).await?;
    let (run, session) = gather(&keeper, &mut tx, &tenant, &path).await?;
    let url = keeper.desk(&tenant, run.id).session(session.id);
    let form = MarksForm::of(fields);
    if !run.is_kept() || !code::may_mark(&session, now) {
        drop(tx);
        let errors = Errors::of("marks", t.enrolments.error_not_yet);
        return show(&keeper, &path, Draft { form: Some(form), errors, ..Draft::default() }).await;
    }
    let (mut errors, mut changes) = (Errors::default(), Vec::new());
    for one in learning(&mut tx, &tenant, &run).await? {
        // Nobody marks themselves on a list.
        if !is_own(&keeper, &one) {
            let change = form.change(one.id, &one.name, t, &mut errors);
            changes.extend(change.map(|change| (one, change)));
        }
    }
    if !errors.is_empty() {
        drop(tx);
        return show(&keeper, &path, Draft { form: Some(form), errors, ..Draft::default() }).await;
    }
    let by_name = keeper.me().name.clone();
    let mut late = Vec::new();
    for (one, (mark, reason, was)) in changes {
        let new = Attendance { session: session.id, enrolment: one.id, mark, how: keeper.how(), reason, at: now };
        let is_written = match was {
            None => queries::put_mark(&mut tx, tenant.id, run.org, &new, &by_name).await?,
            Some(was) => queries::change_mark(&mut tx, tenant.id, was, &new, &by_name).await?,
        };
        if !is_written {
            late.push(one);
        }
    }
    if late.is_empty() {
        tx.commit().await?;
        return Ok(redirect(&url, Some(Flash::Saved)));
    }
    drop(tx);
    let mut tx = keeper.look(&tenant).await?;
    let marks = queries::marks_of_session(&mut tx, tenant.id, session.id).await?;
    drop(tx);
    let said =
        |one: &Enrolment| marks.iter().find(|mark| mark.enrolment == one.id).map_or("", |mark| mark.mark.label(t));
    let theirs = late.iter().map(|one| (t.enrolments.learner, t.enrolments.marked_as(&one.name, said(one)))).collect();
    show(&keeper, &path, Draft { form: Some(form), theirs, ..Draft::default() }).await
}

/// The code, large; the browser asks for the next one by itself.
pub(super) async fn screen<K: Keeper>(keeper: K, Path(path): Path<SessionPath>) -> AppResult<Response> {
    let (tenant, context, now) = (keeper.community(&path.run())?, keeper.context(), keeper.now());
    let (t, tz) = (context.t(), tenant.time_zone);
    let mut tx = keeper.look(&tenant).await?;
    let (run, session) = gather(&keeper, &mut tx, &tenant, &path).await?;
    let Roll { listed, marks, .. } = Roll::of(&mut tx, &tenant, (&run, &session), now).await?;
    drop(tx);
    let desk = keeper.desk(&tenant, run.id);
    let page = keeper.page(&t.enrolments.code_of(&run.title));
    let shown = if code::is_on(&session, now) {
        let digits = code::digits(keeper.state().secrets(), &session, now);
        let address = page.url(&urls::scanned(&tenant, session.id, &digits));
        let (first, second) = digits.split_at(digits.len() / 2);
        Some(OnScreen {
            qr: QrView::new(&address, t.enrolments.code_of(&run.title))?,
            digits: (first.to_owned(), second.to_owned()),
        })
    } else {
        None
    };
    let is_there = |one: &&Enrolment| marks.iter().any(|mark| mark.enrolment == one.id && mark.mark.was_there());
    let template = CodePage {
        page,
        home: keeper.home(&tenant),
        title: t.enrolments.learners_of(&run.title),
        learners_url: keeper.teacher().is_none().then(|| desk.learners()),
        session_url: desk.session(session.id),
        time: words::time(context, &session, now, tz),
        room: session.room.clone(),
        shown,
        came: listed.iter().filter(is_there).count(),
        of: listed.len(),
    };
    let mut response = flashed(keeper.flash(), StatusCode::OK, &template)?;
    let lasts = HeaderValue::from_str(&code::lasts(now).to_string()).unwrap_or(HeaderValue::from_static("30"));
    response.headers_mut().insert("refresh", lasts);
    Ok(response)
}
