//! SQL of recommendations.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{
    CourseCertificateId, JobApplicationId, OrgId, PersonId, PostingId, RecommendationId, ResidentId, TenantId, Tx,
    WriteTx,
};
use crate::error::AppResult;
use crate::recommendations::model::{Source, Status};

/// A recommendation.
#[derive(Debug, Clone)]
pub struct Recommendation {
    /// Its id.
    pub id: RecommendationId,
    /// For what.
    pub posting: PostingId,
    /// Who hires.
    pub employer: String,
    /// Whose record it is.
    pub resident: ResidentId,
    /// With which certificate.
    pub certificate: CourseCertificateId,
    /// The course.
    pub certificate_title: String,
    /// The certificate's number.
    pub certificate_number: String,
    /// What whoever verifies it types.
    pub certificate_code: String,
    /// Who vouches.
    pub source: Source,
    /// Their name.
    pub source_name: String,
    /// Why, for the employer.
    pub word: String,
    /// Where it stands.
    pub status: Status,
    /// Where the person's answer is kept, where it is on paper.
    pub paper_kept: String,
    /// The application that it became.
    pub application: Option<JobApplicationId>,
    /// What staff wrote down of what became of it, when that was, and who wrote.
    pub outcome: Option<(String, NaiveDate, String)>,
    /// Who of the staff recommends.
    pub by_name: String,
    /// When.
    pub recommended_at: DateTime<Utc>,
    /// Counts its changes.
    pub revision: i32,
}

/// A recommendation as it is stored.
struct Row {
    id: RecommendationId,
    posting: PostingId,
    employer_name: String,
    resident: ResidentId,
    certificate: CourseCertificateId,
    certificate_title: String,
    certificate_number: String,
    certificate_code: String,
    source: String,
    source_name: String,
    word: String,
    status: String,
    paper_kept: String,
    application: Option<JobApplicationId>,
    outcome: String,
    outcome_on: Option<NaiveDate>,
    outcome_by: String,
    by_name: String,
    recommended_at: DateTime<Utc>,
    revision: i32,
}

impl Row {
    /// None where this version does not know its words.
    fn read(self) -> Option<Recommendation> {
        Some(Recommendation {
            id: self.id,
            posting: self.posting,
            employer: self.employer_name,
            resident: self.resident,
            certificate: self.certificate,
            certificate_title: self.certificate_title,
            certificate_number: self.certificate_number,
            certificate_code: self.certificate_code,
            source: Source::parse(&self.source)?,
            source_name: self.source_name,
            word: self.word,
            status: Status::parse(&self.status)?,
            paper_kept: self.paper_kept,
            application: self.application,
            outcome: self.outcome_on.map(|on| (self.outcome, on, self.outcome_by)),
            by_name: self.by_name,
            recommended_at: self.recommended_at,
            revision: self.revision,
        })
    }
}

/// The recommendations that fulfil a condition, as a query; `$1` is the community.
macro_rules! recommendations {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select recommendation_id as "id: RecommendationId", posting_id as "posting: PostingId", employer_name,
                resident_id as "resident: ResidentId", course_certificate_id as "certificate: CourseCertificateId",
                certificate_title, certificate_number, certificate_code, source, source_name, word, status, paper_kept,
                application_id as "application: JobApplicationId", outcome, outcome_on, outcome_by, by_name, recommended_at, revision
            from recommendation where tenant_id = $1 and "# + $rest,
            $($argument),+
        )
    };
}

/// One of them.
pub async fn one(tx: &mut impl Tx, tenant: TenantId, id: RecommendationId) -> AppResult<Option<Recommendation>> {
    let row = recommendations!("recommendation_id = $2", tenant.uuid(), id.uuid());
    Ok(row.fetch_optional(tx.conn()).await?.and_then(Row::read))
}

/// One of them, which stands where it does until the transaction ends.
pub(in crate::recommendations) async fn lock(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: RecommendationId,
) -> AppResult<Option<Recommendation>> {
    let row = recommendations!("recommendation_id = $2 for no key update", tenant.uuid(), id.uuid());
    Ok(row.fetch_optional(tx.conn()).await?.and_then(Row::read))
}

/// Those of a community that stand somewhere, or all; the latest on top, from the one after `after` on.
pub async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    status: Option<Status>,
    after: Option<(DateTime<Utc>, RecommendationId)>,
    limit: i64,
) -> AppResult<Vec<Recommendation>> {
    let (at, id) = after.unzip();
    let rows = recommendations!(
        "($2::text is null or status = $2) and ($3::timestamptz is null or (recommended_at, recommendation_id) < ($3, $4::uuid))
        order by recommended_at desc, recommendation_id desc limit $5",
        tenant.uuid(),
        status.map(Status::code),
        at,
        id.map(RecommendationId::uuid),
        limit,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().filter_map(Row::read).collect())
}

/// Those of some records, the latest on top.
pub async fn of_residents(
    tx: &mut impl Tx,
    tenant: TenantId,
    residents: &[ResidentId],
) -> AppResult<Vec<Recommendation>> {
    let ids: Vec<Uuid> = residents.iter().map(|id| id.uuid()).collect();
    let rows = recommendations!(
        "resident_id = any($2) order by recommended_at desc, recommendation_id desc limit 100",
        tenant.uuid(),
        &ids,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().filter_map(Row::read).collect())
}

/// Those for a posting that nobody has answered, which stand where they do until the transaction ends.
pub(in crate::recommendations) async fn waiting(
    tx: &mut WriteTx,
    tenant: TenantId,
    posting: PostingId,
) -> AppResult<Vec<Recommendation>> {
    let rows = recommendations!(
        "posting_id = $2 and status = 'waiting' order by recommendation_id for no key update",
        tenant.uuid(),
        posting.uuid(),
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().filter_map(Row::read).collect())
}

/// Those with a certificate, the latest on top.
pub(in crate::recommendations) async fn with_certificate(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: CourseCertificateId,
) -> AppResult<Vec<Recommendation>> {
    let rows = recommendations!("course_certificate_id = $2 order by recommended_at desc", tenant.uuid(), id.uuid());
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().filter_map(Row::read).collect())
}

/// Those that became some applications, wherever they stand by now.
pub async fn by_application(
    tx: &mut impl Tx,
    tenant: TenantId,
    applications: &[JobApplicationId],
) -> AppResult<Vec<Recommendation>> {
    let ids: Vec<Uuid> = applications.iter().map(|id| id.uuid()).collect();
    let rows = recommendations!("application_id = any($2) order by recommended_at desc", tenant.uuid(), &ids);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().filter_map(Row::read).collect())
}

/// Those of some residents who are recommended for a posting, where that is alive: whoever was hired and has left may be
/// recommended again.
pub async fn alive_among(
    tx: &mut impl Tx,
    tenant: TenantId,
    posting: PostingId,
    residents: &[ResidentId],
) -> AppResult<Vec<ResidentId>> {
    let ids: Vec<Uuid> = residents.iter().map(|id| id.uuid()).collect();
    let found = sqlx::query_scalar!(
        r#"select r.resident_id as "resident: ResidentId" from recommendation r
        where r.tenant_id = $1 and r.posting_id = $2 and r.resident_id = any($3) and r.status in ('waiting', 'given', 'hired')
            and (r.status <> 'hired' or not exists (select from job_application a
                where a.tenant_id = $1 and a.application_id = r.application_id
                    and (a.status in ('left', 'rejected', 'withdrawn') or a.ended_on is not null)))"#,
        tenant.uuid(),
        posting.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(found)
}

/// A recommendation to keep.
pub struct NewRecommendation<'a> {
    /// Its id, from the form: sent twice, it is still one.
    pub id: RecommendationId,
    /// For what.
    pub posting: PostingId,
    /// Who hires.
    pub employer: &'a str,
    /// Whose record it is.
    pub resident: ResidentId,
    /// With which certificate, and what of it the employer reads: title, number, code.
    pub certificate: (CourseCertificateId, [&'a str; 3]),
    /// Who vouches.
    pub source: (Source, &'a str),
    /// Why.
    pub word: &'a str,
    /// Who of the staff recommends.
    pub by: (PersonId, &'a str),
    /// The time.
    pub now: DateTime<Utc>,
}

/// Keeps it; false when it was kept before, or the person is recommended there already.
pub async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewRecommendation<'_>) -> AppResult<bool> {
    let (certificate, [title, number, code]) = new.certificate;
    let done = sqlx::query!(
        "insert into recommendation (tenant_id, recommendation_id, posting_id, employer_name, resident_id, course_certificate_id,
            certificate_title, certificate_number, certificate_code, source, source_name, word, status, by_id, by_name,
            recommended_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $13, $14, $15, $15) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.posting.uuid(),
        new.employer,
        new.resident.uuid(),
        certificate.uuid(),
        title,
        number,
        code,
        new.source.0.code(),
        new.source.1,
        new.word,
        new.by.0.uuid(),
        new.by.1,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The person says yes: from now on the employer reads it, with an application.
pub async fn give(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: RecommendationId,
    (application, org, paper_kept): (JobApplicationId, Option<OrgId>, &str),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update recommendation set status = 'given', application_id = $3, org_id = $4, paper_kept = $5, answered_at = $6,
            changed_at = $6, revision = revision + 1
        where tenant_id = $1 and recommendation_id = $2 and status = 'waiting'",
        tenant.uuid(),
        id.uuid(),
        application.uuid(),
        org.map(OrgId::uuid),
        paper_kept,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Moves one on from where it stands; false when somebody else did.
pub async fn move_on(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: RecommendationId,
    (from, to): (Status, Status),
    (paper_kept, now): (&str, DateTime<Utc>),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update recommendation set status = $4, paper_kept = case when $5 = '' then paper_kept else $5 end, changed_at = $6,
            answered_at = coalesce(answered_at, $6), revision = revision + 1
        where tenant_id = $1 and recommendation_id = $2 and status = $3",
        tenant.uuid(),
        id.uuid(),
        from.code(),
        to.code(),
        paper_kept,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down what became of one; false when somebody else changed it first.
pub async fn set_outcome(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (RecommendationId, i32),
    (outcome, on, by_name): (&str, NaiveDate, &str),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update recommendation set outcome = $4, outcome_on = $5, outcome_by = $6, changed_at = $7, revision = revision + 1
        where tenant_id = $1 and recommendation_id = $2 and revision = $3",
        tenant.uuid(),
        id.uuid(),
        revision,
        outcome,
        on,
        by_name,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes everything from the recommendations of some records that tells of their people; those that are open end.
pub async fn erase(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update recommendation set source_name = '', word = '', outcome = '', outcome_by = '', paper_kept = '',
            certificate_number = '', certificate_code = '', changed_at = $3, revision = revision + 1,
            status = case when status in ('waiting', 'given') then 'withdrawn' else status end
        where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes away what was written of recommendations that have been over since before a time.
pub async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update recommendation set source_name = '', word = '', outcome = ''
        where tenant_id = $1 and changed_at < $2 and status not in ('waiting', 'given')
            and (source_name <> '' or word <> '' or outcome <> '')",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
