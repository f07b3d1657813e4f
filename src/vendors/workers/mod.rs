//! An organization's workers: who they are, what they do, and the papers that let them into homes.
//!
//! Numbers of certificates are sealed and never shown again. What residents see of a worker is a card that a community
//! publishes; its light ([`light`]) follows from dates alone.

mod forms;
mod handlers;
pub mod light;
mod pages;
mod photos;
pub mod queries;

pub(crate) use forms::masked as masked_number;
pub use pages::LightView;

use super::urls;
use crate::access::{Access, OrgCapability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::WORKERS, Access::member(OrgCapability::Records), handlers::list)
        .get(urls::WORKER_NEW, Access::member(OrgCapability::Records), handlers::begin)
        .post(urls::WORKER_NEW, Access::member(OrgCapability::Records), handlers::create)
        .get(urls::WORKER, Access::member(OrgCapability::Records), handlers::show)
        .post(urls::WORKER, Access::member(OrgCapability::Records), handlers::save)
        .get(urls::CREDENTIALS, Access::member(OrgCapability::Records), handlers::show)
        .post(urls::CREDENTIALS, Access::member(OrgCapability::Records), handlers::change_credentials)
        .get(urls::PHOTO, Access::member(OrgCapability::Records), photos::show)
        .post_upload(urls::PHOTO, Access::member(OrgCapability::Records), photos::change)
}
