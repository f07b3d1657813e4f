//! SQL of the checklist: what somebody found for each of its points.

use chrono::{DateTime, Utc};

use crate::admissions::CheckResult;
use crate::db::{OrgId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A point of the checklist as somebody found it.
pub(in crate::admissions) struct Check {
    pub item: String,
    pub result: CheckResult,
    pub note: String,
    pub checked_by: String,
}

/// The checklist's results so far.
pub(in crate::admissions) async fn checks(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Vec<Check>> {
    let rows = sqlx::query!(
        "select item, result, note, checked_by from admission_check where tenant_id = $1 and org_id = $2",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let result = CheckResult::parse(&row.result)?;
            Some(Check { item: row.item, result, note: row.note, checked_by: row.checked_by })
        })
        .collect())
}

/// Records what somebody found for a point of the checklist; none takes it back.
pub(in crate::admissions) async fn set_check(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    item: &str,
    found: Option<(CheckResult, &str)>,
    by: &str,
    now: DateTime<Utc>,
) -> AppResult<()> {
    match found {
        None => {
            sqlx::query!(
                "delete from admission_check where tenant_id = $1 and org_id = $2 and item = $3",
                tenant.uuid(),
                org.uuid(),
                item
            )
            .execute(tx.conn())
            .await?;
        }
        Some((result, note)) => {
            sqlx::query!(
                "insert into admission_check (tenant_id, org_id, item, result, note, checked_by, checked_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (tenant_id, org_id, item) do update set result = excluded.result, note = excluded.note,
                    checked_by = excluded.checked_by, checked_at = excluded.checked_at
                where (admission_check.result, admission_check.note) is distinct from (excluded.result, excluded.note)",
                tenant.uuid(),
                org.uuid(),
                item,
                result.code(),
                note,
                by,
                now,
            )
            .execute(tx.conn())
            .await?;
        }
    }
    Ok(())
}
