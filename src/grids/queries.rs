//! SQL of the grid. Everything is in the community's scope.

mod buildings;
mod care;
mod names;
mod posts;

pub use self::buildings::{
    Building, Grid, Stand, add_building, add_grid, add_households, buildings, buildings_of, grids, next_position,
    place_building, stand,
};
pub(super) use self::buildings::{
    PlannedMove, grid, lock, lock_all, move_building, planned_moves, take_move_back, update_grid,
};
pub(super) use self::care::{NewMessage, asked, done, insert_message, open_by_place, open_in};
pub use self::names::{building_names, estate_names};
pub use self::posts::{NewPost, give};
pub(super) use self::posts::{Post, end_on, of_grid, of_place, post, posts};
