//! SQL of sheets of household workers.

use std::collections::HashSet;

use crate::db::{ImportId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Who is on file: the keyed hashes of numbers, and the names of those without one.
pub(super) async fn on_file(tx: &mut impl Tx, tenant: TenantId) -> AppResult<(HashSet<[u8; 32]>, HashSet<String>)> {
    let rows = sqlx::query!(
        "select name, phone_hmac from household_worker where tenant_id = $1 and erased_at is null",
        tenant.uuid()
    );
    let (mut numbers, mut names) = (HashSet::new(), HashSet::new());
    for row in rows.fetch_all(tx.conn()).await? {
        match row.phone_hmac.and_then(|hash| hash.try_into().ok()) {
            Some(hash) => {
                numbers.insert(hash);
            }
            None => {
                names.insert(row.name);
            }
        }
    }
    Ok((numbers, names))
}

/// Takes out the records that a sheet brought and that nobody has touched since, with all that hangs on them.
pub(super) async fn take_out(tx: &mut WriteTx, tenant: TenantId, import: ImportId) -> AppResult<()> {
    sqlx::query!(
        "delete from household_worker w where w.tenant_id = $1 and w.import_id = $2 and w.revision = 1 and w.person_id is null
            and not exists (select 1 from household_worker_view v where v.tenant_id = $1
                and v.household_worker_id = w.household_worker_id)
            and not exists (select 1 from sign_in_code c where c.tenant_id = $1
                and c.household_worker_id = w.household_worker_id)",
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
        r#"select count(*) as "count!" from household_worker where tenant_id = $1 and import_id = $2"#,
        tenant.uuid(),
        import.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}
