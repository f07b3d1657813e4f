//! Runs, sessions and checks as people read them.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use super::checks::Check;
use super::model::{LESSON_MINUTES, Module, Strand, lesson_hours};
use super::queries::runs::{Run, Terms};
use crate::talents::queries::Liking;
use crate::values::Fen;
use crate::web::{Locale, Messages, text};

/// `12月3日 周四 09:00–12:00`.
pub(super) fn span(locale: Locale, (from, to): (DateTime<Utc>, DateTime<Utc>), now: DateTime<Utc>, zone: Tz) -> String {
    let (from, to) = (from.with_timezone(&zone), to.with_timezone(&zone));
    let today = now.with_timezone(&zone).date_naive();
    let day = text::short_date(locale, from.date_naive(), today);
    let weekday = text::weekday(locale, from.weekday());
    locale.messages().training.span(day, weekday, from.format("%H:%M"), to.format("%H:%M"))
}

/// `09:00–12:00`.
pub(super) fn clock((from, to): (DateTime<Utc>, DateTime<Utc>), zone: Tz) -> String {
    format!("{}–{}", from.with_timezone(&zone).format("%H:%M"), to.with_timezone(&zone).format("%H:%M"))
}

/// The first and the last day; or that there is none yet.
pub(super) fn days(locale: Locale, (from, to): (Option<NaiveDate>, Option<NaiveDate>), today: NaiveDate) -> String {
    let t = &locale.messages().training;
    match (from, to) {
        (Some(from), Some(to)) if from != to => {
            t.days(text::short_date(locale, from, today), text::short_date(locale, to, today))
        }
        (Some(day), _) | (None, Some(day)) => text::short_date(locale, day, today),
        (None, None) => t.no_days.to_owned(),
    }
}

/// What it costs.
pub(super) fn fee(fee: Fen, t: &Messages) -> String {
    if fee == Fen::ZERO { t.training.free.to_owned() } else { fee.to_string() }
}

/// What is asked of whoever learns, a line each.
pub(super) fn gates(terms: &Terms, t: &Messages) -> Vec<String> {
    let t = &t.training;
    let attendance = match terms.min_attendance {
        0 => None,
        share => Some(t.gate_attendance(share)),
    };
    let internship = match terms.internship_hours {
        0 => None,
        hours => Some(t.gate_internship(hours)),
    };
    attendance.into_iter().chain(terms.min_score.map(|score| t.gate_score(score))).chain(internship).collect()
}

/// With how many learners it begins, where that is not any number.
fn begins_with(terms: &Terms, t: &Messages) -> Vec<String> {
    let least = Some(terms.min_learners).filter(|least| *least > 0);
    least.map(|least| t.training.begins_with(least)).into_iter().collect()
}

/// A strand with its parts.
pub(super) struct StrandView {
    pub label: &'static str,
    /// `12 学时`.
    pub hours: String,
    /// Parts with their lesson hours.
    pub parts: Vec<(String, String)>,
}

/// The syllabus by strand; strands without parts are left out.
pub(super) fn syllabus(modules: &[Module], t: &Messages) -> Vec<StrandView> {
    let view = |strand: Strand| {
        let of: Vec<&Module> = modules.iter().filter(|module| module.strand == strand).collect();
        (!of.is_empty()).then(|| StrandView {
            label: strand.label(t),
            hours: t.training.lesson_hours(lesson_hours(of.iter().copied())),
            parts: of
                .iter()
                .map(|module| (module.title.clone(), t.training.lesson_hours(module.lesson_hours)))
                .collect(),
        })
    };
    Strand::ALL.into_iter().filter_map(view).collect()
}

/// Strands in one line.
pub(super) fn strands(strands: &[Strand], t: &Messages) -> String {
    strands.iter().map(|strand| strand.label(t)).collect::<Vec<_>>().join(t.time.list_separator)
}

/// Those who would like to have something.
pub(super) fn wishing(what: Liking, t: &Messages) -> String {
    match what {
        Liking::Learn(need) => t.training.wishing_learn(need.label(t)),
        Liking::Work(trade) => t.training.wishing_work(trade.label(t)),
    }
}

/// What was looked at, and how it is.
pub(super) fn check(check: &Check, t: &Messages) -> String {
    let n = &t.training;
    // Rounded up: what is missing is not less than it is.
    let hours = |minutes: i64| minutes.max(0).unsigned_abs().div_ceil(u64::from(LESSON_MINUTES.unsigned_abs()));
    match check {
        Check::Sessions(0) => n.check_no_sessions.to_owned(),
        Check::Sessions(count) => n.check_sessions(count),
        Check::Minutes { planned, needed } if planned >= needed => n.check_minutes(hours(*needed)),
        Check::Minutes { planned, needed } => n.check_minutes_missing(hours(*needed), hours(needed - planned)),
        Check::Begun(0) => n.check_ahead.to_owned(),
        Check::Begun(count) => n.check_begun(count),
        Check::Room { room: None, .. } => n.check_no_room.to_owned(),
        Check::Room { room: Some(room), run } if room >= run => n.check_room(room, run),
        Check::Room { room: Some(room), run } => n.check_room_small(room, run),
        Check::Enrolment(true) => n.check_enrolment.to_owned(),
        Check::Enrolment(false) => n.check_enrolment_over.to_owned(),
        Check::Strands(missing) if missing.is_empty() => n.check_strands.to_owned(),
        Check::Strands(missing) => n.check_strands_missing(strands(missing, t)),
    }
}

/// What is known of a run, as labels and values.
pub(super) fn facts(run: &Run, today: NaiveDate, locale: Locale) -> Vec<(&'static str, Vec<String>)> {
    let t = locale.messages();
    let n = &t.training;
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let trade = run.values.trade.map_or(n.every_trade, |trade| trade.label(t));
    let choosing = if run.terms.is_screened { n.screened } else { n.unscreened };
    let facts = vec![
        (n.dates, vec![days(locale, (run.starts_on, run.ends_on), today)]),
        (n.trade, vec![trade.to_owned()]),
        (n.fee, vec![fee(run.values.fee, t)]),
        (n.seats, vec![n.seats_count(run.terms.seats)]),
        (n.min_learners, begins_with(&run.terms, t)),
        (n.enrol_until, vec![text::date(locale, run.terms.enrol_until), choosing.to_owned()]),
        (n.requirements, lines(&run.values.requirements)),
        (n.materials, lines(&run.values.materials)),
        (n.gates, gates(&run.terms, t)),
    ];
    facts.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_in_whole_lesson_hours() {
        let t = Locale::ZhHans.messages();
        let told = |planned| check(&Check::Minutes { planned, needed: 1080 }, t);
        assert!(told(1080).contains("24") && !told(1080).contains("还差"));
        for (planned, missing) in [(1079, "还差 1 "), (1035, "还差 1 "), (1034, "还差 2 "), (0, "还差 24 ")] {
            assert!(told(planned).contains(missing), "{planned}: {}", told(planned));
        }
    }

    #[test]
    fn gates_are_told_in_plain_words_and_only_where_there_are_any() {
        let terms = Terms {
            seats: 20,
            min_learners: 0,
            enrol_until: NaiveDate::default(),
            is_screened: false,
            accept_hours: 24,
            min_attendance: 80,
            min_score: Some(60),
            internship_hours: 0,
        };
        let t = Locale::ZhHans.messages();
        assert_eq!(gates(&terms, t), ["出勤至少 80%", "考核满 60 分（满分 100 分）"]);
        let none = Terms { min_attendance: 0, min_score: None, ..terms };
        assert!(gates(&none, t).is_empty());
    }
}
