//! The parts of the staff's list of postings.

use super::model::Status;

crate::values::coded! {
    /// A part of the staff's list.
    pub(super) enum Shelf in jobs {
        /// Waiting for somebody to look at them.
        Review "review" status_review,
        /// Residents read them.
        Live "live" status_published,
        /// Nobody applies for now.
        Paused "paused" status_paused,
        /// Being written.
        Drafts "drafts" shelf_drafts,
        /// Filled, expired or taken down.
        Over "over" shelf_over,
    }
}

impl Shelf {
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
