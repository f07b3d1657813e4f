//! The servers that the portal is compared with. Each answers at JMK_LISTEN.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiamenkou::accounts::Passwords;
use jiamenkou::clock::Clock;
use jiamenkou::config::Config;
use jiamenkou::db::Db;
use jiamenkou::db::Scope;
use jiamenkou::db::embedded::{Durability, Embedded};
use jiamenkou::directory::browse;
use jiamenkou::directory::filter::DirectoryQuery;
use jiamenkou::directory::snapshot::{self, Snapshot};
use jiamenkou::secrets::Secrets;
use jiamenkou::state::AppState;
use jiamenkou::web::{Context, Locale};

async fn serve(app: Router) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(Config::load(None)?.listen).await?;
    axum::serve(listener, app)
        .with_graceful_shutdown(async {
            let mut stop = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
            if let Some(stop) = &mut stop {
                stop.recv().await;
            }
        })
        .await?;
    Ok(())
}

/// The bytes of a page from memory.
pub async fn limit(file: &str) -> Result<()> {
    let page = Bytes::from(std::fs::read(file)?);
    serve(
        Router::new()
            .fallback(move || std::future::ready(([(CONTENT_TYPE, "text/html; charset=utf-8")], page.clone()))),
    )
    .await
}

struct Bench {
    state: AppState,
    held: Option<Snapshot>,
}

async fn bench(hold: bool) -> Result<(Arc<Bench>, Embedded)> {
    let config = Config::load(None)?;
    let server = Embedded::start(&config.data_dir, Durability::Full).await?;
    let state = AppState::new(
        config,
        Db::connect(server.app()).await?,
        Clock::System,
        Secrets::new([0; 32]),
        Passwords::default(),
    )
    .await?;
    let held = if hold { Some(read(&state, "bench-1").await?) } else { None };
    Ok((Arc::new(Bench { state, held }), server))
}

async fn read(state: &AppState, slug: &str) -> Result<Snapshot> {
    let platform = state.platform();
    let tenant = platform.by_slug(slug).context("a prepared community")?;
    let mut tx = state.db().read(&Scope { tenant: Some(tenant.id), ..Scope::default() }).await?;
    Ok(snapshot::load(&mut tx, tenant.id, &platform).await?)
}

fn render(bench: &Bench, slug: &str, query: Option<&str>, snapshot: &Snapshot) -> Result<Bytes> {
    let query = query.unwrap_or_default();
    let context = Context {
        locale: Locale::ZhHans,
        elder: None,
        tenant: bench.state.platform().by_slug(slug),
        request_id: uuid::Uuid::nil(),
        uri: format!("/c/{slug}/services?{query}").into(),
        lang_in_url: false,
    };
    let query: DirectoryQuery = serde_html_form::from_str(query)?;
    Ok(browse::render(&bench.state, &context, snapshot, &query)?)
}

fn answer(page: Result<Bytes>) -> Response {
    page.map_or_else(|error| error.to_string().into_response(), |page| Html(page).into_response())
}

/// The page rendered anew from memory.
pub async fn bare() -> Result<()> {
    let (bench, server) = bench(true).await?;
    let show = async |State(bench): State<Arc<Bench>>, Path(slug): Path<String>, RawQuery(query): RawQuery| {
        answer(
            bench.held.as_ref().context("held").and_then(|snapshot| render(&bench, &slug, query.as_deref(), snapshot)),
        )
    };
    serve(Router::new().route("/c/{slug}/services", get(show)).with_state(bench)).await?;
    server.stop()
}

/// The page by hand: one transaction, the same queries, the same template.
pub async fn manual() -> Result<()> {
    let (bench, server) = bench(false).await?;
    let show = async |State(bench): State<Arc<Bench>>, Path(slug): Path<String>, RawQuery(query): RawQuery| {
        let page = async { render(&bench, &slug, query.as_deref(), &read(&bench.state, &slug).await?) };
        answer(page.await)
    };
    serve(Router::new().route("/c/{slug}/services", get(show)).with_state(bench)).await?;
    server.stop()
}
