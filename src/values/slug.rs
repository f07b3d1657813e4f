//! Short names in addresses.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::parsed_string;

/// The name of a thing in a URL: 1–40 of `a`–`z` and `0`–`9`, with single hyphens inside.
///
/// Nothing is folded: two spellings of one address would split caches and links.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Nothing was entered.
    #[error("slug-empty")]
    Empty,
    /// Longer than `max` characters.
    #[error("slug-too-long")]
    TooLong {
        /// The largest number of characters.
        max: usize,
    },
    /// Something other than lower-case ASCII letters, digits and hyphens.
    #[error("slug-character")]
    Character,
    /// A hyphen at either end, or two in a row.
    #[error("slug-hyphen")]
    Hyphen,
}

impl Slug {
    /// The largest number of characters.
    pub const MAX: usize = 40;

    /// Checks a slug.
    ///
    /// # Errors
    /// [`SlugError`] names the first rule that is broken.
    pub fn parse(raw: &str) -> Result<Self, SlugError> {
        if raw.is_empty() {
            return Err(SlugError::Empty);
        }
        if !raw.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            return Err(SlugError::Character);
        }
        if raw.len() > Self::MAX {
            return Err(SlugError::TooLong { max: Self::MAX });
        }
        if raw.split('-').any(str::is_empty) {
            return Err(SlugError::Hyphen);
        }
        Ok(Self(raw.to_owned()))
    }
}

parsed_string!(Slug, SlugError);

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted() {
        let longest = "a".repeat(40);
        for raw in ["a", "7", "shangjin", "yun-qi-2", longest.as_str()] {
            assert_eq!(Slug::parse(raw).unwrap().as_str(), raw);
        }
    }

    #[test]
    fn refused() {
        let too_long = "a".repeat(41);
        for (raw, error) in [
            ("", SlugError::Empty),
            (too_long.as_str(), SlugError::TooLong { max: 40 }),
            ("Shangjin", SlugError::Character),
            ("尚锦", SlugError::Character),
            ("a b", SlugError::Character),
            ("a/b", SlugError::Character),
            ("-a", SlugError::Hyphen),
            ("a-", SlugError::Hyphen),
            ("a--b", SlugError::Hyphen),
            ("-", SlugError::Hyphen),
        ] {
            assert_eq!(Slug::parse(raw), Err(error), "{raw}");
        }
    }

    #[test]
    fn json_is_checked() {
        assert!(serde_json::from_str::<Slug>("\"a--b\"").is_err());
        let slug: Slug = serde_json::from_str("\"a-b\"").unwrap();
        assert_eq!(serde_json::to_string(&slug).unwrap(), "\"a-b\"");
    }
}
