//! SQL of sheets of able residents.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::plan::{Known, Record, Somebody};
use crate::consents::{self, Purpose};
use crate::db::{ImportId, ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::model::Talent;
use crate::talents::queries::everybody;

/// Who lives here, what is kept of what they can, and of some uses who agrees to them or no longer does.
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
    for purpose in uses {
        withdrawn.push((*purpose, consents::refused_among(tx, tenant, &ids, *purpose).await?));
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

/// Takes out the records that a sheet brought and that nobody has changed, withdrawn or recognised since.
pub(super) async fn take_out(tx: &mut WriteTx, tenant: TenantId, import: ImportId) -> AppResult<()> {
    sqlx::query!(
        "delete from talent where tenant_id = $1 and import_id = $2 and revision = 1 and hidden_at is null and recognised_on is null
            and before_merge is null and came_from is null",
        tenant.uuid(),
        import.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what a record said before a sheet added to it, and the revision of the sum.
pub(super) async fn keep_before(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (TalentId, i32),
    before: &Value,
    (import, now): (ImportId, DateTime<Utc>),
) -> AppResult<()> {
    sqlx::query!(
        "update talent set added_import_id = $3, added_at = $4, added_revision = $5, before_added = $6
        where tenant_id = $1 and talent_id = $2",
        tenant.uuid(),
        id.uuid(),
        import.uuid(),
        now,
        revision,
        before,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes out what the records to which a sheet has added said before, with their revisions: of those that nobody has changed,
/// recognised, withdrawn or merged since.
pub(super) async fn take_before(
    tx: &mut WriteTx,
    tenant: TenantId,
    import: ImportId,
) -> AppResult<Vec<((TalentId, i32), Value)>> {
    let rows = sqlx::query!(
        r#"with untouched as (
            select t.talent_id, t.revision, t.before_added from talent t
            where t.tenant_id = $1 and t.added_import_id = $2 and t.revision = t.added_revision and t.hidden_at is null
                and (t.recognised_on is null or (t.before_added ->> 'is_recognised')::boolean)
                and not exists (select 1 from resident r
                    where r.tenant_id = $1 and r.resident_id = t.resident_id and r.merged_into is not null)
            for update of t
        ), done as (
            update talent t set added_import_id = null, added_at = null, added_revision = null, before_added = null
            from untouched u where t.tenant_id = $1 and t.talent_id = u.talent_id
        )
        select talent_id as "id!: TalentId", revision as "revision!", before_added as "before!" from untouched"#,
        tenant.uuid(),
        import.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| ((row.id, row.revision), row.before)).collect())
}

/// Lets go what records said before sheets added to them, of sheets that are taken out no more.
pub(in crate::talents) async fn forget_before(
    tx: &mut WriteTx,
    tenant: TenantId,
    before: DateTime<Utc>,
) -> AppResult<()> {
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
        r#"select count(*) as "count!" from talent where tenant_id = $1 and (import_id = $2 or added_import_id = $2)"#,
        tenant.uuid(),
        import.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}
