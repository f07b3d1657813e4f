//! The day's tidying: what was kept for a day goes, and so does what is on file of whoever moved out long ago.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use super::exports;
use super::queries::{lists, merges, requests};
use crate::db::{TenantId, WriteTx};
use crate::error::AppResult;
use crate::sheets;

/// How long searches, sheets and lists are kept.
const A_DAY: TimeDelta = TimeDelta::hours(24);
/// How long a record is kept after its person moved out; the registration form says so.
pub const RETENTION: Months = Months::new(24);
/// Records that are deleted at once.
const CHUNK: i64 = 500;

/// Tidies a community on a day.
pub async fn tidy(tx: &mut WriteTx, tenant: TenantId, day: NaiveDate, now: DateTime<Utc>) -> AppResult<()> {
    lists::forget_searches(tx, tenant, now - A_DAY).await?;
    sheets::queries::forget_contents(tx, tenant, now - A_DAY).await?;
    exports::queries::forget_contents(tx, tenant, now - A_DAY).await?;
    loop {
        let gone = requests::left_before(tx, tenant, day - RETENTION, CHUNK).await?;
        if gone.is_empty() {
            return Ok(());
        }
        let mut all = Vec::new();
        for id in gone {
            all.extend(merges::family(tx, tenant, id).await?);
        }
        requests::erase(tx, tenant, &all, now).await?;
    }
}
