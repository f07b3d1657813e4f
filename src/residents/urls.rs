//! Addresses of households and residents.

use crate::db::{BuildingId, HouseholdId, MergeId, RequestId, ResidentId, SavedViewId, SearchId};
use crate::tenancy::Tenant;

/// Who lives where.
pub const RESIDENTS: &str = "/c/{slug}/staff/residents";
/// A search; what is typed is in no address.
pub const SEARCH: &str = "/c/{slug}/staff/residents/search";
/// A resident is registered.
pub const NEW: &str = "/c/{slug}/staff/residents/new";
/// Whether somebody alike is on file, asked while typing.
pub const ALIKE: &str = "/c/{slug}/staff/residents/alike";
/// Filters are kept under a name.
pub const VIEWS: &str = "/c/{slug}/staff/residents/views";
/// And forgotten.
pub const VIEW_END: &str = "/c/{slug}/staff/residents/views/{view}/end";
/// One resident.
pub const RESIDENT: &str = "/c/{slug}/staff/residents/{resident}";
/// The record is shown in full for a while.
pub const REVEAL: &str = "/c/{slug}/staff/residents/{resident}/reveal";
/// What somebody agreed to on paper is taken down.
pub const CONSENTS: &str = "/c/{slug}/staff/residents/{resident}/consents";
/// And withdrawn on their word.
pub const CONSENT_WITHDRAWAL: &str = "/c/{slug}/staff/residents/{resident}/consents/withdrawal";
/// Somebody moves out, or is back.
pub const DEPARTURE: &str = "/c/{slug}/staff/residents/{resident}/departure";
/// The record is handed over to the person.
pub const CODE: &str = "/c/{slug}/staff/residents/{resident}/code";
/// Another record turned out to be this one.
pub const MERGE: &str = "/c/{slug}/staff/residents/{resident}/merge";
/// Or did not.
pub const MERGE_UNDO: &str = "/c/{slug}/staff/residents/{resident}/merges/{merge}/undo";
/// One building with its doors.
pub const BUILDING: &str = "/c/{slug}/staff/buildings/{building}";
/// One household.
pub const HOUSEHOLD: &str = "/c/{slug}/staff/households/{household}";
/// What people ask about their records.
pub const REQUESTS: &str = "/c/{slug}/staff/requests";
/// Staff answer.
pub const REQUEST_ANSWER: &str = "/c/{slug}/staff/requests/{request}/answer";
/// All of it, as a file.
pub const COPY: &str = "/me/records/{copy}";
/// I ask for something about it.
pub const MY_REQUESTS: &str = "/me/records/requests";
/// What communities keep of me, and who looked.
pub const MINE: &str = "/me/records";

/// Who lives where.
pub fn residents(tenant: &Tenant) -> String {
    format!("/c/{}/staff/residents", tenant.slug)
}

/// Those of one building.
pub fn residents_of(tenant: &Tenant, building: BuildingId) -> String {
    format!("/c/{}/staff/residents?building={building}", tenant.slug)
}

/// A search.
pub fn search(tenant: &Tenant) -> String {
    format!("/c/{}/staff/residents/search", tenant.slug)
}

/// What a search found.
pub fn found(tenant: &Tenant, search: SearchId) -> String {
    format!("/c/{}/staff/residents?search={search}", tenant.slug)
}

/// A resident is registered.
pub fn new(tenant: &Tenant) -> String {
    format!("/c/{}/staff/residents/new", tenant.slug)
}

/// A resident of a household is registered.
pub fn new_in(tenant: &Tenant, household: HouseholdId) -> String {
    format!("/c/{}/staff/residents/new?household={household}", tenant.slug)
}

/// Whether somebody alike is on file.
pub fn alike(tenant: &Tenant) -> String {
    format!("/c/{}/staff/residents/alike", tenant.slug)
}

/// Filters are kept.
pub fn views(tenant: &Tenant) -> String {
    format!("/c/{}/staff/residents/views", tenant.slug)
}

/// Filters are forgotten.
pub fn view_end(tenant: &Tenant, view: SavedViewId) -> String {
    format!("/c/{}/staff/residents/views/{view}/end", tenant.slug)
}

/// One resident.
pub fn resident(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}", tenant.slug)
}

/// The record is shown in full.
pub fn reveal(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/reveal", tenant.slug)
}

/// What somebody agreed to on paper is taken down.
pub fn consents(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/consents", tenant.slug)
}

/// A consent is withdrawn.
pub fn consent_withdrawal(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/consents/withdrawal", tenant.slug)
}

/// Somebody moves out.
pub fn departure(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/departure", tenant.slug)
}

/// The record is handed over.
pub fn code(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/code", tenant.slug)
}

/// Another record turned out to be this one.
pub fn merge(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/merge", tenant.slug)
}

/// Whether a certain other one did.
pub fn merge_with(tenant: &Tenant, resident: ResidentId, gone: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/merge?gone={gone}", tenant.slug)
}

/// A merge is taken back.
pub fn merge_undo(tenant: &Tenant, resident: ResidentId, merge: MergeId) -> String {
    format!("/c/{}/staff/residents/{resident}/merges/{merge}/undo", tenant.slug)
}

/// One building.
pub fn building(tenant: &Tenant, building: BuildingId) -> String {
    format!("/c/{}/staff/buildings/{building}", tenant.slug)
}

/// One household.
pub fn household(tenant: &Tenant, household: HouseholdId) -> String {
    format!("/c/{}/staff/households/{household}", tenant.slug)
}

/// What people ask about their records.
pub fn requests(tenant: &Tenant) -> String {
    format!("/c/{}/staff/requests", tenant.slug)
}

/// Staff answer.
pub fn request_answer(tenant: &Tenant, request: RequestId) -> String {
    format!("/c/{}/staff/requests/{request}/answer", tenant.slug)
}

/// All that is kept of me, as a file of this form.
pub fn copy(ending: &str) -> String {
    format!("/me/records/copy.{ending}")
}
