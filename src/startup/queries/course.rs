//! SQL of what becomes of a case: its milestones, notes, and steps.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::model::{Milestone, Reached, Status};
use crate::db::{CaseId, CaseNoteId, EventId, MentoringId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::web::Messages;

/// The milestones of a case, in their order.
pub(in crate::startup) async fn milestones(tx: &mut impl Tx, tenant: TenantId, id: CaseId) -> AppResult<Vec<Reached>> {
    let rows = sqlx::query!(
        "select step, due_on, done_on from startup_milestone where tenant_id = $1 and case_id = $2",
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let of = |milestone: Milestone| {
        let row = rows.iter().find(|row| row.step == milestone.code());
        Reached { milestone, due_on: row.and_then(|row| row.due_on), done_on: row.and_then(|row| row.done_on) }
    };
    Ok(Milestone::ALL.map(of).into())
}

/// Puts a case on top of the list of whatever changed last; something older leaves it where it is. What it says is still the
/// same, and so is its revision.
async fn touch(tx: &mut WriteTx, tenant: TenantId, id: CaseId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update startup_case set updated_at = greatest(updated_at, $3) where tenant_id = $1 and case_id = $2",
        tenant.uuid(),
        id.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says by when a milestone is to be reached.
pub async fn set_due(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: CaseId,
    (milestone, due_on): (Milestone, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update startup_milestone set due_on = $4 where tenant_id = $1 and case_id = $2 and step = $3",
        tenant.uuid(),
        id.uuid(),
        milestone.code(),
        due_on,
    )
    .execute(tx.conn())
    .await?;
    touch(tx, tenant, id, now).await
}

/// A milestone of an open case whose day is near, or past.
pub(in crate::startup) struct Due {
    pub case: CaseId,
    pub person: Option<PersonId>,
    pub step: String,
    pub due_on: NaiveDate,
}

/// Those of which nobody was reminded since their day has come within so many days, or since it is past; from now on they were.
pub(in crate::startup) async fn remind_due(
    tx: &mut WriteTx,
    tenant: TenantId,
    day: NaiveDate,
    near: i32,
) -> AppResult<Vec<Due>> {
    let rows = sqlx::query_as!(
        Due,
        r#"update startup_milestone m set reminded_on = $2
        from startup_case c join resident r on r.tenant_id = c.tenant_id and r.resident_id = c.resident_id
        where m.tenant_id = $1 and c.tenant_id = $1 and c.case_id = m.case_id
            and c.status not in ('admitted', 'closed') and m.done_on is null and m.due_on <= $2::date + $3::int
            and (m.reminded_on is null
                or m.reminded_on <= case when m.due_on < $2 then m.due_on else m.due_on - $3::int - 1 end)
        returning c.case_id as "case: CaseId", r.person_id as "person: PersonId", m.step, m.due_on as "due_on!""#,
        tenant.uuid(),
        day,
        near,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Says whether a milestone is reached: on the day it was, where that is known already.
pub async fn tick(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: CaseId,
    (milestone, done_on): (Milestone, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let done = sqlx::query!(
        "update startup_milestone set done_on = $4
        where tenant_id = $1 and case_id = $2 and step = $3 and (done_on is null) <> ($4::date is null)",
        tenant.uuid(),
        id.uuid(),
        milestone.code(),
        done_on,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { touch(tx, tenant, id, now).await } else { Ok(()) }
}

/// Something that was noted.
pub(crate) struct Note {
    pub author: String,
    /// Whose words it holds; empty: the author's own.
    pub mentor: String,
    /// Whether the author went along with the founder, and wrote it themself.
    pub is_mentors: bool,
    pub body: String,
    pub is_shared: bool,
    pub at: DateTime<Utc>,
}

impl Note {
    /// Who says it.
    pub fn by(&self, t: &Messages) -> String {
        if self.is_mentors {
            t.startup.by_mentor(&self.author)
        } else if self.mentor.is_empty() {
            self.author.clone()
        } else {
            t.startup.said_by(&self.mentor, &self.author)
        }
    }
}

/// The notes of a case, the newest first; those that the person reads, or all.
pub(crate) async fn notes(tx: &mut impl Tx, tenant: TenantId, id: CaseId, shared_only: bool) -> AppResult<Vec<Note>> {
    let rows = sqlx::query_as!(
        Note,
        r#"select author_name as author, mentor_name as mentor, mentoring_id is not null as "is_mentors!", body, is_shared,
            created_at as at
        from startup_note where tenant_id = $1 and case_id = $2 and (is_shared or not $3)
        order by created_at desc, note_id desc limit 100"#,
        tenant.uuid(),
        id.uuid(),
        shared_only,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Something to note.
pub struct NewNote<'a> {
    /// Who writes it down.
    pub author: &'a str,
    /// Whose words it holds; empty: the author's own.
    pub mentor: &'a str,
    /// What it says.
    pub body: &'a str,
    /// Whether the person reads it.
    pub is_shared: bool,
    /// As whose mentor the author writes it; none: as staff.
    pub mentoring: Option<MentoringId>,
}

/// Adds a note; false when it was sent before.
pub async fn note(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, case): (CaseNoteId, CaseId),
    new: &NewNote<'_>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into startup_note (tenant_id, note_id, case_id, author_name, mentor_name, body, is_shared, created_at, mentoring_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        case.uuid(),
        new.author,
        new.mentor,
        new.body,
        new.is_shared,
        now,
        new.mentoring.map(MentoringId::uuid),
    )
    .execute(tx.conn())
    .await?;
    let is_new = done.rows_affected() == 1;
    if is_new {
        touch(tx, tenant, case, now).await?;
    }
    Ok(is_new)
}

/// Something that became of a case.
pub(in crate::startup) struct Event {
    pub to: String,
    pub reason: String,
    pub actor: String,
    pub at: DateTime<Utc>,
}

/// What became of a case, the latest first.
pub(in crate::startup) async fn events(tx: &mut impl Tx, tenant: TenantId, id: CaseId) -> AppResult<Vec<Event>> {
    let rows = sqlx::query_as!(
        Event,
        r#"select to_status as "to", reason, actor_name as actor, created_at as at from startup_event
        where tenant_id = $1 and case_id = $2 order by created_at desc, event_id desc limit 50"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Keeps what became of a case; `from`: none, where it began.
pub async fn event(
    tx: &mut WriteTx,
    tenant: TenantId,
    case: CaseId,
    (from, to): (Option<Status>, Status),
    (reason, actor): (&str, &str),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into startup_event (tenant_id, event_id, case_id, from_status, to_status, reason, actor_name, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tenant.uuid(),
        EventId::generate().uuid(),
        case.uuid(),
        from.map_or("", Status::code),
        to.code(),
        reason,
        actor,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
