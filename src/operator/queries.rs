//! SQL of the operators. Transactions are in the scope of the platform's own tenant unless a query says otherwise.

pub(super) mod deletions;
pub(super) mod entries;
pub(super) mod exports;
pub(super) mod health;
pub(super) mod reference;
pub(super) mod tenants;
