//! Who works in the whole of a community: its staff, property stewards and volunteers, and who among the staff administers
//! it. (Posts in grids and buildings are `grids`.)
//!
//! A role is offered to a number and taken in the browser with a code that whoever offers it tells the person; nobody makes
//! an account, or a password, for somebody else. An administrator is made by a second one where there are two or more.

mod factor;
mod forms;
mod holder;
mod invite;
mod list;
mod mine;
mod model;
mod pages;
mod proposals;
pub mod queries;
pub mod urls;

use std::sync::Arc;

use crate::access::{Access, Capability, Routes, Staff};
use crate::error::{AppError, AppResult};
use crate::tenancy::Tenant;

/// The pages of this feature.
pub fn routes() -> Routes {
    let deciding = || Access::capability(Capability::StaffPeople);
    Routes::new()
        .get(urls::PEOPLE, deciding(), list::show)
        .post(urls::INVITATIONS, deciding(), invite::send)
        .post(urls::REVOCATION, deciding(), invite::revoke)
        .get(urls::HOLDER, deciding(), holder::show)
        .post(urls::END, deciding(), holder::end)
        .post(urls::ADMIN, deciding(), proposals::propose)
        .get(urls::FACTOR, deciding(), factor::show)
        .post(urls::FACTOR, deciding(), factor::reset)
        .get(urls::PROPOSAL, deciding(), proposals::show)
        .post(urls::PROPOSAL, deciding(), proposals::decide)
        .get(urls::MINE, Access::signed_in(), mine::show)
        .post(urls::ANSWER, Access::signed_in(), mine::answer)
}

/// The community whose people these are; a street's and a district's are the operator's to say.
fn community(staff: &Staff) -> AppResult<Arc<Tenant>> {
    let tenant = staff.tenant()?.clone();
    if tenant.is_community() { Ok(tenant) } else { Err(AppError::NotFound) }
}
