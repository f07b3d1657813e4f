//! What learners are told of their courses.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Topic;
use crate::web::{Locale, text};

/// What has become of somebody's place in a course, or of the course.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LearningChange {
    /// They have a seat.
    Enrolled,
    /// They stand in line.
    Waiting { at: i64 },
    /// A seat waits for their answer.
    Offered { until: DateTime<Utc> },
    /// It still does, and not for long.
    OfferEnds { until: DateTime<Utc> },
    /// It could not be answered for a time, and waits until then instead.
    OfferKept { until: DateTime<Utc> },
    /// It waited in vain.
    Lapsed,
    /// The course is over, and no seat came.
    NoSeat,
    /// The trainer has left the community, and nobody new is taken.
    NoSeatLeft { org_name: String },
    /// The trainer does not take them.
    Declined { reason: String },
    /// Staff wrote down that they leave.
    Dropped { reason: String },
    /// They have passed.
    Passed,
    /// They have not.
    Failed,
    /// That was a mistake: it is looked at again.
    Reopened { reason: String },
    /// Whoever keeps its list wrote down that they will not be at a meeting.
    AwayNoted { at: DateTime<Utc> },
    /// And that they will, after all.
    AwayTakenBack { at: DateTime<Utc> },
    /// A meeting is tomorrow, or today.
    Ahead { at: DateTime<Utc>, place: String },
    /// So many meetings are added: when and where the first of them is. `makes_up`: when the one is that whoever misses it
    /// can make up for there.
    Added { at: DateTime<Utc>, place: String, count: i64, makes_up: Option<DateTime<Utc>> },
    /// A meeting is at another time, or elsewhere.
    Moved { at: DateTime<Utc>, place: String },
    /// A meeting does not take place.
    Cancelled { at: DateTime<Utc> },
    /// The trainer has left the community, which goes on with the course.
    TrainerLeft { org_name: String },
    /// The whole run does not.
    RunCancelled { reason: String },
}

impl LearningChange {
    /// A reminder may be muted; what has changed may not.
    pub(super) fn topic(&self) -> Topic {
        match self {
            Self::Ahead { .. } | Self::OfferEnds { .. } => Topic::Expiries,
            _ => Topic::Decisions,
        }
    }

    /// What it says of a course, in the time of its community.
    pub(super) fn text(&self, locale: Locale, tz: Tz, title: &str) -> String {
        let t = &locale.messages().inbox;
        // A message is read days later: no “tomorrow”.
        let when = |at: &DateTime<Utc>| {
            let local = at.with_timezone(&tz);
            locale.messages().time.date_at(text::date(locale, local.date_naive()), local.format("%H:%M"))
        };
        let because = |text: String, reason: &str| {
            if reason.is_empty() { text } else { t.because(text, reason) }
        };
        match self {
            Self::Enrolled => t.course_enrolled(title),
            Self::Waiting { at } => t.course_waiting(title, at),
            Self::Offered { until } => t.course_offered(title, when(until)),
            Self::OfferEnds { until } => t.course_offer_ends(title, when(until)),
            Self::OfferKept { until } => t.course_offer_kept(title, when(until)),
            Self::Lapsed => t.course_lapsed(title),
            Self::NoSeat => t.course_no_seat(title),
            Self::NoSeatLeft { org_name } => t.course_no_seat_left(org_name, title),
            Self::TrainerLeft { org_name } => t.course_trainer_left(org_name, title),
            Self::Declined { reason } => because(t.course_declined(title), reason),
            Self::Dropped { reason } => because(t.course_dropped(title), reason),
            Self::Passed => t.course_passed(title),
            Self::Failed => t.course_failed(title),
            Self::Reopened { reason } => because(t.course_reopened(title), reason),
            Self::AwayNoted { at } => t.course_away_noted(title, when(at)),
            Self::AwayTakenBack { at } => t.course_away_back(title, when(at)),
            Self::Ahead { at, place } => t.course_ahead(title, when(at), place),
            Self::Added { at, place, count, makes_up: None } => t.course_added(title, count, when(at), place),
            Self::Added { at, place, count, makes_up: Some(missed) } => {
                t.course_make_up_added(title, count, when(at), place, when(missed))
            }
            Self::Moved { at, place } => t.course_moved(title, when(at), place),
            Self::Cancelled { at } => t.course_cancelled(title, when(at)),
            Self::RunCancelled { reason } => because(t.course_run_cancelled(title), reason),
        }
    }
}
