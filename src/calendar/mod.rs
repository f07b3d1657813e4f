//! Opening hours: what a week looks like, what holidays and exceptions change, and whether a
//! place is open at a given instant.
//!
//! For one date the first of these that says something decides:
//! an [`Exception`] for the date, a [`HolidayRules`] entry for the kind of day, the weekday that a
//! make-up workday stands in for, the weekly hours.
//!
//! All of it is local wall-clock time; only [`OpeningPlan::state_at`] and
//! [`OpeningPlan::next_change`] know instants, and take the time and the zone as inputs. Holidays
//! come from data alone: a date that no row names is an ordinary day, and
//! [`Holidays::covers_year`] tells pages when to say that a year has not been published.

mod holidays;
mod plan;
mod rules;
mod state;
mod time;
mod weekly;

#[cfg(test)]
mod model_tests;

pub use holidays::{DayKind, HolidayError, HolidayKind, Holidays};
pub use plan::{OpeningPlan, PlanError, Why};
pub use rules::{Exception, HolidayRule, HolidayRules};
pub use state::{Moment, NextOpening, OpenState};
pub use time::{Span, SpanError, TimeError, TimeOfDay};
pub use weekly::{DayHours, OverlapError, WeeklyHours, WeeklyHoursError};
