//! The page of a run, for both who look after it.

use axum::response::Response;

use super::checks::{self, Check, Plan, Planned};
use super::forms::{SeatsForm, SessionForm, StepForm, TermsForm};
use super::model::{Module, Party, RunStatus, likings, strands_of};
use super::pages::{CheckView, Planning, RunPage, SessionRow, Steps, TooFew};
use super::queries::courses::{self, Teacher};
use super::queries::rooms::{self, Room};
use super::queries::runs::{self, Run};
use super::queries::sessions::{self, Session};
use super::side::Side;
use super::{urls, words};
use crate::access::Capability;
use crate::admissions;
use crate::db::{CourseSessionId, Tx};
use crate::enrolments;
use crate::error::AppResult;
use crate::talents;
use crate::tenancy::{Feature, Tenant};
use crate::ui::SelectOption;
use crate::web::form::Errors;
use crate::web::{Messages, form_status, text};

/// What was typed on a run's page and could not be saved.
#[derive(Default)]
pub(super) struct Draft {
    pub terms: Option<TermsForm>,
    pub seats: Option<SeatsForm>,
    pub session: Option<SessionForm>,
    pub step: Option<StepForm>,
    /// Whether the step was chosen on an older page.
    pub is_overtaken: bool,
    pub theirs: Vec<(&'static str, String)>,
    /// What was typed into fields that are not there any more.
    pub unsaved: Option<String>,
    pub errors: Errors,
}

impl Draft {
    /// With what is wrong.
    pub fn wrong(errors: Errors) -> Self {
        Self { errors, ..Self::default() }
    }
}

/// What is looked at before a run is opened.
pub(super) fn look(
    (run, modules, sessions): (&Run, &[Module], &[Session]),
    tenant: &Tenant,
    now: chrono::DateTime<chrono::Utc>,
) -> Vec<checks::Check> {
    let planned: Vec<Planned> = sessions
        .iter()
        .filter(|session| !session.is_cancelled)
        .map(|session| Planned {
            starts_at: session.starts_at,
            minutes: session.minutes(),
            seats: session.room_seats,
            is_make_up: session.makes_up.is_some(),
        })
        .collect();
    let plan = Plan { modules, sessions: &planned, seats: run.terms.seats, enrol_until: run.terms.enrol_until };
    checks::checks(&plan, now, now.with_timezone(&tenant.time_zone).date_naive())
}

/// That the sessions of a run that everybody may see come to less than its course takes: some were called off. Whoever looks
/// after it decides what follows.
fn too_short(run: &Run, checks: &[Check], t: &Messages) -> Option<String> {
    let is_known = run.opened_at.is_some() && run.status != RunStatus::Cancelled;
    let minutes = checks.iter().find_map(|check| match check {
        Check::Minutes { planned, needed } if is_known && planned < needed => Some((*planned, *needed)),
        _ => None,
    });
    let (planned, needed) = minutes?;
    let n = &t.training;
    let told = n.too_short(checks::lesson_hours_of(planned), checks::lesson_hours_of(needed));
    Some(if run.status == RunStatus::Open { n.too_short_open(told) } else { told })
}

/// The choices of the form that plans sessions; what is no longer used stays only where it is chosen.
pub(super) fn planning(
    side: &Side<'_>,
    tenant: &Tenant,
    form: SessionForm,
    (all_rooms, all_teachers, all_sessions): (&[Room], &[Teacher], &[Session]),
    own: Option<CourseSessionId>,
    may_stand_in: bool,
) -> Planning {
    let (t, locale) = (&side.t().training, side.context().locale);
    let choose = SelectOption::new("", t.choose);
    let rooms = all_rooms.iter().filter(|room| !room.is_retired || Some(room.id) == form.room);
    let teachers = all_teachers.iter().filter(|teacher| !teacher.is_retired || Some(teacher.id) == form.teacher);
    let may_miss = |session: &&Session| session.can_be_missed() && Some(session.id) != own;
    let missed = all_sessions.iter().filter(may_miss);
    let when =
        |session: &Session| words::span(locale, (session.starts_at, session.ends_at), side.now(), tenant.time_zone);
    let none = SelectOption::new("", t.makes_up_none);
    Planning {
        rooms: std::iter::once(choose.clone())
            .chain(rooms.map(|room| SelectOption::new(room.id.to_string(), t.room_option(&room.name, room.seats))))
            .collect(),
        teachers: std::iter::once(choose)
            .chain(teachers.map(|teacher| SelectOption::new(teacher.id.to_string(), &teacher.name)))
            .collect(),
        missed: std::iter::once(none)
            .chain(missed.map(|session| SelectOption::new(session.id.to_string(), when(session))))
            .collect(),
        may_stand_in,
        form,
    }
}

/// The page of a run.
pub(super) async fn show(side: &Side<'_>, run: &Run, draft: Draft) -> AppResult<Response> {
    let tenant = side.tenant(run)?;
    let mut tx = side.read(run).await?;
    let modules = runs::modules(&mut tx, run.tenant, run.id).await?;
    let sessions = sessions::of_run(&mut tx, run.tenant, run.id).await?;
    let (rooms, teachers) = choices(&mut tx, run).await?;
    let may_stand_in = may_stand_in(side, &mut tx, run).await?;
    let too_few = enrolments::too_few(&mut tx, &tenant, run.id, side.now()).await?;
    drop(tx);
    let (party, now, locale, t) = (side.party(), side.now(), side.context().locale, side.t());
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let (url, may_keep) = (side.url(run)?, side.may_keep());
    let is_planning = may_keep && run.status.is_planned_by(party);
    let checks = look((run, &modules, &sessions), &tenant, now);
    let lead = match party {
        Party::Trainer => t.training.run_for(&tenant.name),
        Party::Community => t.training.run_by(&run.org_name),
    };
    let step = draft.step.unwrap_or_default();
    let choices: Vec<_> = run.status.steps(party).filter(|_| may_keep).collect();
    let steps = (!choices.is_empty()).then(|| Steps {
        action: format!("{url}/steps"),
        seen: run.status.code(),
        revision: run.revision,
        sequence: run.sequence,
        needs_reason: choices.iter().any(|step| step.needs_reason()),
        choices: choices.iter().map(|step| (step.code(), step.label(t))).collect(),
        chosen: step.step,
        reason: step.reason,
    });
    let terms = (party == Party::Trainer && run.status.has_open_terms())
        .then(|| draft.terms.unwrap_or_else(|| TermsForm::of(run)));
    let seats = (party == Party::Community && may_keep && run.status.has_open_seats())
        .then(|| draft.seats.unwrap_or_else(|| SeatsForm::of(run)));
    let form = draft.session.unwrap_or_else(SessionForm::blank);
    let desk = match side {
        Side::Community(staff) => {
            staff.may(Capability::Learners).then(|| enrolments::urls::Desk::of_staff(&tenant, run.id))
        }
        Side::Trainer(_) => Some(enrolments::urls::Desk::of_trainer(run.org, &tenant, run.id)),
    };
    let template = RunPage {
        page: side.page(&run.values.title),
        above: side.above(run)?,
        title: run.values.title.clone(),
        lead,
        status: run.status.label(t),
        is_open: run.status == RunStatus::Open,
        reason: run.reason.clone(),
        too_few: too_few.map(|few| TooFew {
            text: t.training.too_few(few.enrolled, few.wanted),
            choices: match party {
                _ if !may_keep => "",
                Party::Community => t.training.too_few_desk,
                Party::Trainer => t.training.too_few_trainer,
            },
            begin: (party == Party::Community && may_keep).then(|| SeatsForm::of(run)),
        }),
        too_short: too_short(run, &checks, t),
        decided: run
            .decided
            .as_ref()
            .map(|(name, at)| t.training.decided(name, text::moment(locale, *at, now, tenant.time_zone))),
        learners_url: desk.filter(|_| run.opened_at.is_some()).map(|desk| desk.learners()),
        wishing: if is_planning { wishing(side, &tenant, run, &modules) } else { Vec::new() },
        public_url: run.opened_at.filter(|_| tenant.has(Feature::Training)).map(|_| urls::run(&tenant, run.id)),
        facts: words::facts(run, today, locale),
        syllabus: words::syllabus(&modules, t),
        // Once it is open, what was looked at before is no longer the question.
        checks: if run.opened_at.is_none() {
            checks
                .iter()
                .map(|check| CheckView { text: words::check(check, t), passes: check.passes(), blocks: check.blocks() })
                .collect()
        } else {
            Vec::new()
        },
        sessions: sessions.iter().map(|session| row(side, &tenant, session, &sessions, is_planning, &url)).collect(),
        sessions_action: format!("{url}/sessions"),
        planning: is_planning
            .then(|| planning(side, &tenant, form, (&rooms, &teachers, &sessions), None, may_stand_in)),
        rooms_url: (party == Party::Community).then(|| urls::rooms(&tenant)),
        teachers_url: (party == Party::Trainer).then(|| urls::teachers(run.org)),
        terms,
        seats,
        terms_action: url,
        steps,
        is_overtaken: draft.is_overtaken,
        theirs: draft.theirs,
        unsaved: draft.unsaved,
        errors: draft.errors,
    };
    let status = form_status(&template.errors, template.is_overtaken || !template.theirs.is_empty());
    side.answer(status, &template)
}

/// For staff who may see who would like to learn what: the lists of those for whom a run is.
fn wishing(side: &Side<'_>, tenant: &Tenant, run: &Run, modules: &[Module]) -> Vec<(String, String)> {
    let Side::Community(staff) = side else { return Vec::new() };
    if !staff.may(Capability::Talents) {
        return Vec::new();
    }
    let likings = likings(&run.values.teaches, run.values.trade, &strands_of(modules));
    likings.into_iter().map(|what| (words::wishing(what, side.t()), talents::urls::liking(tenant, what))).collect()
}

/// Where one may teach, and who may.
pub(super) async fn choices(tx: &mut impl Tx, run: &Run) -> AppResult<(Vec<Room>, Vec<Teacher>)> {
    Ok((rooms::all(tx, run.tenant).await?, courses::teachers(tx, run.org).await?))
}

/// Whether others may teach than the organization's teachers: in a run with which staff go on once it has left.
pub(super) async fn may_stand_in(side: &Side<'_>, tx: &mut impl Tx, run: &Run) -> AppResult<bool> {
    if side.party() == Party::Trainer {
        return Ok(false);
    }
    admissions::queries::has_left(tx, run.tenant, run.org).await
}

fn row(
    side: &Side<'_>,
    tenant: &Tenant,
    session: &Session,
    all: &[Session],
    is_planning: bool,
    run_url: &str,
) -> SessionRow {
    let (t, locale) = (side.t(), side.context().locale);
    let when =
        |session: &Session| words::span(locale, (session.starts_at, session.ends_at), side.now(), tenant.time_zone);
    let missed = session.makes_up.and_then(|id| all.iter().find(|one| one.id == id));
    SessionRow {
        when: when(session),
        note: [&session.room_name, &session.teacher_name].map(String::as_str).join(" · "),
        topic: session.topic.clone(),
        makes_up: missed.map(|missed| t.training.makes_up_for(when(missed))),
        is_cancelled: session.is_cancelled,
        // What has begun stays as it was.
        url: (is_planning && !session.is_cancelled && session.starts_at > side.now())
            .then(|| urls::session(run_url, session.id)),
    }
}
