//! SQL of the server's health.

use chrono::{DateTime, Utc};

use crate::db::{TaskId, Tx, WriteTx};
use crate::error::AppResult;

/// How large the database is, in bytes.
pub(in crate::operator) async fn database_size(tx: &mut impl Tx) -> AppResult<i64> {
    let size =
        sqlx::query_scalar!(r#"select pg_database_size(current_database()) as "size!""#).fetch_one(tx.conn()).await?;
    Ok(size)
}

/// How many tasks are due and wait.
pub(in crate::operator) async fn waiting(tx: &mut impl Tx, now: DateTime<Utc>) -> AppResult<i64> {
    let waiting =
        sqlx::query_scalar!(r#"select count(*) as "waiting!" from task where failed_at is null and run_at <= $1"#, now)
            .fetch_one(tx.conn())
            .await?;
    Ok(waiting)
}

/// A task that failed: given up, or to be tried again by itself.
pub(in crate::operator) struct FailedTask {
    pub id: TaskId,
    pub name: String,
    pub attempts: i32,
    pub is_given_up: bool,
    pub error: String,
}

/// The tasks that failed and are not done since, those given up first.
pub(in crate::operator) async fn failed(tx: &mut impl Tx, limit: i64) -> AppResult<Vec<FailedTask>> {
    let rows = sqlx::query_as!(
        FailedTask,
        r#"select task_id as "id: TaskId", name, attempts, failed_at is not null as "is_given_up!", coalesce(last_error, '') as "error!"
        from task where attempts > 0 order by failed_at desc nulls last, task_id desc limit $1"#,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Lets a task be tried again at once; false when there is no such task, or it has not failed.
pub(in crate::operator) async fn retry(tx: &mut WriteTx, task: TaskId, now: DateTime<Utc>) -> AppResult<bool> {
    let done = sqlx::query!(
        "update task set failed_at = null, attempts = 0, run_at = $2 where task_id = $1 and attempts > 0",
        task.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
