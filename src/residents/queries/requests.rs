//! SQL of what people ask about their own records, and of deleting a record.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::consents;
use crate::db::{FamilyLinkId, PersonId, RequestId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::{certificates, enrolments, jobs, placements, recommendations, startup, talents};

/// What somebody asks.
pub(crate) struct Request {
    pub id: RequestId,
    pub resident: ResidentId,
    /// Who asks, and under which link where it is in the resident's name.
    pub person: PersonId,
    pub family_link: Option<FamilyLinkId>,
    pub kind: String,
    pub body: String,
    pub created_at: DateTime<Utc>,
    pub is_done: Option<bool>,
    pub answer: String,
    pub answered_at: Option<DateTime<Utc>>,
}

/// Keeps a request; false when it was kept before (the form was sent twice).
pub(crate) async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &Request) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into resident_request (tenant_id, request_id, resident_id, person_id, kind, body, created_at, family_link_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.resident.uuid(),
        new.person.uuid(),
        new.kind,
        new.body,
        new.created_at,
        new.family_link.map(FamilyLinkId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The requests of a community, those that wait first, whoever waits longest on top.
pub(in crate::residents) async fn all(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Request>> {
    let rows = sqlx::query_as!(
        Request,
        r#"select request_id as "id: RequestId", resident_id as "resident: ResidentId", person_id as "person: PersonId", kind, body,
            created_at, is_done, answer, answered_at, family_link_id as "family_link: FamilyLinkId"
        from resident_request where tenant_id = $1
        order by answered_at is not null, case when answered_at is null then created_at end, created_at desc, request_id limit 100"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// What one person asked in a community, and their family about their records, the newest first.
pub(in crate::residents) async fn of_person(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    records: &[ResidentId],
) -> AppResult<Vec<Request>> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Request,
        r#"select request_id as "id: RequestId", resident_id as "resident: ResidentId", person_id as "person: PersonId", kind, body,
            created_at, is_done, answer, answered_at, family_link_id as "family_link: FamilyLinkId"
        from resident_request where tenant_id = $1 and (person_id = $2 and family_link_id is null
            or family_link_id is not null and resident_id = any($3))
        order by created_at desc, request_id limit 20"#,
        tenant.uuid(),
        person.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// What was asked under a link, the newest first.
pub(crate) async fn under(tx: &mut impl Tx, tenant: TenantId, link: FamilyLinkId) -> AppResult<Vec<Request>> {
    let rows = sqlx::query_as!(
        Request,
        r#"select request_id as "id: RequestId", resident_id as "resident: ResidentId", person_id as "person: PersonId", kind, body,
            created_at, is_done, answer, answered_at, family_link_id as "family_link: FamilyLinkId"
        from resident_request where tenant_id = $1 and family_link_id = $2 order by created_at desc, request_id limit 20"#,
        tenant.uuid(),
        link.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// How many requests wait.
pub async fn waiting(tx: &mut impl Tx, tenant: TenantId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from resident_request where tenant_id = $1 and answered_at is null"#,
        tenant.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// Answers a request; none when there is no such request, or somebody answered before.
pub(in crate::residents) async fn answer(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: RequestId,
    (is_done, answer, by): (bool, &str, &str),
    now: DateTime<Utc>,
) -> AppResult<Option<Request>> {
    let row = sqlx::query_as!(
        Request,
        r#"update resident_request set is_done = $3, answer = $4, answered_by = $5, answered_at = $6
        where tenant_id = $1 and request_id = $2 and answered_at is null
        returning request_id as "id: RequestId", resident_id as "resident: ResidentId", person_id as "person: PersonId", kind, body,
            created_at, is_done, answer, answered_at, family_link_id as "family_link: FamilyLinkId""#,
        tenant.uuid(),
        id.uuid(),
        is_done,
        answer,
        by,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Deletes what some records say of anybody, with what was merged into them. What stays is that there were records, for the
/// looks and deeds that refer to them.
pub(in crate::residents) async fn erase(
    tx: &mut WriteTx,
    tenant: TenantId,
    ids: &[ResidentId],
    now: DateTime<Utc>,
) -> AppResult<()> {
    let (records, ids) = (ids, ids.iter().map(|id| id.uuid()).collect::<Vec<Uuid>>());
    // Before anything that hangs on them, as merges do.
    sqlx::query!(
        "select from resident where tenant_id = $1 and resident_id = any($2) order by resident_id for no key update",
        tenant.uuid(),
        &ids,
    )
    .execute(tx.conn())
    .await?;
    // Both tell others whom it is about, while the records still say it.
    crate::family::forget_residents(tx, tenant, records, now).await?;
    startup::forget(tx, tenant, &ids, now).await?;
    sqlx::query!("delete from resident_key where tenant_id = $1 and resident_id = any($2)", tenant.uuid(), &ids)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "update resident set name = '', phone_sealed = null, phone_hmac = null, phone_masked = null, birth_year = null, tags = '{}',
            note = '', person_id = null, relation = 'other', left_on = coalesce(left_on, $3::timestamptz::date), erased_at = $3,
            revision = revision + 1
        where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        &ids,
        now,
    )
    .execute(tx.conn())
    .await?;
    // A merge of theirs can never be undone: it would bring back what is deleted.
    sqlx::query!(
        "update resident_merge set kept_before = '{}', gone_before = '{}', kept_revision = -1
        where tenant_id = $1 and (kept_id = any($2) or gone_id = any($2))",
        tenant.uuid(),
        &ids,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update sign_in_code set name = '' where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        &ids
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update resident_request set body = '' where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        &ids
    )
    .execute(tx.conn())
    .await?;
    talents::forget(tx, tenant, &ids).await?;
    certificates::forget(tx, tenant, &ids).await?;
    jobs::queries::forget(tx, tenant, &ids, now).await?;
    placements::forget(tx, tenant, &ids).await?;
    recommendations::forget(tx, tenant, &ids, now).await?;
    enrolments::forget(tx, tenant, &ids, now).await?;
    consents::forget(tx, tenant, &ids, now).await
}

/// Some of those who moved out before a day and are still on file.
pub(in crate::residents) async fn left_before(
    tx: &mut impl Tx,
    tenant: TenantId,
    day: NaiveDate,
    limit: i64,
) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"select resident_id as "id: ResidentId" from resident
        where tenant_id = $1 and left_on < $2 and erased_at is null limit $3"#,
        tenant.uuid(),
        day,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}
