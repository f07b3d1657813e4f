//! What a reviewer looks at: points for every organization, and more for what it wants to do.

use crate::web::Messages;

/// What was found for a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckResult {
    /// In order.
    Ok,
    /// Not there, or not in order.
    Missing,
    /// Does not matter here.
    NotApplicable,
}

impl CheckResult {
    /// Every result.
    pub const ALL: [Self; 3] = [Self::Ok, Self::Missing, Self::NotApplicable];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Missing => "missing",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// What people call it.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Ok => t.admissions.check_ok,
            Self::Missing => t.admissions.check_missing,
            Self::NotApplicable => t.admissions.check_not_applicable,
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }
}

/// A point of the checklist.
pub(super) struct Item {
    /// Its stable code.
    pub code: &'static str,
    /// What to look at.
    pub label: &'static str,
}

/// The points for an organization that wants to serve these categories.
pub(super) fn items(categories: &[String], t: &Messages) -> Vec<Item> {
    let t = &t.admissions;
    let mut items = vec![
        Item { code: "licence", label: t.item_licence },
        Item { code: "identity", label: t.item_identity },
        Item { code: "insurance", label: t.item_insurance },
        Item { code: "contract", label: t.item_contract },
        Item { code: "prices", label: t.item_prices },
        Item { code: "complaints", label: t.item_complaints },
    ];
    let wants = |code: &str| categories.iter().any(|category| category == code);
    if ["cleaning", "housekeeping", "organising"].into_iter().any(wants) {
        items.push(Item { code: "visit_permits", label: t.item_visit_permits });
    }
    if ["housekeeping", "infant", "escort"].into_iter().any(wants) {
        items.push(Item { code: "health", label: t.item_health });
        items.push(Item { code: "background", label: t.item_background });
    }
    if wants("infant") {
        items.push(Item { code: "maternity", label: t.item_maternity });
    }
    if wants("appliance") {
        items.push(Item { code: "electrician", label: t.item_electrician });
    }
    if wants("repair") {
        items.push(Item { code: "locksmith", label: t.item_locksmith });
    }
    if wants("escort") {
        items.push(Item { code: "escort_limits", label: t.item_escort_limits });
    }
    items
}
