//! When a service can be had: its week, what holidays change, single dates, and the year that comes of it.
//!
//! What an owner types (`reading`) becomes a plan (`form`); the year preview (`year`) shows what the plan says of each
//! day, so that nobody has to trust rules they cannot see.

mod cursor;
mod form;
mod handlers;
mod pages;
mod reading;
mod year;

#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;

use super::urls;
use crate::access::{Access, OrgCapability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::HOURS, Access::member(OrgCapability::Records), handlers::show)
        .post(urls::HOURS, Access::member(OrgCapability::Records), handlers::save)
        .get(urls::YEAR, Access::member(OrgCapability::Workspace), handlers::year)
}
