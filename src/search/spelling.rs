//! Finding a query typed in pinyin in stored pinyin (see [`super::pinyin`]).
//!
//! Without spaces a query can be read in many ways; [`PinyinQuery`] follows all at once, as a set of
//! positions, so no input can make it backtrack.

use memchr::memchr_iter;

/// The longest query looked for, in bytes: positions are bits of a `u128`.
const MAX_QUERY_BYTES: usize = 120;

/// How a query was found in a stored pinyin text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinyinHit {
    /// The syllable the hit starts with, counted from 0.
    pub start: usize,
    /// Whether the hit ends with the text's last syllable, wholly typed.
    pub to_end: bool,
    /// Whether every syllable is written out (the last may be in progress, from its second letter on);
    /// otherwise some stand for their syllable as an initial.
    pub spelled: bool,
}

/// A query in pinyin, checked once and then looked for in many texts.
///
/// ASCII letters and digits, syllables separated by spaces or apostrophes where the visitor likes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinyinQuery {
    bytes: Box<[u8]>,
    /// Bit n is set when byte n is a space or an apostrophe.
    separators: u128,
}

impl PinyinQuery {
    /// `None` if the text is empty, overlong, or has other characters than the above.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.trim_matches([' ', '\'']).as_bytes();
        let acceptable = |&b: &u8| b.is_ascii_alphanumeric() || is_separator(b);
        if bytes.is_empty() || bytes.len() > MAX_QUERY_BYTES || !bytes.iter().all(acceptable) {
            return None;
        }
        let separators = bytes.iter().rev().fold(0, |bits, &b| bits << 1 | u128::from(is_separator(b)));
        Some(Self { bytes: bytes.into(), separators })
    }

    /// The number of bytes, separators included.
    pub(super) fn byte_count(&self) -> usize {
        self.bytes.len()
    }

    /// Finds the query in a stored pinyin text (see [`super::pinyin::syllables`]).
    ///
    /// It must begin at a syllable; each syllable is written out (with the confusions named above, `v` for
    /// `ü`) or abbreviated to its initial; the last may be in progress. Hits without abbreviation are
    /// preferred, then the earliest. Allocates nothing; the work is bounded by stored length × query length.
    pub fn find(&self, stored: &str) -> Option<PinyinHit> {
        let stored = stored.as_bytes();
        let mut abbreviated = None;
        // Nearly every start fails on its first two letters; only the others are followed.
        for offset in memchr_iter(self.bytes[0], stored) {
            let starts_word = offset == 0 || stored[offset - 1] == b' ';
            if starts_word
                && self.may_start(&stored[offset..])
                && let Some(mut hit) = self.match_from(&stored[offset..])
            {
                hit.start = memchr_iter(b' ', &stored[..offset]).count();
                if hit.spelled {
                    return Some(hit);
                }
                abbreviated = abbreviated.or(Some(hit));
            }
        }
        abbreviated
    }

    /// Whether the second letter of the query can follow, given that the first one fits: as the syllable's
    /// own, as the next one's initial, or as one of those that folding takes away.
    fn may_start(&self, stored: &[u8]) -> bool {
        let Some(&typed) = self.bytes.get(1) else { return true };
        let own = stored.get(1).is_some_and(|&letter| letter == typed);
        let folded_away = matches!(typed, b'h' | b'v') || is_separator(typed);
        let next = || stored.iter().position(|&byte| byte == b' ').and_then(|end| stored.get(end + 1));
        own || folded_away || next() == Some(&typed)
    }

    /// Matches from the first syllable of `stored` on; the hit's start is 0.
    fn match_from(&self, stored: &[u8]) -> Option<PinyinHit> {
        let end = 1_u128 << self.bytes.len();
        // Bit n is set when the first n bytes of the query are used up: by spelled syllables only, or at all.
        let (mut spelled, mut any) = (1_u128, 1_u128);
        let mut abbreviated = None;
        let mut rest = Some(stored);
        while let Some(text) = rest {
            let word;
            (word, rest) = match text.iter().position(|&byte| byte == b' ') {
                Some(at) => (&text[..at], Some(&text[at + 1..])),
                None => (text, None),
            };
            let mut after = Step::default();
            while any != 0 {
                let at = any.trailing_zeros() as usize;
                after.take(word, &self.bytes, at, spelled >> at & 1 == 1);
                any &= any - 1;
            }
            let hit = |spelled, whole: bool| PinyinHit { start: 0, to_end: whole && rest.is_none(), spelled };
            if after.spelled & end != 0 {
                return Some(hit(true, true));
            }
            if after.spelled_in_progress {
                return Some(hit(true, false));
            }
            if abbreviated.is_none() && (after.any & end != 0 || after.in_progress) {
                abbreviated = Some(hit(false, after.any & end != 0));
            }
            any = self.skip_separators(after.any & (end - 1));
            spelled = self.skip_separators(after.spelled & (end - 1));
            if any == 0 {
                break;
            }
        }
        abbreviated
    }

    /// Moves positions that stand before separators behind them. The query ends with none, so no position
    /// leaves it.
    fn skip_separators(&self, mut positions: u128) -> u128 {
        while positions & self.separators != 0 {
            let before = positions & self.separators;
            positions = positions & !before | before << 1;
        }
        positions
    }
}

/// [`PinyinQuery::find`] for a single text.
pub fn matches(stored: &str, query: &str) -> Option<PinyinHit> {
    PinyinQuery::parse(query)?.find(stored)
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\'')
}

/// Where the query stands after one more syllable.
#[derive(Default)]
struct Step {
    spelled: u128,
    any: u128,
    /// The query ended inside the syllable.
    in_progress: bool,
    spelled_in_progress: bool,
}

impl Step {
    /// Adds the ways in which `word` can be read from position `at` of the query.
    fn take(&mut self, word: &[u8], query: &[u8], at: usize, spelled: bool) {
        let (Some(&initial), Some(&first)) = (word.first(), query.get(at)) else {
            return;
        };
        if initial != first {
            return;
        }
        self.take_rest(word, query, at + 1, spelled);
        // zh for z, ch for c, sh for s: the stored spelling has no h.
        let hushed = matches!(initial, b'z' | b'c' | b's') && word.get(1) != Some(&b'h');
        if hushed && query.get(at + 1) == Some(&b'h') {
            self.take_rest(word, query, at + 2, spelled);
        }
    }

    /// Adds the ways that continue behind the initial, at position `from`.
    fn take_rest(&mut self, word: &[u8], query: &[u8], from: usize, spelled: bool) {
        self.any |= 1 << from;
        let rest = &word[1..];
        let typed = &query[from..];
        let same = rest.iter().zip(typed).take_while(|&(&w, &q)| w == q || (w == b'u' && q == b'v')).count();
        if same == rest.len() {
            self.add(from + same, spelled);
            // ing for in, eng for en.
            if (word.ends_with(b"in") || word.ends_with(b"en")) && typed.get(same) == Some(&b'g') {
                self.add(from + same + 1, spelled);
            }
        } else if same == typed.len() && same > 0 {
            self.in_progress = true;
            self.spelled_in_progress |= spelled;
        }
    }

    fn add(&mut self, position: usize, spelled: bool) {
        self.any |= 1 << position;
        self.spelled |= u128::from(spelled) << position;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::pinyin::{name_syllables, syllables};

    fn hit(text: &str, query: &str) -> Option<PinyinHit> {
        matches(&syllables(text), query)
    }

    #[test]
    fn full_initial_and_mixed_queries_are_found() {
        let spelled = |start, to_end| Some(PinyinHit { start, to_end, spelled: true });
        let initials = |start, to_end| Some(PinyinHit { start, to_end, spelled: false });
        for (text, query, expected) in [
            ("家居保洁", "jiajubaojie", spelled(0, true)),
            ("家居保洁", "jia ju bao jie", spelled(0, true)),
            ("家居保洁", "jia'ju", spelled(0, false)),
            ("家居保洁", "baojie", spelled(2, true)),
            ("家居保洁", "baoj", initials(2, true)),
            ("家居保洁", "baoji", spelled(2, false)),
            ("家居保洁", "jjbj", initials(0, true)),
            ("家居保洁", "jiajbj", initials(0, true)),
            ("家居保洁", "bj", initials(2, true)),
            ("家居保洁", "baojei", None),
            ("家居保洁", "ujie", None),
            ("家居保洁", "aojie", None),
            ("家居保洁", "jiabao", None),
            ("西安", "xian", spelled(0, true)),
            ("西安", "xi'an", spelled(0, true)),
            ("先生", "xi an", None),
            ("钟点工", "zhongdiangong", spelled(0, true)),
            ("钟点工", "zongdiangong", spelled(0, true)),
            ("钟点工", "zdg", initials(0, true)),
            ("钟点工", "zhdg", initials(0, true)),
            ("清洗", "qinxi", spelled(0, true)),
            ("清洗", "qingxi", spelled(0, true)),
            ("亲戚", "qingqi", spelled(0, true)),
            ("收会", "sh", initials(0, false)),
            ("妇女", "funv", spelled(0, true)),
            ("妇女", "funu", spelled(0, true)),
            ("ac清洗", "acqingxi", spelled(0, true)),
            ("家电", "jd", initials(0, true)),
            ("家电", "dj", None),
            ("家电", "", None),
            ("家电", "家", None),
            ("", "jd", None),
        ] {
            assert_eq!(hit(text, query), expected, "{text} {query}");
        }
    }

    #[test]
    fn a_hostile_query_is_cheap() {
        let stored = vec!["a"; 500].join(" ");
        assert_eq!(matches(&stored, &format!("{}b", "a".repeat(100))), None);
        assert_eq!(matches(&stored, &"a".repeat(10_000)), None);
    }

    /// The same rules by plain recursion over every choice: slow, but plainly right.
    fn naive(words: &[&str], query: &str, first: bool) -> bool {
        let query = if first { query } else { query.trim_start_matches([' ', '\'']) };
        if query.is_empty() {
            return !first;
        }
        let Some((word, rest)) = words.split_first() else {
            return false;
        };
        let mut forms = vec![(*word).to_owned(), word[..1].to_owned()];
        if word.ends_with("in") || word.ends_with("en") {
            forms.push(format!("{word}g"));
        }
        for form in forms.clone() {
            if matches!(&form[..1], "z" | "c" | "s") && !word[1..].starts_with('h') {
                forms.push(format!("{}h{}", &form[..1], &form[1..]));
            }
        }
        // The end of the text may come inside a syllable.
        forms.iter().any(|form| {
            (form.starts_with(query) && !query.contains(' '))
                || query.strip_prefix(form.as_str()).is_some_and(|left| naive(rest, left, false))
        })
    }

    proptest! {
        #[test]
        fn agrees_with_plain_recursion(
            words in prop::collection::vec("[zsa][aein]{0,2}", 1..6),
            query in "[zsahneig ]{1,8}",
        ) {
            let query = query.trim();
            prop_assume!(!query.is_empty() && !query.contains("  "));
            let parts: Vec<&str> = words.iter().map(String::as_str).collect();
            let expected = (0..parts.len()).any(|from| naive(&parts[from..], query, true));
            prop_assert_eq!(matches(&words.join(" "), query).is_some(), expected, "{:?} {:?}", words, query);
        }

        #[test]
        fn every_text_is_found_by_its_own_pinyin(text in "[一-龥]{1,8}") {
            let stored = syllables(&text);
            prop_assume!(!stored.is_empty());
            let initials: String = stored.split(' ').map(|word| &word[..1]).collect();
            for query in [stored.clone(), stored.replace(' ', ""), initials] {
                prop_assert!(matches(&stored, &query).is_some_and(|hit| hit.start == 0), "{} {}", stored, query);
            }
        }

        #[test]
        fn any_input_is_safe(stored in any::<String>(), query in any::<String>()) {
            let _ = matches(&stored, &query);
            let _ = name_syllables(&stored);
        }
    }
}
