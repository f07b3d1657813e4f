//! How good a hit is, in the order in which results are shown.

/// Where a word was found. Later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Description, category or tags.
    Text,
    /// The vendor's name.
    Vendor,
    /// The offer's name.
    Name,
}

/// How close what was found is to what was typed. Later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// A synonym of a word whose initials were typed: `zdg` for 小时工.
    InitialsSynonym,
    /// By pinyin with initials: `jd` for 家电.
    Initials,
    /// A synonym of a word whose pinyin was typed: `zhongdiangong` for 小时工.
    PinyinSynonym,
    /// By pinyin, spelled: `jiadian` for 家电.
    Pinyin,
    /// The word's parts, not side by side: 空调清洗 in “空调深度清洗”.
    Parts,
    /// A synonym of the word.
    Synonym,
    /// What was typed.
    Literal,
}

/// How the hit lies in the name. Later is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The words are found one by one.
    Apart,
    /// Somewhere, in one piece.
    Inside,
    /// The name starts with it.
    Start,
    /// It is the whole name.
    Whole,
}

/// One hit: of a word, or of the whole query (then the worst of its words' areas and closenesses, since a
/// result is as good as its weakest word). Compares area first, then closeness, then position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub area: Area,
    pub closeness: Closeness,
    pub position: Position,
}

/// The rank of an offer among the results of one query: greater is better. Equal scores are for the caller
/// to order (by name, price, or freshness).
///
/// In order of weight: where the weakest word was found (name, vendor, text); how closely; how it lies in
/// the name (whole, start, inside, words apart); how many words are in the name; the shorter name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u32);

impl Score {
    /// `words_in_name` counts the query's words found in the name; `name_bytes` is the folded name's length.
    pub(super) fn new(hit: Hit, words_in_name: usize, name_bytes: usize) -> Self {
        let words = u32::try_from(words_in_name).unwrap_or(u32::MAX).min(0xF);
        let brevity = 0xFF - u32::try_from(name_bytes).unwrap_or(u32::MAX).min(0xFF);
        let ranks = (hit.area as u32) << 8 | (hit.closeness as u32) << 4 | hit.position as u32;
        Self(ranks << 12 | words << 8 | brevity)
    }

    /// The score as a number: greater is better.
    pub fn rank(self) -> u32 {
        self.0
    }

    /// Whether every word was found in the offer's name, so that no excerpt of the description is needed.
    pub fn in_name(self) -> bool {
        self.0 >> 20 == Area::Name as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_orders_as_its_parts_do() {
        let mut hits = Vec::new();
        for area in [Area::Text, Area::Vendor, Area::Name] {
            for closeness in [
                Closeness::InitialsSynonym,
                Closeness::Initials,
                Closeness::PinyinSynonym,
                Closeness::Pinyin,
                Closeness::Parts,
                Closeness::Synonym,
                Closeness::Literal,
            ] {
                for position in [Position::Apart, Position::Inside, Position::Start, Position::Whole] {
                    hits.push(Hit { area, closeness, position });
                }
            }
        }
        for pair in hits.windows(2) {
            assert!(pair[0] < pair[1]);
            assert!(Score::new(pair[0], 99, 0) < Score::new(pair[1], 0, 999), "{pair:?}");
        }
        assert!(hits.iter().all(|&hit| Score::new(hit, 3, 9).in_name() == (hit.area == Area::Name)));
    }
}
