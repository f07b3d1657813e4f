//! Who may do what.
//!
//! A route is registered with its access ([`Routes`]); its handler's first argument is the matching actor
//! ([`Visitor`], [`Member`], [`Staff`], [`OrgMember`], [`Operator`]); and the actor is the only thing that opens a transaction. So there is no
//! handler without access, and no SQL without an actor. What each role may do stands in one table (`matrix`).

mod actor;
mod grant;
pub mod matrix;
mod membership;
mod role;
mod routes;
pub mod session;
pub mod token;
mod viewer;

pub use actor::{Actor, Member, Operator, OrgMember, SignedIn, Staff, Visitor, should_have_factor};
pub use grant::{Grant, Place};
pub use matrix::{Capability, OrgCapability};
pub use membership::Membership;
pub use role::{MemberRole, Role};
pub use routes::{Access, Requirement, RouteInfo, Routes};
pub use viewer::Viewer;
