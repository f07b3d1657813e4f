//! Who belongs to an organization, for features in which one of them is chosen.

use super::model::roster;
use super::queries;
use crate::access::OrgMember;
use crate::accounts;
use crate::db::PersonId;
use crate::error::AppResult;

/// The members whose accounts there still are, each with what they are called: owners first, then who came first.
pub async fn people(member: &OrgMember) -> AppResult<Vec<(PersonId, String)>> {
    // Names lie each in its person's own scope, and only a transaction of this kind can enter further scopes. It is
    // dropped: nothing is written.
    let mut tx = member.write().await?;
    let mut people = Vec::new();
    for row in roster(queries::living(&mut tx, member.org(), member.today()).await?) {
        tx.enter_person(row.person).await?;
        let called = accounts::queries::called(&mut tx, row.person).await?;
        people.extend(called.map(|called| (row.person, called.name)));
    }
    Ok(people)
}
