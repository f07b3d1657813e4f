//! Addresses of consents.

/// What I agreed to, and where I agree.
pub const MINE: &str = "/me/consents";
/// I withdraw.
pub const WITHDRAWAL: &str = "/me/consents/withdrawal";
