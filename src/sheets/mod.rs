//! Sheets of staff: understood as they are, compared with what is on file, brought in as a whole or not at all, and taken
//! out again within a day.
//!
//! What the rows of a sheet mean belongs to the feature that keeps such things ([`meaning::Meaning`]); reading, asking about
//! columns, progress and the day's grace are here, once for all kinds ([`Kind`]).

mod apply;
pub(crate) mod cells;
pub(crate) mod columns;
pub(crate) mod found;
mod handlers;
mod kind;
pub(crate) mod meaning;
mod pages;
pub mod queries;
mod template;
pub mod urls;

pub use apply::ApplySheet;
pub(crate) use columns::Column;
pub(crate) use handlers::KEPT;
pub(crate) use kind::Kind;

use crate::access::{Access, Capability, Routes};

/// The pages of this feature. Whoever opens them keeps residents' records; a sheet of another kind asks for more
/// ([`Kind::capability`]).
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::SHEETS, Access::capability(Capability::ResidentRecords), handlers::list)
        .post_upload(urls::SHEETS, Access::capability(Capability::ResidentRecords), handlers::upload)
        .get(urls::TEMPLATE, Access::capability(Capability::ResidentRecords), handlers::template)
        .get(urls::SHEET, Access::capability(Capability::ResidentRecords), handlers::show)
        .post(urls::COLUMNS, Access::capability(Capability::ResidentRecords), handlers::columns)
        .post(urls::APPLY, Access::capability(Capability::ResidentRecords), handlers::apply)
        .post(urls::UNDO, Access::capability(Capability::ResidentRecords), handlers::undo)
}
