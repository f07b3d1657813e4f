//! SQL of change requests: what organizations want published, and what became of it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{ChangeId, OrgId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A change that an organization wants published.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// Whose it is.
    pub org: OrgId,
    /// The organization's name.
    pub org_name: String,
    /// `profile`, `service` or `worker`.
    pub subject: String,
    /// Of which.
    pub subject_id: Uuid,
    /// What people call it.
    pub title: String,
    /// What was shown when it was handed in.
    pub published: Option<serde_json::Value>,
    /// What should be shown; none: nothing any more.
    pub proposed: Option<serde_json::Value>,
    /// Whether a trusted organization could have done it by itself.
    pub is_minor: bool,
    /// `pending`, `approved`, `returned` or `withdrawn`.
    pub status: String,
    /// Counts the changes to it, for whoever decides.
    pub revision: i32,
    /// Who handed it in.
    pub submitter: String,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// Who decided; empty when it was published at once.
    pub decider: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was returned.
    pub reason: String,
}

/// One change of a community.
pub async fn change(tx: &mut impl Tx, tenant: TenantId, id: ChangeId) -> AppResult<Option<Change>> {
    let row = sqlx::query_as!(
        Change,
        r#"select c.request_id as "id: ChangeId", c.org_id as "org: OrgId", a.org_name, c.subject, c.subject_id, c.title, c.published, c.proposed,
            c.is_minor, c.status, c.revision, c.submitter, c.submitted_at, c.decider, c.decided_at, c.reason
        from change_request c join admission a on a.tenant_id = c.tenant_id and a.org_id = c.org_id
        where c.tenant_id = $1 and a.tenant_id = $1 and c.request_id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Where an organization's wishes about a thing stand, newest first: one a community.
pub struct Standing {
    /// The community.
    pub tenant: TenantId,
    /// Of which thing.
    pub subject_id: Uuid,
    /// `pending`, `approved`, `returned` or `withdrawn`.
    pub status: String,
    /// Why it was returned.
    pub reason: String,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
}

/// The newest wish about each thing of a kind in each community.
pub async fn standings(tx: &mut impl Tx, org: OrgId, subject: &str) -> AppResult<Vec<Standing>> {
    let rows = sqlx::query_as!(
        Standing,
        r#"select distinct on (tenant_id, subject_id) tenant_id as "tenant: TenantId", subject_id, status, reason, submitted_at
        from change_request where org_id = $1 and subject = $2 order by tenant_id, subject_id, submitted_at desc, request_id desc"#,
        org.uuid(),
        subject,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// A wish to record.
pub(in crate::publishing) struct NewChange<'a> {
    pub org: OrgId,
    pub subject: &'a str,
    pub subject_id: Uuid,
    pub title: &'a str,
    pub published: Option<&'a serde_json::Value>,
    pub proposed: Option<&'a serde_json::Value>,
    pub is_minor: bool,
    pub by: Option<Uuid>,
    pub submitter: &'a str,
    pub now: DateTime<Utc>,
}

/// Asks for a change, or changes what was asked; tells its id and whether it is new.
pub(in crate::publishing) async fn put_pending(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewChange<'_>,
) -> AppResult<(ChangeId, bool)> {
    let row = sqlx::query!(
        r#"insert into change_request (tenant_id, request_id, org_id, subject, subject_id, title, published, proposed, is_minor, status,
            submitted_by, submitter, submitted_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $10, $11, $12)
        on conflict (tenant_id, org_id, subject, subject_id) where status = 'pending' do update set title = excluded.title,
            published = excluded.published, proposed = excluded.proposed, is_minor = excluded.is_minor,
            submitted_by = excluded.submitted_by, submitter = excluded.submitter, revision = change_request.revision + 1
        returning request_id as "id: ChangeId", (xmax = 0) as "is_new!""#,
        tenant.uuid(),
        ChangeId::generate().uuid(),
        new.org.uuid(),
        new.subject,
        new.subject_id,
        new.title,
        new.published,
        new.proposed,
        new.is_minor,
        new.by,
        new.submitter,
        new.now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.id, row.is_new))
}

/// Records a change that was published at once.
pub(in crate::publishing) async fn put_approved(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &NewChange<'_>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into change_request (tenant_id, request_id, org_id, subject, subject_id, title, published, proposed, is_minor, status,
            submitted_by, submitter, submitted_at, decided_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'approved', $10, $11, $12, $12)",
        tenant.uuid(),
        ChangeId::generate().uuid(),
        new.org.uuid(),
        new.subject,
        new.subject_id,
        new.title,
        new.published,
        new.proposed,
        new.is_minor,
        new.by,
        new.submitter,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes an open wish back; false when there is none.
pub(in crate::publishing) async fn withdraw(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    subject: &str,
    subject_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update change_request set status = 'withdrawn', decided_at = $5, revision = revision + 1
        where tenant_id = $1 and org_id = $2 and subject = $3 and subject_id = $4 and status = 'pending'",
        tenant.uuid(),
        org.uuid(),
        subject,
        subject_id,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A decision.
pub(in crate::publishing) struct Verdict<'a> {
    pub status: &'a str,
    pub by: Uuid,
    pub decider: &'a str,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

/// Decides an open wish in the revision that was seen; false when it is decided, or was changed meanwhile.
pub(in crate::publishing) async fn decide(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ChangeId,
    revision: i32,
    verdict: &Verdict<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update change_request set status = $4, decided_by = $5, decider = $6, reason = $7, decided_at = $8, revision = revision + 1
        where tenant_id = $1 and request_id = $2 and revision = $3 and status = 'pending'",
        tenant.uuid(),
        id.uuid(),
        revision,
        verdict.status,
        verdict.by,
        verdict.decider,
        verdict.reason,
        verdict.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Withdraws every open wish of an organization in a community that it leaves.
pub async fn withdraw_all(tx: &mut WriteTx, tenant: TenantId, org: OrgId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update change_request set status = 'withdrawn', decided_at = $3, revision = revision + 1
        where tenant_id = $1 and org_id = $2 and status = 'pending'",
        tenant.uuid(),
        org.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
