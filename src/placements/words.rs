//! How placements are said on pages.

use chrono::NaiveDate;

use super::hours::{Entry, Signer, Standing};
use super::model::{Seat, Status};
use crate::web::{Locale, Messages, text};

/// Minutes as hours, in quarters: `12`, `12.5`, `0.25`.
pub fn hours(minutes: i32) -> String {
    let quarters = ["", ".25", ".5", ".75"];
    let rest = usize::try_from(minutes.rem_euclid(60) / 15).unwrap_or(0);
    format!("{}{}", minutes.div_euclid(60), quarters.get(rest).copied().unwrap_or_default())
}

/// How far the hours have come.
pub(super) fn progress(signed: i32, agreed: i32, t: &Messages) -> String {
    t.placements.progress(hours(signed), hours(agreed))
}

/// From when to when.
pub(super) fn period(locale: Locale, starts_on: NaiveDate, ends_on: NaiveDate) -> String {
    locale.messages().placements.period(text::date(locale, starts_on), text::date(locale, ends_on))
}

/// The class of a status: filled while something goes on, or went well.
pub(super) fn class(status: Status) -> &'static str {
    match status {
        Status::Running | Status::Completed => "state--open",
        Status::Proposed | Status::Ended | Status::Declined => "state--closed",
    }
}

/// What a line's standing is called, for whoever looks.
pub(super) fn standing(entry: &Entry, seat: Seat, t: &Messages) -> &'static str {
    let t = &t.placements;
    match entry.standing() {
        Standing::Counts if entry.settled.is_some() => t.entry_settled,
        Standing::Counts => t.entry_counts,
        Standing::Disputed => t.entry_disputed,
        Standing::Refused => t.entry_refused,
        Standing::Waits(Signer::Learner) if seat == Seat::Learner => t.entry_waits_for_me,
        Standing::Waits(Signer::Mentor) if seat == Seat::Company => t.entry_waits_for_me,
        Standing::Waits(Signer::Learner) => t.entry_waits_for_learner,
        Standing::Waits(Signer::Mentor) => t.entry_waits_for_mentor,
    }
}

/// Its class.
pub(super) fn entry_class(entry: &Entry) -> &'static str {
    if entry.standing() == Standing::Counts { "state--open" } else { "state--closed" }
}

/// One of the two, by what they are.
pub(super) fn signer(signer: Signer, t: &Messages) -> &'static str {
    match signer {
        Signer::Learner => t.placements.learner,
        Signer::Mentor => t.placements.mentor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_said_in_quarters() {
        for (minutes, said) in [(0, "0"), (15, "0.25"), (90, "1.5"), (105, "1.75"), (2400, "40")] {
            assert_eq!(hours(minutes), said);
        }
    }
}
