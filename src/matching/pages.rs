//! The pages of matching.

use askama::Template;

use super::words::CheckView;
use crate::ui::{Crumbs, Footer, Head, Masthead};
use crate::web::Page;

/// An open job.
pub(super) struct JobRow {
    pub url: String,
    pub title: String,
    pub employer: String,
    pub trade: &'static str,
    pub left: String,
    pub until: String,
    /// How many people lack nothing that it takes.
    pub fits: String,
    /// How many would like to work in its trade or hold a certificate of it, where all of them are compared.
    pub wished: Option<String>,
    pub has_any: bool,
}

/// The open jobs.
#[derive(Template)]
#[template(path = "matching/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    pub courses_url: Option<String>,
    pub recommendations_url: Option<String>,
    pub jobs_url: String,
    pub rows: Vec<JobRow>,
}

/// Somebody whom a job would fit.
pub(super) struct PersonRow {
    pub url: String,
    /// Masked.
    pub name: String,
    pub place: String,
    pub summary: String,
    pub updated: String,
    pub checks: Vec<CheckView>,
    /// That they applied, or were recommended.
    pub standing: Option<&'static str>,
    pub recommend_url: Option<String>,
}

/// The people whom a job would fit.
#[derive(Template)]
#[template(path = "matching/people.html")]
pub(super) struct PeoplePage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub job_url: String,
    pub employer: String,
    pub pay: String,
    /// In which order they stand, and who is compared.
    pub order: String,
    pub courses_url: Option<String>,
    pub rows: Vec<PersonRow>,
    pub next_url: Option<String>,
}

/// A trade with what it needs and has.
pub(super) struct TradeRow {
    pub id: &'static str,
    pub trade: &'static str,
    pub openings: String,
    pub applications: String,
    /// Who may begin at once.
    pub ready: String,
    /// Who learns it now.
    pub training: String,
    /// For those who see the people anyway.
    pub wished: Option<String>,
    /// Who they are, where there are some.
    pub wished_url: Option<String>,
    /// For the same.
    pub learn: Option<String>,
    /// Who they are, likewise.
    pub learn_url: Option<String>,
    /// How often residents looked for it in vain.
    pub requests: String,
    pub seats: String,
    pub gap: String,
    /// What will be missing once those who learn it have finished; none where nothing is, or nobody does.
    pub later: Option<String>,
    pub is_short: bool,
    /// Whether those who learn it, or may, are enough for the gap.
    pub is_covered: bool,
}

/// What to teach next.
#[derive(Template)]
#[template(path = "matching/courses.html")]
pub(super) struct CoursesPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: Option<String>,
    pub training_url: String,
    /// Where the same is counted day by day.
    pub loop_url: String,
    /// Whether it tells of no few people.
    pub is_veiled: bool,
    /// Whether the viewer opens runs.
    pub may_plan: bool,
    /// When everybody was counted; none: now.
    pub counted: Option<String>,
    pub rows: Vec<TradeRow>,
    /// What people would like to learn that is no trade's, how many, and who they are.
    pub other_needs: Vec<(&'static str, String, String)>,
}
