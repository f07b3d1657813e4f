//! What the commands need before they can start: a database, embedded or given.

use std::process::ExitCode;

use anyhow::{Context, Result};
use sqlx::postgres::PgConnectOptions;

use super::stop::told_to_stop;
use crate::accounts::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::embedded::{Durability, Embedded};
use crate::db::{self, Db};
use crate::secrets::Secrets;
use crate::state::AppState;

/// A database to work with, and the embedded server behind it if there is one.
pub(super) struct Database {
    pub(super) embedded: Option<Embedded>,
    pub(super) app: PgConnectOptions,
    pub(super) owner: Option<PgConnectOptions>,
}

impl Database {
    /// The one in the settings, or an embedded server that is started now.
    pub(super) async fn open(config: &Config) -> Result<Self> {
        if let Some(given) = &config.database {
            return Ok(Self { embedded: None, app: given.app.clone(), owner: given.owner.clone() });
        }
        let embedded = Embedded::start(&config.data_dir, Durability::Full).await?;
        Ok(Self { app: embedded.app(), owner: Some(embedded.owner()), embedded: Some(embedded) })
    }

    /// Migrates where the owner is at hand; otherwise the server's own check will say what is missing.
    pub(super) async fn migrate(&self) -> Result<()> {
        match &self.owner {
            Some(owner) => {
                db::migrate(owner).await?;
                crate::tenancy::reference::load(owner).await.map(|_| ())
            }
            None => Ok(()),
        }
    }

    pub(super) fn stop(self) -> Result<()> {
        self.embedded.map_or(Ok(()), Embedded::stop)
    }
}

/// What a command works with.
pub struct CliContext {
    /// The same state the server has.
    pub state: AppState,
    /// The owner's connection, for what the application role may not do.
    pub owner: Option<PgConnectOptions>,
}

impl CliContext {
    /// The owner's connection, or a sentence that says how to give it.
    pub fn owner(&self) -> Result<&PgConnectOptions> {
        self.owner.as_ref().context("This needs the database's owner: set JMK_DATABASE_OWNER_URL.")
    }
}

pub(super) async fn state(config: Config, app: PgConnectOptions, clock: Clock) -> Result<AppState> {
    let database = Db::connect(app).await?;
    database.check_schema().await?;
    let secrets = Secrets::load_or_create(&config.secret_file)?;
    Ok(AppState::new(config, database, clock, secrets, Passwords::default()).await?)
}

pub(super) async fn migrate(config: &Config) -> Result<ExitCode> {
    let database = Database::open(config).await?;
    anyhow::ensure!(database.owner.is_some(), "Migrating needs the database's owner: set JMK_DATABASE_OWNER_URL.");
    let result = database.migrate().await;
    database.stop()?;
    result?;
    super::say("The schema is up to date.");
    Ok(ExitCode::SUCCESS)
}

/// Opens and migrates the database, runs the command, and stops what was started, however the command ended.
pub(super) async fn with_database(
    config: Config,
    run: impl AsyncFnOnce(&CliContext) -> Result<ExitCode>,
) -> Result<ExitCode> {
    let mut stop = told_to_stop()?;
    let database = stop.unless_told(Box::pin(Database::open(&config))).await.context("Stopped.")??;
    let work = Box::pin(async {
        database.migrate().await?;
        let cx = CliContext {
            state: state(config, database.app.clone(), Clock::System).await?,
            owner: database.owner.clone(),
        };
        let code = run(&cx).await;
        cx.state.db().close().await;
        code
    });
    let result = stop.unless_told(work).await.context("Stopped.");
    database.stop()?;
    result?
}
