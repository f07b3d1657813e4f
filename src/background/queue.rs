//! Tasks: work that a transaction makes necessary and leaves to be done after it. A task is a row written by that
//! transaction, so it exists if and only if the change does.
//!
//! A task runs in a transaction of its own, which also removes its row: whatever it wrote counts once, however often the
//! server was killed meanwhile. While it runs its row is locked, so no other server takes it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;

use crate::background;
use crate::db::{Scope, TaskId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::state::AppState;

/// How often a server looks for tasks.
const STEP: Duration = Duration::from_secs(1);
/// Tries before a task is left to the operator.
const TRIES: i32 = 12;

/// Work to be done after a transaction.
pub trait Task: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name in the queue; never changed while tasks of the old name may wait.
    const NAME: &'static str;

    /// In whose scope it runs.
    fn scope(&self) -> Scope;

    /// Does it, inside a transaction that commits when this is well.
    fn run(&self, state: &AppState, tx: &mut WriteTx) -> impl Future<Output = Result<(), TaskError>> + Send;
}

/// Why a task was not done.
#[derive(Debug)]
pub enum TaskError {
    /// It may work later.
    Retry(anyhow::Error),
    /// It never will.
    Fail(anyhow::Error),
}

impl From<AppError> for TaskError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Internal(source) => Self::Retry(source),
            other => Self::Retry(other.into()),
        }
    }
}

impl From<sqlx::Error> for TaskError {
    fn from(error: sqlx::Error) -> Self {
        Self::Retry(error.into())
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), TaskError>> + Send + 'a>>;
type Runner = for<'a> fn(&'a AppState, &'a mut WriteTx, serde_json::Value) -> Running<'a>;

/// The kinds of tasks this program knows.
#[derive(Default)]
pub struct Kinds(HashMap<&'static str, Runner>);

impl Kinds {
    /// One kind more.
    pub fn with<T: Task>(mut self) -> Self {
        self.0.insert(T::NAME, |state, tx, payload| {
            Box::pin(async move {
                // What a newer server wrote, while both run, is left to it.
                let task: T = serde_json::from_value(payload).map_err(|error| TaskError::Retry(error.into()))?;
                task.run(state, tx).await
            })
        });
        self
    }
}

impl WriteTx {
    /// Leaves a task to be done once this transaction has committed.
    pub async fn enqueue<T: Task>(&mut self, task: &T, now: DateTime<Utc>) -> AppResult<()> {
        let payload = serde_json::to_value(task).map_err(anyhow::Error::from)?;
        let scope = task.scope();
        sqlx::query!(
            "insert into task (task_id, name, payload, tenant_id, org_id, person_id, run_at) values ($1, $2, $3, $4, $5, $6, $7)",
            TaskId::generate().uuid(),
            T::NAME,
            payload,
            scope.tenant.map(|id| id.uuid()),
            scope.org.map(|id| id.uuid()),
            scope.person.map(|id| id.uuid()),
            now,
        )
        .execute(self.conn())
        .await?;
        Ok(())
    }

    /// The same, unless the same task is due already and nobody does it yet: it will do for both. Until this transaction
    /// ends nobody begins that one, so that it sees what is changed here.
    pub async fn enqueue_once<T: Task>(&mut self, task: &T, now: DateTime<Utc>) -> AppResult<()> {
        let payload = serde_json::to_value(task).map_err(anyhow::Error::from)?;
        let waiting = sqlx::query!(
            "select from task where name = $1 and payload = $2 and failed_at is null and run_at <= $3
            limit 1 for key share skip locked",
            T::NAME,
            payload,
            now,
        )
        .fetch_optional(self.conn())
        .await?;
        if waiting.is_some() { Ok(()) } else { self.enqueue(task, now).await }
    }
}

struct Claimed {
    id: TaskId,
    name: String,
    payload: serde_json::Value,
    attempts: i32,
    scope: Scope,
}

/// Takes the task that has been due longest; its row stays locked until the transaction ends.
async fn claim(tx: &mut WriteTx, now: DateTime<Utc>) -> AppResult<Option<Claimed>> {
    let row = sqlx::query!(
        r#"select task_id as "id: TaskId", name, payload, attempts, tenant_id, org_id, person_id from task
        where failed_at is null and run_at <= $1 order by run_at, task_id limit 1 for update skip locked"#,
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Claimed {
        id: row.id,
        name: row.name,
        payload: row.payload,
        attempts: row.attempts,
        scope: Scope {
            tenant: row.tenant_id.map(Into::into),
            org: row.org_id.map(Into::into),
            person: row.person_id.map(Into::into),
        },
    }))
}

/// Does one task that is due; false when there is none.
async fn run_one(state: &AppState, kinds: &Kinds) -> AppResult<bool> {
    let now = state.clock().now();
    let mut tx = state.db().write(&Scope::default()).await?;
    let Some(task) = claim(&mut tx, now).await? else { return Ok(false) };
    tx.enter(&task.scope).await?;
    let result = match kinds.0.get(task.name.as_str()) {
        Some(run) => run(state, &mut tx, task.payload).await,
        // A newer server's task, while both run: left to it.
        None => Err(TaskError::Retry(anyhow::anyhow!("this program knows no task {}", task.name))),
    };
    match result {
        Ok(()) => {
            sqlx::query!("delete from task where task_id = $1", task.id.uuid()).execute(tx.conn()).await?;
            tx.commit().await?;
        }
        Err(error) => {
            drop(tx);
            note_failure(state, task.id, task.attempts + 1, &error, now).await?;
        }
    }
    Ok(true)
}

/// Puts a task that failed back, later each time, or aside.
async fn note_failure(
    state: &AppState,
    id: TaskId,
    attempts: i32,
    error: &TaskError,
    now: DateTime<Utc>,
) -> AppResult<()> {
    let (source, is_over) = match error {
        TaskError::Retry(source) => (source, attempts >= TRIES),
        TaskError::Fail(source) => (source, true),
    };
    tracing::warn!(task = %id, attempts, is_over, error = format!("{source:#}"), "a task failed");
    let wait = TimeDelta::seconds(1 << attempts.clamp(1, 12));
    let mut tx = state.db().write(&Scope::default()).await?;
    sqlx::query!(
        "update task set attempts = $2, run_at = $3, failed_at = $4, last_error = left($5, 500) where task_id = $1",
        id.uuid(),
        attempts,
        now + wait,
        is_over.then_some(now),
        format!("{source:#}"),
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await
}

/// Does every task that is due.
pub async fn run_due(state: &AppState) -> AppResult<usize> {
    let kinds = crate::routes::tasks();
    let mut done = 0;
    while run_one(state, &kinds).await? {
        done += 1;
    }
    Ok(done)
}

/// The running worker.
pub struct Worker {
    stop: oneshot::Sender<()>,
    work: background::Task,
}

impl Worker {
    /// Begins doing tasks, and beginning each tenant's daily work.
    pub fn start(state: AppState) -> Self {
        let (stop, mut stopped) = oneshot::channel::<()>();
        let work = background::spawn("tasks", async move {
            let mut schedule = super::schedule::Schedule::default();
            loop {
                if let Err(error) = schedule.begin_days(&state).await {
                    tracing::warn!(%error, "daily work not begun yet");
                }
                if let Err(error) = run_due(&state).await {
                    tracing::warn!(%error, "tasks have to wait");
                }
                tokio::select! {
                    () = tokio::time::sleep(STEP) => {}
                    _ = &mut stopped => return,
                }
            }
        });
        Self { stop, work }
    }

    /// Ends after the task at hand.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        self.work.wait().await;
    }
}
