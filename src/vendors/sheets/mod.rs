//! Sheets of services and prices, out and in: whoever keeps many services changes them in a spreadsheet program.
//!
//! What goes out (`export`) is in the words that the import of communities' sheets reads (`words`). What comes in is
//! compared with what is kept (`plan`, `diff`), shown, and done only when whoever sent it has seen it: the page
//! carries the sheet itself and a fingerprint of what it was compared with, so that a change meanwhile is noticed.

mod diff;
mod export;
mod handlers;
mod held;
mod pages;
mod plan;
mod queries;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use words::hours_words;

use super::urls;
use crate::access::{Access, OrgCapability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::SHEETS, Access::member(OrgCapability::Records), handlers::show)
        .get(urls::SHEET_FILE, Access::member(OrgCapability::Records), handlers::file)
        .post_upload(urls::SHEET_CHECK, Access::member(OrgCapability::Records), handlers::check)
        // The form carries the sheet, so it may be as large as an upload.
        .post_upload(urls::SHEET_APPLY, Access::member(OrgCapability::Records), handlers::apply)
}
