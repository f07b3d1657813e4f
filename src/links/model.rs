//! What a short link is: where it is printed, what it leads to, and its code.

use crate::db::{ListingId, OrgId, PostingId, WorkerId};
use crate::directory;
use crate::jobs;
use crate::tenancy::{self, Feature, Tenant};
use crate::values::Line;

/// Where a link is printed. Two places of one thing have two links, so that each is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A poster on a wall.
    Poster,
    /// A card handed out.
    Card,
    /// A sticker, at a door or on a tool.
    Sticker,
    /// A building's notice board.
    Board,
    /// Passed on, in a group chat or by mail.
    Share,
}

impl Medium {
    /// Every medium, in the order in which a form offers them.
    pub const ALL: [Self; 5] = [Self::Poster, Self::Card, Self::Sticker, Self::Board, Self::Share];

    /// The word in tables and forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Poster => "poster",
            Self::Card => "card",
            Self::Sticker => "sticker",
            Self::Board => "board",
            Self::Share => "share",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.code() == code)
    }
}

/// The kinds of things that links lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One offer.
    Service,
    /// One company.
    Vendor,
    /// One worker's card.
    Worker,
    /// The offers of one category.
    Category,
    /// One job posting.
    Job,
    /// The community's home, from a building's notice board.
    Building,
    /// The community's home.
    Home,
}

impl Kind {
    /// Whether a community has things of this kind: it may do without jobs.
    pub fn is_had_by(self, tenant: &Tenant) -> bool {
        self != Self::Job || tenant.has(Feature::Jobs)
    }

    /// Every kind, in the order in which a form offers them.
    pub const ALL: [Self; 7] =
        [Self::Service, Self::Vendor, Self::Worker, Self::Category, Self::Job, Self::Building, Self::Home];

    /// The word in tables, forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Vendor => "vendor",
            Self::Worker => "worker",
            Self::Category => "category",
            Self::Job => "job",
            Self::Building => "building",
            Self::Home => "home",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The words on a building's board.
pub type BuildingName = Line<30>;

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One offer.
    Service(ListingId),
    /// One company.
    Vendor(OrgId),
    /// One worker's card.
    Worker(WorkerId),
    /// The offers of the category with this code.
    Category(String),
    /// One job posting.
    Job(PostingId),
    /// The community's home, from the board of the building with this name.
    Building(BuildingName),
    /// The community's home.
    Home,
}

impl Target {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Service(_) => Kind::Service,
            Self::Vendor(_) => Kind::Vendor,
            Self::Worker(_) => Kind::Worker,
            Self::Category(_) => Kind::Category,
            Self::Job(_) => Kind::Job,
            Self::Building(_) => Kind::Building,
            Self::Home => Kind::Home,
        }
    }

    /// The word of its kind.
    pub fn code(&self) -> &'static str {
        self.kind().code()
    }

    /// What tells it from others of its kind.
    pub fn key(&self) -> String {
        match self {
            Self::Service(id) => id.to_string(),
            Self::Vendor(id) => id.to_string(),
            Self::Worker(id) => id.to_string(),
            Self::Category(code) => code.clone(),
            Self::Job(id) => id.to_string(),
            Self::Building(name) => name.as_str().to_owned(),
            Self::Home => String::new(),
        }
    }

    /// Reads kind and key; none where the key names nothing of its kind.
    pub fn parse(code: &str, key: &str) -> Option<Self> {
        Some(match Kind::parse(code)? {
            Kind::Service => Self::Service(key.parse().ok()?),
            Kind::Vendor => Self::Vendor(key.parse().ok()?),
            Kind::Worker => Self::Worker(key.parse().ok()?),
            Kind::Category if is_category(key) => Self::Category(key.to_owned()),
            Kind::Category => return None,
            Kind::Job => Self::Job(key.parse().ok()?),
            Kind::Building => Self::Building(BuildingName::parse(key).ok()?),
            Kind::Home => Self::Home,
        })
    }

    /// The address it leads to.
    pub fn url(&self, tenant: &Tenant) -> String {
        match self {
            Self::Service(id) => directory::urls::listing(tenant, *id),
            Self::Vendor(id) => directory::urls::vendor(tenant, *id),
            Self::Worker(id) => directory::urls::worker(tenant, *id),
            Self::Category(code) => directory::urls::category(tenant, code),
            Self::Job(id) => jobs::urls::posting(tenant, *id),
            Self::Building(_) | Self::Home => tenancy::urls::home(tenant),
        }
    }
}

/// Codes of categories stand in addresses as they are.
fn is_category(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Letters and digits that nobody takes for one another on paper: no `0`, `O`, `1`, `l`, `I`.
const ALPHABET: &[u8; 57] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE: u128 = 57;
/// The length of new codes: 57¹⁰ of them, so that nobody finds one by trying.
const LENGTH: usize = 10;

/// A new code at random.
pub fn new_code() -> String {
    code_of(rand::random())
}

fn code_of(mut number: u128) -> String {
    let letters = (0..LENGTH).map(|_| {
        let place = usize::try_from(number % BASE).unwrap_or_default();
        number /= BASE;
        char::from(ALPHABET[place])
    });
    letters.collect()
}

/// Whether a text could be a code: what could not is not looked up.
pub fn is_code(text: &str) -> bool {
    (8..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_lead_back() {
        for medium in Medium::ALL {
            assert_eq!(Medium::parse(medium.code()), Some(medium));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(kind));
        }
        let targets = [
            Target::Service(ListingId::generate()),
            Target::Vendor(OrgId::generate()),
            Target::Worker(WorkerId::generate()),
            Target::Category("deep_cleaning".to_owned()),
            Target::Job(PostingId::generate()),
            Target::Building(BuildingName::parse("3 栋 2 单元").unwrap()),
            Target::Home,
        ];
        for target in targets {
            assert_eq!(Target::parse(target.code(), &target.key()), Some(target));
        }
    }

    #[test]
    fn a_key_that_names_nothing_is_no_target() {
        let long = "栋".repeat(31);
        for (code, key) in [
            ("service", ""),
            ("service", "1"),
            ("vendor", "尚锦"),
            ("category", ""),
            ("category", "a&b=c"),
            ("category", "a/b"),
            ("building", " "),
            ("building", long.as_str()),
            ("street", ""),
        ] {
            assert_eq!(Target::parse(code, key), None, "{code} {key}");
        }
    }

    #[test]
    fn the_alphabet_has_no_look_alikes() {
        let mut letters = ALPHABET.to_vec();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(u128::try_from(letters.len()).unwrap(), BASE);
        assert!(letters.iter().all(|b| b.is_ascii_alphanumeric() && !b"0O1lI".contains(b)));
    }

    #[test]
    fn what_could_not_be_a_code_is_told_apart() {
        assert!(is_code("Ab3kMnP9xy") && is_code("00000000"));
        for text in ["", "short", "Ab3kMnP9xy123", "Ab3kMnP9x-", "Ab3kMnP9x中", "../../etc/"] {
            assert!(!is_code(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_code_can_be_looked_up(number: u128) {
            let code = code_of(number);
            prop_assert!(is_code(&code) && code.len() == LENGTH);
            // Neighbours differ: no two numbers below 57^10 share a code.
            prop_assert_ne!(code, code_of(number ^ 1));
        }
    }
}
