//! SQL of courses and teachers. The transaction must be in the organization's scope.

use chrono::{DateTime, Utc};

use crate::db::{CourseId, OrgId, PersonId, TeacherId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::Need;
use crate::training::model::{Module, Strand};
use crate::values::{Fen, Trade};

/// What an organization says of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseValues {
    /// What it is called.
    pub title: String,
    /// The trade that it prepares for; none for what helps in every trade.
    pub trade: Option<Trade>,
    /// What it teaches of all that people would like to learn, as far as it says so; empty: what follows from the rest.
    pub teaches: Vec<Need>,
    /// What one learns; may be empty.
    pub summary: String,
    /// Who may come, and what to bring; may be empty.
    pub requirements: String,
    /// What is handed out; may be empty.
    pub materials: String,
    /// What it costs.
    pub fee: Fen,
}

impl CourseValues {
    /// The words of what it says that it teaches.
    pub(super) fn taught_codes(&self) -> Vec<String> {
        self.teaches.iter().map(|need| need.code().to_owned()).collect()
    }
}

/// A course as its organization keeps it.
#[derive(Debug, Clone)]
pub struct Course {
    /// Its id.
    pub id: CourseId,
    /// What is said of it.
    pub values: CourseValues,
    /// Whether it is no longer taught.
    pub is_retired: bool,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
    /// Lesson hours of its parts.
    pub lesson_hours: i64,
}

macro_rules! course {
    ($row:ident) => {
        Course {
            id: $row.id,
            values: CourseValues {
                title: $row.title,
                trade: $row.trade.as_deref().and_then(Trade::parse),
                teaches: Need::among(&$row.teaches),
                summary: $row.summary,
                requirements: $row.requirements,
                materials: $row.materials,
                fee: Fen::new($row.fee_fen).unwrap_or_default(),
            },
            is_retired: $row.is_retired,
            revision: $row.revision,
            lesson_hours: $row.lesson_hours,
        }
    };
}

/// The courses that fulfil a condition, as a query.
macro_rules! courses {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query!(
            r#"select course_id as "id: CourseId", title, trade, teaches, summary, requirements, materials, fee_fen,
                retired_at is not null as "is_retired!", revision, coalesce((select sum(lesson_hours) from course_module m
                    where m.org_id = c.org_id and m.course_id = c.course_id), 0) as "lesson_hours!"
            from course c "# + $rest,
            $($argument),+
        )
    };
}

/// An organization's courses: those that it teaches first, then by name.
pub async fn all(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<Course>> {
    let rows = courses!("where org_id = $1 order by retired_at is not null, title, course_id limit 500", org.uuid())
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| course!(row)).collect())
}

/// One course.
pub async fn one(tx: &mut impl Tx, org: OrgId, id: CourseId) -> AppResult<Option<Course>> {
    let row = courses!("where org_id = $1 and course_id = $2", org.uuid(), id.uuid()).fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| course!(row)))
}

/// A course's parts, in order.
pub async fn modules(tx: &mut impl Tx, org: OrgId, id: CourseId) -> AppResult<Vec<Module>> {
    let rows = sqlx::query!(
        "select strand, title, lesson_hours from course_module where org_id = $1 and course_id = $2 order by position",
        org.uuid(),
        id.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let module =
        |strand: &str, title, lesson_hours| Some(Module { strand: Strand::parse(strand)?, title, lesson_hours });
    Ok(rows.into_iter().filter_map(|row| module(&row.strand, row.title, row.lesson_hours)).collect())
}

/// Adds a course with its parts; false when it was added before (the form was sent twice).
pub async fn insert(
    tx: &mut WriteTx,
    org: OrgId,
    id: CourseId,
    (values, modules): (&CourseValues, &[Module]),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into course (org_id, course_id, title, trade, teaches, summary, requirements, materials, fee_fen, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
        org.uuid(),
        id.uuid(),
        values.title,
        values.trade.map(Trade::code),
        &values.taught_codes(),
        values.summary,
        values.requirements,
        values.materials,
        values.fee.fen(),
        now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    set_modules(tx, org, id, modules).await?;
    Ok(true)
}

/// Changes a course and its parts; false when somebody else did so first.
pub async fn update(
    tx: &mut WriteTx,
    org: OrgId,
    (id, revision): (CourseId, i32),
    (values, modules): (&CourseValues, &[Module]),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update course set title = $4, trade = $5, summary = $6, requirements = $7, materials = $8, fee_fen = $9, teaches = $10,
            revision = revision + 1
        where org_id = $1 and course_id = $2 and revision = $3",
        org.uuid(),
        id.uuid(),
        revision,
        values.title,
        values.trade.map(Trade::code),
        values.summary,
        values.requirements,
        values.materials,
        values.fee.fen(),
        &values.taught_codes(),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    set_modules(tx, org, id, modules).await?;
    Ok(true)
}

async fn set_modules(tx: &mut WriteTx, org: OrgId, id: CourseId, modules: &[Module]) -> AppResult<()> {
    sqlx::query!("delete from course_module where org_id = $1 and course_id = $2", org.uuid(), id.uuid())
        .execute(tx.conn())
        .await?;
    for (position, module) in (1..).zip(modules) {
        sqlx::query!(
            "insert into course_module (org_id, course_id, position, strand, title, lesson_hours) values ($1, $2, $3, $4, $5, $6)",
            org.uuid(),
            id.uuid(),
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

/// Says that a course is taught no longer, or again; false when that was so.
pub async fn retire(tx: &mut WriteTx, org: OrgId, id: CourseId, at: Option<DateTime<Utc>>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update course set retired_at = $3, revision = revision + 1
        where org_id = $1 and course_id = $2 and (retired_at is null) <> ($3::timestamptz is null)",
        org.uuid(),
        id.uuid(),
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What an organization says of somebody who teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeacherValues {
    /// Their name, which residents see.
    pub name: String,
    /// What they can; may be empty.
    pub about: String,
    /// Their account, if they have one of the organization's.
    pub person: Option<PersonId>,
}

/// Somebody who teaches for an organization.
#[derive(Debug, Clone)]
pub struct Teacher {
    /// Their id.
    pub id: TeacherId,
    /// Their name, which residents see.
    pub name: String,
    /// What they can; may be empty.
    pub about: String,
    /// Their account, if they have one of the organization's.
    pub person: Option<PersonId>,
    /// Whether they teach there no longer.
    pub is_retired: bool,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
}

/// Who teaches for an organization: those who still do first, then by name.
pub async fn teachers(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<Teacher>> {
    let rows = sqlx::query_as!(
        Teacher,
        r#"select teacher_id as "id: TeacherId", name, about, person_id as "person: PersonId", retired_at is not null as "is_retired!",
            revision from teacher
        where org_id = $1 order by retired_at is not null, name, teacher_id limit 500"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One teacher.
pub async fn teacher(tx: &mut impl Tx, org: OrgId, id: TeacherId) -> AppResult<Option<Teacher>> {
    let row = sqlx::query_as!(
        Teacher,
        r#"select teacher_id as "id: TeacherId", name, about, person_id as "person: PersonId", retired_at is not null as "is_retired!",
            revision from teacher
        where org_id = $1 and teacher_id = $2"#,
        org.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Somebody belongs to an organization no more: no teacher's account is theirs.
pub async fn unlink(tx: &mut WriteTx, org: OrgId, person: PersonId) -> AppResult<()> {
    sqlx::query!(
        "update teacher set person_id = null, revision = revision + 1 where org_id = $1 and person_id = $2",
        org.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds a teacher; false when they were added before.
pub async fn insert_teacher(tx: &mut WriteTx, org: OrgId, id: TeacherId, values: &TeacherValues) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into teacher (org_id, teacher_id, name, about, person_id) values ($1, $2, $3, $4, $5) on conflict do nothing",
        org.uuid(),
        id.uuid(),
        values.name,
        values.about,
        values.person.map(PersonId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes what is said of a teacher, and whether they still teach; false when somebody else did so first. Sessions that are
/// planned keep the name that they had.
pub async fn update_teacher(
    tx: &mut WriteTx,
    org: OrgId,
    (id, revision): (TeacherId, i32),
    values: &TeacherValues,
    retired_at: Option<DateTime<Utc>>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update teacher set name = $4, about = $5, person_id = $7, revision = revision + 1,
            retired_at = case when $6::timestamptz is null then null else coalesce(retired_at, $6) end
        where org_id = $1 and teacher_id = $2 and revision = $3",
        org.uuid(),
        id.uuid(),
        revision,
        values.name,
        values.about,
        retired_at,
        values.person.map(PersonId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
