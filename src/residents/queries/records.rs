//! SQL of residents' records.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{BuildingId, HouseholdId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A record with its door. What identifies the person is here in full: pages mask it.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub id: ResidentId,
    pub household: HouseholdId,
    pub building: BuildingId,
    pub estate_name: String,
    pub building_name: String,
    pub unit_no: String,
    pub room_no: String,
    pub kind: String,
    pub name: String,
    pub phone_sealed: Option<Vec<u8>>,
    pub phone_masked: Option<String>,
    pub birth_year: Option<i32>,
    pub relation: String,
    pub tags: Vec<String>,
    pub note: String,
    pub person: Option<PersonId>,
    pub lives_since: NaiveDate,
    pub left_on: Option<NaiveDate>,
    pub merged_into: Option<ResidentId>,
    pub revision: i32,
    /// Where it stands in the order of doors.
    pub door_key: String,
}

/// One record.
pub(crate) async fn record(tx: &mut impl Tx, tenant: TenantId, id: ResidentId) -> AppResult<Option<Record>> {
    Ok(by_ids(tx, tenant, &[id]).await?.pop())
}

/// Some records, in the order of doors.
pub(crate) async fn by_ids(tx: &mut impl Tx, tenant: TenantId, ids: &[ResidentId]) -> AppResult<Vec<Record>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Record,
        r#"select r.resident_id as "id: ResidentId", r.household_id as "household: HouseholdId", h.building_id as "building: BuildingId",
            e.name as estate_name, b.name as building_name, h.unit_no, h.room_no, h.kind, r.name, r.phone_sealed, r.phone_masked,
            r.birth_year, r.relation, r.tags, r.note, r.person_id as "person: PersonId", r.lives_since, r.left_on,
            r.merged_into as "merged_into: ResidentId", r.revision, h.door_key
        from resident r
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        join building b on b.tenant_id = h.tenant_id and b.building_id = h.building_id
        join estate e on e.tenant_id = b.tenant_id and e.estate_id = b.estate_id
        where r.tenant_id = $1 and h.tenant_id = $1 and b.tenant_id = $1 and e.tenant_id = $1 and r.erased_at is null
            and r.resident_id = any($2)
        order by h.door_key, r.resident_id"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Makes whoever else counts or changes what hangs on a record wait until the transaction ends.
pub(crate) async fn lock(tx: &mut WriteTx, tenant: TenantId, id: ResidentId) -> AppResult<()> {
    sqlx::query!(
        "select from resident where tenant_id = $1 and resident_id = $2 for no key update",
        tenant.uuid(),
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many records a community has.
pub async fn count(tx: &mut impl Tx, tenant: TenantId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(r#"select count(*) as "count!" from resident where tenant_id = $1"#, tenant.uuid())
        .fetch_one(tx.conn())
        .await?;
    Ok(count)
}

/// Everyone who lives or lived in a household, whoever came first on top.
pub(in crate::residents) async fn of_household(
    tx: &mut impl Tx,
    tenant: TenantId,
    household: HouseholdId,
) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"select resident_id as "id: ResidentId" from resident
        where tenant_id = $1 and household_id = $2 and merged_into is null order by resident_id limit 200"#,
        tenant.uuid(),
        household.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// A phone number as a record keeps it.
#[derive(Debug, Clone)]
pub struct KeptPhone {
    /// Sealed with the server's key for the record.
    pub sealed: Vec<u8>,
    /// Its keyed hash, to find it.
    pub hash: [u8; 32],
    /// As it is shown.
    pub masked: String,
}

/// What a record says.
pub(in crate::residents) struct Values<'a> {
    pub household: HouseholdId,
    pub name: &'a str,
    pub phone: Option<&'a KeptPhone>,
    pub birth_year: Option<i32>,
    pub relation: &'a str,
    pub tags: &'a [String],
    pub note: &'a str,
}

/// Adds a record; false when it was added before (the form was sent twice).
pub(in crate::residents) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ResidentId,
    values: &Values<'_>,
    (since, now): (NaiveDate, DateTime<Utc>),
) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into resident (tenant_id, resident_id, household_id, name, phone_sealed, phone_hmac, phone_masked, birth_year, relation,
            tags, note, lives_since, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        values.household.uuid(),
        values.name,
        values.phone.map(|phone| &phone.sealed[..]),
        values.phone.map(|phone| &phone.hash[..]),
        values.phone.map(|phone| phone.masked.as_str()),
        values.birth_year,
        values.relation,
        values.tags,
        values.note,
        since,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a record; false when somebody else changed it first.
pub(in crate::residents) async fn update(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ResidentId,
    revision: i32,
    values: &Values<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update resident set household_id = $4, name = $5, phone_sealed = $6, phone_hmac = $7, phone_masked = $8, birth_year = $9,
            relation = $10, tags = $11, note = $12, revision = revision + 1
        where tenant_id = $1 and resident_id = $2 and revision = $3 and merged_into is null",
        tenant.uuid(),
        id.uuid(),
        revision,
        values.household.uuid(),
        values.name,
        values.phone.map(|phone| &phone.sealed[..]),
        values.phone.map(|phone| &phone.hash[..]),
        values.phone.map(|phone| phone.masked.as_str()),
        values.birth_year,
        values.relation,
        values.tags,
        values.note,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the marks of 一老一小 from records, and the years of birth that are kept for them alone; from what a merge would
/// bring back as well. The revision goes on, so that whoever is changing a record meanwhile is told.
pub async fn unmark(tx: &mut WriteTx, tenant: TenantId, ids: &[uuid::Uuid]) -> AppResult<()> {
    sqlx::query!(
        "update resident set tags = '{}', birth_year = null, revision = revision + 1 where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        ids,
    )
    .execute(tx.conn())
    .await?;
    let nothing = serde_json::json!({ "tags": [], "birth_year": null });
    sqlx::query!(
        "update resident_merge set kept_before = kept_before || $3::jsonb, gone_before = gone_before || $3::jsonb
        where tenant_id = $1 and (kept_id = any($2) or gone_id = any($2)) and kept_before <> '{}'",
        tenant.uuid(),
        ids,
        nothing,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The keyed hash of a record's number.
pub(in crate::residents) async fn phone_hash(
    tx: &mut impl Tx,
    tenant: TenantId,
    id: ResidentId,
) -> AppResult<Option<Vec<u8>>> {
    let hash = sqlx::query_scalar!(
        "select phone_hmac from resident where tenant_id = $1 and resident_id = $2",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(hash.flatten())
}

/// Says that a resident moved out on a day, or is back (none); false when it says so already.
pub(in crate::residents) async fn set_left(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ResidentId,
    left_on: Option<NaiveDate>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update resident set left_on = $3, revision = revision + 1
        where tenant_id = $1 and resident_id = $2 and left_on is distinct from $3 and merged_into is null",
        tenant.uuid(),
        id.uuid(),
        left_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whose account a record is from now on; false when it is somebody else's.
pub async fn claim(tx: &mut WriteTx, tenant: TenantId, id: ResidentId, person: PersonId) -> AppResult<bool> {
    let done = sqlx::query!(
        "update resident set person_id = $3, revision = revision + 1
        where tenant_id = $1 and resident_id = $2 and merged_into is null and (person_id is null or person_id = $3)",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets a person's records be nobody's again: the account is gone.
pub(in crate::residents) async fn release(tx: &mut WriteTx, tenant: TenantId, person: PersonId) -> AppResult<()> {
    sqlx::query!(
        "update resident set person_id = null, revision = revision + 1 where tenant_id = $1 and person_id = $2",
        tenant.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes these the keys that find a record.
pub(in crate::residents) async fn set_keys(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: ResidentId,
    keys: &[String],
) -> AppResult<()> {
    sqlx::query!("delete from resident_key where tenant_id = $1 and resident_id = $2", tenant.uuid(), id.uuid())
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into resident_key (tenant_id, key, resident_id) select $1, key, $2 from unnest($3::text[]) as t (key)",
        tenant.uuid(),
        id.uuid(),
        keys,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Records that may be of the same person: the same number, or the same name behind the same door.
pub(in crate::residents) async fn alike(
    tx: &mut impl Tx,
    tenant: TenantId,
    but: Option<ResidentId>,
    phone_hash: Option<&[u8]>,
    (name, household): (&str, Option<HouseholdId>),
) -> AppResult<Vec<ResidentId>> {
    let ids = sqlx::query_scalar!(
        r#"select resident_id as "id!: ResidentId" from (
            select resident_id from resident where tenant_id = $1 and phone_hmac = $2 and merged_into is null
            union
            select resident_id from resident where tenant_id = $1 and household_id = $4 and name = $3 and merged_into is null
        ) as found where $5::uuid is null or resident_id <> $5 order by 1 limit 10"#,
        tenant.uuid(),
        phone_hash,
        name,
        household.map(HouseholdId::uuid),
        but.map(ResidentId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}
