//! A community counts itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{cycle, queries};
use crate::background::queue::{Task, TaskError};
use crate::db::{Scope, TenantId, WriteTx};
use crate::error::AppResult;
use crate::state::AppState;
use crate::tenancy::Tenant;

/// The count of one community, out of turn.
#[derive(Debug, Serialize, Deserialize)]
pub struct Count {
    /// The community.
    pub tenant: TenantId,
    /// The day that it is kept under.
    pub day: NaiveDate,
    /// Whether the loop stays as it was counted last.
    #[serde(default)]
    pub spares_loop: bool,
}

impl Task for Count {
    const NAME: &'static str = "count_figures";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        // A community that is gone is not counted.
        let Some(tenant) = state.platform().by_id(self.tenant) else { return Ok(()) };
        let count = if self.spares_loop {
            write_figures(state, tx, &tenant, self.day).await
        } else {
            write(state, tx, &tenant, self.day).await
        };
        Ok(count?)
    }
}

/// Counts a community and keeps the figures under a day.
pub async fn write(state: &AppState, tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate) -> AppResult<()> {
    write_figures(state, tx, tenant, day).await?;
    cycle::write(tx, tenant, day).await
}

/// The same without the loop.
async fn write_figures(state: &AppState, tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate) -> AppResult<()> {
    let figures = queries::count(tx, tenant, day, state.clock().now()).await?;
    queries::keep(tx, tenant.id, day, &figures).await
}
