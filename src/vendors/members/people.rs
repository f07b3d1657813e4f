//! Who belongs to an organization, for features in which one of them is chosen.

use super::model::roster;
use super::queries;
use crate::access::OrgMember;
use crate::accounts::queries::{Called, called};
use crate::db::{PersonId, WriteTx};
use crate::error::AppResult;

/// As many can be chosen from; an organization with more has others to name.
const MOST: usize = 200;

/// What members are called; none where the account is gone. Names lie each in its person's own scope, which the transaction
/// enters.
pub(super) async fn names(tx: &mut WriteTx, people: &[PersonId]) -> AppResult<Vec<Option<Called>>> {
    let mut names = Vec::new();
    for person in people {
        tx.enter_person(*person).await?;
        names.push(called(tx, *person).await?);
    }
    Ok(names)
}

/// The members whose accounts there still are, each with what they are called: owners first, then who came first.
pub async fn people(member: &OrgMember) -> AppResult<Vec<(PersonId, String)>> {
    // Only a transaction of this kind can enter further scopes. It is dropped: nothing is written.
    let mut tx = member.write().await?;
    let rows = roster(queries::living(&mut tx, member.org(), member.today()).await?);
    let people: Vec<PersonId> = rows.iter().take(MOST).map(|row| row.person).collect();
    let names = names(&mut tx, &people).await?;
    Ok(people.into_iter().zip(names).filter_map(|(person, called)| Some((person, called?.name))).collect())
}

/// What one of them is called; none where they do not belong to the organization.
pub async fn name(member: &OrgMember, person: PersonId) -> AppResult<Option<String>> {
    let mut tx = member.write().await?;
    if queries::roles_of(&mut tx, member.org(), person, member.today()).await?.is_empty() {
        return Ok(None);
    }
    tx.enter_person(person).await?;
    Ok(called(&mut tx, person).await?.map(|called| called.name))
}
