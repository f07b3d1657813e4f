//! The party branches (党支部) of a community and what they do: the 党建网 that stands behind the grids. Staff keep it,
//! everybody may read it.

mod desk;
mod forms;
mod model;
mod pages;
pub mod queries;
mod show;
pub mod urls;

pub use model::Measure;

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    let keeping = || Access::capability(Capability::PartyBranches);
    Routes::new()
        .get(urls::PARTY, Access::public(), show::show)
        .get(urls::DESK, keeping(), desk::list)
        .post(urls::DESK, keeping(), desk::add)
        .get(urls::BRANCH, keeping(), desk::show)
        .post(urls::BRANCH, keeping(), desk::save)
        .post(urls::BRANCH_REMOVAL, keeping(), desk::remove)
        .post(urls::ACTIVITIES, keeping(), desk::add_activity)
        .get(urls::ACTIVITY, keeping(), desk::show_activity)
        .post(urls::ACTIVITY, keeping(), desk::save_activity)
        .post(urls::ACTIVITY_REMOVAL, keeping(), desk::remove_activity)
}
