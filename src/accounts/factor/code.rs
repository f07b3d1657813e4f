//! What people type: the app's code or a recovery code, told apart by their length.

use crate::accounts::forms::digits;

/// How many digits the app shows.
pub const APP_DIGITS: usize = 6;
/// How many digits a recovery code has: 40 bits, kept as a keyed hash alone.
pub const RECOVERY_DIGITS: usize = 12;

/// A code of the right form.
#[derive(Clone, PartialEq, Eq)]
pub enum Code {
    /// What the app shows now.
    App(u32),
    /// One of the codes kept for the day the phone is lost.
    Recovery(String),
}

impl Code {
    /// Reads a code however it was typed; none when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = digits(text)?;
        match digits.len() {
            APP_DIGITS => digits.parse().ok().map(Self::App),
            RECOVERY_DIGITS => Some(Self::Recovery(digits)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let app = |text: &str| match Code::parse(text) {
            Some(Code::App(number)) => Some(number),
            _ => None,
        };
        assert_eq!(app("012 345"), Some(12_345));
        assert_eq!(app(" ９８７６５４ "), Some(987_654));
        let recovery = |text: &str| match Code::parse(text) {
            Some(Code::Recovery(digits)) => Some(digits),
            _ => None,
        };
        assert_eq!(recovery("0123 4567-8901").as_deref(), Some("012345678901"));
        for wrong in ["", "12345", "1234567", "1234567890", "12345a", "١٢٣٤٥٦"] {
            assert!(Code::parse(wrong).is_none(), "{wrong}");
        }
    }
}
