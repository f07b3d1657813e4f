//! The database: the only place that knows the pool.
//!
//! Every row lives in one scope (tenant, organization, person, platform), and a transaction begins by saying whose it
//! is ([`Scope`]); forced row-level security shows it nothing else. Scopes are made from actors (`access`), so that
//! without an actor there is no SQL.

mod account;
mod binaries;
pub mod changes;
pub mod embedded;
mod id;
mod migrations;
mod tx;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

pub use changes::{Changes, Epoch};
pub use id::*;
pub use migrations::{Schema, migrate};
pub use tx::{ReadTx, Scope, Tx, WriteTx};

use crate::error::AppResult;

/// Connections a core: more of them made pages slower when measured (design §8).
const CONNECTIONS_PER_CORE: u32 = 6;
/// How long one statement may run.
const STATEMENT_LIMIT: Duration = Duration::from_secs(5);
/// How long a request waits for a free connection before it is told to come back.
const ACQUIRE_LIMIT: Duration = Duration::from_secs(2);

/// The database as the application role sees it.
#[derive(Clone)]
pub struct Db {
    pool: PgPool,
    changes: Arc<Changes>,
}

impl Db {
    /// Connects, and refuses a role that row-level security would not hold or a schema that is not this program's.
    pub async fn connect(options: PgConnectOptions) -> Result<Self> {
        let cores = u32::try_from(std::thread::available_parallelism().map_or(2, usize::from)).unwrap_or(2);
        let limit = STATEMENT_LIMIT.as_millis().to_string();
        let options = options.application_name("jiamenkou").options([
            ("statement_timeout", limit.as_str()),
            ("idle_in_transaction_session_timeout", "15000"),
            ("lock_timeout", "4000"),
            // Many ask at once: to begin further processes for one of them costs more than it saves.
            ("max_parallel_workers_per_gather", "0"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections((cores * CONNECTIONS_PER_CORE).max(4))
            .acquire_timeout(ACQUIRE_LIMIT)
            // An extra round trip before each transaction would cost more than a failed request after a restart of the database.
            .test_before_acquire(false)
            .connect_with(options)
            .await
            .map_err(|error| {
                anyhow::anyhow!(
                    "The database cannot be reached ({error}): check JMK_DATABASE_URL and that the server is up."
                )
            })?;
        let db = Self { pool, changes: Arc::default() };
        db.refuse_bypass().await?;
        Ok(db)
    }

    async fn refuse_bypass(&self) -> Result<()> {
        let role = sqlx::query!(
            r#"select r.rolname::text as "name!", r.rolsuper or r.rolbypassrls as "bypasses!",
                exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = 'public' and c.relkind = 'r' and pg_has_role(c.relowner, 'usage')) as "owns!"
            from pg_roles r where r.rolname = current_user"#
        )
        .fetch_one(&self.pool)
        .await
        .context("The database's role could not be examined.")?;
        ensure!(
            !role.bypasses && !role.owns,
            "The role {} in JMK_DATABASE_URL could bypass row-level security: use a role that owns no table, is no superuser and lacks BYPASSRLS (see README).",
            role.name
        );
        Ok(())
    }

    /// Fails with a sentence when the schema is older or newer than this program.
    pub async fn check_schema(&self) -> Result<()> {
        migrations::check(&self.pool).await
    }

    /// Starts hearing of changes; until then nothing is cached.
    pub fn listen(&self) -> crate::background::Task {
        let (changes, pool) = (self.changes.clone(), self.pool.clone());
        crate::background::spawn("changes", async move { changes.listen(pool).await })
    }

    /// What this server has heard of changes.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// A transaction that reads, for one scope.
    ///
    /// Whoever holds a [`Scope`] is trusted with it: inside the program that is an actor or background work.
    pub async fn read(&self, scope: &Scope) -> AppResult<ReadTx> {
        tx::begin_read(&self.pool, scope).await
    }

    /// A transaction that may write, for one scope.
    pub(crate) async fn write(&self, scope: &Scope) -> AppResult<WriteTx> {
        tx::begin_write(&self.pool, scope, self.changes.clone()).await
    }

    /// The last migration that was run.
    pub async fn schema_version(&self) -> AppResult<Option<i64>> {
        Ok(migrations::version(&self.pool).await?)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> bool {
        tokio::time::timeout(Duration::from_secs(1), sqlx::query!("select 1 as one").fetch_one(&self.pool))
            .await
            .is_ok_and(|answer| answer.is_ok())
    }

    /// Lets running queries end and closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
