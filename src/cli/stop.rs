//! Ctrl-C and SIGTERM: whatever runs then ends in order.

use anyhow::Result;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears of Ctrl-C and SIGTERM from its making on.
pub(super) struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

/// From here on the two signals no longer end the process by themselves.
pub(super) fn told_to_stop() -> Result<Stop> {
    Ok(Stop { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
}

impl Stop {
    /// Resolves at the next signal.
    pub(super) async fn told(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// What `work` gave, or none when told to stop: the work is dropped where it stands, and its transaction rolls back.
    pub(super) async fn unless_told<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            () = self.told() => None,
        }
    }
}
