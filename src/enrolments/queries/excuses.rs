//! SQL of what learners say beforehand of why they will not be at a meeting. What was said of a meeting that was moved since
//! is not there: it was said of another time.

use crate::db::{CourseSessionId, EnrolmentId, OrgId, TenantId, Tx, WriteTx};
use crate::enrolments::model::{Excuse, Session};
use crate::error::AppResult;

macro_rules! excuses {
    ($condition:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Excuse,
            r#"select x.session_id as "session: CourseSessionId", x.enrolment_id as "enrolment: EnrolmentId", x.reason, x.at
            from session_excuse x join course_session s on s.tenant_id = x.tenant_id and s.session_id = x.session_id
            where x.tenant_id = $1 and s.tenant_id = $1 and x.starts_at = s.starts_at and "# + $condition,
            $($argument),+
        )
    };
}

/// What a learner said, of every meeting.
pub async fn excuses_of(tx: &mut impl Tx, tenant: TenantId, learner: EnrolmentId) -> AppResult<Vec<Excuse>> {
    Ok(excuses!("x.enrolment_id = $2", tenant.uuid(), learner.uuid()).fetch_all(tx.conn()).await?)
}

/// What everybody said of one meeting.
pub async fn excuses_from(tx: &mut impl Tx, tenant: TenantId, session: CourseSessionId) -> AppResult<Vec<Excuse>> {
    Ok(excuses!("x.session_id = $2", tenant.uuid(), session.uuid()).fetch_all(tx.conn()).await?)
}

/// Writes down what a learner says of a meeting, in the place of what they said before.
pub async fn put_excuse(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    (session, excuse): (&Session, &Excuse),
) -> AppResult<()> {
    sqlx::query!(
        "insert into session_excuse (tenant_id, session_id, enrolment_id, org_id, reason, starts_at, at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (tenant_id, session_id, enrolment_id) do update set reason = $5, starts_at = $6, at = $7",
        tenant.uuid(),
        excuse.session.uuid(),
        excuse.enrolment.uuid(),
        org.uuid(),
        excuse.reason,
        session.starts_at,
        excuse.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes back what a learner said of a meeting; false where they said nothing.
pub async fn remove_excuse(
    tx: &mut WriteTx,
    tenant: TenantId,
    (session, learner): (CourseSessionId, EnrolmentId),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "delete from session_excuse where tenant_id = $1 and session_id = $2 and enrolment_id = $3",
        tenant.uuid(),
        session.uuid(),
        learner.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
