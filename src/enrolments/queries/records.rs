//! SQL of the residents behind enrolments: who asks, and what becomes of it when their record does not stay as it is,
//! or it was long ago.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{PersonId, ResidentId, RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A resident who may learn.
#[derive(Debug, Clone)]
pub struct Learner {
    pub resident: ResidentId,
    /// Whose account the record is, if anybody's.
    pub person: Option<PersonId>,
    pub name: String,
}

/// A person's record in a community; the one of where they moved to last.
pub async fn own_record(tx: &mut impl Tx, tenant: TenantId, person: PersonId) -> AppResult<Option<Learner>> {
    let row = sqlx::query_as!(
        Learner,
        r#"select resident_id as "resident: ResidentId", person_id as "person: PersonId", name from resident
        where tenant_id = $1 and person_id = $2 and merged_into is null and left_on is null
        order by lives_since desc, resident_id limit 1"#,
        tenant.uuid(),
        person.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The record of somebody who lives here.
pub async fn record(tx: &mut impl Tx, tenant: TenantId, resident: ResidentId) -> AppResult<Option<Learner>> {
    let row = sqlx::query_as!(
        Learner,
        r#"select resident_id as "resident: ResidentId", person_id as "person: PersonId", name from resident
        where tenant_id = $1 and resident_id = $2 and merged_into is null and left_on is null and erased_at is null"#,
        tenant.uuid(),
        resident.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Those who live here and whose keys lie in a range: the first key, and the first that is too far.
pub async fn found(
    tx: &mut impl Tx,
    tenant: TenantId,
    (first, behind): (&str, &str),
    limit: i64,
) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct k.resident_id as "id: ResidentId" from resident_key k
        join resident r on r.tenant_id = k.tenant_id and r.resident_id = k.resident_id
        where k.tenant_id = $1 and r.tenant_id = $1 and k.key >= $2 and k.key < $3
            and r.merged_into is null and r.left_on is null and r.erased_at is null
        order by 1 limit $4"#,
        tenant.uuid(),
        first,
        behind,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The runs in which some records have an enrolment that is not over.
pub async fn runs_of(tx: &mut impl Tx, tenant: TenantId, residents: &[Uuid]) -> AppResult<Vec<RunId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct run_id as "id: RunId" from enrolment
        where tenant_id = $1 and resident_id = any($2) and status in ('applied', 'waiting', 'offered', 'enrolled') order by 1"#,
        tenant.uuid(),
        residents,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The runs in which two records both have one.
pub async fn double_runs(
    tx: &mut impl Tx,
    tenant: TenantId,
    (one, other): (ResidentId, ResidentId),
) -> AppResult<Vec<RunId>> {
    let ids = sqlx::query_scalar!(
        r#"select a.run_id as "id: RunId" from enrolment a join enrolment b on b.tenant_id = a.tenant_id and b.run_id = a.run_id
        where a.tenant_id = $1 and b.tenant_id = $1 and a.resident_id = $2 and b.resident_id = $3
            and a.status not in ('dropped', 'declined', 'lapsed', 'unserved') and b.status not in ('dropped', 'declined', 'lapsed', 'unserved') order by 1"#,
        tenant.uuid(),
        one.uuid(),
        other.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Takes the enrolments of a record over to the one that it turned out to be, but those that would be a second one in a run.
pub async fn follow(tx: &mut WriteTx, tenant: TenantId, gone: ResidentId, kept: ResidentId) -> AppResult<()> {
    sqlx::query!(
        "update enrolment e set resident_id = $3, came_from = coalesce(came_from, $2) where e.tenant_id = $1 and e.resident_id = $2
            and not (e.status not in ('dropped', 'declined', 'lapsed', 'unserved') and exists (select 1 from enrolment o
                where o.tenant_id = $1 and o.resident_id = $3 and o.run_id = e.run_id
                and o.status not in ('dropped', 'declined', 'lapsed', 'unserved')))",
        tenant.uuid(),
        gone.uuid(),
        kept.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes them back to a record that turned out to be another after all; `family`: that record, and those merged into it.
pub async fn follow_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    (kept, gone): (ResidentId, ResidentId),
    family: &[Uuid],
) -> AppResult<()> {
    sqlx::query!(
        "update enrolment set resident_id = $3, came_from = nullif(came_from, $3)
        where tenant_id = $1 and resident_id = $2 and came_from = any($4)",
        tenant.uuid(),
        kept.uuid(),
        gone.uuid(),
        family,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Calls whoever a record is of by another name, but where a certificate that holds says which.
pub async fn rename(tx: &mut WriteTx, tenant: TenantId, resident: ResidentId, name: &str) -> AppResult<()> {
    sqlx::query!(
        "update enrolment e set name = $3 where e.tenant_id = $1 and e.resident_id = $2 and e.name <> $3 and not exists (
            select from course_certificate c where c.tenant_id = $1 and c.enrolment_id = e.enrolment_id
                and c.number is not null and c.revoked_at is null)",
        tenant.uuid(),
        resident.uuid(),
        name,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Erases the enrolments of some records, with their marks and what they said of meetings.
pub async fn erase(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!(
        "delete from session_excuse where tenant_id = $1 and enrolment_id in (select enrolment_id from enrolment
            where tenant_id = $1 and resident_id = any($2))",
        tenant.uuid(),
        residents,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from attendance where tenant_id = $1 and enrolment_id in (select enrolment_id from enrolment
            where tenant_id = $1 and resident_id = any($2))",
        tenant.uuid(),
        residents,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("delete from enrolment where tenant_id = $1 and resident_id = any($2)", tenant.uuid(), residents)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes away why somebody was not at a meeting that was before a time, or has been out of a course since before it. The marks
/// stay: what they add up to counts.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "delete from session_excuse x using course_session s
        where x.tenant_id = $1 and s.tenant_id = $1 and s.session_id = x.session_id and s.ends_at < $2",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update attendance a set reason = '' from course_session s
        where a.tenant_id = $1 and s.tenant_id = $1 and s.session_id = a.session_id and s.ends_at < $2 and a.reason <> ''",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update enrolment set reason = '', reopened_reason = ''
        where tenant_id = $1 and decided_at < $2 and (reason <> '' or reopened_reason <> '')
            and status not in ('applied', 'waiting', 'offered', 'enrolled')",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
