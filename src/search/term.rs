//! One word of a query, with everything else that may stand for it.

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem::{Finder, FinderBuilder};

use super::doc::{Doc, Signature};
use super::fold::is_han;
use super::score::{Area, Closeness, Hit, Position};
use super::spelling::PinyinQuery;
use super::{synonyms, words};

/// The longest unknown word whose characters are also looked for one by one.
const MAX_LOOSE_CHARS: usize = 4;

/// A text to look for, prepared once a query.
#[derive(Debug, Clone)]
pub(super) struct Term {
    finder: Finder<'static>,
    signature: Signature,
    /// Whether a hit must begin a word: `ac` is not in “vacuum”.
    at_word_start: bool,
}

/// Ranks bytes by how common they are in Chinese UTF-8 text, so that the search looks for a term's rarest
/// bytes and not, as the default for English text has it, for the lead bytes that all characters share.
struct ChineseBytes;

impl HeuristicFrequencyRank for ChineseBytes {
    fn rank(&self, byte: u8) -> u8 {
        match byte {
            0xE4..=0xE9 => 250,
            0x80..=0xBF => 120,
            b' ' | b'0'..=b'9' => 60,
            _ => 30,
        }
    }
}

impl Term {
    pub fn new(text: &str) -> Self {
        Self {
            finder: FinderBuilder::new().build_forward_with_ranker_owned(ChineseBytes, text.as_bytes().to_vec()),
            signature: Signature::of(text),
            at_word_start: text.starts_with(|c: char| c.is_ascii_alphanumeric()),
        }
    }

    /// The byte offset of the first hit.
    fn find(&self, doc: &Doc, area: Area) -> Option<usize> {
        if !doc.signature().may_contain(self.signature) {
            return None;
        }
        let text = doc.text(area).as_bytes();
        if !self.at_word_start {
            return self.finder.find(text);
        }
        self.finder.find_iter(text).find(|&at| at == 0 || !text[at - 1].is_ascii_alphanumeric())
    }

    /// The hit in one area of an offer.
    pub fn hit(&self, doc: &Doc, area: Area, closeness: Closeness) -> Option<Hit> {
        let at = self.find(doc, area)?;
        let to_end = self.finder.needle().len() == doc.text(area).len();
        Some(Hit { area, closeness, position: position(area, at, to_end) })
    }
}

/// How a hit lies that starts at `start` and, starting at 0, reaches `to_end`. Only names have a beginning
/// worth ranking.
fn position(area: Area, start: usize, to_end: bool) -> Position {
    match (area, start) {
        (Area::Name, 0) if to_end => Position::Whole,
        (Area::Name, 0) => Position::Start,
        _ => Position::Inside,
    }
}

/// The hit of a query typed in pinyin in one area.
pub(super) fn pinyin_hit(query: &PinyinQuery, doc: &Doc, area: Area) -> Option<Hit> {
    let found = query.find(doc.pinyin(area)?)?;
    let closeness = if found.spelled { Closeness::Pinyin } else { Closeness::Initials };
    Some(Hit { area, closeness, position: position(area, found.start, found.to_end) })
}

/// A text as pinyin, if it can be meant so: with two letters at least.
pub(super) fn as_pinyin(text: &str) -> Option<PinyinQuery> {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    if letters > 1 { PinyinQuery::parse(text) } else { None }
}

/// One word of a query.
#[derive(Debug, Clone)]
pub(super) struct Word {
    literal: Term,
    synonyms: Vec<Term>,
    parts: Parts,
    pinyin: Option<Pinyin>,
}

/// The parts of a word, all of which must occur; none if it has no parts.
#[derive(Debug, Clone)]
struct Parts {
    terms: Vec<Term>,
    /// Whether they are words, which may also be scattered over a description; single characters must be
    /// in the name.
    are_words: bool,
}

/// A word that may be meant as pinyin.
#[derive(Debug, Clone)]
struct Pinyin {
    query: PinyinQuery,
    /// What stands for the words it may mean.
    synonyms: Vec<(Closeness, Term)>,
}

impl Word {
    pub fn new(text: &str) -> Self {
        Self {
            literal: Term::new(text),
            synonyms: synonyms::equivalents(text).into_iter().map(Term::new).collect(),
            parts: Parts::new(text),
            pinyin: as_pinyin(text).map(Pinyin::new),
        }
    }

    /// The best hit in an offer. Areas are tried from the best on, and in each the closest form first, so
    /// the first hit found is the best.
    pub fn best(&self, doc: &Doc) -> Option<Hit> {
        [Area::Name, Area::Vendor, Area::Text].into_iter().find_map(|area| {
            self.literal
                .hit(doc, area, Closeness::Literal)
                .or_else(|| self.by_synonym(doc, area))
                .or_else(|| self.parts.hit(doc, area))
                .or_else(|| self.pinyin.as_ref()?.hit(doc, area))
        })
    }

    fn by_synonym(&self, doc: &Doc, area: Area) -> Option<Hit> {
        if !allows_other_words(area) {
            return None;
        }
        self.synonyms.iter().filter_map(|term| term.hit(doc, area, Closeness::Synonym)).max()
    }
}

/// What a vendor is called says little about what it offers: 邻里帮手 is found by its own name only.
fn allows_other_words(area: Area) -> bool {
    area != Area::Vendor
}

impl Parts {
    fn new(text: &str) -> Self {
        let are_words = words::is_known(text);
        let terms = if are_words { words::parts(text).into_iter().map(Term::new).collect() } else { characters(text) };
        Self { terms, are_words }
    }

    fn hit(&self, doc: &Doc, area: Area) -> Option<Hit> {
        let applies = area == Area::Name || (self.are_words && allows_other_words(area));
        let found = applies && !self.terms.is_empty() && self.terms.iter().all(|part| part.find(doc, area).is_some());
        found.then_some(Hit { area, closeness: Closeness::Parts, position: Position::Apart })
    }
}

impl Pinyin {
    fn new(query: PinyinQuery) -> Self {
        let closeness = |spelled| {
            if spelled { Closeness::PinyinSynonym } else { Closeness::InitialsSynonym }
        };
        let meant = synonyms::terms_by_pinyin(&query).into_iter();
        Self { synonyms: meant.map(|by| (closeness(by.spelled), Term::new(by.term))).collect(), query }
    }

    fn hit(&self, doc: &Doc, area: Area) -> Option<Hit> {
        let direct = pinyin_hit(&self.query, doc, area);
        let is_best = direct.is_some_and(|hit| hit.closeness == Closeness::Pinyin);
        if is_best || !allows_other_words(area) {
            return direct;
        }
        let indirect = self.synonyms.iter().filter_map(|(closeness, term)| term.hit(doc, area, *closeness)).max();
        direct.max(indirect)
    }
}

/// The single characters of a short Chinese text that the word list does not know: 修灯 finds 灯具维修.
fn characters(text: &str) -> Vec<Term> {
    let count = text.chars().count();
    if !(2..=MAX_LOOSE_CHARS).contains(&count) || !text.chars().all(is_han) {
        return Vec::new();
    }
    text.chars().map(|c| Term::new(c.encode_utf8(&mut [0; 4]))).collect()
}
