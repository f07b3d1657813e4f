//! Scanning a short link. Scans are counted per link and day: who scanned is not known here and so cannot be kept.
//! Counts are gathered in memory and written every few seconds, off the requests.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use tokio::sync::oneshot;

use super::model::is_code;
use super::queries;
use crate::access::Visitor;
use crate::background;
use crate::db::{LinkId, Scope, TenantId};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::extract::Path;
use crate::web::{Flash, redirect};

/// How often counts are written.
const STEP: Duration = Duration::from_secs(5);
/// Different links held at once; beyond them only known ones count on. More than a town scans in one step.
const HELD: usize = 20_000;

type Key = (TenantId, LinkId, NaiveDate);

/// Counts on their way to the database.
#[derive(Default)]
pub struct ScanLog {
    counts: Mutex<HashMap<Key, i64>>,
}

impl ScanLog {
    /// Counts one scan of a link that exists.
    pub fn count(&self, tenant: TenantId, link: LinkId, day: NaiveDate) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (tenant, link, day);
        if counts.len() < HELD || counts.contains_key(&key) {
            *counts.entry(key).or_default() += 1;
        }
    }

    /// Writes what was counted. What could not be written is kept for the next time.
    pub async fn flush(&self, state: &AppState) -> AppResult<()> {
        let counts = std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_tenant: HashMap<TenantId, Vec<(Key, i64)>> = HashMap::new();
        for (key, scans) in counts {
            by_tenant.entry(key.0).or_default().push((key, scans));
        }
        let mut failed = Ok(());
        for (tenant, mut rows) in by_tenant {
            // Two servers that write the same links write them in the same order, or they would wait for each other.
            rows.sort_unstable();
            if let Err(error) = write(state, tenant, &rows).await {
                let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
                for (key, scans) in rows {
                    *counts.entry(key).or_default() += scans;
                }
                failed = Err(error);
            }
        }
        failed
    }

    /// Begins writing every few seconds.
    pub fn start(&self, state: AppState) -> ScanWriter {
        let (stop, mut stopped) = oneshot::channel::<()>();
        let task = background::spawn("scans", async move {
            loop {
                let last = tokio::select! {
                    () = tokio::time::sleep(STEP) => false,
                    _ = &mut stopped => true,
                };
                if let Err(error) = state.scans().flush(&state).await {
                    tracing::warn!(%error, "scans of short links not written yet");
                }
                if last {
                    return;
                }
            }
        });
        ScanWriter { stop, task }
    }
}

async fn write(state: &AppState, tenant: TenantId, rows: &[(Key, i64)]) -> AppResult<()> {
    let mut tx = state.db().write(&Scope { tenant: Some(tenant), ..Scope::default() }).await?;
    for ((_, link, day), scans) in rows {
        queries::add_scans(&mut tx, tenant, *link, *day, *scans).await?;
    }
    tx.commit().await
}

/// The running writer.
pub struct ScanWriter {
    stop: oneshot::Sender<()>,
    task: background::Task,
}

impl ScanWriter {
    /// Writes what is left and ends.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        self.task.wait().await;
    }
}

#[derive(Deserialize)]
pub(super) struct ScanPath {
    code: String,
}

pub(super) async fn scan(
    visitor: Visitor,
    method: Method,
    headers: HeaderMap,
    Path(path): Path<ScanPath>,
) -> AppResult<Response> {
    if !is_code(&path.code) {
        return Err(AppError::NotFound);
    }
    let mut tx = visitor.read().await?;
    let (tenant, link) = queries::by_code(&mut tx, &path.code).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let tenant = visitor.state().platform().by_id(tenant).ok_or(AppError::NotFound)?;
    let mut tx = visitor.read_in(tenant.id).await?;
    let target = queries::target(&mut tx, tenant.id, link, &path.code).await?;
    let is_there = match &target {
        Some(target) => queries::is_there(&mut tx, &tenant, target).await?,
        None => false,
    };
    drop(tx);
    // What is printed outlives what it was printed for: whoever scans it finds the community's services.
    let mut response = match target.filter(|_| is_there) {
        Some(target) => {
            if method != Method::HEAD && is_person(&headers) {
                let day = visitor.now().with_timezone(&tenant.time_zone).date_naive();
                visitor.state().scans().count(tenant.id, link, day);
            }
            redirect(&target.url(&tenant), None)
        }
        None => redirect(&crate::directory::urls::services(&tenant), Some(Flash::CodeEnded)),
    };
    // Kept by nobody: the link may be revoked, and each scan counts.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    Ok(response)
}

/// Whether somebody scans, as far as the browser says: search engines and the previews of chats follow links as well.
fn is_person(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // A maker of phones has the word in its name.
    let agent = agent.to_ascii_lowercase().replace("cubot", "");
    !["bot", "spider", "crawler", "preview"].iter().any(|word| agent.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_do_not_count_as_people() {
        let agent = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, text.parse().unwrap());
            is_person(&headers)
        };
        assert!(is_person(&HeaderMap::new()));
        for person in [
            "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 MicroMessenger/8.0.50",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 10; CUBOT P40) AppleWebKit/537.36",
        ] {
            assert!(agent(person), "{person}");
        }
        for program in
            ["Googlebot/2.1", "Baiduspider/2.0", "SomeCrawler", "WhatsApp Preview", "Mozilla/5.0 (CUBOT) bingbot/2.0"]
        {
            assert!(!agent(program), "{program}");
        }
    }

    #[test]
    fn scans_of_one_link_and_day_add_up_and_a_flood_stays_small() {
        let (log, tenant, link) = (ScanLog::default(), TenantId::generate(), LinkId::generate());
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        for _ in 0..3 {
            log.count(tenant, link, day(24));
        }
        log.count(tenant, link, day(25));
        for _ in 0..HELD {
            log.count(tenant, LinkId::generate(), day(25));
        }
        log.count(tenant, link, day(24));
        let counts = log.counts.lock().unwrap();
        assert_eq!((counts[&(tenant, link, day(24))], counts[&(tenant, link, day(25))]), (4, 1));
        assert_eq!(counts.len(), HELD);
    }
}
