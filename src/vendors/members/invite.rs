//! Inviting a number to an organization: by its owners, or, while it has none, by a community that it serves.

use std::net::Ipv6Addr;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::queries::{self, NewInvitation};
use crate::access::MemberRole;
use crate::accounts::{self, Limited};
use crate::db::{InvitationId, OrgId, Tx, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::state::AppState;
use crate::values::Phone;

/// How many days an invitation holds.
pub const DAYS: i64 = 14;
/// How many of an organization's invitations may wait for an answer.
pub const MOST_OPEN: i64 = 20;

/// Whom to invite, as what.
pub struct Wish<'a> {
    /// The invitation's id, from the form: the idempotency key.
    pub id: InvitationId,
    /// The number.
    pub phone: &'a Phone,
    /// The keyed hash of the number.
    pub phone_hash: [u8; 32],
    /// What they are to be.
    pub role: MemberRole,
    /// The membership or grant of whoever invites.
    pub by: Uuid,
    /// The organization's name.
    pub org_name: &'a str,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It waits for an answer.
    Done,
    /// It was sent before, and stands.
    Before,
    /// Too many wait already.
    TooMany,
}

/// Counts an invitation to one number, and all that an organization or a community sends together, so that nobody's inbox
/// is filled and no numbers are run through. The sender stands for an address: its people may sit anywhere, and what one
/// sends must not use up another's tries.
pub fn count_try(state: &AppState, sender: Uuid, phone_hash: &[u8; 32]) -> AppResult<()> {
    // An address is told by its first half; of an id that begins with the time, the random half is what tells it.
    let stands_for = Ipv6Addr::from_bits(sender.as_u128().swap_bytes());
    state.throttle().check(Limited::Invitation, phone_hash, stands_for.into())
}

/// An owner who is invited and has not answered.
pub struct Waiting {
    /// Their number, masked.
    pub phone: String,
    /// What they accept with.
    pub code: String,
}

/// The invitations of owners that wait for an answer; the transaction is in the organization's scope.
pub async fn waiting_owners(
    tx: &mut impl Tx,
    state: &AppState,
    org: OrgId,
    now: DateTime<Utc>,
) -> AppResult<Vec<Waiting>> {
    let open = queries::invitations(tx, org, now).await?;
    let owners = open.into_iter().filter(|row| row.role == MemberRole::Owner);
    Ok(owners
        .map(|row| Waiting {
            phone: row.phone_masked,
            code: state.secrets().invitation_code(org.uuid(), row.id.uuid()),
        })
        .collect())
}

/// Invites a number. The answer is the same whether or not somebody has it.
pub async fn send(tx: &mut WriteTx, org: OrgId, wish: &Wish<'_>, now: DateTime<Utc>) -> AppResult<Sent> {
    queries::lock(tx, org).await?;
    if queries::is_known(tx, org, wish.id).await? {
        return Ok(Sent::Before);
    }
    queries::replace(tx, org, &wish.phone_hash, now).await?;
    if queries::open_count(tx, org, now).await? >= MOST_OPEN {
        return Ok(Sent::TooMany);
    }
    let new = NewInvitation {
        id: wish.id,
        phone_hash: &wish.phone_hash,
        phone_masked: &wish.phone.masked(),
        role: wish.role,
        invited_by: wish.by,
        now,
        expires_at: now + TimeDelta::days(DAYS),
    };
    queries::insert(tx, org, &new).await?;
    if let Some(person) = accounts::queries::person_by_phone(tx, &wish.phone_hash).await? {
        let news = News::Invited { org, org_name: wish.org_name.to_owned() };
        announce(tx, Audience::Person(person), news, now).await?;
    }
    Ok(Sent::Done)
}
