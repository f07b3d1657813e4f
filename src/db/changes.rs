//! How every server learns that a community's public pages changed, whoever changed them.
//!
//! A write transaction announces the tenants it touched with `NOTIFY`, which PostgreSQL delivers when it commits and
//! never otherwise. Each server listens, and counts an epoch per tenant: what was cached under an older epoch is not
//! served again. While the listening connection is down nothing is cached at all, so a server that cannot hear
//! serves fresh pages, slowly, rather than old ones.

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnection, PgListener, PgPool};
use tokio::sync::watch;
use uuid::Uuid;

use super::TenantId;
use crate::error::AppResult;

const CHANNEL: &str = "jiamenkou_changed";
/// Announces a change of the tenant tree itself, or of the categories and holidays all tenants share.
const PLATFORM: &str = "platform";

/// A point in a tenant's public history; anything cached carries the one it was made under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Epoch {
    platform: u64,
    tenant: u64,
}

/// What this server has heard.
#[derive(Default)]
pub struct Changes {
    platform: AtomicU64,
    tenants: RwLock<HashMap<TenantId, u64>>,
    listening: watch::Sender<bool>,
    /// Counts what was heard, for whoever waits for it.
    news: watch::Sender<u64>,
}

impl Changes {
    /// The tenant's epoch now, or none while this server cannot hear of changes: then nothing may be cached.
    ///
    /// Take it before the transaction that reads: a change that commits in between then makes a new epoch.
    pub fn epoch(&self, tenant: TenantId) -> Option<Epoch> {
        if !*self.listening.borrow() {
            return None;
        }
        let tenants = self.tenants.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Some(Epoch {
            platform: self.platform.load(Ordering::Acquire),
            tenant: tenants.get(&tenant).copied().unwrap_or(0),
        })
    }

    /// The epoch of what all tenants share.
    pub fn platform_epoch(&self) -> Option<u64> {
        self.listening.borrow().then(|| self.platform.load(Ordering::Acquire))
    }

    /// Waits until this server hears of changes.
    pub async fn heard(&self) {
        // The sender lives as long as we do, so the wait cannot fail.
        let _ = self.listening.subscribe().wait_for(|listening| *listening).await;
    }

    /// Waits until a change after `epoch` has been heard.
    pub async fn after(&self, tenant: TenantId, epoch: Epoch) {
        let mut news = self.news.subscribe();
        while self.epoch(tenant) == Some(epoch) {
            if news.changed().await.is_err() {
                return;
            }
        }
    }

    fn hear(&self, payload: &str) {
        match payload.parse::<Uuid>() {
            Ok(id) => self.note(TenantId::from(id)),
            Err(_) => self.note_platform(),
        }
    }

    /// Begins a new epoch of a tenant.
    pub(super) fn note(&self, tenant: TenantId) {
        let mut tenants = self.tenants.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *tenants.entry(tenant).or_default() += 1;
        drop(tenants);
        self.news.send_modify(|count| *count += 1);
    }

    /// Begins a new epoch of what all tenants share, and so of every tenant.
    pub(super) fn note_platform(&self) {
        self.forget_everything();
        self.news.send_modify(|count| *count += 1);
    }

    fn forget_everything(&self) {
        self.platform.fetch_add(1, Ordering::AcqRel);
    }

    /// Listens until the pool closes, reconnecting whenever the connection is lost.
    pub async fn listen(&self, pool: PgPool) {
        while !pool.is_closed() {
            if let Err(error) = self.listen_once(&pool).await {
                tracing::warn!(%error, "not hearing of changes: public pages are not cached until the database answers");
            }
            self.listening.send_replace(false);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn listen_once(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.ignore_pool_close_event(true);
        listener.listen(CHANNEL).await?;
        // Whatever was announced while nobody listened is unknown.
        self.forget_everything();
        self.listening.send_replace(true);
        // `try_recv` gives none when the connection was lost: announcements may have been missed.
        while let Some(notification) = listener.try_recv().await? {
            self.hear(notification.payload());
        }
        Ok(())
    }
}

/// Announces, when the transaction commits, that a tenant's public pages changed.
pub(super) async fn announce(connection: &mut PgConnection, tenant: TenantId) -> AppResult<()> {
    notify(connection, &tenant.to_string()).await
}

/// Announces that something all tenants share changed.
pub async fn announce_platform(connection: &mut PgConnection) -> AppResult<()> {
    notify(connection, PLATFORM).await
}

async fn notify(connection: &mut PgConnection, payload: &str) -> AppResult<()> {
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, payload).fetch_one(connection).await?;
    Ok(())
}
