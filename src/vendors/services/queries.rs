//! SQL of services. The transaction must be in the organization's scope.

use chrono::{DateTime, Utc};

use crate::calendar::OpeningPlan;
use crate::db::{OrgId, ServiceId, Tx, WriteTx};
use crate::directory::model::{CredentialKind, Suits};
use crate::error::AppResult;
use crate::values::Minutes;

/// A service as its organization keeps it.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// The category's code.
    pub category: String,
    /// The sub-service's code.
    pub kind: Option<String>,
    /// Its name, unique in the organization.
    pub name: String,
    /// What is included.
    pub included: String,
    /// What is not.
    pub excluded: String,
    /// Conditions.
    pub conditions: String,
    /// How long it takes, from.
    pub minutes_min: Option<Minutes>,
    /// How long it takes, to.
    pub minutes_max: Option<Minutes>,
    /// How many workers it takes.
    pub worker_count: i32,
    /// The proofs it needs.
    pub credentials: Vec<CredentialKind>,
    /// Whom it suits.
    pub suits: Vec<Suits>,
    /// When the organization can be reached about it.
    pub hours: Option<OpeningPlan>,
    /// Whether it is offered.
    pub is_active: bool,
    /// Counts the changes, for whoever saves one.
    pub revision: i32,
}

/// What is saved of a service.
#[derive(Debug, Clone, Copy)]
pub struct ServiceValues<'a> {
    /// The category's code.
    pub category: &'a str,
    /// The sub-service's code.
    pub kind: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// What is included.
    pub included: &'a str,
    /// What is not.
    pub excluded: &'a str,
    /// Conditions.
    pub conditions: &'a str,
    /// How long it takes, from.
    pub minutes_min: Option<Minutes>,
    /// How long it takes, to.
    pub minutes_max: Option<Minutes>,
    /// How many workers it takes.
    pub worker_count: i32,
    /// The proofs it needs.
    pub credentials: &'a [CredentialKind],
    /// Whom it suits.
    pub suits: &'a [Suits],
}

fn minutes(value: Option<i32>) -> Option<Minutes> {
    value.and_then(|n| u32::try_from(n).ok()).and_then(Minutes::new)
}

fn column(length: Option<Minutes>) -> Option<i32> {
    length.and_then(|m| i32::try_from(m.get()).ok())
}

macro_rules! service {
    ($row:ident) => {
        Service {
            id: $row.id,
            category: $row.category_code,
            kind: $row.kind_code,
            name: $row.name,
            included: $row.included,
            excluded: $row.excluded,
            conditions: $row.conditions,
            minutes_min: minutes($row.minutes_min),
            minutes_max: minutes($row.minutes_max),
            worker_count: $row.worker_count,
            credentials: $row.needs_credentials.iter().filter_map(|code| CredentialKind::parse(code)).collect(),
            suits: $row.suits.iter().filter_map(|code| Suits::parse(code)).collect(),
            hours: $row.hours.and_then(|json| serde_json::from_value(json).ok()),
            is_active: $row.status == "active",
            revision: $row.revision,
        }
    };
}

/// An organization's services: those offered first, then by name.
pub async fn all(tx: &mut impl Tx, org: OrgId) -> AppResult<Vec<Service>> {
    let rows = sqlx::query!(
        r#"select service_id as "id: ServiceId", category_code, kind_code, name, included, excluded, conditions, minutes_min, minutes_max,
            worker_count, needs_credentials, suits, hours, status, revision
        from service where org_id = $1 order by status, category_code, name"#,
        org.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| service!(row)).collect())
}

/// One service of an organization.
pub async fn one(tx: &mut impl Tx, org: OrgId, id: ServiceId) -> AppResult<Option<Service>> {
    let row = sqlx::query!(
        r#"select service_id as "id: ServiceId", category_code, kind_code, name, included, excluded, conditions, minutes_min, minutes_max,
            worker_count, needs_credentials, suits, hours, status, revision
        from service where org_id = $1 and service_id = $2"#,
        org.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| service!(row)))
}

/// Whether another service of the organization has this name.
pub async fn name_is_taken(tx: &mut impl Tx, org: OrgId, name: &str, but: ServiceId) -> AppResult<bool> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select 1 from service where org_id = $1 and name = $2 and service_id <> $3) as "taken!""#,
        org.uuid(),
        name,
        but.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(taken)
}

/// Adds a service; false when it was added before (the form was sent twice).
pub async fn insert(
    tx: &mut WriteTx,
    org: OrgId,
    id: ServiceId,
    v: &ServiceValues<'_>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let (credentials, suits) = codes(v);
    let done = sqlx::query!(
        "insert into service (org_id, service_id, category_code, kind_code, name, included, excluded, conditions, minutes_min, minutes_max,
            worker_count, needs_credentials, suits, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) on conflict (org_id, service_id) do nothing",
        org.uuid(),
        id.uuid(),
        v.category,
        v.kind,
        v.name,
        v.included,
        v.excluded,
        v.conditions,
        column(v.minutes_min),
        column(v.minutes_max),
        v.worker_count,
        &credentials,
        &suits,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

fn codes(v: &ServiceValues<'_>) -> (Vec<String>, Vec<String>) {
    let credentials = v.credentials.iter().map(|kind| kind.code().to_owned()).collect();
    (credentials, v.suits.iter().map(|suits| suits.code().to_owned()).collect())
}

/// Changes a service; false when somebody changed it since `revision`.
pub async fn update(
    tx: &mut WriteTx,
    org: OrgId,
    id: ServiceId,
    revision: i32,
    v: &ServiceValues<'_>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let (credentials, suits) = codes(v);
    let done = sqlx::query!(
        "update service set category_code = $4, kind_code = $5, name = $6, included = $7, excluded = $8, conditions = $9, minutes_min = $10,
            minutes_max = $11, worker_count = $12, needs_credentials = $13, suits = $14, revision = revision + 1, updated_at = $15
        where org_id = $1 and service_id = $2 and revision = $3",
        org.uuid(),
        id.uuid(),
        revision,
        v.category,
        v.kind,
        v.name,
        v.included,
        v.excluded,
        v.conditions,
        column(v.minutes_min),
        column(v.minutes_max),
        v.worker_count,
        &credentials,
        &suits,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Counts a change made elsewhere, to a price; false when somebody changed the service since `revision`. Locks it.
pub async fn touch(tx: &mut WriteTx, org: OrgId, id: ServiceId, revision: i32, now: DateTime<Utc>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update service set revision = revision + 1, updated_at = $4 where org_id = $1 and service_id = $2 and revision = $3",
        org.uuid(),
        id.uuid(),
        revision,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a service's hours; false when somebody changed it since `revision`.
pub async fn set_hours(
    tx: &mut WriteTx,
    org: OrgId,
    id: ServiceId,
    revision: i32,
    plan: &OpeningPlan,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let json = serde_json::to_value(plan).map_err(anyhow::Error::from)?;
    let done = sqlx::query!(
        "update service set hours = $4, revision = revision + 1, updated_at = $5
        where org_id = $1 and service_id = $2 and revision = $3",
        org.uuid(),
        id.uuid(),
        revision,
        json,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives all services of an organization the same hours.
pub async fn set_hours_of_all(tx: &mut WriteTx, org: OrgId, plan: &OpeningPlan, now: DateTime<Utc>) -> AppResult<()> {
    let json = serde_json::to_value(plan).map_err(anyhow::Error::from)?;
    sqlx::query!(
        "update service set hours = $2, revision = revision + 1, updated_at = $3
        where org_id = $1 and status = 'active' and hours is distinct from $2",
        org.uuid(),
        json,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stops offering a service, or offers it again; false when that is how it is, or it is unknown.
pub async fn set_active(
    tx: &mut WriteTx,
    org: OrgId,
    id: ServiceId,
    active: bool,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let status = if active { "active" } else { "retired" };
    let done = sqlx::query!(
        "update service set status = $3, revision = revision + 1, updated_at = $4
        where org_id = $1 and service_id = $2 and status <> $3",
        org.uuid(),
        id.uuid(),
        status,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
