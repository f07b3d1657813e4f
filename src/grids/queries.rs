//! SQL of the grid. Everything is in the community's scope.

mod buildings;
mod care;
mod posts;

pub(super) use self::buildings::{
    Building, Grid, buildings, estate_names, grid, grids, lock, move_building, next_position, update_grid,
};
pub use self::buildings::{add_building, add_grid, add_households, place_building};
pub(super) use self::care::{NewMessage, asked, done, insert_message, open_by_place};
pub use self::posts::{NewPost, give};
pub(super) use self::posts::{Post, end_on, of_grid, of_place, post, posts};
