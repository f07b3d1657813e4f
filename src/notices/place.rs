//! Where a notice holds.

use crate::db::{BuildingId, EstateId, GridId};
use crate::web::Messages;

/// Where a notice holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the whole community.
    Community,
    /// In one estate.
    Estate(EstateId),
    /// In one grid, whichever buildings belong to it.
    Grid(GridId),
    /// In some buildings.
    Buildings(Vec<BuildingId>),
}

impl Place {
    /// The word in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Community => "community",
            Self::Estate(_) => "estate",
            Self::Grid(_) => "grid",
            Self::Buildings(_) => "buildings",
        }
    }

    /// The word in forms: the kind, and which one of its kind.
    pub fn code(&self) -> String {
        match self {
            Self::Estate(id) => format!("estate:{id}"),
            Self::Grid(id) => format!("grid:{id}"),
            Self::Community | Self::Buildings(_) => self.kind().to_owned(),
        }
    }

    /// The buildings, where they are named one by one.
    pub fn buildings(&self) -> &[BuildingId] {
        match self {
            Self::Buildings(ids) => ids,
            _ => &[],
        }
    }
}

/// Where a notice holds, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceName {
    /// In the whole community.
    Community,
    /// In one estate.
    Estate(String),
    /// In one grid.
    Grid(String),
    /// In some buildings: estate and name of each, in the order of the estates.
    Buildings(Vec<(String, String)>),
}

impl PlaceName {
    /// What residents read: buildings estate by estate.
    pub fn label(&self, t: &Messages) -> String {
        match self {
            Self::Community => t.notices.place_community.to_owned(),
            Self::Estate(name) | Self::Grid(name) => name.clone(),
            Self::Buildings(buildings) => {
                let mut estates: Vec<(&str, Vec<&str>)> = Vec::new();
                for (estate, name) in buildings {
                    match estates.last_mut() {
                        Some((last, names)) if last == estate => names.push(name),
                        _ => estates.push((estate, vec![name])),
                    }
                }
                let separator = t.time.list_separator;
                let parts = estates.iter().map(|(estate, names)| format!("{estate} {}", names.join(separator)));
                parts.collect::<Vec<_>>().join(separator)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn buildings_are_named_estate_by_estate() {
        let building = |estate: &str, name: &str| (estate.to_owned(), name.to_owned());
        let place = PlaceName::Buildings(vec![
            building("锦苑东区", "1栋"),
            building("锦苑东区", "3栋"),
            building("和风里", "2栋"),
        ]);
        assert_eq!(place.label(Locale::ZhHans.messages()), "锦苑东区 1栋、3栋、和风里 2栋");
        assert_eq!(PlaceName::Community.label(Locale::ZhHans.messages()), "全社区");
    }
}
