//! The files in `demo/`, typed.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::Deserialize;

/// The tenant tree.
#[derive(Deserialize)]
pub(super) struct Tree {
    pub platform: Node,
    pub district: Node,
    pub street: Node,
    pub communities: Vec<Node>,
}

/// One tenant with what stands on its front door.
#[derive(Deserialize)]
pub(super) struct Node {
    pub slug: String,
    pub name: String,
    #[serde(default = "default_brand")]
    pub brand: String,
    #[serde(default)]
    pub intro: String,
    pub station_name: Option<String>,
    #[serde(default)]
    pub station_address: String,
    pub area_sqm: Option<i32>,
    pub phone: Option<String>,
    pub hours: Option<String>,
    pub icp: Option<String>,
    #[serde(default)]
    pub estates: Vec<EstateData>,
    #[serde(default)]
    pub notices: Vec<NoticeData>,
}

fn default_brand() -> String {
    "persimmon".to_owned()
}

#[derive(Deserialize)]
pub(super) struct EstateData {
    pub name: String,
    /// The grid's code.
    pub grid: Option<String>,
    /// How most households came to live there: 户籍, 回迁, 商品房 or 租住.
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub buildings: Vec<String>,
    #[serde(default)]
    pub households: u32,
}

#[derive(Deserialize)]
pub(super) struct NoticeData {
    pub title: String,
    pub body: String,
    pub days_ago: i64,
    #[serde(default)]
    pub pinned: bool,
}

#[derive(Deserialize)]
struct Organizations {
    organizations: Vec<OrgData>,
}

/// A company and where it stands with each community.
#[derive(Deserialize)]
pub(super) struct OrgData {
    pub uscc: String,
    pub name: String,
    pub kind: String,
    pub engagement: String,
    pub founded: i32,
    pub phone: String,
    pub contact: String,
    /// How long its liability insurance still holds.
    pub insurance_days: u64,
    pub profile: String,
    #[serde(default)]
    pub admissions: Vec<AdmissionData>,
}

#[derive(Deserialize)]
pub(super) struct AdmissionData {
    pub community: String,
    pub status: String,
    pub since: NaiveDate,
    pub admitted_on: Option<NaiveDate>,
    #[serde(default)]
    pub reason: String,
    /// How long it is still on public notice.
    pub notice_days: Option<u64>,
}

#[derive(Deserialize)]
struct Posts {
    posts: Vec<PostsData>,
}

/// Who holds a kind of post, by place: a grid's code, or estate and building.
#[derive(Deserialize)]
pub(super) struct PostsData {
    pub community: String,
    pub kind: String,
    pub holders: BTreeMap<String, String>,
}

pub(super) fn posts() -> Result<Vec<PostsData>> {
    let file: Posts = toml::from_str(include_str!("../../demo/posts.toml")).context("demo/posts.toml")?;
    Ok(file.posts)
}

#[derive(Deserialize)]
struct Households {
    households: Vec<HouseholdData>,
}

/// A household with its members.
#[derive(Deserialize)]
pub(super) struct HouseholdData {
    pub community: String,
    pub estate: String,
    pub building: String,
    pub unit: String,
    pub room: String,
    pub members: Vec<MemberData>,
}

/// Somebody of a household.
#[derive(Deserialize)]
pub(super) struct MemberData {
    pub name: String,
    pub relation: String,
    pub born: i32,
    pub phone: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub note: String,
    /// What they agreed to: signed in where they have an account, on paper where they have none.
    #[serde(default)]
    pub consents: Vec<String>,
    /// What they can and would like; they agreed to its being kept.
    pub talent: Option<TalentData>,
    /// The number of the demo sign-in whose record it is.
    pub account: Option<String>,
    /// What the rest of the demo calls them by, within their community.
    pub number: Option<u128>,
}

/// What somebody can and would like.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TalentData {
    pub specialties: Vec<String>,
    pub specialty_other: String,
    pub hobbies: String,
    pub wishes: Vec<String>,
    pub needs: Vec<String>,
    pub trades: Vec<String>,
    pub times: Vec<String>,
    pub hours: String,
    /// Certificates of others that staff have seen.
    pub certificates: Vec<CertificateData>,
    /// Whether the community has recognised them.
    pub is_recognised: bool,
    /// How long ago they came on file.
    pub days_ago: i64,
}

/// A certificate that somebody else has issued.
#[derive(Deserialize)]
pub(super) struct CertificateData {
    pub kind: String,
    pub title: String,
    pub trade: Option<String>,
    pub number: String,
    pub issuer: String,
    /// How long ago it was issued, and for how many days it holds from then on.
    pub days_ago: u64,
    pub holds_days: Option<u64>,
}

pub(super) fn households() -> Result<Vec<HouseholdData>> {
    let file: Households = toml::from_str(include_str!("../../demo/residents.toml")).context("demo/residents.toml")?;
    Ok(file.households)
}

#[derive(Deserialize)]
struct Workers {
    workers: Vec<WorkerData>,
}

/// A household worker in a community's register.
#[derive(Deserialize)]
pub(super) struct WorkerData {
    pub community: String,
    pub name: String,
    pub phone: String,
    pub born: i32,
    pub trades: Vec<String>,
    /// An organization that serves there, by name.
    pub org: Option<String>,
    /// Or any other employer.
    #[serde(default)]
    pub employer: String,
    #[serde(default)]
    pub areas: Vec<String>,
    pub status: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub certificates: Vec<PaperData>,
    /// The number of the demo sign-in whose record it is.
    pub account: Option<String>,
}

/// A certificate of theirs.
#[derive(Deserialize)]
pub(super) struct PaperData {
    pub kind: String,
    #[serde(default)]
    pub number: String,
    pub issuer: String,
    /// How many days it holds; below zero: it has expired.
    pub expires: Option<i64>,
}

pub(super) fn household_workers() -> Result<Vec<WorkerData>> {
    let file: Workers =
        toml::from_str(include_str!("../../demo/household_workers.toml")).context("demo/household_workers.toml")?;
    Ok(file.workers)
}

#[derive(Deserialize)]
struct Changes {
    changes: Vec<ChangeData>,
}

/// New prices that a company has handed in.
#[derive(Deserialize)]
pub(super) struct ChangeData {
    pub org: String,
    pub phone: String,
    pub by: String,
    pub community: String,
    pub service: String,
    /// From how many days on.
    pub days: u64,
    /// In yuan.
    pub min: i64,
    pub max: Option<i64>,
}

pub(super) fn changes() -> Result<Vec<ChangeData>> {
    let file: Changes = toml::from_str(include_str!("../../demo/changes.toml")).context("demo/changes.toml")?;
    Ok(file.changes)
}

#[derive(Deserialize)]
struct Accounts {
    accounts: Vec<AccountData>,
}

#[derive(Deserialize)]
struct Drafts {
    notices: Vec<DraftData>,
}

/// A notice that is on its way: in review, or approved and still to come.
#[derive(Deserialize)]
pub(super) struct DraftData {
    pub community: String,
    /// The phones of whoever wrote it and of whoever approved it, if anybody did.
    pub by: String,
    pub approved_by: Option<String>,
    /// The code of the grid that it holds for; the whole community without.
    pub grid: Option<String>,
    pub title: String,
    pub body: String,
    /// In how many days it begins and ends, at eight in the morning.
    pub starts_in: u64,
    pub ends_in: u64,
}

pub(super) fn drafts() -> Result<Vec<DraftData>> {
    let file: Drafts = toml::from_str(include_str!("../../demo/notices.toml")).context("demo/notices.toml")?;
    Ok(file.notices)
}

#[derive(Deserialize)]
struct Jobs {
    jobs: Vec<JobData>,
}

/// A job posting: public, or in review.
#[derive(Deserialize)]
pub(super) struct JobData {
    pub community: String,
    /// The organization that hires, by name; the community without.
    pub org: Option<String>,
    /// The phones of whoever wrote it and of whoever approved it, if anybody did.
    pub by: String,
    pub approved_by: Option<String>,
    pub title: String,
    pub trade: String,
    pub duties: String,
    /// In yuan.
    pub pay: [i64; 2],
    pub unit: String,
    #[serde(default)]
    pub live_in: bool,
    #[serde(default)]
    pub hours: String,
    pub place: String,
    pub openings: i32,
    #[serde(default)]
    pub papers: Vec<String>,
    #[serde(default)]
    pub reemployment: bool,
    pub days_ago: i64,
    pub ends_in: u64,
    #[serde(default)]
    pub applications: Vec<ApplicationData>,
    #[serde(default)]
    pub hired: Vec<HireData>,
}

/// Somebody who applied.
#[derive(Deserialize)]
pub(super) struct ApplicationData {
    /// The number of the demo sign-in whose record it is.
    pub account: String,
    pub parts: Vec<String>,
    pub note: String,
    /// In how many days they meet, and where.
    pub interview: Option<(u64, String)>,
}

/// Somebody who was hired, by their number in the community.
#[derive(Deserialize)]
pub(super) struct HireData {
    pub resident: u128,
    pub days_ago: u64,
    /// Whether they were still there after 90 days.
    #[serde(default)]
    pub has_stayed: bool,
}

pub(super) fn jobs() -> Result<Vec<JobData>> {
    let file: Jobs = toml::from_str(include_str!("../../demo/jobs.toml")).context("demo/jobs.toml")?;
    Ok(file.jobs)
}

#[derive(Deserialize)]
struct Parties {
    communities: Vec<PartyData>,
}

/// A community's party committee, who leads its branches, and what they did.
#[derive(Deserialize)]
pub(super) struct PartyData {
    pub community: String,
    pub committee: String,
    pub secretary: String,
    pub about: String,
    /// By the branch's name.
    pub secretaries: BTreeMap<String, String>,
    pub activities: Vec<PartyActivityData>,
}

/// Something that a branch did.
#[derive(Deserialize)]
pub(super) struct PartyActivityData {
    pub branch: String,
    pub measure: String,
    pub title: String,
    pub days_ago: u64,
    pub place: String,
    pub people: i32,
    pub body: String,
}

pub(super) fn parties() -> Result<Vec<PartyData>> {
    let file: Parties = toml::from_str(include_str!("../../demo/party.toml")).context("demo/party.toml")?;
    Ok(file.communities)
}

/// A demo sign-in.
#[derive(Deserialize)]
pub(super) struct AccountData {
    pub role: String,
    #[serde(default)]
    pub community: String,
    pub name: String,
    pub phone: String,
    #[serde(default)]
    pub grants: Vec<GrantData>,
}

#[derive(Deserialize)]
pub(super) struct GrantData {
    pub role: String,
    pub scope: String,
}

/// A community's sheets: file name and bytes.
pub(super) type Sheets = [(&'static str, &'static [u8]); 2];

/// The sheets of a community, as its staff would hand them in.
pub(super) fn sheets(slug: &str) -> Option<Sheets> {
    macro_rules! sheets {
        ($slug:literal) => {
            Some([
                (
                    concat!("services-", $slug, ".csv"),
                    &include_bytes!(concat!("../../demo/services-", $slug, ".csv"))[..],
                ),
                (
                    concat!("workers-", $slug, ".csv"),
                    &include_bytes!(concat!("../../demo/workers-", $slug, ".csv"))[..],
                ),
            ])
        };
    }
    match slug {
        "shangjin" => sheets!("shangjin"),
        "yunqi" => sheets!("yunqi"),
        "chengguang" => sheets!("chengguang"),
        _ => None,
    }
}

pub(super) fn tree() -> Result<Tree> {
    toml::from_str(include_str!("../../demo/communities.toml")).context("demo/communities.toml")
}

pub(super) fn organizations() -> Result<Vec<OrgData>> {
    let file: Organizations =
        toml::from_str(include_str!("../../demo/organizations.toml")).context("demo/organizations.toml")?;
    Ok(file.organizations)
}

pub(super) fn accounts() -> Result<Vec<AccountData>> {
    let file: Accounts = toml::from_str(include_str!("../../demo/accounts.toml")).context("demo/accounts.toml")?;
    Ok(file.accounts)
}
