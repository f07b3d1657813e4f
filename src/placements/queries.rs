//! SQL of placements. A company's pages name it besides the community: they see their own rows alone.

mod entries;
mod lists;
mod placements;
mod records;

pub(super) use entries::{elsewhere, entries, insert_entry, remind_waiting, remove_entry, update_entry};
pub use lists::{Practised, practised};
pub(super) use lists::{Row, counts, of_company, of_mentor, of_records, of_school, of_tenant};
pub use placements::{Hours, hours_of_run};
pub(super) use placements::{
    Move, NewPlacement, alive_at, insert, leave, lock, of_enrolment, placement, set_mentor, set_terms, take,
};
pub(super) use records::{erase, follow, forget_words, rename};
