//! SQL of notices. Everything is in the community's scope.

mod desk;
mod doors;
mod drafts;
mod files;
mod places;
mod public;

pub(super) use self::desk::{Row, Search, counts, grids_of, is_alone, rows};
pub(super) use self::doors::{Teller, doors, tell, told, told_of, untell};
pub use self::drafts::{Content, Move, NewDraft, insert_draft, take};
pub(super) use self::drafts::{Draft, draft, lock, save};
pub(super) use self::files::{File, NewFile, content, files, insert_file, remove_file};
pub(super) use self::public::{Listed, acknowledge, has_read, listed, one, reads, withdrawn};
pub use self::public::{Notice, Shown, current, end, insert};
