//! What a visitor searches for, and how well an offer answers it.

use super::doc::Doc;
use super::fold::{fold, is_han};
use super::score::{Area, Closeness, Hit, Position, Score};
use super::spelling::PinyinQuery;
use super::term::{Term, Word, as_pinyin, pinyin_hit};
use super::{synonyms, words};

/// The most characters of a query that count; the rest is cut off.
pub const MAX_CHARS: usize = 64;

/// The most words of a query that must occur; further ones are ignored.
pub const MAX_WORDS: usize = 8;

/// The most characters of the input that are looked at before folding, so that a huge one costs nothing.
const MAX_RAW_CHARS: usize = 8 * MAX_CHARS;

/// A search, prepared once a request and then asked about every offer.
#[derive(Debug, Clone)]
pub struct Query {
    normalized: String,
    /// The whole query, where it has more than one word. Found in one piece it counts as the literal words,
    /// however they were cut.
    phrase: Option<Term>,
    /// The whole query as pinyin, where it has more than one word: `jia dian`.
    pinyin_phrase: Option<PinyinQuery>,
    words: Vec<Word>,
}

impl Query {
    /// Reads what a visitor typed. `None` if nothing is left of it after folding (blank, only symbols).
    ///
    /// Of the folded input the first [`MAX_CHARS`] characters and [`MAX_WORDS`] words count. Words that
    /// only fill a sentence are dropped where another remains, as are repetitions.
    pub fn parse(input: &str) -> Option<Self> {
        let raw_end = input.char_indices().nth(MAX_RAW_CHARS).map_or(input.len(), |(at, _)| at);
        let mut normalized = fold(&input[..raw_end]);
        if let Some((end, _)) = normalized.char_indices().nth(MAX_CHARS) {
            normalized.truncate(end);
            normalized.truncate(normalized.trim_end().len());
        }
        let words = split(&normalized);
        if words.is_empty() {
            return None;
        }
        let is_one_word = words == [normalized.as_str()];
        Some(Self {
            phrase: (!is_one_word).then(|| Term::new(&normalized)),
            pinyin_phrase: if is_one_word { None } else { as_pinyin(&normalized) },
            words: words.into_iter().map(Word::new).collect(),
            normalized,
        })
    }

    /// The folded query, the same for every way of typing it: for the search field's title and for counting
    /// searches without a result.
    pub fn normalized(&self) -> &str {
        &self.normalized
    }

    /// How well an offer answers the query; `None` if some word of it is nowhere in the offer.
    pub fn score(&self, doc: &Doc) -> Option<Score> {
        let (words, in_name) = self.words_hit(doc)?;
        // The words of a phrase are parts of it: where they are not found, it is not either.
        let hit = self.phrase_hit(doc).map_or(words, |phrase| phrase.max(words));
        Some(Score::new(hit, in_name, doc.text(Area::Name).len()))
    }

    /// The weakest of the words' best hits, if every word has one, and how many words the name has.
    fn words_hit(&self, doc: &Doc) -> Option<(Hit, usize)> {
        let (first, others) = self.words.split_first()?;
        let mut weakest = first.best(doc)?;
        let mut in_name = usize::from(weakest.area == Area::Name);
        for word in others {
            let hit = word.best(doc)?;
            in_name += usize::from(hit.area == Area::Name);
            weakest = Hit {
                area: weakest.area.min(hit.area),
                closeness: weakest.closeness.min(hit.closeness),
                position: Position::Apart,
            };
        }
        Some((weakest, in_name))
    }

    /// The best hit of the whole query in one piece.
    fn phrase_hit(&self, doc: &Doc) -> Option<Hit> {
        let areas = [Area::Name, Area::Vendor, Area::Text];
        let literal = self
            .phrase
            .as_ref()
            .and_then(|phrase| areas.into_iter().find_map(|area| phrase.hit(doc, area, Closeness::Literal)));
        let by_pinyin = self
            .pinyin_phrase
            .as_ref()
            .and_then(|phrase| areas.into_iter().find_map(|area| pinyin_hit(phrase, doc, area)));
        literal.max(by_pinyin)
    }
}

/// Cuts a folded query into its words.
fn split(normalized: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for run in normalized.split(' ').flat_map(runs) {
        // A term of the trade stays whole even where the dictionary would see two words.
        let whole = !run.starts_with(is_han) || synonyms::terms().any(|term| term == run);
        let cut = if whole { vec![run] } else { words::cut(run) };
        for word in cut {
            if !found.contains(&word) {
                found.push(word);
            }
        }
    }
    if found.iter().any(|word| !words::is_filler(word)) {
        found.retain(|word| !words::is_filler(word));
    }
    found.truncate(MAX_WORDS);
    found
}

/// The stretches of a text that are Chinese, or not, throughout: `26天` is `26` and `天`.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let chinese = is_han(rest.chars().next()?);
        let end = rest.find(|c| is_han(c) != chinese).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(input: &str) -> Vec<String> {
        split(&fold(input)).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn queries_are_cut_into_words() {
        for (input, expected) in [
            ("家電清洗", &["家电", "清洗"][..]),
            ("月嫂多少钱？", &["月嫂"]),
            ("多少钱", &["多少钱"]),
            ("月嫂26天", &["月嫂", "26", "天"]),
            ("空调 空调 清洗", &["空调", "清洗"]),
            ("jia dian", &["jia", "dian"]),
            ("ＡＣ清洗", &["ac", "清洗"]),
            ("阿姨", &["阿姨"]),
            ("嫂", &["嫂"]),
        ] {
            assert_eq!(words_of(input), expected, "{input}");
        }
    }

    #[test]
    fn blank_queries_are_none() {
        for blank in ["", "  ", "🧹", "%", "_", "\0", "。。。", "\u{200B}"] {
            assert!(Query::parse(blank).is_none(), "{blank:?}");
        }
    }

    #[test]
    fn long_queries_are_cut_off() {
        let query = Query::parse(&"月 ".repeat(4_000)).unwrap();
        assert!(query.normalized().chars().count() <= MAX_CHARS);
        assert_eq!(query.words.len(), 1);
        let many = Query::parse("a1 b2 c3 d4 e5 f6 g7 h8 i9 j10").unwrap();
        assert_eq!(many.words.len(), MAX_WORDS);
    }

    #[test]
    fn normalized_is_one_for_every_way_of_typing() {
        let forms = ["家電清洗", " 家电清洗。", "家电清洗"];
        assert!(forms.iter().all(|form| Query::parse(form).unwrap().normalized() == "家电清洗"));
    }
}
