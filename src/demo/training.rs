//! What is taught in the demo.

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;

use super::load::{find_person, today};
use super::residents;
use crate::certificates::{self, Hands};
use crate::db::{CourseId, CourseSessionId, GrantId, OrgId, RoomId, RunId, Scope, TeacherId, WriteTx};
use crate::enrolments::{self, Past};
use crate::state::AppState;
use crate::talents::Need;
use crate::tenancy::Tenant;
use crate::training::queries::courses::{self, CourseValues, Teacher, TeacherValues};
use crate::training::queries::rooms::{self, RoomValues};
use crate::training::queries::runs::{self, Move, NewRun, Snapshot, Terms};
use crate::training::queries::sessions::{self, NewSession, Placed};
use crate::training::{Module, RunStatus, Strand};
use crate::values::{Fen, Trade, Uscc};
use crate::vendors::queries as vendors;

/// Who prepares certificates in 尚锦社区, and who signs them: number and name of their accounts.
const HANDS: [(&str, &str); 2] = [("13800000017", "苗春燕"), ("13800000004", BY_NAME)];
/// And elsewhere.
const OTHER_HANDS: [(&str, &str); 2] = [("13800000011", "尹思琪"), ("13800000004", BY_NAME)];
/// Who of the demo's staff opens the runs.
const BY_NAME: &str = "梁静怡";

#[derive(Deserialize)]
struct Training {
    rooms: Vec<RoomData>,
    trainers: Vec<TrainerData>,
}

/// Where a community teaches.
#[derive(Deserialize)]
pub(super) struct RoomData {
    pub community: String,
    name: String,
    place: String,
    seats: i32,
}

/// What an organization teaches, and who does.
#[derive(Deserialize)]
pub(super) struct TrainerData {
    uscc: String,
    teachers: Vec<TeacherData>,
    courses: Vec<CourseData>,
}

#[derive(Deserialize)]
struct TeacherData {
    name: String,
    about: String,
    /// The number of the demo sign-in with which they keep their lists, where they have one.
    #[serde(default)]
    account: Option<String>,
}

/// A course with its runs; its fee is in yuan.
#[derive(Deserialize)]
struct CourseData {
    title: String,
    trade: Option<String>,
    /// What it teaches of all that people would like to learn, where that does not follow from the rest.
    #[serde(default)]
    teaches: Vec<String>,
    summary: String,
    #[serde(default)]
    requirements: String,
    #[serde(default)]
    materials: String,
    fee: i64,
    modules: Vec<ModuleData>,
    runs: Vec<RunData>,
}

/// A part of a course, with its lesson hours.
#[derive(Deserialize)]
struct ModuleData {
    strand: String,
    title: String,
    hours: i32,
}

/// A run; its days are counted from the one on which the demo is loaded.
#[derive(Deserialize)]
struct RunData {
    community: String,
    status: String,
    seats: i32,
    /// With how many it begins at least, where that is not any number.
    #[serde(default)]
    min_learners: i32,
    enrol_in: i64,
    first_in: i64,
    at: String,
    minutes: i64,
    times: u64,
    /// Days between two sessions.
    every: u64,
    room: String,
    teacher: String,
    #[serde(default)]
    internship_hours: i32,
    #[serde(default = "is_assessed")]
    is_assessed: bool,
    /// Who has passed it, where it is over.
    #[serde(default)]
    graduates: Vec<GraduateData>,
    /// When their certificates were signed, where that was not today.
    issued_in: Option<i64>,
}

/// Somebody of the community who was at every session: by the number of their demo sign-in, or of their record.
#[derive(Deserialize)]
struct GraduateData {
    account: Option<String>,
    resident: Option<u128>,
    score: i32,
}

fn is_assessed() -> bool {
    true
}

impl CourseData {
    fn trade(&self) -> Result<Option<Trade>> {
        self.trade.as_deref().map(|code| Trade::parse(code).context("a demo trade")).transpose()
    }
}

impl RunData {
    fn min_score(&self) -> Option<i32> {
        self.is_assessed.then_some(60)
    }
}

/// A run that somebody has gone through.
#[derive(Clone)]
pub(super) struct Lesson {
    account: Option<String>,
    resident: Option<u128>,
    pub trade: Option<Trade>,
    pub asks_internship: bool,
    pub enrolled_on: NaiveDate,
    pub ended_on: NaiveDate,
    pub has_passed: bool,
    /// None where they failed, or have not practised to the end.
    pub certified_on: Option<NaiveDate>,
}

impl Lesson {
    /// Whether it is theirs who have this demo sign-in, or whose record has this number.
    pub fn is_of(&self, account: Option<&str>, resident: Option<u128>) -> bool {
        (account.is_some() && self.account.as_deref() == account) || (resident.is_some() && self.resident == resident)
    }
}

/// What those of a community have gone through.
pub(super) fn lessons(community: &str, today: NaiveDate) -> Result<Vec<Lesson>> {
    let (_, trainers) = data()?;
    let mut lessons = Vec::new();
    for course in trainers.iter().flat_map(|trainer| &trainer.courses) {
        let trade = course.trade()?;
        for run in course.runs.iter().filter(|run| run.community == community) {
            let on = |days: i64| today + TimeDelta::days(days);
            // Nobody's practice is over yet.
            let asks_internship = run.internship_hours > 0;
            for graduate in &run.graduates {
                let has_passed = Some(graduate.score) >= run.min_score();
                lessons.push(Lesson {
                    account: graduate.account.clone(),
                    resident: graduate.resident,
                    trade,
                    asks_internship,
                    enrolled_on: on(run.enrol_in),
                    ended_on: on(run.first_in) + Days::new(run.times.saturating_sub(1) * run.every),
                    has_passed,
                    certified_on: (has_passed && !asks_internship).then(|| on(run.issued_in.unwrap_or(0))),
                });
            }
        }
    }
    Ok(lessons)
}

/// Rooms and trainers.
pub(super) fn data() -> Result<(Vec<RoomData>, Vec<TrainerData>)> {
    let file: Training = toml::from_str(include_str!("../../demo/training.toml")).context("demo/training.toml")?;
    Ok((file.rooms, file.trainers))
}

/// The key of the demo's thing with this number, of which its id follows.
fn key(number: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::try_from(number).unwrap_or_default())
}

/// Adds the rooms of a community; once, however often the demo is loaded.
pub(super) async fn add_rooms(state: &AppState, tenant: &Tenant, all: &[&RoomData]) -> Result<()> {
    let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    for (number, data) in all.iter().enumerate() {
        let values = RoomValues { name: data.name.clone(), place: data.place.clone(), seats: data.seats };
        rooms::insert(&mut tx, tenant.id, RoomId::derived(tenant.id.uuid(), key(number)), &values).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Adds what an organization teaches, in one transaction: all of it, or nothing.
pub(super) async fn add(state: &AppState, data: &TrainerData) -> Result<()> {
    let uscc = Uscc::parse(&data.uscc).with_context(|| data.uscc.clone())?;
    let mut tx = state.db().write(&Scope::default()).await?;
    let org = vendors::org_by_uscc(&mut tx, &uscc).await?.context("a demo trainer")?;
    tx.enter_org(org).await?;
    if !courses::all(&mut tx, org).await?.is_empty() {
        return Ok(());
    }
    let name = vendors::organization(&mut tx, org).await?.context("a demo trainer")?.name;
    for (number, teacher) in data.teachers.iter().enumerate() {
        let id = TeacherId::derived(org.uuid(), key(number));
        let person = match &teacher.account {
            Some(phone) => Some(find_person(state, phone).await?.context("a demo teacher's account")?),
            None => None,
        };
        let values = TeacherValues { name: teacher.name.clone(), about: teacher.about.clone(), person };
        courses::insert_teacher(&mut tx, org, id, &values).await?;
    }
    let teachers = courses::teachers(&mut tx, org).await?;
    for (number, course) in data.courses.iter().enumerate() {
        let id = CourseId::derived(org.uuid(), key(number));
        add_course(state, &mut tx, (org, &name), (id, course), &teachers)
            .await
            .with_context(|| course.title.clone())?;
    }
    tx.commit().await?;
    Ok(())
}

async fn add_course(
    state: &AppState,
    tx: &mut WriteTx,
    (org, org_name): (OrgId, &str),
    (id, data): (CourseId, &CourseData),
    teachers: &[Teacher],
) -> Result<()> {
    let values = CourseValues {
        title: data.title.clone(),
        trade: data.trade()?,
        teaches: data.teaches.iter().map(|code| Need::parse(code).context("a demo wish")).collect::<Result<_>>()?,
        summary: data.summary.clone(),
        requirements: data.requirements.clone(),
        materials: data.materials.clone(),
        fee: Fen::from_yuan(data.fee).context("a demo fee")?,
    };
    let modules: Vec<Module> = data
        .modules
        .iter()
        .map(|module| {
            let strand = Strand::parse(&module.strand).with_context(|| module.strand.clone())?;
            Ok(Module { strand, title: module.title.clone(), lesson_hours: module.hours })
        })
        .collect::<Result<_>>()?;
    courses::insert(tx, org, id, (&values, &modules), state.clock().now()).await?;
    let of = Snapshot { org_name, values: &values, modules: &modules };
    for (number, run) in data.runs.iter().enumerate() {
        add_run(state, tx, (org, id, number), run, &of, teachers).await.with_context(|| run.community.clone())?;
    }
    Ok(())
}

async fn add_run(
    state: &AppState,
    tx: &mut WriteTx,
    (org, course, number): (OrgId, CourseId, usize),
    data: &RunData,
    of: &Snapshot<'_>,
    teachers: &[Teacher],
) -> Result<()> {
    let (now, today) = (state.clock().now(), today(state));
    let tenant = state.platform().by_slug(&data.community).context("a demo community")?;
    tx.enter_tenant(tenant.id).await?;
    let terms = Terms {
        seats: data.seats,
        min_learners: data.min_learners,
        enrol_until: today + TimeDelta::days(data.enrol_in),
        is_screened: false,
        accept_hours: 24,
        min_attendance: 80,
        min_score: data.min_score(),
        internship_hours: data.internship_hours,
    };
    let id = RunId::derived(course.uuid(), key(number));
    runs::insert(tx, tenant.id, &NewRun { id, org, course, terms: &terms }, of, now).await?;
    let known = rooms::all(tx, tenant.id).await?;
    let room = known.iter().find(|room| room.name == data.room).with_context(|| data.room.clone())?;
    let teacher = teachers.iter().find(|one| one.name == data.teacher).with_context(|| data.teacher.clone())?;
    // What has begun was planned before it did.
    let planned = now + TimeDelta::days(data.first_in.min(1) - 1);
    for at in 0..data.times {
        let day = today + TimeDelta::days(data.first_in) + Days::new(at * data.every);
        let local = day.and_time(NaiveTime::parse_from_str(&data.at, "%H:%M")?).and_local_timezone(tenant.time_zone);
        let from: DateTime<Utc> = local.earliest().context("a demo time")?.with_timezone(&Utc);
        let new = NewSession {
            id: CourseSessionId::derived(id.uuid(), key(usize::try_from(at)?)),
            run: id,
            during: (from, from + TimeDelta::minutes(data.minutes)),
            room: room.id,
            teacher: teacher.id,
            teacher_name: &teacher.name,
            is_stand_in: false,
            topic: "",
            makes_up: None,
        };
        let placed = sessions::insert(tx, (tenant.id, org), &new, planned).await?;
        anyhow::ensure!(placed == Placed::Done, "a demo session on {day}: {placed:?}");
    }
    sessions::set_days(tx, tenant.id, id, tenant.time_zone).await?;
    let to = RunStatus::parse(&data.status).with_context(|| data.status.clone())?;
    let by = matches!(to, RunStatus::Open | RunStatus::Finished).then_some((GrantId::NONE.uuid(), BY_NAME));
    let first = if to == RunStatus::Finished { RunStatus::Open } else { to };
    runs::take(tx, tenant.id, id, &Move { from: RunStatus::Draft, to: first, reason: "", by, now }).await?;
    if first != to {
        runs::take(tx, tenant.id, id, &Move { from: first, to, reason: "", by: None, now }).await?;
    }
    graduate(state, tx, &tenant, id, data).await
}

/// Writes down who has passed a run that is over, with a certificate each that one of the office prepared and another signed.
async fn graduate(state: &AppState, tx: &mut WriteTx, tenant: &Tenant, run: RunId, data: &RunData) -> Result<()> {
    if data.graduates.is_empty() {
        return Ok(());
    }
    let now = state.clock().now() + TimeDelta::days(data.issued_in.unwrap_or(0));
    for graduate in &data.graduates {
        let learner = match (&graduate.account, graduate.resident) {
            (Some(account), _) => Past::Person(find_person(state, account).await?.with_context(|| account.clone())?),
            (None, number) => Past::Resident(residents::numbered(tenant.id, number.context("a demo graduate")?)),
        };
        let told = (Some(graduate.score), &*data.teacher);
        enrolments::graduate(tx, tenant.id, (run, learner), told, now).await?;
    }
    let [preparer, signer] = if data.community == "shangjin" { HANDS } else { OTHER_HANDS };
    let preparer = (find_person(state, preparer.0).await?.context("a demo account")?, preparer.1);
    let signer = (find_person(state, signer.0).await?.context("a demo account")?, signer.1);
    certificates::issue_all(tx, tenant, run, &Hands { preparer, signer }, now).await?;
    Ok(())
}
