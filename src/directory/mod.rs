//! What residents open first: the community's published offers, to browse, search and compare.
//!
//! A page reads the tenant's listings and nothing of the organizations' own tables. Filtering, counting and sorting run
//! on a snapshot of the community's published listings in memory (`snapshot`), kept while nothing changes.

pub mod browse;
mod card;
pub mod compare;
pub mod cost;
pub mod engine;
pub mod filter;
mod home;
pub mod listing;
mod misses;
pub mod model;
mod pages;
pub mod price;
pub(crate) mod price_view;
pub mod publish;
pub mod queries;
mod seo;
pub mod snapshot;
pub mod urls;
pub mod vendor;

pub use misses::MissLog;
pub(crate) use seo::decimal;
pub use snapshot::Snapshots;

use crate::access::{Access, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::SERVICES, Access::public(), browse::list)
        .get(urls::LISTING, Access::public(), listing::show)
        .get(urls::VENDOR, Access::public(), vendor::show)
        .get(urls::WORKER, Access::public(), vendor::show_worker)
        .get(urls::WORKER_PHOTO, Access::public(), vendor::show_worker_photo)
        .get(urls::COMPARE, Access::public(), compare::show)
        .get(urls::SITEMAP, Access::public(), seo::sitemap)
        .get(urls::TENANT_SITEMAP, Access::public(), seo::tenant_sitemap)
        .get(urls::ROBOTS, Access::public(), seo::robots)
}
