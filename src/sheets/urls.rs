//! Addresses of sheets.

use super::kind::Kind;
use crate::db::ImportId;
use crate::tenancy::Tenant;

/// The sheets so far, and sending another.
pub const SHEETS: &str = "/c/{slug}/staff/sheets";
/// The template.
pub const TEMPLATE: &str = "/c/{slug}/staff/sheets/template.xlsx";
/// One sheet.
pub const SHEET: &str = "/c/{slug}/staff/sheets/{import}";
/// What its columns mean.
pub const COLUMNS: &str = "/c/{slug}/staff/sheets/{import}/columns";
/// It comes in.
pub const APPLY: &str = "/c/{slug}/staff/sheets/{import}/apply";
/// It goes out again.
pub const UNDO: &str = "/c/{slug}/staff/sheets/{import}/undo";

/// The sheets so far.
pub fn sheets(tenant: &Tenant) -> String {
    format!("/c/{}/staff/sheets", tenant.slug)
}

/// Sending a sheet of a kind.
pub(crate) fn sheets_of(tenant: &Tenant, kind: Kind) -> String {
    format!("/c/{}/staff/sheets?kind={}", tenant.slug, kind.code())
}

/// The template of a kind.
pub(crate) fn template(tenant: &Tenant, kind: Kind) -> String {
    format!("/c/{}/staff/sheets/template.xlsx?kind={}", tenant.slug, kind.code())
}

/// One sheet.
pub fn sheet(tenant: &Tenant, import: ImportId) -> String {
    format!("/c/{}/staff/sheets/{import}", tenant.slug)
}

/// What its columns mean.
pub fn columns(tenant: &Tenant, import: ImportId) -> String {
    format!("/c/{}/staff/sheets/{import}/columns", tenant.slug)
}

/// It comes in.
pub fn apply(tenant: &Tenant, import: ImportId) -> String {
    format!("/c/{}/staff/sheets/{import}/apply", tenant.slug)
}

/// It goes out again.
pub fn undo(tenant: &Tenant, import: ImportId) -> String {
    format!("/c/{}/staff/sheets/{import}/undo", tenant.slug)
}
