//! Communities side by side in figures, for the street above them: counts, and rates with what they are rates of; never a
//! household, never a name.
//!
//! Each community counts itself in its own scope, once a day and when asked (`count`), and keeps the figures of the day. The
//! loop is counted when the community's own staff ask, and not for those above.
//! The street reads those through one narrow database function. What would tell of fewer than five people is not shown, and
//! cannot be worked out from the sums (`protect`).

pub mod count;
pub mod cycle;
mod handlers;
mod model;
mod pages;
mod protect;
mod queries;
mod table;
pub mod urls;

pub use count::Count;
pub(crate) use protect::FEWEST;
pub(crate) use table::Cell;

use crate::access::{Access, Capability, Routes};

/// The pages of this feature.
pub fn routes() -> Routes {
    let comparing = || Access::capability(Capability::Figures);
    Routes::new()
        .get(urls::FIGURES, comparing(), handlers::show)
        .post(urls::FIGURES, comparing(), handlers::count_anew)
        .get(urls::CSV, comparing(), handlers::csv)
        .merge(cycle::routes())
}
