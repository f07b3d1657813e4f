//! The grid's pages.

use askama::Template;

use super::forms::{AskForm, BuildingsForm, EstateForm, GridForm, MoveForm, PostForm};
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Select, SelectOption,
    TextArea,
};
use crate::web::Page;
use crate::web::form::Errors;
use crate::web::public::PublicPage;

/// A post of a grid in one line.
pub(super) struct PostLine {
    pub label: &'static str,
    /// Who holds it.
    pub names: String,
    /// Where nobody does.
    pub vacant: Vec<String>,
}

impl PostLine {
    /// Vacant where nobody holds it.
    pub fn vacant_if_nobody(mut self, vacant: &'static str) -> Self {
        if self.names.is_empty() {
            self.vacant.push(vacant.to_owned());
        }
        self
    }
}

/// A grid on the board.
pub(super) struct GridCard {
    pub url: String,
    pub code: String,
    pub name: String,
    pub party_branch: String,
    pub buildings: String,
    pub households: i64,
    pub posts: Vec<PostLine>,
    /// What residents asked and nobody has answered.
    pub open: i64,
}

/// A building in the plan.
pub(super) struct Plot {
    pub x: usize,
    pub y: usize,
    pub name: String,
    pub grid: String,
    pub hue: usize,
    pub url: Option<String>,
    pub households: i64,
}

/// An estate in the plan.
pub(super) struct EstatePlan {
    pub name: String,
    pub width: usize,
    pub height: usize,
    pub plots: Vec<Plot>,
}

/// The board.
#[derive(Template)]
#[template(path = "grids/board.html")]
pub(super) struct BoardPage {
    pub page: Page,
    pub console_url: String,
    pub estates_url: String,
    pub cards: Vec<GridCard>,
    pub plan: Vec<EstatePlan>,
    /// Buildings that belong to no grid.
    pub homeless: usize,
    pub action: String,
    pub key: String,
    pub may_change: bool,
    pub form: GridForm,
    /// The branches to choose from, and the one that was chosen.
    pub branches: Vec<SelectOption>,
    pub branch: String,
    pub errors: Errors,
}

/// A post in a grid's table.
pub(super) struct PostRow {
    pub kind: &'static str,
    pub place: String,
    pub holder: String,
    pub days: String,
    pub state: &'static str,
    pub is_now: bool,
    /// Whose leave it covers.
    pub instead: Option<String>,
    pub hand_over_url: Option<String>,
    pub stand_in_url: Option<String>,
    pub end_url: Option<String>,
}

/// A company that serves a grid.
pub(super) struct ServingView {
    pub url: String,
    pub name: String,
    pub offers: String,
}

/// What a resident waits for.
pub(super) struct OpenView {
    pub from: String,
    pub to: String,
    pub when: String,
}

/// Party branch and services of a grid.
pub(super) struct NetView {
    /// The branch's public page.
    pub branch_url: Option<String>,
    pub secretary: String,
    /// Day and title.
    pub activities: Vec<(String, String)>,
    pub serving: Vec<ServingView>,
    /// How much waits for an answer.
    pub waiting: Option<String>,
    /// And where, for whoever may know.
    pub open: Vec<OpenView>,
}

/// A move that is still to come.
pub(super) struct PlannedView {
    pub text: String,
    /// Where it is taken back.
    pub action: Option<String>,
}

/// A building that may be moved here.
pub(super) struct MoveView {
    pub id: String,
    pub name: String,
    pub from: String,
    pub is_ticked: bool,
}

/// One grid.
#[derive(Template)]
#[template(path = "grids/grid.html")]
pub(super) struct GridPage {
    pub page: Page,
    pub console_url: String,
    pub board_url: String,
    pub code: String,
    pub name: String,
    pub party_branch: String,
    pub buildings: String,
    pub households: i64,
    /// What is vacant, one line each.
    pub vacant: Vec<String>,
    pub posts: Vec<PostRow>,
    pub history: Vec<PostRow>,
    pub may_change: bool,
    pub action: String,
    pub form: GridForm,
    pub theirs: Vec<(&'static str, String)>,
    pub posts_action: String,
    pub post_key: String,
    pub post: PostForm,
    /// The building that was chosen.
    pub post_building: String,
    /// What is being done about a post, where it is not given anew.
    pub post_about: Option<String>,
    pub kinds: Vec<SelectOption>,
    pub places: Vec<SelectOption>,
    pub nets: NetView,
    /// The branches to choose from, and the one that was chosen.
    pub branches: Vec<SelectOption>,
    pub branch: String,
    pub planned: Vec<PlannedView>,
    pub moves_action: String,
    pub moves: Vec<MoveView>,
    pub moving: MoveForm,
    pub errors: Errors,
}

/// A building in an estate's list.
pub(super) struct BuildingRow {
    pub url: String,
    pub name: String,
    pub grid: String,
    pub households: i64,
}

/// An estate with its buildings.
pub(super) struct EstateRow {
    pub name: String,
    pub buildings: Vec<BuildingRow>,
}

/// The estates and their buildings.
#[derive(Template)]
#[template(path = "grids/estates.html")]
pub(super) struct EstatesPage {
    pub page: Page,
    pub console_url: String,
    pub board_url: String,
    pub estates: Vec<EstateRow>,
    pub may_change: bool,
    pub estate_action: String,
    pub estate: EstateForm,
    pub buildings_action: String,
    pub adding: BuildingsForm,
    pub adding_estate: String,
    pub adding_grid: String,
    pub estate_options: Vec<SelectOption>,
    pub grid_options: Vec<SelectOption>,
    pub errors: Errors,
}

/// Somebody who looks after residents.
pub(super) struct CarerView {
    pub post: &'static str,
    /// Masked; none while nobody holds the post.
    pub name: Option<String>,
    pub note: Option<String>,
    /// Number and link, where they chose to be called.
    pub phone: Option<(String, String)>,
    pub message_url: Option<String>,
}

/// The place that was chosen.
pub(super) struct PlaceView {
    pub name: String,
    /// Its grid's code; empty where it has none.
    pub grid: String,
    /// The party branch with its page.
    pub branch: Option<(String, String)>,
}

/// Who looks after me.
#[derive(Template)]
#[template(path = "grids/care.html")]
pub(super) struct CarePage {
    pub page: Page,
    pub action: String,
    pub building: String,
    pub options: Vec<SelectOption>,
    /// Nobody chose it: it is where the person lives.
    pub is_home: bool,
    pub place: Option<PlaceView>,
    pub carers: Vec<CarerView>,
    pub phone: Option<(String, String)>,
    pub vendors_url: String,
    pub no_errors: Errors,
}

impl PublicPage for CarePage {}

/// A message to one of them.
#[derive(Template)]
#[template(path = "grids/ask.html")]
pub(super) struct AskPage {
    pub page: Page,
    pub care_url: String,
    pub action: String,
    pub to: String,
    pub key: String,
    pub form: AskForm,
    pub errors: Errors,
}

/// A message that somebody left.
pub(super) struct AskedView {
    pub id: String,
    pub name: String,
    /// In whose name, where somebody's family asks.
    pub behalf: Option<String>,
    pub place: String,
    pub body: String,
    pub when: String,
    pub phone: String,
    pub href: String,
    pub is_done: bool,
}

/// What residents asked me.
#[derive(Template)]
#[template(path = "grids/asked.html")]
pub(super) struct AskedPage {
    pub page: Page,
    pub action: String,
    /// None where the community does without the page.
    pub care_url: Option<String>,
    pub messages: Vec<AskedView>,
}
