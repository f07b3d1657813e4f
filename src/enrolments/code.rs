//! The code on the screen of a room: it changes every half minute, so that a picture of it is soon worth nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Mark, Session};
use crate::secrets::Secrets;
use crate::values::fold;

/// How long a code is shown, in seconds; it is taken for as long again, for whoever is slow.
const WINDOW: i64 = 30;
/// From how long before a meeting it is shown and taken.
const BEFORE: TimeDelta = TimeDelta::minutes(30);
/// Whoever comes later than this after the beginning is late.
const GRACE: TimeDelta = TimeDelta::minutes(10);

fn window(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(WINDOW)
}

/// The code at a time.
pub fn digits(secrets: &Secrets, session: &Session, now: DateTime<Utc>) -> String {
    secrets.attendance_digits(session.id.uuid(), window(now))
}

/// After how many seconds there is a new one.
pub fn lasts(now: DateTime<Utc>) -> i64 {
    WINDOW - now.timestamp().rem_euclid(WINDOW)
}

/// Whether a code is the one on the screen, or the one before.
pub fn is_fresh(secrets: &Secrets, session: &Session, typed: &str, now: DateTime<Utc>) -> bool {
    let typed: String = typed.chars().map(fold::ascii).filter(char::is_ascii_digit).collect();
    let at = window(now);
    [at, at - 1].into_iter().any(|at| secrets.attendance_digits(session.id.uuid(), at) == typed)
}

/// Whether people come to a meeting at a time: from half an hour before it to its end.
pub fn is_on(session: &Session, now: DateTime<Utc>) -> bool {
    !session.is_cancelled && session.starts_at - BEFORE <= now && now <= session.ends_at
}

/// Whether a meeting may be marked by hand: from half an hour before it on.
pub fn may_mark(session: &Session, now: DateTime<Utc>) -> bool {
    !session.is_cancelled && session.starts_at - BEFORE <= now
}

/// The mark of whoever comes at a time.
pub fn mark(session: &Session, now: DateTime<Utc>) -> Mark {
    if now > session.starts_at + GRACE { Mark::Late } else { Mark::Present }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{CourseSessionId, RunId};

    fn session() -> Session {
        let starts_at: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().unwrap();
        Session {
            id: CourseSessionId::generate(),
            run: RunId::generate(),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(2),
            topic: String::new(),
            room: String::new(),
            makes_up: None,
            is_cancelled: false,
        }
    }

    #[test]
    fn a_code_holds_for_its_window_and_the_next_and_for_its_meeting_alone() {
        let (secrets, one, other) = (Secrets::new([3; 32]), session(), session());
        let shown = one.starts_at;
        let code = digits(&secrets, &one, shown);
        assert_eq!((code.len(), lasts(shown)), (8, 30));
        let after = |seconds| is_fresh(&secrets, &one, &code, shown + TimeDelta::seconds(seconds));
        assert!(after(0) && after(29) && after(59) && !after(60) && !after(3_600) && !after(-1));
        assert!(!is_fresh(&secrets, &other, &code, shown));
        assert!(!is_fresh(&Secrets::new([4; 32]), &one, &code, shown), "nobody makes one without the key");
        let spaced = format!(" {} {}", &code[..4], &code[4..]);
        assert!(is_fresh(&secrets, &one, &spaced, shown), "as it is read from the screen");
    }

    #[test]
    fn people_come_from_half_an_hour_before_to_the_end_and_are_late_after_ten_minutes() {
        let one = session();
        let on = |minutes| is_on(&one, one.starts_at + TimeDelta::minutes(minutes));
        assert!(!on(-31) && on(-30) && on(120) && !on(121));
        assert!(
            may_mark(&one, one.ends_at + TimeDelta::days(3)) && !may_mark(&one, one.starts_at - TimeDelta::hours(1))
        );
        let come = |seconds| mark(&one, one.starts_at + TimeDelta::seconds(seconds));
        assert_eq!((come(-60), come(600), come(601)), (Mark::Present, Mark::Present, Mark::Late));
        let cancelled = Session { is_cancelled: true, ..one.clone() };
        assert!(!is_on(&cancelled, one.starts_at) && !may_mark(&cancelled, one.starts_at));
    }
}
