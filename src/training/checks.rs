//! What is looked at before a run is opened.

use chrono::{DateTime, NaiveDate, Utc};

use super::model::{LESSON_MINUTES, Module, Strand, lesson_hours, missing_strands};

/// A session, as far as it counts here.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// Seats of its room.
    pub seats: i32,
    /// Whether it only makes up for another one: it teaches nothing new.
    pub is_make_up: bool,
}

/// A run, as far as it counts here: sessions that are cancelled are none.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// What it teaches.
    pub modules: &'a [Module],
    /// When it meets.
    pub sessions: &'a [Planned],
    /// How many may learn.
    pub seats: i32,
    /// Last day on which somebody may ask for a seat.
    pub enrol_until: NaiveDate,
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// How many sessions there are.
    Sessions(usize),
    /// Minutes that are planned, and minutes that the lesson hours take.
    Minutes {
        /// Planned.
        planned: i64,
        /// Needed.
        needed: i64,
    },
    /// How many sessions have begun already.
    Begun(usize),
    /// Seats of the smallest room, and seats of the run; none while there are no sessions.
    Room {
        /// Of the smallest room.
        room: Option<i32>,
        /// Of the run.
        run: i32,
    },
    /// Whether there is still time to ask for a seat.
    Enrolment(bool),
    /// Strands that the course has nothing of. Not every course needs all.
    Strands(Vec<Strand>),
}

impl Check {
    /// Whether it is as it should be.
    pub fn passes(&self) -> bool {
        match self {
            Self::Sessions(count) => *count > 0,
            Self::Minutes { planned, needed } => planned >= needed,
            Self::Begun(count) => *count == 0,
            Self::Room { room, run } => room.is_none_or(|room| room >= *run),
            Self::Enrolment(is_possible) => *is_possible,
            Self::Strands(missing) => missing.is_empty(),
        }
    }

    /// Whether the run cannot be opened as it is.
    pub fn blocks(&self) -> bool {
        !self.passes() && !matches!(self, Self::Strands(_))
    }
}

/// The whole lesson hours in so many minutes.
pub fn lesson_hours_of(minutes: i64) -> i32 {
    i32::try_from(minutes / i64::from(LESSON_MINUTES)).unwrap_or(i32::MAX)
}

/// Everything that is looked at, on a day.
pub fn checks(plan: &Plan<'_>, now: DateTime<Utc>, today: NaiveDate) -> Vec<Check> {
    let teaching = plan.sessions.iter().filter(|session| !session.is_make_up);
    let planned = teaching.clone().map(|session| session.minutes).sum();
    let needed = i64::from(lesson_hours(plan.modules)) * i64::from(LESSON_MINUTES);
    vec![
        Check::Sessions(teaching.count()),
        Check::Minutes { planned, needed },
        Check::Begun(plan.sessions.iter().filter(|session| session.starts_at <= now).count()),
        Check::Room { room: plan.sessions.iter().map(|session| session.seats).min(), run: plan.seats },
        Check::Enrolment(plan.enrol_until >= today),
        Check::Strands(missing_strands(plan.modules)),
    ]
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T02:00:00Z".parse().unwrap()
    }

    fn session(days: i64, minutes: i64, seats: i32) -> Planned {
        Planned { starts_at: now() + TimeDelta::days(days), minutes, seats, is_make_up: false }
    }

    fn blocking(sessions: &[Planned], lesson_hours: i32, seats: i32) -> Vec<Check> {
        let modules = [Module { strand: Strand::Skills, title: "课".to_owned(), lesson_hours }];
        let today = now().date_naive();
        let plan = Plan { modules: &modules, sessions, seats, enrol_until: today };
        checks(&plan, now(), today).into_iter().filter(Check::blocks).collect()
    }

    #[test]
    fn a_run_that_is_planned_to_the_minute_passes_and_one_minute_less_does_not() {
        let whole = [session(1, 180, 20), session(2, 180, 24)];
        assert_eq!(blocking(&whole, 8, 20), []);
        let short = [session(1, 180, 20), session(2, 179, 24)];
        assert_eq!(blocking(&short, 8, 20), [Check::Minutes { planned: 359, needed: 360 }]);
    }

    #[test]
    fn a_make_up_session_teaches_nothing_new_but_needs_its_room() {
        let make_up = Planned { is_make_up: true, ..session(3, 180, 19) };
        let plan = [session(1, 180, 20), make_up];
        let expected = [Check::Minutes { planned: 180, needed: 360 }, Check::Room { room: Some(19), run: 20 }];
        assert_eq!(blocking(&plan, 8, 20), expected);
        assert!(blocking(&[make_up], 1, 10).contains(&Check::Sessions(0)));
    }

    #[test]
    fn what_has_begun_cannot_be_opened_and_nothing_is_told_of_rooms_that_nobody_chose() {
        assert_eq!(blocking(&[session(0, 450, 20)], 10, 20), [Check::Begun(1)]);
        let none = blocking(&[], 10, 20);
        assert_eq!(none, [Check::Sessions(0), Check::Minutes { planned: 0, needed: 450 }]);
    }

    #[test]
    fn nobody_can_ask_for_a_seat_after_the_last_day_and_a_missing_strand_is_only_told() {
        let modules = [Module { strand: Strand::Mind, title: "课".to_owned(), lesson_hours: 4 }];
        let today = now().date_naive();
        let sessions = [session(1, 180, 20)];
        let plan = Plan { modules: &modules, sessions: &sessions, seats: 5, enrol_until: today - TimeDelta::days(1) };
        let found: Vec<_> = checks(&plan, now(), today).into_iter().filter(|check| !check.passes()).collect();
        assert_eq!(found, [Check::Enrolment(false), Check::Strands(vec![Strand::Skills, Strand::Health])]);
        assert_eq!(found.iter().filter(|check| check.blocks()).count(), 1);
    }
}
