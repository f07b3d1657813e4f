//! How far somebody's view of residents reaches.

use uuid::Uuid;

use crate::access::{Capability, Place, Role, Staff};
use crate::db::Tx;
use crate::error::AppResult;
use crate::grids::queries as grids;

/// The part of a community whose residents somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Territory {
    /// All of it.
    Whole,
    /// These buildings: those of one's grids, as they are today, and one's own.
    Buildings(Vec<Uuid>),
}

impl Territory {
    /// What the grants reach under which this person may do something here.
    pub async fn of(staff: &Staff, tx: &mut impl Tx, capability: Capability) -> AppResult<Self> {
        let (tenant, today) = (staff.tenant()?, staff.today()?);
        let mut buildings = Vec::new();
        let grants: Vec<_> = staff.grants_for(capability).collect();
        if grants.iter().any(|grant| grant.role == Role::CommunityStaff && grant.place.is_none()) {
            return Ok(Self::Whole);
        }
        for grant in grants {
            match grant.place {
                Some(Place::Grid(grid)) => buildings.extend(grids::buildings_of(tx, tenant.id, grid, today).await?),
                Some(Place::Building(building)) => buildings.push(building),
                // Of a post that is in no place nobody can say whose residents it concerns.
                None => {}
            }
        }
        Ok(Self::Buildings(buildings.into_iter().map(crate::db::BuildingId::uuid).collect()))
    }

    /// The buildings, for a query; none: all.
    pub fn buildings(&self) -> Option<&[Uuid]> {
        match self {
            Self::Whole => None,
            Self::Buildings(buildings) => Some(buildings),
        }
    }

    /// Whether a building lies in it.
    pub fn holds(&self, building: Uuid) -> bool {
        self.buildings().is_none_or(|buildings| buildings.contains(&building))
    }
}
