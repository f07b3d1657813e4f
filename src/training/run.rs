//! What both who look after a run do with it, each at its own address.

use axum::response::Response;
use serde::Deserialize;

use super::board::{self, Draft};
use super::forms::{SessionForm, StepForm};
use super::side::Keeper;
use super::{planning, steps};
use crate::db::{CourseSessionId, RunId};
use crate::error::AppResult;
use crate::web::extract::{Form, Path};

/// The path of a run.
#[derive(Deserialize)]
pub(super) struct RunPath {
    pub run: RunId,
}

/// The path of one of its sessions.
#[derive(Deserialize)]
pub(super) struct SessionPath {
    run: RunId,
    session: CourseSessionId,
}

pub(super) async fn show<K: Keeper>(keeper: K, Path(path): Path<RunPath>) -> AppResult<Response> {
    let side = keeper.side();
    let run = side.run(path.run).await?;
    board::show(&side, &run, Draft::default()).await
}

pub(super) async fn step<K: Keeper>(
    keeper: K,
    Path(path): Path<RunPath>,
    Form(form): Form<StepForm>,
) -> AppResult<Response> {
    steps::take(&keeper.side(), path.run, form).await
}

pub(super) async fn add_session<K: Keeper>(
    keeper: K,
    Path(path): Path<RunPath>,
    Form(form): Form<SessionForm>,
) -> AppResult<Response> {
    planning::add(&keeper.side(), path.run, form).await
}

pub(super) async fn session<K: Keeper>(keeper: K, Path(path): Path<SessionPath>) -> AppResult<Response> {
    planning::show(&keeper.side(), path.run, path.session).await
}

pub(super) async fn save_session<K: Keeper>(
    keeper: K,
    Path(path): Path<SessionPath>,
    Form(form): Form<SessionForm>,
) -> AppResult<Response> {
    planning::save(&keeper.side(), path.run, path.session, form).await
}

pub(super) async fn cancel_session<K: Keeper>(keeper: K, Path(path): Path<SessionPath>) -> AppResult<Response> {
    planning::cancel(&keeper.side(), path.run, path.session).await
}
