//! The operators' pages.

use askama::Template;

use super::forms::{CategoryForm, DeedForm, HolidayForm, InviteForm, TenantForm};
use crate::access::Operator;
use crate::accounts::Asked;
use crate::tenancy::Level;
use crate::ui::{Crumbs, ErrorSummary, Field, Footer, Head, Masthead, Proof, Select, SelectOption, TextArea};
use crate::web::form::Errors;
use crate::web::{Messages, Page};

/// A page of this feature.
pub(super) fn page(operator: &Operator, title: impl Into<String>) -> Page {
    Page::new(operator.state(), operator.context(), Some(operator.me()), operator.flash(), title).unlisted()
}

/// What a level is called.
pub(super) fn level_name(level: Level, t: &Messages) -> &'static str {
    match level {
        Level::Platform => t.operator.level_platform,
        Level::District => t.operator.level_district,
        Level::Street => t.operator.level_street,
        Level::Community => t.operator.level_community,
    }
}

/// So many bytes as people read them: `340 KB`, `1.2 GB`.
pub(super) fn bytes(size: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut tenths = size * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    if unit == 0 || tenths >= 1000 {
        return format!("{} {}", tenths / 10, UNITS[unit]);
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// A task that failed.
pub(super) struct TaskView {
    pub name: String,
    pub attempts: i32,
    pub is_given_up: bool,
    pub error: String,
    pub retry_url: String,
}

/// A tenant in the tree.
pub(super) struct TenantView {
    pub url: String,
    pub name: String,
    pub level: &'static str,
    /// How deep it hangs, as dashes to read.
    pub depth: String,
    /// How it stands, and whether that is well.
    pub state: String,
    pub is_open: bool,
    pub households: i64,
    pub staff: i64,
    pub listings: i64,
    pub last_day: String,
}

/// The first page.
#[derive(Template)]
#[template(path = "operator/overview.html")]
pub(super) struct OverviewPage {
    pub page: Page,
    /// What there is to know of the server, by name.
    pub facts: Vec<(&'static str, String)>,
    /// What somebody should look after.
    pub warnings: Vec<String>,
    pub tasks: Vec<TaskView>,
    pub tenants: Vec<TenantView>,
    pub more_url: Option<String>,
    pub new_url: String,
    /// Tenants that are gone.
    pub gone: Vec<String>,
}

/// A new tenant.
#[derive(Template)]
#[template(path = "operator/new_tenant.html")]
pub(super) struct NewTenantPage {
    pub page: Page,
    pub key: String,
    pub parents: Vec<SelectOption>,
    pub form: TenantForm,
    pub asked: Asked,
    pub errors: Errors,
}

/// An export in the list.
pub(super) struct ExportView {
    pub text: String,
    pub state: String,
    /// For whoever asked for it.
    pub url: Option<String>,
}

/// A suspension that is over.
pub(super) struct SuspensionView {
    pub days: String,
    pub reason: String,
    pub people: String,
}

/// One tenant.
#[derive(Template)]
#[template(path = "operator/tenant.html")]
pub(super) struct TenantPage {
    pub page: Page,
    pub name: String,
    pub slug: String,
    /// Its front door; the platform's own has none.
    pub home_url: Option<String>,
    pub facts: Vec<(&'static str, String)>,
    /// Why it is suspended, since when.
    pub suspended: Option<(String, String)>,
    /// Earlier suspensions, the latest first.
    pub suspensions: Vec<SuspensionView>,
    /// What is decided, or asked for, of its deletion.
    pub deletion: Option<DeletionView>,
    pub exports: Vec<ExportView>,
    /// Until when the operator is in it.
    pub entered_until: Option<String>,
    pub console_url: String,
    pub below: Vec<(String, String)>,
    pub new_url: Option<String>,
}

/// A deletion that is not over.
pub(super) struct DeletionView {
    pub text: String,
    pub reason: String,
    pub may_approve: bool,
    pub may_take_back: bool,
}

/// Something that is done to a tenant.
#[derive(Template)]
#[template(path = "operator/deed.html")]
pub(super) struct DeedPage<'a> {
    pub page: Page,
    pub tenant_name: String,
    pub tenant_url: String,
    pub title: &'a str,
    pub lead: &'a str,
    /// What to know before.
    pub points: Vec<String>,
    pub action: String,
    pub key: Option<String>,
    pub has_reason: bool,
    pub form: &'a DeedForm,
    pub asked: Asked,
    pub errors: Errors,
    pub is_danger: bool,
}

/// An invitation to a tenant's staff.
#[derive(Template)]
#[template(path = "operator/invite.html")]
pub(super) struct InvitePage<'a> {
    pub page: Page,
    pub tenant_name: String,
    pub tenant_url: String,
    pub action: String,
    pub key: String,
    pub form: &'a InviteForm,
    pub asked: Asked,
    pub errors: Errors,
}

/// The code for somebody who is invited.
#[derive(Template)]
#[template(path = "operator/code.html")]
pub(super) struct CodePage {
    pub page: Page,
    pub tenant_name: String,
    pub tenant_url: String,
    pub name: String,
    /// While it holds.
    pub digits: Option<String>,
    pub until: String,
    pub address: String,
}

/// A category in the list, with its sub-services.
pub(super) struct CategoryView {
    pub url: String,
    pub name: String,
    pub code: String,
    pub kinds: Vec<(String, String)>,
}

/// The categories.
#[derive(Template)]
#[template(path = "operator/categories.html")]
pub(super) struct CategoriesPage {
    pub page: Page,
    pub categories: Vec<CategoryView>,
    pub parents: Vec<SelectOption>,
    pub icons: Vec<SelectOption>,
    pub form: CategoryForm,
    pub errors: Errors,
}

/// One category.
#[derive(Template)]
#[template(path = "operator/category.html")]
pub(super) struct CategoryPage {
    pub page: Page,
    pub title: String,
    pub action: String,
    pub form: CategoryForm,
    pub errors: Errors,
}

/// A day of the holiday table.
pub(super) struct DayView {
    pub date: String,
    pub kind: &'static str,
    pub name: String,
    /// What a list changes of it.
    pub change: String,
}

/// The public holidays.
#[derive(Template)]
#[template(path = "operator/holidays.html")]
pub(super) struct HolidaysPage {
    pub page: Page,
    /// Years without data.
    pub missing: Vec<i32>,
    pub days: Vec<DayView>,
    /// What the list that was sent would do.
    pub preview: Option<Preview>,
    pub form: HolidayForm,
    pub errors: Errors,
}

/// What a list would do.
pub(super) struct Preview {
    pub days: Vec<DayView>,
    pub summary: String,
    /// The list as it is imported.
    pub list: String,
    pub source: String,
    pub changes_any: bool,
}

/// What an operator did.
pub(super) struct RecordView {
    pub seq: i64,
    pub at: String,
    pub name: String,
    pub action: String,
    pub address: String,
}

/// The record.
#[derive(Template)]
#[template(path = "operator/record.html")]
pub(super) struct RecordPage {
    pub page: Page,
    pub rows: Vec<RecordView>,
    pub older_url: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_told_in_units_people_know() {
        assert_eq!(bytes(340 << 10), "340 KB");
        assert_eq!(bytes((1 << 20) + (1 << 18)), "1.2 MB");
        assert_eq!(bytes(12 << 30), "12.0 GB");
        assert_eq!(bytes(250 << 30), "250 GB");
        assert_eq!(bytes(3 << 40), "3.0 TB");
    }
}
