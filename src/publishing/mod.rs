//! What a community publishes of its organizations, and who decided it.
//!
//! An organization keeps its records once. Whatever changes there becomes, for each community that admits it, a proposal:
//! the snapshot that would be shown ([`snapshot`]). Where it differs from what is shown, the community is asked
//! ([`submit`]); what its staff approve, or trust, is published ([`apply`]), in the transaction that records the decision.
//! Each day's work ([`daily`]) lets announced prices begin and takes down what nobody confirmed.

pub mod apply;
pub mod daily;
pub(crate) mod decide;
pub(crate) mod handlers;
mod listing;
mod pages;
pub(crate) mod papers;
pub mod queries;
pub(crate) mod queue;
pub(crate) mod queue_queries;
pub mod settings;
pub mod snapshot;
pub mod submit;
pub mod urls;

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::QUEUE, Access::capability(Capability::VendorRecords), queue::show)
        .post(urls::ASSIGNMENT, Access::capability(Capability::Publishing), queue::assign)
        .get(urls::CHANGE, Access::capability(Capability::VendorRecords), handlers::show)
        .post(urls::DECISION, Access::capability(Capability::Publishing), handlers::decide)
        .get(urls::LISTING, Access::capability(Capability::VendorRecords), listing::show)
        .post(urls::LISTING_CHECK, Access::capability(Capability::Publishing), listing::check)
        .post(urls::LISTING_SUSPENSION, Access::capability(Capability::Publishing), listing::suspend)
        .get(urls::SETTINGS, Access::capability(Capability::PublishingSettings), settings::show)
        .post(urls::SETTINGS, Access::capability(Capability::PublishingSettings), settings::save)
}
