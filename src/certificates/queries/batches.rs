//! SQL of preparing certificates, and of signing and numbering what is prepared.

use chrono::{DateTime, NaiveDate, Utc};

use crate::certificates::model::{Content, Part};
use crate::db::{
    CertificateBatchId, CourseCertificateId, EnrolmentId, OrgId, PersonId, ResidentId, RunId, TenantId, Tx, WriteTx,
};
use crate::error::AppResult;
use crate::values::Trade;

/// A run as certificates tell of it.
pub(in crate::certificates) struct Run {
    pub id: RunId,
    pub org: OrgId,
    pub org_name: String,
    pub title: String,
    pub trade: Option<String>,
    /// Hours to practise with a company before a certificate; 0: none.
    pub internship_hours: i32,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
}

/// One run.
pub(in crate::certificates) async fn run(tx: &mut impl Tx, tenant: TenantId, id: RunId) -> AppResult<Option<Run>> {
    let row = sqlx::query_as!(
        Run,
        r#"select run_id as "id: RunId", org_id as "org: OrgId", org_name, title, trade, internship_hours, starts_on,
            ends_on
        from course_run where tenant_id = $1 and run_id = $2"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// What a run taught, in order.
pub(in crate::certificates) async fn syllabus(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<Vec<Part>> {
    let rows = sqlx::query_as!(
        Part,
        "select strand, title, lesson_hours from course_run_module where tenant_id = $1 and run_id = $2 order by position",
        tenant.uuid(),
        run.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A run in which somebody passed and has no certificate.
pub(in crate::certificates) struct Owing {
    pub run: RunId,
    pub title: String,
    pub org_name: String,
    pub ends_on: Option<NaiveDate>,
    pub graduates: i64,
}

/// The runs that owe somebody a certificate, those that ended first on top; who has yet to practise is owed none. The minutes
/// count that the run's own page counts: those of every placement that is over, whichever way it ended. Whether one was prepared
/// is asked of the certificates, too: an older server says so nowhere else.
pub(in crate::certificates) async fn owing(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Owing>> {
    let rows = sqlx::query_as!(
        Owing,
        r#"select r.run_id as "run: RunId", r.title, r.org_name, r.ends_on, count(*) as "graduates!"
        from enrolment e join course_run r on r.tenant_id = e.tenant_id and r.run_id = e.run_id
        where e.tenant_id = $1 and e.status = 'passed' and not e.is_certified and not exists (
            select from course_certificate c where c.tenant_id = $1 and c.run_id = e.run_id and c.enrolment_id = e.enrolment_id)
            and (r.internship_hours = 0 or r.internship_hours * 60 <= (select coalesce(sum(p.done_minutes), 0) from placement p
                where p.tenant_id = $1 and p.enrolment_id = e.enrolment_id))
        group by r.tenant_id, r.run_id order by r.ends_on, r.run_id limit 100"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Somebody who passed and has no certificate, or one that was taken back.
pub(in crate::certificates) struct Graduate {
    pub enrolment: EnrolmentId,
    pub resident: ResidentId,
    /// As their record says it now.
    pub name: String,
    pub score: Option<i32>,
    pub has_revoked: bool,
}

/// Who of a run has passed and has no certificate that holds, with the better of their scores, in the order of their turns.
pub(in crate::certificates) async fn graduates(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: RunId,
) -> AppResult<Vec<Graduate>> {
    let rows = sqlx::query_as!(
        Graduate,
        r#"select e.enrolment_id as "enrolment: EnrolmentId", e.resident_id as "resident: ResidentId", r.name,
            greatest(e.score, e.resit_score) as score,
            exists (select from course_certificate c where c.tenant_id = $1 and c.enrolment_id = e.enrolment_id) as "has_revoked!"
        from enrolment e join resident r on r.tenant_id = e.tenant_id and r.resident_id = e.resident_id
        where e.tenant_id = $1 and r.tenant_id = $1 and e.run_id = $2 and e.status = 'passed' and not exists (
            select from course_certificate c
            where c.tenant_id = $1 and c.enrolment_id = e.enrolment_id and c.revoked_at is null)
        order by e.turn"#,
        tenant.uuid(),
        run.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// What one person has prepared for another to sign.
pub(in crate::certificates) struct Batch {
    pub id: CertificateBatchId,
    pub title: String,
    pub expires_on: Option<NaiveDate>,
    pub prepared_by: PersonId,
    pub preparer_name: String,
    pub prepared_at: DateTime<Utc>,
    pub signer_name: String,
    pub signed_at: Option<DateTime<Utc>>,
}

/// The batches that fulfil a condition, as a query.
macro_rules! batches {
    ($condition:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Batch,
            r#"select b.batch_id as "id: CertificateBatchId", r.title, b.expires_on,
                b.prepared_by as "prepared_by: PersonId", b.preparer_name, b.prepared_at, b.signer_name, b.signed_at
            from certificate_batch b join course_run r on r.tenant_id = b.tenant_id and r.run_id = b.run_id
            where b.tenant_id = $1 and "# + $condition,
            $($argument),+
        )
    };
}

/// One batch.
pub(in crate::certificates) async fn batch(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: CertificateBatchId,
) -> AppResult<Option<Batch>> {
    Ok(batches!("b.batch_id = $2", tenant.uuid(), id.uuid()).fetch_optional(tx.conn()).await?)
}

/// What has been prepared for a run, the latest first: when, by whom, and when it was signed.
pub(in crate::certificates) async fn batches_of_run(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: RunId,
) -> AppResult<Vec<Batch>> {
    let rows = batches!("b.run_id = $2 order by b.prepared_at desc limit 50", tenant.uuid(), run.uuid());
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// What waits for a signature, the oldest first.
pub(in crate::certificates) async fn open_batches(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Batch>> {
    let rows = batches!("b.signed_at is null order by b.prepared_at limit 100", tenant.uuid());
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// A batch to add.
pub(in crate::certificates) struct NewBatch<'a> {
    pub id: CertificateBatchId,
    pub run: &'a Run,
    pub expires_on: Option<NaiveDate>,
    pub by: PersonId,
    pub by_name: &'a str,
    pub at: DateTime<Utc>,
}

/// Adds a batch; false when it was added before (the form was sent twice).
pub(in crate::certificates) async fn insert_batch(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewBatch<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into certificate_batch (tenant_id, batch_id, run_id, org_id, expires_on, prepared_by, preparer_name, prepared_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.run.id.uuid(),
        new.run.org.uuid(),
        new.expires_on,
        new.by.uuid(),
        new.by_name,
        new.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A certificate to add to a batch.
pub(in crate::certificates) struct NewCertificate<'a> {
    pub id: CourseCertificateId,
    pub graduate: &'a Graduate,
    pub name_masked: &'a str,
    pub content: &'a Content,
    pub code: &'a str,
}

/// Adds a certificate without a number to a batch; false when the graduate has one already, or their end was opened again. Lists
/// call them what it says.
pub(in crate::certificates) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    batch: &NewBatch<'_>,
    new: &NewCertificate<'_>,
) -> AppResult<bool> {
    let content = new.content;
    // Whoever opens their end again comes before or after.
    let passed = sqlx::query!(
        "update enrolment set is_certified = true, name = $3 where tenant_id = $1 and enrolment_id = $2 and status = 'passed'",
        tenant.uuid(),
        new.graduate.enrolment.uuid(),
        new.graduate.name,
    )
    .execute(tx.conn())
    .await?;
    if passed.rows_affected() == 0 {
        return Ok(false);
    }
    let done = sqlx::query!(
        "insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name,
            name_masked, org_name, title, trade, syllabus, starts_on, ends_on, attendance, score, expires_on, code, took_part_from,
            sessions_attended, sessions_held, held_hours)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        batch.id.uuid(),
        new.graduate.enrolment.uuid(),
        batch.run.id.uuid(),
        batch.run.org.uuid(),
        new.graduate.resident.uuid(),
        new.graduate.name,
        new.name_masked,
        content.org_name,
        content.title,
        content.trade.map(Trade::code),
        serde_json::to_value(&content.syllabus).map_err(anyhow::Error::from)?,
        content.starts_on,
        content.ends_on,
        content.attendance,
        content.score,
        batch.expires_on,
        new.code,
        content.joined.map(|joined| joined.from),
        content.joined.map(|joined| joined.attended),
        content.joined.map(|joined| joined.held),
        content.held_hours,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Signs a batch; false when somebody else has, it is gone, or `by` has prepared it.
pub(in crate::certificates) async fn sign(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: CertificateBatchId,
    (by, name): (PersonId, &str),
    (at, waited): (DateTime<Utc>, i32),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update certificate_batch set signed_by = $3, signer_name = $4, signed_at = $5, expires_on = expires_on + $6::int
        where tenant_id = $1 and batch_id = $2 and signed_at is null and prepared_by <> $3",
        tenant.uuid(),
        id.uuid(),
        by.uuid(),
        name,
        at,
        waited,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes so many numbers of a year, and gives the last of them; others who number wait until this transaction ends.
pub(in crate::certificates) async fn take_numbers(
    tx: &mut WriteTx,
    tenant: TenantId,
    year: i32,
    count: i32,
) -> AppResult<i32> {
    let last = sqlx::query_scalar!(
        "insert into certificate_counter as c (tenant_id, year, numbered) values ($1, $2, $3)
        on conflict (tenant_id, year) do update set numbered = c.numbered + excluded.numbered returning numbered",
        tenant.uuid(),
        year,
        count,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(last)
}

/// Whether one of a batch is this person's own.
pub(in crate::certificates) async fn is_for(
    tx: &mut impl Tx,
    tenant: TenantId,
    batch: CertificateBatchId,
    person: PersonId,
) -> AppResult<bool> {
    let is_own = sqlx::query_scalar!(
        r#"select exists (select 1 from course_certificate c join resident r on r.tenant_id = $1 and r.resident_id = c.resident_id
            where c.tenant_id = $1 and c.batch_id = $2 and r.person_id = $3) as "own!""#,
        tenant.uuid(),
        batch.uuid(),
        person.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_own)
}

/// Those of a batch that nobody took back, and whose holders have no account.
pub(in crate::certificates) async fn on_paper(
    tx: &mut impl Tx,
    tenant: TenantId,
    batch: CertificateBatchId,
) -> AppResult<Vec<CourseCertificateId>> {
    let rows = sqlx::query_scalar!(
        r#"select c.course_certificate_id as "id!: CourseCertificateId" from course_certificate c
            join resident r on r.tenant_id = $1 and r.resident_id = c.resident_id
        where c.tenant_id = $1 and c.batch_id = $2 and c.revoked_at is null and r.person_id is null"#,
        tenant.uuid(),
        batch.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Numbers a certificate of a batch that was signed, which waited for that so many days; `issuer`: what the community is
/// called as of then.
pub(in crate::certificates) async fn issue(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: CourseCertificateId,
    (number, issuer): (&str, &str),
    (on, waited): (NaiveDate, i32),
) -> AppResult<()> {
    sqlx::query!(
        "update course_certificate set number = $3, issuer_name = $4, issued_on = $5, expires_on = expires_on + $6::int
        where tenant_id = $1 and course_certificate_id = $2 and number is null",
        tenant.uuid(),
        id.uuid(),
        number,
        issuer,
        on,
        waited,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Throws away a batch that nobody has signed, with its certificates, which are owed again; false when it is signed or gone.
pub(in crate::certificates) async fn discard(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: CertificateBatchId,
) -> AppResult<bool> {
    let gone = sqlx::query_scalar!(
        r#"with gone as (
            delete from certificate_batch where tenant_id = $1 and batch_id = $2 and signed_at is null returning batch_id
        ), owed as (
            update enrolment e set is_certified = false from course_certificate c
            where c.tenant_id = $1 and c.batch_id in (select batch_id from gone) and e.tenant_id = $1 and e.enrolment_id = c.enrolment_id
                and not exists (select from course_certificate o
                    where o.tenant_id = $1 and o.enrolment_id = c.enrolment_id and o.batch_id <> c.batch_id)
        )
        select count(*) as "gone!" from gone"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(gone == 1)
}
