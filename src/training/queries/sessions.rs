//! SQL of sessions. That no room and no teacher is taken twice is for the database to say: an exclusion constraint each.
//! The transaction must be in the scopes of both the community and the organization.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgQueryResult;

use crate::db::{CourseSessionId, OrgId, RoomId, RunId, TeacherId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::training::ical;
use crate::training::model::place_of;

/// One meeting of a run.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: CourseSessionId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Where.
    pub room: RoomId,
    /// What that is called.
    pub room_name: String,
    /// Where that is; may be empty.
    pub room_place: String,
    /// How many people it seats.
    pub room_seats: i32,
    /// Who teaches, or would.
    pub teacher: TeacherId,
    /// What whoever teaches is called.
    pub teacher_name: String,
    /// Whether that is somebody else, in the teacher's place.
    pub is_stand_in: bool,
    /// What it is about; may be empty.
    pub topic: String,
    /// The session that one can make up for here.
    pub makes_up: Option<CourseSessionId>,
    /// Whether it is called off.
    pub is_cancelled: bool,
    /// Counts the changes: for calendars, and for whoever saves one.
    pub sequence: i32,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

impl Session {
    /// Where it is, in words.
    pub fn place(&self) -> String {
        place_of(&self.room_place, &self.room_name)
    }

    /// Whether one can make up for it: what is called off nobody has missed.
    pub fn can_be_missed(&self) -> bool {
        self.makes_up.is_none() && !self.is_cancelled
    }

    /// How long it takes, in minutes.
    pub fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }
}

/// A run's sessions, in the order of time; those that are called off among them.
pub async fn of_run(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<Vec<Session>> {
    let rows = sqlx::query_as!(
        Session,
        r#"select s.session_id as "id: CourseSessionId", s.starts_at, s.ends_at, s.room_id as "room: RoomId", r.name as room_name, r.place as room_place,
            r.seats as room_seats, s.teacher_id as "teacher: TeacherId", s.teacher_name, s.topic, s.makes_up as "makes_up: CourseSessionId",
            s.is_cancelled, s.sequence, s.changed_at, s.is_stand_in
        from course_session s join room r on r.tenant_id = s.tenant_id and r.room_id = s.room_id
        where s.tenant_id = $1 and s.run_id = $2 order by s.starts_at, s.session_id limit 500"#,
        tenant.uuid(),
        run.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A session that is to be.
pub struct NewSession<'a> {
    /// Its id.
    pub id: CourseSessionId,
    /// Of which run.
    pub run: RunId,
    /// When it begins and ends.
    pub during: (DateTime<Utc>, DateTime<Utc>),
    /// Where.
    pub room: RoomId,
    /// Who teaches, or would.
    pub teacher: TeacherId,
    /// What whoever teaches is called.
    pub teacher_name: &'a str,
    /// Whether that is somebody else, in the teacher's place.
    pub is_stand_in: bool,
    /// What it is about; may be empty.
    pub topic: &'a str,
    /// The session that one can make up for here.
    pub makes_up: Option<CourseSessionId>,
}

/// What the database says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// It is there.
    Done,
    /// It was there before, or somebody else changed it first.
    Before,
    /// Somebody is in the room at that time. The transaction is over.
    RoomTaken,
    /// The teacher is elsewhere at that time. The transaction is over.
    TeacherTaken,
}

/// What stood in the way, if it was another session.
fn taken(error: sqlx::Error) -> AppResult<Placed> {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some("course_session_room") => Ok(Placed::RoomTaken),
        Some("teacher_slot_once" | "course_session_stand_in") => Ok(Placed::TeacherTaken),
        _ => Err(error.into()),
    }
}

/// Why a session was not written; none: it was.
fn refused(done: Result<PgQueryResult, sqlx::Error>) -> AppResult<Option<Placed>> {
    match done {
        Ok(done) => Ok((done.rows_affected() == 0).then_some(Placed::Before)),
        Err(error) => taken(error).map(Some),
    }
}

/// Waits for whoever plans with this run, room or teacher, always in this order: two who plan at once wait for each other's
/// end instead of each other.
pub async fn lock(
    tx: &mut WriteTx,
    (tenant, run): (TenantId, RunId),
    (org, teacher): (OrgId, TeacherId),
    room: RoomId,
) -> AppResult<()> {
    lock_run(tx, tenant, run).await?;
    sqlx::query!(
        "select from room where tenant_id = $1 and room_id = $2 for no key update",
        tenant.uuid(),
        room.uuid()
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "select from teacher where org_id = $1 and teacher_id = $2 for no key update",
        org.uuid(),
        teacher.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Waits for whoever plans this run, or decides about it.
pub async fn lock_run(tx: &mut WriteTx, tenant: TenantId, run: RunId) -> AppResult<()> {
    sqlx::query!(
        "select from course_run where tenant_id = $1 and run_id = $2 for no key update",
        tenant.uuid(),
        run.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds a session.
pub async fn insert(
    tx: &mut WriteTx,
    (tenant, org): (TenantId, OrgId),
    new: &NewSession<'_>,
    now: DateTime<Utc>,
) -> AppResult<Placed> {
    let done = sqlx::query!(
        "insert into course_session (tenant_id, session_id, run_id, org_id, starts_at, ends_at, room_id, teacher_id, teacher_name, topic,
            makes_up, planned_at, changed_at, is_stand_in)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13) on conflict (tenant_id, session_id) do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.run.uuid(),
        org.uuid(),
        new.during.0,
        new.during.1,
        new.room.uuid(),
        new.teacher.uuid(),
        new.teacher_name,
        new.topic,
        new.makes_up.map(CourseSessionId::uuid),
        now,
        new.is_stand_in,
    )
    .execute(tx.conn())
    .await;
    if let Some(answer) = refused(done)? {
        return Ok(answer);
    }
    tx.touch_public(tenant);
    occupy(tx, (tenant, org), new).await
}

/// Moves a session that was seen in this state. What makes up for nothing any more counts on from what learners were told while
/// it did, each in their own calendar, as long as the number has room for it.
pub async fn update(
    tx: &mut WriteTx,
    (tenant, org): (TenantId, OrgId),
    (new, sequence): (&NewSession<'_>, i32),
    now: DateTime<Utc>,
) -> AppResult<Placed> {
    let done = sqlx::query!(
        "update course_session set starts_at = $5, ends_at = $6, room_id = $7, teacher_id = $8, teacher_name = $9, topic = $10, makes_up = $11,
            makes_up_changed_at = case when makes_up is distinct from $11 and $11 is not null then $12 else makes_up_changed_at end,
            sequence = sequence + 1 + case when makes_up is not null and $11::uuid is null and sequence < 1000000000 then $13 else 0 end,
            changed_at = $12, is_stand_in = $14
        where tenant_id = $1 and session_id = $2 and run_id = $3 and sequence = $4 and not is_cancelled",
        tenant.uuid(),
        new.id.uuid(),
        new.run.uuid(),
        sequence,
        new.during.0,
        new.during.1,
        new.room.uuid(),
        new.teacher.uuid(),
        new.teacher_name,
        new.topic,
        new.makes_up.map(CourseSessionId::uuid),
        now,
        ical::seconds(now),
        new.is_stand_in,
    )
    .execute(tx.conn())
    .await;
    if let Some(answer) = refused(done)? {
        return Ok(answer);
    }
    tx.touch_public(tenant);
    release(tx, org, new.id).await?;
    occupy(tx, (tenant, org), new).await
}

/// Calls a session off: it stays, and says so. False when it was called off, or changed, before.
pub async fn cancel(
    tx: &mut WriteTx,
    (tenant, org): (TenantId, OrgId),
    (run, id): (RunId, CourseSessionId),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update course_session set is_cancelled = true, sequence = sequence + 1, changed_at = $4
        where tenant_id = $1 and session_id = $2 and run_id = $3 and not is_cancelled",
        tenant.uuid(),
        id.uuid(),
        run.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    release(tx, org, id).await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a session away of which nobody was told.
pub async fn remove(
    tx: &mut WriteTx,
    (tenant, org): (TenantId, OrgId),
    (run, id): (RunId, CourseSessionId),
) -> AppResult<bool> {
    sqlx::query!(
        "update course_session set makes_up = null where tenant_id = $1 and run_id = $2 and makes_up = $3",
        tenant.uuid(),
        run.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    let done = sqlx::query!(
        "delete from course_session where tenant_id = $1 and session_id = $2 and run_id = $3",
        tenant.uuid(),
        id.uuid(),
        run.uuid(),
    )
    .execute(tx.conn())
    .await?;
    release(tx, org, id).await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the teacher's time, where it is they who teach.
async fn occupy(tx: &mut WriteTx, (tenant, org): (TenantId, OrgId), new: &NewSession<'_>) -> AppResult<Placed> {
    if new.is_stand_in {
        return Ok(Placed::Done);
    }
    let done = sqlx::query!(
        "insert into teacher_slot (org_id, teacher_id, session_id, tenant_id, during) values ($1, $2, $3, $4, tstzrange($5, $6))",
        org.uuid(),
        new.teacher.uuid(),
        new.id.uuid(),
        tenant.uuid(),
        new.during.0,
        new.during.1,
    )
    .execute(tx.conn())
    .await;
    done.map_or_else(taken, |_| Ok(Placed::Done))
}

async fn release(tx: &mut WriteTx, org: OrgId, id: CourseSessionId) -> AppResult<()> {
    sqlx::query!("delete from teacher_slot where org_id = $1 and session_id = $2", org.uuid(), id.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A room is called, or lies, otherwise than before: to calendars its sessions that are still to come have changed.
pub async fn follow_room(tx: &mut WriteTx, tenant: TenantId, room: RoomId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update course_session set sequence = sequence + 1, changed_at = $3
        where tenant_id = $1 and room_id = $2 and starts_at > $3",
        tenant.uuid(),
        room.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Says anew what the first and last day of a run are.
pub async fn set_days(tx: &mut WriteTx, tenant: TenantId, run: RunId, zone: chrono_tz::Tz) -> AppResult<()> {
    sqlx::query!(
        "update course_run set sequence = sequence + 1,
            starts_on = (select min((starts_at at time zone $3)::date) from course_session s
                where s.tenant_id = $1 and s.run_id = $2 and not s.is_cancelled),
            ends_on = (select max((ends_at at time zone $3)::date) from course_session s
                where s.tenant_id = $1 and s.run_id = $2 and not s.is_cancelled)
        where tenant_id = $1 and run_id = $2",
        tenant.uuid(),
        run.uuid(),
        zone.name(),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}
