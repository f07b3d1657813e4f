//! The roles of the permission matrix (domain.md §4).

use std::fmt;

/// What a person is in a community; a grant names one, and a person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// PA: runs the platform.
    PlatformAdmin,
    /// SS 街道工作人员
    StreetStaff,
    /// CA 社区管理员: settles how the community shows itself and who works for it, beside their grant as community staff.
    CommunityAdmin,
    /// CS 社区工作者
    CommunityStaff,
    /// GL 网格长
    GridLeader,
    /// BL 楼栋长
    BuildingLeader,
    /// PS 物业管家
    PropertySteward,
    /// VO 志愿者
    Volunteer,
    /// RE 居民
    Resident,
    /// TR 学员
    Trainee,
}

impl Role {
    /// Every role that a grant can name, in the order of the matrix.
    pub const ALL: [Self; 10] = [
        Self::PlatformAdmin,
        Self::StreetStaff,
        Self::CommunityAdmin,
        Self::CommunityStaff,
        Self::GridLeader,
        Self::BuildingLeader,
        Self::PropertySteward,
        Self::Volunteer,
        Self::Resident,
        Self::Trainee,
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::PlatformAdmin => "platform_admin",
            Self::StreetStaff => "street_staff",
            Self::CommunityAdmin => "community_admin",
            Self::CommunityStaff => "community_staff",
            Self::GridLeader => "grid_leader",
            Self::BuildingLeader => "building_leader",
            Self::PropertySteward => "property_steward",
            Self::Volunteer => "volunteer",
            Self::Resident => "resident",
            Self::Trainee => "trainee",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether whoever holds it sees other people's data, so that sessions end sooner (ASVS 7.3).
    pub fn is_staff(self) -> bool {
        !matches!(self, Self::Volunteer | Self::Resident | Self::Trainee)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a person is in an organization; a membership names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemberRole {
    /// VD: answers for the organization.
    Owner,
    /// Keeps its records.
    Editor,
    /// VW: works for it.
    Worker,
}

impl MemberRole {
    /// Every role, in the order of the matrix.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Editor, Self::Worker];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Worker => "worker",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}
