//! SQL of looks at records in full: who, why, until when.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{
    FamilyLinkId, GrantId, JobApplicationId, MentoringId, PersonId, ResidentId, TenantId, Tx, ViewId, WriteTx,
};
use crate::error::AppResult;

/// The role and the reason of a helper's look; its detail says what they are to the resident.
pub(crate) const FAMILY: &str = "family";
/// The role of whoever looks for an organization that hires.
pub(crate) const EMPLOYER: &str = "employer";
/// The role of whoever goes along with a founder.
pub(crate) const MENTOR: &str = "mentor";

/// What somebody looks under.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Under {
    /// A grant of staff.
    Grant(GrantId),
    /// What the resident allowed their family.
    Link(FamilyLinkId),
    /// What an applicant shares, on a day: one look for each who reads it.
    Application(JobApplicationId, NaiveDate),
    /// What a founder lets their mentor read, on a day: one look.
    Mentoring(MentoringId, NaiveDate),
}

/// A look to keep.
pub(crate) struct NewView<'a> {
    pub id: ViewId,
    pub resident: ResidentId,
    pub viewer_id: PersonId,
    pub under: Under,
    pub viewer: &'a str,
    pub role: &'a str,
    pub reason: &'a str,
    pub detail: &'a str,
    pub at: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Keeps a look; false when it was kept before (the form was sent twice, or that day's look is kept).
pub(crate) async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewView<'_>) -> AppResult<bool> {
    let (grant, link, application, mentoring, day) = match new.under {
        Under::Grant(grant) => (Some(grant.uuid()), None, None, None, None),
        Under::Link(link) => (None, Some(link.uuid()), None, None, None),
        Under::Application(application, day) => (None, None, Some(application.uuid()), None, Some(day)),
        Under::Mentoring(mentoring, day) => (None, None, None, Some(mentoring.uuid()), Some(day)),
    };
    let done = sqlx::query!(
        "insert into resident_view (tenant_id, view_id, resident_id, viewer_id, grant_id, viewer, role, reason, detail, at, until,
            family_link_id, application_id, looked_on, mentoring_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.resident.uuid(),
        new.viewer_id.uuid(),
        grant,
        new.viewer,
        new.role,
        new.reason,
        new.detail,
        new.at,
        new.until,
        link,
        application,
        day,
        mentoring,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Until when somebody may see the record of a link in full; none while they have not looked.
pub(crate) async fn open_under(
    tx: &mut impl Tx,
    tenant: TenantId,
    link: FamilyLinkId,
    now: DateTime<Utc>,
) -> AppResult<Option<DateTime<Utc>>> {
    let until = sqlx::query_scalar!(
        "select max(until) from resident_view where tenant_id = $1 and family_link_id = $2 and until > $3",
        tenant.uuid(),
        link.uuid(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(until)
}

/// The record that staff may see in full now, and until when: that of their newest look, and no other.
pub(in crate::residents) async fn open(
    tx: &mut impl Tx,
    tenant: TenantId,
    viewer: PersonId,
    now: DateTime<Utc>,
) -> AppResult<Option<(ResidentId, DateTime<Utc>)>> {
    let row = sqlx::query!(
        r#"select resident_id as "resident: ResidentId", until from resident_view
        where tenant_id = $1 and viewer_id = $2 and grant_id is not null and reason <> 'export' order by at desc, view_id desc limit 1"#,
        tenant.uuid(),
        viewer.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.filter(|row| row.until > now).map(|row| (row.resident, row.until)))
}

/// How many looks somebody took since a time, and when the first of them was.
pub(in crate::residents) async fn since(
    tx: &mut impl Tx,
    tenant: TenantId,
    viewer: PersonId,
    from: DateTime<Utc>,
) -> AppResult<(i64, Option<DateTime<Utc>>)> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", min(at) as first from resident_view
        where tenant_id = $1 and viewer_id = $2 and grant_id is not null and reason <> 'export' and at > $3"#,
        tenant.uuid(),
        viewer.uuid(),
        from,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.count, row.first))
}

/// Makes whoever else looks in this person's name wait until the transaction ends, so that the count above is exact.
pub(crate) async fn lock(tx: &mut WriteTx, tenant: TenantId, grant: GrantId) -> AppResult<()> {
    sqlx::query!(
        "select from role_grant where tenant_id = $1 and grant_id = $2 for no key update",
        tenant.uuid(),
        grant.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A look, as it is read later.
pub(crate) struct Look {
    pub viewer: String,
    pub role: String,
    pub reason: String,
    pub detail: String,
    pub at: DateTime<Utc>,
}

/// The looks at some records, the newest first; `with_jobs`: those of whoever hires and of mentors, too, which say where somebody
/// applied, or that they begin a business.
pub(crate) async fn of(
    tx: &mut impl Tx,
    tenant: TenantId,
    ids: &[ResidentId],
    with_jobs: bool,
) -> AppResult<Vec<Look>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Look,
        "select viewer, role, reason, detail, at from resident_view where tenant_id = $1 and resident_id = any($2)
            and ($3 or application_id is null and mentoring_id is null)
        order by at desc, view_id desc limit 200",
        tenant.uuid(),
        &ids,
        with_jobs,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
