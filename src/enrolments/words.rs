//! How enrolments are said on pages.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

use super::gates::Gates;
use super::model::{Attendance, Enrolment, Excuse, Run, Session, Status};
use super::pages::Standing;
use super::queue::Queue;
use crate::placements::in_hours;
use crate::web::{Context, Messages, text};

/// From when to when a meeting lasts; with the day of the week, where no word says how near it is.
pub(super) fn time(context: &Context, session: &Session, now: DateTime<Utc>, tz: Tz) -> String {
    let (from, to) = (session.starts_at.with_timezone(&tz), session.ends_at.with_timezone(&tz));
    let (day, today) = (from.date_naive(), now.with_timezone(&tz).date_naive());
    let (from, to) = (from.format("%H:%M"), to.format("%H:%M"));
    if (day - today).num_days().abs() <= 1 {
        let start = text::moment(context.locale, session.starts_at, now, tz);
        return format!("{start}–{to}");
    }
    let weekday = text::weekday(context.locale, day.weekday());
    context.t().training.span(text::short_date(context.locale, day, today), weekday, from, to)
}

/// Which meeting another one makes up for.
pub(super) fn makes_up(context: &Context, missed: &Session, now: DateTime<Utc>, tz: Tz) -> String {
    context.t().training.makes_up_for(text::moment(context.locale, missed.starts_at, now, tz))
}

/// Who said beforehand that a learner will not be there, and when.
pub(super) fn away_by(said: &Excuse, at: String, t: &Messages) -> String {
    match &said.noted {
        Some((word, by)) => t.enrolments.marked_by(t.enrolments.away_noted(by, word.label(t)), at),
        None => t.enrolments.away_by(at),
    }
}

/// That somebody was not at a meeting, and why, where that is known; none where they were.
pub(super) fn absence(
    context: &Context,
    session: &Session,
    mark: &Attendance,
    now: DateTime<Utc>,
    tz: Tz,
) -> Option<String> {
    let n = &context.t().enrolments;
    if mark.mark.was_there() || session.is_cancelled {
        return None;
    }
    let (when, word) = (text::moment(context.locale, session.starts_at, now, tz), mark.mark.label(context.t()));
    Some(if mark.reason.is_empty() { n.absence(when, word) } else { n.absence_for(when, word, &mark.reason) })
}

/// A gate in words, and whether it is met.
pub(super) struct GateLine {
    pub text: String,
    pub is_met: bool,
}

/// The gates in words.
pub(super) fn gates(gates: &Gates, t: &Messages) -> Vec<GateLine> {
    let n = &t.enrolments;
    let mut attendance = n.gate_attendance(gates.counted, gates.attended, gates.needed);
    if !gates.has_attendance() {
        attendance.push_str(&n.gate_attendance_missing(gates.missing_meetings()));
    }
    let mut lines = vec![GateLine { text: attendance, is_met: gates.has_attendance() }];
    if let Some(least) = gates.min_score {
        let text = match gates.score {
            None => n.gate_score_open(least),
            Some(score) if gates.has_score() => n.gate_score(score, least),
            Some(score) => n.gate_score_missing(score, least, gates.missing_points()),
        };
        lines.push(GateLine { text, is_met: gates.has_score() });
    }
    if gates.internship > 0 {
        lines.push(GateLine { text: practised(gates, t), is_met: gates.has_practised() });
    }
    lines
}

/// How long somebody has practised of what they need; what is signed and not yet confirmed is said besides.
pub(super) fn practised(gates: &Gates, t: &Messages) -> String {
    let n = &t.enrolments;
    let mut text = n.gate_internship(in_hours(gates.practised.done), in_hours(gates.internship));
    if gates.practised.running > 0 {
        text.push_str(&n.gate_internship_running(in_hours(gates.practised.running)));
    }
    text
}

/// From when on it is confirmed how it ended for the learners of a run.
pub(super) fn closing_later(context: &Context, run: &Run, now: DateTime<Utc>, tz: Tz) -> String {
    let n = &context.t().enrolments;
    match run.last_ends_at {
        Some(end) => n.closing_later(text::moment(context.locale, end, now, tz)),
        None => n.closing_unplanned.to_owned(),
    }
}

/// How somebody stands in a run: of whoever has come to no end of their own, what has become of it says that.
pub(super) fn standing(
    context: &Context,
    (run, queue): (&Run, &Queue),
    one: &Enrolment,
    now: DateTime<Utc>,
    tz: Tz,
) -> Standing {
    let (t, class) = (context.t(), class(one.status));
    let is_unserved = one.status == Status::Unserved || one.status.seeks_seat() && run.is_closed(now);
    let unserved = Status::Unserved.label(t);
    let over = |label, note: &str| Standing { label, class: "state--closed", note: note.to_owned() };
    if run.status == "cancelled" && (is_unserved || one.status == Status::Enrolled) {
        return over(t.enrolments.run_cancelled, "");
    }
    match (is_unserved, run.has_ended(now)) {
        (true, true) => over(t.enrolments.run_over, unserved),
        (true, false) => over(unserved, ""),
        (false, _) => Standing { label: one.status.label(t), class, note: note(context, (run, queue), one, now, tz) },
    }
}

/// What there is to say of that, besides the word for it.
fn note(context: &Context, (run, queue): (&Run, &Queue), enrolment: &Enrolment, now: DateTime<Utc>, tz: Tz) -> String {
    let n = &context.t().enrolments;
    match enrolment.status {
        Status::Offered if run.is_stopped(now) => n.offer_stopped.to_owned(),
        Status::Waiting => queue.position(enrolment.id).map_or_else(String::new, |at| n.in_line(at)),
        Status::Offered => enrolment
            .offered_until
            .map_or_else(String::new, |until| n.offered_until(text::moment(context.locale, until, now, tz))),
        _ => enrolment.reason.clone(),
    }
}

/// The class of a status: filled where the learner is in the course, or was.
fn class(status: Status) -> &'static str {
    match status {
        Status::Enrolled | Status::Passed | Status::Offered => "state--open",
        _ => "state--closed",
    }
}
