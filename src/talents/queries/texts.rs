//! SQL of the pairs of characters by which records are found that were saved before all of their texts were looked at.

use uuid::Uuid;

use super::records::{Row, talents};
use crate::db::{ResidentId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::model::Talent;

/// A page of all records, whether or not they may be seen, in the order of their ids. Nobody changes them until the transaction
/// ends.
pub(in crate::talents) async fn page(
    tx: &mut WriteTx,
    tenant: TenantId,
    after: Option<TalentId>,
    limit: i64,
) -> AppResult<Vec<Talent>> {
    let rows = talents!(
        "where t.tenant_id = $1 and t.talent_id > $2 order by t.talent_id limit $3 for share",
        tenant.uuid(),
        after.map_or(Uuid::nil(), TalentId::uuid),
        limit,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Talent::from).collect())
}

/// Adds traits to records: each beside the one that has it.
pub(in crate::talents) async fn add(
    tx: &mut WriteTx,
    tenant: TenantId,
    (traits, records): (&[String], &[Uuid]),
) -> AppResult<()> {
    sqlx::query!(
        "insert into talent_trait (tenant_id, trait, talent_id, resident_id)
        select t.tenant_id, x.trait, t.talent_id, t.resident_id from unnest($2::text[], $3::uuid[]) x (trait, talent_id)
            join talent t on t.talent_id = x.talent_id
        where t.tenant_id = $1
        on conflict do nothing",
        tenant.uuid(),
        traits,
        records,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
