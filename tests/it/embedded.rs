//! The embedded server: it starts by itself, survives being killed, and refuses in one sentence what it cannot do.

use jiamenkou::db::embedded::{Durability, Embedded};
use jiamenkou::db::{self, Db};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use crate::support::folder::Folder;
use crate::support::{TestApp, companies, config};

async fn count(options: &PgConnectOptions) -> i64 {
    let mut connection = PgConnection::connect_with(options).await.expect("connects");
    sqlx::query_scalar("select count(*) from kept").fetch_one(&mut connection).await.expect("a count")
}

fn kill_postgres(dir: &Folder) {
    let pid = std::fs::read_to_string(dir.0.join("postgres/cluster/postmaster.pid")).expect("a server's pid");
    let pid: i32 = pid.lines().next().and_then(|line| line.parse().ok()).expect("a number");
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGKILL).expect("our own server");
}

#[tokio::test]
async fn it_starts_stops_and_keeps_what_it_was_given_through_being_killed() {
    let dir = Folder::new();
    let server = Embedded::start(&dir.0, Durability::Full).await.expect("the first start");
    let mut connection = PgConnection::connect_with(&server.owner()).await.expect("the owner connects");
    sqlx::raw_sql("create table kept (n int); insert into kept select generate_series(1, 500)")
        .execute(&mut connection)
        .await
        .expect("rows");
    // Killed outright, with the connection open.
    kill_postgres(&dir);
    drop(connection);
    drop(server);
    let server = Embedded::start(&dir.0, Durability::Full).await.expect("it recovers by itself");
    assert_eq!(count(&server.owner()).await, 500);
    // Our own process dies and leaves the server running: the next one adopts it.
    server.leave_running();
    let server = Embedded::start(&dir.0, Durability::Full).await.expect("it is adopted");
    assert_eq!(count(&server.owner()).await, 500);
    server.stop().expect("it stops");
    let server = Embedded::start(&dir.0, Durability::Full).await.expect("it starts again");
    assert_eq!(count(&server.owner()).await, 500);
    server.stop().expect("it stops");
}

#[tokio::test]
async fn a_second_server_on_the_same_directory_is_refused_in_a_sentence() {
    let dir = Folder::new();
    let first = Embedded::start(&dir.0, Durability::None).await.expect("the first start");
    let refusal = Embedded::start(&dir.0, Durability::None).await.err().expect("a refusal").to_string();
    assert!(refusal.starts_with("Another jiamenkou is already using") && refusal.contains("JMK_DATA_DIR"), "{refusal}");
    first.stop().expect("it stops");
}

#[tokio::test]
async fn data_of_another_postgres_is_left_alone() {
    let dir = Folder::new();
    Embedded::start(&dir.0, Durability::None).await.expect("a start").stop().expect("a stop");
    let version = dir.0.join("postgres/cluster/PG_VERSION");
    std::fs::write(&version, "9.6\n").expect("a file");
    let refusal = Embedded::start(&dir.0, Durability::None).await.err().expect("a refusal").to_string();
    assert!(refusal.contains("PostgreSQL 9.6") && refusal.contains("JMK_PG_BIN"), "{refusal}");
}

#[tokio::test]
async fn a_role_that_could_look_past_row_level_security_is_refused() {
    let app = TestApp::new().await;
    for options in [&app.database().superuser, &app.database().owner] {
        let refusal = Db::connect(options.clone()).await.err().expect("a refusal").to_string();
        assert!(refusal.contains("could bypass row-level security"), "{refusal}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_by_the_server_and_by_migrate() {
    let app = TestApp::new().await;
    let mut connection = PgConnection::connect_with(&app.database().owner).await.expect("the owner connects");
    sqlx::query("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (99991231000000, 'later', true, '', 0)")
        .execute(&mut connection)
        .await
        .expect("a migration of the future");
    let refusal = app.state.db().check_schema().await.expect_err("a refusal").to_string();
    assert!(refusal.contains("newer jiamenkou"), "{refusal}");
    let refusal = db::migrate(&app.database().owner).await.expect_err("a refusal").to_string();
    assert!(refusal.contains("newer jiamenkou"), "{refusal}");
}

/// The owner of the tables is held to row level security, too: a migration that reads records has to step above it.
#[tokio::test]
async fn an_upgrade_finds_able_residents_by_what_was_known_of_them() {
    let app = TestApp::new().await;
    let traits = "select count(*) from talent_trait where resident_id is not null and trait not like 'text:%'";
    let known = companies::count(&app, traits).await;
    app.behind(
        "delete from _sqlx_migrations where version = 20261130030100;
        delete from talent_trait;
        alter table talent_trait drop constraint talent_trait_pkey;
        alter table talent_trait drop column resident_id;
        alter table talent_trait add primary key (tenant_id, trait, talent_id);
        alter table talent drop constraint talent_tenant_id_talent_id_resident_id_key",
    )
    .await;
    db::migrate(&app.database().owner).await.expect("the migration runs");
    assert!(known > 0);
    assert_eq!(companies::count(&app, traits).await, known);
}

/// What the program alone can tell of them, it tells after the migration.
#[tokio::test]
async fn an_upgrade_finds_able_residents_by_what_they_wrote() {
    let app = TestApp::new().await;
    let pairs = "select count(*) from talent_trait where trait like 'text:%'";
    let known = companies::count(&app, pairs).await;
    app.behind(
        "delete from _sqlx_migrations where version = 20261130120100;
        delete from talent_trait where trait like 'text:%'",
    )
    .await;
    db::migrate(&app.database().owner).await.expect("the migration runs");
    // The database reads another clock than the tests.
    app.behind("update task set run_at = '2026-11-01' where name = 'index_talent_texts'").await;
    app.run_due_tasks().await;
    assert!(known > 0);
    assert_eq!(companies::count(&app, pairs).await, known);
    assert_eq!(companies::count(&app, "select count(*) from task where name = 'index_talent_texts'").await, 0);
}

/// And so of what stands in their notes, under a name that a server which leaves them out does not know.
#[tokio::test]
async fn an_upgrade_finds_able_residents_by_their_notes() {
    let app = TestApp::new().await;
    app.behind(
        "delete from _sqlx_migrations where version = 20261130270300;
        update talent set note = '想做保安' where resident_id in (select resident_id from resident where name = '林晓梅')",
    )
    .await;
    db::migrate(&app.database().owner).await.expect("the migration runs");
    assert_eq!(companies::count(&app, "select count(*) from task where name = 'index_talent_texts'").await, 0);
    app.behind("update task set run_at = '2026-11-01' where name = 'index_talent_notes'").await;
    app.run_due_tasks().await;
    assert_eq!(companies::count(&app, "select count(*) from talent_trait where trait = 'text:保安'").await, 1);
    assert_eq!(companies::count(&app, "select count(*) from task where name = 'index_talent_notes'").await, 0);
}

#[tokio::test]
async fn an_older_schema_asks_for_migrate() {
    let app = TestApp::new().await;
    let mut connection = PgConnection::connect_with(&app.database().owner).await.expect("the owner connects");
    sqlx::query("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)")
        .execute(&mut connection)
        .await
        .expect("a migration undone");
    let refusal = app.state.db().check_schema().await.expect_err("a refusal").to_string();
    assert!(refusal.contains("jiamenkou migrate"), "{refusal}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_so() {
    let options = PgConnectOptions::new_without_pgpass().socket("/tmp/nothing-here").username("x").database("x");
    let refusal = Db::connect(options).await.err().expect("a refusal").to_string();
    assert!(refusal.contains("cannot be reached") && refusal.contains("JMK_DATABASE_URL"), "{refusal}");
    assert!(config().database.is_none());
}
