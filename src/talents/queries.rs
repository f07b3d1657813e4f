//! SQL of able residents.

pub(super) mod lists;
mod matched;
pub(super) mod merges;
pub(super) mod records;
mod sheets;

pub use matched::{are_many, is_matched, matched, matched_among, to_learn, wished};
pub use records::{of_resident, recognise};
pub(super) use sheets::everybody;
