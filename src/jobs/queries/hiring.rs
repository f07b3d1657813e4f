//! SQL of the steps of applications. Of an application that is over, or whose work is, nothing that was shared stays but the masked
//! name.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::applications::Pending;
use crate::db::{EventId, JobApplicationId, OrgId, PostingId, ResidentId, TenantId, Tx, WriteTx};
use crate::enrolments::Word;
use crate::error::AppResult;
use crate::jobs::answers::Offered;
use crate::jobs::progress::Status;
use crate::recommendations;

/// A step, for both sides to read later.
pub struct Event<'a> {
    /// Where it leads.
    pub to: Status,
    /// Who took it: `applicant`, `employer`, `community` or `nobody`.
    pub side: &'static str,
    /// The employer's name, or that of whoever of the staff did it.
    pub by_name: &'a str,
    /// Why, or when and where.
    pub note: &'a str,
    /// How the applicant said it, where staff wrote it down.
    pub word: Option<Word>,
    /// The time.
    pub at: DateTime<Utc>,
}

/// Notes a step.
pub async fn note(
    tx: &mut WriteTx,
    tenant: TenantId,
    (application, org): (JobApplicationId, Option<OrgId>),
    event: &Event<'_>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into job_application_event (tenant_id, event_id, application_id, org_id, to_status, side, by_name, note, word, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tenant.uuid(),
        EventId::generate().uuid(),
        application.uuid(),
        org.map(OrgId::uuid),
        event.to.code(),
        event.side,
        event.by_name,
        event.note,
        event.word.map(Word::code),
        event.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A step of an application.
pub struct ApplicationMove<'a> {
    /// Where it stands; it is moved from there alone.
    pub from: Status,
    /// Where it leads.
    pub to: Status,
    /// When and where they meet, where the step names it.
    pub interview: Option<(DateTime<Utc>, &'a str)>,
    /// Why it ends.
    pub reason: &'a str,
    /// The day they are hired, where they are.
    pub hired_on: Option<NaiveDate>,
    /// How they accepted an offer, where whoever hires has noted it.
    pub accepted: Option<Offered>,
    /// The day since which they are not there, where somebody says so early.
    pub left_on: Option<NaiveDate>,
    /// The day on which they left who were still there after 90 days.
    pub ended_on: Option<NaiveDate>,
    /// The time.
    pub now: DateTime<Utc>,
}

impl ApplicationMove<'_> {
    /// A step about which there is nothing more to say.
    pub fn plain(from: Status, to: Status, now: DateTime<Utc>) -> Self {
        Self {
            from,
            to,
            interview: None,
            reason: "",
            hired_on: None,
            accepted: None,
            left_on: None,
            ended_on: None,
            now,
        }
    }
}

/// Takes a step, from a revision where somebody saw one; false when somebody else was first. Another time or place to meet is
/// asked about anew, and an offer is one from now on; when somebody could come instead goes with every step. A recommendation ends
/// with its application.
pub async fn move_application(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (JobApplicationId, Option<i32>),
    step: &ApplicationMove<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update job_application set status = $5, interview_at = coalesce($6, interview_at),
            interview_place = coalesce($7, interview_place), reason = $8, hired_on = coalesce($9, hired_on), changed_at = $10,
            revision = revision + 1, name = case when $11 then '' else name end,
            phone_sealed = case when $11 then null else phone_sealed end,
            phone_masked = case when $11 then null else phone_masked end, talent = case when $11 then null else talent end,
            certificates = case when $11 then null else certificates end, note = case when $11 then '' else note end,
            meets = case when $12 then null else meets end, meets_for = case when $12 then null else meets_for end,
            meets_word = '',
            offered_at = case when $13 then $10 else offered_at end, accepted = coalesce($14, accepted),
            left_on = coalesce($15, left_on), ended_on = coalesce($16, ended_on)
        where tenant_id = $1 and application_id = $2 and status = $3 and ($4::int is null or revision = $4)",
        tenant.uuid(),
        id.uuid(),
        step.from.code(),
        revision,
        step.to.code(),
        step.interview.map(|(at, _)| at),
        step.interview.map(|(_, place)| place),
        step.reason,
        step.hired_on,
        step.now,
        step.to.is_over() || step.ended_on.is_some(),
        step.interview.is_some(),
        step.to == Status::Offer,
        step.accepted.map(Offered::code),
        step.left_on,
        step.ended_on,
    )
    .execute(tx.conn())
    .await?;
    let is_done = done.rows_affected() == 1;
    if is_done {
        recommendations::follow(tx, tenant, id, step.to, step.now).await?;
    }
    Ok(is_done)
}

/// How many people were hired for a posting and are not known to have left.
pub(in crate::jobs) async fn hired(tx: &mut impl Tx, tenant: TenantId, posting: PostingId) -> AppResult<i64> {
    let hired = sqlx::query_scalar!(
        r#"select count(*) as "hired!" from job_application
        where tenant_id = $1 and posting_id = $2 and status in ('hired', 'retained') and ended_on is null"#,
        tenant.uuid(),
        posting.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(hired)
}

/// The applications for a posting that nobody has decided, with where they stand; whoever moves one of them waits.
pub(in crate::jobs) async fn pending(
    tx: &mut WriteTx,
    tenant: TenantId,
    posting: PostingId,
) -> AppResult<Vec<(Pending, Status)>> {
    let rows = sqlx::query!(
        r#"select application_id as "id: JobApplicationId", resident_id as "resident: ResidentId", status from job_application
        where tenant_id = $1 and posting_id = $2 and status in ('submitted', 'viewed', 'interview', 'offer')
        order by application_id for no key update"#,
        tenant.uuid(),
        posting.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let of = |row: (JobApplicationId, ResidentId, String)| {
        Some((Pending { id: row.0, resident: row.1 }, Status::parse(&row.2)?))
    };
    Ok(rows.into_iter().filter_map(|row| of((row.id, row.resident, row.status))).collect())
}

/// Somebody who was hired long enough ago, and who is asked whether they are still there.
pub(in crate::jobs) struct Asked {
    pub posting: PostingId,
    pub org: Option<OrgId>,
    pub resident: ResidentId,
    pub asks_applicant: bool,
    pub asks_employer: bool,
}

/// Those who were hired on a day or before and whom nobody was asked about; from now on somebody was.
pub(in crate::jobs) async fn ask_due(
    tx: &mut WriteTx,
    tenant: TenantId,
    (hired_by, day): (NaiveDate, NaiveDate),
) -> AppResult<Vec<Asked>> {
    let rows = sqlx::query_as!(
        Asked,
        r#"update job_application set asked_on = $3
        where tenant_id = $1 and status = 'hired' and asked_on is null and hired_on <= $2
        returning posting_id as "posting: PostingId", org_id as "org: OrgId", resident_id as "resident: ResidentId",
            true as "asks_applicant!", true as "asks_employer!""#,
        tenant.uuid(),
        hired_by,
        day,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Those who were asked about on a day or before and of whom not both sides have answered, with who has not; from now on those
/// were asked once more. Of whose record is gone nobody is asked.
pub(in crate::jobs) async fn ask_again(
    tx: &mut WriteTx,
    tenant: TenantId,
    (asked_by, day): (NaiveDate, NaiveDate),
) -> AppResult<Vec<Asked>> {
    let rows = sqlx::query_as!(
        Asked,
        r#"update job_application set asked_again_on = $3
        where tenant_id = $1 and status = 'hired' and asked_on <= $2 and asked_again_on is null and name_masked <> ''
            and (applicant_says is null or employer_says is null)
        returning posting_id as "posting: PostingId", org_id as "org: OrgId", resident_id as "resident: ResidentId",
            applicant_says is null as "asks_applicant!", employer_says is null as "asks_employer!""#,
        tenant.uuid(),
        asked_by,
        day,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Somebody of whom one side alone has said whether they are still there.
pub(in crate::jobs) struct Alone {
    pub id: JobApplicationId,
    pub posting: PostingId,
    pub org: Option<OrgId>,
    pub resident: ResidentId,
    pub says: String,
}

/// Those about whom both sides were asked on a day or before, and the silent one once more on another; whoever answers now waits.
pub(in crate::jobs) async fn answered_alone(
    tx: &mut WriteTx,
    tenant: TenantId,
    (asked_by, again_by): (NaiveDate, NaiveDate),
) -> AppResult<Vec<Alone>> {
    let rows = sqlx::query_as!(
        Alone,
        r#"select application_id as "id: JobApplicationId", posting_id as "posting: PostingId", org_id as "org: OrgId",
            resident_id as "resident: ResidentId", coalesce(applicant_says, employer_says) as "says!"
        from job_application
        where tenant_id = $1 and status = 'hired' and asked_on <= $2 and asked_again_on <= $3 and name_masked <> ''
            and (applicant_says is null) <> (employer_says is null)
        order by application_id for no key update"#,
        tenant.uuid(),
        asked_by,
        again_by,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Takes back what somebody shared who was hired; false when nothing of it is there any more.
pub(in crate::jobs) async fn unshare(tx: &mut WriteTx, tenant: TenantId, id: JobApplicationId) -> AppResult<bool> {
    let done = sqlx::query!(
        "update job_application set name = '', phone_sealed = null, phone_masked = null, talent = null, certificates = null, note = '',
            meets_word = '', is_forgotten = true, revision = revision + 1
        where tenant_id = $1 and application_id = $2 and status in ('hired', 'retained') and not is_forgotten",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes back what people shared who were hired on a day or before; their employer has it from themselves by now.
pub(in crate::jobs) async fn forget_hired(tx: &mut WriteTx, tenant: TenantId, hired_by: NaiveDate) -> AppResult<()> {
    sqlx::query!(
        "update job_application set name = '', phone_sealed = null, phone_masked = null, talent = null, certificates = null, note = '',
            meets_word = '', is_forgotten = true
        where tenant_id = $1 and hired_on <= $2 and status in ('hired', 'retained') and not is_forgotten",
        tenant.uuid(),
        hired_by,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A job that somebody was hired for, and began.
pub struct Held {
    /// What it is.
    pub title: String,
    /// With whom.
    pub employer: String,
    /// Since when.
    pub hired_on: NaiveDate,
    /// Whether they have left.
    pub has_left: bool,
    /// When, where that is known: who is asked after 90 days does not say it.
    pub left_on: Option<NaiveDate>,
}

/// Those of some records, which are one person's; the first on top.
pub async fn held(tx: &mut impl Tx, tenant: TenantId, residents: &[Uuid]) -> AppResult<Vec<Held>> {
    let rows = sqlx::query_as!(
        Held,
        r#"select p.title, p.employer_name as employer, a.hired_on as "hired_on!",
            a.status = 'left' or a.ended_on is not null as "has_left!", coalesce(a.left_on, a.ended_on) as left_on
        from job_application a join job_posting p on p.tenant_id = $1 and p.posting_id = a.posting_id
        where a.tenant_id = $1 and a.resident_id = any($2) and a.status in ('hired', 'retained', 'left')
            and not (a.status = 'left' and a.reason = 'gone:never') and a.hired_on is not null
        order by a.hired_on, a.application_id limit 50"#,
        tenant.uuid(),
        residents,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
