//! What finds a resident, and what somebody means who searches.
//!
//! Each resident has a handful of keys, and a search goes through those that begin as typed: a range of one index, however
//! many residents there are.

use crate::search::{fold, pinyin};
use crate::values::{PersonName, Phone};

/// The longest key, in characters.
const LONGEST: usize = 60;
/// The keys of last digits begin with this: they are no pinyin.
const LAST_FOUR: char = '#';

/// The keys of a resident: the name and the given name, both in pinyin and as initials in every reading of the surname, and
/// the last four digits of the number.
pub fn keys(name: &PersonName, phone: Option<&Phone>) -> Vec<String> {
    let whole = fold(name.as_str());
    let mut keys = vec![tight(&whole)];
    // 秀英 finds 王秀英; the surname is as long as masking says.
    let surname = name.masked().chars().take_while(|c| *c != '*').count();
    let given: String = whole.chars().skip(surname).collect();
    if given.chars().count() >= 2 {
        keys.push(tight(&given));
        keys.extend(spelled(&pinyin::syllables(&given)));
    }
    keys.extend(pinyin::name_syllables(&whole).split('|').flat_map(spelled));
    keys.extend(phone.and_then(last_four));
    // Nobody types more of a name.
    for key in &mut keys {
        *key = key.chars().take(LONGEST).collect();
    }
    keys.retain(|key| !key.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

/// A reading without blanks, and its initials.
fn spelled(syllables: &str) -> [String; 2] {
    let syllables = || syllables.split(' ').filter(|syllable| !syllable.is_empty());
    let initials: String = syllables().filter_map(|syllable| syllable.chars().next()).collect();
    [sound(&syllables().collect::<String>()), sound(&initials)]
}

fn tight(text: &str) -> String {
    text.chars().filter(|c| *c != ' ').collect()
}

fn last_four(phone: &Phone) -> Option<String> {
    let digits = phone.as_str();
    digits.get(digits.len().checked_sub(4)?..).map(|last| format!("{LAST_FOUR}{last}"))
}

/// Letters without what is often confused: no `h` behind z, c, s, no `g` behind in, en. Made of stored and typed spellings
/// alike, so that both lose the same.
fn sound(letters: &str) -> String {
    let mut out = String::with_capacity(letters.len());
    for c in letters.chars() {
        let is_lost = match c {
            'h' => out.ends_with(['z', 'c', 's']),
            'g' => out.ends_with("in") || out.ends_with("en"),
            _ => false,
        };
        if !is_lost {
            out.push(if c == 'ü' || c == 'v' { 'u' } else { c });
        }
    }
    out
}

/// What somebody means who types something into the search.
#[derive(Debug, PartialEq, Eq)]
pub enum Term {
    /// A whole number.
    Phone(Phone),
    /// A door, as far as it was said.
    Door {
        /// The building's number, without 栋 and the like.
        building: Option<String>,
        /// The unit.
        unit: Option<String>,
        /// The room.
        room: String,
    },
    /// Four digits: the end of a number, or a room.
    FourDigits(String),
    /// The beginning of a key.
    Beginning(String),
}

impl Term {
    /// Reads what was typed; none where there is nothing to search for.
    pub fn parse(typed: &str) -> Option<Self> {
        if let Ok(phone) = Phone::parse_mobile(typed) {
            return Some(Self::Phone(phone));
        }
        if let Some(door) = door(typed) {
            return Some(door);
        }
        let folded = tight(&fold(typed));
        let is_latin = folded.chars().all(|c| c.is_ascii_alphabetic() || c == 'ü');
        let beginning = if is_latin { sound(&folded) } else { folded };
        let beginning: String = beginning.chars().take(LONGEST).collect();
        (!beginning.is_empty()).then_some(Self::Beginning(beginning))
    }

    /// The keys that it is a beginning of: the first, and the first behind them.
    pub fn range(beginning: &str) -> (String, String) {
        (beginning.to_owned(), format!("{beginning}{}", char::MAX))
    }

    /// The key of a number's end.
    pub fn last_four(digits: &str) -> String {
        format!("{LAST_FOUR}{digits}")
    }
}

/// `3-2-1203`, `3栋2单元1203室`, `2-1203`, `1203`.
fn door(typed: &str) -> Option<Term> {
    let mut parts: Vec<String> = Vec::new();
    let is_part = |c: char| c.is_ascii_alphanumeric();
    // Simplified, small letters, and a blank for every dash.
    let mut tidy = fold(typed);
    for word in ["号楼", "栋", "幢", "座", "单元", "室", "房", "号"] {
        tidy = tidy.replace(word, " ");
    }
    for part in tidy.split(' ').filter(|part| !part.is_empty()) {
        if !part.chars().all(is_part) || part.len() > 10 {
            return None;
        }
        parts.push(part.to_uppercase());
    }
    // Letters alone are a name's pinyin.
    let has_digit = |part: &String| part.contains(|c: char| c.is_ascii_digit());
    if !parts.last().is_some_and(has_digit) {
        return None;
    }
    match parts.as_slice() {
        [room] if room.len() == 4 && room.chars().all(|c| c.is_ascii_digit()) => Some(Term::FourDigits(room.clone())),
        [room] => Some(Term::Door { building: None, unit: None, room: room.clone() }),
        // Of two the first may be either; the search takes both.
        [first, room] => Some(Term::Door { building: Some(first.clone()), unit: None, room: room.clone() }),
        [building, unit, room] => {
            Some(Term::Door { building: Some(building.clone()), unit: Some(unit.clone()), room: room.clone() })
        }
        _ => None,
    }
}

/// The keys that begin as somebody typed a name, or the last four digits of a number: the first, and the first behind them.
/// None: it is neither.
pub fn key_range(typed: &str) -> Option<(String, String)> {
    match Term::parse(typed)? {
        Term::Beginning(beginning) => Some(Term::range(&beginning)),
        Term::FourDigits(digits) => Some(Term::range(&Term::last_four(&digits))),
        Term::Phone(_) | Term::Door { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys_of(name: &str) -> Vec<String> {
        keys(&PersonName::parse(name).unwrap(), Phone::parse_mobile("13800005678").ok().as_ref())
    }

    fn finds(typed: &str, name: &str) -> bool {
        let Some(Term::Beginning(beginning)) = Term::parse(typed) else { return false };
        let (first, behind) = Term::range(&beginning);
        keys_of(name).iter().any(|key| (first.as_str()..behind.as_str()).contains(&key.as_str()))
    }

    #[test]
    fn a_name_is_found_by_each_way_of_typing_it() {
        for typed in ["王", "王秀英", "秀英", "wang", "wangxiuying", "wang xiu yin", "xiuying", "wxy", "xy", "ＷＸＹ"]
        {
            assert!(finds(typed, "王秀英"), "{typed}");
        }
        for typed in ["英", "李秀英", "xwy", "秀王"] {
            assert!(!finds(typed, "王秀英"), "{typed}");
        }
        assert!(finds("zhf", "张鸿飞") && finds("zhang", "张鸿飞"), "initials that look like one sound");
        assert!(finds("zeng", "曾国藩") && finds("zgf", "曾国藩") && finds("shan", "单田芳"));
        assert!(finds("歐陽", "欧阳修远") && finds("xiuyuan", "欧阳修远"), "scripts and double surnames");
        assert!(finds("qinguo", "赵庆国") && finds("qingguo", "赵庆国") && finds("zaoqinguo", "赵庆国"));
        assert!(finds("买买提", "买买提·吐尔逊") && finds("maria", "Maria Chen"));
    }

    #[test]
    fn digits_are_a_number_a_door_or_both() {
        assert_eq!(Term::parse("138 0000 5678"), Some(Term::Phone(Phone::parse_mobile("13800005678").unwrap())));
        assert_eq!(Term::parse("5678"), Some(Term::FourDigits("5678".to_owned())));
        assert_eq!(keys_of("王秀英").first(), Some(&Term::last_four("5678")));
        let door = |building: Option<&str>, unit: Option<&str>, room: &str| {
            let own = |text: &str| text.to_owned();
            Some(Term::Door { building: building.map(own), unit: unit.map(own), room: room.to_owned() })
        };
        assert_eq!(Term::parse("3-2-1203"), door(Some("3"), Some("2"), "1203"));
        assert_eq!(Term::parse("３号楼２单元１２０３室"), door(Some("3"), Some("2"), "1203"));
        assert_eq!(Term::parse("3號樓2單元1203房"), door(Some("3"), Some("2"), "1203"));
        assert_eq!(Term::parse("3栋 502"), door(Some("3"), None, "502"));
        assert_eq!(Term::parse("12a"), door(None, None, "12A"));
        assert_eq!(Term::parse(" "), None);
        assert_eq!(Term::parse("--"), None);
    }
}
