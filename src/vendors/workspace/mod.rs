//! The workspace itself: beginning an organization, its first page, its profile.

mod forms;
mod handlers;
mod pages;

use super::urls;
use crate::access::{Access, OrgCapability, Routes};

/// The pages of this part.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::NEW, Access::signed_in(), handlers::new)
        .post(urls::NEW, Access::signed_in(), handlers::begin)
        .get(urls::HOME, Access::member(OrgCapability::Workspace), handlers::home)
        .get(urls::PROFILE, Access::member(OrgCapability::Records), handlers::profile)
        .post(urls::PROFILE, Access::member(OrgCapability::Records), handlers::save_profile)
}
