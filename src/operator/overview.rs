//! The first page: how the server is, and every tenant.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::model::tree;
use super::pages::{OverviewPage, TaskView, TenantView, bytes, level_name, page};
use super::queries::tenants::Figures;
use super::queries::{deletions, health, tenants};
use super::urls;
use crate::access::Operator;
use crate::db::{TaskId, TenantId};
use crate::error::{AppError, AppResult};
use crate::tenancy::{Level, Tenant};
use crate::web::extract::{Path, Query};
use crate::web::{Flash, flashed, redirect, text};

/// Tenants on one page.
const PAGE: usize = 100;
/// Failed tasks that are shown; more of them have one cause.
const MOST_TASKS: i64 = 20;
/// Tenants that are gone, of which the page tells.
const MOST_GONE: i64 = 10;
/// Below this the disk needs somebody: 2 GiB.
const LITTLE_ROOM: u64 = 2 << 30;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TreeQuery {
    after: String,
}

pub(super) async fn show(operator: Operator, Query(query): Query<TreeQuery>) -> AppResult<Response> {
    let (state, t, now) = (operator.state(), &operator.context().t().operator, operator.now());
    let platform = state.platform();
    let line = tree(&platform);
    let from = line.iter().position(|(_, tenant)| tenant.slug == query.after).map_or(0, |at| at + 1);
    let shown: Vec<(usize, &Tenant)> = line.iter().skip(from).take(PAGE).copied().collect();
    let ids: Vec<TenantId> = shown.iter().map(|(_, tenant)| tenant.id).collect();
    let schema = state.db().schema_version().await?;
    let mut tx = operator.read().await?;
    let figures = tenants::figures(&mut tx, &ids, operator.today()).await?;
    let size = health::database_size(&mut tx).await?;
    let waiting = health::waiting(&mut tx, now).await?;
    let failed = health::failed(&mut tx, MOST_TASKS).await?;
    let gone = deletions::gone(&mut tx, MOST_GONE).await?;
    drop(tx);
    let free = free_space(&state.config().data_dir);
    let given_up = failed.iter().filter(|task| task.is_given_up).count();
    let mut warnings = Vec::new();
    if given_up > 0 {
        warnings.push(t.warn_tasks(given_up));
    }
    if let Some(free) = free.filter(|free| *free < LITTLE_ROOM) {
        warnings.push(t.warn_disk(bytes(free)));
    }
    let view = View { operator: &operator };
    let template = OverviewPage {
        page: page(&operator, t.title),
        facts: vec![
            (t.fact_program, env!("CARGO_PKG_VERSION").to_owned()),
            (t.fact_database, t.database_well(bytes(u64::try_from(size).unwrap_or(0)))),
            (t.fact_schema, schema.map_or_else(String::new, |version| version.to_string())),
            (t.fact_tasks, t.tasks_waiting(waiting)),
            (t.fact_disk, free.map_or_else(|| t.unknown.to_owned(), bytes)),
        ],
        warnings,
        tasks: failed
            .into_iter()
            .map(|task| TaskView {
                name: task.name,
                attempts: task.attempts,
                is_given_up: task.is_given_up,
                error: task.error,
                retry_url: urls::task_retry(task.id),
            })
            .collect(),
        more_url: shown
            .last()
            .filter(|_| from + PAGE < line.len())
            .map(|(_, last)| format!("{}?after={}", urls::HOME, last.slug)),
        tenants: shown
            .iter()
            .map(|(depth, tenant)| view.tenant(*depth, tenant, figures.get(&tenant.id).copied().unwrap_or_default()))
            .collect(),
        new_url: urls::NEW_TENANT.to_owned(),
        gone: gone
            .into_iter()
            .map(|gone| {
                let day = text::date(
                    operator.context().locale,
                    gone.done_at.with_timezone(&operator.home().time_zone).date_naive(),
                );
                t.gone_line(gone.name, day, gone.asked_name, gone.approved_name, gone.rows, gone.files)
            })
            .collect(),
    };
    flashed(operator.flash(), StatusCode::OK, &template)
}

struct View<'a> {
    operator: &'a Operator,
}

impl View<'_> {
    fn tenant(&self, depth: usize, tenant: &Tenant, figures: Figures) -> TenantView {
        let (context, today) = (self.operator.context(), self.operator.today());
        let t = context.t();
        let day = |at: chrono::DateTime<chrono::Utc>| {
            text::date(context.locale, at.with_timezone(&tenant.time_zone).date_naive())
        };
        TenantView {
            url: urls::tenant(&tenant.slug),
            name: tenant.name.clone(),
            level: level_name(tenant.level, t),
            depth: "— ".repeat(depth),
            state: match (tenant.leaving_at, tenant.suspended_at) {
                (Some(at), _) => t.operator.state_leaving(day(at)),
                (None, Some(_)) => t.operator.state_suspended.to_owned(),
                (None, None) => t.operator.state_open.to_owned(),
            },
            is_open: !tenant.is_suspended(),
            households: figures.households,
            staff: figures.staff,
            listings: figures.listings,
            last_day: match (tenant.level, figures.last_day) {
                (_, Some(day)) => text::short_date(context.locale, day, today),
                (Level::Community, None) => t.operator.never.to_owned(),
                _ => String::new(),
            },
        }
    }
}

/// Room left on the disk that holds the data directory, in bytes.
#[expect(clippy::useless_conversion, reason = "not every system counts in 64 bits")]
fn free_space(data_dir: &std::path::Path) -> Option<u64> {
    let stat = nix::sys::statvfs::statvfs(data_dir).ok()?;
    Some(u64::from(stat.blocks_available()) * u64::from(stat.fragment_size()))
}

/// The path of a task.
#[derive(Deserialize)]
pub(super) struct TaskPath {
    task: TaskId,
}

/// Lets a task that was given up be tried again.
pub(super) async fn retry(operator: Operator, Path(path): Path<TaskPath>) -> AppResult<Response> {
    let mut tx = operator.write().await?;
    if !health::retry(&mut tx, path.task, operator.now()).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(urls::HOME, Some(Flash::TaskRetried)))
}
