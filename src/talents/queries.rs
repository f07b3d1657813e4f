//! SQL of able residents.

pub(super) mod lists;
pub(super) mod merges;
pub(super) mod records;

pub use records::{of_resident, recognise};
