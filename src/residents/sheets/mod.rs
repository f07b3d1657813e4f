//! Sheets of estates, buildings, households and residents: understood as they are, compared with what is on file, brought in
//! as a whole or not at all, and taken out again within a day.

mod apply;
mod cells;
mod columns;
mod handlers;
mod pages;
mod plan;
pub mod queries;
mod template;
pub mod urls;

pub use apply::ApplySheet;
pub(super) use columns::Column;

use crate::access::{Access, Capability, Routes};
use crate::error::{AppError, AppResult};

/// The pages of this part.
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

/// Problems that are kept and shown of a sheet; more are counted.
const MOST_PROBLEMS: usize = 200;

/// What a look at a sheet found, as it is kept: counts and problems.
fn found(plan: &plan::Plan) -> AppResult<(serde_json::Value, serde_json::Value)> {
    let problems = &plan.problems[..plan.problems.len().min(MOST_PROBLEMS)];
    let json = |value: Result<serde_json::Value, serde_json::Error>| value.map_err(|e| AppError::Internal(e.into()));
    Ok((json(serde_json::to_value(plan.counts))?, json(serde_json::to_value(problems))?))
}
