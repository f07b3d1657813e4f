//! SQL of enrolments. An organization's pages name it besides the community: they see their own runs alone.

mod attendance;
mod calendars;
mod enrolments;
mod excuses;
mod records;
mod runs;
mod teaching;

pub(super) use attendance::{change_mark, marks_of_run, marks_of_session, put_mark};
pub(super) use calendars::{calendar, has_calendar, remove_calendar, set_calendar};
pub(super) use enrolments::{
    Changed, New, close, enrolment, has_place, hold_status, insert, lock, move_place, note_answer, of_person, of_run,
    places, places_of_some, reopen, set_scores, whose,
};
pub(super) use excuses::{Said, excuses_from, excuses_of, put_excuse, said_by, take_back};
pub use records::runs_of;
pub(super) use records::{
    Learner, double_runs, erase, follow, follow_back, forget_words, found, own_record, record, rename,
};
pub(super) use runs::{
    Told, hold_marks, learners, lock_run, run, runs_in_line, session, sessions, sessions_on, some_runs, who_missed,
};
pub(super) use teaching::{Taught, taught, teaches};
