//! Who may ask for a seat, and until when; whom a run concerns; and the words of all that.

use chrono::TimeDelta;

use super::*;

fn run() -> Run {
    let start = "2026-11-25T01:00:00Z".parse().unwrap();
    Run {
        id: RunId::generate(),
        org: OrgId::generate(),
        admission: Some(AdmissionStatus::Admitted),
        org_name: "启程".to_owned(),
        title: "家务基础".to_owned(),
        status: "open".to_owned(),
        seats: 2,
        min_learners: 0,
        enrol_until: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
        is_screened: false,
        accept_hours: 24,
        rules: Rules { min_attendance: 80, min_score: Some(60), internship: 0 },
        first_starts_at: Some(start),
        last_ends_at: Some(start + TimeDelta::days(3)),
    }
}

#[test]
fn who_comes_late_finds_a_seat_or_none_and_nobody_after_the_last_day() {
    let (run, start) = (run(), run().first_starts_at.unwrap());
    let entry = |now: DateTime<Utc>, free| run.entry(now, now.date_naive(), free);
    let (second, day) = (TimeDelta::seconds(1), TimeDelta::days(1));
    assert_eq!(entry(start - second, 0), Entry::Open, "one lines up");
    assert_eq!((entry(start, 0), entry(start, 1)), (Entry::Begun, Entry::Open));
    assert_eq!((entry(start + day, 1), entry(start + day * 2, 1)), (Entry::Open, Entry::TooLate));
    assert_eq!(entry(start + day * 3, 1), Entry::Over);
    let cancelled = Run { status: "cancelled".to_owned(), ..run.clone() };
    assert_eq!(cancelled.entry(start - day, start.date_naive(), 2), Entry::Over);
    assert!(cancelled.is_shown() && !cancelled.is_kept());
    assert!(cancelled.is_closed(start - day) && !cancelled.has_ended(start + day * 3));
    assert!(!cancelled.concerns(Status::Enrolled, start) && !cancelled.concerns(Status::Waiting, start));
    assert!(run.concerns(Status::Waiting, start) && !run.concerns(Status::Waiting, start + day * 3));
    assert!(run.concerns(Status::Enrolled, start + day * 3), "until somebody says how it ended");
    let stopped = Run { admission: Some(AdmissionStatus::Suspended), ..run.clone() };
    assert_eq!(stopped.entry(start - day, start.date_naive(), 2), Entry::Stopped);
    assert_eq!(stopped.entry(start + day * 3, start.date_naive(), 2), Entry::Over);
    assert!(!stopped.is_closed(start) && stopped.is_closed(start + day * 3));
    let left = Run { admission: Some(AdmissionStatus::Exited), ..run.clone() };
    assert_eq!(left.entry(start - day, start.date_naive(), 2), Entry::Left);
    assert_eq!(left.entry(start + day * 3, start.date_naive(), 2), Entry::Over);
    assert!(left.is_closed(start) && !left.has_ended(start));
    assert!(!Run { status: "proposed".to_owned(), ..run.clone() }.is_shown());
    let called_off = |status: &str| Run { status: status.to_owned(), last_ends_at: None, ..run.clone() };
    assert!(!called_off("open").is_over(start + day * 9) && called_off("finished").is_over(start));
}

#[test]
fn every_word_is_read_as_it_is_written() {
    assert!(Status::ALL.iter().all(|one| Status::parse(one.code()) == Some(*one)));
    assert!(Status::ALL.iter().all(|one| !(one.may_leave() && one.is_gone())));
    assert!(Mark::ALL.iter().all(|one| Mark::parse(one.code()) == Some(*one)));
    assert!(Word::ALL.iter().all(|one| Word::parse(one.code()) == Some(*one)));
    assert_eq!((How::parse("code"), How::parse("rumour")), (Some(How::Code), None));
    assert_eq!((Answer::parse("accept"), Answer::parse("")), (Some(Answer::Accept), None));
}
