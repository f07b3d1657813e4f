//! SQL of invitations.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::access::MemberRole;
use crate::db::{InvitationId, OrgId, Tx, WriteTx};
use crate::error::AppResult;

/// An invitation that nobody has accepted.
pub(in crate::vendors::members) struct InvitationRow {
    pub id: InvitationId,
    pub phone_masked: String,
    pub role: MemberRole,
    pub expires_at: DateTime<Utc>,
}

/// An organization's invitations that nobody has accepted and that expire after `since`, the newest first.
pub(in crate::vendors::members) async fn invitations(
    tx: &mut impl Tx,
    org: OrgId,
    since: DateTime<Utc>,
) -> AppResult<Vec<InvitationRow>> {
    let rows = sqlx::query!(
        r#"select invitation_id as "id: InvitationId", phone_masked, role, expires_at from org_invitation
        where org_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2
        order by invitation_id desc limit 100"#,
        org.uuid(),
        since,
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        let role = MemberRole::parse(&row.role)?;
        Some(InvitationRow { id: row.id, phone_masked: row.phone_masked, role, expires_at: row.expires_at })
    });
    Ok(rows.collect())
}

/// Lets one transaction at a time invite for an organization, so that counting and adding are one step.
pub(in crate::vendors::members) async fn lock(tx: &mut WriteTx, org: OrgId) -> AppResult<()> {
    sqlx::query_scalar!("select org_id from organization where org_id = $1 for no key update", org.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}

/// Whether an organization has ever made this invitation.
pub(in crate::vendors::members) async fn is_known(tx: &mut impl Tx, org: OrgId, id: InvitationId) -> AppResult<bool> {
    let known = sqlx::query_scalar!(
        r#"select exists (select 1 from org_invitation where org_id = $1 and invitation_id = $2) as "known!""#,
        org.uuid(),
        id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(known)
}

/// How many of an organization's invitations wait for an answer.
pub(in crate::vendors::members) async fn open_count(
    tx: &mut impl Tx,
    org: OrgId,
    now: DateTime<Utc>,
) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from org_invitation
        where org_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2"#,
        org.uuid(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// Takes back what a number was sent before: the newer invitation replaces it.
pub(in crate::vendors::members) async fn replace(
    tx: &mut WriteTx,
    org: OrgId,
    phone_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> AppResult<()> {
    let older = sqlx::query_scalar!(
        r#"update org_invitation set revoked_at = $3
        where org_id = $1 and phone_hmac = $2 and accepted_at is null and revoked_at is null
        returning invitation_id as "id: InvitationId""#,
        org.uuid(),
        &phone_hash[..],
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    for id in older {
        forget_phone(tx, org, id).await?;
    }
    Ok(())
}

/// An invitation to add.
pub(in crate::vendors::members) struct NewInvitation<'a> {
    pub id: InvitationId,
    pub phone_hash: &'a [u8; 32],
    pub phone_masked: &'a str,
    pub role: MemberRole,
    /// The membership or grant of whoever invites.
    pub invited_by: Uuid,
    pub now: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Adds an invitation, to be found by the number's hash.
pub(in crate::vendors::members) async fn insert(
    tx: &mut WriteTx,
    org: OrgId,
    new: &NewInvitation<'_>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into org_invitation (org_id, invitation_id, phone_hmac, phone_masked, role, invited_by, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (org_id, invitation_id) do nothing",
        org.uuid(),
        new.id.uuid(),
        &new.phone_hash[..],
        new.phone_masked,
        new.role.code(),
        new.invited_by,
        new.now,
        new.expires_at,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("select invite_phone($1, $2, $3, $4)", &new.phone_hash[..], org.uuid(), new.id.uuid(), new.expires_at)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

/// The number is no longer found under this invitation.
pub(super) async fn forget_phone(tx: &mut WriteTx, org: OrgId, id: InvitationId) -> AppResult<()> {
    sqlx::query!("select drop_invited_phone($1, $2)", org.uuid(), id.uuid()).fetch_one(tx.conn()).await?;
    Ok(())
}

/// Takes an invitation back, or declines it; false when it was answered or taken back before.
pub(in crate::vendors::members) async fn revoke(
    tx: &mut WriteTx,
    org: OrgId,
    id: InvitationId,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update org_invitation set revoked_at = $3
        where org_id = $1 and invitation_id = $2 and accepted_at is null and revoked_at is null",
        org.uuid(),
        id.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    forget_phone(tx, org, id).await?;
    Ok(done.rows_affected() > 0)
}

/// Marks an invitation as accepted.
pub(in crate::vendors::members) async fn accept(
    tx: &mut WriteTx,
    org: OrgId,
    id: InvitationId,
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "update org_invitation set accepted_at = $3
        where org_id = $1 and invitation_id = $2 and accepted_at is null and revoked_at is null",
        org.uuid(),
        id.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    forget_phone(tx, org, id).await
}

/// Which organizations have invited a number, the newest invitation first. Whether they still do is theirs to say.
pub(in crate::vendors::members) async fn invitations_of(
    tx: &mut impl Tx,
    phone_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> AppResult<Vec<(OrgId, InvitationId)>> {
    let rows = sqlx::query!(
        r#"select org as "org!: OrgId", invitation as "invitation!: InvitationId" from invitations_of_phone($1, $2)
        order by invitation desc limit 50"#,
        &phone_hash[..],
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.invitation)).collect())
}

/// An invitation as the invited person sees it.
pub(in crate::vendors::members) struct Offer {
    pub org_name: String,
    pub role: MemberRole,
    pub expires_at: DateTime<Utc>,
    pub is_accepted: bool,
    pub is_revoked: bool,
    /// Whether a community made it, for an organization that nobody answered for.
    pub is_from_community: bool,
}

impl Offer {
    /// Whether it waits for an answer.
    pub(in crate::vendors::members) fn is_open(&self, now: DateTime<Utc>) -> bool {
        !self.is_accepted && !self.is_revoked && now < self.expires_at
    }
}

/// An organization's invitation for this very number; none for any other number.
pub(in crate::vendors::members) async fn offer(
    tx: &mut impl Tx,
    org: OrgId,
    id: InvitationId,
    phone_hash: &[u8; 32],
) -> AppResult<Option<Offer>> {
    let row = sqlx::query!(
        r#"select i.role, i.expires_at, i.accepted_at is not null as "is_accepted!", i.revoked_at is not null as "is_revoked!", o.name,
            not exists (select 1 from membership m where m.org_id = $1 and m.membership_id = i.invited_by) as "is_from_community!"
        from org_invitation i join organization o on o.org_id = i.org_id
        where i.org_id = $1 and o.org_id = $1 and i.invitation_id = $2 and i.phone_hmac = $3"#,
        org.uuid(),
        id.uuid(),
        &phone_hash[..],
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        Some(Offer {
            org_name: row.name,
            role: MemberRole::parse(&row.role)?,
            expires_at: row.expires_at,
            is_accepted: row.is_accepted,
            is_revoked: row.is_revoked,
            is_from_community: row.is_from_community,
        })
    }))
}

/// The same for whoever answers it: of two clicks, the second waits and then finds what the first did.
pub(in crate::vendors::members) async fn offer_to_answer(
    tx: &mut WriteTx,
    org: OrgId,
    id: InvitationId,
    phone_hash: &[u8; 32],
) -> AppResult<Option<Offer>> {
    sqlx::query_scalar!(
        "select invitation_id from org_invitation where org_id = $1 and invitation_id = $2 and phone_hmac = $3 for update",
        org.uuid(),
        id.uuid(),
        &phone_hash[..],
    )
    .fetch_optional(tx.conn())
    .await?;
    offer(tx, org, id, phone_hash).await
}
