//! Notices of a community (通知), as residents read them.

mod body;
mod handlers;
mod pages;
pub mod queries;
pub mod urls;

pub use pages::{NoticeView, view};

use crate::access::{Access, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new().get(urls::LIST, Access::public(), handlers::list).get(urls::NOTICE, Access::public(), handlers::show)
}
