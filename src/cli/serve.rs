//! Serving: start the database, the background work and the listener, and stop them in the opposite order.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use tokio::net::TcpListener;

use super::ServeArgs;
use super::prepare::{CliContext, Database, state};
use super::stop::{Stop, told_to_stop};
use crate::background::queue::Worker;
use crate::clock::Clock;
use crate::config::Config;
use crate::{build_app, demo};

/// How long requests under way may take once we were told to stop.
const DRAIN_LIMIT: Duration = Duration::from_secs(12);

pub(super) async fn serve(mut config: Config, args: &ServeArgs) -> Result<ExitCode> {
    // Before the database: a taken port is found in a millisecond.
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!(
            "The address {} cannot be used: another program may be listening there; set JMK_LISTEN to another.",
            config.listen
        )
    })?;
    config.listening_at(listener.local_addr().context("The listener has no address.")?);
    ensure!(
        !args.demo || config.listen.ip().is_loopback() || args.demo_for_everyone,
        "Demo data has sign-ins that anyone can guess, and {} can be reached from other machines: listen on 127.0.0.1, or say --demo-for-everyone.",
        config.listen
    );
    let mut stop = told_to_stop()?;
    let Some(database) = stop.unless_told(Box::pin(Database::open(&config))).await.transpose()? else {
        return Ok(stopped_early());
    };
    let result = Box::pin(run(config, &database, listener, args, stop)).await;
    database.stop()?;
    result
}

/// Told to stop before there was anything to serve.
fn stopped_early() -> ExitCode {
    super::say("Stopped before it was open.");
    ExitCode::SUCCESS
}

async fn run(
    config: Config,
    database: &Database,
    listener: TcpListener,
    args: &ServeArgs,
    mut stop: Stop,
) -> Result<ExitCode> {
    if stop.unless_told(database.migrate()).await.transpose()?.is_none() {
        return Ok(stopped_early());
    }
    let clock = match args.days_ahead {
        0 => Clock::System,
        days => Clock::Ahead(TimeDelta::days(days.into())),
    };
    let cx = CliContext { state: state(config, database.app.clone(), clock).await?, owner: database.owner.clone() };
    let listening = cx.state.db().listen();
    let result = serve_until_told(&cx, listener, args.demo, stop).await;
    // However it ended: first whoever uses the database, then the database.
    listening.abort();
    listening.wait().await;
    cx.state.db().close().await;
    result
}

async fn serve_until_told(cx: &CliContext, listener: TcpListener, load_demo: bool, mut stop: Stop) -> Result<ExitCode> {
    if load_demo && stop.unless_told(demo::load_if_empty(cx)).await.transpose()?.is_none() {
        return Ok(stopped_early());
    }
    let misses = cx.state.misses().start(cx.state.clone());
    let scans = cx.state.scans().start(cx.state.clone());
    let worker = Worker::start(cx.state.clone());
    super::say(&format!("Open at {}", cx.state.config().base_url));
    let app = build_app(cx.state.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let (told, drained) = tokio::sync::oneshot::channel();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop.told().await;
        let _ = told.send(());
    });
    let limit = async {
        // Counts from the signal on; a server that ends by itself never gets here.
        if drained.await.is_ok() {
            tokio::time::sleep(DRAIN_LIMIT).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        result = server => result?,
        () = limit => tracing::warn!("some requests were still running and were cut off"),
    }
    worker.stop().await;
    misses.stop().await;
    scans.stop().await;
    Ok(ExitCode::SUCCESS)
}
