//! What a sheet would change: compared with what is on file, and nothing of it done.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::cells;
use crate::db::{BuildingId, EstateId, GridId, HouseholdId};
use crate::residents::forms;
use crate::residents::model::{HouseholdKind, Relation, Tag};
use crate::secrets::Secrets;
use crate::sheets::Column;
use crate::sheets::cells as shared;
use crate::sheets::found::{Counts, Fault, Found};
use crate::sheets::meaning::{Cells, Sheet};
use crate::values::{Line, PersonName, Phone};

/// What is on file.
#[derive(Default)]
pub(crate) struct Known {
    /// Estates by name.
    pub(super) estates: HashMap<String, EstateId>,
    /// Buildings by estate and [`shared::building_key`].
    pub(super) buildings: HashMap<(EstateId, String), BuildingId>,
    /// Households by building, unit and room.
    pub(super) doors: HashMap<(BuildingId, String, String), HouseholdId>,
    /// Who lives behind which door, by name.
    pub(super) people: HashSet<(HouseholdId, String)>,
    /// Names by the keyed hash of a number.
    pub(super) numbers: HashSet<([u8; 32], String)>,
    /// Grids by code.
    pub(super) grids: HashMap<String, GridId>,
}

/// A building that a row names: one that is there, or the number of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum BuildingRef {
    Known(BuildingId),
    New(usize),
}

/// A building to add.
#[derive(Debug)]
pub(super) struct NewBuilding {
    /// The estate's name.
    pub estate: String,
    pub name: String,
    pub grid: Option<GridId>,
}

/// A door, with whether it is new.
#[derive(Debug)]
pub(super) struct PlannedDoor {
    pub building: BuildingRef,
    pub unit: String,
    pub room: String,
    pub kind: HouseholdKind,
    pub known: Option<HouseholdId>,
}

/// A resident to add.
#[derive(Debug)]
pub(super) struct PlannedResident {
    /// The door's place in [`Plan::doors`].
    pub door: usize,
    pub name: PersonName,
    pub phone: Option<Phone>,
    pub birth_year: Option<i32>,
    pub relation: Relation,
    pub tags: Vec<Tag>,
    pub note: String,
}

/// What a sheet would change.
#[derive(Default)]
pub(crate) struct Plan {
    /// Estates to add.
    pub(super) estates: Vec<String>,
    /// Buildings to add.
    pub(super) buildings: Vec<NewBuilding>,
    /// Every door that the sheet names, old and new.
    pub(super) doors: Vec<PlannedDoor>,
    /// Residents to add.
    pub(super) residents: Vec<PlannedResident>,
    /// Rows whose person is on file already.
    pub(super) same: usize,
    /// Rows with words about a person that nothing here is kept for.
    pub(super) unused: usize,
}

/// The part of a row that cells merged over several rows leave blank in all but the first.
#[derive(Default, Clone)]
struct Home {
    estate: String,
    building: String,
    unit: String,
    room: String,
    kind: String,
    grid: String,
}

/// Compares the rows under the headings with what is on file.
pub(super) fn plan(known: &Known, secrets: &Secrets, today: NaiveDate, sheet: &Sheet) -> (Plan, Found) {
    let mut planner = Planner {
        known,
        secrets,
        today,
        plan: Plan::default(),
        buildings: HashMap::new(),
        doors: HashMap::new(),
        seen: HashSet::new(),
        above: Home::default(),
    };
    let (rows, problems) = sheet.read(|cells| planner.read(cells));
    let plan = planner.plan;
    let counts = Counts {
        rows,
        estates: plan.estates.len(),
        buildings: plan.buildings.len(),
        doors: plan.doors.iter().filter(|door| door.known.is_none()).count(),
        residents: plan.residents.len(),
        same: plan.same,
        unused: plan.unused,
        problems: problems.len(),
        ..Counts::default()
    };
    (plan, Found { counts, problems, ..Found::default() })
}

struct Planner<'a> {
    known: &'a Known,
    secrets: &'a Secrets,
    today: NaiveDate,
    plan: Plan,
    /// Buildings that the sheet adds, by estate and key.
    buildings: HashMap<(String, String), usize>,
    /// Doors of the sheet, by building, unit and room.
    doors: HashMap<(BuildingRef, String, String), usize>,
    /// People of the sheet: door and name, and name with number.
    seen: HashSet<(usize, String)>,
    above: Home,
}

impl Planner<'_> {
    fn read(&mut self, cells: &Cells<'_>) -> Result<(), Fault> {
        let home = self.home(cells)?;
        let estate = self.estate(&home)?;
        if home.building.is_empty() {
            return if home.room.is_empty() && cells.get(Column::Name).is_empty() {
                Ok(())
            } else {
                Err(Fault::Building)
            };
        }
        let grid = self.grid(&home)?;
        let building = self.building(&estate, &home.building, grid)?;
        if home.room.is_empty() {
            return if cells.get(Column::Name).is_empty() { Ok(()) } else { Err(Fault::Room) };
        }
        let unit = forms::unit(&home.unit).ok_or(Fault::Unit)?;
        let room = forms::room(&home.room).ok_or(Fault::Room)?;
        let kind = match home.kind.as_str() {
            "" => HouseholdKind::Registered,
            word => cells::kind(word).ok_or(Fault::Kind)?,
        };
        let resident = self.resident(cells)?;
        let door = self.door(building, unit, room, kind);
        if let Some(resident) = resident {
            self.add(door, resident);
        }
        Ok(())
    }

    /// Where the row lives. A row with a person and no place of its own lives where the one above does.
    fn home(&mut self, cells: &Cells<'_>) -> Result<Home, Fault> {
        let own = |column| cells.get(column).to_owned();
        let mut home = Home {
            estate: own(Column::Estate),
            building: own(Column::Building),
            unit: own(Column::Unit),
            room: own(Column::Room),
            kind: own(Column::Household),
            grid: own(Column::Grid),
        };
        let address = cells.get(Column::Door);
        if !address.is_empty() && home.room.is_empty() {
            let (building, unit, room) = cells::door(address).ok_or(Fault::Door)?;
            home = Home { building, unit, room, ..home };
        }
        let above = &self.above;
        let is_same_home = home.room.is_empty() && !cells.get(Column::Name).is_empty();
        if is_same_home && home.building.is_empty() {
            home = Home { grid: home.grid, ..above.clone() };
        } else if home.building.is_empty() && !home.room.is_empty() {
            // Estate and building stand in the first of several rows.
            if home.estate.is_empty() {
                home.estate.clone_from(&above.estate);
            }
            if home.estate == above.estate {
                home.building.clone_from(&above.building);
            }
        } else if home.estate.is_empty() && !home.building.is_empty() {
            home.estate.clone_from(&above.estate);
        }
        self.above = home.clone();
        Ok(home)
    }

    /// The estate's name. Where none is named, the only one there is, or the only one with such a building.
    fn estate(&mut self, home: &Home) -> Result<String, Fault> {
        if home.estate.is_empty() {
            let mut all = self.known.estates.keys();
            if let (Some(only), None) = (all.next(), all.next()) {
                return Ok(only.clone());
            }
            let key = shared::building_key(&home.building);
            let mut with =
                self.known.estates.iter().filter(|(_, id)| self.known.buildings.contains_key(&(**id, key.clone())));
            return match (with.next(), with.next()) {
                (Some((name, _)), None) => Ok(name.clone()),
                _ => Err(Fault::Estate),
            };
        }
        let name = Line::<30>::parse(&home.estate).map(String::from).map_err(|_| Fault::Estate)?;
        if !self.known.estates.contains_key(&name) && !self.plan.estates.contains(&name) {
            self.plan.estates.push(name.clone());
        }
        Ok(name)
    }

    fn grid(&self, home: &Home) -> Result<Option<GridId>, Fault> {
        if home.grid.is_empty() {
            return Ok(None);
        }
        let code: String = home.grid.chars().map(crate::values::fold::ascii).collect();
        self.known.grids.get(&code.trim().to_ascii_uppercase()).copied().map(Some).ok_or(Fault::Grid)
    }

    fn building(&mut self, estate: &str, typed: &str, grid: Option<GridId>) -> Result<BuildingRef, Fault> {
        let key = shared::building_key(typed);
        if let Some(id) = self.known.estates.get(estate)
            && let Some(building) = self.known.buildings.get(&(*id, key.clone()))
        {
            return Ok(BuildingRef::Known(*building));
        }
        if let Some(place) = self.buildings.get(&(estate.to_owned(), key.clone())) {
            return Ok(BuildingRef::New(*place));
        }
        // A bare number is a 栋.
        let name =
            if typed.chars().all(|c| c.is_ascii_alphanumeric()) { format!("{typed}栋") } else { typed.to_owned() };
        let name = Line::<12>::parse(&name).map(String::from).map_err(|_| Fault::Building)?;
        let place = self.plan.buildings.len();
        self.plan.buildings.push(NewBuilding { estate: estate.to_owned(), name, grid });
        self.buildings.insert((estate.to_owned(), key), place);
        Ok(BuildingRef::New(place))
    }

    fn door(&mut self, building: BuildingRef, unit: String, room: String, kind: HouseholdKind) -> usize {
        let known = match building {
            BuildingRef::Known(id) => self.known.doors.get(&(id, unit.clone(), room.clone())).copied(),
            BuildingRef::New(_) => None,
        };
        let doors = &mut self.plan.doors;
        *self.doors.entry((building, unit.clone(), room.clone())).or_insert_with(|| {
            doors.push(PlannedDoor { building, unit, room, kind, known });
            doors.len() - 1
        })
    }

    fn resident(&mut self, cells: &Cells<'_>) -> Result<Option<PlannedResident>, Fault> {
        let typed = cells.get(Column::Name);
        if typed.is_empty() {
            return Ok(None);
        }
        let name = PersonName::parse(typed).map_err(|_| Fault::Name)?;
        let (phone, birth_year) = (shared::number(cells)?, shared::year(cells, self.today)?);
        let (tags, has_more) = cells::tags(cells.get(Column::Tags));
        if has_more {
            self.plan.unused += 1;
        }
        let note = shared::note(cells)?;
        let relation = match cells.get(Column::Relation) {
            "" => Relation::Other,
            word => cells::relation(word),
        };
        Ok(Some(PlannedResident { door: 0, name, phone, birth_year, relation, tags, note }))
    }

    /// Adds somebody unless they are on file, or stand in the sheet above.
    fn add(&mut self, door: usize, resident: PlannedResident) {
        let name = resident.name.as_str().to_owned();
        let is_here = self.plan.doors[door].known.is_some_and(|home| self.known.people.contains(&(home, name.clone())));
        let is_known = resident
            .phone
            .as_ref()
            .is_some_and(|phone| self.known.numbers.contains(&(self.secrets.phone_hash(phone.as_str()), name.clone())));
        if is_here || is_known || !self.seen.insert((door, name)) {
            self.plan.same += 1;
        } else {
            self.plan.residents.push(PlannedResident { door, ..resident });
        }
    }
}

#[cfg(test)]
mod tests;
