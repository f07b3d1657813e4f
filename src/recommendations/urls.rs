//! Addresses of recommendations and referrals.

use crate::db::{PostingId, RecommendationId, ResidentId};
use crate::tenancy::Tenant;
use crate::web::with_params;

/// Whom the community recommended.
pub const DESK: &str = "/c/{slug}/staff/recommendations";
/// Somebody is recommended.
pub const NEW: &str = "/c/{slug}/staff/recommendations/new";
/// One recommendation, for staff.
pub const ONE: &str = "/c/{slug}/staff/recommendations/{recommendation}";
/// What the person says, on paper.
pub const PAPER: &str = "/c/{slug}/staff/recommendations/{recommendation}/answer";
/// Staff take it back.
pub const WITHDRAWAL: &str = "/c/{slug}/staff/recommendations/{recommendation}/withdrawal";
/// What became of it.
pub const OUTCOME: &str = "/c/{slug}/staff/recommendations/{recommendation}/outcome";

/// What I was recommended for.
pub const MINE: &str = "/me/recommendations";
/// One of them, to say yes or no.
pub const ANSWER: &str = "/me/recommendations/{recommendation}";
/// I say no.
pub const REFUSAL: &str = "/me/recommendations/{recommendation}/refusal";
/// I take back what I agreed to.
pub const MY_WITHDRAWAL: &str = "/me/recommendations/{recommendation}/withdrawal";

/// I pass a job on.
pub const REFERRAL: &str = "/c/{slug}/jobs/{posting}/referral";
/// What I passed on, for whoever has the link.
pub const REFERRED: &str = "/c/{slug}/referrals/{referral_code}";

/// Whom the community recommended.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/recommendations", tenant.slug)
}

/// What the form of a new one makes.
pub fn add(tenant: &Tenant) -> String {
    format!("/c/{}/staff/recommendations/new", tenant.slug)
}

/// A resident is recommended for a posting.
pub fn new(tenant: &Tenant, posting: PostingId, resident: ResidentId) -> String {
    with_params(&add(tenant), &[("posting", &posting.to_string()), ("resident", &resident.to_string())])
}

/// One recommendation, for staff.
pub fn one(tenant: &Tenant, recommendation: RecommendationId) -> String {
    format!("/c/{}/staff/recommendations/{recommendation}", tenant.slug)
}

/// One of mine, to say yes or no.
pub fn answer(recommendation: RecommendationId) -> String {
    format!("/me/recommendations/{recommendation}")
}

/// I pass a job on.
pub fn referral(tenant: &Tenant, posting: PostingId) -> String {
    format!("/c/{}/jobs/{posting}/referral", tenant.slug)
}

/// What somebody passed on.
pub fn referred(tenant: &Tenant, code: &str) -> String {
    format!("/c/{}/referrals/{code}", tenant.slug)
}

/// Whoever has the link applies.
pub fn apply(tenant: &Tenant, posting: PostingId, code: &str) -> String {
    with_params(&crate::jobs::urls::apply(tenant, posting), &[("referral", code)])
}
