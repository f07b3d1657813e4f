//! SQL of referrals: who passes which job on, and with whose link somebody applied.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{JobApplicationId, OrgId, PostingId, ReferralId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A job that a resident passes on.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// Which job.
    pub posting: PostingId,
    /// The record of whoever refers.
    pub resident: ResidentId,
    /// What its link ends with.
    pub code: String,
    /// Their name, masked.
    pub name_masked: String,
    /// Whether the employer reads it.
    pub is_named: bool,
    /// A word to the employer; may be empty.
    pub word: String,
}

/// The referrals that fulfil a condition, as a query; `$1` is the community.
macro_rules! referrals {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Referral,
            r#"select r.referral_id as "id: ReferralId", r.posting_id as "posting: PostingId", r.resident_id as "resident: ResidentId",
                r.code, r.name_masked, r.is_named, r.word
            from referral r where r.tenant_id = $1 and "# + $rest,
            $($argument),+
        )
    };
}

/// That of somebody for a job.
pub async fn mine(
    tx: &mut impl Tx,
    tenant: TenantId,
    posting: PostingId,
    residents: &[ResidentId],
) -> AppResult<Option<Referral>> {
    let ids: Vec<Uuid> = residents.iter().map(|id| id.uuid()).collect();
    let row = referrals!(
        "r.posting_id = $2 and r.resident_id = any($3) order by r.created_at limit 1",
        tenant.uuid(),
        posting.uuid(),
        &ids,
    );
    Ok(row.fetch_optional(tx.conn()).await?)
}

/// That with this code.
pub async fn by_code(tx: &mut impl Tx, tenant: TenantId, code: &str) -> AppResult<Option<Referral>> {
    Ok(referrals!("r.code = $2", tenant.uuid(), code).fetch_optional(tx.conn()).await?)
}

/// The same; whoever else uses it waits until the transaction ends.
pub async fn lock(tx: &mut WriteTx, tenant: TenantId, code: &str) -> AppResult<Option<Referral>> {
    Ok(referrals!("r.code = $2 for no key update", tenant.uuid(), code).fetch_optional(tx.conn()).await?)
}

/// Those with which somebody made some applications.
pub async fn vouching(
    tx: &mut impl Tx,
    tenant: TenantId,
    applications: &[JobApplicationId],
) -> AppResult<Vec<(JobApplicationId, Referral)>> {
    let ids: Vec<Uuid> = applications.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select u.application_id as "application: JobApplicationId", r.referral_id as "id: ReferralId",
            r.posting_id as "posting: PostingId", r.resident_id as "resident: ResidentId", r.code, r.name_masked, r.is_named, r.word
        from referral_use u join referral r on r.tenant_id = u.tenant_id and r.referral_id = u.referral_id
        where u.tenant_id = $1 and r.tenant_id = $1 and u.application_id = any($2)"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let referral = rows.into_iter().map(|row| {
        let referral = Referral {
            id: row.id,
            posting: row.posting,
            resident: row.resident,
            code: row.code,
            name_masked: row.name_masked,
            is_named: row.is_named,
            word: row.word,
        };
        (row.application, referral)
    });
    Ok(referral.collect())
}

/// A referral to keep.
pub struct NewReferral<'a> {
    /// Its id, from the form: sent twice, it is still one.
    pub id: ReferralId,
    /// Which job.
    pub posting: PostingId,
    /// The posting's organization.
    pub org: Option<OrgId>,
    /// The record of whoever refers.
    pub resident: ResidentId,
    /// What its link ends with.
    pub code: &'a str,
    /// Their name, masked, and whether the employer reads it.
    pub name: (&'a str, bool),
    /// A word to the employer; may be empty.
    pub word: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Keeps it; false when they have one for this job.
pub async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewReferral<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into referral (tenant_id, referral_id, posting_id, org_id, resident_id, code, name_masked, is_named, word, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.posting.uuid(),
        new.org.map(OrgId::uuid),
        new.resident.uuid(),
        new.code,
        new.name.0,
        new.name.1,
        new.word,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many people have applied with one.
pub async fn used(tx: &mut impl Tx, tenant: TenantId, id: ReferralId) -> AppResult<i64> {
    let used = sqlx::query_scalar!(
        r#"select count(*) as "used!" from referral_use where tenant_id = $1 and referral_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(used)
}

/// Whether somebody has.
pub async fn used_by(tx: &mut impl Tx, tenant: TenantId, id: ReferralId, resident: ResidentId) -> AppResult<bool> {
    let has_used = sqlx::query_scalar!(
        r#"select exists (select 1 from referral_use where tenant_id = $1 and referral_id = $2 and resident_id = $3) as "has_used!""#,
        tenant.uuid(),
        id.uuid(),
        resident.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(has_used)
}

/// Writes down that somebody applied with one; whoever applies again uses it once.
pub async fn keep_use(
    tx: &mut WriteTx,
    tenant: TenantId,
    (referral, resident): (ReferralId, ResidentId),
    (application, org): (JobApplicationId, Option<OrgId>),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into referral_use (tenant_id, referral_id, resident_id, org_id, application_id, used_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, referral_id, resident_id) do update set application_id = excluded.application_id",
        tenant.uuid(),
        referral.uuid(),
        resident.uuid(),
        org.map(OrgId::uuid),
        application.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes from the referrals of some records who made them, and from all others that they used them.
pub async fn erase(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!(
        "update referral set name_masked = '', is_named = false, word = '' where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("delete from referral_use where tenant_id = $1 and resident_id = any($2)", tenant.uuid(), residents)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes away what somebody wrote to the employer of a posting that they passed on before a time.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update referral set word = '' where tenant_id = $1 and created_at < $2 and word <> ''",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
