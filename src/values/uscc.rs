//! The unified social credit code of organizations (统一社会信用代码, GB 32100).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{fold, parsed_string};

/// A unified social credit code whose check character fits, in upper case without spaces.
///
/// The code is public: it is printed on every business licence, so it is shown in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Uscc(String);

/// Why a text is not a unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// Not 18 characters.
    #[error("uscc-length")]
    Length {
        /// How many characters were found, spaces not counted.
        found: usize,
    },
    /// A character outside the code's alphabet, such as I, O, Z, S or V.
    #[error("uscc-alphabet")]
    Alphabet {
        /// Which character, counted from 1.
        position: usize,
    },
    /// All characters are allowed, but the last one does not fit the others.
    #[error("uscc-checksum")]
    Checksum,
}

/// The 31 characters of the code in the order of their values; letters easily misread are left out.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;

impl Uscc {
    /// Reads a code, folding lower case and full-width characters and dropping spaces.
    ///
    /// # Errors
    /// [`UsccError`]: length before alphabet before check character.
    pub fn parse(raw: &str) -> Result<Self, UsccError> {
        let code: String =
            raw.chars().map(fold::ascii).filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let found = code.chars().count();
        if found != LENGTH {
            return Err(UsccError::Length { found });
        }
        // Each sum stays far below overflow: at most 17 × 30 × 30.
        let (mut sum, mut weight, mut last) = (0, 1, 0);
        for (i, c) in code.chars().enumerate() {
            let value = ALPHABET.find(c).ok_or(UsccError::Alphabet { position: i + 1 })?;
            if i + 1 < LENGTH {
                sum += value * weight;
                weight = weight * 3 % 31;
            }
            last = value;
        }
        if (31 - sum % 31) % 31 == last { Ok(Self(code)) } else { Err(UsccError::Checksum) }
    }
}

parsed_string!(Uscc, UsccError);

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SAMPLE: &str = "91350100M000100Y43";

    #[test]
    fn sample_and_demo_codes_pass() {
        assert_eq!(Uscc::parse(SAMPLE).unwrap().as_str(), SAMPLE);
        for tail in ["00112", "002XR", "0038R", "0046L", "0054F", "0062A", "00705", "00892", "0097W", "010XD"] {
            let code = format!("91000000MADEM{tail}");
            assert!(Uscc::parse(&code).is_ok(), "{code}");
        }
    }

    #[test]
    fn spelling_is_folded() {
        let parsed = Uscc::parse(" ９１３５0100 m000　100y43\t").unwrap();
        assert_eq!(parsed.as_str(), SAMPLE);
    }

    #[test]
    fn errors_name_the_fault() {
        assert_eq!(Uscc::parse(""), Err(UsccError::Length { found: 0 }));
        assert_eq!(Uscc::parse(&SAMPLE[1..]), Err(UsccError::Length { found: 17 }));
        assert_eq!(Uscc::parse("91350100M000100Y4I"), Err(UsccError::Alphabet { position: 18 }));
        assert_eq!(Uscc::parse("9135O100M000100Y43"), Err(UsccError::Alphabet { position: 5 }));
        assert_eq!(Uscc::parse("91350100M000100Y4码"), Err(UsccError::Alphabet { position: 18 }));
        assert_eq!(Uscc::parse("91350100M000100Y44"), Err(UsccError::Checksum));
    }

    proptest! {
        /// 31 is prime and no weight is a multiple of it, so one wrong character never passes.
        #[test]
        fn one_wrong_character_is_always_noticed(at in 0..18_usize, with in 0..31_usize) {
            let mut code = SAMPLE.to_owned();
            code.replace_range(at..=at, &ALPHABET[with..=with]);
            prop_assert_eq!(Uscc::parse(&code).is_ok(), code == SAMPLE);
        }

        #[test]
        fn never_panics(raw in "\\PC{0,40}") {
            let _ = Uscc::parse(&raw);
        }
    }
}
