//! A day's work: the person and staff are told of a milestone whose day is near, or past; and nothing stays with an
//! organization of a founder who has left it.

use chrono::{DateTime, NaiveDate, Utc};

use super::queries;
use crate::db::{TenantId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};

/// Days before a milestone's own on which it is near.
const NEAR: i32 = 3;

/// Of each milestone once when it is near, and once when it is past. A case has one message a night, which names the first.
pub async fn remind(tx: &mut WriteTx, tenant: TenantId, day: NaiveDate, now: DateTime<Utc>) -> AppResult<()> {
    let mut due = queries::remind_due(tx, tenant, day, NEAR).await?;
    due.sort_unstable_by(|one, two| (one.case, one.due_on, &one.step).cmp(&(two.case, two.due_on, &two.step)));
    for of_case in due.chunk_by(|one, two| one.case == two.case) {
        let [first, more @ ..] = of_case else { continue };
        let news = |case| News::StartupDue {
            tenant,
            case,
            milestone: first.step.clone(),
            on: first.due_on,
            is_past: first.due_on < day,
            more: more.len(),
        };
        // Whoever has no account is asked by staff, who hear of it anyway.
        if let Some(person) = first.person {
            announce(tx, Audience::Person(person), news(None), now).await?;
        }
        announce(tx, Audience::Staff(tenant), news(Some(first.case)), now).await?;
    }
    Ok(())
}

/// Takes away what was left behind: whoever leaves takes it along (`super::leave`), but a server that knew nothing of it lets
/// them go without, and from outside nobody could delete it. The transaction ends up in the scope of one of the organizations.
pub async fn tidy(tx: &mut WriteTx, tenant: TenantId, day: NaiveDate) -> AppResult<()> {
    for org in queries::orgs_founded(tx, tenant).await? {
        tx.enter_org(org).await?;
        queries::remove_departed(tx, org, day).await?;
    }
    Ok(())
}
