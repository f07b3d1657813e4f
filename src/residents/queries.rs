//! SQL of households and residents. Everything is in the community's scope.

pub mod bulk;
pub(super) mod households;
pub mod lists;
pub(crate) mod merges;
pub(crate) mod mine;
pub(crate) mod records;
pub mod requests;
pub(crate) mod views;

pub use merges::{families, family, gone};
pub(crate) use mine::of_person;
pub use mine::person_of;
pub use records::{KeptPhone, count, unmark};
