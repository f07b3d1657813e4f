//! What every request shares.

use std::sync::Arc;

use crate::accounts::{Passwords, Throttle};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::directory::{MissLog, Snapshots};
use crate::error::AppResult;
use crate::jobs::KeptTexts;
use crate::links::ScanLog;
use crate::matching::KeptCounts;
use crate::secrets::Secrets;
use crate::tenancy::{Platform, PlatformData};
use crate::web::cache::PageCache;

/// Handle to the shared state; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    config: Config,
    db: Db,
    clock: Clock,
    secrets: Secrets,
    platform: Platform,
    pages: PageCache,
    snapshots: Snapshots,
    job_texts: KeptTexts,
    misses: MissLog,
    scans: ScanLog,
    counts: KeptCounts,
    passwords: Passwords,
    throttle: Throttle,
}

impl AppState {
    /// Builds the state around a database that has been checked.
    pub async fn new(config: Config, db: Db, clock: Clock, secrets: Secrets, passwords: Passwords) -> AppResult<Self> {
        let platform = Platform::load(&db, &clock).await?;
        let throttle = Throttle::new(&clock);
        let cache = u64::from(config.cache_mib) << 20;
        Ok(Self(Arc::new(Inner {
            config,
            db,
            clock,
            secrets,
            platform,
            pages: PageCache::new(cache * 4 / 9),
            snapshots: Snapshots::new(cache * 4 / 9),
            job_texts: KeptTexts::new(cache / 9),
            misses: MissLog::default(),
            scans: ScanLog::default(),
            counts: KeptCounts::default(),
            passwords,
            throttle,
        })))
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database; only actors and background work may begin transactions on it.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The server's keys.
    pub fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// What all tenants share.
    pub fn platform(&self) -> Arc<PlatformData> {
        self.0.platform.data()
    }

    /// Reads the shared data anew if a change was announced.
    pub async fn refresh_platform(&self) {
        self.0.platform.refresh(&self.0.db, &self.0.clock).await;
    }

    /// Reads the shared data anew, announced or not: for whoever just changed it.
    pub async fn reload_platform(&self) -> AppResult<()> {
        self.0.platform.reload(&self.0.db, &self.0.clock).await
    }

    /// Public pages in memory.
    pub fn pages(&self) -> &PageCache {
        &self.0.pages
    }

    /// Published listings in memory.
    pub fn snapshots(&self) -> &Snapshots {
        &self.0.snapshots
    }

    /// The folded texts of job postings in memory.
    pub fn job_texts(&self) -> &KeptTexts {
        &self.0.job_texts
    }

    /// Searches that found nothing, on their way to the database.
    pub fn misses(&self) -> &MissLog {
        &self.0.misses
    }

    /// Scans of short links, on their way to the database.
    pub fn scans(&self) -> &ScanLog {
        &self.0.scans
    }

    /// What was counted of everybody in large communities.
    pub fn counts(&self) -> &KeptCounts {
        &self.0.counts
    }

    /// Password hashing, bounded.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// Limits on sign-in and its like.
    pub fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }
}
