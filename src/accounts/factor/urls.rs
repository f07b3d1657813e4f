//! Addresses of the second factor.

/// The code that a sign-in waits for.
pub const SIGN_IN: &str = "/sign-in/second-factor";
/// My second factor.
pub const PAGE: &str = "/me/second-factor";
/// A secret to set it up with.
pub const SECRET: &str = "/me/second-factor/secret";
/// New recovery codes.
pub const RECOVERY_CODES: &str = "/me/second-factor/recovery-codes";
/// The end of it.
pub const END: &str = "/me/second-factor/end";

/// My second factor, coming back to a local path once it is on.
pub fn page(back_to: Option<&str>) -> String {
    crate::accounts::urls::with_next(PAGE, back_to)
}
