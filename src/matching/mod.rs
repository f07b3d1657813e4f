//! Matching (供需匹配): what a job takes beside what somebody brings, and which course closes the gap.
//!
//! Everything is compared one by one by plain rules ([`model`]) and said in words; there is no score, and every page says its
//! order. Nothing follows by itself but a message to whom something that has opened may suit ([`tell`](mod@tell)): a person
//! takes each next step. Nobody is suggested to anybody, nor told of anything, without their consent
//! ([`Purpose::Match`]).
//!
//! [`Purpose::Match`]: crate::consents::Purpose::Match

mod counts;
mod courses;
mod desk;
mod gather;
mod model;
mod own;
mod pages;
mod tell;
pub mod urls;
mod words;

pub use counts::KeptCounts;
pub use own::{LessonView, OwnView, Suggested, SuggestionView, for_person, for_staff, own};
pub use tell::{Opened, Tell, tell};
pub use words::{CheckView, CourseView};

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::DESK, Access::capability(Capability::Talents), desk::list)
        .get(urls::COURSES, Access::capability(Capability::Courses), courses::show)
        .get(urls::POSTING, Access::capability(Capability::Talents), desk::show)
}
