//! SQL of memberships and invitations. The transaction must have entered the organization (`WriteTx::enter_org`).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::access::MemberRole;
use crate::db::{InvitationId, MembershipId, OrgId, PersonId, Tx, WriteTx};
use crate::error::AppResult;

/// A membership that holds.
pub(super) struct MemberRow {
    pub id: MembershipId,
    pub person: PersonId,
    pub role: MemberRole,
    pub since: NaiveDate,
}

/// An organization's memberships that hold on a day.
pub(super) async fn living(tx: &mut impl Tx, org: OrgId, today: NaiveDate) -> AppResult<Vec<MemberRow>> {
    let rows = sqlx::query!(
        r#"select membership_id as "id: MembershipId", person_id as "person: PersonId", role, valid_from from membership
        where org_id = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by membership_id limit 5000"#,
        org.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    let rows = rows.into_iter().filter_map(|row| {
        let role = MemberRole::parse(&row.role)?;
        Some(MemberRow { id: row.id, person: row.person, role, since: row.valid_from })
    });
    Ok(rows.collect())
}

/// Whose membership it is, whether or not it still holds.
pub(super) async fn person_of(tx: &mut impl Tx, org: OrgId, member: MembershipId) -> AppResult<Option<PersonId>> {
    let person = sqlx::query_scalar!(
        r#"select person_id as "person: PersonId" from membership where org_id = $1 and membership_id = $2"#,
        org.uuid(),
        member.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(person)
}

/// The roles that a person holds in an organization on a day.
pub(super) async fn roles_of(
    tx: &mut impl Tx,
    org: OrgId,
    person: PersonId,
    today: NaiveDate,
) -> AppResult<Vec<MemberRole>> {
    let codes = sqlx::query_scalar!(
        "select role from membership
        where org_id = $1 and person_id = $2 and valid_from <= $3 and (valid_to is null or valid_to >= $3)",
        org.uuid(),
        person.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(codes.iter().filter_map(|code| MemberRole::parse(code)).collect())
}

/// How an attempt to leave ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The person no longer belongs to the organization.
    Left,
    /// They did not belong to it any more.
    WasGone,
    /// They stay: nobody else would answer for it.
    LastOwner,
}

/// Ends everything that a person is in an organization, at once.
pub async fn leave(tx: &mut WriteTx, org: OrgId, person: PersonId, today: NaiveDate) -> AppResult<Leaving> {
    // Locked first: of two owners who send each other away at the same time, the second waits here, and then finds that
    // one owner is left.
    let owners = sqlx::query_scalar!(
        r#"select person_id as "person: PersonId" from membership
        where org_id = $1 and role = 'owner' and valid_from <= $2 and (valid_to is null or valid_to >= $2)
        order by membership_id for update"#,
        org.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    if owners.contains(&person) && owners.iter().all(|owner| *owner == person) {
        return Ok(Leaving::LastOwner);
    }
    // Nobody comes back by an invitation of their own making.
    let open = sqlx::query_scalar!(
        r#"update org_invitation set revoked_at = now() where org_id = $1 and accepted_at is null and revoked_at is null
            and invited_by in (select membership_id from membership where org_id = $1 and person_id = $2)
        returning invitation_id as "id: InvitationId""#,
        org.uuid(),
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    for id in open {
        forget_phone(tx, org, id).await?;
    }
    // A membership holds to the end of its last day, and whoever is sent away must be out with the next request: so the
    // last day was yesterday. One that began today has held for no whole day and goes altogether.
    let erased = sqlx::query!(
        "delete from membership where org_id = $1 and person_id = $2 and valid_from >= $3",
        org.uuid(),
        person.uuid(),
        today,
    )
    .execute(tx.conn())
    .await?;
    let ended = sqlx::query!(
        "update membership set valid_to = $3::date - 1
        where org_id = $1 and person_id = $2 and valid_from < $3 and (valid_to is null or valid_to >= $3)",
        org.uuid(),
        person.uuid(),
        today,
    )
    .execute(tx.conn())
    .await?;
    Ok(if erased.rows_affected() + ended.rows_affected() > 0 { Leaving::Left } else { Leaving::WasGone })
}

/// An organization that a person belongs to.
#[derive(Debug)]
pub struct Place {
    /// The organization.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// The membership with the strongest role.
    pub membership: MembershipId,
    /// That role.
    pub role: MemberRole,
}

/// Where a person belongs. The transaction must be in the person's scope, and enters each organization for its name.
pub async fn places(tx: &mut WriteTx, person: PersonId, today: NaiveDate) -> AppResult<Vec<Place>> {
    let rows = sqlx::query!(
        r#"select org_id as "org: OrgId", membership_id as "id: MembershipId", role from membership
        where person_id = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by org_id, membership_id"#,
        person.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut strongest: BTreeMap<OrgId, (MemberRole, MembershipId)> = BTreeMap::new();
    for row in rows {
        if let Some(role) = MemberRole::parse(&row.role) {
            let held = strongest.entry(row.org).or_insert((role, row.id));
            *held = (role, row.id).min(*held);
        }
    }
    let mut places = Vec::new();
    for (org, (role, membership)) in strongest {
        tx.enter_org(org).await?;
        let name = sqlx::query_scalar!("select name from organization where org_id = $1", org.uuid())
            .fetch_optional(tx.conn())
            .await?;
        places.extend(name.map(|org_name| Place { org, org_name, membership, role }));
    }
    Ok(places)
}

/// An invitation that nobody has accepted.
pub(super) struct InvitationRow {
    pub id: InvitationId,
    pub phone_masked: String,
    pub role: MemberRole,
    pub expires_at: DateTime<Utc>,
}

/// An organization's invitations that nobody has accepted and that expire after `since`, the newest first.
pub(super) async fn invitations(tx: &mut impl Tx, org: OrgId, since: DateTime<Utc>) -> AppResult<Vec<InvitationRow>> {
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
pub(super) async fn lock(tx: &mut WriteTx, org: OrgId) -> AppResult<()> {
    sqlx::query_scalar!("select org_id from organization where org_id = $1 for no key update", org.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}

/// Whether an organization has ever made this invitation.
pub(super) async fn is_known(tx: &mut impl Tx, org: OrgId, id: InvitationId) -> AppResult<bool> {
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
pub(super) async fn open_count(tx: &mut impl Tx, org: OrgId, now: DateTime<Utc>) -> AppResult<i64> {
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
pub(super) async fn replace(tx: &mut WriteTx, org: OrgId, phone_hash: &[u8; 32], now: DateTime<Utc>) -> AppResult<()> {
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

/// Whether anybody answers for an organization on a day.
pub async fn has_owner(tx: &mut impl Tx, org: OrgId, today: NaiveDate) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from membership where org_id = $1 and role = 'owner' and valid_from <= $2
            and (valid_to is null or valid_to >= $2)) as "found!""#,
        org.uuid(),
        today,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// An invitation to add.
pub(super) struct NewInvitation<'a> {
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
pub(super) async fn insert(tx: &mut WriteTx, org: OrgId, new: &NewInvitation<'_>) -> AppResult<()> {
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
async fn forget_phone(tx: &mut WriteTx, org: OrgId, id: InvitationId) -> AppResult<()> {
    sqlx::query!("select drop_invited_phone($1, $2)", org.uuid(), id.uuid()).fetch_one(tx.conn()).await?;
    Ok(())
}

/// Takes an invitation back, or declines it; false when it was answered or taken back before.
pub(super) async fn revoke(tx: &mut WriteTx, org: OrgId, id: InvitationId, now: DateTime<Utc>) -> AppResult<bool> {
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
pub(super) async fn accept(tx: &mut WriteTx, org: OrgId, id: InvitationId, now: DateTime<Utc>) -> AppResult<()> {
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
pub(super) async fn invitations_of(
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
pub(super) struct Offer {
    pub org_name: String,
    pub role: MemberRole,
    pub expires_at: DateTime<Utc>,
    pub is_accepted: bool,
    pub is_revoked: bool,
}

impl Offer {
    /// Whether it waits for an answer.
    pub(super) fn is_open(&self, now: DateTime<Utc>) -> bool {
        !self.is_accepted && !self.is_revoked && now < self.expires_at
    }
}

/// An organization's invitation for this very number; none for any other number.
pub(super) async fn offer(
    tx: &mut impl Tx,
    org: OrgId,
    id: InvitationId,
    phone_hash: &[u8; 32],
) -> AppResult<Option<Offer>> {
    let row = sqlx::query!(
        r#"select i.role, i.expires_at, i.accepted_at is not null as "is_accepted!", i.revoked_at is not null as "is_revoked!", o.name
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
        })
    }))
}

/// The same for whoever answers it: of two clicks, the second waits and then finds what the first did.
pub(super) async fn offer_to_answer(
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
