//! Bringing a sheet in, as a whole: a task compares it once more and adds what is missing, in one transaction.

use std::collections::HashMap;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::columns::{Column, Rows};
use super::plan::{BuildingRef, Plan, plan};
use super::queries;
use crate::background::queue::{Task, TaskError};
use crate::db::{BuildingId, HouseholdId, ImportId, ResidentId, Scope, TenantId, WriteTx};
use crate::directory::publish::ensure_estate;
use crate::error::{AppError, AppResult};
use crate::grids::queries as grids;
use crate::residents::keys::keys;
use crate::residents::model::Tag;
use crate::residents::queries::bulk::{self, NewDoor, NewResident};
use crate::residents::queries::records::KeptPhone;
use crate::state::AppState;
use crate::tenancy::Tenant;

/// Rows that are written at once: far below what a statement's time allows.
const CHUNK: usize = 500;

/// Brings a sheet in.
#[derive(Debug, Serialize, Deserialize)]
pub struct ApplySheet {
    /// The community.
    pub tenant: TenantId,
    /// The sheet.
    pub import: ImportId,
}

impl Task for ApplySheet {
    const NAME: &'static str = "apply_sheet";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let Some(tenant) = state.platform().by_id(self.tenant) else { return Ok(()) };
        let Some(import) = queries::one(tx, tenant.id, self.import).await? else { return Ok(()) };
        let Some(sealed) = import.content_sealed.filter(|_| import.state == "applying") else { return Ok(()) };
        let mut rows = open(state, import.id, &sealed).map_err(TaskError::Fail)?;
        // The headings stand on top.
        rows.drain(..rows.len().min(1));
        let columns: Vec<Option<Column>> = import.columns.iter().map(|code| Column::parse(code)).collect();
        let (now, secrets) = (state.clock().now(), state.secrets());
        let today = now.with_timezone(&tenant.time_zone).date_naive();
        let known = queries::known(tx, tenant.id).await?;
        let plan = plan(&known, &rows, &columns, secrets, today);
        let found = super::found(&plan)?;
        if !plan.problems.is_empty() {
            // Something on file has changed since: back to whoever sent it.
            queries::set_checked(tx, tenant.id, import.id, &import.columns, found).await?;
            return Ok(());
        }
        bring_in(state, tx, &tenant, import.id, &plan).await?;
        queries::set_applied(tx, tenant.id, import.id, found.0, now).await?;
        Ok(())
    }
}

/// The rows of a kept sheet.
pub(super) fn open(state: &AppState, id: ImportId, sealed: &[u8]) -> anyhow::Result<Rows> {
    Ok(serde_json::from_str(&state.secrets().open(id.uuid(), sealed)?)?)
}

async fn bring_in(state: &AppState, tx: &mut WriteTx, tenant: &Tenant, import: ImportId, plan: &Plan) -> AppResult<()> {
    let now = state.clock().now();
    let today = now.with_timezone(&tenant.time_zone).date_naive();
    let total = plan.doors.len() + plan.residents.len();
    let mut progress = Progress { state, tenant: tenant.id, import, total };
    let buildings = add_buildings(tx, tenant, import, plan, today).await?;
    let mut homes: HashMap<usize, HouseholdId> = HashMap::with_capacity(plan.doors.len());
    let place = |building: &BuildingRef| match building {
        BuildingRef::Known(id) => Some(*id),
        BuildingRef::New(at) => buildings.get(*at).copied(),
    };
    let mut done = 0;
    let numbered: Vec<_> = plan.doors.iter().enumerate().collect();
    for chunk in numbered.chunks(CHUNK) {
        let doors: Option<Vec<NewDoor>> = chunk
            .iter()
            .map(|(_, door)| {
                let building = place(&door.building)?;
                Some(NewDoor { building, unit: door.unit.clone(), room: door.room.clone(), kind: door.kind.code() })
            })
            .collect();
        let ids = bulk::ensure_households(tx, tenant.id, &doors.context("a planned building")?).await?;
        let new = chunk.iter().zip(&ids).filter(|((_, door), _)| door.known.is_none()).map(|(_, id)| id.uuid());
        queries::mark_homes(tx, tenant.id, import, (&[], &[], &new.collect::<Vec<_>>())).await?;
        homes.extend(chunk.iter().map(|(at, _)| *at).zip(ids));
        done += chunk.len();
        progress.say(done).await?;
    }
    for chunk in plan.residents.chunks(CHUNK) {
        let mut new = Vec::with_capacity(chunk.len());
        for planned in chunk {
            let id = ResidentId::generate();
            let phone = planned.phone.as_ref().map(|phone| KeptPhone::of(state.secrets(), id, phone)).transpose()?;
            new.push(NewResident {
                id,
                household: homes.get(&planned.door).copied().context("a planned door")?,
                name: planned.name.as_str().to_owned(),
                phone,
                birth_year: planned.birth_year,
                relation: planned.relation.code(),
                tags: planned.tags.iter().copied().map(Tag::code).collect(),
                note: planned.note.clone(),
                person: None,
                import: Some(import),
                keys: keys(&planned.name, planned.phone.as_ref()),
            });
        }
        bulk::insert_residents(tx, tenant.id, &new, (today, now)).await?;
        done += chunk.len();
        progress.say(done).await?;
    }
    tx.touch_public(tenant.id);
    Ok(())
}

/// Adds the estates and buildings of a sheet; gives the buildings in the plan's order.
async fn add_buildings(
    tx: &mut WriteTx,
    tenant: &Tenant,
    import: ImportId,
    plan: &Plan,
    today: chrono::NaiveDate,
) -> AppResult<Vec<BuildingId>> {
    for name in &plan.estates {
        ensure_estate(tx, tenant.id, name).await?;
    }
    let estates: HashMap<String, _> =
        grids::estate_names(tx, tenant.id).await?.into_iter().map(|(id, name)| (name, id)).collect();
    let mut buildings = Vec::with_capacity(plan.buildings.len());
    for new in &plan.buildings {
        let estate = *estates.get(&new.estate).context("a planned estate")?;
        let position = grids::next_position(tx, tenant.id, estate).await?.unwrap_or(1);
        let id = BuildingId::generate();
        if !grids::add_building(tx, tenant.id, id, estate, &new.name, position).await? {
            return Err(AppError::Conflict);
        }
        if let Some(grid) = new.grid {
            grids::place_building(tx, tenant.id, id, grid, today).await?;
        }
        buildings.push(id);
    }
    let new: Vec<_> = plan.estates.iter().filter_map(|name| estates.get(name)).map(|id| id.uuid()).collect();
    let ids: Vec<_> = buildings.iter().map(|id| id.uuid()).collect();
    queries::mark_homes(tx, tenant.id, import, (&new, &ids, &[])).await?;
    Ok(buildings)
}

/// How far the work is, told in transactions of their own: others see it while the work itself is not to be seen yet.
struct Progress<'a> {
    state: &'a AppState,
    tenant: TenantId,
    import: ImportId,
    total: usize,
}

impl Progress<'_> {
    async fn say(&mut self, done: usize) -> AppResult<()> {
        let count = |number| i32::try_from(number).unwrap_or(i32::MAX);
        let mut tx = self.state.db().write(&Scope { tenant: Some(self.tenant), ..Scope::default() }).await?;
        queries::set_progress(&mut tx, self.tenant, self.import, (count(done), count(self.total))).await?;
        tx.commit().await
    }
}
