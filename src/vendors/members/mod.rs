//! Who belongs to an organization, and who is invited to it.
//!
//! A number that is invited belongs to nobody in particular until its owner answers: it is kept as a keyed hash and
//! masked, and whoever invites it gets the same answer whether or not somebody has it.

mod forms;
mod handlers;
pub mod invite;
mod mine;
mod model;
mod pages;
mod people;
pub mod queries;

pub use mine::{Standing, standing};
pub use people::{name, people};

use super::urls;
use crate::access::{Access, MemberRole, OrgCapability, Routes};
use crate::web::Messages;

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::MEMBERS, Access::member(OrgCapability::Members), handlers::show)
        .post(urls::MEMBER_INVITATIONS, Access::member(OrgCapability::Members), handlers::send)
        .post(urls::INVITATION_REVOCATION, Access::member(OrgCapability::Members), handlers::revoke)
        // Whoever belongs to it may leave; only owners may send others away.
        .post(urls::MEMBER_END, Access::member(OrgCapability::Workspace), handlers::end)
        .get(urls::INVITATIONS, Access::signed_in(), mine::invitations)
        .post(urls::INVITATION, Access::signed_in(), mine::answer)
}

/// What a role in an organization is called.
pub fn role_label(role: MemberRole, t: &Messages) -> &'static str {
    match role {
        MemberRole::Owner => t.members.role_owner,
        MemberRole::Editor => t.members.role_editor,
        MemberRole::Worker => t.members.role_worker,
    }
}

/// What whoever holds it may do.
fn role_note(role: MemberRole, t: &Messages) -> &'static str {
    match role {
        MemberRole::Owner => t.members.role_owner_note,
        MemberRole::Editor => t.members.role_editor_note,
        MemberRole::Worker => t.members.role_worker_note,
    }
}
