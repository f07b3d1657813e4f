//! The four posts of a grid, and what is told of them.

use chrono::NaiveDate;

use crate::access::Role;
use crate::web::Messages;

/// A post (岗位) that looks after residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PostKind {
    /// 网格长: one a grid.
    GridLeader,
    /// 社区干部: the community's own person for a grid. A duty, not a permission.
    CommunityStaff,
    /// 物业管家: the property company's person for a grid.
    PropertySteward,
    /// 楼栋长: a neighbour, at least one a building.
    BuildingLeader,
}

impl PostKind {
    /// Every kind, in the order of the board.
    pub const ALL: [Self; 4] = [Self::GridLeader, Self::CommunityStaff, Self::PropertySteward, Self::BuildingLeader];
    /// Those of a grid as a whole.
    pub const OF_GRID: [Self; 3] = [Self::GridLeader, Self::CommunityStaff, Self::PropertySteward];

    /// The role that its grant names.
    pub fn role(self) -> Role {
        match self {
            Self::GridLeader => Role::GridLeader,
            Self::CommunityStaff => Role::CommunityStaff,
            Self::PropertySteward => Role::PropertySteward,
            Self::BuildingLeader => Role::BuildingLeader,
        }
    }

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        self.role().code()
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it is held in a building rather than in a grid.
    pub fn is_of_building(self) -> bool {
        self == Self::BuildingLeader
    }

    /// What people call it.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.grids;
        match self {
            Self::GridLeader => t.grid_leader,
            Self::CommunityStaff => t.community_staff,
            Self::PropertySteward => t.property_steward,
            Self::BuildingLeader => t.building_leader,
        }
    }
}

/// Where a dated post stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is held.
    Now,
    /// It is held, and somebody stands in meanwhile.
    Away,
    /// It begins later.
    Later,
    /// It is over.
    Over,
}

/// Where a post stands on a day, given its days and those of whoever stands in.
pub fn standing(
    (from, to): (NaiveDate, Option<NaiveDate>),
    stand_ins: &[(NaiveDate, Option<NaiveDate>)],
    today: NaiveDate,
) -> Standing {
    let holds = |(from, to): (NaiveDate, Option<NaiveDate>)| from <= today && to.is_none_or(|last| today <= last);
    // Taken back before its first day.
    if to.is_some_and(|last| last < from) {
        Standing::Over
    } else if from > today {
        Standing::Later
    } else if !holds((from, to)) {
        Standing::Over
    } else if stand_ins.iter().any(|days| holds(*days)) {
        Standing::Away
    } else {
        Standing::Now
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_lead_back() {
        for kind in PostKind::ALL {
            assert_eq!(PostKind::parse(kind.code()), Some(kind));
            assert_eq!(PostKind::OF_GRID.contains(&kind), !kind.is_of_building());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Day by day: whoever holds a post holds it alone again on the day after the leave, without anybody's doing.
        #[test]
        fn a_leave_ends_by_itself(start in 0_i64..40, length in 0_i64..60, away in 0_i64..60, leave in 0_i64..20, day in 0_i64..120) {
            let date = |n: i64| NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(n);
            let days = (date(start), Some(date(start + length)));
            let stand_in = (date(away), Some(date(away + leave)));
            let expected = if day < start {
                Standing::Later
            } else if day > start + length {
                Standing::Over
            } else if (away..=away + leave).contains(&day) {
                Standing::Away
            } else {
                Standing::Now
            };
            prop_assert_eq!(standing(days, &[stand_in], date(day)), expected);
        }
    }
}
