//! SQL of what sheets and merges added to able residents' records.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::records;
use crate::db::{ImportId, MergeId, TalentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::talents::additions::{Addition, Before, Rest, Source, in_order};
use crate::talents::model::Talent;

fn json(value: Option<impl Serialize>) -> AppResult<Option<Value>> {
    Ok(value.map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?)
}

fn read<T: DeserializeOwned>(value: Option<Value>) -> AppResult<Option<T>> {
    Ok(value.map(serde_json::from_value).transpose().map_err(anyhow::Error::from)?)
}

/// What was added to some records, record by record and in order.
pub(in crate::talents) async fn of(tx: &mut impl Tx, tenant: TenantId, talents: &[Uuid]) -> AppResult<Vec<Addition>> {
    let sheets = sqlx::query!(
        r#"select talent_id as "talent: TalentId", import_id as "import: ImportId", added_at, from_revision, revision, before,
            said
        from talent_addition where tenant_id = $1 and talent_id = any($2)"#,
        tenant.uuid(),
        talents,
    )
    .fetch_all(tx.conn())
    .await?;
    let merges = sqlx::query!(
        r#"select talent_id as "talent: TalentId", merge_id as "merge: MergeId", added_at, from_revision, revision, before,
            said
        from talent_merge where tenant_id = $1 and talent_id = any($2)"#,
        tenant.uuid(),
        talents,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut additions = Vec::with_capacity(sheets.len() + merges.len());
    for row in sheets {
        additions.push(Addition {
            talent: row.talent,
            source: Source::Sheet(row.import),
            at: row.added_at,
            from: row.from_revision,
            revision: row.revision,
            before: read(row.before)?,
            said: read(row.said)?,
        });
    }
    for row in merges {
        additions.push(Addition {
            talent: row.talent,
            source: Source::Merge(row.merge),
            at: row.added_at,
            from: row.from_revision,
            revision: row.revision,
            before: read(Some(row.before))?,
            said: read(Some(row.said))?,
        });
    }
    in_order(&mut additions);
    Ok(additions)
}

/// Keeps what was added to a record, as long as that can be taken back.
pub(in crate::talents) async fn keep(tx: &mut WriteTx, tenant: TenantId, addition: &Addition) -> AppResult<()> {
    let (before, said) = (json(addition.before.as_ref())?, json(addition.said.as_ref())?);
    match addition.source {
        Source::Sheet(import) => {
            sqlx::query!(
                "insert into talent_addition (tenant_id, talent_id, import_id, added_at, from_revision, revision, before, said)
                values ($1, $2, $3, $4, $5, $6, $7, $8)",
                tenant.uuid(),
                addition.talent.uuid(),
                import.uuid(),
                addition.at,
                addition.from,
                addition.revision,
                before,
                said,
            )
            .execute(tx.conn())
            .await?;
        }
        Source::Merge(merge) => {
            sqlx::query!(
                "insert into talent_merge (tenant_id, merge_id, talent_id, added_at, from_revision, revision, before, said)
                values ($1, $2, $3, $4, $5, $6, $7, $8)",
                tenant.uuid(),
                merge.uuid(),
                addition.talent.uuid(),
                addition.at,
                addition.from,
                addition.revision,
                before,
                said,
            )
            .execute(tx.conn())
            .await?;
        }
    }
    Ok(())
}

/// Lets go what was added to a record.
pub(in crate::talents) async fn forget(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: TalentId,
    source: Source,
) -> AppResult<()> {
    match source {
        Source::Sheet(import) => {
            sqlx::query!(
                "delete from talent_addition where tenant_id = $1 and talent_id = $2 and import_id = $3",
                tenant.uuid(),
                id.uuid(),
                import.uuid(),
            )
            .execute(tx.conn())
            .await?;
        }
        Source::Merge(merge) => {
            sqlx::query!(
                "delete from talent_merge where tenant_id = $1 and talent_id = $2 and merge_id = $3",
                tenant.uuid(),
                id.uuid(),
                merge.uuid(),
            )
            .execute(tx.conn())
            .await?;
        }
    }
    Ok(())
}

/// Leaves a record with what it says without a source; false when somebody else changed it first.
pub(in crate::talents) async fn take_out(
    tx: &mut WriteTx,
    tenant: TenantId,
    talent: &Talent,
    (source, rest): (Source, &Rest),
    at: DateTime<Utc>,
) -> AppResult<bool> {
    let mut revision = talent.revision;
    if rest.profile != talent.profile {
        if !records::update(tx, tenant, (talent.id, revision), &rest.profile, at).await? {
            return Ok(false);
        }
        revision += 1;
    }
    forget(tx, tenant, talent.id, source).await?;
    for (other, before) in &rest.others {
        set_before(tx, tenant, (talent.id, revision), *other, before.as_ref()).await?;
    }
    // What an older server's merge added to it before all of them.
    sqlx::query!(
        "update talent set merged_revision = $3 where tenant_id = $1 and talent_id = $2 and merged_revision = $4",
        tenant.uuid(),
        talent.id.uuid(),
        revision,
        rest.from,
    )
    .execute(tx.conn())
    .await?;
    if let Some(heir) = rest.heir {
        sqlx::query!(
            "update talent set import_id = $3 where tenant_id = $1 and talent_id = $2",
            tenant.uuid(),
            talent.id.uuid(),
            heir.uuid(),
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(true)
}

/// Says what a record said before a source, and of which revision the sum is by now.
async fn set_before(
    tx: &mut WriteTx,
    tenant: TenantId,
    (id, revision): (TalentId, i32),
    source: Source,
    before: Option<&Before>,
) -> AppResult<()> {
    let before = json(before)?;
    match source {
        Source::Sheet(import) => {
            sqlx::query!(
                "update talent_addition set from_revision = $4, revision = $4, before = $5
                where tenant_id = $1 and talent_id = $2 and import_id = $3",
                tenant.uuid(),
                id.uuid(),
                import.uuid(),
                revision,
                before,
            )
            .execute(tx.conn())
            .await?;
        }
        Source::Merge(merge) => {
            sqlx::query!(
                "update talent_merge set from_revision = $4, revision = $4, before = $5
                where tenant_id = $1 and talent_id = $2 and merge_id = $3",
                tenant.uuid(),
                id.uuid(),
                merge.uuid(),
                revision,
                before,
            )
            .execute(tx.conn())
            .await?;
        }
    }
    Ok(())
}
