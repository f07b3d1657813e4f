//! SQL of roles that are offered.

use chrono::{DateTime, NaiveDate, Utc};

use crate::access::Role;
use crate::db::{GrantId, InvitationId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// An offer that nobody has taken.
pub(in crate::people) struct Waiting {
    pub id: InvitationId,
    pub name: String,
    pub phone_masked: String,
    pub role: Role,
    pub until: Option<NaiveDate>,
    pub inviter: String,
    pub expires_at: DateTime<Utc>,
}

/// A community's offers that nobody has taken and that expire after `since`, the newest first.
pub(in crate::people) async fn waiting(
    tx: &mut impl Tx,
    tenant: TenantId,
    since: DateTime<Utc>,
) -> AppResult<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"select invitation_id as "id: InvitationId", name, phone_masked, role, until, inviter, expires_at from staff_invitation
        where tenant_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2
        order by invitation_id desc limit 100"#,
        tenant.uuid(),
        since,
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        Some(Waiting {
            id: row.id,
            name: row.name,
            phone_masked: row.phone_masked,
            role: Role::parse(&row.role)?,
            until: row.until,
            inviter: row.inviter,
            expires_at: row.expires_at,
        })
    });
    Ok(rows.collect())
}

/// Whether a community has ever made this offer.
pub(in crate::people) async fn is_known(tx: &mut impl Tx, tenant: TenantId, id: InvitationId) -> AppResult<bool> {
    let known = sqlx::query_scalar!(
        r#"select exists (select 1 from staff_invitation where tenant_id = $1 and invitation_id = $2) as "known!""#,
        tenant.uuid(),
        id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(known)
}

/// How many of a community's offers wait for an answer.
pub(in crate::people) async fn open_count(tx: &mut impl Tx, tenant: TenantId, now: DateTime<Utc>) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from staff_invitation
        where tenant_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2"#,
        tenant.uuid(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// Takes back what a number was offered before in this role: the newer offer replaces it.
pub(in crate::people) async fn replace(
    tx: &mut WriteTx,
    tenant: TenantId,
    (phone_hash, role): (&[u8; 32], Role),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update staff_invitation set revoked_at = $4
        where tenant_id = $1 and phone_hmac = $2 and role = $3 and accepted_at is null and revoked_at is null",
        tenant.uuid(),
        &phone_hash[..],
        role.code(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An offer to add.
pub(in crate::people) struct NewInvitation<'a> {
    pub id: InvitationId,
    pub phone_hash: &'a [u8; 32],
    pub phone_masked: &'a str,
    pub name: &'a str,
    pub role: Role,
    pub until: Option<NaiveDate>,
    pub invited_by: GrantId,
    pub inviter: &'a str,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Adds an offer.
pub(in crate::people) async fn insert(tx: &mut WriteTx, tenant: TenantId, new: &NewInvitation<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into staff_invitation (tenant_id, invitation_id, phone_hmac, phone_masked, name, role, until, invited_by, inviter,
            created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, invitation_id) do nothing",
        tenant.uuid(),
        new.id.uuid(),
        &new.phone_hash[..],
        new.phone_masked,
        new.name,
        new.role.code(),
        new.until,
        new.invited_by.uuid(),
        new.inviter,
        new.now,
        new.expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes an offer back, or declines it; false when it was answered or taken back before.
pub(in crate::people) async fn revoke(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: InvitationId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update staff_invitation set revoked_at = $3
        where tenant_id = $1 and invitation_id = $2 and accepted_at is null and revoked_at is null",
        tenant.uuid(),
        id.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Marks an offer as taken.
pub(in crate::people) async fn accept(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: InvitationId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update staff_invitation set accepted_at = $4, accepted_by = $3
        where tenant_id = $1 and invitation_id = $2 and accepted_at is null and revoked_at is null",
        tenant.uuid(),
        id.uuid(),
        person.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An offer as the invited person sees it.
pub(in crate::people) struct Offer {
    pub id: InvitationId,
    pub role: Role,
    pub until: Option<NaiveDate>,
    pub inviter: String,
    pub invited_by: GrantId,
    pub expires_at: DateTime<Utc>,
    /// Who has taken it.
    pub accepted_by: Option<PersonId>,
    pub is_revoked: bool,
}

impl Offer {
    /// Whether it waits for an answer.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.accepted_by.is_none() && !self.is_revoked && now < self.expires_at
    }
}

macro_rules! offer {
    ($row:ident) => {
        Role::parse(&$row.role).map(|role| Offer {
            id: $row.id,
            role,
            until: $row.until,
            inviter: $row.inviter,
            invited_by: $row.invited_by,
            expires_at: $row.expires_at,
            accepted_by: $row.accepted_by,
            is_revoked: $row.is_revoked,
        })
    };
}

/// A community's offers to this very number.
pub(in crate::people) async fn offers(
    tx: &mut impl Tx,
    tenant: TenantId,
    phone_hash: &[u8; 32],
) -> AppResult<Vec<Offer>> {
    let rows = sqlx::query!(
        r#"select invitation_id as "id: InvitationId", role, until, inviter, invited_by as "invited_by: GrantId", expires_at,
            accepted_by as "accepted_by: PersonId", revoked_at is not null as "is_revoked!"
        from staff_invitation where tenant_id = $1 and phone_hmac = $2 order by invitation_id desc limit 20"#,
        tenant.uuid(),
        &phone_hash[..],
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| offer!(row)).collect())
}

/// One of them, for whoever answers it: of two clicks, the second waits and then finds what the first did.
pub(in crate::people) async fn offer_to_answer(
    tx: &mut WriteTx,
    tenant: TenantId,
    id: InvitationId,
    phone_hash: &[u8; 32],
) -> AppResult<Option<Offer>> {
    let row = sqlx::query!(
        r#"select invitation_id as "id: InvitationId", role, until, inviter, invited_by as "invited_by: GrantId", expires_at,
            accepted_by as "accepted_by: PersonId", revoked_at is not null as "is_revoked!"
        from staff_invitation where tenant_id = $1 and invitation_id = $2 and phone_hmac = $3 for update"#,
        tenant.uuid(),
        id.uuid(),
        &phone_hash[..],
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| offer!(row)))
}
