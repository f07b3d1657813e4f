//! Who may do what.
//!
//! A route is registered with its access ([`Routes`]); its handler's first argument is the matching actor
//! ([`Visitor`], [`Member`], [`Staff`]); and the actor is the only thing that opens a transaction. So there is no
//! handler without access, and no SQL without an actor. What each role may do stands in one table (`matrix`).

mod actor;
mod grant;
pub mod matrix;
mod role;
mod routes;
pub mod session;

pub use actor::{Actor, Member, Staff, Viewer, Visitor};
pub use grant::Grant;
pub use matrix::Capability;
pub use role::Role;
pub use routes::{Access, Requirement, RouteInfo, Routes};
