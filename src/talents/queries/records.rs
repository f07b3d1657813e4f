//! SQL of able residents' records.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{ImportId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::model::{Need, PayUnit, Profile, Specialty, Status, Talent, Time, Wish};
use crate::talents::texts;
use crate::values::{Fen, Trade};

/// A record as it is stored.
pub(super) struct Row {
    pub id: TalentId,
    pub resident: ResidentId,
    pub specialties: Vec<String>,
    pub specialty_other: String,
    pub hobbies: String,
    pub wishes: Vec<String>,
    pub needs: Vec<String>,
    pub need_other: String,
    pub trades: Vec<String>,
    pub times: Vec<String>,
    pub hours: String,
    pub pay_fen: Option<i64>,
    pub pay_unit: Option<String>,
    pub note: String,
    pub status: String,
    pub revision: i32,
    pub match_since: Option<DateTime<Utc>>,
    pub badge_since: Option<DateTime<Utc>>,
    pub recognised_on: Option<NaiveDate>,
    pub recogniser: String,
    pub updated_at: DateTime<Utc>,
    pub hidden_at: Option<DateTime<Utc>>,
}

impl From<Row> for Talent {
    fn from(row: Row) -> Self {
        let unit = row.pay_unit.as_deref().and_then(PayUnit::parse);
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
                trades: row.trades.iter().filter_map(|code| Trade::parse(code)).collect(),
                times: Time::among(&row.times),
                hours: row.hours,
                pay: row.pay_fen.and_then(Fen::new).zip(unit),
                note: row.note,
                status: Status::parse(&row.status).unwrap_or(Status::Resting),
            },
            revision: row.revision,
            match_since: row.match_since,
            badge_since: row.badge_since,
            recognised: row.recognised_on.map(|on| (on, row.recogniser)),
            updated_at: row.updated_at,
            hidden_at: row.hidden_at,
        }
    }
}

/// The records `t` that fulfil a condition, which may join others, as a query; `$1` is the community.
macro_rules! talents {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select t.talent_id as "id: TalentId", t.resident_id as "resident: ResidentId", t.specialties, t.specialty_other,
                t.hobbies, t.wishes, t.needs, t.need_other, t.trades, t.times, t.hours, t.pay_fen, t.pay_unit, t.note, t.status,
                t.revision, t.match_since, t.badge_since, t.recognised_on, t.recogniser, t.updated_at, t.hidden_at
            from talent t "# + $rest,
            $($argument),+
        )
    };
}
pub(super) use talents;

/// One that may be seen.
pub(in crate::talents) async fn talent(tx: &mut impl Tx, tenant: TenantId, id: TalentId) -> AppResult<Option<Talent>> {
    let row = talents!("where t.tenant_id = $1 and t.talent_id = $2 and t.hidden_at is null", tenant.uuid(), id.uuid());
    Ok(row.fetch_optional(tx.conn()).await?.map(Talent::from))
}

/// That of a resident, for the person: whether or not others may see it.
pub async fn of_resident(tx: &mut impl Tx, tenant: TenantId, resident: ResidentId) -> AppResult<Option<Talent>> {
    let row = talents!("where t.tenant_id = $1 and t.resident_id = $2", tenant.uuid(), resident.uuid());
    Ok(row.fetch_optional(tx.conn()).await?.map(Talent::from))
}

/// A profile as its columns take it.
struct Columns {
    specialties: Vec<String>,
    wishes: Vec<String>,
    needs: Vec<String>,
    trades: Vec<String>,
    times: Vec<String>,
    /// No column: what its texts are found by.
    texts: Vec<String>,
    pay: Option<i64>,
    unit: Option<&'static str>,
}

impl Columns {
    fn of(profile: &Profile) -> Self {
        Self {
            specialties: profile.specialties.iter().map(|one| one.code().to_owned()).collect(),
            wishes: profile.wishes.iter().map(|one| one.code().to_owned()).collect(),
            needs: profile.needs.iter().map(|one| one.code().to_owned()).collect(),
            trades: profile.trades.iter().map(|one| one.code().to_owned()).collect(),
            times: profile.times.iter().map(|one| one.code().to_owned()).collect(),
            texts: texts::traits(profile.texts()),
            pay: profile.pay.map(|(pay, _)| pay.fen()),
            unit: profile.pay.map(|(_, unit)| unit.code()),
        }
    }
}

/// The trait that every record has.
pub(super) const ANYBODY: &str = "anybody";
/// The trait of whom the community recognises: no part of what a record says.
pub(super) const EXPERT: &str = "expert";

impl Columns {
    /// What the record is found by.
    fn traits(&self) -> Vec<String> {
        let kinds = [
            ("specialty", &self.specialties),
            ("wish", &self.wishes),
            ("need", &self.needs),
            ("trade", &self.trades),
            ("time", &self.times),
        ];
        let words = kinds.iter().flat_map(|(kind, words)| words.iter().map(move |word| format!("{kind}:{word}")));
        std::iter::once(ANYBODY.to_owned()).chain(words).chain(self.texts.iter().cloned()).collect()
    }
}

/// Sees to it that a record is found by what it says.
async fn set_traits(tx: &mut WriteTx, tenant: TenantId, id: TalentId, columns: &Columns) -> AppResult<()> {
    let traits = columns.traits();
    sqlx::query!(
        "delete from talent_trait where tenant_id = $1 and talent_id = $2 and trait <> all($3) and trait <> $4",
        tenant.uuid(),
        id.uuid(),
        &traits,
        EXPERT,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into talent_trait (tenant_id, trait, talent_id, resident_id)
        select t.tenant_id, trait, t.talent_id, t.resident_id from talent t, unnest($3::text[]) trait
        where t.tenant_id = $1 and t.talent_id = $2
        on conflict (tenant_id, trait, talent_id) do update set resident_id = excluded.resident_id",
        tenant.uuid(),
        id.uuid(),
        &traits,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds a record; false when the resident has one, or the form was sent twice.
pub(in crate::talents) async fn insert(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, resident): (TalentId, ResidentId),
    profile: &Profile,
    import: Option<ImportId>,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let columns = Columns::of(profile);
    let done = sqlx::query!(
        "insert into talent (tenant_id, talent_id, resident_id, specialties, specialty_other, hobbies, wishes, needs, need_other,
            trades, times, hours, pay_fen, pay_unit, note, status, import_id, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18) on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        resident.uuid(),
        &columns.specialties,
        profile.specialty_other,
        profile.hobbies,
        &columns.wishes,
        &columns.needs,
        profile.need_other,
        &columns.trades,
        &columns.times,
        profile.hours,
        columns.pay,
        columns.unit,
        profile.note,
        profile.status.code(),
        import.map(ImportId::uuid),
        now,
    )
    .execute(tx.conn())
    .await?;
    let is_new = done.rows_affected() == 1;
    if is_new {
        set_traits(tx, tenant, id, &columns).await?;
    }
    Ok(is_new)
}

/// Changes a record that may be seen; false when somebody else changed it first.
pub(in crate::talents) async fn update(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (TalentId, i32),
    profile: &Profile,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let columns = Columns::of(profile);
    let done = sqlx::query!(
        "update talent set specialties = $4, specialty_other = $5, hobbies = $6, wishes = $7, needs = $8, need_other = $9,
            trades = $10, times = $11, hours = $12, pay_fen = $13, pay_unit = $14, note = $15, status = $16, updated_at = $17,
            revision = revision + 1
        where tenant_id = $1 and talent_id = $2 and revision = $3 and hidden_at is null",
        tenant.uuid(),
        id.uuid(),
        revision,
        &columns.specialties,
        profile.specialty_other,
        profile.hobbies,
        &columns.wishes,
        &columns.needs,
        profile.need_other,
        &columns.trades,
        &columns.times,
        profile.hours,
        columns.pay,
        columns.unit,
        profile.note,
        profile.status.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    let is_done = done.rows_affected() == 1;
    if is_done {
        set_traits(tx, tenant, id, &columns).await?;
    }
    tx.touch_public(tenant);
    Ok(is_done)
}

/// Writes down that the community recognises somebody, or no longer does; false when that is so already.
pub async fn recognise(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: TalentId,
    on: Option<(NaiveDate, &str)>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update talent set recognised_on = $3, recogniser = $4
        where tenant_id = $1 and talent_id = $2 and hidden_at is null and (recognised_on is null) <> ($3::date is null)",
        tenant.uuid(),
        id.uuid(),
        on.map(|(day, _)| day),
        on.map_or("", |(_, name)| name),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "with gone as (
            delete from talent_trait where tenant_id = $1 and talent_id = $2 and trait = $3 and not $4
        )
        insert into talent_trait (tenant_id, trait, talent_id, resident_id)
        select tenant_id, $3, talent_id, resident_id from talent where tenant_id = $1 and talent_id = $2 and $4
        on conflict do nothing",
        tenant.uuid(),
        id.uuid(),
        EXPERT,
        on.is_some(),
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(done.rows_affected() == 1)
}

/// Says of some records since when their people agree to be suggested.
pub(in crate::talents) async fn set_match(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[Uuid],
    since: Option<DateTime<Utc>>,
) -> AppResult<()> {
    sqlx::query!(
        "update talent set match_since = $3 where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents,
        since,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says of some records since when their people agree to be shown to everybody.
pub(in crate::talents) async fn set_badge(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[Uuid],
    since: Option<DateTime<Utc>>,
) -> AppResult<()> {
    sqlx::query!(
        "update talent set badge_since = $3 where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents,
        since,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Hides what is kept of some records from everybody but the person.
pub(in crate::talents) async fn hide(
    tx: &mut WriteTx,
    tenant: TenantId,
    residents: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update talent set hidden_at = $3 where tenant_id = $1 and resident_id = any($2) and hidden_at is null",
        tenant.uuid(),
        residents,
        now,
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Shows it again.
pub(in crate::talents) async fn show(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!(
        "update talent set hidden_at = null where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        residents
    )
    .execute(tx.conn())
    .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Erases what is kept of some records.
pub(in crate::talents) async fn erase(tx: &mut WriteTx, tenant: TenantId, residents: &[Uuid]) -> AppResult<()> {
    sqlx::query!("delete from talent where tenant_id = $1 and resident_id = any($2)", tenant.uuid(), residents)
        .execute(tx.conn())
        .await?;
    tx.touch_public(tenant);
    Ok(())
}

/// Erases what was hidden before a time.
pub(in crate::talents) async fn erase_hidden(
    tx: &mut WriteTx,
    tenant: TenantId,
    before: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!("delete from talent where tenant_id = $1 and hidden_at <= $2", tenant.uuid(), before)
        .execute(tx.conn())
        .await?;
    Ok(())
}
