//! Addresses of notices.

use crate::db::{BuildingId, NoticeFileId, NoticeId};
use crate::tenancy::Tenant;

/// All notices.
pub const LIST: &str = "/c/{slug}/notices";
/// The same, for feed readers (Atom).
pub const FEED: &str = "/c/{slug}/notices.atom";
/// One notice.
pub const NOTICE: &str = "/c/{slug}/notices/{notice}";
/// A file of it.
pub const FILE: &str = "/c/{slug}/notices/{notice}/files/{attachment}";
/// Somebody says that they know.
pub const ACKNOWLEDGEMENT: &str = "/c/{slug}/notices/{notice}/acknowledgement";

/// The notices that staff write, review and take down.
pub const DESK: &str = "/c/{slug}/staff/notices";
/// A new one.
pub const NEW: &str = "/c/{slug}/staff/notices/new";
/// One of them, as staff see it.
pub const DRAFT: &str = "/c/{slug}/staff/notices/{notice}";
/// It is handed to a second person, or taken back from them.
pub const REVIEW: &str = "/c/{slug}/staff/notices/{notice}/review";
/// It is approved or returned.
pub const DECISION: &str = "/c/{slug}/staff/notices/{notice}/decision";
/// It is taken down.
pub const WITHDRAWAL: &str = "/c/{slug}/staff/notices/{notice}/withdrawal";
/// Its files.
pub const FILES: &str = "/c/{slug}/staff/notices/{notice}/files";
/// One of them, for staff.
pub const DRAFT_FILE: &str = "/c/{slug}/staff/notices/{notice}/files/{attachment}";
/// It is taken away.
pub const FILE_REMOVAL: &str = "/c/{slug}/staff/notices/{notice}/files/{attachment}/removal";

/// Who leads a building goes round with notices.
pub const ROUNDS: &str = "/c/{slug}/staff/rounds";
/// With one of them, in one building.
pub const ROUND: &str = "/c/{slug}/staff/rounds/{building}/{notice}";

/// Who leads a building goes round.
pub fn rounds(tenant: &Tenant) -> String {
    format!("/c/{}/staff/rounds", tenant.slug)
}

/// With one notice, in one building.
pub fn round(tenant: &Tenant, building: BuildingId, notice: NoticeId) -> String {
    format!("/c/{}/staff/rounds/{building}/{notice}", tenant.slug)
}

/// All notices.
pub fn list(tenant: &Tenant) -> String {
    format!("/c/{}/notices", tenant.slug)
}

/// Those that concern a building.
pub fn list_of(tenant: &Tenant, building: BuildingId) -> String {
    format!("/c/{}/notices?building={building}", tenant.slug)
}

/// All notices, for feed readers.
pub fn feed(tenant: &Tenant) -> String {
    format!("/c/{}/notices.atom", tenant.slug)
}

/// One notice.
pub fn notice(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/notices/{notice}", tenant.slug)
}

/// A file of it.
pub fn file(tenant: &Tenant, notice: NoticeId, file: NoticeFileId) -> String {
    format!("/c/{}/notices/{notice}/files/{file}", tenant.slug)
}

/// Somebody says that they know.
pub fn acknowledgement(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/notices/{notice}/acknowledgement", tenant.slug)
}

/// The notices that staff write.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/notices", tenant.slug)
}

/// A new one.
pub fn new(tenant: &Tenant) -> String {
    format!("/c/{}/staff/notices/new", tenant.slug)
}

/// A new one that begins with the words of another.
pub fn new_from(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/staff/notices/new?from={notice}", tenant.slug)
}

/// One of them, as staff see it.
pub fn draft(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/staff/notices/{notice}", tenant.slug)
}

/// It is handed to a second person, or taken back from them.
pub fn review(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/staff/notices/{notice}/review", tenant.slug)
}

/// It is approved or returned.
pub fn decision(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/staff/notices/{notice}/decision", tenant.slug)
}

/// It is taken down.
pub fn withdrawal(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/staff/notices/{notice}/withdrawal", tenant.slug)
}

/// Its files.
pub fn files(tenant: &Tenant, notice: NoticeId) -> String {
    format!("/c/{}/staff/notices/{notice}/files", tenant.slug)
}

/// One of them, for staff.
pub fn draft_file(tenant: &Tenant, notice: NoticeId, file: NoticeFileId) -> String {
    format!("/c/{}/staff/notices/{notice}/files/{file}", tenant.slug)
}

/// It is taken away.
pub fn file_removal(tenant: &Tenant, notice: NoticeId, file: NoticeFileId) -> String {
    format!("/c/{}/staff/notices/{notice}/files/{file}/removal", tenant.slug)
}
