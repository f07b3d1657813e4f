//! SQL of an operator's hour in a tenant.

use chrono::{DateTime, Utc};

use crate::db::{EntryId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// An hour to begin.
pub(in crate::operator) struct NewEntry<'a> {
    pub id: EntryId,
    pub person: PersonId,
    pub name: &'a str,
    pub reason: &'a str,
    pub began_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// Begins one, in the tenant's scope; false when the form was sent twice.
pub(in crate::operator) async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewEntry<'_>) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into operator_entry (tenant_id, entry_id, person_id, name, reason, began_at, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.person.uuid(),
        new.name,
        new.reason,
        new.began_at,
        new.ends_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Until when a person is in a tenant; none when they are not.
pub(in crate::operator) async fn open_until(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<Option<DateTime<Utc>>> {
    let until = sqlx::query_scalar!(
        "select max(ends_at) from operator_entry where tenant_id = $1 and person_id = $2 and ended_at is null and ends_at > $3",
        tenant.uuid(),
        person.uuid(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(until)
}

/// Ends a person's hours in a tenant, in the tenant's scope; false when they are over.
pub(in crate::operator) async fn end(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update operator_entry set ended_at = $3 where tenant_id = $1 and person_id = $2 and ended_at is null and ends_at > $3",
        tenant.uuid(),
        person.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
