//! SQL of what applicants answer, and of what both sides say of whether somebody is still there.

use chrono::{DateTime, Utc};

use crate::db::{JobApplicationId, OrgId, PostingId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::jobs::answers::{Meets, Offered};
use crate::jobs::stay::{Says, Stay};

/// Writes down whether an applicant comes to an interview; false when the application is not where it was.
pub(in crate::jobs) async fn say_meets(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (JobApplicationId, i32),
    (meets, word): (Meets, &str),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update job_application set meets = $4, meets_for = interview_at, meets_word = $5, changed_at = $6, revision = revision + 1
        where tenant_id = $1 and application_id = $2 and revision = $3 and status = 'interview'",
        tenant.uuid(),
        id.uuid(),
        revision,
        meets.code(),
        word,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down that an applicant accepts an offer; false when the application is not where it was.
pub(in crate::jobs) async fn accept(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (JobApplicationId, i32),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update job_application set accepted = $4, changed_at = $5, revision = revision + 1
        where tenant_id = $1 and application_id = $2 and revision = $3 and status = 'offer' and accepted is null",
        tenant.uuid(),
        id.uuid(),
        revision,
        Offered::Accepted.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down what one side says of whether somebody is still there; false when the application is not where it was.
pub(in crate::jobs) async fn say_stay(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (JobApplicationId, i32),
    stay: Stay,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update job_application set applicant_says = $4, employer_says = $5, changed_at = $6, revision = revision + 1
        where tenant_id = $1 and application_id = $2 and revision = $3 and status = 'hired'",
        tenant.uuid(),
        id.uuid(),
        revision,
        stay.applicant.map(Says::code),
        stay.employer.map(Says::code),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An interview that is near.
pub(in crate::jobs) struct Meeting {
    pub posting: PostingId,
    pub org: Option<OrgId>,
    pub resident: ResidentId,
    pub at: DateTime<Utc>,
    pub place: String,
}

/// The interviews from one time until before another of which nobody was reminded, and to which nobody said that they cannot
/// come; from now on somebody was. Of what was agreed on or answered the same day, in a time zone, nobody has to be.
pub(in crate::jobs) async fn due_to_meet(
    tx: &mut WriteTx,
    tenant: TenantId,
    zone: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> AppResult<Vec<Meeting>> {
    let rows = sqlx::query_as!(
        Meeting,
        r#"update job_application set reminded_for = interview_at
        where tenant_id = $1 and status = 'interview' and interview_at >= $2 and interview_at < $3
            and reminded_for is distinct from interview_at
            and (changed_at at time zone $4)::date < (interview_at at time zone $4)::date
            and (meets is distinct from 'meets:other' or meets_for is distinct from interview_at)
        returning posting_id as "posting: PostingId", org_id as "org: OrgId", resident_id as "resident: ResidentId",
            interview_at as "at!", interview_place as "place""#,
        tenant.uuid(),
        from,
        until,
        zone,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
