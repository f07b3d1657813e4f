//! Grants: what a person is where, from when to when.

use chrono::NaiveDate;

use super::matrix::{Reach, reach};
use super::{Capability, Role};
use crate::db::{BuildingId, GrantId, GridId, TenantId};
use crate::tenancy::{PlatformData, Tenant};

/// A part of a tenant that a grant is held in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A grid, with the buildings that belong to it.
    Grid(GridId),
    /// One building.
    Building(BuildingId),
}

/// A role held in a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// Its id, recorded with everything done under it.
    pub id: GrantId,
    /// The tenant it holds in.
    pub tenant: TenantId,
    /// The role.
    pub role: Role,
    /// The part of the tenant that it is held in; none: the tenant as a whole.
    pub place: Option<Place>,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, when it has one.
    pub valid_to: Option<NaiveDate>,
}

impl Grant {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether it allows `capability` in `tenant`.
    pub fn allows(&self, capability: Capability, tenant: &Tenant, platform: &PlatformData) -> bool {
        // Community staff who look after a grid have a duty there; what they may do comes from their grant in the whole.
        if self.role == Role::CommunityStaff && self.place.is_some() {
            return false;
        }
        match reach(self.role, capability) {
            Reach::No => false,
            Reach::Tenant => self.tenant == tenant.id,
            Reach::Subtree => platform.lineage(tenant).iter().any(|above| above.id == self.tenant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_holds_from_its_first_to_its_last_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let grant = |to| Grant {
            id: GrantId::generate(),
            tenant: TenantId::generate(),
            role: Role::CommunityStaff,
            place: None,
            valid_from: day(10),
            valid_to: to,
        };
        assert!(!grant(None).holds_on(day(9)));
        assert!(grant(None).holds_on(day(10)) && grant(None).holds_on(day(30)));
        assert!(grant(Some(day(12))).holds_on(day(12)));
        assert!(!grant(Some(day(12))).holds_on(day(13)));
    }
}
