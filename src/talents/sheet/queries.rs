//! SQL of sheets of able residents.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::additions::{Addition, Rest};
use super::plan::{Known, Record, Somebody};
use crate::consents::{self, Purpose};
use crate::db::{ImportId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::model::Talent;
use crate::talents::queries::everybody;

/// Who lives here, what is kept of what they can, of some uses who agrees to them, and who no longer does to them or to all of
/// it.
pub(super) async fn on_file(tx: &mut impl Tx, tenant: TenantId, uses: &[Purpose]) -> AppResult<Known> {
    let talents = everybody(tx, tenant).await?;
    let mut talents: HashMap<ResidentId, Talent> = talents.into_iter().map(|one| (one.resident, one)).collect();
    let rows = sqlx::query!(
        r#"select r.resident_id as "id: ResidentId", r.name, r.phone_hmac, r.birth_year from resident r
        where r.tenant_id = $1 and r.merged_into is null and r.left_on is null and r.erased_at is null
        order by r.resident_id"#,
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<ResidentId> = rows.iter().map(|row| row.id).collect();
    let mut withdrawn = Vec::new();
    for purpose in uses.iter().copied().chain([Purpose::Talent]) {
        withdrawn.push((purpose, consents::refused_among(tx, tenant, &ids, purpose).await?));
    }
    let mut known = Known::default();
    for row in rows {
        let talent = talents.remove(&row.id);
        let since = |purpose: Purpose| {
            let talent = talent.as_ref()?;
            if purpose == Purpose::Match { talent.match_since } else { talent.badge_since }
        };
        let agreed = uses.iter().copied().filter(|purpose| since(*purpose).is_some()).collect();
        let refused = withdrawn.iter().filter(|(_, who)| who.contains(&row.id)).map(|(purpose, _)| *purpose).collect();
        let record = talent.map(|talent| Record {
            id: talent.id,
            revision: talent.revision,
            profile: talent.profile,
            is_recognised: talent.recognised.is_some(),
            is_hidden: talent.hidden_at.is_some(),
        });
        let somebody = Somebody { id: row.id, record, birth_year: row.birth_year, agreed, refused };
        if let Some(hash) = row.phone_hmac.and_then(|hash| <[u8; 32]>::try_from(hash).ok()) {
            known.numbers.entry(hash).or_default().push((row.name.clone(), somebody.clone()));
        }
        known.names.entry(row.name).or_default().push(somebody);
    }
    Ok(known)
}

/// Takes out the records that a sheet alone brought and that nobody has changed, withdrawn or recognised since.
pub(super) async fn take_out(tx: &mut WriteTx, tenant: TenantId, import: ImportId) -> AppResult<()> {
    sqlx::query!(
        "delete from talent t where t.tenant_id = $1 and t.import_id = $2 and t.hidden_at is null and t.recognised_on is null
            and t.before_merge is null and t.came_from is null
            and t.revision = coalesce((select a.revision from talent_addition a
                where a.tenant_id = $1 and a.talent_id = t.talent_id and a.import_id = $2), 1)
            and not exists (select 1 from talent_addition o
                where o.tenant_id = $1 and o.talent_id = t.talent_id and o.import_id <> $2)",
        tenant.uuid(),
        import.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what a sheet added to a record, as long as that can be taken back.
pub(super) async fn keep(tx: &mut WriteTx, tenant: TenantId, addition: &Addition, now: DateTime<Utc>) -> AppResult<()> {
    let (before, said) = (json(addition.before.as_ref())?, json(addition.said.as_ref())?);
    sqlx::query!(
        "insert into talent_addition (tenant_id, talent_id, import_id, added_at, from_revision, revision, before, said)
        values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tenant.uuid(),
        addition.talent.uuid(),
        addition.import.uuid(),
        now,
        addition.from,
        addition.revision,
        before,
        said,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn json(value: Option<impl Serialize>) -> AppResult<Option<Value>> {
    Ok(value.map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?)
}

fn read<T: DeserializeOwned>(value: Option<Value>) -> AppResult<Option<T>> {
    Ok(value.map(serde_json::from_value).transpose().map_err(anyhow::Error::from)?)
}

/// The records of which it is kept what sheets added.
pub(super) async fn with_additions(tx: &mut impl Tx, tenant: TenantId) -> AppResult<HashSet<TalentId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct talent_id as "id: TalentId" from talent_addition where tenant_id = $1"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().collect())
}

/// What sheets added to the records to which one of them did, record by record and in order; but for what is withdrawn, or
/// merged into another. Nobody changes these records meanwhile.
pub(super) async fn additions(tx: &mut WriteTx, tenant: TenantId, import: ImportId) -> AppResult<Vec<Addition>> {
    let rows = sqlx::query!(
        r#"select a.talent_id as "talent: TalentId", a.import_id as "import: ImportId", a.from_revision, a.revision, a.before,
            a.said
        from talent_addition a join talent t on t.tenant_id = $1 and t.talent_id = a.talent_id
        where a.tenant_id = $1 and t.hidden_at is null
            and exists (select 1 from talent_addition k
                where k.tenant_id = $1 and k.talent_id = a.talent_id and k.import_id = $2)
            and not exists (select 1 from resident r
                where r.tenant_id = $1 and r.resident_id = t.resident_id and r.merged_into is not null)
        order by a.talent_id, a.revision, a.from_revision, a.added_at, a.import_id
        for update of t"#,
        tenant.uuid(),
        import.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Addition {
                talent: row.talent,
                import: row.import,
                from: row.from_revision,
                revision: row.revision,
                before: read(row.before)?,
                said: read(row.said)?,
            })
        })
        .collect()
}

/// Lets go what a sheet added to a record, which now has this revision; the others added to that.
pub(super) async fn set_rest(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (TalentId, i32),
    import: ImportId,
    rest: &Rest,
) -> AppResult<()> {
    sqlx::query!(
        "delete from talent_addition where tenant_id = $1 and talent_id = $2 and import_id = $3",
        tenant.uuid(),
        id.uuid(),
        import.uuid(),
    )
    .execute(tx.conn())
    .await?;
    for (other, before) in &rest.others {
        let before = json(before.as_ref())?;
        sqlx::query!(
            "update talent_addition set from_revision = $4, revision = $4, before = $5
            where tenant_id = $1 and talent_id = $2 and import_id = $3",
            tenant.uuid(),
            id.uuid(),
            other.uuid(),
            revision,
            before,
        )
        .execute(tx.conn())
        .await?;
    }
    if let Some(heir) = rest.heir {
        sqlx::query!(
            "update talent set import_id = $3 where tenant_id = $1 and talent_id = $2",
            tenant.uuid(),
            id.uuid(),
            heir.uuid(),
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Lets go what records said before sheets added to them, of sheets that are taken out no more.
pub(in crate::talents) async fn forget_before(
    tx: &mut WriteTx,
    tenant: TenantId,
    before: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!("delete from talent_addition where tenant_id = $1 and added_at < $2", tenant.uuid(), before)
        .execute(tx.conn())
        .await?;
    // What an older server kept meanwhile.
    sqlx::query!(
        "update talent set added_import_id = null, added_at = null, added_revision = null, before_added = null
        where tenant_id = $1 and added_import_id is not null and added_at < $2",
        tenant.uuid(),
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many records of a sheet are left, or still say what it added.
pub(super) async fn left(tx: &mut impl Tx, tenant: TenantId, import: ImportId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from talent t where t.tenant_id = $1
            and (t.import_id = $2 or t.added_import_id = $2 or exists (select 1 from talent_addition a
                where a.tenant_id = $1 and a.talent_id = t.talent_id and a.import_id = $2))"#,
        tenant.uuid(),
        import.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}
