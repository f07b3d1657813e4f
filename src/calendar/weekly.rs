//! The hours of one day and of an ordinary week.

use chrono::Weekday;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::time::{Span, TimeOfDay};

/// The spans of one day, sorted, none overlapping another. No spans means closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Span>")]
pub struct DayHours(Vec<Span>);

/// Why spans do not make a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverlapError {
    /// `second` begins before `first` has ended.
    #[error("hours-overlap")]
    Overlap {
        /// The earlier span.
        first: Span,
        /// The later span.
        second: Span,
    },
}

impl DayHours {
    /// Closed all day.
    pub const CLOSED: Self = Self(Vec::new());

    /// A day with these spans, in any order.
    ///
    /// # Errors
    /// [`OverlapError::Overlap`] if two of them share a minute. Spans that touch may stand.
    pub fn new(mut spans: Vec<Span>) -> Result<Self, OverlapError> {
        spans.sort_unstable();
        for (first, second) in spans.iter().zip(spans.iter().skip(1)) {
            if first.overlaps(*second) {
                return Err(OverlapError::Overlap { first: *first, second: *second });
            }
        }
        Ok(Self(spans))
    }

    /// The spans, earliest first.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// Whether there is no span.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<Span>> for DayHours {
    type Error = OverlapError;

    fn try_from(spans: Vec<Span>) -> Result<Self, OverlapError> {
        Self::new(spans)
    }
}

/// The hours of an ordinary week, Monday first.
///
/// As JSON: `{"mon":["08:30-12:00","13:00-18:00"],"sat":["09:00-17:00"]}`, in the order of the
/// week, days omitted when closed. The same hours always give the same text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "WeekAsText")]
pub struct WeeklyHours([DayHours; 7]);

/// Why spans do not make a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeeklyHoursError {
    /// Two spans of this weekday share a minute.
    #[error("weekly-hours-overlap")]
    Overlap {
        /// The day to correct.
        weekday: Weekday,
    },
}

/// Monday to Sunday, as ISO 8601 counts them.
const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// The names of the days in JSON, Monday first.
const KEYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl WeeklyHours {
    /// A week with these spans, in any order. Days without a span are closed.
    ///
    /// # Errors
    /// [`WeeklyHoursError::Overlap`] names the first weekday on which two spans share a minute.
    pub fn new(spans: impl IntoIterator<Item = (Weekday, Span)>) -> Result<Self, WeeklyHoursError> {
        let mut days: [Vec<Span>; 7] = Default::default();
        for (weekday, span) in spans {
            days[index(weekday)].push(span);
        }
        Self::from_days(days)
    }

    fn from_days(days: [Vec<Span>; 7]) -> Result<Self, WeeklyHoursError> {
        let mut week = Self::default();
        for ((slot, spans), weekday) in week.0.iter_mut().zip(days).zip(WEEK) {
            *slot =
                DayHours::new(spans).map_err(|OverlapError::Overlap { .. }| WeeklyHoursError::Overlap { weekday })?;
        }
        Ok(week)
    }

    /// The hours of a weekday.
    #[must_use]
    pub fn on(&self, weekday: Weekday) -> &DayHours {
        &self.0[index(weekday)]
    }

    /// Whether every day is closed, which usually means that nobody has entered hours.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(DayHours::is_closed)
    }

    /// The seven days, Monday first.
    pub fn days(&self) -> impl Iterator<Item = (Weekday, &DayHours)> {
        WEEK.into_iter().zip(&self.0)
    }

    /// The week for display: runs of consecutive weekdays with the same spans, as first day, last
    /// day and spans. Closed days form groups with no spans. A run does not go on from Sunday to
    /// Monday.
    #[must_use]
    pub fn grouped(&self) -> Vec<(Weekday, Weekday, &[Span])> {
        let mut groups: Vec<(Weekday, Weekday, &[Span])> = Vec::with_capacity(7);
        for (weekday, hours) in self.days() {
            match groups.last_mut() {
                Some((_, last, spans)) if *spans == hours.spans() => *last = weekday,
                _ => groups.push((weekday, weekday, hours.spans())),
            }
        }
        groups
    }

    /// Whether every minute of the week is open.
    #[must_use]
    pub fn is_all_week(&self) -> bool {
        self.0.iter().all(|day| covers_whole_day(day.spans()))
    }
}

/// Whether sorted spans leave no minute of the day out.
pub(super) fn covers_whole_day(spans: &[Span]) -> bool {
    run_end(spans, TimeOfDay::MIDNIGHT) == Some(TimeOfDay::END_OF_DAY)
}

/// If open in the minute that begins at `from`: when the run of touching spans around it ends.
pub(super) fn run_end(spans: &[Span], from: TimeOfDay) -> Option<TimeOfDay> {
    let mut end = None;
    for span in spans {
        match end {
            None if span.contains(from) => end = Some(span.closes()),
            None => {}
            Some(reached) if reached == span.opens() => end = Some(span.closes()),
            Some(_) => break,
        }
    }
    end
}

fn index(weekday: Weekday) -> usize {
    // At most 6 by definition, so indexing with it cannot fail.
    weekday.num_days_from_monday() as usize
}

impl Serialize for WeeklyHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let open = || KEYS.iter().zip(&self.0).filter(|(_, day)| !day.is_closed());
        let mut map = serializer.serialize_map(Some(open().count()))?;
        for (key, day) in open() {
            map.serialize_entry(key, day)?;
        }
        map.end()
    }
}

/// The week as it is read: unchecked, so that an overlap can be blamed on its weekday.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WeekAsText {
    mon: Vec<Span>,
    tue: Vec<Span>,
    wed: Vec<Span>,
    thu: Vec<Span>,
    fri: Vec<Span>,
    sat: Vec<Span>,
    sun: Vec<Span>,
}

impl TryFrom<WeekAsText> for WeeklyHours {
    type Error = WeeklyHoursError;

    fn try_from(week: WeekAsText) -> Result<Self, WeeklyHoursError> {
        let WeekAsText { mon, tue, wed, thu, fri, sat, sun } = week;
        Self::from_days([mon, tue, wed, thu, fri, sat, sun])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(json: &str) -> WeeklyHours {
        serde_json::from_str(json).unwrap()
    }

    fn spans(text: &str) -> Vec<Span> {
        text.split_whitespace().map(|span| span.parse().unwrap()).collect()
    }

    #[test]
    fn json_is_compact_sorted_and_stable() {
        let unsorted = r#"{"sat":["9:00-17:00"],"mon":["13:00-18:00","08:30-12:00"],"tue":[]}"#;
        let stable = r#"{"mon":["08:30-12:00","13:00-18:00"],"sat":["09:00-17:00"]}"#;
        assert_eq!(serde_json::to_string(&week(unsorted)).unwrap(), stable);
        assert_eq!(week(stable), week(unsorted));
        assert_eq!(serde_json::to_string(&WeeklyHours::default()).unwrap(), "{}");
        assert!(serde_json::from_str::<WeeklyHours>(r#"{"monday":[]}"#).is_err());
    }

    #[test]
    fn overlaps_name_the_weekday() {
        let on_friday = spans("08:00-12:00 11:59-13:00").into_iter().map(|s| (Weekday::Fri, s));
        let error = WeeklyHoursError::Overlap { weekday: Weekday::Fri };
        assert_eq!(WeeklyHours::new(on_friday), Err(error));
        let touching = spans("12:00-13:00 08:00-12:00");
        assert_eq!(DayHours::new(touching).unwrap().spans(), spans("08:00-12:00 12:00-13:00"));
        assert!(DayHours::new(spans("08:00-09:00 08:00-09:00")).is_err());
    }

    #[test]
    fn equal_neighbours_are_grouped() {
        let hours = week(
            r#"{"mon":["08:30-18:00"],"tue":["08:30-18:00"],"thu":["08:30-18:00"],
                "sat":["09:00-17:00"],"sun":["09:00-17:00"]}"#,
        );
        let (work, rest) = (spans("08:30-18:00"), spans("09:00-17:00"));
        let expected: [(Weekday, Weekday, &[Span]); 5] = [
            (Weekday::Mon, Weekday::Tue, &work),
            (Weekday::Wed, Weekday::Wed, &[]),
            (Weekday::Thu, Weekday::Thu, &work),
            (Weekday::Fri, Weekday::Fri, &[]),
            (Weekday::Sat, Weekday::Sun, &rest),
        ];
        assert_eq!(hours.grouped(), expected);
        let closed: [(Weekday, Weekday, &[Span]); 1] = [(Weekday::Mon, Weekday::Sun, &[])];
        assert_eq!(WeeklyHours::default().grouped(), closed);
    }

    #[test]
    fn whole_days_may_be_made_of_pieces() {
        let pieces = spans("00:00-08:00 08:00-24:00");
        let all = WeeklyHours::new(WEEK.into_iter().flat_map(|day| pieces.iter().map(move |span| (day, *span))));
        assert!(all.unwrap().is_all_week());
        assert!(!covers_whole_day(&spans("00:00-08:00 08:01-24:00")));
        assert!(!covers_whole_day(&[]));
    }
}
