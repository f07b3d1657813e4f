//! SQL of sheets of able residents.

use super::plan::{Known, Somebody};
use crate::db::{ImportId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Who lives here, and of whom there is a record already.
pub(super) async fn on_file(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Known> {
    let rows = sqlx::query!(
        r#"select r.resident_id as "id: ResidentId", r.name, r.phone_hmac, r.birth_year,
            exists (select 1 from talent t where t.tenant_id = $1 and t.resident_id = r.resident_id) as "has_record!"
        from resident r
        where r.tenant_id = $1 and r.merged_into is null and r.left_on is null and r.erased_at is null
        order by r.resident_id"#,
        tenant.uuid(),
    );
    let mut known = Known::default();
    for row in rows.fetch_all(tx.conn()).await? {
        let somebody = Somebody { id: row.id, has_record: row.has_record, birth_year: row.birth_year };
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

/// How many records of a sheet are left.
pub(super) async fn left(tx: &mut impl Tx, tenant: TenantId, import: ImportId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from talent where tenant_id = $1 and import_id = $2"#,
        tenant.uuid(),
        import.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}
