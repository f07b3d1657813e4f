//! One embedded PostgreSQL for all tests of a checkout. The first test starts it and makes the template; it stays
//! running for the next run, and `bin/test` stops it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use jiamenkou::cli::CliContext;
use jiamenkou::clock::Clock;
use jiamenkou::db::embedded::{Durability, Embedded};
use jiamenkou::{db, demo, tenancy};
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

/// A database of a test's own.
#[derive(Clone)]
pub struct Database {
    pub app: PgConnectOptions,
    pub owner: PgConnectOptions,
    pub superuser: PgConnectOptions,
}

/// Databases of earlier runs are dropped when there are more than this.
const KEPT: i64 = 40;

/// Where the shared cluster lives: outside the checkout, whose folders the database's account may not enter.
pub fn test_dir() -> PathBuf {
    let digest = hex::encode(&Sha256::digest(env!("CARGO_MANIFEST_DIR"))[..4]);
    PathBuf::from("/tmp").join(format!("jmk-tests-{digest}"))
}

/// What the template is made of: another migration or another demo makes another template.
fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for folder in ["migrations", "reference", "demo"] {
        let mut files: Vec<PathBuf> = fs::read_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder))
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        files.sort();
        for file in files {
            hash.update(fs::read(file).expect("a file"));
        }
    }
    // The template holds what these write, too.
    for source in [
        "src/certificates",
        "src/demo",
        "src/enrolments",
        "src/figures",
        "src/import",
        "src/search",
        "src/secrets.rs",
        "src/training",
    ] {
        hash_tree(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(source), &mut hash);
    }
    hex::encode(&hash.finalize()[..6])
}

fn hash_tree(path: &PathBuf, hash: &mut Sha256) {
    if path.is_file() {
        hash.update(fs::read(path).expect("a file"));
        return;
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for entry in entries {
        hash_tree(&entry, hash);
    }
}

/// The running cluster; only one test at a time may start or change it.
pub async fn cluster() -> (Embedded, fs::File) {
    let dir = test_dir();
    fs::create_dir_all(&dir).expect("a folder under /tmp");
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("our folder");
    let turn = fs::File::create(dir.join("turn")).expect("a lock file");
    turn.lock().expect("our turn");
    let embedded = Embedded::start(&dir, Durability::None).await.expect("PostgreSQL starts");
    (embedded, turn)
}

fn named(name: &str, embedded: &Embedded) -> Database {
    Database {
        app: embedded.app().database(name),
        owner: embedded.owner().database(name),
        superuser: embedded.superuser(name),
    }
}

/// A fresh copy of the template.
pub async fn clone_template() -> Database {
    let (embedded, turn) = cluster().await;
    let template = format!("template_{}", fingerprint());
    let mut connection =
        PgConnection::connect_with(&embedded.superuser("postgres")).await.expect("the superuser connects");
    let exists: bool = sqlx::query("select exists (select 1 from pg_database where datname = $1 and datistemplate)")
        .bind(&template)
        .fetch_one(&mut connection)
        .await
        .expect("a look-up")
        .get(0);
    if !exists {
        make_template(&mut connection, &embedded, &template).await;
    }
    drop_old(&mut connection).await;
    let name = format!("t_{}", uuid::Uuid::now_v7().simple());
    run(&mut connection, format!("create database {name} template {template} owner jiamenkou_owner")).await;
    connection.close().await.expect("a calm goodbye");
    let database = named(&name, &embedded);
    embedded.leave_running();
    drop(turn);
    database
}

async fn run(connection: &mut PgConnection, sql: String) {
    connection.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn make_template(connection: &mut PgConnection, embedded: &Embedded, template: &str) {
    run(connection, format!("drop database if exists {template} with (force)")).await;
    run(connection, format!("create database {template} owner jiamenkou_owner")).await;
    let database = named(template, embedded);
    db::migrate(&database.owner).await.expect("the migrations run");
    tenancy::reference::load(&database.owner).await.expect("the reference data loads");
    let clock = Clock::manual(super::MONDAY_MORNING.parse().expect("a time"));
    let cx = CliContext {
        state: super::state(database.app.clone(), &clock, super::config()).await,
        owner: Some(database.owner),
    };
    demo::load_if_empty(&cx).await.expect("the demo loads");
    cx.state.db().close().await;
    run(connection, format!("alter database {template} is_template true")).await;
}

async fn drop_old(connection: &mut PgConnection) {
    let rows = sqlx::query(
        "select datname::text from pg_database d where datname like 't\\_%'
        and not exists (select 1 from pg_stat_activity a where a.datname = d.datname) order by datname desc offset $1",
    )
    .bind(KEPT)
    .fetch_all(&mut *connection)
    .await
    .expect("a list");
    for row in rows {
        let name: String = row.get(0);
        run(connection, format!("drop database if exists {name}")).await;
    }
}
