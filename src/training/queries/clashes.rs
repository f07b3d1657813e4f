//! SQL of what is in the way of a session: who has its room or its teacher at that time.

use chrono::{DateTime, Utc};

use crate::db::{CourseSessionId, OrgId, RoomId, RunId, TeacherId, TenantId, Tx};
use crate::error::AppResult;

/// A session that is in the way of another.
pub struct InTheWay {
    /// Its run.
    pub run: RunId,
    /// Who teaches it.
    pub org: OrgId,
    /// What that is called.
    pub title: String,
    /// Whether everybody may see that.
    pub is_public: bool,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// What takes a room in a span of time, other than `but`.
pub async fn in_room(
    tx: &mut impl Tx,
    (tenant, room): (TenantId, RoomId),
    during: (DateTime<Utc>, DateTime<Utc>),
    but: CourseSessionId,
) -> AppResult<Option<InTheWay>> {
    let row = sqlx::query_as!(
        InTheWay,
        r#"select s.run_id as "run: RunId", s.org_id as "org: OrgId", r.title, r.opened_at is not null as "is_public!", s.starts_at, s.ends_at
        from course_session s join course_run r on r.tenant_id = s.tenant_id and r.run_id = s.run_id
        where s.tenant_id = $1 and s.room_id = $2 and not s.is_cancelled and s.session_id <> $5
            and tstzrange(s.starts_at, s.ends_at) && tstzrange($3, $4) order by s.starts_at limit 1"#,
        tenant.uuid(),
        room.uuid(),
        during.0,
        during.1,
        but.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Where a teacher is in a span of time, other than in `but`: the session.
pub async fn of_teacher(
    tx: &mut impl Tx,
    (org, teacher): (OrgId, TeacherId),
    during: (DateTime<Utc>, DateTime<Utc>),
    but: CourseSessionId,
) -> AppResult<Option<CourseSessionId>> {
    let id = sqlx::query_scalar!(
        r#"select session_id as "id: CourseSessionId" from teacher_slot
        where org_id = $1 and teacher_id = $2 and session_id <> $5 and during && tstzrange($3, $4) order by during limit 1"#,
        org.uuid(),
        teacher.uuid(),
        during.0,
        during.1,
        but.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id)
}

/// What takes somebody who teaches in another's place in a span of time, other than `but`.
pub async fn of_stand_in(
    tx: &mut impl Tx,
    (tenant, name): (TenantId, &str),
    during: (DateTime<Utc>, DateTime<Utc>),
    but: CourseSessionId,
) -> AppResult<Option<InTheWay>> {
    let row = sqlx::query_as!(
        InTheWay,
        r#"select s.run_id as "run: RunId", s.org_id as "org: OrgId", r.title, r.opened_at is not null as "is_public!", s.starts_at, s.ends_at
        from course_session s join course_run r on r.tenant_id = $1 and r.run_id = s.run_id
        where s.tenant_id = $1 and s.teacher_name = $2 and s.is_stand_in and not s.is_cancelled and s.session_id <> $5
            and tstzrange(s.starts_at, s.ends_at) && tstzrange($3, $4) order by s.starts_at limit 1"#,
        tenant.uuid(),
        name,
        during.0,
        during.1,
        but.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// A session as it may be in the way: of a community, of an organization, or of both.
pub async fn find(
    tx: &mut impl Tx,
    (tenant, org): (Option<TenantId>, OrgId),
    id: CourseSessionId,
) -> AppResult<Option<InTheWay>> {
    let row = sqlx::query_as!(
        InTheWay,
        r#"select s.run_id as "run: RunId", s.org_id as "org: OrgId", r.title, r.opened_at is not null as "is_public!", s.starts_at, s.ends_at
        from course_session s join course_run r on r.tenant_id = s.tenant_id and r.run_id = s.run_id
        where ($1::uuid is null or s.tenant_id = $1) and s.org_id = $2 and s.session_id = $3"#,
        tenant.map(TenantId::uuid),
        org.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}
