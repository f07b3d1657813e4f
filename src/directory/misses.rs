//! Searches that found nothing, counted per community and day: what residents need and nobody offers. Who searched is
//! not known here and so cannot be kept. Counts are gathered in memory and written every few seconds, off the requests.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::oneshot;

use super::queries;
use crate::background;
use crate::db::{Scope, TenantId};
use crate::error::AppResult;
use crate::state::AppState;

/// How often counts are written.
const STEP: Duration = Duration::from_secs(5);
/// Different searches held at once; beyond them only known ones count on, so that a flood cannot fill the memory.
const HELD: usize = 5_000;

type Key = (TenantId, NaiveDate, String);

/// Counts on their way to the database.
#[derive(Default)]
pub struct MissLog {
    counts: Mutex<HashMap<Key, i64>>,
}

impl MissLog {
    /// Counts a search that found nothing.
    pub fn count(&self, tenant: TenantId, day: NaiveDate, term: &str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (tenant, day, term.to_owned());
        if counts.len() < HELD || counts.contains_key(&key) {
            *counts.entry(key).or_default() += 1;
        }
    }

    /// Writes what was counted. What could not be written is kept for the next time.
    pub async fn flush(&self, state: &AppState) -> AppResult<()> {
        let counts = std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_tenant: HashMap<TenantId, Vec<(Key, i64)>> = HashMap::new();
        for (key, misses) in counts {
            by_tenant.entry(key.0).or_default().push((key, misses));
        }
        let mut failed = Ok(());
        for (tenant, rows) in by_tenant {
            if let Err(error) = write(state, tenant, &rows).await {
                let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
                for (key, misses) in rows {
                    *counts.entry(key).or_default() += misses;
                }
                failed = Err(error);
            }
        }
        failed
    }

    /// Begins writing every few seconds.
    pub fn start(&self, state: AppState) -> MissWriter {
        let (stop, mut stopped) = oneshot::channel::<()>();
        let task = background::spawn("misses", async move {
            loop {
                let last = tokio::select! {
                    () = tokio::time::sleep(STEP) => false,
                    _ = &mut stopped => true,
                };
                if let Err(error) = state.misses().flush(&state).await {
                    tracing::warn!(%error, "searches without result not written yet");
                }
                if last {
                    return;
                }
            }
        });
        MissWriter { stop, task }
    }
}

async fn write(state: &AppState, tenant: TenantId, rows: &[(Key, i64)]) -> AppResult<()> {
    let mut tx = state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
    for ((_, day, term), misses) in rows {
        queries::add_misses(&mut tx, tenant, *day, term, *misses).await?;
    }
    tx.commit().await
}

/// The running writer.
pub struct MissWriter {
    stop: oneshot::Sender<()>,
    task: background::Task,
}

impl MissWriter {
    /// Writes what is left and ends.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        self.task.wait().await;
    }
}
