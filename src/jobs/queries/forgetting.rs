//! SQL of what applications no longer tell, because somebody no longer agrees to it, their record goes, or it was long ago.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Takes what some records say of what they can from their applications, with the certificates of others that stand in the same
/// archive: that is told to nobody any more.
pub async fn hide_talent(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!(
        "update job_application set talent = null, shared = array_remove(shared, 'talent'), certificates = certificates - 'external',
            revision = revision + 1
        where tenant_id = $1 and resident_id = any($2) and (talent is not null or certificates ? 'external')",
        tenant.uuid(),
        residents,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes what some records shared from their applications, which end with it: the records are being deleted. That somebody never
/// began stays: nobody counts them among the hired.
pub async fn forget(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "delete from job_application_event where tenant_id = $1 and application_id in (
            select application_id from job_application where tenant_id = $1 and resident_id = any($2))",
        tenant.uuid(),
        residents,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update job_application set shared = '{}', name = '', name_masked = '', phone_sealed = null, phone_masked = null,
            talent = null, certificates = null, note = '', meets_word = '', is_forgotten = true,
            reason = case when reason = 'gone:never' then reason else '' end, interview_place = '', paper_kept = case when how = 'paper' then '-' else '' end,
            asked_on = case when hired_on is null then asked_on else coalesce(asked_on, hired_on) end, changed_at = $3, revision = revision + 1,
            status = case when status in ('submitted', 'viewed', 'interview', 'offer') then 'withdrawn' else status end
        where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes away what was written of applications that have stood as they do since before a time, and that nobody decides any more:
/// why one ended, where somebody was to come. `codes`: what stands there where nobody has written anything; it counts on.
pub(in crate::jobs) async fn forget_words(
    tx: &mut WriteTx,
    tenant: TenantId,
    before: DateTime<Utc>,
    codes: &[String],
) -> AppResult<()> {
    sqlx::query!(
        "update job_application_event e set note = '' from job_application a
        where e.tenant_id = $1 and a.tenant_id = $1 and a.application_id = e.application_id and e.note <> '' and e.note <> all($3)
            and a.changed_at < $2 and a.status in ('hired', 'retained', 'left', 'rejected', 'withdrawn')",
        tenant.uuid(),
        before,
        codes,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update job_application set interview_place = '', reason = case when reason = any($3) then reason else '' end
        where tenant_id = $1 and changed_at < $2 and status in ('hired', 'retained', 'left', 'rejected', 'withdrawn')
            and (interview_place <> '' or reason <> '' and reason <> all($3))",
        tenant.uuid(),
        before,
        codes,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
