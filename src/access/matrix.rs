//! The permission matrix: role × capability × reach. It reads like the table it came from (domain.md §4) and holds
//! the capabilities that exist so far; a new one cannot be used before it has a row here.

use super::Role;

/// Something a route lets its actor do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Issue, list and revoke one-time sign-in codes for people registered on paper.
    SignInCodes,
    /// Read which searches found nothing.
    SearchMisses,
}

/// How far a role's capability reaches from the tenant of its grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    No,
    /// T: the grant's own tenant.
    Tenant,
    /// S: the grant's tenant and all below it.
    Subtree,
}

use Reach::{No, Subtree as S, Tenant as T};

type Row = (Capability, [Reach; 9]);

#[rustfmt::skip]
const MATRIX: [Row; 2] = [
    //                           PA  SS  CS  GL  BL  PS  VO  RE  TR
    (Capability::SignInCodes,  [No, No, T,  No, No, No, No, No, No]),
    (Capability::SearchMisses, [S,  S,  T,  No, No, No, No, No, No]),
];

/// Every capability.
pub fn capabilities() -> impl Iterator<Item = Capability> {
    MATRIX.iter().map(|(capability, _)| *capability)
}

/// How far `role` reaches with `capability`.
pub fn reach(role: Role, capability: Capability) -> Reach {
    let column = Role::ALL.iter().position(|r| *r == role);
    let row = MATRIX.iter().find(|(c, _)| *c == capability);
    column.zip(row).and_then(|(column, (_, reaches))| reaches.get(column).copied()).unwrap_or(No)
}
