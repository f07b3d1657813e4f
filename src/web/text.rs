//! Dates, times and prices as people read them.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

use super::Locale;
use crate::calendar::{Moment, OpenState, Span};
use crate::values::Minutes;

/// `2026年11月23日`, `23 November 2026`.
pub fn date(locale: Locale, date: NaiveDate) -> String {
    match locale {
        Locale::En => date.format("%-d %B %Y").to_string(),
        _ => locale.messages().time.full_date(date.year(), date.month(), date.day()),
    }
}

/// `11月23日`, `23 Nov`; with the year when it is another one.
pub fn short_date(locale: Locale, day: NaiveDate, today: NaiveDate) -> String {
    if day.year() != today.year() {
        return date(locale, day);
    }
    match locale {
        Locale::En => day.format("%-d %b").to_string(),
        _ => locale.messages().time.month_day(day.month(), day.day()),
    }
}

/// `今天 10:24`, `昨天 16:45`, `11月9日 08:02`.
pub fn moment(locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>, tz: Tz) -> String {
    let t = &locale.messages().time;
    let (local, today) = (at.with_timezone(&tz), now.with_timezone(&tz).date_naive());
    let clock = local.format("%H:%M");
    match (today - local.date_naive()).num_days() {
        0 => t.today_at(clock),
        1 => t.yesterday_at(clock),
        -1 => t.tomorrow_at(clock),
        _ => t.date_at(short_date(locale, local.date_naive(), today), clock),
    }
}

/// `周三`, `Wed`.
pub fn weekday(locale: Locale, day: Weekday) -> &'static str {
    let t = &locale.messages().time;
    match day {
        Weekday::Mon => t.monday,
        Weekday::Tue => t.tuesday,
        Weekday::Wed => t.wednesday,
        Weekday::Thu => t.thursday,
        Weekday::Fri => t.friday,
        Weekday::Sat => t.saturday,
        Weekday::Sun => t.sunday,
    }
}

/// `周一至周五`, `Mon–Fri`.
pub fn weekdays(locale: Locale, first: Weekday, last: Weekday) -> String {
    if first == last {
        return weekday(locale, first).to_owned();
    }
    locale.messages().time.weekdays(weekday(locale, first), weekday(locale, last))
}

/// `8:30–12:00、13:00–18:00`, or “closed”.
pub fn spans(locale: Locale, spans: &[Span]) -> String {
    let t = &locale.messages().time;
    if spans.is_empty() {
        return t.closed_day.to_owned();
    }
    let texts: Vec<String> = spans.iter().map(|span| format!("{}–{}", span.opens(), span.closes())).collect();
    texts.join(t.list_separator)
}

/// `3 小时`, `1 小时 30 分钟`, `50 分钟`, `26 天`.
pub fn minutes(locale: Locale, length: Minutes) -> String {
    let t = &locale.messages().time;
    let (hours, rest) = length.parts();
    match (hours, rest) {
        (0, rest) => t.minutes(rest),
        // Nobody thinks of a month's care in hours; a day of work has eight, as sheets mean it.
        (hours, 0) if hours >= 48 && hours % 8 == 0 => t.days(hours / 8),
        (hours, 0) => t.hours(hours),
        (hours, rest) => t.hours_and_minutes(hours, rest),
    }
}

/// `约 2–4 小时`.
pub fn duration(locale: Locale, min: Option<Minutes>, max: Option<Minutes>) -> Option<String> {
    let t = &locale.messages().time;
    match (min, max) {
        (Some(min), Some(max)) if min != max => {
            let both_hours = min.parts().1 == 0 && max.parts().1 == 0 && max.parts().0 < 48;
            Some(if both_hours {
                t.hours_range(min.parts().0, max.parts().0)
            } else {
                t.range(minutes(locale, min), minutes(locale, max))
            })
        }
        (Some(one), _) | (None, Some(one)) => Some(t.about(minutes(locale, one))),
        (None, None) => None,
    }
}

/// Whether a place is open, in words.
pub struct OpenText {
    /// The badge's class: `open`, `closed` or `unknown`.
    pub class: &'static str,
    /// “Open”, “closed”.
    pub label: &'static str,
    /// Until when, or from when; may be empty.
    pub more: String,
}

/// Whether a place is open, in words.
pub fn open_state(locale: Locale, state: OpenState) -> OpenText {
    let t = &locale.messages().time;
    match state {
        OpenState::Open { until } => OpenText { class: "open", label: t.open_now, more: t.until(when(locale, until)) },
        OpenState::AlwaysOpen => OpenText { class: "open", label: t.open_now, more: t.always_open.to_owned() },
        OpenState::Closed { next: Some(next) } => {
            OpenText { class: "closed", label: t.closed_now, more: t.opens(when(locale, next)) }
        }
        OpenState::Closed { next: None } => OpenText { class: "closed", label: t.closed_now, more: String::new() },
        OpenState::Unknown => OpenText { class: "unknown", label: t.hours_unknown, more: String::new() },
    }
}

fn when(locale: Locale, moment: Moment) -> String {
    let t = &locale.messages().time;
    match moment.days_away {
        0 => moment.time.to_string(),
        1 => t.tomorrow_at(moment.time),
        2..=6 => t.date_at(weekday(locale, moment.date.weekday()), moment.time),
        _ => t.date_at(short_date(locale, moment.date, moment.date), moment.time),
    }
}
