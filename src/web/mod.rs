//! How pages are asked for and answered; nothing here knows what the portal is about.

pub mod assets;
pub mod cache;
pub mod context;
pub mod errors;
pub mod extract;
mod flash;
pub mod form;
pub mod i18n;
pub mod layers;
pub mod page;
pub mod paging;
pub mod public;
mod query;
pub mod text;
pub mod upload;

pub use context::{Context, ElderSize, cookie};
pub use flash::Flash;
pub use i18n::{Locale, Messages};
pub use page::{Desk, Nav, Page, flashed, form_page, form_status, html, redirect};
pub use query::with_params;
