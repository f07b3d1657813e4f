//! Addresses of policies.

use super::model::Kind;
use crate::db::PolicyId;
use crate::tenancy::Tenant;

/// All that hold here.
pub const LIST: &str = "/c/{slug}/policies";
/// Five questions, and which policies they lead to; the answers stand in the address and nowhere else.
pub const MATCH: &str = "/c/{slug}/policies/match";
/// One policy.
pub const POLICY: &str = "/c/{slug}/policies/{policy}";

/// The policies that staff keep.
pub const DESK: &str = "/c/{slug}/staff/policies";
/// A new one.
pub const NEW: &str = "/c/{slug}/staff/policies/new";
/// One of them, as staff keep it.
pub const DRAFT: &str = "/c/{slug}/staff/policies/{policy}";
/// It is published, or taken down.
pub const PUBLICATION: &str = "/c/{slug}/staff/policies/{policy}/publication";
/// Somebody compared it with its source, and nothing is new.
pub const CHECK: &str = "/c/{slug}/staff/policies/{policy}/check";

/// All that hold here.
pub fn list(tenant: &Tenant) -> String {
    format!("/c/{}/policies", tenant.slug)
}

/// Those of a kind.
pub fn list_of(tenant: &Tenant, kind: Kind) -> String {
    format!("/c/{}/policies?kind={}", tenant.slug, kind.code())
}

/// Five questions.
pub fn questions(tenant: &Tenant) -> String {
    format!("/c/{}/policies/match", tenant.slug)
}

/// One policy.
pub fn policy(tenant: &Tenant, policy: PolicyId) -> String {
    format!("/c/{}/policies/{policy}", tenant.slug)
}

/// The policies that staff keep.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/policies", tenant.slug)
}

/// A new one.
pub fn new(tenant: &Tenant) -> String {
    format!("/c/{}/staff/policies/new", tenant.slug)
}

/// One of them, as staff keep it.
pub fn draft(tenant: &Tenant, policy: PolicyId) -> String {
    format!("/c/{}/staff/policies/{policy}", tenant.slug)
}

/// It is published, or taken down.
pub fn publication(tenant: &Tenant, policy: PolicyId) -> String {
    format!("/c/{}/staff/policies/{policy}/publication", tenant.slug)
}

/// Somebody compared it with its source.
pub fn check(tenant: &Tenant, policy: PolicyId) -> String {
    format!("/c/{}/staff/policies/{policy}/check", tenant.slug)
}
