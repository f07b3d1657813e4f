//! The day's work of each community, begun once a day by whichever server comes first.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::audit;
use crate::db::{Scope, TenantId, Tx};
use crate::error::AppResult;
use crate::publishing::daily::Daily;
use crate::state::AppState;

/// Which days this server has seen begun.
#[derive(Default)]
pub struct Schedule {
    begun: HashMap<TenantId, NaiveDate>,
}

impl Schedule {
    /// Begins today's work of every community in which nobody has begun it.
    pub async fn begin_days(&mut self, state: &AppState) -> AppResult<()> {
        let now = state.clock().now();
        for tenant in state.platform().communities() {
            let day = now.with_timezone(&tenant.time_zone).date_naive();
            // What is being erased begins nothing any more.
            if tenant.leaving_at.is_some_and(|at| at <= now) || self.begun.get(&tenant.id) == Some(&day) {
                continue;
            }
            let mut tx = state.db().write(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
            let is_first = sqlx::query!(
                "insert into daily_run (tenant_id, day, done_at) values ($1, $2, null) on conflict do nothing",
                tenant.id.uuid(),
                day
            )
            .execute(tx.conn())
            .await?
            .rows_affected()
                == 1;
            if is_first {
                tx.enqueue(&Daily { tenant: tenant.id, day }, now).await?;
                let head = audit::head(&mut tx, tenant.id).await?;
                tx.commit().await?;
                // Logs are kept elsewhere: whoever writes the record anew would have to change them too.
                if let Some(head) = head {
                    tracing::info!(
                        head = audit::command::line(tenant.slug.as_str(), &head),
                        "the record of staff's deeds"
                    );
                }
            }
            self.begun.insert(tenant.id, day);
        }
        Ok(())
    }
}
