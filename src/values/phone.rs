//! Telephone numbers of mainland China.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use super::fold;

/// A telephone number: a person's mobile or a public contact number.
///
/// A number is personal data, so there is no `Display` and no `Serialize`, and `Debug` prints the
/// masked form: the full number only leaves through a method that names it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    /// Digits only, without country code; a landline keeps its leading 0.
    digits: String,
    kind: PhoneKind,
}

/// What sort of number a [`Phone`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// A mobile, `1[3-9]` and nine more digits: the only kind that can receive a text message.
    Mobile,
    /// A landline with area code.
    Landline,
    /// A nationwide 400 number.
    FourHundred,
    /// A five-digit service number such as 12345 or 96xxx.
    Service,
}

/// Why a text is not the telephone number asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was entered.
    #[error("phone-empty")]
    Empty,
    /// Not a mobile number, where one is needed.
    #[error("phone-not-mobile")]
    NotMobile,
    /// Neither a mobile, a landline with area code, a 400 nor a five-digit service number.
    #[error("phone-not-contact")]
    NotContact,
}

/// The longest number (a landline of 4 + 8 digits) after the country code has gone.
const MAX_DIGITS: usize = 12;

impl Phone {
    /// Reads a mobile number, dropping `+86` or `0086`, spaces and dashes, and folding full-width
    /// characters.
    ///
    /// # Errors
    /// [`PhoneError::Empty`] or [`PhoneError::NotMobile`].
    pub fn parse_mobile(raw: &str) -> Result<Self, PhoneError> {
        let typed = Typed::read(raw).ok_or(PhoneError::NotMobile)?;
        match typed.phone() {
            Some(phone) if phone.kind == PhoneKind::Mobile => Ok(phone),
            _ if typed.is_empty() => Err(PhoneError::Empty),
            _ => Err(PhoneError::NotMobile),
        }
    }

    /// Reads any number that a resident can call: mobile, landline with area code, 400 number or
    /// five-digit service number. Spelling is folded as for a mobile.
    ///
    /// # Errors
    /// [`PhoneError::Empty`] or [`PhoneError::NotContact`].
    pub fn parse_contact(raw: &str) -> Result<Self, PhoneError> {
        let typed = Typed::read(raw).ok_or(PhoneError::NotContact)?;
        if typed.is_empty() {
            return Err(PhoneError::Empty);
        }
        typed.phone().ok_or(PhoneError::NotContact)
    }

    /// The full number in its one canonical form: digits only, without country code. This is the
    /// form to encrypt and to hash for look-up.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// What sort of number this is.
    #[must_use]
    pub const fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// The link that dials the number. 400 and service numbers cannot be reached through the
    /// country code and are dialled plainly.
    #[must_use]
    pub fn tel_href(&self) -> String {
        match self.kind {
            PhoneKind::Mobile => format!("tel:+86{}", self.digits),
            PhoneKind::Landline => {
                let national = self.digits.strip_prefix('0').unwrap_or(&self.digits);
                format!("tel:+86{national}")
            }
            PhoneKind::FourHundred | PhoneKind::Service => format!("tel:{}", self.digits),
        }
    }

    /// The number with its middle hidden: `138****5678`, `029-****3456`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (head, local) = self.split();
        match self.kind {
            PhoneKind::Mobile => format!("{head}****{}", &local[4..]),
            PhoneKind::Landline | PhoneKind::FourHundred => {
                let (hidden, shown) = local.split_at(local.len() - 4);
                format!("{head}-{}{shown}", "*".repeat(hidden.len()))
            }
            PhoneKind::Service => format!("{head}***"),
        }
    }

    /// The full number grouped for reading: `138 1234 5678`, `029-8812 3456`, `400-123-4567`.
    #[must_use]
    pub fn display(&self) -> String {
        let (head, local) = self.split();
        let (middle, end) = local.split_at(local.len().saturating_sub(4));
        match self.kind {
            PhoneKind::Mobile => format!("{head} {middle} {end}"),
            PhoneKind::Landline => format!("{head}-{middle} {end}"),
            PhoneKind::FourHundred => format!("{head}-{middle}-{end}"),
            PhoneKind::Service => self.digits.clone(),
        }
    }

    /// The leading group (network or area code) and the rest.
    fn split(&self) -> (&str, &str) {
        let head = match self.kind {
            PhoneKind::Mobile | PhoneKind::FourHundred => 3,
            PhoneKind::Landline => area_code_len(&self.digits),
            PhoneKind::Service => 2,
        };
        self.digits.split_at(head)
    }
}

/// Shows the masked form, so that a number cannot slip into a log through a derived `Debug`.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Phone").field(&self.masked()).finish()
    }
}

/// Reads any contact number; use [`Phone::parse_mobile`] where a mobile is needed.
impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(raw: &str) -> Result<Self, PhoneError> {
        Self::parse_contact(raw)
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(raw: String) -> Result<Self, PhoneError> {
        Self::parse_contact(&raw)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A number where a string belongs would be quoted in full by the original error.
        let raw = String::deserialize(deserializer).map_err(|_| de::Error::custom(PhoneError::NotContact))?;
        Self::parse_contact(&raw).map_err(de::Error::custom)
    }
}

/// What was typed, reduced to digits.
struct Typed {
    digits: String,
    /// Whether the country code stood in front; a landline may then lack its leading 0.
    international: bool,
}

impl Typed {
    /// `None` if there is anything but digits, spaces, dashes and a country code.
    fn read(raw: &str) -> Option<Self> {
        let marks = |c: &char| !c.is_whitespace() && !fold::is_dash(*c);
        let kept: String = raw.chars().map(fold::ascii).filter(marks).collect();
        let national = kept.strip_prefix("+86").or_else(|| kept.strip_prefix("0086"));
        let digits = national.unwrap_or(&kept);
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| Self { digits: digits.to_owned(), international: national.is_some() })
    }

    fn is_empty(&self) -> bool {
        self.digits.is_empty() && !self.international
    }

    fn phone(&self) -> Option<Phone> {
        if self.digits.len() > MAX_DIGITS {
            return None;
        }
        let as_typed = |kind| Phone { digits: self.digits.clone(), kind };
        if let Some(kind) = kind_of(&self.digits) {
            return Some(as_typed(kind));
        }
        let with_zero = format!("0{}", self.digits);
        match kind_of(&with_zero) {
            Some(kind) if self.international && !self.digits.starts_with('0') => {
                Some(Phone { digits: with_zero, kind })
            }
            _ => None,
        }
    }
}

/// Which kind a string of ASCII digits is. The kinds cannot overlap: a landline starts with 0 and
/// the others differ in length or first digits.
fn kind_of(digits: &str) -> Option<PhoneKind> {
    match (digits.as_bytes(), digits.len()) {
        ([b'1', b'3'..=b'9', ..], 11) => Some(PhoneKind::Mobile),
        ([b'0', ..], 10..=MAX_DIGITS) => Some(PhoneKind::Landline),
        ([b'4', b'0', b'0', ..], 10) => Some(PhoneKind::FourHundred),
        ([b'1' | b'9', ..], 5) => Some(PhoneKind::Service),
        _ => None,
    }
}

/// Digits in the area code of a landline of 10 to 12 digits. 010 and 02x have three, all others
/// four; the length decides first, because the local number has seven or eight.
fn area_code_len(digits: &str) -> usize {
    let big_city = digits.starts_with("010") || digits.starts_with("02");
    match digits.len() {
        ..=10 => 3,
        11 if big_city => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mobile_spellings() {
        for raw in [
            "13812345678",
            "+86 138-1234-5678",
            "0086 13812345678",
            "＋８６ １３８ １２３４ ５６７８",
            "138—1234—5678 ",
        ] {
            let phone = Phone::parse_mobile(raw).unwrap();
            assert_eq!(phone.as_str(), "13812345678", "{raw}");
        }
    }

    #[test]
    fn not_mobiles() {
        for raw in ["1381234567", "138123456789", "12812345678", "02988123456", "12345", "138x2345678"] {
            assert_eq!(Phone::parse_mobile(raw), Err(PhoneError::NotMobile), "{raw}");
        }
        assert_eq!(Phone::parse_mobile(" - "), Err(PhoneError::Empty));
        assert_eq!(Phone::parse_mobile("+86"), Err(PhoneError::NotMobile));
    }

    #[test]
    fn contact_numbers() {
        use PhoneKind::{FourHundred, Landline, Mobile, Service};
        // typed | canonical | link | shown | masked
        for (kind, row) in [
            (Mobile, "138 1234 5678|13812345678|tel:+8613812345678|138 1234 5678|138****5678"),
            (Landline, "029-88123456|02988123456|tel:+862988123456|029-8812 3456|029-****3456"),
            (Landline, "+86 29 88123456|02988123456|tel:+862988123456|029-8812 3456|029-****3456"),
            (Landline, "0912 3512345|09123512345|tel:+869123512345|0912-351 2345|0912-***2345"),
            (Landline, "075588123456|075588123456|tel:+8675588123456|0755-8812 3456|0755-****3456"),
            (Landline, "029-8812345|0298812345|tel:+86298812345|029-881 2345|029-***2345"),
            (FourHundred, "4001-234-567|4001234567|tel:4001234567|400-123-4567|400-***4567"),
            (Service, "12345|12345|tel:12345|12345|12***"),
            (Service, "96-123|96123|tel:96123|96123|96***"),
        ] {
            let (raw, expected) = row.split_once('|').unwrap();
            let phone = Phone::parse_contact(raw).unwrap();
            let shown = [phone.as_str(), &phone.tel_href(), &phone.display(), &phone.masked()];
            assert_eq!(shown.join("|"), expected);
            assert_eq!(phone.kind(), kind, "{raw}");
        }
    }

    #[test]
    fn not_contacts() {
        for raw in ["8812345", "1234567", "123456", "40012345678", "0123456789012", "tel:12345", "82345"] {
            assert_eq!(Phone::parse_contact(raw), Err(PhoneError::NotContact), "{raw}");
        }
        assert_eq!(Phone::parse_contact("　"), Err(PhoneError::Empty));
    }

    #[test]
    fn debug_hides_the_number() {
        let phone = Phone::parse_mobile("13812345678").unwrap();
        assert_eq!(format!("{phone:?}"), r#"Phone("138****5678")"#);
    }

    #[test]
    fn json_is_checked() {
        let phone: Phone = serde_json::from_str("\"029-88123456\"").unwrap();
        assert_eq!(phone.as_str(), "02988123456");
        for json in ["\"1381234567\"", "13812345678"] {
            let error = serde_json::from_str::<Phone>(json).unwrap_err();
            assert!(!error.to_string().contains("138"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn every_shown_form_reads_back(raw in "1[3-9][0-9]{9}|0[0-9]{9,11}|400[0-9]{7}|[19][0-9]{4}") {
            // 0086… is read as a country code, as people mean it.
            prop_assume!(!raw.starts_with("0086"));
            let phone = Phone::parse_contact(&raw).unwrap();
            prop_assert_eq!(phone.as_str(), &raw);
            prop_assert_eq!(Phone::parse_contact(&phone.display()), Ok(phone.clone()));
            prop_assert!(!phone.masked().contains(&raw));
            let debug = format!("{phone:?}");
            prop_assert!(!debug.contains(&raw));
        }

        #[test]
        fn never_panics(raw in "[-+ 0-9０-９中a]{0,24}") {
            if let Ok(phone) = Phone::parse_contact(&raw) {
                let _ = (phone.masked(), phone.display(), phone.tel_href());
                prop_assert_eq!(Phone::parse_contact(phone.as_str()), Ok(phone));
            }
        }
    }
}
