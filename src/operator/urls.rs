//! Addresses of the platform's operators.

use crate::db::{CodeId, ExportId, TaskId};

/// The platform: its health, its tenants.
pub const HOME: &str = "/operator";
/// A task that was given up is tried again.
pub const TASK_RETRY: &str = "/operator/tasks/{task}/retry";
/// A tenant is added.
pub const NEW_TENANT: &str = "/operator/tenants/new";
/// One tenant.
pub const TENANT: &str = "/operator/tenants/{slug}";
/// Its first staff are invited.
pub const STAFF: &str = "/operator/tenants/{slug}/staff";
/// The code for one of them.
pub const STAFF_CODE: &str = "/operator/tenants/{slug}/staff/{code}";
/// It is suspended.
pub const SUSPENSION: &str = "/operator/tenants/{slug}/suspension";
/// It is open again.
pub const SUSPENSION_END: &str = "/operator/tenants/{slug}/suspension/end";
/// Its deletion is asked for.
pub const DELETION: &str = "/operator/tenants/{slug}/deletion";
/// A second operator approves it.
pub const DELETION_APPROVAL: &str = "/operator/tenants/{slug}/deletion/approval";
/// It is taken back.
pub const DELETION_END: &str = "/operator/tenants/{slug}/deletion/end";
/// All of its data as a file.
pub const EXPORTS: &str = "/operator/tenants/{slug}/exports";
/// One such file.
pub const EXPORT: &str = "/operator/exports/{export}";
/// An operator's hour in it.
pub const ENTRY: &str = "/operator/tenants/{slug}/entry";
/// The end of that hour.
pub const ENTRY_END: &str = "/operator/tenants/{slug}/entry/end";
/// The categories of service.
pub const CATEGORIES: &str = "/operator/categories";
/// One category.
pub const CATEGORY: &str = "/operator/categories/{category}";
/// The public holidays; a list is looked at.
pub const HOLIDAYS: &str = "/operator/holidays";
/// A list that was looked at is imported.
pub const HOLIDAY_IMPORT: &str = "/operator/holidays/import";
/// What operators did.
pub const RECORD: &str = "/operator/record";

/// A task that was given up is tried again.
pub fn task_retry(task: TaskId) -> String {
    format!("/operator/tasks/{task}/retry")
}

/// One tenant.
pub fn tenant(slug: &str) -> String {
    format!("/operator/tenants/{slug}")
}

/// A tenant is added below another.
pub fn new_tenant(parent: &str) -> String {
    format!("/operator/tenants/new?parent={parent}")
}

/// Its first staff are invited.
pub fn staff(slug: &str) -> String {
    format!("/operator/tenants/{slug}/staff")
}

/// The code for one of them.
pub fn staff_code(slug: &str, code: CodeId) -> String {
    format!("/operator/tenants/{slug}/staff/{code}")
}

/// It is suspended.
pub fn suspension(slug: &str) -> String {
    format!("/operator/tenants/{slug}/suspension")
}

/// It is open again.
pub fn suspension_end(slug: &str) -> String {
    format!("/operator/tenants/{slug}/suspension/end")
}

/// Its deletion is asked for.
pub fn deletion(slug: &str) -> String {
    format!("/operator/tenants/{slug}/deletion")
}

/// A second operator approves it.
pub fn deletion_approval(slug: &str) -> String {
    format!("/operator/tenants/{slug}/deletion/approval")
}

/// It is taken back.
pub fn deletion_end(slug: &str) -> String {
    format!("/operator/tenants/{slug}/deletion/end")
}

/// All of its data as a file.
pub fn exports(slug: &str) -> String {
    format!("/operator/tenants/{slug}/exports")
}

/// One such file.
pub fn export(export: ExportId) -> String {
    format!("/operator/exports/{export}")
}

/// An operator's hour in it.
pub fn entry(slug: &str) -> String {
    format!("/operator/tenants/{slug}/entry")
}

/// The end of that hour.
pub fn entry_end(slug: &str) -> String {
    format!("/operator/tenants/{slug}/entry/end")
}

/// One category.
pub fn category(code: &str) -> String {
    format!("/operator/categories/{code}")
}
