//! The schema's history: forward only, run by the owner, checked by the server.

use anyhow::{Context, Result, bail};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::{Connection, Row};

static MIGRATOR: Migrator = sqlx::migrate!();

/// How a database's schema compares with this program's.
#[derive(Debug, PartialEq, Eq)]
pub enum Schema {
    /// The same.
    Current,
    /// Migrations are waiting.
    Older,
    /// A newer program has migrated it.
    Newer,
}

impl Schema {
    fn compare(applied: Option<i64>) -> Self {
        let ours = MIGRATOR.iter().map(|m| m.version).max().unwrap_or(0);
        match applied.unwrap_or(0).cmp(&ours) {
            std::cmp::Ordering::Equal => Self::Current,
            std::cmp::Ordering::Less => Self::Older,
            std::cmp::Ordering::Greater => Self::Newer,
        }
    }
}

/// Brings the schema up to this program's, as its owner.
pub async fn migrate(owner: &PgConnectOptions) -> Result<()> {
    let mut connection = PgConnection::connect_with(owner).await.map_err(|error| {
        anyhow::anyhow!("The database's owner cannot connect ({error}): check JMK_DATABASE_OWNER_URL.")
    })?;
    if Schema::compare(applied(&mut connection).await?) == Schema::Newer {
        bail!(NEWER);
    }
    MIGRATOR.run(&mut connection).await.context("A migration failed; the schema is as it was before it.")?;
    // The application role reads the version and no more.
    sqlx::raw_sql("grant select on _sqlx_migrations to jiamenkou_app").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

const NEWER: &str =
    "The database was migrated by a newer jiamenkou than this one: run that program, or restore a backup made before.";

/// Fails with a sentence unless the schema is this program's.
pub(super) async fn check(pool: &PgPool) -> Result<()> {
    let mut connection = pool.acquire().await?;
    match Schema::compare(applied(&mut connection).await?) {
        Schema::Current => Ok(()),
        Schema::Older => bail!("The database's schema is older than this program: run `jiamenkou migrate` first."),
        Schema::Newer => bail!(NEWER),
    }
}

/// The last migration that was run; none in an empty database.
pub(super) async fn version(pool: &PgPool) -> Result<Option<i64>> {
    let mut connection = pool.acquire().await?;
    applied(&mut connection).await
}

#[expect(clippy::disallowed_methods, reason = "the table belongs to sqlx, so the checked macros do not know it")]
async fn applied(connection: &mut PgConnection) -> Result<Option<i64>> {
    let exists = sqlx::query("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *connection).await?;
    if !exists.get::<bool, _>(0) {
        return Ok(None);
    }
    let row = sqlx::query("select max(version) from _sqlx_migrations where success").fetch_one(connection).await?;
    Ok(row.get(0))
}
