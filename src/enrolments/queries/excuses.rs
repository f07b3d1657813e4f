//! SQL of what learners say beforehand of why they will not be at a meeting. What was said of a meeting that was moved since
//! is not there: it was said of another time. What is taken back is said of no time any more; that it was said is kept, because
//! their calendar had make-up meetings for it.

use chrono::{DateTime, Utc};

use crate::db::{CourseSessionId, EnrolmentId, OrgId, TenantId, Tx, WriteTx};
use crate::enrolments::model::{Excuse, Session, Word};
use crate::error::AppResult;

/// What was said, as it is stored.
struct Row {
    session: CourseSessionId,
    enrolment: EnrolmentId,
    reason: String,
    at: DateTime<Utc>,
    word: Option<String>,
    by_name: String,
}

impl From<Row> for Excuse {
    fn from(row: Row) -> Self {
        Self {
            session: row.session,
            enrolment: row.enrolment,
            reason: row.reason,
            at: row.at,
            noted: row.word.as_deref().and_then(Word::parse).map(|word| (word, row.by_name)),
        }
    }
}

macro_rules! excuses {
    ($condition:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select x.session_id as "session: CourseSessionId", x.enrolment_id as "enrolment: EnrolmentId", x.reason, x.at, x.word,
                x.by_name
            from session_excuse x join course_session s on s.tenant_id = x.tenant_id and s.session_id = x.session_id
            where x.tenant_id = $1 and s.tenant_id = $1 and x.starts_at = s.starts_at and "# + $condition,
            $($argument),+
        )
    };
}

/// What a learner said, of every meeting.
pub async fn excuses_of(tx: &mut impl Tx, tenant: TenantId, learner: EnrolmentId) -> AppResult<Vec<Excuse>> {
    let rows = excuses!("x.enrolment_id = $2", tenant.uuid(), learner.uuid()).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(Excuse::from).collect())
}

/// What everybody said of one meeting.
pub async fn excuses_from(tx: &mut impl Tx, tenant: TenantId, session: CourseSessionId) -> AppResult<Vec<Excuse>> {
    let rows = excuses!("x.session_id = $2", tenant.uuid(), session.uuid()).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(Excuse::from).collect())
}

/// That something was said of a meeting.
#[derive(Debug, Clone)]
pub struct Said {
    pub session: CourseSessionId,
    /// When it was written, or the meeting last changed: of one that is moved it holds no more, and once it is moved back it
    /// does again.
    pub at: DateTime<Utc>,
    pub holds: bool,
}

/// Of which meetings a learner said something, whatever became of it.
pub async fn said_by(tx: &mut impl Tx, tenant: TenantId, learner: EnrolmentId) -> AppResult<Vec<Said>> {
    let said = sqlx::query_as!(
        Said,
        r#"select x.session_id as "session: CourseSessionId", x.starts_at = s.starts_at as "holds!",
            greatest(x.at, s.changed_at) as "at!"
        from session_excuse x join course_session s on s.tenant_id = x.tenant_id and s.session_id = x.session_id
        where x.tenant_id = $1 and s.tenant_id = $1 and x.enrolment_id = $2"#,
        tenant.uuid(),
        learner.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(said)
}

/// Writes down what a learner says of a meeting, in the place of what was said before; false where that was the same.
pub async fn put_excuse(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    (session, excuse): (&Session, &Excuse),
) -> AppResult<bool> {
    let noted = excuse.noted.as_ref();
    let done = sqlx::query!(
        "insert into session_excuse as x (tenant_id, session_id, enrolment_id, org_id, reason, starts_at, at, word, by_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (tenant_id, session_id, enrolment_id)
        do update set reason = $5, starts_at = $6, at = $7, word = $8, by_name = $9
        where (x.reason, x.starts_at, x.word, x.by_name)
            is distinct from (excluded.reason, excluded.starts_at, excluded.word, excluded.by_name)",
        tenant.uuid(),
        excuse.session.uuid(),
        excuse.enrolment.uuid(),
        org.uuid(),
        excuse.reason,
        session.starts_at,
        excuse.at,
        noted.map(|(word, _)| word.code()),
        noted.map_or("", |(_, by)| by.as_str()),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes back what a learner said of a meeting; false where they said nothing.
pub async fn take_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    (session, learner): (CourseSessionId, EnrolmentId),
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update session_excuse set starts_at = '-infinity', reason = '', word = null, by_name = '', at = $4
        where tenant_id = $1 and session_id = $2 and enrolment_id = $3 and starts_at > '-infinity'",
        tenant.uuid(),
        session.uuid(),
        learner.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
