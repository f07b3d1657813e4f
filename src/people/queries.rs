//! SQL of who works in the whole of a community.

mod admins;
mod invitations;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub(super) use self::admins::{Proposal, admins, decide, lock, open_proposals, proposal, proposal_for, propose};
pub(super) use self::invitations::{
    NewInvitation, Offer, Waiting, accept, insert, is_known, offer_to_answer, offers, open_count, replace, revoke,
    waiting,
};
use super::model::is_last;
use crate::access::Role;
use crate::db::{GrantId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// A role in the whole of a community, held or over.
pub(super) struct Held {
    pub id: GrantId,
    pub person: PersonId,
    pub role: Role,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    /// Its holder's name when it was given; may be empty.
    pub holder: String,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Held {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }
}

macro_rules! held {
    ($row:ident) => {
        Role::parse(&$row.role).map(|role| Held {
            id: $row.id,
            person: $row.person,
            role,
            from: $row.valid_from,
            to: $row.valid_to,
            holder: $row.holder,
            ended_at: $row.ended_at,
        })
    };
}

/// The roles that hold on a day, in the order of the matrix.
pub(super) async fn held(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<Held>> {
    let rows = sqlx::query!(
        r#"select grant_id as "id: GrantId", person_id as "person: PersonId", role, valid_from, valid_to, holder, ended_at
        from role_grant
        where tenant_id = $1 and scope_id is null and valid_from <= $2 and (valid_to is null or valid_to >= $2)
            and role in ('community_admin', 'community_staff', 'property_steward', 'volunteer')
        order by role, grant_id limit 5000"#,
        tenant.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    // The words happen to stand in the order of the matrix.
    Ok(rows.into_iter().filter_map(|row| held!(row)).collect())
}

/// The roles that are over, the latest first.
pub(super) async fn past(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate, limit: i64) -> AppResult<Vec<Held>> {
    let rows = sqlx::query!(
        r#"select grant_id as "id: GrantId", person_id as "person: PersonId", role, valid_from, valid_to, holder, ended_at
        from role_grant
        where tenant_id = $1 and scope_id is null and valid_to < $2
            and role in ('community_admin', 'community_staff', 'property_steward', 'volunteer')
        order by valid_to desc, grant_id desc limit $3"#,
        tenant.uuid(),
        today,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| held!(row)).collect())
}

/// One role in the whole of a community.
pub(super) async fn one(tx: &mut impl Tx, tenant: TenantId, id: GrantId) -> AppResult<Option<Held>> {
    let row = sqlx::query!(
        r#"select grant_id as "id: GrantId", person_id as "person: PersonId", role, valid_from, valid_to, holder, ended_at
        from role_grant
        where tenant_id = $1 and grant_id = $2 and scope_id is null
            and role in ('community_admin', 'community_staff', 'property_steward', 'volunteer')"#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| held!(row)))
}

/// Whether a community would be without an administrator when a person went. Whoever else asks waits until the transaction
/// ends.
pub async fn is_last_admin(tx: &mut WriteTx, tenant: TenantId, person: PersonId, today: NaiveDate) -> AppResult<bool> {
    lock(tx, tenant).await?;
    Ok(is_last(&admins(tx, tenant, today).await?, person))
}

/// What is told of a person to those who answer for who works here.
pub(super) struct Person {
    pub name: String,
    pub phone_masked: Option<String>,
    /// The day of their last sign-in.
    pub signed_in_on: Option<NaiveDate>,
    pub has_factor: bool,
}

/// A person; none when the account is gone. The transaction must be in the person's scope.
pub(super) async fn person(tx: &mut impl Tx, person: PersonId) -> AppResult<Option<Person>> {
    let row = sqlx::query_as!(
        Person,
        r#"select p.name, p.phone_masked, p.signed_in_on,
            exists (select 1 from second_factor f where f.person_id = $1 and f.confirmed_at is not null) as "has_factor!"
        from person p where p.person_id = $1 and p.deleted_at is null"#,
        person.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// Whether a person holds a role in another tenant. The transaction must be in their scope.
pub(super) async fn has_role_elsewhere(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    today: NaiveDate,
) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from role_grant g where g.person_id = $2 and g.tenant_id <> $1
            and (g.valid_to is null or g.valid_to >= $3)) as "found!""#,
        tenant.uuid(),
        person.uuid(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// A role to give in the whole of a community.
pub(super) struct NewRole<'a> {
    pub id: GrantId,
    pub person: PersonId,
    pub role: Role,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    /// The grant acted under.
    pub by: Uuid,
    pub holder: &'a str,
}

/// Gives a role; nothing when it was given before.
pub(super) async fn give(tx: &mut WriteTx, tenant: TenantId, new: &NewRole<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into role_grant (tenant_id, grant_id, person_id, role, valid_from, valid_to, granted_by, holder)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (tenant_id, grant_id) do nothing",
        tenant.uuid(),
        new.id.uuid(),
        new.person.uuid(),
        new.role.code(),
        new.from,
        new.to,
        new.by,
        new.holder,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends roles with a day; says how many held longer.
pub(super) async fn end(
    tx: &mut WriteTx,
    tenant: TenantId,
    grants: &[GrantId],
    last: NaiveDate,
    by: GrantId,
    now: DateTime<Utc>,
) -> AppResult<u64> {
    let ids: Vec<Uuid> = grants.iter().map(|id| id.uuid()).collect();
    // One that began today holds on no day, and stays on record.
    let done = sqlx::query!(
        "update role_grant set valid_to = greatest(valid_from - 1, $3::date), ended_by = $4, ended_at = $5
        where tenant_id = $1 and grant_id = any($2) and scope_id is null and (valid_to is null or valid_to > $3)",
        tenant.uuid(),
        &ids,
        last,
        by.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
