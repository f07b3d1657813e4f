//! SQL of those who go along with founders. Each is in the scope of the community; a mentor finds theirs from their own.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::super::mentor::{EndedBy, Mentoring, Shares};
use super::super::model::{Kind, Status};
use super::super::past::Part;
use super::course::Note;
use crate::db::{CaseId, CaseNoteId, MentoringId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// One as it is stored.
struct Row {
    id: MentoringId,
    case: CaseId,
    person: PersonId,
    name: String,
    chosen_at: DateTime<Utc>,
    agreed_at: Option<DateTime<Utc>>,
    paper_kept: String,
    shows_name: bool,
    parts: Vec<String>,
    ended_by: Option<String>,
}

impl From<Row> for Mentoring {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            case: row.case,
            person: row.person,
            name: row.name,
            chosen_at: row.chosen_at,
            agreed_at: row.agreed_at,
            paper_kept: row.paper_kept,
            shares: Shares { name: row.shows_name, parts: Part::among(&row.parts) },
            // Of a newer program's words, whatever it means: it is over.
            ended: row.ended_by.map(|by| EndedBy::parse(&by).unwrap_or(EndedBy::Staff)),
        }
    }
}

/// Those that fulfil a condition, as a query; `$1` is the community.
macro_rules! mentors {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select m.mentoring_id as "id: MentoringId", m.case_id as "case: CaseId", m.person_id as "person: PersonId", m.name,
                m.chosen_at, m.agreed_at, m.paper_kept, m.shows_name, m.parts, m.ended_by
            from startup_mentor m where m.tenant_id = $1 and "# + $rest,
            $($argument),+
        )
    };
}

/// Those of a case, the newest first.
pub(in crate::startup) async fn mentors(tx: &mut impl Tx, tenant: TenantId, case: CaseId) -> AppResult<Vec<Mentoring>> {
    let rows =
        mentors!("m.case_id = $2 order by m.chosen_at desc, m.mentoring_id desc limit 20", tenant.uuid(), case.uuid(),)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().map(Mentoring::from).collect())
}

/// One of them.
pub(in crate::startup) async fn mentor(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: MentoringId,
) -> AppResult<Option<Mentoring>> {
    let row = mentors!("m.mentoring_id = $2", tenant.uuid(), id.uuid()).fetch_optional(tx.conn()).await?;
    Ok(row.map(Mentoring::from))
}

/// Where somebody goes along with a founder, did, or is to.
pub(in crate::startup) struct Mentored {
    pub tenant: TenantId,
    pub id: MentoringId,
    /// Whether the founder ever said yes: before that the mentor knows of nothing.
    pub is_agreed: bool,
}

/// Those of a person, wherever they are, the newest first; in the person's scope.
pub(in crate::startup) async fn mentored(tx: &mut impl Tx, person: PersonId) -> AppResult<Vec<Mentored>> {
    let rows = sqlx::query_as!(
        Mentored,
        r#"select tenant_id as "tenant: TenantId", mentoring_id as "id: MentoringId", agreed_at is not null as "is_agreed!"
        from startup_mentor where person_id = $1 order by chosen_at desc, mentoring_id desc limit 100"#,
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One as its mentor finds it among theirs.
pub(in crate::startup) struct Listed {
    pub one: Mentoring,
    pub kind: Kind,
    pub status: Status,
    /// As the record says.
    pub founder: String,
}

/// Some of them, each with its case.
pub(in crate::startup) async fn listed(tx: &mut impl Tx, tenant: TenantId, ids: &[Uuid]) -> AppResult<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"select m.mentoring_id as "id: MentoringId", m.case_id as "case: CaseId", m.person_id as "person: PersonId", m.name,
            m.chosen_at, m.agreed_at, m.paper_kept, m.shows_name, m.parts, m.ended_by, c.kind, c.status, r.name as founder
        from startup_mentor m
        join startup_case c on c.tenant_id = m.tenant_id and c.case_id = m.case_id
        join resident r on r.tenant_id = c.tenant_id and r.resident_id = c.resident_id
        where m.tenant_id = $1 and c.tenant_id = $1 and r.tenant_id = $1 and m.mentoring_id = any($2)"#,
        tenant.uuid(),
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        one: Mentoring::from(Row {
            id: row.id,
            case: row.case,
            person: row.person,
            name: row.name,
            chosen_at: row.chosen_at,
            agreed_at: row.agreed_at,
            paper_kept: row.paper_kept,
            shows_name: row.shows_name,
            parts: row.parts,
            ended_by: row.ended_by,
        }),
        kind: Kind::parse(&row.kind).unwrap_or(Kind::Individual),
        status: Status::parse(&row.status).unwrap_or(Status::Closed),
        founder: row.founder,
    });
    Ok(listed.collect())
}

/// Whether somebody lives or works in a community on a day, or works for an organization that serves it; in the scopes of both.
pub(in crate::startup) async fn belongs(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    today: NaiveDate,
) -> AppResult<bool> {
    let belongs = sqlx::query_scalar!(
        r#"select exists (select from resident r where r.tenant_id = $1 and r.person_id = $2 and r.merged_into is null
                and r.left_on is null)
            or exists (select from household_worker w where w.tenant_id = $1 and w.person_id = $2 and w.withdrawn_at is null
                and w.status <> 'left')
            or exists (select from role_grant g where g.tenant_id = $1 and g.person_id = $2 and g.valid_from <= $3
                and (g.valid_to is null or g.valid_to >= $3))
            or exists (select from membership m join admission a on a.tenant_id = $1 and a.org_id = m.org_id
                where m.person_id = $2 and m.valid_from <= $3 and (m.valid_to is null or m.valid_to >= $3)
                and a.status in ('admitted', 'suspended')) as "belongs!""#,
        tenant.uuid(),
        person.uuid(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(belongs)
}

/// Somebody to choose.
pub(in crate::startup) struct NewMentor<'a> {
    pub id: MentoringId,
    pub case: CaseId,
    pub person: PersonId,
    pub name: &'a str,
    /// Where the founder's word is kept; empty where they are asked in their account.
    pub paper_kept: &'a str,
}

/// Chooses somebody for a case; false when the form was sent twice, or somebody else was faster.
pub(in crate::startup) async fn choose(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewMentor<'_>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into startup_mentor (tenant_id, mentoring_id, case_id, person_id, name, chosen_at, paper_kept)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.case.uuid(),
        new.person.uuid(),
        new.name,
        now,
        new.paper_kept,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The founder says yes, or lets them read something else from now on. The first time, the case names them.
pub(in crate::startup) async fn agree(
    tx: &mut WriteTx,
    tenant: TenantId,
    one: &Mentoring,
    shares: &Shares,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update startup_mentor set agreed_at = coalesce(agreed_at, $5), shows_name = $3, parts = $4
        where tenant_id = $1 and mentoring_id = $2 and ended_at is null",
        tenant.uuid(),
        one.id.uuid(),
        shares.name,
        &shares.parts.iter().map(|part| part.code().to_owned()).collect::<Vec<_>>(),
        now,
    )
    .execute(tx.conn())
    .await?;
    if one.agreed_at.is_some() {
        return Ok(());
    }
    sqlx::query!(
        "update startup_case set mentor_name = $3, updated_at = greatest(updated_at, $4), revision = revision + 1
        where tenant_id = $1 and case_id = $2 and mentor_name <> $3",
        tenant.uuid(),
        one.case.uuid(),
        one.name,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends it; false when it was over before. A case that goes on no longer names them.
pub(in crate::startup) async fn end_mentor(
    tx: &mut WriteTx,
    tenant: TenantId,
    one: &Mentoring,
    by: EndedBy,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update startup_mentor set ended_at = $4, ended_by = $3 where tenant_id = $1 and mentoring_id = $2 and ended_at is null",
        tenant.uuid(),
        one.id.uuid(),
        by.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if one.agreed_at.is_some() {
        sqlx::query!(
            "update startup_case set mentor_name = '', updated_at = greatest(updated_at, $4), revision = revision + 1
            where tenant_id = $1 and case_id = $2 and mentor_name = $3 and status not in ('admitted', 'closed')",
            tenant.uuid(),
            one.case.uuid(),
            one.name,
            now,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(true)
}

/// What a mentor wrote themself, the newest first.
pub(in crate::startup) async fn own_notes(
    tx: &mut impl Tx,
    tenant: TenantId,
    mentoring: MentoringId,
) -> AppResult<Vec<Note>> {
    let rows = sqlx::query_as!(
        Note,
        r#"select author_name as author, mentor_name as mentor, mentoring_id is not null as "is_mentors!", body, is_shared,
            created_at as at
        from startup_note where tenant_id = $1 and mentoring_id = $2 order by created_at desc, note_id desc limit 100"#,
        tenant.uuid(),
        mentoring.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Whether a mentor's note says this: another one was not written with the same form.
pub(in crate::startup) async fn is_noted(
    tx: &mut impl Tx,
    tenant: TenantId,
    (id, mentoring): (CaseNoteId, MentoringId),
    body: &str,
) -> AppResult<bool> {
    let is_noted = sqlx::query_scalar!(
        r#"select exists (select from startup_note where tenant_id = $1 and note_id = $2 and mentoring_id = $3 and body = $4)
            as "is_noted!""#,
        tenant.uuid(),
        id.uuid(),
        mentoring.uuid(),
        body,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_noted)
}
