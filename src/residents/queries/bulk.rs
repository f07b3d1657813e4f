//! SQL of many residents at once: sheets and the demo.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::records::KeptPhone;
use crate::db::{BuildingId, HouseholdId, ImportId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A door with how its household came to live there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NewDoor {
    /// The building.
    pub building: BuildingId,
    /// The unit; empty where the building has none.
    pub unit: String,
    /// The room.
    pub room: String,
    /// The kind's word.
    pub kind: &'static str,
}

/// Makes sure that there is a household behind each door, and gives them in the same order. Those that are there keep their
/// kind.
pub async fn ensure_households(tx: &mut WriteTx, tenant: TenantId, doors: &[NewDoor]) -> AppResult<Vec<HouseholdId>> {
    let buildings: Vec<Uuid> = doors.iter().map(|door| door.building.uuid()).collect();
    let units: Vec<String> = doors.iter().map(|door| door.unit.clone()).collect();
    let rooms: Vec<String> = doors.iter().map(|door| door.room.clone()).collect();
    let kinds: Vec<String> = doors.iter().map(|door| door.kind.to_owned()).collect();
    let ids: Vec<Uuid> = doors.iter().map(|_| Uuid::now_v7()).collect();
    sqlx::query!(
        "insert into household (tenant_id, household_id, building_id, unit_no, room_no, kind, door_key)
        select $1, n.id, b.building_id, n.unit, n.room, n.kind, door_key(e.position, b.position, b.building_id, n.unit, n.room)
        from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[]) as n (id, building, unit, room, kind)
        join building b on b.tenant_id = $1 and b.building_id = n.building
        join estate e on e.tenant_id = $1 and e.estate_id = b.estate_id
        on conflict do nothing",
        tenant.uuid(),
        &ids,
        &buildings,
        &units,
        &rooms,
        &kinds,
    )
    .execute(tx.conn())
    .await?;
    let found = sqlx::query_scalar!(
        r#"select h.household_id as "id: HouseholdId"
        from unnest($2::uuid[], $3::text[], $4::text[]) with ordinality as n (building, unit, room, place)
        join household h on h.tenant_id = $1 and h.building_id = n.building and h.unit_no = n.unit and h.room_no = n.room
        order by n.place"#,
        tenant.uuid(),
        &buildings,
        &units,
        &rooms,
    )
    .fetch_all(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(found)
}

/// A resident to add.
pub struct NewResident {
    /// Its id.
    pub id: ResidentId,
    /// The household.
    pub household: HouseholdId,
    /// The name.
    pub name: String,
    /// The number.
    pub phone: Option<KeptPhone>,
    /// The year of birth.
    pub birth_year: Option<i32>,
    /// The relation's word.
    pub relation: &'static str,
    /// The tags' words.
    pub tags: Vec<&'static str>,
    /// The note.
    pub note: String,
    /// Whose account it is.
    pub person: Option<PersonId>,
    /// The sheet that brought it.
    pub import: Option<ImportId>,
    /// What finds it.
    pub keys: Vec<String>,
}

/// Adds residents who live here since a day.
pub async fn insert_residents(
    tx: &mut WriteTx,
    tenant: TenantId,
    new: &[NewResident],
    (since, now): (NaiveDate, DateTime<Utc>),
) -> AppResult<()> {
    let column = |of: fn(&NewResident) -> Uuid| new.iter().map(of).collect::<Vec<Uuid>>();
    let text = |of: fn(&NewResident) -> String| new.iter().map(of).collect::<Vec<String>>();
    let sealed: Vec<Option<Vec<u8>>> = new.iter().map(|one| one.phone.as_ref().map(|p| p.sealed.clone())).collect();
    let hashes: Vec<Option<Vec<u8>>> = new.iter().map(|one| one.phone.as_ref().map(|p| p.hash.to_vec())).collect();
    let masked: Vec<Option<String>> = new.iter().map(|one| one.phone.as_ref().map(|p| p.masked.clone())).collect();
    let years: Vec<Option<i32>> = new.iter().map(|one| one.birth_year).collect();
    let imports: Vec<Option<Uuid>> = new.iter().map(|one| one.import.map(ImportId::uuid)).collect();
    let people: Vec<Option<Uuid>> = new.iter().map(|one| one.person.map(PersonId::uuid)).collect();
    sqlx::query!(
        "insert into resident (tenant_id, resident_id, household_id, name, phone_sealed, phone_hmac, phone_masked, birth_year, relation,
            tags, note, person_id, lives_since, created_at, import_id)
        select $1, n.id, n.household, n.name, n.sealed, n.hash, n.masked, n.born, n.relation, string_to_array(n.tags, ','), n.note,
            n.person, $13, $14, n.import
        from unnest($2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[], $7::text[], $8::int[], $9::text[], $10::text[],
            $11::text[], $12::uuid[], $15::uuid[]) as n (id, household, name, sealed, hash, masked, born, relation, tags, note, person, import)",
        tenant.uuid(),
        &column(|one| one.id.uuid()),
        &column(|one| one.household.uuid()),
        &text(|one| one.name.clone()),
        &sealed[..] as &[Option<Vec<u8>>],
        &hashes[..] as &[Option<Vec<u8>>],
        &masked[..] as &[Option<String>],
        &years[..] as &[Option<i32>],
        &text(|one| one.relation.to_owned()),
        &text(|one| one.tags.join(",")),
        &text(|one| one.note.clone()),
        &people[..] as &[Option<Uuid>],
        since,
        now,
        &imports[..] as &[Option<Uuid>],
    )
    .execute(tx.conn())
    .await?;
    let keys = || new.iter().flat_map(|one| one.keys.iter().map(|key| (one.id.uuid(), key.clone())));
    let ids: Vec<Uuid> = keys().map(|(id, _)| id).collect();
    let words: Vec<String> = keys().map(|(_, key)| key).collect();
    sqlx::query!(
        "insert into resident_key (tenant_id, key, resident_id) select $1, key, id from unnest($2::text[], $3::uuid[]) as n (key, id)",
        tenant.uuid(),
        &words,
        &ids,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
