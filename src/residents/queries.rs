//! SQL of households and residents. Everything is in the community's scope.

pub mod bulk;
pub(super) mod households;
pub(super) mod lists;
pub(super) mod merges;
pub mod mine;
pub(super) mod records;
pub mod requests;
pub(super) mod views;

pub use merges::{families, family};
pub use records::{KeptPhone, count, unmark};
