//! SQL of residents who begin a business. Everything is in the community's scope; an organization sees which case it came
//! of, and what it keeps of that itself is in its own.

mod cases;
mod course;
mod kept;
mod mentors;
mod records;

pub(crate) use self::cases::of_residents;
pub(super) use self::cases::{case, lock, of_org, of_owners, orgs_founded, page, update};
pub use self::cases::{insert, set_status};
pub(super) use self::course::{Event, events, milestones, remind_due};
pub use self::course::{NewNote, event, note, set_due, tick};
pub(crate) use self::course::{Note, notes};
pub(super) use self::kept::{keep, kept_by, kept_of, remove, remove_all, remove_departed, set_shown};
pub(super) use self::mentors::{
    Listed, NewMentor, agree, belongs, choose, end_mentor, is_noted, listed, mentor, mentored, mentors, own_notes,
};
pub(super) use self::records::{erase, follow, follow_back, forget_words};
