//! SQL of consents.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Consent, Ending, How, Purpose, Withdrawn};
use crate::db::{ConsentId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// The receipts of some records, residents' or household workers', the newest first.
pub(super) async fn of(tx: &mut impl Tx, tenant: TenantId, subjects: &[Uuid]) -> AppResult<Vec<Consent>> {
    let rows = sqlx::query!(
        r#"select consent_id as "id: ConsentId", purpose, version, how, by_name, paper_kept, guardian, given_at, withdrawn_at,
            withdrawn_how, withdrawn_by_name
        from consent where tenant_id = $1 and (resident_id = any($2) or household_worker_id = any($2))
        order by given_at desc, consent_id desc limit 200"#,
        tenant.uuid(),
        subjects,
    )
    .fetch_all(tx.conn())
    .await?;
    let consents = rows.into_iter().filter_map(|row| {
        let how = match row.how.as_str() {
            "paper" => How::Paper { by_name: row.by_name, kept: row.paper_kept, guardian: row.guardian },
            _ => How::Own,
        };
        let ending = row.withdrawn_how.and_then(|how| Ending::parse(&how));
        Some(Consent {
            id: row.id,
            purpose: Purpose::parse(&row.purpose)?,
            version: row.version,
            how,
            given_at: row.given_at,
            withdrawn: row.withdrawn_at.zip(ending).map(|(at, how)| Withdrawn {
                at,
                how,
                by_name: row.withdrawn_by_name,
            }),
        })
    });
    Ok(consents.collect())
}

/// Adds a receipt; false when it was added before, or another one holds.
pub(super) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    (resident, worker): (Option<Uuid>, Option<Uuid>),
    new: &Consent,
) -> AppResult<bool> {
    let (by_name, kept, guardian) = match &new.how {
        How::Own => ("", "", ""),
        How::Paper { by_name, kept, guardian } => (by_name.as_str(), kept.as_str(), guardian.as_str()),
    };
    let done = sqlx::query!(
        "insert into consent (tenant_id, consent_id, resident_id, household_worker_id, purpose, version, how, by_name, paper_kept,
            guardian, given_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        resident,
        worker,
        new.purpose.code(),
        new.version,
        new.how.code(),
        by_name,
        kept,
        guardian,
        new.given_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Makes whoever wants to end what holds of a purpose wait until this transaction ends.
pub(super) async fn lock(tx: &mut WriteTx, tenant: TenantId, subjects: &[Uuid], purpose: Purpose) -> AppResult<()> {
    sqlx::query!(
        "select from consent
        where tenant_id = $1 and (resident_id = any($2) or household_worker_id = any($2)) and purpose = $3 and withdrawn_at is null
        for share",
        tenant.uuid(),
        subjects,
        purpose.code(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends what holds of a purpose on some records; false when nothing does.
pub(super) async fn end(
    tx: &mut WriteTx,
    tenant: TenantId,
    subjects: &[Uuid],
    purpose: Purpose,
    end: &Withdrawn,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update consent set withdrawn_at = $4, withdrawn_how = $5, withdrawn_by_name = $6
        where tenant_id = $1 and (resident_id = any($2) or household_worker_id = any($2)) and purpose = $3 and withdrawn_at is null",
        tenant.uuid(),
        subjects,
        purpose.code(),
        end.at,
        end.how.code(),
        end.by_name,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Lets the receipts of some records hold again that newer ones of others took the place of, since a time, as long as one of
/// those holds.
pub(super) async fn restore(
    tx: &mut WriteTx,
    tenant: TenantId,
    (gone, kept): (&[Uuid], &[Uuid]),
    since: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update consent c set withdrawn_at = null, withdrawn_how = null, withdrawn_by_name = ''
        where c.tenant_id = $1 and c.resident_id = any($2) and c.withdrawn_how = 'renewed' and c.withdrawn_at >= $4
            and exists (select 1 from consent n where n.tenant_id = $1 and n.resident_id = any($3) and n.purpose = c.purpose
                and n.given_at = c.withdrawn_at)
            and exists (select 1 from consent n where n.tenant_id = $1 and n.resident_id = any($3) and n.purpose = c.purpose
                and n.given_at >= c.withdrawn_at and n.withdrawn_at is null)
            and not exists (select 1 from consent o where o.tenant_id = $1 and o.resident_id = c.resident_id
                and o.purpose = c.purpose and o.withdrawn_at is null)",
        tenant.uuid(),
        gone,
        kept,
        since,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends whatever holds on some records that are deleted, and takes the names out of their receipts. What stays is that
/// there were consents, and to what.
pub(super) async fn forget(tx: &mut WriteTx, tenant: TenantId, subjects: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update consent set withdrawn_at = coalesce(withdrawn_at, $3), withdrawn_how = coalesce(withdrawn_how, 'deleted'),
            paper_kept = '', guardian = ''
        where tenant_id = $1 and (resident_id = any($2) or household_worker_id = any($2))",
        tenant.uuid(),
        subjects,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was said of a purpose on one record.
pub(super) struct Said {
    pub resident: ResidentId,
    /// When what holds was agreed to.
    pub given_at: Option<DateTime<Utc>>,
    /// When it was withdrawn last.
    pub refused_at: Option<DateTime<Utc>>,
}

/// Of some records those that have receipts of a purpose.
pub(super) async fn said(
    tx: &mut impl Tx,
    tenant: TenantId,
    residents: &[Uuid],
    purpose: Purpose,
) -> AppResult<Vec<Said>> {
    let rows = sqlx::query_as!(
        Said,
        r#"select resident_id as "resident!: ResidentId", max(given_at) filter (where withdrawn_at is null) as given_at,
            max(withdrawn_at) filter (where withdrawn_how in ('self', 'word')) as refused_at
        from consent where tenant_id = $1 and resident_id = any($2) and purpose = $3 group by resident_id"#,
        tenant.uuid(),
        residents,
        purpose.code(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
