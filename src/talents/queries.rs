//! SQL of able residents.

pub(super) mod additions;
pub(super) mod lists;
mod matched;
pub(super) mod merges;
pub(super) mod records;
mod sheets;
pub(super) mod texts;

pub use lists::rarest;
pub use matched::{Liking, are_many, is_matched, liking, matched, matched_among, to_learn, wished};
pub use records::{of_resident, recognise};
pub(super) use sheets::everybody;
