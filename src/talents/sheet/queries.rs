//! SQL of sheets of able residents.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::plan::{Known, Record, Somebody};
use crate::consents::{self, Purpose};
use crate::db::{ImportId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::model::Talent;
use crate::talents::queries::everybody;

/// Who lives here, what is kept of what they can, who agrees to some uses of it, and who no longer does to these or to any.
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
                where o.tenant_id = $1 and o.talent_id = t.talent_id and o.import_id <> $2)
            and not exists (select 1 from talent_merge m where m.tenant_id = $1 and m.talent_id = t.talent_id)",
        tenant.uuid(),
        import.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The records of which it is kept what was added to them.
pub(super) async fn with_additions(tx: &mut impl Tx, tenant: TenantId) -> AppResult<HashSet<TalentId>> {
    let ids = sqlx::query_scalar!(
        r#"select talent_id as "id!: TalentId" from talent_addition where tenant_id = $1
        union select talent_id from talent_merge where tenant_id = $1"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().collect())
}

/// The records to which a sheet added, but for what is withdrawn, or merged into another. Nobody changes them meanwhile.
pub(super) async fn added_to(tx: &mut WriteTx, tenant: TenantId, import: ImportId) -> AppResult<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "select t.talent_id from talent t where t.tenant_id = $1 and t.hidden_at is null
            and exists (select 1 from talent_addition a
                where a.tenant_id = $1 and a.talent_id = t.talent_id and a.import_id = $2)
            and not exists (select 1 from resident r
                where r.tenant_id = $1 and r.resident_id = t.resident_id and r.merged_into is not null)
        order by t.talent_id for update of t",
        tenant.uuid(),
        import.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The records to which a sheet added that were merged into another since. Nobody changes them meanwhile.
pub(super) async fn merged_away(tx: &mut WriteTx, tenant: TenantId, import: ImportId) -> AppResult<Vec<TalentId>> {
    let ids = sqlx::query_scalar!(
        r#"select t.talent_id as "id: TalentId" from talent t
        join resident r on r.tenant_id = t.tenant_id and r.resident_id = t.resident_id
        where t.tenant_id = $1 and r.tenant_id = $1 and t.hidden_at is null and r.merged_into is not null
            and exists (select 1 from talent_addition a
                where a.tenant_id = $1 and a.talent_id = t.talent_id and a.import_id = $2)
        order by t.talent_id for update of t"#,
        tenant.uuid(),
        import.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
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
