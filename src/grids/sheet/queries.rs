//! SQL of sheets of post holders.

use uuid::Uuid;

use crate::db::{GrantId, ImportId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Marks posts as given by a sheet, and those among them whose holders it also made.
pub(super) async fn mark(
    tx: &mut WriteTx,
    tenant: TenantId,
    import: ImportId,
    given: &[Uuid],
    made: &[Uuid],
) -> AppResult<()> {
    sqlx::query!(
        "update role_grant set import_id = $2, import_person = grant_id = any($4)
        where tenant_id = $1 and grant_id = any($3)",
        tenant.uuid(),
        import.uuid(),
        given,
        made,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The posts of a sheet that go on as it gave them: not ended, without anybody who stands in, asked nothing, and with nothing
/// done under them; each with its holder where the sheet made that person.
pub(super) async fn unused(
    tx: &mut impl Tx,
    tenant: TenantId,
    import: ImportId,
) -> AppResult<Vec<(GrantId, Option<PersonId>)>> {
    let rows = sqlx::query!(
        r#"select g.grant_id as "id: GrantId", case when g.import_person then g.person_id end as "made: PersonId"
        from role_grant g where g.tenant_id = $1 and g.import_id = $2 and g.valid_to is null
            and not exists (select 1 from role_grant s where s.tenant_id = $1 and s.stands_in_for = g.grant_id)
            and not exists (select 1 from care_message m where m.tenant_id = $1 and m.grant_id = g.grant_id)
            and not exists (select 1 from audit_event e where e.tenant_id = $1 and e.person_id = g.person_id
                and e.grant_id = g.grant_id)"#,
        tenant.uuid(),
        import.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.made)).collect())
}

/// Whether a person, in whose scope the transaction is, is nothing but what a sheet made of them: no account, no code for
/// one, and no role that goes on anywhere.
pub(super) async fn is_nobody_else(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    import: ImportId,
) -> AppResult<bool> {
    let is = sqlx::query_scalar!(
        r#"select not exists (select 1 from password where person_id = $2)
            and not exists (select 1 from sign_in_code where tenant_id = $1 and person_id = $2)
            and not exists (select org_id from membership where person_id = $2)
            and not exists (select 1 from role_grant where person_id = $2
                and (import_id is distinct from $3 or valid_to is null)) as "is!""#,
        tenant.uuid(),
        person.uuid(),
        import.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is)
}

/// How many posts of a sheet go on.
pub(super) async fn left(tx: &mut impl Tx, tenant: TenantId, import: ImportId) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from role_grant where tenant_id = $1 and import_id = $2 and valid_to is null"#,
        tenant.uuid(),
        import.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}
