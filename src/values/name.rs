//! Names of people.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{fold, parsed_string};

/// A person's name: 2–50 characters, Chinese (rare characters included), with `·` between parts
/// (买买提·吐尔逊), or in another script with single spaces.
///
/// A name is personal data: `Debug` prints the masked form, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PersonName(String);

/// Why a text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was entered.
    #[error("name-empty")]
    Empty,
    /// Fewer than `min` characters.
    #[error("name-too-short")]
    TooShort {
        /// The smallest number of characters.
        min: usize,
    },
    /// More than `max` characters.
    #[error("name-too-long")]
    TooLong {
        /// The largest number of characters.
        max: usize,
    },
    /// A digit, symbol or invisible character.
    #[error("name-character")]
    Character,
    /// A dot, hyphen or apostrophe that does not stand between two letters.
    #[error("name-separator")]
    Separator,
}

/// Two-character surnames in both scripts, because names are kept as typed. Those that more often
/// begin a one-character surname with a given name (such as 乐正) are left out.
const COMPOUND_SURNAMES: &[&str] = &[
    "欧阳", "歐陽", "上官", "司马", "司馬", "诸葛", "諸葛", "皇甫", "令狐", "尉迟", "尉遲", "长孙", "長孫", "司徒",
    "司空", "夏侯", "东方", "東方", "慕容", "宇文", "公孙", "公孫", "轩辕", "軒轅", "端木", "百里", "呼延", "南宫",
    "南宮", "西门", "西門", "独孤", "獨孤", "申屠", "钟离", "鍾離", "闻人", "聞人", "澹台", "澹臺", "公冶", "宗政",
    "濮阳", "濮陽", "淳于", "太叔", "鲜于", "鮮于", "闾丘", "閭丘", "亓官", "东郭", "東郭", "左丘", "第五", "拓跋",
    "万俟", "萬俟", "赫连", "赫連", "完颜", "完顏", "纳兰", "納蘭", "耶律", "公羊", "仲孙", "仲孫", "漆雕", "巫马",
    "巫馬", "颛孙", "顓孫", "贺兰", "賀蘭",
];

impl PersonName {
    /// The smallest number of characters.
    pub const MIN: usize = 2;
    /// The largest number of characters.
    pub const MAX: usize = 50;

    /// Reads a name. Full-width letters and the look-alikes of `·` are folded, runs of spaces
    /// become one, and spaces next to a Chinese character go: 张　伟 is how forms are padded.
    ///
    /// # Errors
    /// [`NameError`] names the first rule that is broken.
    pub fn parse(raw: &str) -> Result<Self, NameError> {
        let name = tidy(raw);
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if !name.chars().all(|c| is_letter(c) || is_separator(c)) {
            return Err(NameError::Character);
        }
        if name.split(is_separator).any(str::is_empty) {
            return Err(NameError::Separator);
        }
        match name.chars().count() {
            ..Self::MIN => Err(NameError::TooShort { min: Self::MIN }),
            Self::MIN..=Self::MAX => Ok(Self(name)),
            _ => Err(NameError::TooLong { max: Self::MAX }),
        }
    }

    /// A name as it was stored: what is on file stays readable when the rules for new names have grown stricter since.
    #[must_use]
    pub const fn stored(name: String) -> Self {
        Self(name)
    }

    /// The surname followed by `*` for a one-character given name and `**` for a longer one:
    /// 张*, 张**, 欧阳**. A name that has no surname in front keeps its first character only.
    #[must_use]
    pub fn masked(&self) -> String {
        let kept = self.kept();
        let hidden = self.0.chars().count() - kept.chars().count();
        format!("{kept}{}", if hidden == 1 { "*" } else { "**" })
    }

    /// What strangers see, such as on a worker's card: the surname and `**`, which does not tell
    /// the length of the name.
    #[must_use]
    pub fn public_label(&self) -> String {
        format!("{}**", self.kept())
    }

    /// The part of the name that masking leaves: never the whole name.
    fn kept(&self) -> &str {
        let first = self.0.chars().next().map_or(0, char::len_utf8);
        let all_han = self.0.chars().all(is_han);
        let compound = COMPOUND_SURNAMES
            .iter()
            .find(|surname| self.0.strip_prefix(**surname).is_some_and(|rest| !rest.is_empty()));
        match compound {
            Some(surname) if all_han => &self.0[..surname.len()],
            _ => &self.0[..first],
        }
    }
}

parsed_string!(PersonName, NameError);

/// Shows the masked form, so that a name cannot slip into a log through a derived `Debug`.
impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PersonName").field(&self.masked()).finish()
    }
}

fn tidy(raw: &str) -> String {
    let mut name = String::with_capacity(raw.len());
    let mut space = false;
    for c in raw.trim().chars().map(fold_char) {
        // Line breaks and tabs stay, to be refused as what they are.
        if c.is_whitespace() && !c.is_control() {
            space = true;
            continue;
        }
        let between_words = |c: char| !is_han(c) && c != '·';
        if space && between_words(c) && name.chars().next_back().is_some_and(between_words) {
            name.push(' ');
        }
        space = false;
        name.push(c);
    }
    name
}

fn fold_char(c: char) -> char {
    match c {
        '•' | '‧' | '∙' => '·',
        '’' => '\'',
        _ => fold::ascii(c),
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '·' | ' ' | '-' | '\'')
}

/// A letter of any script, or an accent written as a character of its own. The Hangul fillers
/// count as letters in Unicode but show nothing, which would make an invisible name.
fn is_letter(c: char) -> bool {
    let filler = matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}');
    (c.is_alphabetic() || matches!(c, '\u{0300}'..='\u{036F}')) && !filler
}

/// Whether a character is a Chinese one: the unified blocks, their extensions on planes 2 and 3,
/// the compatibility forms and 〇.
fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3007}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepted_and_folded() {
        for (raw, name) in [
            ("张伟", "张伟"),
            (" 张　伟 ", "张伟"),
            ("欧阳娜娜", "欧阳娜娜"),
            ("买买提•吐尔逊", "买买提·吐尔逊"),
            ("买买提‧吐尔逊", "买买提·吐尔逊"),
            ("买买提 ∙ 吐尔逊", "买买提·吐尔逊"),
            ("𬭩𠮷", "𬭩𠮷"),
            ("李〇", "李〇"),
            ("Ａnna   Maria", "Anna Maria"),
            ("José O’Neil-Ruiz", "José O'Neil-Ruiz"),
        ] {
            assert_eq!(PersonName::parse(raw).unwrap().as_str(), name);
        }
    }

    #[test]
    fn refused() {
        let too_long = "张".repeat(51);
        for (raw, error) in [
            ("", NameError::Empty),
            ("　", NameError::Empty),
            ("张", NameError::TooShort { min: 2 }),
            (too_long.as_str(), NameError::TooLong { max: 50 }),
            ("张3", NameError::Character),
            ("张伟😀", NameError::Character),
            ("张\n伟", NameError::Character),
            ("张\u{202E}伟", NameError::Character),
            ("\u{3164}\u{3164}", NameError::Character),
            ("·张伟", NameError::Separator),
            ("买买提··吐尔逊", NameError::Separator),
            ("Anna-", NameError::Separator),
        ] {
            assert_eq!(PersonName::parse(raw), Err(error), "{raw}");
        }
    }

    #[test]
    fn masks() {
        for (raw, masked, label) in [
            ("张伟", "张*", "张**"),
            ("张小伟", "张**", "张**"),
            ("张王小伟", "张**", "张**"),
            ("欧阳修", "欧阳*", "欧阳**"),
            ("歐陽小修", "歐陽**", "歐陽**"),
            // Two characters in all: the second must be the given name.
            ("欧阳", "欧*", "欧**"),
            ("买买提·吐尔逊", "买**", "买**"),
            ("Anna Maria", "A**", "A**"),
        ] {
            let name = PersonName::parse(raw).unwrap();
            assert_eq!(name.masked(), masked);
            assert_eq!(name.public_label(), label);
        }
        assert_eq!(format!("{:?}", PersonName::parse("张伟").unwrap()), r#"PersonName("张*")"#);
    }

    proptest! {
        #[test]
        fn parsing_is_stable_and_masks_hide_something(raw in "[张欧阳·• a-zA-Z'\\-]{0,12}") {
            if let Ok(name) = PersonName::parse(&raw) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!(name.kept().len() < name.as_str().len());
            }
        }

        #[test]
        fn never_panics(raw in any::<String>()) {
            let _ = PersonName::parse(&raw).map(|name| name.masked());
        }
    }
}
