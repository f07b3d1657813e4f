//! SQL of who was there.

use chrono::{DateTime, Utc};

use crate::db::{CourseSessionId, EnrolmentId, OrgId, RunId, TenantId, Tx, WriteTx};
use crate::enrolments::model::{Attendance, How, Mark};
use crate::error::AppResult;

/// A mark as it is stored.
struct Row {
    session: CourseSessionId,
    enrolment: EnrolmentId,
    mark: String,
    how: String,
    reason: String,
    at: DateTime<Utc>,
}

impl From<Row> for Attendance {
    fn from(row: Row) -> Self {
        Self {
            session: row.session,
            enrolment: row.enrolment,
            mark: Mark::parse(&row.mark).unwrap_or(Mark::Absent),
            how: How::parse(&row.how).unwrap_or(How::List),
            reason: row.reason,
            at: row.at,
        }
    }
}

/// All marks of a run, or those of one learner.
pub async fn marks_of_run(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: RunId,
    learner: Option<EnrolmentId>,
) -> AppResult<Vec<Attendance>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select a.session_id as "session: CourseSessionId", a.enrolment_id as "enrolment: EnrolmentId", a.mark, a.how, a.reason, a.at
        from attendance a join enrolment e on e.tenant_id = a.tenant_id and e.enrolment_id = a.enrolment_id
        where a.tenant_id = $1 and e.tenant_id = $1 and e.run_id = $2 and ($3::uuid is null or a.enrolment_id = $3)"#,
        tenant.uuid(),
        run.uuid(),
        learner.map(EnrolmentId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Attendance::from).collect())
}

/// The marks of one meeting.
pub async fn marks_of_session(
    tx: &mut impl Tx,
    tenant: TenantId,
    session: CourseSessionId,
) -> AppResult<Vec<Attendance>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select session_id as "session: CourseSessionId", enrolment_id as "enrolment: EnrolmentId", mark, how, reason, at
        from attendance where tenant_id = $1 and session_id = $2"#,
        tenant.uuid(),
        session.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Attendance::from).collect())
}

/// Writes a mark down; false where there is one, which stays. `by_name`: empty where the learner says so.
pub async fn put_mark(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    mark: &Attendance,
    by_name: &str,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into attendance (tenant_id, session_id, enrolment_id, org_id, mark, how, reason, at, by_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        tenant.uuid(),
        mark.session.uuid(),
        mark.enrolment.uuid(),
        org.uuid(),
        mark.mark.code(),
        mark.how.code(),
        mark.reason,
        mark.at,
        by_name,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes a mark in the place of another; false where that is not there any more.
pub async fn change_mark(
    tx: &mut WriteTx,
    tenant: TenantId,
    was: Mark,
    mark: &Attendance,
    by_name: &str,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update attendance set mark = $5, how = $6, reason = $7, at = $8, by_name = $9
        where tenant_id = $1 and session_id = $2 and enrolment_id = $3 and mark = $4",
        tenant.uuid(),
        mark.session.uuid(),
        mark.enrolment.uuid(),
        was.code(),
        mark.mark.code(),
        mark.how.code(),
        mark.reason,
        mark.at,
        by_name,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
