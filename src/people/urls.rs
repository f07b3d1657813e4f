//! Addresses of who works in a community.

use crate::db::{GrantId, InvitationId, ProposalId};
use crate::tenancy::Tenant;

/// Everybody with a role in the whole community.
pub const PEOPLE: &str = "/c/{slug}/staff/people";
/// A role is offered to a number.
pub const INVITATIONS: &str = "/c/{slug}/staff/people/invitations";
/// The offer is taken back.
pub const REVOCATION: &str = "/c/{slug}/staff/people/invitations/{invitation}/revocation";
/// One person's role.
pub const HOLDER: &str = "/c/{slug}/staff/people/{holder}";
/// Its end.
pub const END: &str = "/c/{slug}/staff/people/{holder}/end";
/// Its holder is to be an administrator.
pub const ADMIN: &str = "/c/{slug}/staff/people/{holder}/admin";
/// Its holder's second factor, which is lost.
pub const FACTOR: &str = "/c/{slug}/staff/people/{holder}/second-factor";
/// What a second administrator is asked.
pub const PROPOSAL: &str = "/c/{slug}/staff/people/proposals/{proposal}";
/// The roles that I am offered.
pub const MINE: &str = "/c/{slug}/invitations";
/// My answer to one.
pub const ANSWER: &str = "/c/{slug}/invitations/{invitation}";

/// Everybody with a role in the whole community.
pub fn people(tenant: &Tenant) -> String {
    format!("/c/{}/staff/people", tenant.slug)
}

/// A role is offered to a number.
pub fn invitations(tenant: &Tenant) -> String {
    format!("/c/{}/staff/people/invitations", tenant.slug)
}

/// The offer is taken back.
pub fn revocation(tenant: &Tenant, invitation: InvitationId) -> String {
    format!("/c/{}/staff/people/invitations/{invitation}/revocation", tenant.slug)
}

/// One person's role.
pub fn holder(tenant: &Tenant, grant: GrantId) -> String {
    format!("/c/{}/staff/people/{grant}", tenant.slug)
}

/// Its end.
pub fn end(tenant: &Tenant, grant: GrantId) -> String {
    format!("/c/{}/staff/people/{grant}/end", tenant.slug)
}

/// Its holder is to be an administrator.
pub fn admin(tenant: &Tenant, grant: GrantId) -> String {
    format!("/c/{}/staff/people/{grant}/admin", tenant.slug)
}

/// What a second administrator is asked.
pub fn proposal(tenant: &Tenant, proposal: ProposalId) -> String {
    format!("/c/{}/staff/people/proposals/{proposal}", tenant.slug)
}

/// The roles that I am offered.
pub fn mine(tenant: &Tenant) -> String {
    format!("/c/{}/invitations", tenant.slug)
}

/// My answer to one.
pub fn answer(tenant: &Tenant, invitation: InvitationId) -> String {
    format!("/c/{}/invitations/{invitation}", tenant.slug)
}

/// A holder's second factor.
pub fn factor(tenant: &Tenant, holder: GrantId) -> String {
    format!("/c/{}/staff/people/{holder}/second-factor", tenant.slug)
}
