//! The parts of the staff's list of postings.

use super::model::Status;
use crate::web::Messages;

/// A part of the staff's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// Waiting for somebody to look at them.
    Review,
    /// Being written.
    Drafts,
    /// Residents read them.
    Live,
    /// Nobody applies for now.
    Paused,
    /// Filled, expired or taken down.
    Over,
}

impl Shelf {
    /// Every part, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Review, Self::Live, Self::Paused, Self::Drafts, Self::Over];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Drafts => "drafts",
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Over => "over",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shelf| shelf.code() == code)
    }

    /// Where a posting of a status lies.
    pub fn of(status: Status) -> Self {
        match status {
            Status::Review => Self::Review,
            Status::Draft | Status::Returned => Self::Drafts,
            Status::Published => Self::Live,
            Status::Paused => Self::Paused,
            Status::Filled | Status::Expired | Status::Withdrawn => Self::Over,
        }
    }

    /// The statuses in it, as SQL takes them.
    pub fn statuses(self) -> Vec<String> {
        let here = Status::ALL.into_iter().filter(|status| Self::of(*status) == self);
        here.map(|status| status.code().to_owned()).collect()
    }

    /// What staff call it.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Review => t.jobs.status_review,
            Self::Drafts => t.jobs.shelf_drafts,
            Self::Live => t.jobs.status_published,
            Self::Paused => t.jobs.status_paused,
            Self::Over => t.jobs.shelf_over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_and_every_status_lies_on_one_shelf() {
        assert!(Shelf::ALL.into_iter().all(|shelf| Shelf::parse(shelf.code()) == Some(shelf)));
        let shelved: usize = Shelf::ALL.into_iter().map(|shelf| shelf.statuses().len()).sum();
        assert_eq!(shelved, Status::ALL.len());
    }
}
