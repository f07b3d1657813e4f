//! SQL of lists and searches. Records whose person no longer agrees are in none; only whoever would register them anew is
//! told of them.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::db::{EstateId, HouseholdWorkerId, TenantId, Tx};
use crate::error::AppResult;

/// What a list leaves out.
#[derive(Debug, Clone, Default)]
pub(in crate::household_workers) struct Narrowed {
    pub trade: Option<&'static str>,
    /// None: all but those who left.
    pub status: Option<&'static str>,
    /// Those who serve an estate, or all of them.
    pub area: Option<EstateId>,
    /// Those with a certificate whose last day lies between these.
    pub expires: Option<(NaiveDate, NaiveDate)>,
    /// Those without any certificate.
    pub without_papers: bool,
    /// The last record of the page before.
    pub after: Option<HouseholdWorkerId>,
}

/// The records of a page, the newest first.
pub(in crate::household_workers) async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    narrowed: &Narrowed,
    limit: i64,
) -> AppResult<Vec<HouseholdWorkerId>> {
    let (first_day, last_day) = narrowed.expires.unzip();
    let ids = sqlx::query_scalar!(
        r#"select w.household_worker_id as "id: HouseholdWorkerId" from household_worker w
        where w.tenant_id = $1 and w.withdrawn_at is null and w.erased_at is null
            and ($2::uuid is null or w.household_worker_id < $2)
            and ($3::text is null or $3 = any(w.trades))
            and (w.status = $4 or $4::text is null and w.status <> 'left')
            and ($5::uuid is null
                or not exists (select 1 from household_worker_area a where a.tenant_id = $1
                    and a.household_worker_id = w.household_worker_id)
                or exists (select 1 from household_worker_area a where a.tenant_id = $1
                    and a.household_worker_id = w.household_worker_id and a.estate_id = $5))
            and ($6::date is null or exists (select 1 from household_worker_certificate c where c.tenant_id = $1
                and c.household_worker_id = w.household_worker_id and c.expires_on between $6 and $7::date))
            and (not $8 or not exists (select 1 from household_worker_certificate c where c.tenant_id = $1
                and c.household_worker_id = w.household_worker_id))
        order by w.household_worker_id desc limit $9"#,
        tenant.uuid(),
        narrowed.after.map(HouseholdWorkerId::uuid),
        narrowed.trade,
        narrowed.status,
        narrowed.area.map(EstateId::uuid),
        first_day,
        last_day,
        narrowed.without_papers,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Whose keys begin so: those from the first on, before the one that is too far.
pub(in crate::household_workers) async fn by_key(
    tx: &mut impl Tx,
    tenant: TenantId,
    (first, behind): (&str, &str),
    limit: i64,
) -> AppResult<Vec<HouseholdWorkerId>> {
    let ids = sqlx::query_scalar!(
        r#"select household_worker_id as "id: HouseholdWorkerId" from household_worker
        where tenant_id = $1 and withdrawn_at is null and erased_at is null
            and exists (select 1 from unnest(keys) as t (key) where key collate "C" >= $2 and key collate "C" < $3)
        order by household_worker_id desc limit $4"#,
        tenant.uuid(),
        first,
        behind,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Whose number it is; `hidden`: those who no longer agree as well.
pub(in crate::household_workers) async fn by_phone(
    tx: &mut impl Tx,
    tenant: TenantId,
    (hash, hidden): (&[u8], bool),
    limit: i64,
) -> AppResult<Vec<HouseholdWorkerId>> {
    let ids = sqlx::query_scalar!(
        r#"select household_worker_id as "id: HouseholdWorkerId" from household_worker
        where tenant_id = $1 and phone_hmac = $2 and ($3 or withdrawn_at is null) and erased_at is null
        order by household_worker_id desc limit $4"#,
        tenant.uuid(),
        hash,
        hidden,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The last days of the certificates of some records.
pub(in crate::household_workers) async fn last_days(
    tx: &mut impl Tx,
    tenant: TenantId,
    ids: &[HouseholdWorkerId],
) -> AppResult<Vec<(HouseholdWorkerId, String, Option<NaiveDate>)>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select household_worker_id as "id: HouseholdWorkerId", kind, expires_on from household_worker_certificate
        where tenant_id = $1 and household_worker_id = any($2) order by expires_on, certificate_id"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kind, row.expires_on)).collect())
}
