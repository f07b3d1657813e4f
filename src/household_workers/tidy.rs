//! The day's tidying: what is on file of whoever has not agreed to it for long goes.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::queries::events::{self, Step};
use super::queries::records;
use crate::consents;
use crate::db::{HouseholdWorkerId, TenantId, WriteTx};
use crate::error::AppResult;

/// How long a hidden record can be shown again, should its person agree after all; the consent says so.
pub const GRACE: TimeDelta = TimeDelta::days(30);

/// Tidies a community.
pub async fn tidy(tx: &mut WriteTx, tenant: TenantId, now: DateTime<Utc>) -> AppResult<()> {
    loop {
        let gone = records::withdrawn_before(tx, tenant, now - GRACE).await?;
        if gone.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = gone.iter().copied().map(HouseholdWorkerId::uuid).collect();
        records::erase(tx, tenant, &ids, now).await?;
        consents::forget(tx, tenant, &ids, now).await?;
        for id in gone {
            events::note(tx, tenant, id, Step::Erased, ("", now)).await?;
        }
    }
}
