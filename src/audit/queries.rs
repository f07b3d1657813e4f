//! SQL of the record.

use chrono::{DateTime, SubsecRound, Utc};

use super::chain::{BEGINNING, Deed, Hash, Head};
use crate::db::{GrantId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A deed as it is stored.
#[expect(missing_docs, reason = "each field is the deed's of the same name")]
pub struct Row {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub person: PersonId,
    pub grant: GrantId,
    pub name: String,
    pub action: String,
    pub address: String,
    pub changed: Vec<String>,
    pub hash: Vec<u8>,
}

/// Puts a deed at the end of its tenant's chain. Whoever else has something to put there waits until this transaction
/// ends, so it is to be the last thing in it.
pub async fn record(tx: &mut WriteTx, deed: &Deed) -> AppResult<()> {
    let head = sqlx::query!(
        "insert into audit_head (tenant_id, seq, hash) values ($1, 0, $2)
        on conflict (tenant_id) do update set seq = audit_head.seq returning seq, hash",
        deed.tenant.uuid(),
        BEGINNING.as_slice(),
    )
    .fetch_one(tx.conn())
    .await?;
    let next = Head { seq: head.seq, hash: hash(&head.hash) }.after(deed);
    sqlx::query!(
        "with deed as (
            insert into audit_event (tenant_id, seq, at, person_id, grant_id, name, action, address, hash, changed)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))
        update audit_head set seq = $2, hash = $9 where tenant_id = $1",
        deed.tenant.uuid(),
        next.seq,
        deed.at.trunc_subsecs(6),
        deed.person.uuid(),
        deed.grant.uuid(),
        deed.name,
        deed.action,
        deed.address,
        next.hash.as_slice(),
        &deed.changed[..],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A stored hash; one of another length matches none.
pub(super) fn hash(bytes: &[u8]) -> Hash {
    bytes.try_into().unwrap_or([0xff; 32])
}

/// The head of a tenant's chain; none before the first deed.
pub async fn head(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Option<Head>> {
    let row = sqlx::query!("select seq, hash from audit_head where tenant_id = $1", tenant.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| Head { seq: row.seq, hash: hash(&row.hash) }))
}

/// The deeds that follow one, in their order.
pub(super) async fn following(tx: &mut impl Tx, tenant: TenantId, after: i64, limit: i64) -> AppResult<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select seq, at, person_id as "person: PersonId", grant_id as "grant: GrantId", name, action, address, changed, hash
        from audit_event where tenant_id = $1 and seq > $2 order by seq limit $3"#,
        tenant.uuid(),
        after,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// What the log is narrowed to.
#[derive(Default, Clone)]
pub struct Filter {
    /// The number before which to begin.
    pub before: Option<i64>,
    /// The one person whose deeds are wanted.
    pub person: Option<PersonId>,
    /// The one kind of deed.
    pub action: Option<String>,
}

/// The newest deeds, or those before one.
pub async fn newest(tx: &mut impl Tx, tenant: TenantId, filter: &Filter, limit: i64) -> AppResult<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select seq, at, person_id as "person: PersonId", grant_id as "grant: GrantId", name, action, address, changed, hash
        from audit_event
        where tenant_id = $1 and ($2::bigint is null or seq < $2) and ($3::uuid is null or person_id = $3)
            and ($4::text is null or action = $4)
        order by seq desc limit $5"#,
        tenant.uuid(),
        filter.before,
        filter.person.map(PersonId::uuid),
        filter.action,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
