//! SQL of jobs. A community sees its own rows, an organization its own in every community.

mod answers;
mod applications;
mod forgetting;
mod hiring;
mod postings;
mod public;
mod steps;

pub(super) use answers::{accept, due_to_meet, say_meets, say_stay};
pub use applications::{Application, NewApplication, insert_application};
pub(super) use applications::{Told, application, events, mine, of_posting};
pub use applications::{alive, alive_among, alive_of, pending_by_trade};
pub(super) use forgetting::forget_words;
pub use forgetting::{forget, hide_talent};
pub(super) use hiring::{Alone, Asked, answered_alone, ask_again, ask_due, forget_hired, hired, pending, unshare};
pub use hiring::{ApplicationMove, Event, Held, held, move_application, note};
pub use postings::{NewPosting, Posting, in_review, insert_posting};
pub(super) use postings::{Row, Search, counts, is_alone, of_org, posting, rows, save};
pub use public::{Shown, is_readable, published, shown, titles};
pub(super) use public::{newest, was_public};
pub use steps::{Move, hold_open, take};
pub(super) use steps::{due_to_expire, due_to_remind, lock, unanswered, withdraw_of};
