//! Durations in whole minutes.

use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::fold;

/// How long something takes: at least one minute, at most 31 days, so that a live-in month fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32")]
pub struct Minutes(u32);

/// Why something is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MinutesError {
    /// Nothing was entered.
    #[error("minutes-empty")]
    Empty,
    /// Not a whole number.
    #[error("minutes-format")]
    Format,
    /// Zero, negative or above `max`.
    #[error("minutes-range")]
    Range {
        /// The longest duration, in minutes.
        max: u32,
    },
}

impl Minutes {
    /// The longest duration: 31 days.
    pub const MAX: u32 = 60 * 24 * 31;

    /// A duration of `minutes`; `None` unless within `1..=Self::MAX`.
    #[must_use]
    pub const fn new(minutes: u32) -> Option<Self> {
        if minutes == 0 || minutes > Self::MAX { None } else { Some(Self(minutes)) }
    }

    /// The whole duration in minutes.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Whole hours and the minutes left over (0..=59), for messages such as “2 小时 30 分钟”.
    #[must_use]
    pub const fn parts(self) -> (u32, u32) {
        (self.0 / 60, self.0 % 60)
    }

    /// The sum; `None` if longer than the longest duration.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0 + other.0)
    }

    /// The same duration for date arithmetic.
    #[must_use]
    pub fn to_delta(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.0))
    }
}

impl FromStr for Minutes {
    type Err = MinutesError;

    fn from_str(raw: &str) -> Result<Self, MinutesError> {
        let folded: String = raw.chars().map(fold::ascii).collect();
        let text = folded.trim();
        if text.is_empty() {
            return Err(MinutesError::Empty);
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MinutesError::Format);
        }
        // Only a sign or sheer length can make this fail now, and both are a matter of range.
        let minutes: u32 = text.parse().map_err(|_| MinutesError::Range { max: Self::MAX })?;
        Self::try_from(minutes)
    }
}

impl TryFrom<u32> for Minutes {
    type Error = MinutesError;

    fn try_from(minutes: u32) -> Result<Self, MinutesError> {
        Self::new(minutes).ok_or(MinutesError::Range { max: Self::MAX })
    }
}

/// For database `int` columns.
impl TryFrom<i32> for Minutes {
    type Error = MinutesError;

    fn try_from(minutes: i32) -> Result<Self, MinutesError> {
        u32::try_from(minutes).ok().and_then(Self::new).ok_or(MinutesError::Range { max: Self::MAX })
    }
}

impl TryFrom<String> for Minutes {
    type Error = MinutesError;

    fn try_from(raw: String) -> Result<Self, MinutesError> {
        raw.parse()
    }
}

impl From<Minutes> for u32 {
    fn from(duration: Minutes) -> Self {
        duration.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: MinutesError = MinutesError::Range { max: 44_640 };

    #[test]
    fn bounds() {
        assert_eq!(Minutes::new(0), None);
        assert_eq!(Minutes::new(1).map(Minutes::get), Some(1));
        assert_eq!(Minutes::new(44_640).map(Minutes::get), Some(44_640));
        assert_eq!(Minutes::new(44_641), None);
        assert_eq!(Minutes::try_from(-5_i32), Err(RANGE));
        let longest = Minutes::new(Minutes::MAX).unwrap();
        assert_eq!(longest.checked_add(longest), None);
    }

    #[test]
    fn parts_for_messages() {
        assert_eq!(Minutes::new(150).unwrap().parts(), (2, 30));
        assert_eq!(Minutes::new(45).unwrap().parts(), (0, 45));
        assert_eq!(Minutes::new(90).unwrap().to_delta(), TimeDelta::seconds(5_400));
    }

    #[test]
    fn typed_durations() {
        for (raw, expected) in [
            (" １８０ ", Ok(Minutes::new(180).unwrap())),
            ("", Err(MinutesError::Empty)),
            ("2h", Err(MinutesError::Format)),
            ("+5", Err(MinutesError::Format)),
            ("-", Err(MinutesError::Format)),
            ("-5", Err(RANGE)),
            ("0", Err(RANGE)),
            ("99999999999", Err(RANGE)),
        ] {
            assert_eq!(raw.parse::<Minutes>(), expected, "{raw}");
        }
    }

    #[test]
    fn json_is_a_checked_number() {
        assert_eq!(serde_json::to_string(&Minutes::new(90).unwrap()).unwrap(), "90");
        assert!(serde_json::from_str::<Minutes>("0").is_err());
    }
}
