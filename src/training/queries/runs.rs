//! SQL of runs, seen from both sides: each query names the scope of whoever asks.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{CourseId, OrgId, RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::Need;
use crate::training::model::{Module, RunStatus, Strand};
use crate::training::queries::courses::CourseValues;
use crate::values::{Fen, Trade};

/// The rules of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// How many may learn.
    pub seats: i32,
    /// With how many it begins at least; 0: with any number.
    pub min_learners: i32,
    /// Last day on which somebody may ask for a seat.
    pub enrol_until: NaiveDate,
    /// Whether the trainer looks at each request before a seat is given.
    pub is_screened: bool,
    /// How many hours a seat that became free waits for the next in line.
    pub accept_hours: i32,
    /// Share of sessions to attend, in percent.
    pub min_attendance: i32,
    /// Score to reach, of 100; none when nothing is assessed.
    pub min_score: Option<i32>,
    /// Hours to work with a company.
    pub internship_hours: i32,
}

/// A course as a community opens it.
#[derive(Debug, Clone)]
pub struct Run {
    /// The community.
    pub tenant: TenantId,
    /// Its id.
    pub id: RunId,
    /// Who teaches.
    pub org: OrgId,
    /// Of which course.
    pub course: CourseId,
    /// Where it stands.
    pub status: RunStatus,
    /// The organization's name as of its last proposal.
    pub org_name: String,
    /// What the course was when it was last proposed.
    pub values: CourseValues,
    /// Its rules.
    pub terms: Terms,
    /// First day, while there are sessions.
    pub starts_on: Option<NaiveDate>,
    /// Last day, likewise.
    pub ends_on: Option<NaiveDate>,
    /// Why it was returned or cancelled.
    pub reason: String,
    /// Who last decided, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Since when everybody may see it.
    pub opened_at: Option<DateTime<Utc>>,
    /// Counts the changes of its rules and of where it stands, for whoever saves one.
    pub revision: i32,
    /// Counts those of its sessions, and of where it stands.
    pub sequence: i32,
}

macro_rules! run {
    ($row:ident) => {
        RunStatus::parse(&$row.status).map(|status| Run {
            tenant: $row.tenant,
            id: $row.id,
            org: $row.org,
            course: $row.course,
            status,
            org_name: $row.org_name,
            values: CourseValues {
                title: $row.title,
                trade: $row.trade.as_deref().and_then(Trade::parse),
                teaches: Need::among(&$row.teaches),
                summary: $row.summary,
                requirements: $row.requirements,
                materials: $row.materials,
                fee: Fen::new($row.fee_fen).unwrap_or_default(),
            },
            terms: Terms {
                seats: $row.seats,
                min_learners: $row.min_learners,
                enrol_until: $row.enrol_until,
                is_screened: $row.is_screened,
                accept_hours: $row.accept_hours,
                min_attendance: $row.min_attendance,
                min_score: $row.min_score,
                internship_hours: $row.internship_hours,
            },
            starts_on: $row.starts_on,
            ends_on: $row.ends_on,
            reason: $row.reason,
            decided: $row.decided_at.map(|at| ($row.decider_name, at)),
            opened_at: $row.opened_at,
            revision: $row.revision,
            sequence: $row.sequence,
        })
    };
}

/// The runs that fulfil a condition, as a query.
macro_rules! runs {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query!(
            r#"select tenant_id as "tenant: TenantId", run_id as "id: RunId", org_id as "org: OrgId", course_id as "course: CourseId",
                status, org_name, title, trade, summary, requirements, materials, fee_fen, seats, min_learners, enrol_until, is_screened,
                accept_hours, min_attendance, min_score, internship_hours, starts_on, ends_on, reason, decider_name, decided_at, opened_at, revision,
                sequence, teaches
            from course_run "# + $rest,
            $($argument),+
        )
    };
}

/// One run of a community.
pub async fn one(tx: &mut impl Tx, tenant: TenantId, id: RunId) -> AppResult<Option<Run>> {
    let row = runs!("where tenant_id = $1 and run_id = $2", tenant.uuid(), id.uuid()).fetch_optional(tx.conn()).await?;
    Ok(row.and_then(|row| run!(row)))
}

/// One run of an organization, whichever community it is for.
pub async fn of_trainer(tx: &mut impl Tx, org: OrgId, id: RunId) -> AppResult<Option<Run>> {
    let row = runs!("where org_id = $1 and run_id = $2", org.uuid(), id.uuid()).fetch_optional(tx.conn()).await?;
    Ok(row.and_then(|row| run!(row)))
}

/// An organization's runs; of one course, or all. Those without days first, then what begins last.
pub async fn of_org(tx: &mut impl Tx, org: OrgId, course: Option<CourseId>, limit: i64) -> AppResult<Vec<Run>> {
    let rows = runs!(
        "where org_id = $1 and ($2::uuid is null or course_id = $2) order by starts_on desc nulls first, run_id desc limit $3",
        org.uuid(),
        course.map(CourseId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| run!(row)).collect())
}

/// A community's runs of one state, after one of them, the newest first.
pub async fn of_status(
    tx: &mut impl Tx,
    tenant: TenantId,
    status: RunStatus,
    after: Option<RunId>,
    limit: i64,
) -> AppResult<Vec<Run>> {
    let rows = runs!(
        "where tenant_id = $1 and status = $2 and ($3::uuid is null or run_id < $3) order by run_id desc limit $4",
        tenant.uuid(),
        status.code(),
        after.map(RunId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| run!(row)).collect())
}

/// How many runs wait for the community.
pub async fn waiting(tx: &mut impl Tx, tenant: TenantId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from course_run where tenant_id = $1 and status = 'proposed'"#,
        tenant.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// Open runs whose last day lies in a span: the run, who teaches it, unless they have left the community, and what it is called.
pub async fn ended(
    tx: &mut impl Tx,
    tenant: TenantId,
    (first, last): (NaiveDate, NaiveDate),
) -> AppResult<Vec<(RunId, Option<OrgId>, String)>> {
    let rows = sqlx::query!(
        r#"select c.run_id as "id: RunId", a.org_id as "org?: OrgId", c.title
        from course_run c left join admission a on a.tenant_id = $1 and a.org_id = c.org_id and a.status in ('admitted', 'suspended')
        where c.tenant_id = $1 and c.status = 'open' and c.ends_on between $2 and $3 order by c.run_id"#,
        tenant.uuid(),
        first,
        last,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.org, row.title)).collect())
}

/// What a run teaches, in order.
pub async fn modules(tx: &mut impl Tx, tenant: TenantId, id: RunId) -> AppResult<Vec<Module>> {
    let rows = sqlx::query!(
        "select strand, title, lesson_hours from course_run_module where tenant_id = $1 and run_id = $2 order by position",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let module =
        |strand: &str, title, lesson_hours| Some(Module { strand: Strand::parse(strand)?, title, lesson_hours });
    Ok(rows.into_iter().filter_map(|row| module(&row.strand, row.title, row.lesson_hours)).collect())
}

/// A run that is to be.
pub struct NewRun<'a> {
    /// Its id.
    pub id: RunId,
    /// Who teaches.
    pub org: OrgId,
    /// Of which course.
    pub course: CourseId,
    /// Its rules.
    pub terms: &'a Terms,
}

/// What a run takes over from its organization's records.
pub struct Snapshot<'a> {
    /// The organization's name.
    pub org_name: &'a str,
    /// What it says of the course.
    pub values: &'a CourseValues,
    /// The course's parts.
    pub modules: &'a [Module],
}

/// Adds a run as a draft; false when it was added before.
pub async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewRun<'_>,
    of: &Snapshot<'_>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let (terms, values) = (new.terms, of.values);
    let done = sqlx::query!(
        "insert into course_run (tenant_id, run_id, org_id, course_id, status, org_name, title, trade, summary, requirements, materials,
            fee_fen, seats, min_learners, enrol_until, is_screened, accept_hours, min_attendance, min_score, internship_hours, created_at, teaches)
        values ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.org.uuid(),
        new.course.uuid(),
        of.org_name,
        values.title,
        values.trade.map(Trade::code),
        values.summary,
        values.requirements,
        values.materials,
        values.fee.fen(),
        terms.seats,
        terms.min_learners,
        terms.enrol_until,
        terms.is_screened,
        terms.accept_hours,
        terms.min_attendance,
        terms.min_score,
        terms.internship_hours,
        now,
        &values.taught_codes(),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    set_modules(tx, tenant, (new.id, new.org), of.modules).await?;
    Ok(true)
}

async fn set_modules(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, org): (RunId, OrgId),
    modules: &[Module],
) -> AppResult<()> {
    sqlx::query!("delete from course_run_module where tenant_id = $1 and run_id = $2", tenant.uuid(), id.uuid())
        .execute(tx.conn())
        .await?;
    for (position, module) in (1..).zip(modules) {
        sqlx::query!(
            "insert into course_run_module (tenant_id, run_id, org_id, position, strand, title, lesson_hours)
            values ($1, $2, $3, $4, $5, $6, $7)",
            tenant.uuid(),
            id.uuid(),
            org.uuid(),
            position,
            module.strand.code(),
            module.title,
            module.lesson_hours,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Takes over what the organization says now: when it asks the community.
pub async fn take_over(tx: &mut WriteTx, run: &Run, of: &Snapshot<'_>) -> AppResult<()> {
    sqlx::query!(
        "update course_run set org_name = $3, title = $4, trade = $5, summary = $6, requirements = $7, materials = $8, fee_fen = $9,
            teaches = $10
        where tenant_id = $1 and run_id = $2",
        run.tenant.uuid(),
        run.id.uuid(),
        of.org_name,
        of.values.title,
        of.values.trade.map(Trade::code),
        of.values.summary,
        of.values.requirements,
        of.values.materials,
        of.values.fee.fen(),
        &of.values.taught_codes(),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(run.tenant);
    set_modules(tx, run.tenant, (run.id, run.org), of.modules).await
}

/// Changes the rules of a run that the trainer still plans; false when somebody else did so first.
pub async fn set_terms(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (RunId, i32),
    terms: &Terms,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update course_run set seats = $4, enrol_until = $5, is_screened = $6, accept_hours = $7, min_attendance = $8, min_score = $9,
            internship_hours = $10, min_learners = $11, revision = revision + 1
        where tenant_id = $1 and run_id = $2 and revision = $3 and status in ('draft', 'returned')",
        tenant.uuid(),
        id.uuid(),
        revision,
        terms.seats,
        terms.enrol_until,
        terms.is_screened,
        terms.accept_hours,
        terms.min_attendance,
        terms.min_score,
        terms.internship_hours,
        terms.min_learners,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// A step as it is taken.
pub struct Move<'a> {
    /// From where.
    pub from: RunStatus,
    /// To where.
    pub to: RunStatus,
    /// Why; may be empty.
    pub reason: &'a str,
    /// Who decides for the community: their grant, and their name. None when the trainer acts.
    pub by: Option<(Uuid, &'a str)>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Moves a run on; false when it is no longer where it was.
pub async fn take(tx: &mut WriteTx, tenant: TenantId, id: RunId, step: &Move<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update course_run set status = $4, reason = $5, decided_by = coalesce($6, decided_by), decider_name = coalesce($7, decider_name),
            decided_at = case when $6::uuid is null then decided_at else $8 end,
            opened_at = case when $4 = 'open' then $8 else opened_at end, sequence = sequence + 1, revision = revision + 1
        where tenant_id = $1 and run_id = $2 and status = $3",
        tenant.uuid(),
        id.uuid(),
        step.from.code(),
        step.to.code(),
        step.reason,
        step.by.map(|(grant, _)| grant),
        step.by.map(|(_, name)| name),
        step.now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}
