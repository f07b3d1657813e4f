//! The loop in figures (供需循环): how far those on file get, by the quarter in which they came, what each trade needs and
//! has, and who begins a business.
//!
//! A community counts its loop with its other figures, once a day and when its staff ask, and keeps numerators and
//! denominators.
//! Of each month the last count is kept, and staff read any of the last year ([`months`]).
//! Its staff read them as they are. Everybody else (the street, the platform, residents) reads what tells of no fewer than
//! five people ([`release`]). Leaders of grids and buildings read the same of those who live there, organizations of those
//! whom they taught or who practised with them ([`own`]).

mod charts;
mod desk;
mod file;
mod founding;
mod model;
mod months;
mod own;
mod pages;
mod public_page;
mod queries;
mod release;
mod street;
mod territory;
pub mod urls;
mod words;

pub(crate) use founding::Founding;
pub(crate) use model::{Cycle, Funnel, Market, ready};
pub(crate) use queries::{WITHIN, keep, market};
pub(crate) use release::ToldMarket;

use chrono::NaiveDate;

use crate::access::{Access, Capability, OrgCapability, Routes};
use crate::db::WriteTx;
use crate::error::AppResult;
use crate::tenancy::Tenant;

/// The pages of the loop.
pub(super) fn routes() -> Routes {
    let reading = || Access::capability(Capability::LoopFigures);
    Routes::new()
        .get(urls::PUBLIC, Access::public(), public_page::show)
        .get(urls::DESK, reading(), desk::show)
        .post(urls::DESK, Access::capability(Capability::Talents), desk::count_anew)
        .get(urls::CSV, reading(), file::show)
        .get(urls::TERRITORY, Access::capability(Capability::TerritoryLoop), territory::show)
        .get(urls::OWN, Access::member(OrgCapability::Records), own::show)
}

/// Counts a community's loop and keeps it under a day.
pub(super) async fn write(tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate) -> AppResult<()> {
    let cycle = queries::count(tx, tenant, day).await?;
    queries::keep(tx, tenant.id, &cycle).await
}
