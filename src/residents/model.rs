//! What is kept of households and residents, and in which words.

use chrono::{Datelike, NaiveDate};

use crate::web::Messages;

/// How a household came to live where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HouseholdKind {
    /// 户籍: registered here.
    Registered,
    /// 回迁: moved back after the neighbourhood was rebuilt.
    Resettled,
    /// 商品房: bought on the market.
    Bought,
    /// 租住: rents.
    Rented,
}

impl HouseholdKind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 4] = [Self::Registered, Self::Resettled, Self::Bought, Self::Rented];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Resettled => "resettled",
            Self::Bought => "bought",
            Self::Rented => "rented",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.residents;
        match self {
            Self::Registered => t.kind_registered,
            Self::Resettled => t.kind_resettled,
            Self::Bought => t.kind_bought,
            Self::Rented => t.kind_rented,
        }
    }
}

/// What somebody is within their household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// 户主
    Head,
    /// 配偶
    Spouse,
    /// 子女
    Child,
    /// 父母
    Parent,
    /// 孙辈
    Grandchild,
    /// 租客
    Tenant,
    /// Anything else.
    Other,
}

impl Relation {
    /// Every relation, in the order of lists.
    pub const ALL: [Self; 7] =
        [Self::Head, Self::Spouse, Self::Child, Self::Parent, Self::Grandchild, Self::Tenant, Self::Other];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Spouse => "spouse",
            Self::Child => "child",
            Self::Parent => "parent",
            Self::Grandchild => "grandchild",
            Self::Tenant => "tenant",
            Self::Other => "other",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.residents;
        match self {
            Self::Head => t.relation_head,
            Self::Spouse => t.relation_spouse,
            Self::Child => t.relation_child,
            Self::Parent => t.relation_parent,
            Self::Grandchild => t.relation_grandchild,
            Self::Tenant => t.relation_tenant,
            Self::Other => t.relation_other,
        }
    }
}

/// 一老一小: whom a community looks after first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// 老人: 60 and older.
    Elder,
    /// 独居: lives alone.
    Alone,
    /// 婴幼儿: up to three years.
    Infant,
}

/// From this age on somebody is an elder (the age from which China's law on their rights counts).
const ELDER_AGE: i32 = 60;
/// Up to this age somebody is an infant in the sense of 一老一小.
const INFANT_AGE: i32 = 3;

impl Tag {
    /// Every tag, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Elder, Self::Alone, Self::Infant];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Elder => "elder",
            Self::Alone => "alone",
            Self::Infant => "infant",
        }
    }

    /// Reads the database's word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.code() == code)
    }

    /// What it is called.
    pub fn label(self, t: &Messages) -> &'static str {
        let t = &t.residents;
        match self {
            Self::Elder => t.tag_elder,
            Self::Alone => t.tag_alone,
            Self::Infant => t.tag_infant,
        }
    }

    /// The years of birth that make somebody one without a tick: first and last. None: no age does.
    pub fn years(self, today: NaiveDate) -> Option<(i32, i32)> {
        match self {
            Self::Elder => Some((0, today.year() - ELDER_AGE)),
            Self::Alone => None,
            Self::Infant => Some((today.year() - INFANT_AGE, today.year())),
        }
    }
}

/// The tags that hold: ticked, or by the year of birth where it is known.
pub fn tags(ticked: &[String], birth_year: Option<i32>, today: NaiveDate) -> Vec<Tag> {
    let holds = |tag: &Tag| {
        let by_age = |year: i32| tag.years(today).map(|(first, last)| (first..=last).contains(&year));
        // A known age decides; an infant that was ticked grows up.
        birth_year.and_then(by_age).unwrap_or_else(|| ticked.iter().any(|code| code == tag.code()))
    };
    Tag::ALL.into_iter().filter(holds).collect()
}

/// Below this age a guardian agrees for a child (PIPL, article 31).
const GUARDED_AGE: i32 = 14;

/// Whether somebody may be a child for whom a guardian agrees: only the year of birth is kept, and in the year of the
/// fourteenth birthday it may be still to come.
pub fn is_child(birth_year: Option<i32>, this_year: i32) -> bool {
    birth_year.is_some_and(|born| this_year - born <= GUARDED_AGE)
}

/// A door's number in full: 2单元1203室; a building without units has none before the room.
pub fn door(unit: &str, room: &str, t: &Messages) -> String {
    if unit.is_empty() { t.residents.room(room) } else { t.residents.unit_and_room(unit, room) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_age_decides_about_old_and_small() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let of = |ticked: &[&str], year| {
            let ticked: Vec<String> = ticked.iter().map(|&tag| tag.to_owned()).collect();
            tags(&ticked, year, today)
        };
        assert_eq!(of(&[], Some(1966)), [Tag::Elder]);
        assert_eq!(of(&[], Some(1967)), []);
        assert_eq!(of(&[], Some(2023)), [Tag::Infant]);
        assert_eq!(of(&["infant"], Some(2022)), [], "ticked once, grown up since");
        assert_eq!(of(&["elder", "alone"], None), [Tag::Elder, Tag::Alone]);
        assert_eq!(of(&["alone"], Some(1940)), [Tag::Elder, Tag::Alone]);
    }

    #[test]
    fn a_guardian_agrees_for_whoever_may_be_under_fourteen() {
        assert!(is_child(Some(2012), 2026) && is_child(Some(2026), 2026));
        assert!(!is_child(Some(2011), 2026) && !is_child(None, 2026));
    }

    #[test]
    fn words_are_read_back() {
        assert!(HouseholdKind::ALL.into_iter().all(|kind| HouseholdKind::parse(kind.code()) == Some(kind)));
        assert!(Relation::ALL.into_iter().all(|relation| Relation::parse(relation.code()) == Some(relation)));
        assert!(Tag::ALL.into_iter().all(|tag| Tag::parse(tag.code()) == Some(tag)));
    }
}
