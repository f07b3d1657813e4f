//! SQL of certificates as they are: found, taken back, and what becomes of them with a record.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::certificates::model::{Content, Joined};
use crate::db::{CertificateBatchId, CourseCertificateId, EnrolmentId, ResidentId, RunId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::values::Trade;

/// A certificate.
pub(in crate::certificates) struct Certificate {
    pub id: CourseCertificateId,
    pub batch: CertificateBatchId,
    pub name: String,
    pub name_masked: String,
    pub content: Content,
    /// The community as it was called when it signed.
    pub issuer: String,
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub code: String,
    pub revoked_at: Option<DateTime<Utc>>,
    pub revoker_name: String,
    pub revocation_reason: String,
}

/// A certificate as it is stored.
struct Row {
    id: CourseCertificateId,
    batch: CertificateBatchId,
    name: String,
    name_masked: String,
    org_name: String,
    title: String,
    trade: Option<String>,
    syllabus: Value,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    attendance: Option<i32>,
    score: Option<i32>,
    took_part_from: Option<NaiveDate>,
    sessions_attended: Option<i32>,
    sessions_held: Option<i32>,
    held_hours: Option<i32>,
    issuer_name: String,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    code: String,
    revoked_at: Option<DateTime<Utc>>,
    revoker_name: String,
    revocation_reason: String,
}

impl TryFrom<Row> for Certificate {
    type Error = crate::error::AppError;

    fn try_from(row: Row) -> Result<Self, Self::Error> {
        let syllabus = serde_json::from_value(row.syllabus).map_err(anyhow::Error::from)?;
        let joined = row.took_part_from.zip(row.sessions_attended.zip(row.sessions_held));
        Ok(Self {
            id: row.id,
            batch: row.batch,
            name: row.name,
            name_masked: row.name_masked,
            content: Content {
                org_name: row.org_name,
                title: row.title,
                trade: row.trade.as_deref().and_then(Trade::parse),
                syllabus,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
                attendance: row.attendance,
                score: row.score,
                joined: joined.map(|(from, (attended, held))| Joined { from, attended, held }),
                held_hours: row.held_hours,
            },
            issuer: row.issuer_name,
            number: row.number,
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            code: row.code,
            revoked_at: row.revoked_at,
            revoker_name: row.revoker_name,
            revocation_reason: row.revocation_reason,
        })
    }
}

/// The certificates that fulfil a condition, as a query.
macro_rules! certificates {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select course_certificate_id as "id: CourseCertificateId", batch_id as "batch: CertificateBatchId", name, name_masked,
                org_name, title, trade, syllabus, starts_on, ends_on, attendance, score, took_part_from, sessions_attended,
                sessions_held, held_hours, issuer_name, number, issued_on, expires_on, code, revoked_at, revoker_name,
                revocation_reason
            from course_certificate where tenant_id = $1 and "# + $rest,
            $($argument),+
        )
    };
}

/// One certificate, signed or not.
pub(in crate::certificates) async fn certificate(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: CourseCertificateId,
) -> AppResult<Option<Certificate>> {
    let row = certificates!("course_certificate_id = $2", tenant.uuid(), id.uuid()).fetch_optional(tx.conn()).await?;
    row.map(Certificate::try_from).transpose()
}

/// The signed certificate with this code.
pub(in crate::certificates) async fn by_code(
    tx: &mut impl Tx,
    tenant: TenantId,
    code: &str,
) -> AppResult<Option<Certificate>> {
    let row = certificates!("code = $2 and number is not null", tenant.uuid(), code).fetch_optional(tx.conn()).await?;
    row.map(Certificate::try_from).transpose()
}

/// The certificates of a batch, in the order in which they are numbered.
pub(in crate::certificates) async fn of_batch(
    tx: &mut impl Tx,
    tenant: TenantId,
    batch: CertificateBatchId,
) -> AppResult<Vec<Certificate>> {
    let rows = certificates!("batch_id = $2 order by course_certificate_id", tenant.uuid(), batch.uuid());
    rows.fetch_all(tx.conn()).await?.into_iter().map(Certificate::try_from).collect()
}

/// The signed certificates of a run, in the order in which they are numbered.
pub(in crate::certificates) async fn issued_of_run(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: RunId,
) -> AppResult<Vec<Certificate>> {
    let rows = certificates!(
        "run_id = $2 and number is not null order by issued_on, course_certificate_id",
        tenant.uuid(),
        run.uuid(),
    );
    rows.fetch_all(tx.conn()).await?.into_iter().map(Certificate::try_from).collect()
}

/// The signed certificates of a resident, the latest first.
pub(in crate::certificates) async fn of_resident(
    tx: &mut impl Tx,
    tenant: TenantId,
    resident: ResidentId,
) -> AppResult<Vec<Certificate>> {
    let rows = certificates!(
        "resident_id = $2 and number is not null order by issued_on desc, course_certificate_id desc",
        tenant.uuid(),
        resident.uuid(),
    );
    rows.fetch_all(tx.conn()).await?.into_iter().map(Certificate::try_from).collect()
}

/// What was issued, the latest first, from the one after `after` on.
pub(in crate::certificates) async fn issued(
    tx: &mut impl Tx,
    tenant: TenantId,
    after: Option<(NaiveDate, CourseCertificateId)>,
    limit: i64,
) -> AppResult<Vec<Certificate>> {
    let (day, id) = after.unzip();
    let rows = certificates!(
        "issued_on is not null and ($2::date is null or (issued_on, course_certificate_id) < ($2, $3))
        order by issued_on desc, course_certificate_id desc limit $4",
        tenant.uuid(),
        day,
        id.map(CourseCertificateId::uuid),
        limit,
    );
    rows.fetch_all(tx.conn()).await?.into_iter().map(Certificate::try_from).collect()
}

/// The certificate with this number.
pub(in crate::certificates) async fn by_number(
    tx: &mut impl Tx,
    tenant: TenantId,
    number: &str,
) -> AppResult<Option<Certificate>> {
    let row = certificates!("number = $2", tenant.uuid(), number).fetch_optional(tx.conn()).await?;
    row.map(Certificate::try_from).transpose()
}

/// The certificates with some numbers.
pub(in crate::certificates) async fn by_numbers(
    tx: &mut impl Tx,
    tenant: TenantId,
    numbers: &[String],
) -> AppResult<Vec<Certificate>> {
    let rows = certificates!("number = any($2)", tenant.uuid(), numbers);
    rows.fetch_all(tx.conn()).await?.into_iter().map(Certificate::try_from).collect()
}

/// Takes a certificate back; false when it is taken back already, or was never signed.
pub(in crate::certificates) async fn revoke(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: CourseCertificateId,
    (by_name, reason): (&str, &str),
    at: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update course_certificate set revoked_at = $3, revoker_name = $4, revocation_reason = $5
        where tenant_id = $1 and course_certificate_id = $2 and revoked_at is null and number is not null",
        tenant.uuid(),
        id.uuid(),
        at,
        by_name,
        reason,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether an enrolment has a certificate, signed or not, that nobody took back.
pub(in crate::certificates) async fn has_one(
    tx: &mut impl Tx,
    tenant: TenantId,
    enrolment: EnrolmentId,
) -> AppResult<bool> {
    let has_one = sqlx::query_scalar!(
        r#"select exists (select from course_certificate
            where tenant_id = $1 and enrolment_id = $2 and revoked_at is null) as "has!""#,
        tenant.uuid(),
        enrolment.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(has_one)
}

/// The resident of a certificate; none once their record is erased.
pub(in crate::certificates) async fn holder(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: CourseCertificateId,
) -> AppResult<Option<ResidentId>> {
    let resident = sqlx::query_scalar!(
        r#"select resident_id as "resident: ResidentId" from course_certificate
        where tenant_id = $1 and course_certificate_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(resident.flatten())
}

/// The certificates of a record become those of whoever has their enrolments now.
pub(in crate::certificates) async fn follow(tx: &mut WriteTx, tenant: TenantId, from: ResidentId) -> AppResult<()> {
    sqlx::query!(
        "update course_certificate c set resident_id = e.resident_id from enrolment e
        where c.tenant_id = $1 and c.resident_id = $2 and e.tenant_id = $1 and e.enrolment_id = c.enrolment_id",
        tenant.uuid(),
        from.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What nobody has signed says another name; what was issued stays as it is.
pub(in crate::certificates) async fn rename(
    tx: &mut WriteTx,
    tenant: TenantId,
    resident: ResidentId,
    (name, masked): (&str, &str),
) -> AppResult<()> {
    sqlx::query!(
        "update course_certificate set name = $3, name_masked = $4
        where tenant_id = $1 and resident_id = $2 and number is null and name <> $3",
        tenant.uuid(),
        resident.uuid(),
        name,
        masked,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was issued to some records no longer says to whom; what nobody has signed is no certificate yet, and goes, with the batch
/// that is left without any.
pub(in crate::certificates) async fn forget(tx: &mut WriteTx, tenant: TenantId, records: &[Uuid]) -> AppResult<()> {
    // Whoever signs one of them comes before or after.
    let batches = sqlx::query_scalar!(
        "select batch_id from certificate_batch b where tenant_id = $1 and signed_at is null and exists (
            select from course_certificate c where c.tenant_id = $1 and c.batch_id = b.batch_id and c.resident_id = any($2))
        order by batch_id for update",
        tenant.uuid(),
        records,
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!(
        "delete from course_certificate where tenant_id = $1 and resident_id = any($2) and number is null",
        tenant.uuid(),
        records,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from certificate_batch b where tenant_id = $1 and batch_id = any($2) and not exists (
            select from course_certificate c where c.tenant_id = $1 and c.batch_id = b.batch_id)",
        tenant.uuid(),
        &batches,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update course_certificate set resident_id = null, enrolment_id = null, name = name_masked
        where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        records,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
