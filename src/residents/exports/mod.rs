//! Lists of residents out: asked for with a reason, allowed by a second person, made by a task, there for a day for whoever
//! asked. Everybody on such a list can read that it went out.

mod handlers;
mod make;
mod pages;
pub mod queries;
pub mod urls;

pub use make::MakeExport;

use crate::access::{Access, Capability, Routes};

/// The pages of this part.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::EXPORTS, Access::capability(Capability::ResidentRecords), handlers::list)
        .get(urls::NEW, Access::capability(Capability::ResidentRecords), handlers::new)
        .post(urls::NEW, Access::capability(Capability::ResidentRecords), handlers::ask)
        .get(urls::DECISION, Access::capability(Capability::ResidentRecords), handlers::decision)
        .post(urls::DECISION, Access::capability(Capability::ResidentRecords), handlers::decide)
        .get(urls::FILE, Access::capability(Capability::ResidentRecords), handlers::file)
}
