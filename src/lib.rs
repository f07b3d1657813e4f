//! 家门口 (jiamenkou): the community services portal that a neighbourhood runs for its residents.
//!
//! One folder a feature; the README has the map. A request passes `web::layers`, becomes an actor (`access`), whose
//! transaction (`db`) sees its own scope's rows and nothing else.

pub mod access;
pub mod accounts;
pub mod admissions;
pub mod audit;
pub mod background;
pub mod calendar;
pub mod certificates;
pub mod cli;
pub mod clock;
pub mod config;
pub mod consents;
pub mod db;
pub mod demo;
pub mod directory;
pub mod documents;
pub mod enrolments;
pub mod error;
pub mod family;
pub mod figures;
pub mod grids;
pub mod household_workers;
pub mod import;
pub mod inbox;
pub mod jobs;
pub mod links;
pub mod matching;
pub mod notices;
pub mod operator;
pub mod party;
pub mod people;
pub mod placements;
pub mod policies;
pub mod publishing;
pub mod recommendations;
pub mod residents;
pub mod routes;
pub mod search;
pub mod secrets;
pub mod settings;
pub mod sheets;
pub mod staff;
pub mod startup;
pub mod state;
pub mod talents;
pub mod telemetry;
pub mod tenancy;
pub mod training;
pub mod ui;
pub mod values;
pub mod vendors;
pub mod web;

use axum::Router;

use crate::state::AppState;

/// The whole program as a service: every route behind every layer.
pub fn build_app(state: AppState) -> Router {
    web::layers::wrap(routes::all().into_router(), &state).with_state(state)
}
