//! Organizations as they keep themselves, once for all the communities they serve: the workspace `/org/{org}`.

pub mod hours;
pub mod members;
pub mod prices;
pub mod queries;
pub mod services;
pub mod sheets;
mod standings;
pub mod urls;
pub mod workers;
mod workspace;

use crate::access::Routes;

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .merge(workspace::routes())
        .merge(services::routes())
        .merge(prices::routes())
        .merge(hours::routes())
        .merge(workers::routes())
        .merge(members::routes())
        .merge(sheets::routes())
}
