//! An organization's files: licences, insurance policies, contracts, certificates, photos. They are kept in the database,
//! behind the organization's row-level security. What comes in is checked and drawn anew (`check`); what goes out can
//! do nothing in the browser that opens it (`serve`).

pub mod check;
mod handlers;
mod model;
mod pages;
mod pdf;
mod picture;
pub mod queries;
mod serve;
pub mod table;
pub mod urls;

pub use model::{Document, DocumentKind, size_text};
pub use serve::{attach, respond};

use crate::access::{Access, Capability, OrgCapability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::DOCUMENTS, Access::member(OrgCapability::Records), handlers::list)
        .post_upload(urls::DOCUMENTS, Access::member(OrgCapability::Records), handlers::upload)
        .get(urls::DOCUMENT, Access::member(OrgCapability::Records), handlers::show)
        .post(urls::REMOVAL, Access::member(OrgCapability::Records), handlers::remove)
        .get(urls::FOR_STAFF, Access::capability(Capability::VendorRecords), handlers::show_to_staff)
}
