//! SQL of family links. Each is in the scope of the resident's community; a helper finds theirs from their own.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{EndedBy, Kin, Scope, Term};
use crate::db::{FamilyLinkId, PersonId, ResidentId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A link, as it stands in the database.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub id: FamilyLinkId,
    pub resident: ResidentId,
    pub helper_name: String,
    pub kin: Kin,
    /// Gone once the link is over.
    pub phone_sealed: Option<Vec<u8>>,
    pub phone_masked: String,
    /// The helper's account, once they have answered.
    pub person: Option<PersonId>,
    pub scopes: Vec<Scope>,
    pub until: NaiveDate,
    pub by_name: String,
    /// Where the paper is; empty where the resident offered it in their account.
    pub paper: String,
    pub expires_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended: Option<EndedBy>,
}

impl Link {
    /// Its dates, of a resident who is there or is not.
    pub fn term(&self, is_here: bool) -> Term {
        Term {
            expires_at: self.expires_at,
            is_accepted: self.accepted_at.is_some(),
            until: self.until,
            ended: self.ended,
            is_here,
        }
    }
}

macro_rules! link {
    ($row:ident) => {
        Link {
            id: $row.id,
            resident: $row.resident,
            helper_name: $row.helper_name,
            kin: Kin::parse(&$row.relation).unwrap_or(Kin::Other),
            phone_sealed: $row.phone_sealed,
            phone_masked: $row.phone_masked,
            person: $row.person,
            scopes: $row.scopes.iter().filter_map(|scope| Scope::parse(scope)).collect(),
            until: $row.until,
            by_name: $row.by_name,
            paper: $row.paper,
            expires_at: $row.expires_at,
            accepted_at: $row.accepted_at,
            ended_at: $row.ended_at,
            ended: $row.ended_by.as_deref().and_then(EndedBy::parse),
        }
    };
}

fn uuids(ids: &[ResidentId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

/// The links of some records, the newest first.
pub(super) async fn of_residents(tx: &mut impl Tx, tenant: TenantId, residents: &[ResidentId]) -> AppResult<Vec<Link>> {
    let rows = sqlx::query!(
        r#"select family_link_id as "id: FamilyLinkId", resident_id as "resident: ResidentId", helper_name, relation, phone_sealed,
            phone_masked, person_id as "person: PersonId", scopes, until, by_name, paper, expires_at, accepted_at, ended_at, ended_by
        from family_link where tenant_id = $1 and resident_id = any($2) order by family_link_id desc"#,
        tenant.uuid(),
        &uuids(residents),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| link!(row)).collect())
}

/// Some links.
pub(super) async fn by_ids(tx: &mut impl Tx, tenant: TenantId, ids: &[FamilyLinkId]) -> AppResult<Vec<Link>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select family_link_id as "id: FamilyLinkId", resident_id as "resident: ResidentId", helper_name, relation, phone_sealed,
            phone_masked, person_id as "person: PersonId", scopes, until, by_name, paper, expires_at, accepted_at, ended_at, ended_by
        from family_link where tenant_id = $1 and family_link_id = any($2) order by family_link_id desc"#,
        tenant.uuid(),
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| link!(row)).collect())
}

/// One link, locked until the transaction ends: whoever ends it waits for whoever acts under it, and the other way round.
pub(super) async fn lock(tx: &mut WriteTx, tenant: TenantId, id: FamilyLinkId) -> AppResult<Option<Link>> {
    let row = sqlx::query!(
        r#"select family_link_id as "id: FamilyLinkId", resident_id as "resident: ResidentId", helper_name, relation, phone_sealed,
            phone_masked, person_id as "person: PersonId", scopes, until, by_name, paper, expires_at, accepted_at, ended_at, ended_by
        from family_link where tenant_id = $1 and family_link_id = $2 for no key update"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| link!(row)))
}

/// The links that a person has answered, wherever they are, the newest first.
pub(super) async fn of_person(tx: &mut impl Tx, person: PersonId) -> AppResult<Vec<(TenantId, FamilyLinkId)>> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", family_link_id as "id: FamilyLinkId" from family_link
        where person_id = $1 order by family_link_id desc limit 50"#,
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant, row.id)).collect())
}

/// The offers to a number that have not run out, by its keyed hash; some may have been answered or ended meanwhile.
pub(super) async fn of_phone(
    tx: &mut impl Tx,
    phone_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> AppResult<Vec<(TenantId, FamilyLinkId)>> {
    let rows = sqlx::query!(
        r#"select tenant as "tenant!: TenantId", link as "link!: FamilyLinkId" from family_links_of_phone($1, $2)"#,
        &phone_hash[..],
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant, row.link)).collect())
}

/// A link to offer.
pub(super) struct NewLink<'a> {
    pub id: FamilyLinkId,
    pub resident: ResidentId,
    pub helper_name: &'a str,
    pub kin: Kin,
    pub phone_sealed: &'a [u8],
    pub phone_hash: &'a [u8; 32],
    pub phone_masked: &'a str,
    pub scopes: &'a [Scope],
    pub until: NaiveDate,
    pub by_name: &'a str,
    /// Where the paper is; none where the resident offers it in their account.
    pub paper: Option<&'a str>,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Adds a link, to be found by the number's hash; false when it was added before (the form was sent twice).
pub(super) async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewLink<'_>) -> AppResult<bool> {
    let scopes: Vec<String> = new.scopes.iter().map(|scope| scope.code().to_owned()).collect();
    let done = sqlx::query!(
        "insert into family_link (tenant_id, family_link_id, resident_id, helper_name, relation, phone_sealed, phone_masked, scopes,
            until, how, by_name, paper, offered_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.resident.uuid(),
        new.helper_name,
        new.kin.code(),
        new.phone_sealed,
        new.phone_masked,
        &scopes,
        new.until,
        if new.paper.is_some() { "paper" } else { "self" },
        new.by_name,
        new.paper.unwrap_or_default(),
        new.now,
        new.expires_at,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "select offer_family_link($1, $2, $3, $4)",
        &new.phone_hash[..],
        tenant.uuid(),
        new.id.uuid(),
        new.expires_at
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Marks an offer as taken by a person.
pub(super) async fn accept(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: FamilyLinkId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update family_link set accepted_at = $4, person_id = $3
        where tenant_id = $1 and family_link_id = $2 and accepted_at is null and ended_at is null",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes who declines an offer, before it ends.
pub(super) async fn decline(tx: &mut WriteTx, tenant: TenantId, id: FamilyLinkId, person: PersonId) -> AppResult<()> {
    sqlx::query!(
        "update family_link set person_id = $3 where tenant_id = $1 and family_link_id = $2 and person_id is null",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a link; false when it was over before.
pub(super) async fn end(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: FamilyLinkId,
    by: EndedBy,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update family_link set ended_at = $4, ended_by = $3, phone_sealed = null
        where tenant_id = $1 and family_link_id = $2 and ended_at is null",
        tenant.uuid(),
        id.uuid(),
        by.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The links whose last day is over, and the offers that nobody took, as far as nobody has written that down.
pub(super) async fn lapsed(
    tx: &mut impl Tx,
    tenant: TenantId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> AppResult<Vec<FamilyLinkId>> {
    let ids = sqlx::query_scalar!(
        r#"select family_link_id as "id: FamilyLinkId" from family_link
        where tenant_id = $1 and ended_at is null and (until < $2 or accepted_at is null and expires_at <= $3)"#,
        tenant.uuid(),
        day,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// Numbers whose offers have run out lead nowhere any more.
pub(super) async fn forget_phones(tx: &mut WriteTx, tenant: TenantId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!("select forget_family_phones($1, $2)", tenant.uuid(), now).fetch_one(tx.conn()).await?;
    Ok(())
}

/// Takes away what links of some records say of anybody; that there were links stays, for what was done under them.
pub(super) async fn blank(tx: &mut WriteTx, tenant: TenantId, residents: &[ResidentId]) -> AppResult<()> {
    sqlx::query!(
        "update family_link set helper_name = '', phone_masked = '', by_name = '' where tenant_id = $1 and resident_id = any($2)",
        tenant.uuid(),
        &uuids(residents),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
