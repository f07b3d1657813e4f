//! SQL of where organizations stand, as sheets and the demo bring it in.

use chrono::NaiveDate;

use crate::db::{OrgId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Where an organization stands with a community, as sheets and the demo bring it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The state of the admission's state machine (domain.md §3).
    pub status: String,
    /// The day it was admitted.
    pub admitted_on: Option<NaiveDate>,
}

impl Admission {
    /// The public profile's status; none before the company is admitted and after it has left.
    pub fn public_status(&self) -> Option<&'static str> {
        match self.status.as_str() {
            "admitted" => Some("published"),
            "suspended" => Some("suspended"),
            _ => None,
        }
    }
}

/// The organization's standing in the community.
pub async fn standing(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<Admission>> {
    let row = sqlx::query_as!(
        Admission,
        "select status, admitted_on from admission where tenant_id = $1 and org_id = $2",
        tenant.uuid(),
        org.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Records where an organization stands, if nothing is on record yet.
pub async fn insert_standing(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    name: &str,
    admission: &Admission,
    since: NaiveDate,
) -> AppResult<()> {
    sqlx::query!(
        "insert into admission (tenant_id, org_id, org_name, status, status_since, admitted_on) values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, org_id) do nothing",
        tenant.uuid(),
        org.uuid(),
        name,
        admission.status,
        since,
        admission.admitted_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Records the last day of a public notice, and why the organization is suspended.
pub async fn set_terms(
    tx: &mut WriteTx,
    tenant: TenantId,
    org: OrgId,
    notice_until: Option<NaiveDate>,
    reason: &str,
) -> AppResult<()> {
    sqlx::query!(
        "update admission set notice_until = $3, reason = $4 where tenant_id = $1 and org_id = $2",
        tenant.uuid(),
        org.uuid(),
        notice_until,
        reason,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The organization that this community knows by a name, and where it stands.
pub async fn org_by_name(tx: &mut impl Tx, tenant: TenantId, name: &str) -> AppResult<Option<(OrgId, Admission)>> {
    let row = sqlx::query!(
        r#"select org_id as "id: OrgId", status, admitted_on from admission where tenant_id = $1 and org_name = $2 and status <> 'draft'
        order by status in ('admitted', 'suspended') desc, admitted_on, org_id limit 1"#,
        tenant.uuid(),
        name
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id, Admission { status: row.status, admitted_on: row.admitted_on })))
}
