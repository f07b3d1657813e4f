//! Times of day and spans between them, to the minute.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::values::fold;

/// A wall-clock time to the minute, from 00:00 to 24:00, the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

/// Why something is not a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not of the form `8:30` or `08:30`.
    #[error("time-format")]
    Format,
    /// Later than 24:00, or more than 59 minutes.
    #[error("time-range")]
    Range,
}

impl TimeOfDay {
    /// The start of the day, 00:00.
    pub const MIDNIGHT: Self = Self(0);
    /// The middle of the day, 12:00.
    pub const NOON: Self = Self(12 * 60);
    /// The end of the day, 24:00.
    pub const END_OF_DAY: Self = Self(24 * 60);

    /// A time as minutes from midnight; `None` above 1440.
    #[must_use]
    pub const fn new(minutes: u16) -> Option<Self> {
        if minutes > Self::END_OF_DAY.0 { None } else { Some(Self(minutes)) }
    }

    /// A time as hour and minute; `None` if there is no such time. 24:00 is one.
    #[must_use]
    pub const fn from_hm(hour: u16, minute: u16) -> Option<Self> {
        if hour > 24 || minute > 59 { None } else { Self::new(hour * 60 + minute) }
    }

    /// Minutes from midnight, 0..=1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The hour and the minute of the hour.
    #[must_use]
    pub const fn parts(self) -> (u16, u16) {
        (self.0 / 60, self.0 % 60)
    }
}

/// Shows `08:30`.
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.parts();
        write!(f, "{hour:02}:{minute:02}")
    }
}

/// Reads `8:30` and `08:30`, in full-width characters too.
impl FromStr for TimeOfDay {
    type Err = TimeError;

    fn from_str(raw: &str) -> Result<Self, TimeError> {
        let folded: String = raw.chars().map(fold::ascii).collect();
        let (hour, minute) = folded.trim().split_once(':').ok_or(TimeError::Format)?;
        if !matches!(hour.len(), 1 | 2) || minute.len() != 2 {
            return Err(TimeError::Format);
        }
        let number =
            |text: &str| text.bytes().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u16::from(b - b'0')));
        match (number(hour), number(minute)) {
            (Some(hour), Some(minute)) => Self::from_hm(hour, minute).ok_or(TimeError::Range),
            _ => Err(TimeError::Format),
        }
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = TimeError;

    fn try_from(raw: String) -> Result<Self, TimeError> {
        raw.parse()
    }
}

/// For database `smallint` columns that hold minutes from midnight.
impl TryFrom<i16> for TimeOfDay {
    type Error = TimeError;

    fn try_from(minutes: i16) -> Result<Self, TimeError> {
        u16::try_from(minutes).ok().and_then(Self::new).ok_or(TimeError::Range)
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// The minute that has begun; seconds are dropped.
impl From<NaiveTime> for TimeOfDay {
    fn from(time: NaiveTime) -> Self {
        // A day has 86 400 seconds, so the quotient always fits.
        Self(u16::try_from(time.num_seconds_from_midnight() / 60).unwrap_or(Self::END_OF_DAY.0))
    }
}

/// Time from opening up to, but not including, closing, within one day.
///
/// Hours past midnight are two spans on two days; where one ends at 24:00 and the next day's
/// begins at 00:00, they count as continuous.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    opens: TimeOfDay,
    closes: TimeOfDay,
}

/// Why something is not a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// Not of the form `08:30-12:00`.
    #[error("span-format")]
    Format,
    /// One of the two is no time of day.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// Opens and closes at the same time.
    #[error("span-empty")]
    Empty,
    /// Closes before it opens, which would mean past midnight: enter two spans instead.
    #[error("span-past-midnight")]
    PastMidnight,
}

impl Span {
    /// The whole day.
    pub const ALL_DAY: Self = Self { opens: TimeOfDay::MIDNIGHT, closes: TimeOfDay::END_OF_DAY };

    /// A span from `opens` to `closes`.
    ///
    /// # Errors
    /// [`SpanError::Empty`] and [`SpanError::PastMidnight`].
    pub const fn new(opens: TimeOfDay, closes: TimeOfDay) -> Result<Self, SpanError> {
        if closes.0 == opens.0 {
            Err(SpanError::Empty)
        } else if closes.0 < opens.0 {
            Err(SpanError::PastMidnight)
        } else {
            Ok(Self { opens, closes })
        }
    }

    /// The first minute inside.
    #[must_use]
    pub const fn opens(self) -> TimeOfDay {
        self.opens
    }

    /// The first minute after.
    #[must_use]
    pub const fn closes(self) -> TimeOfDay {
        self.closes
    }

    /// The length in minutes, 1..=1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.closes.0 - self.opens.0
    }

    /// Whether the place is open in the minute that begins at `time`.
    #[must_use]
    pub fn contains(self, time: TimeOfDay) -> bool {
        self.opens <= time && time < self.closes
    }

    /// Whether the two share at least a minute; touching ends do not.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.opens < other.closes && other.opens < self.closes
    }
}

/// Shows `08:30-12:00`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.opens, self.closes)
    }
}

/// Reads `8:30-12:00` with any dash or `~` between, in full-width characters too.
impl FromStr for Span {
    type Err = SpanError;

    fn from_str(raw: &str) -> Result<Self, SpanError> {
        let folded: String = raw.chars().map(fold::ascii).collect();
        let (opens, closes) =
            folded.split_once(|c| fold::is_dash(c) || matches!(c, '~' | '〜')).ok_or(SpanError::Format)?;
        Self::new(opens.parse()?, closes.parse()?)
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(raw: String) -> Result<Self, SpanError> {
        raw.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times() {
        for (raw, expected) in [
            ("8:30", Ok(510)),
            ("０８：３０", Ok(510)),
            ("00:00", Ok(0)),
            (" 24:00 ", Ok(1440)),
            ("24:01", Err(TimeError::Range)),
            ("12:60", Err(TimeError::Range)),
            ("99:99", Err(TimeError::Range)),
            ("8", Err(TimeError::Format)),
            ("8:3", Err(TimeError::Format)),
            ("+8:30", Err(TimeError::Format)),
            ("008:30", Err(TimeError::Format)),
            ("a:30", Err(TimeError::Format)),
        ] {
            assert_eq!(raw.parse::<TimeOfDay>().map(TimeOfDay::minutes), expected, "{raw}");
        }
        assert_eq!(TimeOfDay::try_from(-1_i16), Err(TimeError::Range));
        let clock = NaiveTime::from_hms_opt(23, 59, 59).unwrap();
        assert_eq!(TimeOfDay::from(clock).minutes(), 1439);
    }

    #[test]
    fn spans() {
        let span: Span = "８:30～12：00".parse().unwrap();
        assert_eq!((span.to_string().as_str(), span.minutes()), ("08:30-12:00", 210));
        assert_eq!("00:00-24:00".parse(), Ok(Span::ALL_DAY));
        assert_eq!("22:00-02:00".parse::<Span>(), Err(SpanError::PastMidnight));
        assert_eq!("24:00-24:00".parse::<Span>(), Err(SpanError::Empty));
        assert_eq!("08:30".parse::<Span>(), Err(SpanError::Format));
        assert_eq!("08:30-25:00".parse::<Span>(), Err(SpanError::Time(TimeError::Range)));
        let afternoon: Span = "12:00-13:00".parse().unwrap();
        assert!(!span.overlaps(afternoon) && span.overlaps(Span::ALL_DAY));
        assert!(span.contains(span.opens()) && !span.contains(span.closes()));
    }

    proptest! {
        #[test]
        fn times_read_back(minutes in 0..=1440_u16) {
            let time = TimeOfDay::new(minutes).unwrap();
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        #[test]
        fn never_panics(raw in "\\PC{0,16}") {
            let _ = (raw.parse::<TimeOfDay>(), raw.parse::<Span>());
        }
    }
}
