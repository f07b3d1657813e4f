//! The pages of party branches.

use askama::Template;

use super::forms::{ActivityForm, BranchForm};
use super::model::Measure;
use super::queries::Activity;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Select, SelectOption,
    TextArea,
};
use crate::web::form::Errors;
use crate::web::public::PublicPage;
use crate::web::{Context, Page, text};

/// Something that a branch did, as people read it.
pub(crate) struct ActivityView {
    pub title: String,
    /// Which of the four tasks it serves.
    pub measure: &'static str,
    pub iso: String,
    pub day: String,
    pub branch: String,
    pub place: String,
    pub people: Option<String>,
    pub body: Vec<String>,
    /// Where staff change it.
    pub url: Option<String>,
}

impl ActivityView {
    /// What is shown of an activity; `branch` is its name, empty where the page is about one branch.
    pub fn new(activity: &Activity, branch: &str, context: &Context) -> Self {
        let t = context.t();
        Self {
            title: activity.title.clone(),
            measure: Measure::parse(&activity.measure).map_or("", |measure| measure.label(t)),
            iso: activity.held_on.to_string(),
            day: text::date(context.locale, activity.held_on),
            branch: branch.to_owned(),
            place: activity.place.clone(),
            people: activity.people.map(|people| t.party.people(people)),
            body: activity.body.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
            url: None,
        }
    }
}

/// A branch, as residents read it.
pub(super) struct BranchView {
    pub url: String,
    pub name: String,
    pub secretary: String,
    pub about: String,
    /// The grids it stands behind.
    pub grids: String,
    pub is_chosen: bool,
}

/// The branches and what they do.
#[derive(Template)]
#[template(path = "party/show.html")]
pub(super) struct PartyPage {
    pub page: Page,
    pub committee: Option<BranchView>,
    pub branches: Vec<BranchView>,
    /// Whose activities are listed; none: everybody's.
    pub chosen: Option<String>,
    pub all_url: String,
    pub activities: Vec<ActivityView>,
    pub older_url: Option<String>,
    pub care_url: Option<String>,
}

impl PublicPage for PartyPage {}

/// A branch in the list of staff.
pub(super) struct BranchRow {
    pub url: String,
    pub name: String,
    pub secretary: String,
    pub grids: String,
    pub is_committee: bool,
}

/// The branches, for staff.
#[derive(Template)]
#[template(path = "party/desk.html")]
pub(super) struct DeskPage {
    pub page: Page,
    pub console_url: String,
    pub public_url: String,
    pub rows: Vec<BranchRow>,
    pub action: String,
    pub key: String,
    pub form: BranchForm,
    pub errors: Errors,
}

/// One branch, for staff.
#[derive(Template)]
#[template(path = "party/branch.html")]
pub(super) struct BranchPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub name: String,
    pub grids: String,
    pub action: String,
    pub form: BranchForm,
    pub theirs: Vec<(&'static str, String)>,
    /// Where it is taken away, while nothing needs it.
    pub removal_url: Option<String>,
    pub activities: Vec<ActivityView>,
    pub activities_action: String,
    pub key: String,
    pub adding: ActivityForm,
    pub measures: Vec<SelectOption>,
    pub errors: Errors,
    /// What is wrong with the activity that is added.
    pub activity_errors: Errors,
}

/// One activity, for staff.
#[derive(Template)]
#[template(path = "party/activity.html")]
pub(super) struct ActivityPage {
    pub page: Page,
    pub console_url: String,
    pub desk_url: String,
    pub branch: String,
    pub branch_url: String,
    pub title: String,
    pub action: String,
    pub form: ActivityForm,
    pub theirs: Vec<(&'static str, String)>,
    pub measures: Vec<SelectOption>,
    pub removal_url: String,
    pub errors: Errors,
}
