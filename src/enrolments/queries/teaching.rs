//! SQL of who teaches with an account of their own. The transaction must be in the organization's scope.

use chrono::{DateTime, Utc};

use crate::db::{CourseSessionId, OrgId, PersonId, RunId, TenantId, Tx};
use crate::enrolments::model::Session;
use crate::error::AppResult;

/// A meeting that somebody teaches.
pub struct Taught {
    pub tenant: TenantId,
    /// What its course is called.
    pub title: String,
    pub meeting: Session,
}

/// The meetings that somebody teaches, in order, in runs that people see; of communities that the organization is in. Where
/// they are held is the community's to say.
pub async fn taught(
    tx: &mut impl Tx,
    org: OrgId,
    person: PersonId,
    since: DateTime<Utc>,
    limit: i64,
) -> AppResult<Vec<Taught>> {
    let rows = sqlx::query!(
        r#"select s.tenant_id as "tenant: TenantId", s.session_id as "id: CourseSessionId", s.run_id as "run: RunId", s.starts_at, s.ends_at,
            s.topic, s.makes_up as "makes_up: CourseSessionId", s.is_cancelled, r.title
        from teacher t
        join course_session s on s.org_id = t.org_id and s.teacher_id = t.teacher_id
        join course_run r on r.tenant_id = s.tenant_id and r.run_id = s.run_id
        where t.org_id = $1 and s.org_id = $1 and t.person_id = $2 and t.retired_at is null and not s.is_stand_in and s.starts_at > $3
            and r.status in ('open', 'finished', 'cancelled')
            and exists (select 1 from admission a where a.tenant_id = s.tenant_id and a.org_id = $1
                and a.status in ('admitted', 'suspended'))
        order by s.starts_at, s.session_id limit $4"#,
        org.uuid(),
        person.uuid(),
        since,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let taught = rows.into_iter().map(|row| Taught {
        tenant: row.tenant,
        title: row.title,
        meeting: Session {
            id: row.id,
            run: row.run,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            topic: row.topic,
            room: String::new(),
            makes_up: row.makes_up,
            is_cancelled: row.is_cancelled,
        },
    });
    Ok(taught.collect())
}

/// Whether somebody teaches a meeting that began after a time, or will.
pub async fn teaches(
    tx: &mut impl Tx,
    (tenant, org): (TenantId, OrgId),
    person: PersonId,
    session: CourseSessionId,
    since: DateTime<Utc>,
) -> AppResult<bool> {
    let is_theirs = sqlx::query_scalar!(
        r#"select exists (select 1 from course_session s join teacher t on t.org_id = s.org_id and t.teacher_id = s.teacher_id
            where s.tenant_id = $1 and s.session_id = $2 and t.org_id = $3 and t.person_id = $4 and t.retired_at is null
                and not s.is_stand_in and s.starts_at > $5)
            as "is_theirs!""#,
        tenant.uuid(),
        session.uuid(),
        org.uuid(),
        person.uuid(),
        since,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_theirs)
}
