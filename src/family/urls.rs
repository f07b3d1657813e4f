//! Addresses of family links.

use crate::db::{FamilyLinkId, ResidentId};
use crate::tenancy::Tenant;

/// Who acts for me, and for whom I act.
pub const MINE: &str = "/me/family";
/// What I may do for somebody.
pub const LINK: &str = "/me/family/{family_link}";
/// My answer to an offer.
pub const ANSWER: &str = "/me/family/{family_link}/answer";
/// Either side ends it.
pub const END: &str = "/me/family/{family_link}/end";
/// I look at their record.
pub const LOOK: &str = "/me/family/{family_link}/look";
/// I ask to have it put right.
pub const REQUESTS: &str = "/me/family/{family_link}/requests";
/// I write to whoever looks after their home.
pub const MESSAGES: &str = "/me/family/{family_link}/messages";
/// Who acts for a resident; staff take it down from paper.
pub const PAPER: &str = "/c/{slug}/staff/residents/{resident}/family";
/// Staff end it on the resident's word.
pub const PAPER_END: &str = "/c/{slug}/staff/residents/{resident}/family/{family_link}/end";

/// What I may do for somebody.
pub fn link(link: FamilyLinkId) -> String {
    format!("/me/family/{link}")
}

/// My answer to an offer.
pub fn answer(link: FamilyLinkId) -> String {
    format!("/me/family/{link}/answer")
}

/// Either side ends it.
pub fn end(link: FamilyLinkId) -> String {
    format!("/me/family/{link}/end")
}

/// I look at their record.
pub fn look(link: FamilyLinkId) -> String {
    format!("/me/family/{link}/look")
}

/// I ask to have it put right.
pub fn requests(link: FamilyLinkId) -> String {
    format!("/me/family/{link}/requests")
}

/// I write to whoever looks after their home.
pub fn messages(link: FamilyLinkId) -> String {
    format!("/me/family/{link}/messages")
}

/// Who acts for a resident.
pub fn paper(tenant: &Tenant, resident: ResidentId) -> String {
    format!("/c/{}/staff/residents/{resident}/family", tenant.slug)
}

/// Staff end it.
pub fn paper_end(tenant: &Tenant, resident: ResidentId, link: FamilyLinkId) -> String {
    format!("/c/{}/staff/residents/{resident}/family/{link}/end", tenant.slug)
}
