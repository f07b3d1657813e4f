//! Addresses of the grid.

use crate::db::{BuildingId, GrantId, GridId};
use crate::tenancy::Tenant;

/// The board: every grid with its posts.
pub const GRIDS: &str = "/c/{slug}/staff/grids";
/// One grid.
pub const GRID: &str = "/c/{slug}/staff/grids/{grid}";
/// A post in it is given, handed over, or looked after for a while.
pub const POSTS: &str = "/c/{slug}/staff/grids/{grid}/posts";
/// A post ends.
pub const POST_END: &str = "/c/{slug}/staff/grids/{grid}/posts/{grant}/end";
/// Buildings move into it.
pub const MOVES: &str = "/c/{slug}/staff/grids/{grid}/buildings";
/// A planned move is taken back.
pub const MOVE_BACK: &str = "/c/{slug}/staff/grids/{grid}/buildings/{building}/stay";
/// The estates and their buildings.
pub const ESTATES: &str = "/c/{slug}/staff/estates";
/// Buildings are added.
pub const BUILDINGS: &str = "/c/{slug}/staff/estates/buildings";
/// For residents: who looks after them.
pub const CARE: &str = "/c/{slug}/care";
/// A message to one of them.
pub const CARE_MESSAGE: &str = "/c/{slug}/care/{grant}";
/// What residents asked me.
pub const ASKED: &str = "/c/{slug}/asked";

/// The board.
pub fn grids(tenant: &Tenant) -> String {
    format!("/c/{}/staff/grids", tenant.slug)
}

/// One grid.
pub fn grid(tenant: &Tenant, grid: GridId) -> String {
    format!("/c/{}/staff/grids/{grid}", tenant.slug)
}

/// A post in it is given.
pub fn posts(tenant: &Tenant, grid: GridId) -> String {
    format!("/c/{}/staff/grids/{grid}/posts", tenant.slug)
}

/// A post ends.
pub fn post_end(tenant: &Tenant, grid: GridId, grant: GrantId) -> String {
    format!("/c/{}/staff/grids/{grid}/posts/{grant}/end", tenant.slug)
}

/// Buildings move into it.
pub fn moves(tenant: &Tenant, grid: GridId) -> String {
    format!("/c/{}/staff/grids/{grid}/buildings", tenant.slug)
}

/// A planned move is taken back.
pub fn move_back(tenant: &Tenant, grid: GridId, building: BuildingId) -> String {
    format!("/c/{}/staff/grids/{grid}/buildings/{building}/stay", tenant.slug)
}

/// The estates and their buildings.
pub fn estates(tenant: &Tenant) -> String {
    format!("/c/{}/staff/estates", tenant.slug)
}

/// Buildings are added.
pub fn buildings(tenant: &Tenant) -> String {
    format!("/c/{}/staff/estates/buildings", tenant.slug)
}

/// For residents: who looks after them.
pub fn care(tenant: &Tenant) -> String {
    format!("/c/{}/care", tenant.slug)
}

/// The same, for a building.
pub fn care_of(tenant: &Tenant, building: BuildingId) -> String {
    format!("/c/{}/care?building={building}", tenant.slug)
}

/// A message to one of them, from a building.
pub fn care_message(tenant: &Tenant, grant: GrantId, building: BuildingId) -> String {
    format!("/c/{}/care/{grant}?building={building}", tenant.slug)
}

/// What residents asked me.
pub fn asked(tenant: &Tenant) -> String {
    format!("/c/{}/asked", tenant.slug)
}
