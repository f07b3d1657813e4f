//! A day's work: the person and staff are told of a milestone whose day is near, or past.

use chrono::{DateTime, NaiveDate, Utc};

use super::queries;
use crate::db::WriteTx;
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::tenancy::Tenant;

/// Days before a milestone's own on which it is near.
const NEAR: i32 = 3;

/// Does it; of each milestone once when it is near, and once when it is past.
pub async fn work(tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate, now: DateTime<Utc>) -> AppResult<()> {
    for due in queries::remind_due(tx, tenant.id, day, NEAR).await? {
        let news = |case| News::StartupDue {
            tenant: tenant.id,
            case,
            milestone: due.step.clone(),
            on: due.due_on,
            is_past: due.due_on < day,
        };
        // Whoever has no account is asked by staff, who hear of it anyway.
        if let Some(person) = due.person {
            announce(tx, Audience::Person(person), news(None), now).await?;
        }
        announce(tx, Audience::Staff(tenant.id), news(Some(due.case)), now).await?;
    }
    Ok(())
}
