//! Work beside the requests: what runs as long as the server does ([`spawn`]), and tasks that a transaction leaves to be
//! done ([`queue`]).

pub mod queue;
pub mod schedule;

use std::future::Future;

use tokio::task::{AbortHandle, JoinHandle};
use tracing::Instrument;

/// Work that was begun.
pub struct Task {
    work: AbortHandle,
    watch: JoinHandle<()>,
}

impl Task {
    /// Ends it where it stands.
    pub fn abort(&self) {
        self.work.abort();
    }

    /// Waits for its end.
    pub async fn wait(self) {
        let _ = self.watch.await;
    }
}

/// Runs `work` beside the requests; if it panics, the log says which.
#[expect(clippy::disallowed_methods, reason = "the one place that spawns what nobody waits for")]
pub fn spawn(name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Task {
    let inner = tokio::spawn(work.instrument(tracing::info_span!("background", task = name)));
    let work = inner.abort_handle();
    let watch = tokio::spawn(async move {
        if inner.await.is_err_and(|error| error.is_panic()) {
            tracing::error!(task = name, "background work panicked");
        }
    });
    Task { work, watch }
}
