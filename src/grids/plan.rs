//! The plan: estates and buildings as a drawing, coloured by grid and readable without colour.

use super::pages::{EstatePlan, Plot};
use super::queries::{Building, Grid};
use super::urls;
use crate::tenancy::Tenant;

/// Buildings in a row.
const ACROSS: usize = 5;
/// Hues and patterns there are; grids beyond them begin again.
const HUES: usize = 6;
/// Of one building, with its margin.
const WIDTH: usize = 120;
const HEIGHT: usize = 84;

/// Estate by estate, in the community's order.
pub(super) fn draw(tenant: &Tenant, grids: &[Grid], buildings: &[Building]) -> Vec<EstatePlan> {
    let mut estates: Vec<EstatePlan> = Vec::new();
    for building in buildings {
        if estates.last().is_none_or(|estate| estate.name != building.estate_name) {
            estates.push(EstatePlan { name: building.estate_name.clone(), width: 0, height: 0, plots: Vec::new() });
        }
        let Some(estate) = estates.last_mut() else { continue };
        let at = estate.plots.len();
        let grid = building.grid.and_then(|id| grids.iter().position(|grid| grid.id == id));
        estate.plots.push(Plot {
            x: at % ACROSS * WIDTH,
            y: at / ACROSS * HEIGHT,
            name: building.name.clone(),
            grid: grid.map_or_else(String::new, |at| grids[at].code.clone()),
            hue: grid.map_or(HUES, |at| at % HUES),
            url: grid.map(|at| urls::grid(tenant, grids[at].id)),
            households: building.households,
        });
        estate.width = estate.plots.len().min(ACROSS) * WIDTH;
        estate.height = estate.plots.len().div_ceil(ACROSS) * HEIGHT;
    }
    estates
}
