//! Family links (家人代办): somebody far away acts for a resident, as far as the resident ticks and until a day they name.
//!
//! A resident offers a link in their account, or on paper in front of staff; the helper accepts with the number that was
//! named and a code that the resident tells them. What a helper does under it stands on record with whose behalf it was
//! on, and either side ends it in one step. Whether a link holds is asked of the clock each time (`model`), not of a task.

mod act;
mod answer;
mod behalf;
mod ends;
mod forms;
mod held;
mod link;
mod mine;
mod model;
mod offer;
mod pages;
mod paper;
mod queries;
pub mod urls;
mod views;

pub use behalf::{Behalf, behalves, find};
pub use ends::{end_of_residents, forget_person, forget_residents, lapse};
pub use model::Kin;
pub use paper::standing;
pub use views::copy;

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::MINE, Access::signed_in(), mine::offer)
        .get(urls::LINK, Access::signed_in(), link::show)
        .post(urls::ANSWER, Access::signed_in(), answer::answer)
        .post(urls::END, Access::signed_in(), ends::end)
        .post(urls::LOOK, Access::signed_in(), act::look)
        .post(urls::REQUESTS, Access::signed_in(), act::ask)
        .post(urls::MESSAGES, Access::signed_in(), act::write)
        .get(urls::PAPER, Access::capability(Capability::ResidentRecords), paper::show)
        .post(urls::PAPER, Access::capability(Capability::ResidentRecords), paper::take_down)
        .post(urls::PAPER_END, Access::capability(Capability::ResidentRecords), paper::end)
}
