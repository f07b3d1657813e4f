//! Cutting Chinese into words.
//!
//! The segmenter is jieba with a **small word list of this trade** instead of its own: its own list of
//! 350,000 words takes 32 MiB and 0.2 s to load, a fifth of the memory the whole server may use, and still
//! lacks words like 月嫂 or 陪诊. What the small list does not know is kept in one piece.

use std::sync::LazyLock;

use jieba_rs::Jieba;

use super::synonyms;

const WORDS: &str = include_str!("words.txt");

/// Words that carry no wish of their own: dropped from a query that has others. 月嫂多少钱 asks for 月嫂.
const FILLERS: &[&str] = &[
    "的",
    "吗",
    "呢",
    "个",
    "找",
    "请",
    "要",
    "我",
    "想",
    "找个",
    "请个",
    "想找",
    "想请",
    "我要",
    "我想",
    "我想找",
    "我要找",
    "帮我",
    "帮忙",
    "请问",
    "需要",
    "一个",
    "一下",
    "有没有",
    "有吗",
    "哪里有",
    "哪里",
    "哪家",
    "哪家好",
    "怎么",
    "怎么样",
    "多少钱",
    "多少",
    "价格",
    "价钱",
    "收费",
    "费用",
    "附近",
    "附近的",
    "推荐",
];

/// Every word has the same weight, so that the cut with the fewest words wins.
const WEIGHT: usize = 1_000;

/// The segmenter, loaded at the first search.
static SEGMENTER: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::empty();
    let listed = WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    let chinese_terms = synonyms::terms().filter(|term| !term.is_ascii());
    for word in listed.chain(chinese_terms).chain(FILLERS.iter().copied()) {
        if !jieba.has_word(word) {
            jieba.add_word(word, Some(WEIGHT), None);
        }
    }
    jieba
});

/// Cuts a folded run of Chinese characters into words, in order and without a gap. Neighbouring characters
/// that belong to no known word stay together.
pub fn cut(run: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut unknown_from = None;
    for token in SEGMENTER.cut(run, false) {
        if SEGMENTER.has_word(token.word) {
            if let Some(from) = unknown_from.take() {
                words.push(&run[from..start]);
            }
            words.push(token.word);
        } else if unknown_from.is_none() {
            unknown_from = Some(start);
        }
        start += token.word.len();
    }
    if let Some(from) = unknown_from {
        words.push(&run[from..]);
    }
    words
}

/// Whether a word only fills a sentence (找, 多少钱).
pub fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// Whether the word list has this word.
pub fn is_known(word: &str) -> bool {
    SEGMENTER.has_word(word)
}

/// The known words of two characters or more that a longer word consists of (空调清洗: 空调, 清洗); empty if
/// it is not made up of such words.
pub fn parts(word: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
        let longest = ends.filter(|&end| end < word.len() && SEGMENTER.has_word(&rest[..end])).max();
        let Some(end) = longest else {
            return Vec::new();
        };
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn listed_words_are_folded_chinese() {
        for word in WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
            assert_eq!(crate::search::fold(word), word);
            assert!(word.chars().all(crate::search::fold::is_han), "{word}");
        }
    }

    #[test]
    fn sentences_are_cut_at_known_words() {
        for (run, expected) in [
            ("家电清洗维修", &["家电", "清洗", "维修"][..]),
            ("母婴护理员", &["母婴护理员"]),
            ("想找住家保姆", &["想找", "住家", "保姆"]),
            ("月嫂多少钱", &["月嫂", "多少钱"]),
            ("萨克斯培训", &["萨克斯", "培训"]),
            ("修萨克斯", &["修萨克斯"]),
            ("嫂", &["嫂"]),
        ] {
            assert_eq!(cut(run), expected, "{run}");
        }
    }

    #[test]
    fn every_synonym_stays_whole() {
        for term in synonyms::terms().filter(|term| !term.is_ascii()) {
            assert_eq!(cut(term), [term]);
        }
    }

    #[test]
    fn long_words_have_parts() {
        assert_eq!(parts("空调清洗"), ["空调", "清洗"]);
        assert_eq!(parts("小时工"), Vec::<&str>::new());
        assert_eq!(parts("保洁"), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn a_cut_loses_nothing(run in "[一-龥家电清洗保洁月嫂]{0,30}") {
            prop_assert_eq!(cut(&run).concat(), run);
        }
    }
}
