//! Who learns in a run (报名、候补、考勤、考核): seats and the line for them, who was there, who has passed.
//!
//! Seats are given by one rule ([`queue`]) under a lock on the run, whoever asks: a resident, staff on paper, the trainer,
//! or time. Whoever passes has met the gates ([`gates`]), and a person has confirmed it; nobody decides about themselves.

mod attend;
mod away;
mod beginning;
mod calendar;
mod code;
mod desk_pages;
mod forms;
mod gates;
mod keeper;
mod last_call;
mod learner;
mod learners;
mod mine;
mod model;
mod noted;
mod pages;
mod past;
mod queries;
mod queue;
mod records;
mod seats;
mod session;
mod tasks;
mod teaching;
mod theirs;
pub mod urls;
mod ways;
mod words;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use beginning::{Beginning, too_few};
pub use calendar::forget_calendar;
pub use gates::{Gates, Late, Outcome, Practised, Rules, gates};
pub(crate) use keeper::{Keeper, LearnerPath, RunPath, find as kept_run, learner};
pub use last_call::LastCall;
pub use model::{Attendance, Enrolment, How, Mark, Run, Session, Status, Word};
pub use pages::OnRun;
pub use past::{Past, graduate, of_person};
pub use queries::runs_of;
pub use records::{entries, follow, follow_back, forget, forget_words, rename};
pub use seats::{SettleRun, resize, resume, settle};
pub use tasks::{daily, tell_learners};
pub use ways::{WayIn, ways_in};

use self::gates::late;
use self::model::Entry;
use self::pages::SessionLine;
use self::queue::Queue;
use crate::access::{Access, Capability, OrgCapability, OrgMember, Routes, Staff};
use crate::db::{CourseSessionId, EnrolmentId, PersonId, RunId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::placements::{self, Hours};
use crate::tenancy::{Feature, Tenant};
use crate::web::Context;

/// Whether anybody is marked at a meeting.
pub async fn has_marks(tx: &mut impl Tx, tenant: TenantId, session: CourseSessionId) -> AppResult<bool> {
    Ok(!queries::marks_of_session(tx, tenant, session).await?.is_empty())
}

/// The pages of this feature.
pub fn routes() -> Routes {
    let staff = || Access::capability(Capability::Learners);
    let trainer = || Access::member(OrgCapability::Records);
    let teacher = || Access::member(OrgCapability::Teaching);
    Routes::new()
        .get(urls::ENROLMENT, Access::signed_in(), mine::show)
        .post(urls::ENROLMENT, Access::signed_in().part_of(Feature::Training), mine::apply)
        .post(urls::ANSWER, Access::signed_in(), mine::answer)
        .post(urls::WITHDRAWAL, Access::signed_in(), mine::leave)
        .get(urls::ATTENDANCE, Access::signed_in().with_secret_query(), attend::show)
        .post(urls::ATTENDANCE, Access::signed_in().with_secret_query(), attend::say)
        .get(urls::MINE, Access::signed_in(), mine::list)
        .post(urls::MY_CALENDAR, Access::signed_in(), calendar::renew)
        .get(urls::CALENDAR, Access::public().at_secret_address(), calendar::fetch)
        .get(urls::SUBSCRIPTION, Access::public().at_secret_address(), calendar::subscribe)
        .get(urls::LEARNERS, staff(), learners::of_staff)
        .post(urls::LEARNERS, staff(), learners::enrol)
        .post(urls::SEARCH, staff(), learners::search)
        .get(urls::LEARNER, staff(), learner::page::<Staff>)
        .post(urls::DECISION, staff(), learner::decide::<Staff>)
        .post(urls::SEAT, staff(), learner::answer)
        .post(urls::LEAVING, staff(), learner::leave)
        .post(urls::SCORE, staff(), learner::score::<Staff>)
        .post(urls::CLOSING, staff(), learner::close::<Staff>)
        .post(urls::REOPENING, staff(), learner::reopen::<Staff>)
        .get(urls::SESSION, staff(), session::page::<Staff>)
        .post(urls::SESSION, staff(), session::save::<Staff>)
        .post(urls::EXCUSES, staff(), noted::note::<Staff>)
        .get(urls::CODE, staff(), session::screen::<Staff>)
        .get(urls::TRAINER_LEARNERS, trainer(), learners::of_trainer)
        .get(urls::TRAINER_LEARNER, trainer(), learner::page::<OrgMember>)
        .post(urls::TRAINER_DECISION, trainer(), learner::decide::<OrgMember>)
        .post(urls::TRAINER_SCORE, trainer(), learner::score::<OrgMember>)
        .post(urls::TRAINER_CLOSING, trainer(), learner::close::<OrgMember>)
        .post(urls::TRAINER_REOPENING, trainer(), learner::reopen::<OrgMember>)
        .get(urls::TRAINER_SESSION, teacher(), session::page::<OrgMember>)
        .post(urls::TRAINER_SESSION, teacher(), session::save::<OrgMember>)
        .post(urls::TRAINER_EXCUSES, teacher(), noted::note::<OrgMember>)
        .get(urls::TRAINER_CODE, teacher(), session::screen::<OrgMember>)
        .get(urls::TEACHING, teacher(), teaching::list)
}

/// A run's line as it stands at a time, for a page: what is due is done in it, and written by whoever changes it next.
async fn seen(tx: &mut impl Tx, tenant: TenantId, run: &Run, now: DateTime<Utc>) -> AppResult<Queue> {
    let places = queries::places(tx, tenant, run.id).await?;
    let mut queue = Queue::of(run, places, now);
    queue.settle(now);
    Ok(queue)
}

/// What a run's page shows of its seats, with the way to one; and how whoever looks stands to it.
pub async fn on_run(
    tx: &mut impl Tx,
    tenant: &Tenant,
    (run, viewer): (RunId, Option<PersonId>),
    context: &Context,
    now: DateTime<Utc>,
) -> AppResult<OnRun> {
    let run = queries::run(tx, tenant.id, run).await?.ok_or(AppError::NotFound)?;
    let queue = seen(tx, tenant.id, &run, now).await?;
    let mut mine = match viewer {
        Some(person) => queries::of_person(tx, tenant.id, person).await?,
        None => Vec::new(),
    };
    mine.retain(|one| one.run == run.id);
    queue.stand(&mut mine);
    let own = mine.iter().find(|one| !one.status.is_gone());
    let standing = own.map(|one| words::standing(context, (&run, &queue), one, now, tenant.time_zone));
    let stands = standing.map(|standing| (standing.label, standing.class));
    Ok(OnRun { stands, ..seats_left(tenant, &run, &queue, context, now) })
}

fn seats_left(tenant: &Tenant, run: &Run, queue: &Queue, context: &Context, now: DateTime<Utc>) -> OnRun {
    let t = context.t();
    let entry = run.entry(now, now.with_timezone(&tenant.time_zone).date_naive(), queue.free());
    let text = match (entry.refusal(t), queue.free()) {
        (Some(refusal), _) => refusal.to_owned(),
        (None, 0) => t.enrolments.seats_none(queue.waiting()),
        (None, free) => t.enrolments.seats_free(run.seats, free),
    };
    let beginning = beginning::told(run, queue, entry, now, t);
    let (url, is_open) = (urls::enrolment(tenant, run.id), entry == Entry::Open);
    OnRun { t, url, text, beginning, is_open, stands: None }
}

/// How far somebody has come; none who never joined.
fn progress(
    run: &Run,
    sessions: &[Session],
    one: &Enrolment,
    marks: &[Attendance],
    practice: &[Hours],
) -> Option<Gates> {
    let marks = marks.iter().map(|mark| (mark.session, mark.mark)).collect();
    let practised = practice.iter().find(|hours| hours.enrolment == one.id);
    let practised =
        practised.map_or_else(Practised::default, |hours| Practised { done: hours.done, running: hours.running });
    Some(gates(run.rules, sessions, one.joined_at?, &marks, (one.score, one.resit_score), practised))
}

/// Whether somebody may practise for a run: it asks for it, and they are in it or through.
pub(crate) fn may_practise(run: &Run, status: Status) -> bool {
    run.rules.internship > 0 && run.is_kept() && matches!(status, Status::Enrolled | Status::Passed)
}

/// Makes whoever would take a learner out of the run wait until the transaction ends; false where they are out of it.
pub(crate) async fn hold_place(tx: &mut WriteTx, tenant: TenantId, enrolment: EnrolmentId) -> AppResult<bool> {
    let status = queries::hold_status(tx, tenant, enrolment).await?;
    Ok(status.is_some_and(|status| matches!(status, Status::Enrolled | Status::Passed)))
}

/// The minutes of practice that a run asks for; 0: none.
pub(crate) async fn asked_of_practice(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<i32> {
    let run = queries::run(tx, tenant, run).await?.ok_or(AppError::NotFound)?;
    Ok(run.rules.internship)
}

/// How long everybody of a run has practised, where it asks for practice.
async fn practice(tx: &mut impl Tx, tenant: TenantId, run: &Run) -> AppResult<Vec<Hours>> {
    if run.rules.internship == 0 { Ok(Vec::new()) } else { placements::hours_of_run(tx, tenant, run.id).await }
}

/// A meeting in a list, one of those of its run.
fn session_line(
    context: &Context,
    (session, sessions): (&Session, &[Session]),
    mark: Option<&Attendance>,
    now: DateTime<Utc>,
    tz: Tz,
) -> SessionLine {
    let missed = sessions.iter().find(|one| Some(one.id) == session.makes_up);
    SessionLine {
        time: words::time(context, session, now, tz),
        topic: session.topic.clone(),
        room: session.room.clone(),
        is_cancelled: session.is_cancelled,
        makes_up: missed.map(|missed| words::makes_up(context, missed, now, tz)),
        mark: mark.map(|mark| mark.mark.label(context.t())),
        is_away: false,
        reason: mark.map_or_else(String::new, |mark| mark.reason.clone()),
        away_url: None,
        url: String::new(),
        marked: 0,
        code_url: None,
    }
}

/// The meetings of a run with one learner's marks.
fn learner_lines(
    context: &Context,
    sessions: &[Session],
    marks: &[Attendance],
    now: DateTime<Utc>,
    tz: Tz,
) -> Vec<SessionLine> {
    let mark = |session: &Session| marks.iter().find(|mark| mark.session == session.id);
    sessions.iter().map(|session| session_line(context, (session, sessions), mark(session), now, tz)).collect()
}

/// How somebody took part in a run, for what is certified.
#[derive(Debug, Clone, Copy)]
pub struct TookPart {
    /// Who.
    pub enrolment: EnrolmentId,
    /// The share of the meetings that count for them which they attended or made up for, in percent; none where none counts.
    pub share: Option<i32>,
    /// Where meetings had been held before they joined: what that comes to.
    pub late: Option<Late>,
}

/// How everybody of a run who has joined it took part by now.
pub async fn took_part(tx: &mut impl Tx, tenant: TenantId, run: RunId, now: DateTime<Utc>) -> AppResult<Vec<TookPart>> {
    let run = queries::run(tx, tenant, run).await?.ok_or(AppError::NotFound)?;
    let sessions = queries::sessions(tx, tenant, run.id).await?;
    let marks = queries::marks_of_run(tx, tenant, run.id, None).await?;
    let part = |one: &Enrolment| {
        let own: Vec<_> = marks.iter().filter(|mark| mark.enrolment == one.id).cloned().collect();
        let share = progress(&run, &sessions, one, &own, &[])?.share();
        let own = own.iter().map(|mark| (mark.session, mark.mark)).collect();
        Some(TookPart { enrolment: one.id, share, late: late(&sessions, one.joined_at?, &own, now) })
    };
    Ok(queries::of_run(tx, tenant, run.id).await?.iter().filter_map(part).collect())
}
