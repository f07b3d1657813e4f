//! SQL of household workers' records.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{EstateId, HouseholdWorkerId, ImportId, OrgId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::residents::queries::KeptPhone;

/// A record. What identifies the person is here in full: pages mask it.
#[derive(Debug, Clone)]
pub(in crate::household_workers) struct Record {
    pub id: HouseholdWorkerId,
    pub name: String,
    pub phone_sealed: Option<Vec<u8>>,
    pub phone_hmac: Option<Vec<u8>>,
    pub phone_masked: Option<String>,
    pub birth_year: Option<i32>,
    pub resident: Option<ResidentId>,
    pub org: Option<OrgId>,
    /// The organization's name as the community knows it, or what was typed.
    pub employer: String,
    pub trades: Vec<String>,
    pub status: String,
    pub note: String,
    pub person: Option<PersonId>,
    /// Since when the person no longer agrees.
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub revision: i32,
    /// The names of the estates that they serve; none: all.
    pub areas: Vec<String>,
    pub area_ids: Vec<EstateId>,
}

/// One record; none once it is deleted.
pub(in crate::household_workers) async fn record(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: HouseholdWorkerId,
) -> AppResult<Option<Record>> {
    Ok(by_ids(tx, tenant, &[id]).await?.pop())
}

/// Some records, the newest first.
pub(in crate::household_workers) async fn by_ids(
    tx: &mut impl Tx,
    tenant: TenantId,
    ids: &[HouseholdWorkerId],
) -> AppResult<Vec<Record>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Record,
        r#"select w.household_worker_id as "id: HouseholdWorkerId", w.name, w.phone_sealed, w.phone_hmac, w.phone_masked, w.birth_year,
            w.resident_id as "resident: ResidentId", w.org_id as "org: OrgId", coalesce(a.org_name, w.employer) as "employer!",
            w.trades, w.status, w.note, w.person_id as "person: PersonId", w.withdrawn_at, w.revision,
            array(select e.name from household_worker_area s join estate e on e.tenant_id = s.tenant_id and e.estate_id = s.estate_id
                where s.tenant_id = $1 and s.household_worker_id = w.household_worker_id order by e.position, e.name) as "areas!",
            array(select s.estate_id from household_worker_area s
                where s.tenant_id = $1 and s.household_worker_id = w.household_worker_id) as "area_ids!: Vec<EstateId>"
        from household_worker w left join admission a on a.tenant_id = w.tenant_id and a.org_id = w.org_id
        where w.tenant_id = $1 and w.household_worker_id = any($2) and w.erased_at is null
        order by w.household_worker_id desc"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// What a record says.
pub struct Values<'a> {
    /// The name.
    pub name: &'a str,
    /// The number.
    pub phone: Option<&'a KeptPhone>,
    /// The year of birth.
    pub birth_year: Option<i32>,
    /// What finds it.
    pub keys: &'a [String],
    /// Their record as a resident.
    pub resident: Option<ResidentId>,
    /// The organization that they work for.
    pub org: Option<OrgId>,
    /// Or its name.
    pub employer: &'a str,
    /// What they do, in the database's words.
    pub trades: &'a [&'a str],
    /// Where they stand, in the database's words.
    pub status: &'a str,
    /// What to mind.
    pub note: &'a str,
    /// The estates that they serve; none: all.
    pub areas: &'a [EstateId],
}

/// Adds a record; false when it was added before (the form was sent twice).
pub(in crate::household_workers) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: HouseholdWorkerId,
    values: &Values<'_>,
    import: Option<ImportId>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let trades: Vec<String> = values.trades.iter().map(|&trade| trade.to_owned()).collect();
    let done = sqlx::query!(
        "insert into household_worker (tenant_id, household_worker_id, name, phone_sealed, phone_hmac, phone_masked, birth_year, keys,
            resident_id, org_id, employer, trades, status, note, import_id, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        values.name,
        values.phone.map(|phone| &phone.sealed[..]),
        values.phone.map(|phone| &phone.hash[..]),
        values.phone.map(|phone| phone.masked.as_str()),
        values.birth_year,
        values.keys,
        values.resident.map(ResidentId::uuid),
        values.org.map(OrgId::uuid),
        values.employer,
        &trades,
        values.status,
        values.note,
        import.map(ImportId::uuid),
        now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    set_areas(tx, tenant, id, values.areas).await?;
    Ok(true)
}

/// Changes a record; false when somebody else changed it first, or its person no longer agrees.
pub(in crate::household_workers) async fn update(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: HouseholdWorkerId,
    revision: i32,
    values: &Values<'_>,
) -> AppResult<bool> {
    let trades: Vec<String> = values.trades.iter().map(|&trade| trade.to_owned()).collect();
    let done = sqlx::query!(
        "update household_worker set name = $4, phone_sealed = $5, phone_hmac = $6, phone_masked = $7, birth_year = $8, keys = $9,
            resident_id = $10, org_id = $11, employer = $12, trades = $13, status = $14, note = $15, revision = revision + 1
        where tenant_id = $1 and household_worker_id = $2 and revision = $3 and withdrawn_at is null and erased_at is null",
        tenant.uuid(),
        id.uuid(),
        revision,
        values.name,
        values.phone.map(|phone| &phone.sealed[..]),
        values.phone.map(|phone| &phone.hash[..]),
        values.phone.map(|phone| phone.masked.as_str()),
        values.birth_year,
        values.keys,
        values.resident.map(ResidentId::uuid),
        values.org.map(OrgId::uuid),
        values.employer,
        &trades,
        values.status,
        values.note,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "delete from household_worker_area where tenant_id = $1 and household_worker_id = $2",
        tenant.uuid(),
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    set_areas(tx, tenant, id, values.areas).await?;
    Ok(true)
}

async fn set_areas(tx: &mut WriteTx, tenant: TenantId, id: HouseholdWorkerId, areas: &[EstateId]) -> AppResult<()> {
    let areas: Vec<Uuid> = areas.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "insert into household_worker_area (tenant_id, household_worker_id, estate_id)
        select $1, $2, estate from unnest($3::uuid[]) as t (estate) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        &areas,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says that something of a record has changed that stands beside it.
pub(in crate::household_workers) async fn touch(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: HouseholdWorkerId,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update household_worker set revision = revision + 1
        where tenant_id = $1 and household_worker_id = $2 and withdrawn_at is null and erased_at is null",
        tenant.uuid(),
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Hides a record from a time on, or shows it again (none).
pub(in crate::household_workers) async fn set_withdrawn(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: HouseholdWorkerId,
    at: Option<DateTime<Utc>>,
) -> AppResult<()> {
    sqlx::query!(
        "update household_worker set withdrawn_at = $3, revision = revision + 1
        where tenant_id = $1 and household_worker_id = $2 and erased_at is null",
        tenant.uuid(),
        id.uuid(),
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whose account a record is from now on; false when it is somebody else's.
pub(in crate::household_workers) async fn claim(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: HouseholdWorkerId,
    person: PersonId,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update household_worker set person_id = $3, revision = revision + 1
        where tenant_id = $1 and household_worker_id = $2 and erased_at is null and (person_id is null or person_id = $3)",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a person's records be nobody's again: the account is gone.
pub(in crate::household_workers) async fn release(
    tx: &mut WriteTx,
    tenant: TenantId,
    person: PersonId,
) -> AppResult<()> {
    sqlx::query!(
        "update household_worker set person_id = null, revision = revision + 1 where tenant_id = $1 and person_id = $2",
        tenant.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Those who have not agreed since a time and are still on file.
pub(in crate::household_workers) async fn withdrawn_before(
    tx: &mut impl Tx,
    tenant: TenantId,
    before: DateTime<Utc>,
) -> AppResult<Vec<HouseholdWorkerId>> {
    let ids = sqlx::query_scalar!(
        r#"select household_worker_id as "id: HouseholdWorkerId" from household_worker
        where tenant_id = $1 and withdrawn_at < $2 and erased_at is null limit 500"#,
        tenant.uuid(),
        before,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Deletes what some records say of anybody. What stays is that there were records, for the looks and deeds that refer to
/// them.
pub(in crate::household_workers) async fn erase(
    tx: &mut WriteTx,
    tenant: TenantId,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "delete from household_worker_certificate where tenant_id = $1 and household_worker_id = any($2)",
        tenant.uuid(),
        ids,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from household_worker_area where tenant_id = $1 and household_worker_id = any($2)",
        tenant.uuid(),
        ids,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update household_worker set name = '', phone_sealed = null, phone_hmac = null, phone_masked = null, birth_year = null,
            keys = '{}', resident_id = null, org_id = null, employer = '', trades = '{}', status = 'left', note = '', person_id = null,
            erased_at = $3, revision = revision + 1
        where tenant_id = $1 and household_worker_id = any($2)",
        tenant.uuid(),
        ids,
        now,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update sign_in_code set name = '' where tenant_id = $1 and household_worker_id = any($2)",
        tenant.uuid(),
        ids,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many records a community has.
pub async fn count(tx: &mut impl Tx, tenant: TenantId) -> AppResult<i64> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from household_worker where tenant_id = $1"#, tenant.uuid())
            .fetch_one(tx.conn())
            .await?;
    Ok(count)
}
