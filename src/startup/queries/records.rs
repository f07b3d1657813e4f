//! SQL of cases whose residents' records are merged, parted, or deleted, and of those that have long been over.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Takes what is kept of a record over to the one that it turned out to be, which may have an open case of its own. Of two
/// open ones that came from one record, one.
pub(in crate::startup) async fn follow(
    tx: &mut WriteTx,
    tenant: TenantId,
    gone: ResidentId,
    kept: ResidentId,
) -> AppResult<()> {
    sqlx::query!(
        "update startup_case c set resident_id = $3, came_from = coalesce(c.came_from, $2)
        where c.tenant_id = $1 and c.resident_id = $2
            and (c.status in ('admitted', 'closed') or not exists (select from startup_case o where o.tenant_id = $1
                and o.resident_id = $3 and o.status not in ('admitted', 'closed')
                and coalesce(o.came_from, o.resident_id) = coalesce(c.came_from, $2)))",
        tenant.uuid(),
        gone.uuid(),
        kept.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes it back to a record that turned out to be another after all; `family`: that record, and those merged into it. An
/// open case stays where one began there meanwhile.
pub(in crate::startup) async fn follow_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    (kept, gone): (ResidentId, ResidentId),
    family: &[Uuid],
) -> AppResult<()> {
    sqlx::query!(
        "update startup_case c set resident_id = $3, came_from = nullif(c.came_from, $3)
        where c.tenant_id = $1 and c.resident_id = $2 and c.came_from = any($4)
            and (c.status in ('admitted', 'closed') or not exists (select from startup_case o where o.tenant_id = $1
                and o.resident_id = $3 and o.status not in ('admitted', 'closed')
                and coalesce(o.came_from, o.resident_id) = c.came_from))",
        tenant.uuid(),
        kept.uuid(),
        gone.uuid(),
        family,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Erases what is kept of some records.
pub(in crate::startup) async fn erase(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    let cases = sqlx::query_scalar!(
        "select case_id from startup_case where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents,
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!("delete from startup_note where tenant_id = $1 and case_id = any($2)", tenant.uuid(), &cases)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from startup_mentor where tenant_id = $1 and case_id = any($2)", tenant.uuid(), &cases)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from startup_event where tenant_id = $1 and case_id = any($2)", tenant.uuid(), &cases)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from startup_milestone where tenant_id = $1 and case_id = any($2)", tenant.uuid(), &cases)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from startup_case where tenant_id = $1 and case_id = any($2)", tenant.uuid(), &cases)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes away what was written of cases that have been over since before a time: what was noted, who went along, why it ended,
/// and what somebody had in mind who ended it; an organization reads what it came of. Which steps were taken, and when, stays.
pub(in crate::startup) async fn forget_words(
    tx: &mut WriteTx,
    tenant: TenantId,
    before: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "delete from startup_note where tenant_id = $1 and case_id in (select case_id from startup_case
            where tenant_id = $1 and status in ('admitted', 'closed') and updated_at < $2)",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from startup_mentor where tenant_id = $1 and case_id in (select case_id from startup_case
            where tenant_id = $1 and status in ('admitted', 'closed') and updated_at < $2)",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update startup_event set reason = '' where tenant_id = $1 and reason <> '' and case_id in (
            select case_id from startup_case where tenant_id = $1 and status in ('admitted', 'closed') and updated_at < $2)",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update startup_case set idea = '', mentor_name = ''
        where tenant_id = $1 and status = 'closed' and updated_at < $2 and (idea <> '' or mentor_name <> '')",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
