//! SQL of the cases themselves.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::super::model::{Case, Content, Kind, Milestone, Status};
use crate::db::{CaseId, OrgId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A case as it is stored.
struct Row {
    id: CaseId,
    resident: ResidentId,
    person: Option<PersonId>,
    kind: String,
    idea: String,
    mentor: String,
    status: String,
    org: Option<OrgId>,
    revision: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Row> for Case {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            resident: row.resident,
            person: row.person,
            content: Content {
                kind: Kind::parse(&row.kind).unwrap_or(Kind::Individual),
                idea: row.idea,
                mentor: row.mentor,
            },
            status: Status::parse(&row.status).unwrap_or(Status::Closed),
            org: row.org,
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The cases that fulfil a condition, as a query; `$1` is the community.
macro_rules! cases {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select c.case_id as "id: CaseId", c.resident_id as "resident: ResidentId", r.person_id as "person: PersonId",
                c.kind, c.idea, c.mentor_name as mentor, c.status, c.org_id as "org: OrgId", c.revision, c.created_at,
                c.updated_at
            from startup_case c join resident r on r.tenant_id = c.tenant_id and r.resident_id = c.resident_id
            where c.tenant_id = $1 and r.tenant_id = $1 and "# + $rest,
            $($argument),+
        )
    };
}

/// One case.
pub(in crate::startup) async fn case(tx: &mut impl Tx, tenant: TenantId, id: CaseId) -> AppResult<Option<Case>> {
    let row = cases!("c.case_id = $2", tenant.uuid(), id.uuid()).fetch_optional(tx.conn()).await?;
    Ok(row.map(Case::from))
}

/// Those of some records, the open one first, then the latest.
pub(crate) async fn of_residents(tx: &mut impl Tx, tenant: TenantId, residents: &[ResidentId]) -> AppResult<Vec<Case>> {
    let ids: Vec<Uuid> = residents.iter().map(|id| id.uuid()).collect();
    let rows = cases!(
        "c.resident_id = any($2)
        order by c.status in ('admitted', 'closed'), c.created_at desc, c.case_id desc limit 20",
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Case::from).collect())
}

/// Those of one state, or of all, whatever changed last on top.
pub(in crate::startup) async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    status: Option<Status>,
    after: Option<(DateTime<Utc>, CaseId)>,
    limit: i64,
) -> AppResult<Vec<Case>> {
    let (at, id) = after.unzip();
    let rows = cases!(
        "($2::text is null or c.status = $2)
            and ($3::timestamptz is null or (c.updated_at, c.case_id) < ($3, $4))
        order by c.updated_at desc, c.case_id desc limit $5",
        tenant.uuid(),
        status.map(Status::code),
        at,
        id.map(CaseId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Case::from).collect())
}

/// A case of which an organization came.
pub(in crate::startup) struct Founded {
    pub tenant: TenantId,
    pub id: CaseId,
    /// The record of whoever founded it.
    pub founder: ResidentId,
    pub content: Content,
    pub created_at: DateTime<Utc>,
}

/// The admitted ones that a person has brought to an organization of theirs, in the organization's scope and the person's.
pub(in crate::startup) async fn of_org(tx: &mut impl Tx, org: OrgId, founder: PersonId) -> AppResult<Vec<Founded>> {
    let rows = sqlx::query!(
        r#"select c.tenant_id as "tenant: TenantId", c.case_id as "id: CaseId", c.resident_id as "resident: ResidentId", c.kind, c.idea,
            c.mentor_name, c.created_at
        from startup_case c join resident r on r.tenant_id = c.tenant_id and r.resident_id = c.resident_id
        where c.org_id = $1 and r.person_id = $2 and c.status = 'admitted' order by c.created_at limit 20"#,
        org.uuid(),
        founder.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let content = |kind: &str, idea, mentor| Content { kind: Kind::parse(kind).unwrap_or(Kind::Company), idea, mentor };
    let founded = rows.into_iter().map(|row| Founded {
        tenant: row.tenant,
        id: row.id,
        founder: row.resident,
        content: content(&row.kind, row.idea, row.mentor_name),
        created_at: row.created_at,
    });
    Ok(founded.collect())
}

/// The cases of people whose business works and who answer for an organization on a day; in the scopes of both.
pub(in crate::startup) async fn of_owners(
    tx: &mut impl Tx,
    tenant: TenantId,
    org: OrgId,
    today: NaiveDate,
) -> AppResult<Vec<CaseId>> {
    let cases = sqlx::query_scalar!(
        r#"select distinct c.case_id as "case: CaseId" from startup_case c
            join resident r on r.tenant_id = $1 and r.resident_id = c.resident_id
            join membership m on m.org_id = $2 and m.person_id = r.person_id
        where c.tenant_id = $1 and c.status = 'operating' and r.merged_into is null
            and m.role = 'owner' and m.valid_from <= $3 and (m.valid_to is null or m.valid_to >= $3)"#,
        tenant.uuid(),
        org.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(cases)
}

/// The organizations that came of cases here: one came of every admitted case.
pub(in crate::startup) async fn orgs_founded(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<OrgId>> {
    let orgs = sqlx::query_scalar!(
        r#"select distinct org_id as "org!: OrgId" from startup_case
        where tenant_id = $1 and status = 'admitted' and org_id is not null order by org_id"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(orgs)
}

/// Begins a case with its milestones; false when the resident has an open one, from whichever record, or the form was sent
/// twice.
pub async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, resident): (CaseId, ResidentId),
    content: &Content,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let has_open = sqlx::query_scalar!(
        r#"select exists (select from startup_case where tenant_id = $1 and resident_id = $2
            and status not in ('admitted', 'closed')) as "has_open!""#,
        tenant.uuid(),
        resident.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    if has_open {
        return Ok(false);
    }
    let done = sqlx::query!(
        "insert into startup_case (tenant_id, case_id, resident_id, kind, idea, mentor_name, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        resident.uuid(),
        content.kind.code(),
        content.idea,
        content.mentor,
        now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let steps = Milestone::ALL.map(|milestone| milestone.code().to_owned());
    sqlx::query!(
        "insert into startup_milestone (tenant_id, case_id, step) select $1, $2, step from unnest($3::text[]) as s (step)",
        tenant.uuid(),
        id.uuid(),
        &steps,
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Makes whoever else changes a case wait until the transaction ends.
pub(in crate::startup) async fn lock(tx: &mut WriteTx, tenant: TenantId, id: CaseId) -> AppResult<()> {
    sqlx::query!(
        "select from startup_case where tenant_id = $1 and case_id = $2 for no key update",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(())
}

/// Changes what is said of an open case; false when somebody else changed it first.
pub(in crate::startup) async fn update(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (CaseId, i32),
    content: &Content,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update startup_case set kind = $4, idea = $5, mentor_name = $6, updated_at = $7, revision = revision + 1
        where tenant_id = $1 and case_id = $2 and revision = $3 and status not in ('admitted', 'closed')",
        tenant.uuid(),
        id.uuid(),
        revision,
        content.kind.code(),
        content.idea,
        content.mentor,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Where a case goes, with the organization that came of it; false when somebody else changed it first.
pub async fn set_status(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (CaseId, i32),
    (to, org): (Status, Option<OrgId>),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update startup_case set status = $4, org_id = $5, updated_at = $6, revision = revision + 1
        where tenant_id = $1 and case_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        to.code(),
        org.map(OrgId::uuid),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
