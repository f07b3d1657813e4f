//! One form for every way of writing the same text.
//!
//! Folding is done **character by character**, also from traditional to simplified. Phrase rules would
//! read better (乾隆 keeps its 乾), but then a part of a text would fold differently from the whole, and a
//! query that is part of a name would miss it. For matching only sameness counts, not beauty.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use zhconv::tables::{ZH_HANS_TABLE, expand_table};

/// How often the steps are repeated until nothing changes. One pass settles ordinary text; a second is
/// needed when a step makes work for an earlier one. The bound keeps hostile input from looping.
const MAX_PASSES: usize = 4;

/// Variants the conversion table leaves alone or turns into a rare form, though they are typed for the
/// common character: 鍾點工, 褓姆, 著色, 藉口, 甦醒, 陞降.
const EXTRA: [(char, char); 9] = [
    ('鍾', '钟'),
    ('锺', '钟'),
    ('褓', '保'),
    ('著', '着'),
    ('藉', '借'),
    ('甦', '苏'),
    ('陞', '升'),
    ('覆', '复'),
    ('煅', '锻'),
];

/// Traditional characters and their simplified ones, sorted by the former. About 4,000 pairs, 32 KiB.
static SIMPLIFIED: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut pairs: Vec<(char, char)> = EXTRA.to_vec();
    pairs.extend(expand_table(ZH_HANS_TABLE).filter_map(|(from, to)| Some((single(&from)?, single(&to)?))));
    // A stable sort keeps our own pairs before the table's, so that they win.
    pairs.sort_by_key(|&(from, _)| from);
    pairs.dedup_by_key(|&mut (from, _)| from);
    // A few lead on to another (鍾, 锺, 钟): point all at the end of the chain.
    for at in 0..pairs.len() {
        while let Some(next) = look_up(&pairs, pairs[at].1)
            && next != pairs[at].1
            && next != pairs[at].0
        {
            pairs[at].1 = next;
        }
    }
    pairs.shrink_to_fit();
    pairs
});

fn look_up(pairs: &[(char, char)], c: char) -> Option<char> {
    pairs.binary_search_by_key(&c, |&(from, _)| from).ok().map(|at| pairs[at].1)
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The simplified form of a character, or the character itself.
fn simplified(c: char) -> char {
    if !is_han(c) {
        return c;
    }
    look_up(&SIMPLIFIED, c).unwrap_or(c)
}

/// Whether a character is a Chinese one (any of the unified blocks, 々 and 〇 included).
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3005 | 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// Whether a character is invisible and is dropped rather than turned into a space: controls, zero-width
/// and bidirectional marks, the soft hyphen, variation selectors, tags, and accents on Latin letters.
fn is_dropped(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(u32::from(c),
            0x00AD | 0x0300..=0x036F | 0x061C | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
            | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFF9..=0xFFFB | 0xE0000..=0xE0FFF)
}

/// The searchable form of a text: compatibility forms unified (NFKC, so full-width `ＡＣ` is `ac` and ㎡ is
/// `m2`), accents removed, lower case, simplified Chinese, invisible characters dropped, every run of
/// punctuation, symbols and white space one space, none at the ends.
///
/// Folding a folded text changes nothing. Any input is accepted; the cost is linear.
///
/// ```text
/// fold("家電清潔／維修（ＡＣ）") == "家电清洁 维修 ac"
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = pass(text);
    for _ in 1..MAX_PASSES {
        if folded.chars().all(is_settled) {
            break;
        }
        let again = pass(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

/// Whether a character that came out of a pass surely stays as it is. True for nearly all text, which thus
/// needs no second pass.
fn is_settled(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn pass(text: &str) -> String {
    if text.chars().all(is_plain) {
        collect(text.chars().map(|c| simplified(c.to_ascii_lowercase())))
    } else {
        collect(normalized(text))
    }
}

/// Whether a character needs no normalization: ASCII, ordinary Chinese, and the punctuation between them.
/// True for nearly all text, and several times faster.
fn is_plain(c: char) -> bool {
    c.is_ascii()
        || matches!(
            c,
            '\u{4E00}'
                ..='\u{9FFF}'
                    | '，'
                    | '。'
                    | '、'
                    | '：'
                    | '；'
                    | '？'
                    | '！'
                    | '（'
                    | '）'
                    | '“'
                    | '”'
                    | '—'
                    | '–'
                    | '·'
        )
}

fn normalized(text: &str) -> impl Iterator<Item = char> {
    let visible = text.nfkd().filter(|&c| !is_dropped(c));
    visible.flat_map(char::to_lowercase).map(simplified).nfkc()
}

/// Joins characters, with one space for whatever is neither letter nor digit between them.
fn collect(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in chars.filter(|&c| !is_dropped(c)) {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else {
            gap = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_of_the_same_text_become_one() {
        for (typed, folded) in [
            ("家電清洗", "家电清洗"),
            ("ＡＣ清洗", "ac清洗"),
            ("傢具保潔", "家具保洁"),
            ("鐘點工", "钟点工"),
            ("鍾點工", "钟点工"),
            ("褓姆", "保姆"),
            ("乾洗、幹活、頭髮、發熱、屋裡、屋裏", "干洗 干活 头发 发热 屋里 屋里"),
            ("６元／㎡", "6元 m2"),
            ("Jiā Diàn", "jia dian"),
            ("lǜ", "lu"),
            ("月\u{200B}嫂\u{202E}", "月嫂"),
            ("  月嫂（高级）\t26天 ", "月嫂 高级 26天"),
            ("100%_月嫂\0", "100 月嫂"),
            ("ガイド", "ガイド"),
        ] {
            assert_eq!(fold(typed), folded, "{typed:?}");
        }
    }

    #[test]
    fn text_without_letters_folds_to_nothing() {
        for blank in ["", " \n\t", "🧹✨", "%", "_", "\0", "，。！", "\u{FEFF}\u{200D}"] {
            assert_eq!(fold(blank), "", "{blank:?}");
        }
    }

    #[test]
    fn simplified_characters_are_settled() {
        for &(from, to) in &*SIMPLIFIED {
            assert_eq!(simplified(to), to, "{from}");
            if is_han(from) {
                assert_eq!(pass(&from.to_string()), to.to_string());
            }
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_cjk_twice_is_folding_once(text in "[㐀-龥豈-龎\u{2F800}-\u{2FA1D}㈠-㏿！-～ａ-ｚ]{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_part_of_a_chinese_text_folds_to_a_part(text in "[一-龥]{1,30}", from in 0usize..30, len in 1usize..10) {
            let part: String = text.chars().skip(from).take(len).collect();
            prop_assert!(fold(&text).contains(&fold(&part)));
        }

        #[test]
        fn plain_text_needs_no_normalization(text in "[\0-~一-龥，。、：；？！（）“”—–·]{0,40}") {
            prop_assert!(text.chars().all(is_plain));
            prop_assert_eq!(pass(&text), collect(normalized(&text)));
        }

        #[test]
        fn spaces_are_single_and_inside(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert!(!folded.contains("  "));
            prop_assert_eq!(folded.trim(), folded.as_str());
        }
    }
}
