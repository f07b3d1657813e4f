//! What a sheet of post holders would change: compared with what is on file, and nothing of it done.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use crate::db::GridId;
use crate::grids::forms::LONGEST_PLAN;
use crate::grids::model::PostKind;
use crate::grids::posts::taken;
use crate::grids::queries::{Building, Post};
use crate::import::cells::date;
use crate::import::text::{fold_tight, simplify};
use crate::sheets::Column;
use crate::sheets::cells::{self, building_key};
use crate::sheets::found::{Counts, Fault, Found};
use crate::sheets::meaning::{Cells, Sheet};
use crate::values::{PersonName, Phone, fold};

/// What is on file.
pub(crate) struct Known {
    /// Grids by code.
    pub(super) grids: HashMap<String, GridId>,
    /// Buildings, each with the grid that it belongs to today.
    pub(super) buildings: Vec<Building>,
    /// Posts that hold today or later.
    pub(super) posts: Vec<Post>,
    /// What the people behind the sheet's numbers are called, as far as they are known.
    pub(super) names: HashMap<String, String>,
}

/// A post to give.
#[derive(Debug)]
pub(super) struct PlannedPost {
    pub kind: PostKind,
    /// The grid or building, and what it is called.
    pub place: Uuid,
    pub place_name: String,
    pub name: PersonName,
    pub phone: Option<Phone>,
    pub from: NaiveDate,
}

/// What a sheet would change.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) posts: Vec<PlannedPost>,
}

/// Compares the rows under the headings with what is on file.
pub(super) fn plan(known: &Known, today: NaiveDate, sheet: &Sheet) -> (Plan, Found) {
    let mut planner = Planner {
        known,
        today,
        plan: Plan::default(),
        numbers: HashMap::new(),
        seen: HashSet::new(),
        same: 0,
        past: 0,
    };
    let (rows, problems) = sheet.read(|cells| planner.read(cells));
    let strangers = planner.numbers.keys().filter(|number| !known.names.contains_key(*number)).count();
    let counts = Counts {
        rows,
        posts: planner.plan.posts.len(),
        people: strangers + planner.plan.posts.iter().filter(|post| post.phone.is_none()).count(),
        same: planner.same,
        unused: planner.past,
        problems: problems.len(),
        ..Counts::default()
    };
    (planner.plan, Found { counts, problems, ..Found::default() })
}

struct Planner<'a> {
    known: &'a Known,
    today: NaiveDate,
    plan: Plan,
    /// What the sheet calls the people behind its numbers.
    numbers: HashMap<String, String>,
    /// Posts of the sheet, with the holder's name.
    seen: HashSet<(PostKind, Uuid, String)>,
    /// Rows that say what is so already.
    same: usize,
    /// Rows with a day that is over.
    past: usize,
}

impl Planner<'_> {
    fn read(&mut self, cells: &Cells<'_>) -> Result<(), Fault> {
        let kind = post(cells.get(Column::Post)).ok_or(Fault::Post)?;
        let (place, place_name) = self.place(cells, kind)?;
        let name = PersonName::parse(cells.get(Column::Name)).map_err(|_| Fault::Name)?;
        let phone = cells::number(cells)?;
        let is_past = self.is_past(cells)?;
        let from = if is_past { self.today } else { self.day(cells)?.unwrap_or(self.today) };
        if let Some(phone) = &phone {
            self.is_called(phone, &name)?;
        }
        let held = || self.known.posts.iter().filter(|post| post.place == place);
        let holds =
            held().any(|post| post.kind == kind && post.stands_in_for.is_none() && post.holder == name.as_str());
        if holds || !self.seen.insert((kind, place, name.as_str().to_owned())) {
            self.same += 1;
            return Ok(());
        }
        let is_in_sheet = self.plan.posts.iter().any(|post| post.kind == kind && post.place == place);
        if taken(kind, (from, None), held()).is_some() || is_in_sheet && !kind.is_of_building() {
            return Err(Fault::Held);
        }
        self.past += usize::from(is_past);
        if let Some(phone) = &phone {
            self.numbers.insert(phone.as_str().to_owned(), name.as_str().to_owned());
        }
        self.plan.posts.push(PlannedPost { kind, place, place_name, name, phone, from });
        Ok(())
    }

    /// The grid or building that a post is for. A grid may be said by one of its buildings.
    fn place(&self, cells: &Cells<'_>, kind: PostKind) -> Result<(Uuid, String), Fault> {
        let grid = match cells.get(Column::Grid) {
            "" => None,
            code => Some(self.grid(code).ok_or(Fault::Grid)?),
        };
        let building = match cells.get(Column::Building) {
            "" => None,
            name => Some(self.building(cells.get(Column::Estate), name)?),
        };
        if let (Some((grid, _)), Some(building)) = (&grid, building)
            && building.grid != Some(*grid)
        {
            return Err(Fault::OtherGrid);
        }
        if kind.is_of_building() {
            let building = building.ok_or(Fault::Building)?;
            return Ok((building.id.uuid(), format!("{}{}", building.estate_name, building.name)));
        }
        let of_building = || building.and_then(|building| building.grid);
        let of_building = || self.known.grids.iter().find(|(_, id)| Some(**id) == of_building());
        let grid = grid.or_else(|| of_building().map(|(code, id)| (*id, code.clone())));
        grid.map(|(id, code)| (id.uuid(), code)).ok_or(Fault::NoGrid)
    }

    fn grid(&self, typed: &str) -> Option<(GridId, String)> {
        let code: String = typed.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).collect();
        let code = code.to_ascii_uppercase();
        self.known.grids.get(&code).map(|id| (*id, code))
    }

    /// The building of a name; without an estate the only one that is called so.
    fn building(&self, estate: &str, name: &str) -> Result<&Building, Fault> {
        let (estate, key) = (simplify(&fold_tight(estate)), building_key(name));
        let is_meant = |building: &&Building| {
            building_key(&building.name) == key
                && (estate.is_empty() || simplify(&fold_tight(&building.estate_name)) == estate)
        };
        let mut found = self.known.buildings.iter().filter(is_meant);
        match (found.next(), found.next()) {
            (Some(building), None) => Ok(building),
            (Some(_), Some(_)) => Err(Fault::Estate),
            (None, _) => Err(Fault::NoBuilding),
        }
    }

    /// The first day; none where the row says none.
    fn day(&self, cells: &Cells<'_>) -> Result<Option<NaiveDate>, Fault> {
        let day = date(cells.get(Column::From)).map_err(|_| Fault::Day)?;
        let latest = self.today + Days::new(LONGEST_PLAN);
        if day.is_some_and(|day| day > latest) { Err(Fault::Day) } else { Ok(day) }
    }

    /// Whether the first day is over: here a post holds from today on, whatever was before.
    fn is_past(&self, cells: &Cells<'_>) -> Result<bool, Fault> {
        Ok(self.day(cells)?.is_some_and(|day| day < self.today))
    }

    /// A number is one person's: whoever has it is called so here, and in the rows above.
    fn is_called(&self, phone: &Phone, name: &PersonName) -> Result<(), Fault> {
        let called = self.known.names.get(phone.as_str()).or_else(|| self.numbers.get(phone.as_str()));
        if called.is_some_and(|called| called != name.as_str()) { Err(Fault::OtherName) } else { Ok(()) }
    }
}

/// A post as sheets call it.
fn post(cell: &str) -> Option<PostKind> {
    let folded = simplify(&fold_tight(cell));
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    match () {
        () if folded.is_empty() => None,
        () if has(&["楼栋长", "楼长", "栋长", "楼组长"]) => Some(PostKind::BuildingLeader),
        () if has(&["网格长", "网格员"]) => Some(PostKind::GridLeader),
        () if has(&["物业", "管家"]) => Some(PostKind::PropertySteward),
        () if has(&["干部", "社区工作者", "社工"]) => Some(PostKind::CommunityStaff),
        () => None,
    }
}

#[cfg(test)]
mod tests;
