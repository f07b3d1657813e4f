//! The last word of people whose records were merged before it held for all of their records.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{allow_as_agreed, merge};
use crate::background::queue::{Task, TaskError};
use crate::db::{ResidentId, Scope, TenantId, WriteTx};
use crate::residents;
use crate::state::AppState;

/// Records that one task looks at.
const PAGE: usize = 200;

/// Sees to it that a community's records that others were merged into are seen or hidden, and used, as was said last; a migration
/// leaves it to be done. Done twice, it changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct HeedLastWord {
    tenant: TenantId,
    /// The last record that an earlier task has looked at.
    after: Option<ResidentId>,
}

impl Task for HeedLastWord {
    const NAME: &'static str = "heed_last_word_on_talents";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let now = state.clock().now();
        let (_, mut kept) = residents::queries::gone(tx, self.tenant).await?;
        kept.sort_unstable();
        kept.dedup();
        let after = self.after.map_or(Uuid::nil(), ResidentId::uuid);
        let page: Vec<ResidentId> =
            kept.into_iter().filter(|id| *id > after).take(PAGE).map(ResidentId::from).collect();
        for id in &page {
            let root = residents::queries::merges::hold_root(tx, self.tenant, *id).await?;
            merge::hold_to_last_word(tx, self.tenant, root, now).await?;
            allow_as_agreed(tx, self.tenant, root).await?;
        }
        if let Some(last) = page.last().filter(|_| page.len() == PAGE) {
            tx.enqueue(&Self { tenant: self.tenant, after: Some(*last) }, now).await?;
        }
        Ok(())
    }
}
