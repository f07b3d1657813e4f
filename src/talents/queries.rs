//! SQL of able residents.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{Need, Profile, Specialty, Status, Talent, Wish};
use crate::db::{ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A record as it is stored.
struct Row {
    id: TalentId,
    resident: ResidentId,
    specialties: Vec<String>,
    specialty_other: String,
    hobbies: String,
    wishes: Vec<String>,
    needs: Vec<String>,
    need_other: String,
    hours: String,
    note: String,
    status: String,
    revision: i32,
    updated_at: DateTime<Utc>,
    hidden_at: Option<DateTime<Utc>>,
}

impl From<Row> for Talent {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            resident: row.resident,
            profile: Profile {
                specialties: Specialty::among(&row.specialties),
                specialty_other: row.specialty_other,
                hobbies: row.hobbies,
                wishes: Wish::among(&row.wishes),
                needs: Need::among(&row.needs),
                need_other: row.need_other,
                hours: row.hours,
                note: row.note,
                status: Status::parse(&row.status).unwrap_or(Status::Resting),
            },
            revision: row.revision,
            updated_at: row.updated_at,
            hidden_at: row.hidden_at,
        }
    }
}

/// One that may be seen.
pub(super) async fn talent(tx: &mut impl Tx, tenant: TenantId, id: TalentId) -> AppResult<Option<Talent>> {
    let row = sqlx::query_as!(
        Row,
        r#"select talent_id as "id: TalentId", resident_id as "resident: ResidentId", specialties, specialty_other, hobbies, wishes,
            needs, need_other, hours, note, status, revision, updated_at, hidden_at
        from talent where tenant_id = $1 and talent_id = $2 and hidden_at is null"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Talent::from))
}

/// That of a resident, for the person: whether or not others may see it.
pub async fn of_resident(tx: &mut impl Tx, tenant: TenantId, resident: ResidentId) -> AppResult<Option<Talent>> {
    let row = sqlx::query_as!(
        Row,
        r#"select talent_id as "id: TalentId", resident_id as "resident: ResidentId", specialties, specialty_other, hobbies, wishes,
            needs, need_other, hours, note, status, revision, updated_at, hidden_at
        from talent where tenant_id = $1 and resident_id = $2"#,
        tenant.uuid(),
        resident.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Talent::from))
}

/// How far a list reaches.
#[derive(Debug, Clone, Default)]
pub(super) struct Narrowed {
    /// The buildings that the viewer may see; none: all.
    pub territory: Option<Vec<Uuid>>,
    pub specialty: Option<&'static str>,
    pub wish: Option<&'static str>,
    pub need: Option<&'static str>,
    /// Those whose keys begin so: the first key, and the first that is too far.
    pub keys: Option<(String, String)>,
    /// The last one of the page before.
    pub after: Option<TalentId>,
}

/// Those who live here and may be seen, whoever came last on top.
pub(super) async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    narrowed: &Narrowed,
    limit: i64,
) -> AppResult<Vec<Talent>> {
    let (first, behind) = narrowed.keys.clone().unzip();
    let rows = sqlx::query_as!(
        Row,
        r#"select t.talent_id as "id: TalentId", t.resident_id as "resident: ResidentId", t.specialties, t.specialty_other, t.hobbies,
            t.wishes, t.needs, t.need_other, t.hours, t.note, t.status, t.revision, t.updated_at, t.hidden_at
        from talent t
        join resident r on r.tenant_id = t.tenant_id and r.resident_id = t.resident_id
        join household h on h.tenant_id = r.tenant_id and h.household_id = r.household_id
        where t.tenant_id = $1 and r.tenant_id = $1 and h.tenant_id = $1 and t.hidden_at is null
            and r.merged_into is null and r.left_on is null and r.erased_at is null
            and ($2::uuid[] is null or h.building_id = any($2))
            and ($3::text is null or $3 = any(t.specialties))
            and ($4::text is null or $4 = any(t.wishes))
            and ($5::text is null or $5 = any(t.needs))
            and ($6::text is null or exists (select 1 from resident_key k
                where k.tenant_id = $1 and k.resident_id = t.resident_id and k.key >= $6 and k.key < $7))
            and ($8::uuid is null or t.talent_id < $8)
        order by t.talent_id desc limit $9"#,
        tenant.uuid(),
        narrowed.territory.as_deref(),
        narrowed.specialty,
        narrowed.wish,
        narrowed.need,
        first,
        behind,
        narrowed.after.map(TalentId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Talent::from).collect())
}

/// A profile as its columns take it.
struct Columns(Vec<String>, Vec<String>, Vec<String>);

impl Columns {
    fn of(profile: &Profile) -> Self {
        Self(
            profile.specialties.iter().map(|one| one.code().to_owned()).collect(),
            profile.wishes.iter().map(|one| one.code().to_owned()).collect(),
            profile.needs.iter().map(|one| one.code().to_owned()).collect(),
        )
    }
}

/// Adds a record; false when the resident has one, or the form was sent twice.
pub async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, resident): (TalentId, ResidentId),
    profile: &Profile,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let Columns(specialties, wishes, needs) = Columns::of(profile);
    let done = sqlx::query!(
        "insert into talent (tenant_id, talent_id, resident_id, specialties, specialty_other, hobbies, wishes, needs, need_other, hours,
            note, status, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        resident.uuid(),
        &specialties,
        profile.specialty_other,
        profile.hobbies,
        &wishes,
        &needs,
        profile.need_other,
        profile.hours,
        profile.note,
        profile.status.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a record that may be seen; false when somebody else changed it first.
pub(super) async fn update(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (TalentId, i32),
    profile: &Profile,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let Columns(specialties, wishes, needs) = Columns::of(profile);
    let done = sqlx::query!(
        "update talent set specialties = $4, specialty_other = $5, hobbies = $6, wishes = $7, needs = $8, need_other = $9, hours = $10,
            note = $11, status = $12, updated_at = $13, revision = revision + 1
        where tenant_id = $1 and talent_id = $2 and revision = $3 and hidden_at is null",
        tenant.uuid(),
        id.uuid(),
        revision,
        &specialties,
        profile.specialty_other,
        profile.hobbies,
        &wishes,
        &needs,
        profile.need_other,
        profile.hours,
        profile.note,
        profile.status.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Hides what is kept of some records from everybody but the person.
pub(super) async fn hide(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid], now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update talent set hidden_at = $3 where tenant_id = $1 and resident_id = any($2) and hidden_at is null",
        tenant.uuid(),
        residents,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Shows it again.
pub(super) async fn show(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!(
        "update talent set hidden_at = null where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Erases what is kept of some records.
pub(super) async fn erase(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!("delete from talent where tenant_id = $1 and resident_id = any($2)", tenant.uuid(), residents)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Erases what was hidden before a time.
pub(super) async fn erase_hidden(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!("delete from talent where tenant_id = $1 and hidden_at <= $2", tenant.uuid(), before)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes what is kept of a record over to the one that it turned out to be, unless that has its own.
pub(super) async fn follow(tx: &mut WriteTx, tenant: TenantId, gone: ResidentId, kept: ResidentId) -> AppResult<()> {
    sqlx::query!(
        "update talent set resident_id = $3, came_from = coalesce(came_from, $2) where tenant_id = $1 and resident_id = $2
            and not exists (select 1 from talent o where o.tenant_id = $1 and o.resident_id = $3)",
        tenant.uuid(),
        gone.uuid(),
        kept.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes it back to a record that turned out to be another after all; `family`: that record, and those merged into it.
pub(super) async fn follow_back(
    tx: &mut WriteTx,
    tenant: TenantId,
    (kept, gone): (ResidentId, ResidentId),
    family: &[Uuid],
) -> AppResult<()> {
    sqlx::query!(
        "update talent set resident_id = $3, came_from = nullif(came_from, $3)
        where tenant_id = $1 and resident_id = $2 and came_from = any($4)",
        tenant.uuid(),
        kept.uuid(),
        gone.uuid(),
        family,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
