//! SQL of an admission's steps, and of the record of them.

use chrono::{DateTime, NaiveDate, Utc};

use crate::admissions::AdmissionStatus;
use crate::admissions::material::Material;
use crate::db::{EventId, NoticeId, OrgId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A step to take.
pub struct Move<'a> {
    /// From where, so that nothing is skipped when two act at once.
    pub from: AdmissionStatus,
    /// Where to.
    pub to: AdmissionStatus,
    /// Why.
    pub reason: &'a str,
    /// The grant or membership acted under; none for the daily work.
    pub by: Option<uuid::Uuid>,
    /// Its holder's name.
    pub actor: &'a str,
    /// What was handed in with it.
    pub material: Option<&'a Material>,
    /// The last day of a public notice that begins with it.
    pub notice_until: Option<NaiveDate>,
    /// That notice on the community's board.
    pub notice: Option<NoticeId>,
    /// Whether a paper that ran out is the cause.
    pub expired: bool,
    /// When.
    pub now: DateTime<Utc>,
    /// Which day that is in the community.
    pub today: NaiveDate,
}

/// Takes a step and records it; false when the admission is no longer where it was.
pub async fn take(tx: &mut WriteTx, tenant: TenantId, org: OrgId, step: &Move<'_>) -> AppResult<bool> {
    let json = step.material.map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?;
    let (submitted, admitted) =
        (step.to == AdmissionStatus::Submitted, step.from == AdmissionStatus::PublicNotice && step.to.is_in());
    let done = sqlx::query!(
        "update admission set status = $4, status_since = $5, reason = $6, expired = $7, revision = revision + 1,
            material = coalesce($8, material), submitted_at = case when $9 then $10 else submitted_at end,
            admitted_on = case when $11 then $5 else admitted_on end, notice_until = coalesce($12, notice_until),
            licence_until = case when $9 then $13 else licence_until end,
            insurance_until = case when $9 then $14 else insurance_until end,
            notice_id = coalesce($15, notice_id),
            -- Trust is given to a company that serves here; whoever comes anew earns it anew.
            trusted = trusted and not $9
        where tenant_id = $1 and org_id = $2 and status = $3",
        tenant.uuid(),
        org.uuid(),
        step.from.code(),
        step.to.code(),
        step.today,
        step.reason,
        step.expired,
        json,
        submitted,
        step.now,
        admitted,
        step.notice_until,
        step.material.and_then(|material| material.licence_until),
        step.material.and_then(|material| material.insurance_until),
        step.notice.map(NoticeId::uuid),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if submitted && step.from != AdmissionStatus::Returned {
        // A new application is checked from the beginning.
        sqlx::query!("delete from admission_check where tenant_id = $1 and org_id = $2", tenant.uuid(), org.uuid())
            .execute(tx.conn())
            .await?;
    }
    sqlx::query!(
        "insert into admission_event (tenant_id, event_id, org_id, from_status, to_status, reason, acted_by, actor, material, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tenant.uuid(),
        EventId::generate().uuid(),
        org.uuid(),
        step.from.code(),
        step.to.code(),
        step.reason,
        step.by,
        step.actor,
        json,
        step.now,
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// What happened to an admission.
pub(in crate::admissions) struct Event {
    pub to: AdmissionStatus,
    pub reason: String,
    pub actor: String,
    pub material: Option<Material>,
    pub at: DateTime<Utc>,
}

/// Everything that happened to an admission, newest first.
pub(in crate::admissions) async fn events(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Vec<Event>> {
    let rows = sqlx::query!(
        "select to_status, reason, actor, material, created_at from admission_event
        where tenant_id = $1 and org_id = $2 order by created_at desc, event_id desc limit 100",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Event {
                to: AdmissionStatus::parse(&row.to_status)?,
                reason: row.reason,
                actor: row.actor,
                material: row.material.and_then(|json| serde_json::from_value(json).ok()),
                at: row.created_at,
            })
        })
        .collect())
}
