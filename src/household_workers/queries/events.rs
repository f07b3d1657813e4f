//! SQL of what became of household workers' records.

use chrono::{DateTime, Utc};

use crate::db::{EventId, HouseholdWorkerId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::household_workers) enum Step<'a> {
    Registered,
    Imported,
    Changed,
    /// With the new standing.
    Status(&'a str),
    /// With its kind.
    CertificateAdded(&'a str),
    CertificateRemoved(&'a str),
    Consented,
    Withdrawn,
    /// A code was issued that hands it over.
    Code,
    Claimed,
    Erased,
}

impl Step<'_> {
    /// The word in the database, and what goes with it.
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Registered => ("registered", ""),
            Self::Imported => ("imported", ""),
            Self::Changed => ("changed", ""),
            Self::Status(status) => ("status", status),
            Self::CertificateAdded(kind) => ("certificate_added", kind),
            Self::CertificateRemoved(kind) => ("certificate_removed", kind),
            Self::Consented => ("consented", ""),
            Self::Withdrawn => ("withdrawn", ""),
            Self::Code => ("code", ""),
            Self::Claimed => ("claimed", ""),
            Self::Erased => ("erased", ""),
        }
    }
}

/// Notes a step; `by_name` is of the staff, or empty.
pub(in crate::household_workers) async fn note(
    tx: &mut WriteTx,
    tenant: TenantId,
    worker: HouseholdWorkerId,
    step: Step<'_>,
    (by_name, at): (&str, DateTime<Utc>),
) -> AppResult<()> {
    let (kind, detail) = step.parts();
    sqlx::query!(
        "insert into household_worker_event (tenant_id, event_id, household_worker_id, kind, detail, by_name, at)
        values ($1, $2, $3, $4, $5, $6, $7)",
        tenant.uuid(),
        EventId::generate().uuid(),
        worker.uuid(),
        kind,
        detail,
        by_name,
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A step, as it is read later.
pub(in crate::household_workers) struct Event {
    pub kind: String,
    pub detail: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// The steps of a record, the newest first.
pub(in crate::household_workers) async fn of(
    tx: &mut impl Tx,
    tenant: TenantId,
    worker: HouseholdWorkerId,
) -> AppResult<Vec<Event>> {
    let rows = sqlx::query_as!(
        Event,
        "select kind, detail, by_name, at from household_worker_event where tenant_id = $1 and household_worker_id = $2
        order by at desc, event_id desc limit 100",
        tenant.uuid(),
        worker.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
