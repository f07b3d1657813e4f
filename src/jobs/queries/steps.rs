//! SQL of the steps of postings.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::db::{OrgId, PersonId, PostingId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::jobs::model::Status;

/// Makes whoever else moves, hires for or applies to a posting wait until the transaction ends.
pub(in crate::jobs) async fn lock(tx: &mut WriteTx, tenant: TenantId, id: PostingId) -> AppResult<()> {
    sqlx::query!(
        "select from job_posting where tenant_id = $1 and posting_id = $2 for no key update",
        tenant.uuid(),
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sees to it that a posting stands where it does until the transaction ends; others may do the same.
pub async fn hold_open(tx: &mut WriteTx, tenant: TenantId, id: PostingId) -> AppResult<()> {
    sqlx::query!(
        "select from job_posting where tenant_id = $1 and posting_id = $2 for share",
        tenant.uuid(),
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A step of a posting.
pub struct Move<'a> {
    /// Where it leads.
    pub to: Status,
    /// What its taker saw.
    pub revision: i32,
    /// Whether the community pauses it for an organization.
    pub is_held: bool,
    /// Whether it is approved with it.
    pub is_approved: bool,
    /// The new last day, where it holds longer.
    pub valid_until: Option<NaiveDate>,
    /// Who of the community decided, with their name, where it is a decision.
    pub decider: Option<(PersonId, &'a str)>,
    /// Why, where somebody said so; empty, where what was wrong is mended.
    pub reason: Option<&'a str>,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Takes a step; false when somebody else was first.
pub async fn take(tx: &mut WriteTx, tenant: TenantId, id: PostingId, step: &Move<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update job_posting set status = $4, is_held = $5,
            published_at = case when $6 then coalesce(published_at, $11) else published_at end,
            valid_until = coalesce($7, valid_until), decided_by = coalesce($8, decided_by),
            decider_name = coalesce($9, decider_name), decided_at = case when $8::uuid is null then decided_at else $11 end,
            reason = coalesce($10, reason), revision = revision + 1, changed_at = $11
        where tenant_id = $1 and posting_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        step.revision,
        step.to.code(),
        step.is_held,
        step.is_approved,
        step.valid_until,
        step.decider.map(|(person, _)| person.uuid()),
        step.decider.map(|(_, name)| name),
        step.reason,
        step.now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Takes down what an organization has written in a community; gives the postings.
pub(in crate::jobs) async fn withdraw_of(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    now: DateTime<Utc>,
) -> AppResult<Vec<PostingId>> {
    let ids = sqlx::query_scalar!(
        r#"update job_posting set status = 'withdrawn', is_held = false, revision = revision + 1, changed_at = $3
        where org_id = $2 and tenant_id = $1 and status in ('draft', 'returned', 'review', 'published', 'paused', 'expired')
        returning posting_id as "id: PostingId""#,
        tenant.uuid(),
        org.uuid(),
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(ids)
}

/// A posting whose last day is near or over.
pub(in crate::jobs) struct Due {
    pub id: PostingId,
    pub org: Option<OrgId>,
    pub title: String,
    pub valid_until: NaiveDate,
}

/// Lets the postings end whose last day is over.
pub(in crate::jobs) async fn due_to_expire(
    tx: &mut WriteTx,
    tenant: TenantId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> AppResult<Vec<Due>> {
    let rows = sqlx::query_as!(
        Due,
        r#"update job_posting set status = 'expired', revision = revision + 1, changed_at = $3
        where tenant_id = $1 and status in ('published', 'paused') and valid_until < $2
        returning posting_id as "id: PostingId", org_id as "org: OrgId", title, valid_until"#,
        tenant.uuid(),
        day,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    if !rows.is_empty() {
        tx.touch_public(tenant);
    }
    Ok(rows)
}

/// The postings whose last day was before a day, and for which somebody still waits for an answer; those, too, that went back
/// into review or into a drawer with whoever had applied.
pub(in crate::jobs) async fn unanswered(
    tx: &mut WriteTx,
    tenant: TenantId,
    before: NaiveDate,
) -> AppResult<Vec<PostingId>> {
    let ids = sqlx::query_scalar!(
        r#"select posting_id as "id: PostingId" from job_posting p
        where tenant_id = $1 and status in ('expired', 'draft', 'review', 'returned') and valid_until < $2
            and exists (select 1 from job_application a where a.tenant_id = $1 and a.posting_id = p.posting_id
                and a.status in ('submitted', 'viewed', 'interview', 'offer'))
        order by posting_id"#,
        tenant.uuid(),
        before,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The postings whose last day is so near and nobody was reminded of; from now on somebody was.
pub(in crate::jobs) async fn due_to_remind(
    tx: &mut WriteTx,
    tenant: TenantId,
    day: NaiveDate,
    before: Days,
) -> AppResult<Vec<Due>> {
    let rows = sqlx::query_as!(
        Due,
        r#"update job_posting set reminded_for = valid_until
        where tenant_id = $1 and status in ('published', 'paused') and valid_until between $2 and $3
            and reminded_for is distinct from valid_until
        returning posting_id as "id: PostingId", org_id as "org: OrgId", title, valid_until"#,
        tenant.uuid(),
        day,
        day + before,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
