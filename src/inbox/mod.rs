//! Inboxes: what people and organizations are told, inside the portal.
//!
//! A message is begun in the transaction that makes it true ([`announce`]) and delivered by a task: what was rolled back
//! tells nobody, and what was committed is told however often the server was killed meanwhile.

mod announce;
mod handlers;
mod learning;
mod news;
mod pages;
mod queries;
pub mod urls;

pub use announce::{Announce, Audience, announce, put};
pub use learning::LearningChange;
pub use news::{FactorChange, FamilyChange, News, Paper, Topic, TrainingChange};
pub use queries::forget_person;

use crate::access::{Access, OrgCapability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::MINE, Access::signed_in(), handlers::mine)
        .post(urls::MY_MESSAGE, Access::signed_in(), handlers::open_mine)
        .post(urls::MINE_READ, Access::signed_in(), handlers::read_mine)
        .get(urls::PREFERENCES, Access::signed_in(), handlers::preferences)
        .post(urls::PREFERENCES, Access::signed_in(), handlers::set_preferences)
        .get(urls::ORG, Access::member(OrgCapability::Records), handlers::of_org)
        .post(urls::ORG_MESSAGE, Access::member(OrgCapability::Records), handlers::open_of_org)
        .post(urls::ORG_READ, Access::member(OrgCapability::Records), handlers::read_of_org)
}

#[cfg(test)]
mod tests;
