//! Free text of bounded length.
//!
//! Text is stored as typed: no case, width or compatibility folding. Two things are not text, and
//! go: control characters are refused, and the controls that reorder what a reader sees are
//! stripped, because they could make one address or price look like another.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::parsed_string;

/// One line of 1 to `N` characters, without spaces at either end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Line<const N: usize>(String);

/// Text of 1 to `N` characters that may have several lines, divided by `\n`, and tabs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Paragraphs<const N: usize>(String);

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing visible was entered.
    #[error("text-empty")]
    Empty,
    /// More than `max` characters.
    #[error("text-too-long")]
    TooLong {
        /// The largest number of characters (Unicode scalar values).
        max: usize,
    },
    /// A NUL or another control character, or a line break where only one line is allowed.
    #[error("text-control")]
    Control,
}

impl<const N: usize> Line<N> {
    /// Checks one line of text.
    ///
    /// # Errors
    /// [`TextError`]; a line break counts as a control character.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        let kept: String = raw.chars().filter(|c| !is_bidi_control(*c)).collect();
        let text = kept.trim();
        if text.chars().any(|c| c.is_control() || is_line_separator(c)) {
            return Err(TextError::Control);
        }
        checked_length(text, N).map(Self)
    }
}

impl<const N: usize> Paragraphs<N> {
    /// Checks text of several lines. The line breaks that browsers send (`\r\n`) become `\n`.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        let kept: String = raw
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| !is_bidi_control(*c))
            .map(|c| if c == '\r' || is_line_separator(c) { '\n' } else { c })
            .collect();
        let text = kept.trim();
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(TextError::Control);
        }
        checked_length(text, N).map(Self)
    }

    /// The paragraphs: runs of lines between blank ones, each a slice that may hold single `\n`.
    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.0.split("\n\n").map(str::trim).filter(|part| !part.is_empty())
    }
}

parsed_string!(Line<N>, TextError, const N);
parsed_string!(Paragraphs<N>, TextError, const N);

impl<const N: usize> fmt::Display for Line<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const N: usize> fmt::Display for Paragraphs<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn checked_length(text: &str, max: usize) -> Result<String, TextError> {
    if text.chars().all(is_invisible) {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    Ok(text.to_owned())
}

/// Embeddings, overrides and isolates of the bidirectional algorithm.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Line and paragraph separator, which Unicode does not count among the control characters.
fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that leave no mark; text of nothing else would pass for an answer.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{3164}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines() {
        assert_eq!(Line::<4>::parse("　日常保洁 ").unwrap().as_str(), "日常保洁");
        assert_eq!(Line::<4>::parse("日常保洁员"), Err(TextError::TooLong { max: 4 }));
        assert_eq!(Line::<9>::parse("Ａ\u{202E}１ "), Ok(Line("Ａ１".to_owned())));
        for raw in ["", " \n", "\u{2066}\u{2069}", "\u{200B}"] {
            assert_eq!(Line::<9>::parse(raw), Err(TextError::Empty), "{raw:?}");
        }
        for raw in ["a\0", "a\nb", "a\tb", "a\u{7F}", "a\u{85}b", "a\u{2028}b"] {
            assert_eq!(Line::<9>::parse(raw), Err(TextError::Control), "{raw:?}");
        }
    }

    #[test]
    fn several_lines() {
        let text = Paragraphs::<40>::parse("一\r\n二\r\r\n三\t三\n\n\n四\n").unwrap();
        assert_eq!(text.as_str(), "一\n二\n\n三\t三\n\n\n四");
        let parts: Vec<_> = text.paragraphs().collect();
        assert_eq!(parts, ["一\n二", "三\t三", "四"]);
        assert_eq!(Paragraphs::<40>::parse("一\0"), Err(TextError::Control));
        assert_eq!(Paragraphs::<40>::parse("\n\t\n"), Err(TextError::Empty));
        assert_eq!(Paragraphs::<2>::parse("一\n二"), Err(TextError::TooLong { max: 2 }));
    }

    #[test]
    fn json_is_checked() {
        let line: Line<9> = serde_json::from_str("\" 保洁 \"").unwrap();
        assert_eq!(serde_json::to_string(&line).unwrap(), "\"保洁\"");
        assert!(serde_json::from_str::<Line<9>>("\"a\\u0000\"").is_err());
    }

    proptest! {
        #[test]
        fn what_passes_is_clean_and_stable(raw in "[a中 \\n\\r\\t\0\u{202E}\u{2066}\u{2028}]{0,12}") {
            if let Ok(line) = Line::<8>::parse(&raw) {
                let text = line.as_str();
                prop_assert!(text.chars().all(|c| matches!(c, 'a' | '中' | ' ')));
                prop_assert!((1..=8).contains(&text.chars().count()) && text.trim() == text);
                prop_assert_eq!(Line::<8>::parse(text), Ok(line.clone()));
            }
            if let Ok(text) = Paragraphs::<8>::parse(&raw) {
                prop_assert!(text.as_str().chars().all(|c| matches!(c, 'a' | '中' | ' ' | '\n' | '\t')));
                prop_assert_eq!(Paragraphs::<8>::parse(text.as_str()), Ok(text.clone()));
            }
        }
    }
}
