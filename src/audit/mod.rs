//! What staff did, on record: every change that staff make in a tenant is written down in the transaction that makes it
//! (`WriteTx::on_record`), chained to the deed before it, and can be read by staff and verified by the operator.

pub mod actions;
mod chain;
pub mod command;
mod log;
mod queries;
pub mod urls;
mod verify;

pub use chain::{Deed, Head};
pub use queries::{Filter, Row, head, newest, record};
pub use verify::{Fault, verify};

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new().get(urls::LOG, Access::capability(Capability::AuditLog), log::list)
}
