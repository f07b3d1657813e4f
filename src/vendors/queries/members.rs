//! SQL of who belongs to an organization.

use chrono::NaiveDate;

use crate::db::{MembershipId, OrgId, PersonId, Tx, WriteTx};
use crate::error::AppResult;

/// A member to add.
pub struct NewMember<'a> {
    /// Who.
    pub person: PersonId,
    /// `owner`, `editor` or `worker`.
    pub role: &'a str,
    /// The first day.
    pub from: NaiveDate,
}

/// Adds a person to an organization.
pub async fn insert_member(tx: &mut WriteTx, org: OrgId, new: &NewMember<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into membership (org_id, membership_id, person_id, role, valid_from) values ($1, $2, $3, $4, $5)",
        org.uuid(),
        MembershipId::generate().uuid(),
        new.person.uuid(),
        new.role,
        new.from,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether a person belongs to an organization on a day.
pub async fn is_member(tx: &mut impl Tx, org: OrgId, person: PersonId, today: NaiveDate) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from membership where org_id = $1 and person_id = $2 and valid_from <= $3
            and (valid_to is null or valid_to >= $3)) as "found!""#,
        org.uuid(),
        person.uuid(),
        today
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}
