//! Addresses of policies.

use super::model::Kind;
use crate::db::PolicyId;
use crate::tenancy::{Level, Tenant};

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

/// The same of the platform's own, among the pages of its operators.
pub const PLATFORM_DESK: &str = "/operator/policies";
/// A new one.
pub const PLATFORM_NEW: &str = "/operator/policies/new";
/// One of them, as operators keep it.
pub const PLATFORM_DRAFT: &str = "/operator/policies/{policy}";
/// It is published, or taken down.
pub const PLATFORM_PUBLICATION: &str = "/operator/policies/{policy}/publication";
/// Somebody compared it with its source, and nothing is new.
pub const PLATFORM_CHECK: &str = "/operator/policies/{policy}/check";

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

/// The policies that staff keep; the platform has no console, and operators keep its own.
pub fn desk(tenant: &Tenant) -> String {
    if tenant.level == Level::Platform {
        PLATFORM_DESK.to_owned()
    } else {
        format!("/c/{}/staff/policies", tenant.slug)
    }
}

/// A new one.
pub fn new(tenant: &Tenant) -> String {
    format!("{}/new", desk(tenant))
}

/// One of them, as staff keep it.
pub fn draft(tenant: &Tenant, policy: PolicyId) -> String {
    format!("{}/{policy}", desk(tenant))
}

/// It is published, or taken down.
pub fn publication(tenant: &Tenant, policy: PolicyId) -> String {
    format!("{}/publication", draft(tenant, policy))
}

/// Somebody compared it with its source.
pub fn check(tenant: &Tenant, policy: PolicyId) -> String {
    format!("{}/check", draft(tenant, policy))
}
