//! Who lives in the demo's communities, and who works in their households.

use anyhow::{Context, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Households {
    households: Vec<HouseholdData>,
}

/// A household with its members.
#[derive(Deserialize)]
pub(in crate::demo) struct HouseholdData {
    pub community: String,
    pub estate: String,
    pub building: String,
    pub unit: String,
    pub room: String,
    pub members: Vec<MemberData>,
}

/// Somebody of a household.
#[derive(Deserialize)]
pub(in crate::demo) struct MemberData {
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
pub(in crate::demo) struct TalentData {
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
pub(in crate::demo) struct CertificateData {
    pub kind: String,
    pub title: String,
    pub trade: Option<String>,
    pub number: String,
    pub issuer: String,
    /// How long ago it was issued, and for how many days it holds from then on.
    pub days_ago: u64,
    pub holds_days: Option<u64>,
}

pub(in crate::demo) fn households() -> Result<Vec<HouseholdData>> {
    let file: Households =
        toml::from_str(include_str!("../../../demo/residents.toml")).context("demo/residents.toml")?;
    Ok(file.households)
}

#[derive(Deserialize)]
struct Workers {
    workers: Vec<WorkerData>,
}

/// A household worker in a community's register.
#[derive(Deserialize)]
pub(in crate::demo) struct WorkerData {
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
pub(in crate::demo) struct PaperData {
    pub kind: String,
    #[serde(default)]
    pub number: String,
    pub issuer: String,
    /// How many days it holds; below zero: it has expired.
    pub expires: Option<i64>,
}

pub(in crate::demo) fn household_workers() -> Result<Vec<WorkerData>> {
    let file: Workers =
        toml::from_str(include_str!("../../../demo/household_workers.toml")).context("demo/household_workers.toml")?;
    Ok(file.workers)
}
