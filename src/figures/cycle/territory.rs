//! The loop among those who live in the grids and buildings that somebody leads.

use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{TerritoryLoopPage, told_stages};
use super::release::Told;
use super::{charts, queries, urls};
use crate::access::{Capability, Staff};
use crate::error::AppResult;
use crate::grids::queries as grids;
use crate::residents::Territory;
use crate::tenancy::Feature;
use crate::web::{Page, flashed};
use crate::{jobs, training};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let (tenant, context, today) = (staff.tenant()?, staff.context(), staff.today()?);
    let t = context.t();
    let mut tx = staff.read().await?;
    let territory = Territory::of(&staff, &mut tx, Capability::TerritoryLoop).await?;
    // Whoever sees a whole community reads the loop of all of it.
    let ids = territory.buildings().unwrap_or_default();
    let buildings = grids::building_names(&mut tx, tenant.id, ids).await?;
    let here = queries::among(&mut tx, tenant, ids, today).await?;
    let everybody = queries::latest(&mut tx, tenant.id, today).await?.map(|cycle| cycle.sum());
    drop(tx);
    let told = Told::of_part(&here, everybody.as_ref());
    let template = TerritoryLoopPage {
        page: Page::of_console(&staff, t.cycle.mine),
        buildings: buildings.iter().map(|(estate, name)| format!("{estate} {name}")).collect(),
        way: if told.is_silent() { None } else { Some(charts::way(&told, t.cycle.mine_whose, context)?) },
        reached: told_stages(&told, None, t),
        public_url: urls::public(tenant),
        jobs_url: tenant.has(Feature::Jobs).then(|| jobs::urls::list(tenant)),
        training_url: tenant.has(Feature::Training).then(|| training::urls::calendar(tenant)),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
