//! Memberships: what a person is in an organization, from when to when.

use chrono::NaiveDate;

use super::MemberRole;
use crate::db::{MembershipId, OrgId, PersonId, Tx};
use crate::error::AppResult;

/// A place in an organization that holds today.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Its id, recorded with everything done under it.
    pub id: MembershipId,
    /// The organization.
    pub org: OrgId,
    /// The organization's name.
    pub org_name: String,
    /// The role; where a person has several, the strongest.
    pub role: MemberRole,
    /// How much of the organization's inbox nobody has read yet.
    pub unread: i64,
}

/// A person's place in an organization, if they have one on this day. The transaction must be in both scopes.
pub(super) async fn find(
    tx: &mut impl Tx,
    org: OrgId,
    person: PersonId,
    today: NaiveDate,
) -> AppResult<Option<Membership>> {
    let rows = sqlx::query!(
        r#"select m.membership_id as "id: MembershipId", m.role, o.name,
            (select count(*) from org_message n where n.org_id = $1 and n.read_at is null) as "unread!"
        from membership m join organization o on o.org_id = m.org_id
        where m.org_id = $1 and o.org_id = $1 and m.person_id = $2 and m.valid_from <= $3 and (m.valid_to is null or m.valid_to >= $3)"#,
        org.uuid(),
        person.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    let held = rows.into_iter().filter_map(|row| {
        let role = MemberRole::parse(&row.role)?;
        Some(Membership { id: row.id, org, org_name: row.name, role, unread: row.unread })
    });
    Ok(held.min_by_key(|membership| membership.role))
}

/// Whether a person answers for any organization on this day. The transaction must be in the person's scope.
pub(super) async fn is_owner_anywhere(tx: &mut impl Tx, person: PersonId, today: NaiveDate) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        "select org_id from membership
        where person_id = $1 and role = 'owner' and valid_from <= $2 and (valid_to is null or valid_to >= $2) limit 1",
        person.uuid(),
        today,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.is_some())
}
