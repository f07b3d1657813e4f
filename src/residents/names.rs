//! What a resident is called by those who have copied the name from the record.

use crate::db::{ResidentId, TenantId, WriteTx};
use crate::error::AppResult;
use crate::{certificates, enrolments, placements};

/// Tells them what it is by now.
pub(super) async fn tell(tx: &mut WriteTx, tenant: TenantId, id: ResidentId, name: &str) -> AppResult<()> {
    enrolments::rename(tx, tenant, id, name).await?;
    placements::rename(tx, tenant, id, name).await?;
    certificates::rename(tx, tenant, id, name).await
}
