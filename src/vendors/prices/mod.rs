//! Dated prices of services.

mod forms;
mod handlers;
mod pages;
pub mod queries;
pub mod rise;
pub mod timeline;

pub use handlers::longest_notice;
pub use rise::is_rise;

use super::urls;
use crate::access::{Access, OrgCapability, Routes};

/// The pages of this part.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::PRICES, Access::member(OrgCapability::Workspace), handlers::show)
        .post(urls::PRICES, Access::member(OrgCapability::Records), handlers::set)
        .post(urls::PRICE_REMOVAL, Access::member(OrgCapability::Records), handlers::remove)
}
