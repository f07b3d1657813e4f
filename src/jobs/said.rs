//! What an employer says with a step that they take with an application.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::answers::Gone;
use super::forms::StepForm;
use super::progress::{ASKED_AFTER, Status, Step, is_long_ago};
use super::queries::Application;
use super::side::Side;
use crate::error::AppResult;
use crate::values::Line;
use crate::web::Messages;
use crate::web::form::Errors;

/// A day and a time of it as a field sends them; browsers without such a field send a space between.
fn moment(text: &str, zone: chrono_tz::Tz) -> Option<DateTime<Utc>> {
    let text = text.trim().replacen(' ', "T", 1);
    let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").ok()?;
    Some(local.and_local_timezone(zone).earliest()?.with_timezone(&Utc))
}

/// When and where they meet, as it is kept with the step: each reads it in their language.
pub(crate) fn kept_meeting((at, place): (DateTime<Utc>, &str), zone: chrono_tz::Tz) -> String {
    format!("{} {place}", at.with_timezone(&zone).format("%Y-%m-%d %H:%M"))
}

/// When and where they meet, of what is kept with a step that says so.
pub(super) fn meeting(kept: &str, zone: chrono_tz::Tz) -> Option<(DateTime<Utc>, &str)> {
    let (at, place) = kept.split_at_checked("2026-11-30 09:30".len())?;
    moment(at, zone).zip(place.strip_prefix(' '))
}

/// What a form says besides its step.
#[derive(Default)]
pub(super) struct Said {
    pub interview: Option<(DateTime<Utc>, String)>,
    pub reason: String,
    /// How work ended before anybody was asked or once it was settled, and the day.
    pub gone: Option<(Gone, NaiveDate)>,
}

impl Said {
    /// Whether an application stands as this says: an invitation to meet at another time is another one, and of somebody who is
    /// still there it is not kept that they have left.
    pub fn is_kept(&self, one: &Application) -> bool {
        let is_met = self
            .interview
            .as_ref()
            .is_none_or(|(at, place)| (Some(*at), place.as_str()) == (one.interview_at, one.interview_place.as_str()));
        let is_ended = one.status != Status::Retained || self.gone.is_none_or(|(_, day)| one.ended_on == Some(day));
        is_met && is_ended
    }
}

/// How and when work ended of somebody who was hired: whoever was still there after 90 days has left since, and that is all.
pub(super) fn read_end(
    one: &Application,
    (gone, day): (&str, &str),
    today: NaiveDate,
    t: &Messages,
    errors: &mut Errors,
) -> Option<(Gone, NaiveDate)> {
    if one.status != Status::Retained {
        return read_gone((gone, day), (one.hired_on, today), t, errors);
    }
    let day = read_day(day, (one.hired_on.map(|day| day + ASKED_AFTER), today));
    if day.is_none() {
        errors.add("day", t.jobs.error_end_day);
    }
    day.map(|day| (Gone::Left, day))
}

/// A day between two.
fn read_day(typed: &str, (first, last): (Option<NaiveDate>, NaiveDate)) -> Option<NaiveDate> {
    let day = typed.trim().parse::<NaiveDate>().ok()?;
    Some(day).filter(|day| first.is_some_and(|first| (first..=last).contains(day)))
}

/// How work ended, and when: between the day on which somebody was hired and today.
fn read_gone(
    (gone, day): (&str, &str),
    span: (Option<NaiveDate>, NaiveDate),
    t: &Messages,
    errors: &mut Errors,
) -> Option<(Gone, NaiveDate)> {
    let gone = Gone::parse(gone);
    if gone.is_none() {
        errors.add("gone", t.jobs.error_gone);
    }
    let day = read_day(day, span);
    if day.is_none() {
        errors.add("day", t.jobs.error_gone_day);
    }
    gone.zip(day)
}

/// Reads what a step with an application needs; none where something of it is missing.
pub(super) fn check(
    side: &Side,
    (step, one): (Step, &Application),
    form: &StepForm,
    errors: &mut Errors,
) -> AppResult<Option<Said>> {
    let (t, zone, now, today) = (side.t(), side.tenant()?.time_zone, side.now(), side.today()?);
    let interview = if step == Step::Invite {
        let at = moment(&form.at, zone).filter(|at| *at > now);
        if at.is_none() {
            errors.add("at", t.jobs.error_interview_at);
        }
        let place = errors.take("place", Line::<60>::parse(&form.place), |_| t.jobs.error_interview_place.to_owned());
        at.zip(place.map(String::from))
    } else {
        None
    };
    let reason = if step == Step::Reject { form.reason(t, errors) } else { Some(String::new()) };
    // Who is asked after 90 days says yes or no, and nothing more.
    let says_when = step == Step::Leave && (one.status == Status::Retained || !is_long_ago(one.hired_on, today));
    let gone = if says_when { read_end(one, (&form.gone, &form.day), today, t, errors) } else { None };
    Ok(reason.map(|reason| Said { interview, reason, gone }).filter(|_| errors.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_left_before_they_were_hired_nor_tomorrow() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let read = |gone: &str, on: &str| {
            let mut errors = Errors::default();
            let span = (Some(day("2026-11-20")), day("2026-11-23"));
            let read = read_gone((gone, on), span, crate::web::Locale::ZhHans.messages(), &mut errors);
            (read, errors.list().iter().map(|(field, _)| *field).collect::<Vec<_>>())
        };
        assert_eq!(read("gone:never", "2026-11-20"), (Some((Gone::NeverBegan, day("2026-11-20"))), vec![]));
        assert_eq!(read("gone:left", " 2026-11-23 "), (Some((Gone::Left, day("2026-11-23"))), vec![]));
        for late in ["2026-11-19", "2026-11-24", ""] {
            assert_eq!(read("gone:left", late), (None, vec!["day"]), "{late}");
        }
        assert_eq!(read("", "tomorrow"), (None, vec!["gone", "day"]));
    }

    #[test]
    fn a_time_to_meet_is_read_in_the_communitys_time() {
        let at = moment("2026-11-30T09:30", chrono_tz::Asia::Shanghai).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-30T01:30:00+00:00");
        assert_eq!(moment("2026-11-30 09:30", chrono_tz::Asia::Shanghai), Some(at));
        assert_eq!(moment("30.11.", chrono_tz::Asia::Shanghai), None);
    }

    #[test]
    fn what_is_kept_of_a_time_to_meet_is_read_again() {
        let zone = chrono_tz::Asia::Shanghai;
        let met = (moment("2026-11-30T09:30", zone).unwrap(), "便民站 2 楼");
        assert_eq!(kept_meeting(met, zone), "2026-11-30 09:30 便民站 2 楼");
        assert_eq!(meeting(&kept_meeting(met, zone), zone), Some(met));
        for other in ["", "meets:comes", "2026-11-30 09:30", "2026-11-31 09:30 便民站", "时间不合适，下周再约"]
        {
            assert_eq!(meeting(other, zone), None, "{other}");
        }
    }
}
