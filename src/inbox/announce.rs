//! Telling: one task puts a message into every inbox it belongs in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{News, queries};
use crate::background::queue::{Task, TaskError};
use crate::db::{MessageId, OrgId, PersonId, ResidentId, Scope, TenantId, WriteTx};
use crate::error::AppResult;
use crate::residents::queries::{merges, records};
use crate::state::AppState;

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// An organization, and those of its members who keep its records.
    Org(OrgId),
    /// The same, and one more, as long as they belong to it.
    OrgWith(OrgId, PersonId),
    /// The staff of a community.
    Staff(TenantId),
    /// The staff of a community but one, who knows already.
    Colleagues(TenantId, PersonId),
    /// One person.
    Person(PersonId),
    /// Whoever has the account of a resident's record; where nobody has, the staff, who pass it on.
    Resident(TenantId, ResidentId),
}

/// A message on its way into inboxes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Announce {
    to: Audience,
    news: News,
    message: MessageId,
    at: DateTime<Utc>,
}

/// Tells somebody something, if and when the transaction commits.
pub async fn announce(tx: &mut WriteTx, to: Audience, news: News, now: DateTime<Utc>) -> AppResult<()> {
    tx.enqueue(&Announce { to, news, message: MessageId::generate(), at: now }, now).await
}

/// Puts one message into the inboxes of people whom a task has found; once, however often it is asked to.
pub async fn put(
    tx: &mut WriteTx,
    (message, at): (MessageId, DateTime<Utc>),
    people: &[PersonId],
    news: &News,
) -> AppResult<()> {
    for person in people {
        tx.enter_person(*person).await?;
        queries::put_for_person(tx, *person, message, news, at).await?;
    }
    Ok(())
}

impl Task for Announce {
    const NAME: &'static str = "announce";

    fn scope(&self) -> Scope {
        match self.to {
            Audience::Org(org) | Audience::OrgWith(org, _) => Scope { org: Some(org), ..Scope::default() },
            Audience::Staff(tenant) | Audience::Colleagues(tenant, _) | Audience::Resident(tenant, _) => {
                Scope { tenant: Some(tenant), ..Scope::default() }
            }
            Audience::Person(person) => Scope { person: Some(person), ..Scope::default() },
        }
    }

    async fn run(&self, _: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let today = self.at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
        let mut news = self.news.clone();
        let people = match self.to {
            Audience::Org(org) | Audience::OrgWith(org, _) => {
                queries::put_for_org(tx, org, self.message, &self.news, self.at).await?;
                let besides = if let Audience::OrgWith(_, person) = self.to { Some(person) } else { None };
                queries::record_keepers(tx, org, besides, today).await?
            }
            Audience::Staff(tenant) => queries::staff(tx, tenant, today).await?,
            Audience::Colleagues(tenant, but) => {
                let staff = queries::staff(tx, tenant, today).await?;
                staff.into_iter().filter(|person| *person != but).collect()
            }
            Audience::Person(person) => vec![person],
            Audience::Resident(tenant, resident) => {
                let resident = merges::root(tx, tenant, resident).await?;
                match records::record(tx, tenant, resident).await?.map(|record| record.person) {
                    Some(Some(person)) => vec![person],
                    Some(None) => {
                        news = News::PassOn { tenant, resident, news: Box::new(news) };
                        queries::staff(tx, tenant, today).await?
                    }
                    None => Vec::new(),
                }
            }
        };
        Ok(put(tx, (self.message, self.at), &people, &news).await?)
    }
}
