//! The demo's job postings, with who applied and who was hired.

use anyhow::{Context, Result};
use serde::Deserialize;

#[derive(Deserialize)]
struct Jobs {
    jobs: Vec<JobData>,
}

/// A job posting: public, or in review.
#[derive(Deserialize)]
pub(in crate::demo) struct JobData {
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
pub(in crate::demo) struct ApplicationData {
    /// The number of the demo sign-in whose record it is.
    pub account: String,
    pub parts: Vec<String>,
    pub note: String,
    /// In how many days they meet, and where.
    pub interview: Option<(u64, String)>,
}

/// Somebody who was hired, by their number in the community.
#[derive(Deserialize)]
pub(in crate::demo) struct HireData {
    pub resident: u128,
    pub days_ago: u64,
    /// Whether they were still there after 90 days.
    #[serde(default)]
    pub has_stayed: bool,
}

pub(in crate::demo) fn jobs() -> Result<Vec<JobData>> {
    let file: Jobs = toml::from_str(include_str!("../../../demo/jobs.toml")).context("demo/jobs.toml")?;
    Ok(file.jobs)
}
