//! How long it takes a community to count itself, which it does once a day.

use std::io::Write;
use std::time::Instant;

use anyhow::{Result, ensure};
use jiamenkou::accounts::Passwords;
use jiamenkou::background::queue::{self, Task};
use jiamenkou::clock::Clock;
use jiamenkou::config::Config;
use jiamenkou::db::Db;
use jiamenkou::db::embedded::{Durability, Embedded};
use jiamenkou::figures::Count;
use jiamenkou::secrets::Secrets;
use jiamenkou::state::AppState;
use sqlx::Connection;
use sqlx::postgres::PgConnection;

/// Lets the community `work-N` count itself three times; prints how many seconds it took, of which the median counts.
pub async fn measure(residents: i32) -> Result<()> {
    let config = Config::load(None)?;
    let server = Embedded::start(&config.data_dir, Durability::Full).await?;
    let mut connection = PgConnection::connect_with(&server.superuser("jiamenkou")).await?;
    let app = Db::connect(server.app()).await?;
    let state = AppState::new(config, app, Clock::System, Secrets::new([0; 32]), Passwords::default()).await?;
    // What is due already would be measured too.
    queue::run_due(&state).await?;
    let mut seconds = Vec::new();
    for _ in 0..3 {
        sqlx::query(
            "insert into task (task_id, name, payload, tenant_id, run_at)
            select gen_random_uuid(), $1, jsonb_build_object('tenant', id, 'day', current_date), id, now() from tenant where slug = $2",
        )
        .bind(Count::NAME)
        .bind(format!("work-{residents}"))
        .execute(&mut connection)
        .await?;
        let began = Instant::now();
        queue::run_due(&state).await?;
        seconds.push(began.elapsed().as_secs_f64());
        let (left,): (i64,) = sqlx::query_as("select count(*) from task where name = $1")
            .bind(Count::NAME)
            .fetch_one(&mut connection)
            .await?;
        ensure!(left == 0, "the count failed");
    }
    seconds.sort_by(f64::total_cmp);
    writeln!(std::io::stdout(), "{:.2}", seconds[1])?;
    connection.close().await?;
    server.stop()
}
