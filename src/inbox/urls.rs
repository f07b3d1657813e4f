//! Addresses of the inboxes.

use crate::db::{MessageId, OrgId};

/// My inbox.
pub const MINE: &str = "/me/inbox";
/// Opening one of my messages.
pub const MY_MESSAGE: &str = "/me/inbox/{message}/opening";
/// All of mine are read.
pub const MINE_READ: &str = "/me/inbox/reading";
/// What I want to be told of.
pub const PREFERENCES: &str = "/me/inbox/preferences";
/// An organization's inbox.
pub const ORG: &str = "/org/{org}/inbox";
/// Opening one of its messages.
pub const ORG_MESSAGE: &str = "/org/{org}/inbox/{message}/opening";
/// All of its are read.
pub const ORG_READ: &str = "/org/{org}/inbox/reading";

/// Opening one of my messages.
pub fn my_message(message: MessageId) -> String {
    format!("/me/inbox/{message}/opening")
}

/// An organization's inbox.
pub fn org(org: OrgId) -> String {
    format!("/org/{org}/inbox")
}

/// Opening one of its messages.
pub fn org_message(org: OrgId, message: MessageId) -> String {
    format!("/org/{org}/inbox/{message}/opening")
}

/// All of its are read.
pub fn org_read(org: OrgId) -> String {
    format!("/org/{org}/inbox/reading")
}
