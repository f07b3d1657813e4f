//! The pages of households and residents.

use askama::Template;
use chrono::NaiveDate;

use super::consents::Consents;
use super::list::{ListQuery, address};
use super::model::{HouseholdKind, Relation, tags};
use super::queries::records::Record;
use super::urls;
use crate::accounts::Asked;
use crate::tenancy::Tenant;
use crate::ui::{
    Choice, Conflict, Crumbs, ErrorSummary, Field, FieldError, Footer, Group, Head, Masthead, Proof, Select,
    SelectOption,
};
use crate::values::PersonName;
use crate::web::form::Errors;
use crate::web::{Messages, Page};

/// A resident in a list, masked.
pub(super) struct ResidentLine {
    pub url: String,
    pub name: String,
    pub relation: &'static str,
    pub place: String,
    pub household_url: String,
    pub phone: Option<String>,
    pub tags: Vec<&'static str>,
    pub has_account: bool,
    pub has_left: bool,
}

/// A name as it is shown to whoever has not said why they look.
pub(crate) fn masked(name: &str) -> String {
    PersonName::parse(name).map_or_else(|_| "**".to_owned(), |name| name.masked())
}

/// What a relation in the database is called.
pub(super) fn relation_label(code: &str, t: &Messages) -> &'static str {
    Relation::parse(code).unwrap_or(Relation::Other).label(t)
}

/// What a kind in the database is called.
pub(super) fn kind_label(code: &str, t: &Messages) -> &'static str {
    HouseholdKind::parse(code).unwrap_or(HouseholdKind::Registered).label(t)
}

/// A resident in a list.
pub(super) fn line(row: &Record, tenant: &Tenant, today: NaiveDate, t: &Messages) -> ResidentLine {
    ResidentLine {
        url: urls::resident(tenant, row.id),
        name: masked(&row.name),
        relation: relation_label(&row.relation, t),
        place: address(row, t),
        household_url: urls::household(tenant, row.household),
        phone: row.phone_masked.clone(),
        tags: tags(&row.tags, row.birth_year, today).into_iter().map(|tag| tag.label(t)).collect(),
        has_account: row.person.is_some(),
        has_left: row.left_on.is_some(),
    }
}

/// Filters kept under a name.
pub(super) struct SavedViewLine {
    pub name: String,
    pub url: String,
    pub end_url: String,
    pub is_current: bool,
}

/// Who lives where.
#[derive(Template)]
#[template(path = "residents/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub console_url: String,
    pub may_change: bool,
    pub new_url: String,
    /// Where what is shown can be asked for as a file.
    pub export_url: String,
    pub search_action: String,
    pub typed: String,
    pub is_search: bool,
    /// The search that the address names is nobody's any more.
    pub is_forgotten: bool,
    /// More was found than is shown.
    pub is_cut: bool,
    pub most: usize,
    pub form_action: String,
    pub all_url: String,
    pub is_narrowed: bool,
    pub filters: ListQuery,
    pub building: String,
    pub buildings: Vec<SelectOption>,
    pub building_url: Option<String>,
    pub kinds: Vec<SelectOption>,
    pub tags: Vec<SelectOption>,
    pub phones: Vec<SelectOption>,
    pub accounts: Vec<SelectOption>,
    pub lefts: Vec<SelectOption>,
    pub rows: Vec<ResidentLine>,
    pub next_url: Option<String>,
    pub views: Vec<SavedViewLine>,
    pub views_action: String,
    pub view_key: String,
    pub view_query: String,
    pub view_name: String,
    pub errors: Errors,
}

/// Whether the marks of 一老一小 may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// The person agreed.
    Given,
    /// Nobody asked yet: they may, and the consent is asked for.
    Missing,
    /// The person agreed once and withdrew it.
    Refused,
}

/// The fields of a resident, in the form that registers and the one that changes.
pub(super) struct Fields {
    pub building: String,
    pub unit: String,
    pub room: String,
    pub kind: String,
    pub name: String,
    pub phone: String,
    pub no_phone: bool,
    /// Whether a number is kept that the page does not show, so that emptying the field would not drop it.
    pub may_drop_phone: bool,
    pub birth_year: String,
    pub relation: String,
    pub note: String,
    pub tag: Vec<String>,
    pub name_hint: String,
    pub is_name_needed: bool,
    pub phone_hint: String,
    pub birth_year_hint: String,
    pub buildings: Vec<SelectOption>,
    pub kinds: Vec<SelectOption>,
    pub relations: Vec<SelectOption>,
    pub tags: Vec<(&'static str, &'static str)>,
    pub care: Care,
}

impl Fields {
    /// Whether a name must be typed.
    pub fn needs_name(&self) -> bool {
        self.is_name_needed
    }

    /// Whether the number on file is to go.
    pub fn drops_phone(&self) -> bool {
        self.no_phone
    }

    /// Whether a tag is ticked.
    pub fn has(&self, code: &str) -> bool {
        self.tag.iter().any(|tag| tag == code)
    }
}

/// Somebody is registered.
#[derive(Template)]
#[template(path = "residents/new.html")]
pub(super) struct NewPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub action: String,
    pub alike_url: String,
    pub key: String,
    pub fields: Fields,
    /// Records that may be of the same person.
    pub alike: Vec<AlikeLine>,
    pub errors: Errors,
}

/// The records that may be of the same person, alone: for a page that asks while somebody types.
#[derive(Template)]
#[template(path = "residents/alike.html")]
pub(super) struct AlikePart {
    pub messages: &'static Messages,
    pub alike: Vec<AlikeLine>,
}

/// A record that may be of the same person.
pub(super) struct AlikeLine {
    pub line: ResidentLine,
    /// Why: the same number, the same name, or both.
    pub why: &'static str,
    pub merge_url: Option<String>,
}

/// A look, as it is read later.
pub(crate) struct LookLine {
    pub viewer: String,
    pub role: String,
    pub reason: String,
    pub at: String,
    /// The community, where several are listed.
    pub place: String,
}

/// A merge that a record came out of.
pub(super) struct MergeLine {
    pub text: String,
    /// Where it is taken back; none: too late, or done.
    pub undo_url: Option<String>,
    pub is_undone: bool,
}

/// What a record says in full, for as long as it is open.
pub(super) struct Open {
    pub name: String,
    pub phone: Option<(String, String)>,
    pub birth_year: Option<i32>,
    pub until: String,
}

/// One resident.
#[derive(Template)]
#[template(path = "residents/record.html")]
pub(super) struct RecordPage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub line: ResidentLine,
    pub kind: &'static str,
    pub since: String,
    pub left: Option<String>,
    pub note: String,
    pub open: Option<Open>,
    pub may_reveal: bool,
    pub reveal_action: String,
    pub reveal_key: String,
    pub reason: String,
    pub detail: String,
    pub reasons: Vec<SelectOption>,
    /// What the form asks to prove who looks.
    pub asked: Asked,
    pub housemates: Vec<ResidentLine>,
    pub alike: Vec<AlikeLine>,
    pub may_change: bool,
    pub action: String,
    pub revision: i32,
    pub fields: Fields,
    /// Whether the form shows name, number and year in full.
    pub is_shown: bool,
    /// Whether the form was sent and came back.
    pub is_changing: bool,
    pub theirs: Vec<(&'static str, String)>,
    /// Where what the person can and would like is kept; none: not for whoever looks.
    pub talent_url: Option<String>,
    /// The same of a business that they would like to begin.
    pub startup_url: Option<String>,
    /// Where they apply for a job on paper.
    pub job_url: Option<String>,
    pub departure_action: String,
    pub left_on: String,
    /// Who acts for the resident, and how many they are.
    pub family_url: String,
    pub helpers: usize,
    /// None where the community issues no codes.
    pub code_action: Option<String>,
    pub consents: Consents,
    pub code_key: String,
    pub merges: Vec<MergeLine>,
    pub looks: Vec<LookLine>,
    pub errors: Errors,
}

/// A field of two records, for choosing.
pub(super) struct MergeField {
    pub name: &'static str,
    pub label: &'static str,
    pub kept: String,
    pub gone: String,
    pub is_same: bool,
    pub takes_gone: bool,
}

/// Two records that may be of one person.
#[derive(Template)]
#[template(path = "residents/merge.html")]
pub(super) struct MergePage {
    pub page: Page,
    pub console_url: String,
    pub list_url: String,
    pub kept: ResidentLine,
    pub gone: ResidentLine,
    pub action: String,
    pub key: String,
    pub gone_id: String,
    pub revision: i32,
    pub gone_revision: i32,
    pub fields: Vec<MergeField>,
    pub swap_url: String,
    pub errors: Errors,
}

/// A unit of a building.
pub(super) struct UnitView {
    pub title: String,
    pub doors: Vec<DoorView>,
}

/// A door.
pub(super) struct DoorView {
    pub url: String,
    pub room: String,
    pub people: i64,
    pub kind: &'static str,
}

/// One building with its doors.
#[derive(Template)]
#[template(path = "residents/building.html")]
pub(super) struct BuildingPage {
    pub page: Page,
    pub console_url: String,
    pub estates_url: String,
    pub residents_url: String,
    pub name: String,
    pub households: usize,
    pub people: i64,
    pub empty: usize,
    pub units: Vec<UnitView>,
    pub may_change: bool,
    pub action: String,
    pub form: super::forms::RoomsForm,
    pub kinds: Vec<SelectOption>,
    pub errors: Errors,
}

/// One household.
#[derive(Template)]
#[template(path = "residents/household.html")]
pub(super) struct HouseholdPage {
    pub page: Page,
    pub console_url: String,
    pub building_url: String,
    pub building_name: String,
    pub place: String,
    pub kind_name: &'static str,
    pub here: Vec<ResidentLine>,
    pub left: Vec<ResidentLine>,
    pub may_change: bool,
    pub new_url: String,
    pub action: String,
    pub revision: i32,
    pub kind: String,
    pub kinds: Vec<SelectOption>,
    pub errors: Errors,
}

/// What somebody asks about their record.
pub(super) struct RequestLine {
    pub id: String,
    pub kind: &'static str,
    pub name: String,
    pub url: String,
    /// Who asks, where it is not the resident themself.
    pub by: Option<String>,
    pub body: String,
    pub at: String,
    pub state: &'static str,
    pub action: Option<String>,
    pub answer: String,
}

/// What people ask about their records.
#[derive(Template)]
#[template(path = "residents/requests.html")]
pub(super) struct RequestsPage {
    pub page: Page,
    pub console_url: String,
    pub residents_url: String,
    pub rows: Vec<RequestLine>,
    pub errors: Errors,
}
