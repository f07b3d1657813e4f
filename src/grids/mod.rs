//! The grid (网格): which buildings belong together, who looks after them, and what is vacant; and for residents, who looks
//! after me.
//!
//! A post is a dated grant in a grid or a building. It is given, handed over on a day, looked after during a leave (and goes
//! back by itself), and ends; nothing is ever written over.

mod asked;
mod board;
mod buildings;
mod care;
mod forms;
mod grid;
mod model;
pub mod near;
mod nets;
mod pages;
mod plan;
mod posts;
pub mod queries;
pub(crate) mod sheet;
pub mod urls;

pub use model::PostKind;

use crate::access::{Access, Capability, Routes};
use crate::tenancy::Feature;

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::CARE, Access::public().part_of(Feature::Care), care::show)
        .get(urls::CARE_MESSAGE, Access::public().part_of(Feature::Care), care::begin)
        .post(urls::CARE_MESSAGE, Access::public().part_of(Feature::Care), care::send)
        .get(urls::ASKED, Access::signed_in(), asked::list)
        .post(urls::ASKED, Access::signed_in(), asked::done)
        .get(urls::GRIDS, Access::capability(Capability::Grids), board::show)
        .post(urls::GRIDS, Access::capability(Capability::GridPosts), board::add)
        .get(urls::GRID, Access::capability(Capability::Grids), grid::show)
        .post(urls::GRID, Access::capability(Capability::GridPosts), grid::save)
        .post(urls::POSTS, Access::capability(Capability::GridPosts), posts::give)
        .post(urls::POST_END, Access::capability(Capability::GridPosts), posts::end)
        .post(urls::MOVES, Access::capability(Capability::GridPosts), buildings::take_over)
        .post(urls::MOVE_BACK, Access::capability(Capability::GridPosts), buildings::stay)
        .get(urls::ESTATES, Access::capability(Capability::Grids), buildings::list)
        .post(urls::ESTATES, Access::capability(Capability::GridPosts), buildings::add_estate)
        .post(urls::BUILDINGS, Access::capability(Capability::GridPosts), buildings::add)
}
