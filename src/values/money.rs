//! Money in fen.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::fold;

/// An amount of money in fen (1/100 yuan), never negative.
///
/// The upper bound is that of a database `bigint`. There is no way in from a floating-point
/// number: binary fractions cannot hold 0.1 yuan exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64")]
pub struct Fen(i64);

/// Why something is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FenError {
    /// Nothing was entered.
    #[error("fen-empty")]
    Empty,
    /// Not a decimal number of yuan, or thousands separators in odd places.
    #[error("fen-format")]
    Format,
    /// More than two decimals: there is nothing smaller than a fen.
    #[error("fen-too-precise")]
    TooPrecise,
    /// Below zero.
    #[error("fen-negative")]
    Negative,
    /// Larger than can be stored.
    #[error("fen-too-large")]
    TooLarge,
}

impl Fen {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// An amount in fen; `None` if negative.
    #[must_use]
    pub const fn new(fen: i64) -> Option<Self> {
        if fen < 0 { None } else { Some(Self(fen)) }
    }

    /// An amount in whole yuan; `None` if negative or too large to store.
    #[must_use]
    pub const fn from_yuan(yuan: i64) -> Option<Self> {
        match yuan.checked_mul(100) {
            Some(fen) => Self::new(fen),
            None => None,
        }
    }

    /// The amount in fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum; `None` if too large to store.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` if it would be negative.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::new)
    }

    /// `times` the amount; `None` if too large to store.
    #[must_use]
    pub fn checked_mul(self, times: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(times)).map(Self)
    }

    /// `percent` hundredths of the amount, half a fen rounded up; `None` if too large to store.
    #[must_use]
    pub fn checked_percent(self, percent: u32) -> Option<Self> {
        let hundredths = i128::from(self.0) * i128::from(percent);
        i64::try_from((hundredths + 50) / 100).ok().map(Self)
    }
}

/// Shows `¥1,234.50`, and whole yuan without decimals: `¥120`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yuan = (self.0 / 100).to_string();
        f.write_str("¥")?;
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        match self.0 % 100 {
            0 => Ok(()),
            fen => write!(f, ".{fen:02}"),
        }
    }
}

/// Reads what a person types into a price field: yuan with at most two decimals, optionally with
/// `¥` or `元`, thousands separators and full-width characters. Reads back what `Display` shows.
impl FromStr for Fen {
    type Err = FenError;

    fn from_str(raw: &str) -> Result<Self, FenError> {
        let folded: String = raw.chars().map(fold::ascii).collect();
        let text = folded.trim();
        let text = text.strip_prefix(['¥', '￥']).unwrap_or(text);
        let text = text.strip_suffix('元').unwrap_or(text).trim();
        if text.is_empty() {
            return Err(FenError::Empty);
        }
        if let Some(rest) = text.strip_prefix('-') {
            return Err(if unsigned(rest)? == 0 { FenError::Format } else { FenError::Negative });
        }
        unsigned(text).map(Self)
    }
}

/// Fen from unsigned decimal yuan.
fn unsigned(text: &str) -> Result<i64, FenError> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return Err(FenError::Format),
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    if !well_grouped(whole) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FenError::Format);
    }
    if fraction.len() > 2 {
        return Err(FenError::TooPrecise);
    }
    let digits = whole.bytes().filter(u8::is_ascii_digit).chain(fraction.bytes());
    let padding = std::iter::repeat_n(b'0', 2 - fraction.len());
    digits
        .chain(padding)
        .try_fold(0_i64, |sum, b| sum.checked_mul(10)?.checked_add(i64::from(b - b'0')))
        .ok_or(FenError::TooLarge)
}

/// Digits, either plain or in groups of three: `1,2` is more likely a slip than twelve.
fn well_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut grouped = false;
    let rest_in_threes = groups.all(|group| {
        grouped = true;
        group.len() == 3
    });
    rest_in_threes
        && !first.is_empty()
        && (!grouped || first.len() <= 3)
        && whole.bytes().all(|b| b.is_ascii_digit() || b == b',')
}

impl TryFrom<i64> for Fen {
    type Error = FenError;

    fn try_from(fen: i64) -> Result<Self, FenError> {
        Self::new(fen).ok_or(FenError::Negative)
    }
}

impl From<Fen> for i64 {
    fn from(amount: Fen) -> Self {
        amount.0
    }
}

impl TryFrom<String> for Fen {
    type Error = FenError;

    fn try_from(raw: String) -> Result<Self, FenError> {
        raw.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fen(n: i64) -> Fen {
        Fen::new(n).unwrap()
    }

    #[test]
    fn shown_with_separators_and_only_needed_decimals() {
        for (n, shown) in [
            (0, "¥0"),
            (5, "¥0.05"),
            (1_250, "¥12.50"),
            (12_000, "¥120"),
            (100_000, "¥1,000"),
            (123_450, "¥1,234.50"),
            (123_456_789, "¥1,234,567.89"),
        ] {
            assert_eq!(fen(n).to_string(), shown);
        }
    }

    #[test]
    fn bounds_hold() {
        assert_eq!(Fen::new(-1), None);
        assert_eq!(Fen::from_yuan(-1), None);
        assert_eq!(Fen::from_yuan(i64::MAX), None);
        assert_eq!(fen(1).checked_sub(fen(2)), None);
        assert_eq!(fen(i64::MAX).checked_add(fen(1)), None);
        assert_eq!(fen(i64::MAX).checked_mul(2), None);
        assert_eq!(fen(i64::MAX).checked_percent(101), None);
        assert_eq!(fen(i64::MAX).checked_percent(100), Some(fen(i64::MAX)));
        assert_eq!(fen(150).checked_percent(33), Some(fen(50)));
    }

    #[test]
    fn typed_amounts() {
        for (raw, expected) in [
            ("120", Ok(fen(12_000))),
            (" ￥１，２３４．５ ", Ok(fen(123_450))),
            ("12.05元", Ok(fen(1_205))),
            ("", Err(FenError::Empty)),
            ("¥", Err(FenError::Empty)),
            ("1.005", Err(FenError::TooPrecise)),
            ("-3", Err(FenError::Negative)),
            ("-0", Err(FenError::Format)),
            ("--3", Err(FenError::Format)),
            ("1,2", Err(FenError::Format)),
            ("1234,567", Err(FenError::Format)),
            (",123", Err(FenError::Format)),
            (".5", Err(FenError::Format)),
            ("1.", Err(FenError::Format)),
            ("1e3", Err(FenError::Format)),
            ("99999999999999999999", Err(FenError::TooLarge)),
        ] {
            assert_eq!(raw.parse::<Fen>(), expected, "{raw}");
        }
    }

    #[test]
    fn json_is_a_plain_number_and_refuses_negatives() {
        assert_eq!(serde_json::to_string(&fen(1_250)).unwrap(), "1250");
        assert_eq!(serde_json::from_str::<Fen>("1250").unwrap(), fen(1_250));
        assert!(serde_json::from_str::<Fen>("-1").is_err());
    }

    proptest! {
        #[test]
        fn reads_back_what_it_shows(n in 0..=i64::MAX) {
            prop_assert_eq!(fen(n).to_string().parse::<Fen>(), Ok(fen(n)));
        }

        #[test]
        fn never_panics(raw in "\\PC{0,30}") {
            let _ = raw.parse::<Fen>();
        }
    }
}
