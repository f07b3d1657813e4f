//! Calendars, as a program that somebody else wrote reads them.

use calcard::icalendar::{ICalendarComponent, ICalendarProperty, ICalendarStatus, ICalendarValue};
use calcard::{Entry, Parser};
use chrono::{DateTime, Utc};

use super::Answer;

/// An event, as far as tests ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub uid: String,
    pub starts: DateTime<Utc>,
    pub is_cancelled: bool,
    pub sequence: i64,
    pub stamped: DateTime<Utc>,
    pub modified: DateTime<Utc>,
    pub location: String,
    pub url: String,
}

/// The events of a calendar.
pub fn events(answer: &Answer) -> Vec<Event> {
    assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
    let text = answer.text();
    let mut parser = Parser::new(&text);
    let Entry::ICalendar(calendar) = parser.entry() else { panic!("no calendar: {text}") };
    assert!(matches!(parser.entry(), Entry::Eof), "{text}");
    calendar.components.iter().filter(|one| one.component_type.is_event()).map(event).collect()
}

fn event(read: &ICalendarComponent) -> Event {
    let value = |property: ICalendarProperty| {
        let entry = read.property(&property).unwrap_or_else(|| panic!("no {property:?}"));
        entry.values.first().unwrap_or_else(|| panic!("{property:?} says nothing"))
    };
    let text = |property| value(property).as_text().expect("a text").to_owned();
    let time = |property| {
        let seconds = value(property).as_partial_date_time().and_then(|time| time.to_timestamp());
        DateTime::from_timestamp(seconds.expect("a time"), 0).expect("a time")
    };
    Event {
        uid: text(ICalendarProperty::Uid),
        starts: time(ICalendarProperty::Dtstart),
        is_cancelled: match value(ICalendarProperty::Status) {
            ICalendarValue::Status(ICalendarStatus::Cancelled) => true,
            ICalendarValue::Status(ICalendarStatus::Confirmed) => false,
            other => panic!("{other:?}"),
        },
        sequence: value(ICalendarProperty::Sequence).as_integer().expect("a number"),
        stamped: time(ICalendarProperty::Dtstamp),
        modified: time(ICalendarProperty::LastModified),
        location: text(ICalendarProperty::Location),
        url: text(ICalendarProperty::Url),
    }
}
