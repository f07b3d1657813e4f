//! The files in `demo/`, typed.

mod jobs;
mod people;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::Deserialize;

pub(super) use self::jobs::{ApplicationData, HireData, JobData, jobs};
pub(super) use self::people::{CertificateData, HouseholdData, TalentData, WorkerData, household_workers, households};

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

#[derive(Deserialize)]
struct Accounts {
    accounts: Vec<AccountData>,
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
