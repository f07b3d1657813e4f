//! Bringing a sheet of residents in.

use std::collections::HashMap;

use anyhow::Context;

use super::plan::{BuildingRef, Plan};
use super::queries;
use crate::db::{BuildingId, HouseholdId, ImportId, ResidentId, WriteTx};
use crate::directory::publish::ensure_estate;
use crate::error::{AppError, AppResult};
use crate::grids::queries as grids;
use crate::residents::keys::keys;
use crate::residents::model::Tag;
use crate::residents::queries::bulk::{self, NewDoor, NewResident};
use crate::residents::queries::records::KeptPhone;
use crate::sheets::meaning::Bringing;
use crate::tenancy::Tenant;

/// Rows that are written at once: far below what a statement's time allows.
const CHUNK: usize = 500;

/// Adds what is missing.
pub(super) async fn bring_in(tx: &mut WriteTx, bringing: &mut Bringing<'_>, plan: &Plan) -> AppResult<()> {
    let (here, import) = (bringing.here, bringing.import);
    let (tenant, now, today) = (&here.tenant, here.now, here.today());
    let buildings = add_buildings(tx, tenant, import, plan, today).await?;
    let mut homes: HashMap<usize, HouseholdId> = HashMap::with_capacity(plan.doors.len());
    let place = |building: &BuildingRef| match building {
        BuildingRef::Known(id) => Some(*id),
        BuildingRef::New(at) => buildings.get(*at).copied(),
    };
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
        bringing.advance(chunk.len()).await?;
    }
    for chunk in plan.residents.chunks(CHUNK) {
        let mut new = Vec::with_capacity(chunk.len());
        for planned in chunk {
            let id = ResidentId::generate();
            let phone =
                planned.phone.as_ref().map(|phone| KeptPhone::of(here.secrets(), id.uuid(), phone)).transpose()?;
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
        bringing.advance(chunk.len()).await?;
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
