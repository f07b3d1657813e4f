//! Notices of a community (通知): staff write them for a place and a time, a second person lets them be published, and
//! residents read them on the board, on the community's home, in a feed and on paper.

mod body;
mod desk;
mod desk_pages;
mod drafts;
pub(crate) mod feed;
mod files;
mod forms;
mod handlers;
mod model;
mod pages;
mod place;
pub mod queries;
mod rounds;
mod steps;
pub mod urls;

pub(crate) use desk::waiting;
pub use model::State;
pub use pages::{NoticeView, view};
pub use place::{Place, PlaceName};

use crate::access::{Access, Capability, Routes};
use crate::tenancy::Feature;

/// The pages of this feature.
pub fn routes() -> Routes {
    let (writing, deciding) =
        (|| Access::capability(Capability::NoticeDrafts), || Access::capability(Capability::NoticeDecisions));
    let public = || Access::public().part_of(Feature::Notices);
    Routes::new()
        .get(urls::LIST, public(), handlers::list)
        .get(urls::FEED, public(), feed::show)
        .get(urls::NOTICE, public(), handlers::show)
        .get(urls::FILE, public(), handlers::file)
        .post(urls::ACKNOWLEDGEMENT, Access::signed_in().part_of(Feature::Notices), handlers::acknowledge)
        .get(urls::ROUNDS, Access::capability(Capability::DoorRounds).part_of(Feature::Notices), rounds::list)
        .get(urls::ROUND, Access::capability(Capability::DoorRounds).part_of(Feature::Notices), rounds::show)
        .post(urls::ROUND, Access::capability(Capability::DoorRounds).part_of(Feature::Notices), rounds::save)
        .get(urls::DESK, writing(), desk::list)
        .post(urls::DESK, writing(), drafts::create)
        .get(urls::NEW, writing(), drafts::new)
        .get(urls::DRAFT, writing(), drafts::show)
        .post(urls::DRAFT, writing(), drafts::save)
        .post(urls::REVIEW, writing(), steps::review)
        .post(urls::DECISION, deciding(), steps::decide)
        .post(urls::WITHDRAWAL, deciding(), steps::withdraw)
        .post_upload(urls::FILES, writing(), files::add)
        .get(urls::DRAFT_FILE, writing(), files::show)
        .post(urls::FILE_REMOVAL, writing(), files::remove)
}
