//! The tenant tree (district → street → community), the reference data all tenants share, and the pages that show a
//! community's front door: choosing one, and its home.

mod feature;
pub mod handlers;
pub mod operator;
mod pages;
pub mod platform;
mod queries;
pub mod reference;
mod tenant;
pub mod urls;

pub use feature::Feature;
pub use platform::{Category, Platform, PlatformData};
pub use tenant::{Brand, Level, Revisions, Station, Tenant, emblem};

use crate::access::{Access, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new().get(urls::CHOOSE, Access::public(), handlers::choose).get(
        urls::HOME,
        Access::public(),
        handlers::home,
    )
}
