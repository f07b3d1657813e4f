//! SQL of runs and their meetings, as far as learners are concerned.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::admissions::AdmissionStatus;
use crate::db::{CourseSessionId, EnrolmentId, OrgId, PersonId, RunId, TenantId, Tx, WriteTx};
use crate::enrolments::gates::Rules;
use crate::enrolments::model::{Run, Session};
use crate::error::AppResult;

/// A run as it is stored.
struct Row {
    id: RunId,
    org: OrgId,
    admission: Option<String>,
    org_name: String,
    title: String,
    status: String,
    seats: i32,
    min_learners: i32,
    enrol_until: NaiveDate,
    is_screened: bool,
    accept_hours: i32,
    min_attendance: i32,
    min_score: Option<i32>,
    internship_hours: i32,
    first_starts_at: Option<DateTime<Utc>>,
    last_ends_at: Option<DateTime<Utc>>,
}

impl From<Row> for Run {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            org: row.org,
            admission: row.admission.as_deref().and_then(AdmissionStatus::parse),
            org_name: row.org_name,
            title: row.title,
            status: row.status,
            seats: usize::try_from(row.seats).unwrap_or(0),
            min_learners: usize::try_from(row.min_learners).unwrap_or(0),
            enrol_until: row.enrol_until,
            is_screened: row.is_screened,
            accept_hours: row.accept_hours.into(),
            rules: Rules {
                min_attendance: row.min_attendance,
                min_score: row.min_score,
                internship: row.internship_hours * 60,
            },
            first_starts_at: row.first_starts_at,
            last_ends_at: row.last_ends_at,
        }
    }
}

/// The runs `c` of a community that fulfil a condition, as a query; `$1` is the community.
macro_rules! runs {
    ($condition:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select run_id as "id: RunId", org_id as "org: OrgId", org_name, title, status, seats, min_learners, enrol_until, is_screened,
                accept_hours, min_attendance, min_score, internship_hours,
                (select a.status from admission a where a.tenant_id = $1 and a.org_id = c.org_id) as admission,
                (select min(starts_at) from course_session s where s.tenant_id = $1 and s.run_id = c.run_id and not s.is_cancelled) as first_starts_at,
                (select max(ends_at) from course_session s where s.tenant_id = $1 and s.run_id = c.run_id and not s.is_cancelled) as last_ends_at
            from course_run c where tenant_id = $1 and "# + $condition,
            $($argument),+
        )
    };
}

/// One run.
pub async fn run(tx: &mut impl Tx, tenant: TenantId, id: RunId) -> AppResult<Option<Run>> {
    let row = runs!("run_id = $2", tenant.uuid(), id.uuid()).fetch_optional(tx.conn()).await?;
    Ok(row.map(Run::from))
}

/// Some runs.
pub async fn some_runs(tx: &mut impl Tx, tenant: TenantId, ids: &[Uuid]) -> AppResult<Vec<Run>> {
    let rows = runs!("run_id = any($2)", tenant.uuid(), ids).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(Run::from).collect())
}

/// One run; whoever else gives its seats waits until the transaction ends.
pub async fn lock_run(tx: &mut WriteTx, tenant: TenantId, id: RunId) -> AppResult<Option<Run>> {
    sqlx::query!(
        "select from course_run where tenant_id = $1 and run_id = $2 for no key update",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    run(tx, tenant, id).await
}

/// The runs in which somebody would like to have a seat and has none yet; all, or an organization's.
pub async fn runs_in_line(tx: &mut impl Tx, tenant: TenantId, org: Option<OrgId>) -> AppResult<Vec<RunId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct run_id as "id: RunId" from enrolment
        where tenant_id = $1 and status in ('applied', 'waiting', 'offered') and ($2::uuid is null or org_id = $2) order by 1"#,
        tenant.uuid(),
        org.map(OrgId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The meetings that fulfil a condition, as a query.
macro_rules! sessions {
    ($condition:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Session,
            r#"select s.session_id as "id: CourseSessionId", s.run_id as "run: RunId", s.starts_at, s.ends_at, s.topic,
                coalesce(r.name, '') as "room!", s.makes_up as "makes_up: CourseSessionId", s.is_cancelled
            from course_session s left join room r on r.tenant_id = s.tenant_id and r.room_id = s.room_id
            where s.tenant_id = $1 and "# + $condition,
            $($argument),+
        )
    };
}

/// The meetings of a run, in order.
pub async fn sessions(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<Vec<Session>> {
    let rows = sessions!("s.run_id = $2 order by s.starts_at, s.session_id", tenant.uuid(), run.uuid());
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// One meeting.
pub async fn session(tx: &mut impl Tx, tenant: TenantId, id: CourseSessionId) -> AppResult<Option<Session>> {
    Ok(sessions!("s.session_id = $2", tenant.uuid(), id.uuid()).fetch_optional(tx.conn()).await?)
}

/// A meeting that people are reminded of.
pub struct Ahead {
    pub id: CourseSessionId,
    pub run: RunId,
    pub title: String,
    pub starts_at: DateTime<Utc>,
    pub room: String,
    /// Where that is; may be empty.
    pub place: String,
    /// Which one it makes up for.
    pub makes_up: Option<CourseSessionId>,
}

/// The meetings of open runs that begin between two times and take place.
pub async fn sessions_on(
    tx: &mut impl Tx,
    tenant: TenantId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> AppResult<Vec<Ahead>> {
    let rows = sqlx::query_as!(
        Ahead,
        r#"select s.session_id as "id: CourseSessionId", s.run_id as "run: RunId", c.title, s.starts_at,
            coalesce(r.name, '') as "room!", coalesce(r.place, '') as "place!", s.makes_up as "makes_up: CourseSessionId"
        from course_session s
        join course_run c on c.tenant_id = s.tenant_id and c.run_id = s.run_id
        left join room r on r.tenant_id = s.tenant_id and r.room_id = s.room_id
        where s.tenant_id = $1 and s.starts_at >= $2 and s.starts_at < $3 and not s.is_cancelled and c.status = 'open'
        order by s.starts_at, s.session_id"#,
        tenant.uuid(),
        from,
        to,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A learner whom something is told.
pub struct Told {
    pub enrolment: EnrolmentId,
    /// Whose account the record is, if anybody's.
    pub person: Option<PersonId>,
}

/// Those who are in the course; `all`: and those who wait to be.
pub async fn learners(tx: &mut impl Tx, tenant: TenantId, run: RunId, all: bool) -> AppResult<Vec<Told>> {
    let learners = sqlx::query_as!(
        Told,
        r#"select e.enrolment_id as "enrolment: EnrolmentId", r.person_id as "person: PersonId"
        from enrolment e join resident r on r.tenant_id = e.tenant_id and r.resident_id = e.resident_id
        where e.tenant_id = $1 and e.run_id = $2 and (e.status = 'enrolled' or $3 and e.status in ('applied', 'waiting', 'offered'))
        order by e.turn"#,
        tenant.uuid(),
        run.uuid(),
        all,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(learners)
}

/// Those who are in the course and missed a meeting, or said that they will: those to whom it counts, who were neither there nor
/// at another one that makes up for it. `only`: whether one of them did.
pub async fn who_missed(
    tx: &mut impl Tx,
    tenant: TenantId,
    (run, missed): (RunId, CourseSessionId),
    only: Option<EnrolmentId>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Told>> {
    let learners = sqlx::query_as!(
        Told,
        r#"select e.enrolment_id as "enrolment: EnrolmentId", r.person_id as "person: PersonId"
        from enrolment e
        join resident r on r.tenant_id = e.tenant_id and r.resident_id = e.resident_id
        join course_session m on m.tenant_id = e.tenant_id and m.session_id = $3
        where e.tenant_id = $1 and e.run_id = $2 and e.status = 'enrolled'
            and ($5::uuid is null or e.enrolment_id = $5)
            and not m.is_cancelled and m.starts_at >= e.joined_at
            and (m.starts_at <= $4 or exists (select from session_excuse x where x.tenant_id = $1 and x.session_id = $3
                and x.enrolment_id = e.enrolment_id and x.starts_at = m.starts_at))
            and not exists (select from attendance a join course_session s on s.tenant_id = a.tenant_id and s.session_id = a.session_id
                where a.tenant_id = $1 and a.enrolment_id = e.enrolment_id and a.mark in ('present', 'late')
                and not s.is_cancelled and $3 in (s.session_id, s.makes_up))
        order by e.turn"#,
        tenant.uuid(),
        run.uuid(),
        missed.uuid(),
        now,
        only.map(EnrolmentId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(learners)
}

/// Whoever closes an enrolment of this run, or gives its seats, waits until the transaction ends; others who mark do not.
pub async fn hold_marks(tx: &mut WriteTx, tenant: TenantId, run: RunId) -> AppResult<()> {
    sqlx::query!("select from course_run where tenant_id = $1 and run_id = $2 for share", tenant.uuid(), run.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}
