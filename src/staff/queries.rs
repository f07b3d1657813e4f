//! SQL of the console.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::access::Role;
use crate::db::{CodeId, GrantId, HouseholdWorkerId, PersonId, ReadTx, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A one-time code as staff see it.
pub(crate) struct CodeRow {
    pub id: CodeId,
    pub person: PersonId,
    pub name: String,
    pub issued_by: GrantId,
    pub issuer: String,
    pub issued_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The newest codes of a community, or those before one.
pub(super) async fn codes(
    tx: &mut ReadTx,
    tenant: TenantId,
    before: Option<CodeId>,
    limit: i64,
) -> AppResult<Vec<CodeRow>> {
    let rows = sqlx::query_as!(
        CodeRow,
        r#"select code_id as "id: CodeId", person_id as "person: PersonId", name, issued_by as "issued_by: GrantId", issuer, issued_at,
            expires_at, used_at, revoked_at
        from sign_in_code where tenant_id = $1 and ($2::uuid is null or code_id < $2) order by code_id desc limit $3"#,
        tenant.uuid(),
        before.map(CodeId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// One code of a community.
pub(crate) async fn code(tx: &mut ReadTx, tenant: TenantId, code: CodeId) -> AppResult<Option<CodeRow>> {
    let row = sqlx::query_as!(
        CodeRow,
        r#"select code_id as "id: CodeId", person_id as "person: PersonId", name, issued_by as "issued_by: GrantId", issuer, issued_at,
            expires_at, used_at, revoked_at
        from sign_in_code where tenant_id = $1 and code_id = $2"#,
        tenant.uuid(),
        code.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The name under which a person was given a code in this community before; none for a person who never was.
pub(super) async fn known_name(tx: &mut WriteTx, tenant: TenantId, person: PersonId) -> AppResult<Option<String>> {
    let name = sqlx::query_scalar!(
        "select name from sign_in_code where tenant_id = $1 and person_id = $2 order by code_id desc limit 1",
        tenant.uuid(),
        person.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(name)
}

/// A record that a code hands over.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HandsOver {
    Resident(ResidentId),
    Worker(HouseholdWorkerId),
}

impl HandsOver {
    fn resident(self) -> Option<Uuid> {
        match self {
            Self::Resident(id) => Some(id.uuid()),
            Self::Worker(_) => None,
        }
    }

    fn worker(self) -> Option<Uuid> {
        match self {
            Self::Worker(id) => Some(id.uuid()),
            Self::Resident(_) => None,
        }
    }
}

/// A code to add.
pub(crate) struct NewCode<'a> {
    pub id: CodeId,
    pub person: PersonId,
    pub name: &'a str,
    pub hash: [u8; 32],
    pub issued_by: GrantId,
    pub issuer: &'a str,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// The record that it hands over.
    pub hands_over: Option<HandsOver>,
}

/// Adds a code; false when it was added before (the form was sent twice).
pub(crate) async fn insert_code(tx: &mut WriteTx, tenant: TenantId, code: &NewCode<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into sign_in_code (tenant_id, code_id, person_id, name, code_hash, issued_by, issuer, issued_at, expires_at, resident_id,
            household_worker_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, code_id) do nothing",
        tenant.uuid(),
        code.id.uuid(),
        code.person.uuid(),
        code.name,
        &code.hash[..],
        code.issued_by.uuid(),
        code.issuer,
        code.now,
        code.expires_at,
        code.hands_over.and_then(HandsOver::resident),
        code.hands_over.and_then(HandsOver::worker),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Makes the codes that a person still holds worthless: a new one replaces them.
pub(super) async fn revoke_of_person(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update sign_in_code set revoked_at = $3 where tenant_id = $1 and person_id = $2 and used_at is null and revoked_at is null",
        tenant.uuid(),
        person.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes the codes worthless that would hand a record over: a new one replaces them.
pub async fn revoke_of_resident(
    tx: &mut WriteTx,
    tenant: TenantId,
    resident: ResidentId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update sign_in_code set revoked_at = $3 where tenant_id = $1 and resident_id = $2 and used_at is null and revoked_at is null",
        tenant.uuid(),
        resident.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The same for the record of a household worker.
pub async fn revoke_of_worker(
    tx: &mut WriteTx,
    tenant: TenantId,
    worker: HouseholdWorkerId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update sign_in_code set revoked_at = $3
        where tenant_id = $1 and household_worker_id = $2 and used_at is null and revoked_at is null",
        tenant.uuid(),
        worker.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether a person holds a role in the whole of a community on a day.
pub async fn has_grant(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
    role: Role,
    today: NaiveDate,
) -> AppResult<bool> {
    let held = sqlx::query_scalar!(
        r#"select exists (select 1 from role_grant where tenant_id = $1 and person_id = $2 and role = $3 and scope_id is null
            and valid_from <= $4 and (valid_to is null or valid_to >= $4)) as "held!""#,
        tenant.uuid(),
        person.uuid(),
        role.code(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(held)
}

/// Makes one code worthless; false when there is no such code or it no longer holds.
pub(super) async fn revoke(tx: &mut WriteTx, tenant: TenantId, code: CodeId, now: DateTime<Utc>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update sign_in_code set revoked_at = $3 where tenant_id = $1 and code_id = $2 and used_at is null and revoked_at is null",
        tenant.uuid(),
        code.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Adds a grant.
pub async fn insert_grant(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
    role: Role,
    from: NaiveDate,
    by: Option<GrantId>,
) -> AppResult<GrantId> {
    let id = GrantId::generate();
    sqlx::query!(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from, granted_by) values ($1, $2, $3, $4, $5, $6)",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
        role.code(),
        from,
        by.map(GrantId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// A search that found nothing.
pub(super) struct MissRow {
    pub term: String,
    pub misses: i64,
    pub last_day: NaiveDate,
}

/// What was searched for in vain since a day, most often first.
pub(super) async fn misses(tx: &mut ReadTx, tenant: TenantId, since: NaiveDate, limit: i64) -> AppResult<Vec<MissRow>> {
    let rows = sqlx::query_as!(
        MissRow,
        r#"select term, sum(misses)::bigint as "misses!", max(day) as "last_day!" from search_miss
        where tenant_id = $1 and day >= $2 group by term order by 2 desc, 3 desc, 1 limit $3"#,
        tenant.uuid(),
        since,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
