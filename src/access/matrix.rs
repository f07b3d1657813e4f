//! The permission matrices: role × capability × reach, and member × capability. They read like the table they came from
//! (domain.md §4) and hold the capabilities that exist so far; a new one cannot be used before it has a row here.

use super::{MemberRole, Role};

/// Something a route lets its actor do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Open the console: what there is to do, as far as one may do it.
    Console,
    /// Issue, list and revoke one-time sign-in codes for people registered on paper.
    SignInCodes,
    /// Read which searches found nothing.
    SearchMisses,
    /// Read applications, change requests and the staff's queue.
    VendorRecords,
    /// Decide who is admitted, suspended or excluded.
    VendorDecisions,
    /// Decide what is published of services, prices, hours and workers.
    Publishing,
    /// Make short links, posters and lists for print.
    PrintedLinks,
    /// Change what holds for publishing in the community.
    PublishingSettings,
    /// See the grid: its buildings, its posts, and what is vacant.
    Grids,
    /// Change it: add grids and buildings, move them, give posts and end them.
    GridPosts,
    /// Keep the party branches, and write down what they do.
    PartyBranches,
    /// Write notices and hand them to a second person; grid leaders for their own grids.
    NoticeDrafts,
    /// Approve or return notices, and take them down.
    NoticeDecisions,
    /// Tick the doors of one's own buildings that were told of a notice.
    DoorRounds,
    /// Settle how the community shows itself, what it shows and what it does without.
    TenantSettings,
    /// See who works for the community, invite to roles and end them.
    StaffPeople,
    /// Compare the communities below in figures.
    Figures,
    /// See the loop from learning to work in figures.
    LoopFigures,
    /// The same of one's own grid or building.
    TerritoryLoop,
    /// Read what staff did.
    AuditLog,
    /// See who lives where, masked: all, or those of one's own grid.
    Residents,
    /// See a resident's record in full, for a reason that is kept.
    ResidentReveals,
    /// Register residents and households, change and merge their records, hand them over to the person.
    ResidentRecords,
    /// See and take down what able residents can and would like.
    Talents,
    /// See who learns in a run, enrol people on paper, keep attendance and scores.
    Learners,
    /// Prepare certificates of completion, sign what a colleague has prepared, and take them back.
    Certificates,
    /// Arrange that learners practise with companies, keep hour books on paper, and settle what is disputed.
    Placements,
    /// Keep the register of household workers.
    HouseholdWorkers,
    /// Keep the policies that hold in the tenant and below.
    Policies,
    /// Go along with residents who begin a business.
    StartupCases,
    /// See the job postings of a community, wherever they stand.
    Jobs,
    /// Write and decide on job postings, and see who applied.
    JobRecords,
    /// See the runs of courses in a community, and its rooms.
    Courses,
    /// Open them, plan them in the rooms, and keep those.
    CourseRecords,
}

/// How far a role's capability reaches from the tenant of its grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    No,
    /// T: the grant's own tenant.
    Tenant,
    /// S: the grant's tenant and all below it.
    Subtree,
}

use Reach::{No, Subtree as S, Tenant as T};

type Row = (Capability, [Reach; 10]);

#[rustfmt::skip]
const MATRIX: [Row; 34] = [
    //                                PA  SS  CA  CS  GL  BL  PS  VO  RE  TR
    (Capability::Console,            [S,  S,  No, T,  T,  No, T,  No, No, No]),
    (Capability::SignInCodes,        [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::SearchMisses,       [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::VendorRecords,      [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::VendorDecisions,    [No, S,  No, T,  No, No, No, No, No, No]),
    (Capability::Publishing,         [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::PrintedLinks,       [No, No, No, T,  T,  No, No, No, No, No]),
    (Capability::PublishingSettings, [S,  No, T,  No, No, No, No, No, No, No]),
    (Capability::Grids,              [S,  S,  No, T,  T,  No, T,  No, No, No]),
    (Capability::GridPosts,          [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::PartyBranches,      [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::NoticeDrafts,       [S,  S,  No, T,  T,  No, No, No, No, No]),
    (Capability::NoticeDecisions,    [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::DoorRounds,         [No, No, No, No, T,  T,  No, No, No, No]),
    (Capability::TenantSettings,     [S,  No, T,  No, No, No, No, No, No, No]),
    (Capability::StaffPeople,        [S,  S,  T,  No, No, No, No, No, No, No]),
    (Capability::Figures,            [S,  S,  No, No, No, No, No, No, No, No]),
    (Capability::LoopFigures,        [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::TerritoryLoop,      [No, No, No, No, T,  T,  No, No, No, No]),
    (Capability::AuditLog,           [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::Residents,          [No, No, No, T,  T,  No, T,  No, No, No]),
    (Capability::ResidentReveals,    [No, No, No, T,  T,  No, No, No, No, No]),
    (Capability::ResidentRecords,    [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::Talents,            [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::Learners,           [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::Certificates,       [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::Placements,         [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::HouseholdWorkers,   [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::Policies,           [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::StartupCases,       [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::Jobs,               [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::JobRecords,         [No, No, No, T,  No, No, No, No, No, No]),
    (Capability::Courses,            [S,  S,  No, T,  No, No, No, No, No, No]),
    (Capability::CourseRecords,      [No, No, No, T,  No, No, No, No, No, No]),
];

/// Something a route of an organization's workspace lets its actor do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrgCapability {
    /// See the organization's services, prices, hours and inbox.
    Workspace,
    /// Change its profile, services, prices, hours, workers and files.
    Records,
    /// Apply to communities.
    Applications,
    /// Invite members and end memberships; and see to what the organization keeps of how they founded it.
    Members,
    /// Keep the hour books of learners: all of them, or of those whom one shows the work.
    Mentoring,
    /// Keep the attendance of learners: everywhere, or in the sessions that one teaches.
    Teaching,
}

type OrgRow = (OrgCapability, [bool; 3]);

#[rustfmt::skip]
const ORG_MATRIX: [OrgRow; 6] = [
    //                             owner editor worker
    (OrgCapability::Workspace,    [true, true,  true]),
    (OrgCapability::Records,      [true, true,  false]),
    (OrgCapability::Applications, [true, false, false]),
    (OrgCapability::Members,      [true, false, false]),
    (OrgCapability::Mentoring,    [true, true,  true]),
    (OrgCapability::Teaching,     [true, true,  true]),
];

/// Whether a member with this role has the capability in their own organization.
pub fn member_may(role: MemberRole, capability: OrgCapability) -> bool {
    let row = ORG_MATRIX.iter().find(|(c, _)| *c == capability);
    row.is_some_and(|(_, columns)| columns[role as usize])
}

/// Every capability.
pub fn capabilities() -> impl Iterator<Item = Capability> {
    MATRIX.iter().map(|(capability, _)| *capability)
}

/// How far `role` reaches with `capability`.
pub fn reach(role: Role, capability: Capability) -> Reach {
    let column = Role::ALL.iter().position(|r| *r == role);
    let row = MATRIX.iter().find(|(c, _)| *c == capability);
    column.zip(row).and_then(|(column, (_, reaches))| reaches.get(column).copied()).unwrap_or(No)
}
