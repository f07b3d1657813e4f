//! SQL of household workers. Everything is in the community's scope.

pub(super) mod certificates;
pub(super) mod events;
pub(super) mod lists;
mod matched;
pub(super) mod mine;
pub mod records;
pub(super) mod views;

pub use matched::{Skilled, of_residents};
pub use mine::{Work, of_resident};
