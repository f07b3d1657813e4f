//! What is searched: the folded texts of one offer.

use super::fold::fold;
use super::pinyin::{name_syllables, syllables};
use super::score::Area;

/// The searchable texts of one offer, made once when it is published or changed and then kept in memory
/// with the community's other offers (about 600 bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    name: Box<str>,
    name_pinyin: Box<str>,
    vendor: Box<str>,
    vendor_pinyin: Box<str>,
    text: Box<str>,
    signature: Signature,
}

impl Doc {
    /// Folds an offer's name, its vendor's short name, and its further texts (category, description,
    /// tags), in any script and form. No hit reaches from one text into the next.
    pub fn new<'t>(name: &str, vendor: &str, texts: impl IntoIterator<Item = &'t str>) -> Self {
        let (name, vendor) = (fold(name), fold(vendor));
        let mut text = String::new();
        for part in texts {
            let part = fold(part);
            if !text.is_empty() && !part.is_empty() {
                text.push(' ');
            }
            text.push_str(&part);
        }
        Self {
            signature: Signature::of(&name) | Signature::of(&vendor) | Signature::of(&text),
            name_pinyin: syllables(&name).into(),
            vendor_pinyin: name_syllables(&vendor).into(),
            name: name.into(),
            vendor: vendor.into(),
            text: text.into(),
        }
    }

    /// From forms that [`Doc::new`] made before and a table kept.
    ///
    /// `pinyin` is the name's and, on a second line, that of further names ([`Doc::pinyin_of`]): those weigh as much as the
    /// vendor's, less than the name's own.
    pub fn from_folded(name: String, pinyin: &str, vendor: &str, vendor_pinyin: &str, text: String) -> Self {
        let (name_pinyin, further) = pinyin.split_once('\n').unwrap_or((pinyin, ""));
        let vendor_pinyin =
            if further.is_empty() { vendor_pinyin.into() } else { format!("{vendor_pinyin} | {further}").into() };
        Self {
            signature: Signature::of(&name) | Signature::of(vendor) | Signature::of(&text),
            name: name.into(),
            name_pinyin: name_pinyin.into(),
            vendor: vendor.into(),
            vendor_pinyin,
            text: text.into(),
        }
    }

    /// The pinyin of further names by which an offer is found, such as its category's.
    pub fn pinyin_of<'t>(names: impl IntoIterator<Item = &'t str>) -> String {
        let each: Vec<String> = names.into_iter().map(|name| syllables(&fold(name))).collect();
        // The bar keeps a match from reaching out of one name into the next.
        each.join(" | ")
    }

    /// The folded forms to keep in a table: name, the name's pinyin, further texts. The vendor's are kept with the vendor.
    pub fn folded(&self) -> (&str, &str, &str) {
        (&self.name, &self.name_pinyin, &self.text)
    }

    /// A vendor's name folded, and its pinyin.
    pub fn folded_vendor(name: &str) -> (String, String) {
        let name = fold(name);
        let pinyin = name_syllables(&name);
        (name, pinyin)
    }

    /// The folded text of one area.
    pub(super) fn text(&self, area: Area) -> &str {
        match area {
            Area::Name => &self.name,
            Area::Vendor => &self.vendor,
            Area::Text => &self.text,
        }
    }

    /// The stored pinyin of one area (see [`super::pinyin`]). The description has none: nearly every pair
    /// of initials occurs in a paragraph.
    pub(super) fn pinyin(&self, area: Area) -> Option<&str> {
        match area {
            Area::Name => Some(&self.name_pinyin),
            Area::Vendor => Some(&self.vendor_pinyin),
            Area::Text => None,
        }
    }

    /// Which characters occur in the three texts.
    pub(super) fn signature(&self) -> Signature {
        self.signature
    }
}

/// The set of a text's characters as 256 bits, a character setting one of them. If a bit of a term is
/// missing in an offer, the term cannot be in it; this spares reading most texts at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature([u64; 4]);

impl Signature {
    /// The signature of a folded text. Spaces leave no trace.
    pub fn of(text: &str) -> Self {
        let mut bits = [0; 4];
        for c in text.chars().filter(|&c| c != ' ') {
            // Multiplying spreads neighbouring characters; the top byte names the bit.
            let bit = u32::from(c).wrapping_mul(0x9E37_79B1) >> 24;
            bits[(bit >> 6) as usize] |= 1_u64 << (bit & 63);
        }
        Self(bits)
    }

    /// Whether a text with this signature may contain one with the other's.
    pub fn may_contain(self, part: Self) -> bool {
        self.0.iter().zip(part.0).all(|(own, wanted)| wanted & !own == 0)
    }
}

impl std::ops::BitOr for Signature {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_folded_and_kept_apart() {
        let doc = Doc::new("家電（ＡＣ）", "單師傅", ["家電", "", "維修。"]);
        assert_eq!(doc.text(Area::Name), "家电 ac");
        assert_eq!(doc.text(Area::Text), "家电 维修");
        assert_eq!(doc.pinyin(Area::Name), Some("jia dian ac"));
        assert_eq!(doc.pinyin(Area::Vendor), Some("san si fu | dan si fu"));
    }

    #[test]
    fn most_absent_terms_are_seen_from_the_signature() {
        let text = Signature::of("按小时计价 两小时起 自带工具药剂 服务前说明收费标准 完成后请居民验收");
        let absent = ["月嫂", "陪诊", "空调", "收纳", "磨刀", "换锁", "育婴", "沙发"];
        assert!(absent.iter().filter(|term| text.may_contain(Signature::of(term))).count() < 3);
    }

    proptest! {
        #[test]
        fn a_part_is_never_ruled_out(before in any::<String>(), part in any::<String>(), after in any::<String>()) {
            let whole = Signature::of(&format!("{before}{part}{after}"));
            prop_assert!(whole.may_contain(Signature::of(&part)));
        }
    }
}
