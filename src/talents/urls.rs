//! Addresses of able residents.

use super::queries::Liking;
use crate::db::{ResidentId, TalentId};
use crate::tenancy::Tenant;
use crate::web::with_params;

/// Who can what.
pub const TALENTS: &str = "/c/{slug}/staff/talents";
/// A search by name or skill; what is typed is in no address.
pub const SEARCH: &str = "/c/{slug}/staff/talents/search";
/// What somebody said is taken down.
pub const NEW: &str = "/c/{slug}/staff/talents/new";
/// One able resident.
pub const TALENT: &str = "/c/{slug}/staff/talents/{talent}";
/// The community recognises them.
pub const RECOGNITION: &str = "/c/{slug}/staff/talents/{talent}/recognition";
/// And no longer does.
pub const RECOGNITION_END: &str = "/c/{slug}/staff/talents/{talent}/recognition/end";
/// Whom the community has recognised, for everybody.
pub const SHOWN: &str = "/c/{slug}/talents";
/// What I can and would like.
pub const MINE: &str = "/me/talent";

/// Who can what.
pub fn talents(tenant: &Tenant) -> String {
    format!("/c/{}/staff/talents", tenant.slug)
}

/// Those who would like to have something, agree to be suggested and want to be asked.
pub fn liking(tenant: &Tenant, what: Liking) -> String {
    with_params(&talents(tenant), &[what.words(), ("matched", "1")])
}

/// A search.
pub fn search(tenant: &Tenant) -> String {
    format!("/c/{}/staff/talents/search", tenant.slug)
}

/// What somebody said is taken down.
pub fn new(tenant: &Tenant) -> String {
    format!("/c/{}/staff/talents/new", tenant.slug)
}

/// That of a resident: what is kept, or where it is taken down.
pub fn of(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/talents/new?resident={resident}", tenant.slug)
}

/// One able resident.
pub fn talent(tenant: &Tenant, talent: TalentId) -> String {
    format!("/c/{}/staff/talents/{talent}", tenant.slug)
}

/// Whom the community has recognised, for everybody.
pub fn shown(tenant: &Tenant) -> String {
    format!("/c/{}/talents", tenant.slug)
}

/// The community recognises somebody.
pub fn recognition(tenant: &Tenant, talent: TalentId) -> String {
    format!("/c/{}/staff/talents/{talent}/recognition", tenant.slug)
}

/// And no longer does.
pub fn recognition_end(tenant: &Tenant, talent: TalentId) -> String {
    format!("/c/{}/staff/talents/{talent}/recognition/end", tenant.slug)
}

/// Mine, in one of several communities.
pub fn mine(record: ResidentId) -> String {
    format!("/me/talent?record={record}")
}
