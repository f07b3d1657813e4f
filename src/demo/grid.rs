//! The demo's grids, buildings, households and posts.

use std::collections::HashMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::data::{Node, PostsData};
use crate::accounts::queries as people;
use crate::db::{BuildingId, GrantId, GridId, PersonId, TenantId, WriteTx};
use crate::directory::queries::estates;
use crate::grids::PostKind;
use crate::grids::queries::{self, NewPost};
use crate::party::queries as party;

/// Since when everything is as the demo shows it, in days before it is loaded.
const DAYS_AGO: u64 = 400;
/// Rooms on a floor, and floors of a unit.
const ROOMS: u32 = 4;
const FLOORS: u32 = 18;

/// Places by how the demo names them: a grid's code, or estate and building.
pub(super) type Places = HashMap<String, Uuid>;

/// Adds the grids of a community with their buildings and households; tells where they are.
pub(super) async fn add(tx: &mut WriteTx, tenant: TenantId, node: &Node, today: NaiveDate) -> Result<Places> {
    let known = estates(tx, tenant).await?;
    for estate in &node.estates {
        let Some(code) = &estate.grid else { continue };
        let id = known.iter().find(|one| one.name == estate.name).context("a demo estate")?.id;
        let grid = GridId::generate();
        let branch = party::ensure(tx, tenant, &format!("{}党支部", estate.name), false).await?;
        if !queries::add_grid(tx, tenant, grid, code, &format!("{}网格", estate.name), Some(branch)).await? {
            continue;
        }
        let count = u32::try_from(estate.buildings.len()).unwrap_or(1).max(1);
        for (position, (name, at)) in (1_i32..).zip(estate.buildings.iter().zip(0_u32..)) {
            let building = BuildingId::generate();
            queries::add_building(tx, tenant, building, id, name, position).await?;
            queries::place_building(tx, tenant, building, grid, today - Days::new(DAYS_AGO)).await?;
            // As evenly as it goes: the first ones have one more.
            let households = estate.households / count + u32::from(at < estate.households % count);
            let rooms: Vec<(String, String)> = (0..households).map(room).collect();
            queries::add_households(tx, tenant, building, &rooms, kind(&estate.kind)).await?;
        }
    }
    // Those of a load that was killed included.
    let grids = queries::grids(tx, tenant).await?.into_iter().map(|grid| (grid.code, grid.id.uuid()));
    let buildings = queries::buildings(tx, tenant, today).await?.into_iter();
    let buildings = buildings.map(|b| (format!("{}/{}", b.estate_name, b.name), b.id.uuid()));
    Ok(grids.chain(buildings).collect())
}

/// The nth room of a building: unit by unit, floor by floor.
fn room(n: u32) -> (String, String) {
    let in_unit = n % (ROOMS * FLOORS);
    let (floor, door) = (in_unit / ROOMS + 1, in_unit % ROOMS + 1);
    ((n / (ROOMS * FLOORS) + 1).to_string(), format!("{floor}{door:02}"))
}

fn kind(word: &str) -> &'static str {
    match word {
        "回迁" => "resettled",
        "商品房" => "bought",
        "租住" => "rented",
        _ => "registered",
    }
}

/// Gives a post to somebody who is known.
pub(super) async fn give(
    tx: &mut WriteTx,
    tenant: TenantId,
    (kind, place): (PostKind, Uuid),
    (person, name): (PersonId, &str),
    today: NaiveDate,
) -> Result<()> {
    let post = NewPost {
        id: GrantId::generate(),
        person,
        kind,
        place,
        holder: name,
        phone: None,
        from: today - Days::new(DAYS_AGO / 2),
        to: None,
        stands_in_for: None,
        by: None,
    };
    queries::give(tx, tenant, &post).await?;
    Ok(())
}

/// Gives the posts of people on paper.
pub(super) async fn give_on_paper(
    tx: &mut WriteTx,
    tenant: TenantId,
    posts: &[&PostsData],
    places: &Places,
    now: DateTime<Utc>,
) -> Result<()> {
    let today = now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let mut known: HashMap<&str, PersonId> = HashMap::new();
    for data in posts {
        let kind = PostKind::parse(&data.kind).with_context(|| data.kind.clone())?;
        for (place, name) in &data.holders {
            let place = *places.get(place).with_context(|| place.clone())?;
            let person = match known.get(name.as_str()) {
                Some(person) => *person,
                None => {
                    let person = PersonId::generate();
                    tx.enter_person(person).await?;
                    people::insert_person(tx, person, name, None).await?;
                    known.insert(name, person);
                    person
                }
            };
            give(tx, tenant, (kind, place), (person, name), today).await?;
        }
    }
    Ok(())
}
