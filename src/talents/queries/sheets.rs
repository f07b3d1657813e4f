//! SQL of the records that a sheet is compared with.

use super::records::{Row, talents};
use crate::db::{ResidentId, TalentId, TenantId, Tx};
use crate::error::AppResult;
use crate::talents::model::Talent;

/// Every record, whether or not it may be seen.
pub(in crate::talents) async fn everybody(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Talent>> {
    let rows = talents!("where t.tenant_id = $1", tenant.uuid());
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Talent::from).collect())
}
