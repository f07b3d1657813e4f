//! The platform's operators: the health of the server, the tenant tree, and the reference data that all tenants share.
//!
//! An operator runs the platform and reads nobody's data. What they do is done in the scope of the platform's own tenant and
//! stands in its record; into a tenant they go for an hour, for a reason that its staff are told. What cannot be undone
//! asks who they are anew, and the deletion of a tenant takes two of them and thirty days.

mod archive;
mod categories;
mod deed;
mod deletion;
mod entry;
mod export;
mod forms;
mod holidays;
mod model;
mod overview;
mod pages;
mod queries;
mod record;
mod staffing;
mod suspension;
mod tenants;
pub mod urls;

pub use deletion::Erase;
pub use export::{Export, ForgetExport};

use crate::access::{Access, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::HOME, Access::operator(), overview::show)
        .post(urls::TASK_RETRY, Access::operator(), overview::retry)
        .get(urls::NEW_TENANT, Access::operator(), tenants::begin)
        .post(urls::NEW_TENANT, Access::operator(), tenants::add)
        .get(urls::TENANT, Access::operator(), tenants::show)
        .get(urls::STAFF, Access::operator(), staffing::begin)
        .post(urls::STAFF, Access::operator(), staffing::invite)
        .get(urls::STAFF_CODE, Access::operator(), staffing::show_code)
        .get(urls::SUSPENSION, Access::operator(), suspension::begin)
        .post(urls::SUSPENSION, Access::operator(), suspension::suspend)
        .post(urls::SUSPENSION_END, Access::operator(), suspension::resume)
        .get(urls::DELETION, Access::operator(), deletion::begin)
        .post(urls::DELETION, Access::operator(), deletion::ask)
        .get(urls::DELETION_APPROVAL, Access::operator(), deletion::look)
        .post(urls::DELETION_APPROVAL, Access::operator(), deletion::approve)
        .post(urls::DELETION_END, Access::operator(), deletion::take_back)
        .get(urls::EXPORTS, Access::operator(), export::begin)
        .post(urls::EXPORTS, Access::operator(), export::ask)
        .get(urls::EXPORT, Access::operator(), export::download)
        .get(urls::ENTRY, Access::operator(), entry::begin)
        .post(urls::ENTRY, Access::operator(), entry::enter)
        .post(urls::ENTRY_END, Access::operator(), entry::leave)
        .get(urls::CATEGORIES, Access::operator(), categories::list)
        .post(urls::CATEGORIES, Access::operator(), categories::add)
        .get(urls::CATEGORY, Access::operator(), categories::show)
        .post(urls::CATEGORY, Access::operator(), categories::save)
        .get(urls::HOLIDAYS, Access::operator(), holidays::show)
        .post_upload(urls::HOLIDAYS, Access::operator(), holidays::try_out)
        .post(urls::HOLIDAY_IMPORT, Access::operator(), holidays::import)
        .get(urls::RECORD, Access::operator(), record::list)
}
