//! Whether a place is open at an instant, and when that will be different.

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::holidays::Holidays;
use super::plan::OpeningPlan;
use super::time::TimeOfDay;
use super::weekly::{covers_whole_day, run_end};

/// How far [`OpeningPlan::state_at`] looks ahead, in days after today.
const HORIZON: u32 = 31;

/// How far [`OpeningPlan::next_change`] looks for days that have yet to come into the horizon.
const FAR_HORIZON: u32 = HORIZON + 366;

/// A local wall-clock moment, as a page says it: “明天 08:30”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The local date.
    pub date: NaiveDate,
    /// The time on that date. A closing at midnight is 24:00 of the day that ends.
    pub time: TimeOfDay,
    /// Days from the local today: 0 today, 1 tomorrow.
    pub days_away: u32,
}

/// When a closed place opens next.
pub type NextOpening = Moment;

/// What a place is at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpenState {
    /// Open now.
    Open {
        /// The first moment at which it is closed again. Spans that touch, at midnight too, count
        /// as one.
        until: Moment,
    },
    /// Closed now.
    Closed {
        /// The next opening; `None` if there is none within 31 days.
        next: Option<NextOpening>,
    },
    /// Open now and, without a break, for the next 31 days.
    AlwaysOpen,
    /// The plan states no hours.
    Unknown,
}

impl OpeningPlan {
    /// The state at `now` for a place in the zone `tz`, looking at most 31 days ahead. Does not
    /// allocate.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>, tz: Tz, holidays: &Holidays) -> OpenState {
        if self.is_unknown() {
            return OpenState::Unknown;
        }
        let local = now.with_timezone(&tz).naive_local();
        let (today, time) = (local.date(), TimeOfDay::from(local.time()));
        match run_end(self.spans_on(today, holidays).0, time) {
            Some(end) => match self.open_until(today, end, holidays) {
                Some(until) => OpenState::Open { until },
                None => OpenState::AlwaysOpen,
            },
            None => OpenState::Closed { next: self.next_opening(today, time, holidays) },
        }
    }

    /// The next instant at which [`state_at`](Self::state_at) answers differently, so that
    /// whatever shows its answer is stale from then on. Besides opening and closing, that is
    /// midnight while the answer names another day (“tomorrow” becomes “today”), and the midnight
    /// at which a far opening or closing comes into view.
    ///
    /// `None` if nothing changes within about a year.
    #[must_use]
    pub fn next_change(&self, now: DateTime<Utc>, tz: Tz, holidays: &Holidays) -> Option<DateTime<Utc>> {
        let today = now.with_timezone(&tz).date_naive();
        let (date, time) = match self.state_at(now, tz, holidays) {
            OpenState::Open { until: moment } | OpenState::Closed { next: Some(moment) } => match moment.days_away {
                0 => (today, moment.time),
                _ => (today, TimeOfDay::END_OF_DAY),
            },
            OpenState::Closed { next: None } => {
                (self.comes_into_view(today, holidays, |day| !day.is_empty())?, TimeOfDay::MIDNIGHT)
            }
            OpenState::AlwaysOpen => {
                let breaks = |day: &[_]| !covers_whole_day(day);
                (self.comes_into_view(today, holidays, breaks)?, TimeOfDay::MIDNIGHT)
            }
            OpenState::Unknown => return None,
        };
        first_instant(date, time, tz, now)
    }

    /// When a run of spans that ends today at `end` really ends; `None` if not within the horizon.
    fn open_until(&self, today: NaiveDate, mut end: TimeOfDay, holidays: &Holidays) -> Option<Moment> {
        let (mut date, mut days_away) = (today, 0);
        while end == TimeOfDay::END_OF_DAY {
            if days_away == HORIZON {
                return None;
            }
            let tomorrow = date.succ_opt()?;
            match run_end(self.spans_on(tomorrow, holidays).0, TimeOfDay::MIDNIGHT) {
                Some(next_end) => {
                    (date, days_away, end) = (tomorrow, days_away + 1, next_end);
                }
                None => break,
            }
        }
        Some(Moment { date, time: end, days_away })
    }

    /// The first opening after `time` today.
    fn next_opening(&self, today: NaiveDate, time: TimeOfDay, holidays: &Holidays) -> Option<Moment> {
        let mut after = Some(time);
        today.iter_days().zip(0..=HORIZON).find_map(|(date, days_away)| {
            let after = after.take();
            let span =
                self.spans_on(date, holidays).0.iter().find(|span| after.is_none_or(|time| span.opens() > time))?;
            Some(Moment { date, time: span.opens(), days_away })
        })
    }

    /// The date on which the horizon first includes a day, not in it today, that `matters`.
    fn comes_into_view(
        &self,
        today: NaiveDate,
        holidays: &Holidays,
        matters: impl Fn(&[super::time::Span]) -> bool,
    ) -> Option<NaiveDate> {
        (HORIZON + 1..=FAR_HORIZON).find_map(|ahead| {
            let far = today.checked_add_days(Days::new(u64::from(ahead)))?;
            if !matters(self.spans_on(far, holidays).0) {
                return None;
            }
            today.checked_add_days(Days::new(u64::from(ahead - HORIZON)))
        })
    }
}

/// The first instant after `now` at which the clocks of `tz` have reached a local time.
///
/// When clocks are set back a local time comes twice: the first one still ahead counts. When they
/// are set forward it may never come: the end of the jump counts.
fn first_instant(date: NaiveDate, time: TimeOfDay, tz: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::from(date).checked_add_signed(TimeDelta::minutes(i64::from(time.minutes())))?;
    // No zone has ever skipped more than one day.
    (0..=24 * 60).find_map(|skipped| {
        let local = local.checked_add_signed(TimeDelta::minutes(skipped))?;
        match tz.from_local_datetime(&local) {
            MappedLocalTime::Single(at) => Some(at.to_utc()),
            MappedLocalTime::Ambiguous(first, second) => Some(if first > now { first } else { second }.to_utc()),
            MappedLocalTime::None => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::holidays::tests::{date, holidays_2026};
    use crate::calendar::plan::tests::station;

    const TZ: Tz = Tz::Asia__Shanghai;

    /// An instant from Xi'an wall-clock time.
    fn at(text: &str) -> DateTime<Utc> {
        format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
    }

    fn moment(day: &str, time: &str, days_away: u32) -> Moment {
        Moment { date: date(day), time: time.parse().unwrap(), days_away }
    }

    fn plan(json: &str) -> OpeningPlan {
        serde_json::from_str(json).unwrap()
    }

    /// The state and the next change, at a Xi'an wall-clock time.
    fn look(plan: &OpeningPlan, now: &str) -> (OpenState, Option<DateTime<Utc>>) {
        let holidays = holidays_2026();
        (plan.state_at(at(now), TZ, &holidays), plan.next_change(at(now), TZ, &holidays))
    }

    #[test]
    fn an_ordinary_day() {
        let plan = station("{}", "[]");
        let until = moment("2026-11-23", "18:00", 0);
        let open = (OpenState::Open { until }, Some(at("2026-11-23 18:00")));
        assert_eq!(look(&plan, "2026-11-23 08:30"), open);
        assert_eq!(look(&plan, "2026-11-23 17:59"), open);
        let next = Some(moment("2026-11-24", "08:30", 1));
        let closed = (OpenState::Closed { next }, Some(at("2026-11-24 00:00")));
        assert_eq!(look(&plan, "2026-11-23 18:00"), closed);
        let next = Some(moment("2026-11-24", "08:30", 0));
        let closed = (OpenState::Closed { next }, Some(at("2026-11-24 08:30")));
        assert_eq!(look(&plan, "2026-11-24 00:00"), closed);
    }

    #[test]
    fn spring_festival_and_its_make_up_days() {
        let plan = station(r#"{"holiday_off":"closed"}"#, "[]");
        // 14 February is a Saturday with Monday's hours; then nine days off.
        let next = Some(moment("2026-02-24", "08:30", 10));
        assert_eq!(look(&plan, "2026-02-14 17:30").0, OpenState::Open { until: moment("2026-02-14", "18:00", 0) });
        assert_eq!(look(&plan, "2026-02-14 18:00").0, OpenState::Closed { next });
    }

    #[test]
    fn midnight_does_not_interrupt() {
        let plan = plan(r#"{"weekly":{"fri":["18:00-24:00"],"sat":["00:00-01:00","01:00-02:00","20:00-24:00"]}}"#);
        let friday = (OpenState::Open { until: moment("2026-11-28", "02:00", 1) }, Some(at("2026-11-28 00:00")));
        assert_eq!(look(&plan, "2026-11-27 23:00"), friday);
        let saturday = (OpenState::Open { until: moment("2026-11-28", "02:00", 0) }, Some(at("2026-11-28 02:00")));
        assert_eq!(look(&plan, "2026-11-28 00:30"), saturday);
        let late = (OpenState::Open { until: moment("2026-11-28", "24:00", 0) }, Some(at("2026-11-29 00:00")));
        assert_eq!(look(&plan, "2026-11-28 21:00"), late);
    }

    #[test]
    fn always_open_until_a_closure_comes_into_view() {
        let all = r#"["00:00-24:00"]"#;
        let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!(r#""{day}":{all}"#)).join(",");
        let always = plan(&format!(r#"{{"weekly":{{{week}}}}}"#));
        assert_eq!(look(&always, "2026-11-23 12:00"), (OpenState::AlwaysOpen, None));
        let breaks = plan(&format!(r#"{{"weekly":{{{week}}},"exceptions":[{{"date":"2026-12-31","hours":[]}}]}}"#));
        let far = (OpenState::AlwaysOpen, Some(at("2026-11-30 00:00")));
        assert_eq!(look(&breaks, "2026-11-29 12:00"), far);
        assert_eq!(look(&breaks, "2026-11-30 00:00").0, OpenState::Open { until: moment("2026-12-30", "24:00", 30) });
    }

    #[test]
    fn nothing_known_and_nothing_soon() {
        assert_eq!(look(&plan("{}"), "2026-11-23 12:00"), (OpenState::Unknown, None));
        let once = plan(r#"{"exceptions":[{"date":"2026-12-31","hours":["09:00-12:00"]}]}"#);
        let far = (OpenState::Closed { next: None }, Some(at("2026-11-30 00:00")));
        assert_eq!(look(&once, "2026-11-29 12:00"), far);
        let next = Some(moment("2026-12-31", "09:00", 31));
        assert_eq!(look(&once, "2026-11-30 00:00").0, OpenState::Closed { next });
        let over = (OpenState::Closed { next: None }, None);
        assert_eq!(look(&once, "2026-12-31 12:00"), over);
    }

    #[test]
    fn clock_changes_neither_lose_nor_stall_a_change() {
        let night = plan(r#"{"weekly":{"sun":["02:30-04:00"]}}"#);
        let none = Holidays::default();
        let berlin = Tz::Europe__Berlin;
        // Clocks jump from 02:00 to 03:00 at 01:00 UTC: 02:30 is skipped, opening is at 03:00.
        let spring: DateTime<Utc> = "2026-03-29T00:30:00Z".parse().unwrap();
        let change = night.next_change(spring, berlin, &none).unwrap();
        assert_eq!(change, "2026-03-29T01:00:00Z".parse::<DateTime<Utc>>().unwrap());
        // 02:30 comes twice on 25 October; in the second 02:10 the second 02:30 is ahead.
        let autumn: DateTime<Utc> = "2026-10-25T01:10:00Z".parse().unwrap();
        let change = night.next_change(autumn, berlin, &none).unwrap();
        assert_eq!(change, "2026-10-25T01:30:00Z".parse::<DateTime<Utc>>().unwrap());
    }
}
