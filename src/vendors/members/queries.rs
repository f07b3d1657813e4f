//! SQL of memberships and invitations. The transaction must have entered the organization (`WriteTx::enter_org`).

mod invitations;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::access::MemberRole;
use crate::db::{InvitationId, MembershipId, OrgId, PersonId, Tx, WriteTx};
use crate::error::AppResult;
use crate::placements;
use crate::startup;
use crate::training;

use self::invitations::forget_phone;
pub(super) use self::invitations::{
    InvitationRow, NewInvitation, Offer, accept, insert, invitations, invitations_of, is_known, lock, offer,
    offer_to_answer, open_count, replace, revoke,
};

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
pub async fn roles_of(tx: &mut impl Tx, org: OrgId, person: PersonId, today: NaiveDate) -> AppResult<Vec<MemberRole>> {
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

/// Whether a person answers for an organization, and goes on doing so until the transaction ends.
pub async fn hold_owner(tx: &mut WriteTx, org: OrgId, person: PersonId, today: NaiveDate) -> AppResult<bool> {
    let held = sqlx::query!(
        "select from membership where org_id = $1 and person_id = $2 and role = 'owner' and valid_from <= $3
            and (valid_to is null or valid_to >= $3) for share",
        org.uuid(),
        person.uuid(),
        today,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(held.is_some())
}

/// Whether a person belongs to an organization, and goes on doing so until the transaction ends. Held before what is said of
/// them: whoever leaves is taken out of it after that. In the order in which [`leave`] holds them.
pub async fn hold_member(tx: &mut WriteTx, org: OrgId, person: PersonId, today: NaiveDate) -> AppResult<bool> {
    let held = sqlx::query!(
        "select from membership where org_id = $1 and person_id = $2 and valid_from <= $3
            and (valid_to is null or valid_to >= $3) order by (role = 'owner') desc, membership_id for share",
        org.uuid(),
        person.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(!held.is_empty())
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
pub async fn leave(
    tx: &mut WriteTx,
    org: OrgId,
    person: PersonId,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> AppResult<Leaving> {
    // Locked first: of two owners who send each other away at the same time, the second waits here, and then finds that
    // one owner is left. With them all that the person is: what of it began today goes before what is older.
    let held = sqlx::query!(
        r#"select person_id as "person: PersonId", role from membership
        where org_id = $1 and (role = 'owner' or person_id = $3) and valid_from <= $2 and (valid_to is null or valid_to >= $2)
        order by (role = 'owner') desc, membership_id for update"#,
        org.uuid(),
        today,
        person.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let owners: Vec<PersonId> =
        held.iter().filter(|row| row.role == MemberRole::Owner.code()).map(|row| row.person).collect();
    if owners.contains(&person) && owners.iter().all(|owner| *owner == person) {
        return Ok(Leaving::LastOwner);
    }
    // Nobody comes back by an invitation of their own making.
    let open = sqlx::query_scalar!(
        r#"update org_invitation set revoked_at = $3 where org_id = $1 and accepted_at is null and revoked_at is null
            and invited_by in (select membership_id from membership where org_id = $1 and person_id = $2)
        returning invitation_id as "id: InvitationId""#,
        org.uuid(),
        person.uuid(),
        now,
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
    // From outside, nobody could take back what the organization keeps of them.
    startup::leave(tx, org, person).await?;
    placements::leave(tx, org, person).await?;
    training::leave(tx, org, person).await?;
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

/// The organizations that a person answers for on a day; in the person's scope.
pub async fn owned(tx: &mut impl Tx, person: PersonId, today: NaiveDate) -> AppResult<Vec<OrgId>> {
    let orgs = sqlx::query_scalar!(
        r#"select distinct org_id as "org: OrgId" from membership
        where person_id = $1 and role = 'owner' and valid_from <= $2 and (valid_to is null or valid_to >= $2)"#,
        person.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(orgs)
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
