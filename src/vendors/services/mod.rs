//! An organization's services: what each is, what it includes, how long it takes.

pub mod forms;
mod handlers;
mod pages;
pub mod queries;

use super::urls;
use crate::access::{Access, OrgCapability, Routes};

/// The pages of this part.
pub fn routes() -> Routes {
    let (see, keep) = (OrgCapability::Workspace, OrgCapability::Records);
    Routes::new()
        .get(urls::SERVICES, Access::member(see), handlers::list)
        .post(urls::CONFIRMATION, Access::member(keep), handlers::confirm_all)
        .get(urls::SERVICE_NEW, Access::member(keep), handlers::new)
        .post(urls::SERVICES, Access::member(keep), handlers::create)
        .get(urls::SERVICE, Access::member(see), handlers::show)
        .post(urls::SERVICE, Access::member(keep), handlers::save)
        .post(urls::SERVICE_RETIREMENT, Access::member(keep), handlers::retire)
        .post(urls::SERVICE_CONFIRMATION, Access::member(keep), handlers::confirm)
}
