//! What an employer says with a step that they take with an application.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::forms::StepForm;
use super::progress::Step;
use super::side::Side;
use crate::error::AppResult;
use crate::values::Line;
use crate::web::form::Errors;

/// A day and a time of it as a field sends them; browsers without such a field send a space between.
fn moment(text: &str, zone: chrono_tz::Tz) -> Option<DateTime<Utc>> {
    let text = text.trim().replacen(' ', "T", 1);
    let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").ok()?;
    Some(local.and_local_timezone(zone).earliest()?.with_timezone(&Utc))
}

/// What a form says besides its step.
pub(super) struct Said {
    pub interview: Option<(DateTime<Utc>, String)>,
    pub reason: String,
}

/// Reads what a step needs; none where something of it is missing.
pub(super) fn check(side: &Side, step: Step, form: &StepForm, errors: &mut Errors) -> AppResult<Option<Said>> {
    let (t, zone, now) = (side.t(), side.tenant()?.time_zone, side.now());
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
    Ok(reason.map(|reason| Said { interview, reason }).filter(|_| errors.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_meet_is_read_in_the_communitys_time() {
        let at = moment("2026-11-30T09:30", chrono_tz::Asia::Shanghai).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-30T01:30:00+00:00");
        assert_eq!(moment("2026-11-30 09:30", chrono_tz::Asia::Shanghai), Some(at));
        assert_eq!(moment("30.11.", chrono_tz::Asia::Shanghai), None);
    }
}
