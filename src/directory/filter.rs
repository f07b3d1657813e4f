//! The directory's address: which offers, in which order, from where on. Everything a visitor chose is in it, so that
//! it can be shared, printed and bookmarked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::model::{CredentialKind, Suits};
use super::price::PriceUnit;
use crate::db::{EstateId, ListingId};
use crate::values::Fen;

/// The query as it came; unknown words are left aside, so that an old link still shows something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryQuery {
    /// What was typed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// A category's code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// Codes of sub-services: any of them.
    pub kind: Vec<String>,
    /// Ids of estates: any of them.
    pub estate: Vec<String>,
    /// Codes of price units: any of them.
    pub unit: Vec<String>,
    /// The lowest price in yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub min: String,
    /// The highest price in yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub max: String,
    /// `1` for what is open now.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub open: String,
    /// Codes of proofs: all of them.
    pub credential: Vec<String>,
    /// Whom it suits: any of them.
    pub suits: Vec<String>,
    /// The order.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// The page after this place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// The page before this place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
}

impl DirectoryQuery {
    /// The address with this query below `path`.
    pub fn url(&self, path: &str) -> String {
        match serde_html_form::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }

    /// The same from the first page on.
    pub fn first_page(&self) -> Self {
        Self { after: String::new(), before: String::new(), ..self.clone() }
    }
}

/// The order of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best match; without a search, by category and then price.
    #[default]
    Relevance,
    /// Cheapest first, in comparable terms.
    Price,
    /// Checked by the community most recently first.
    Checked,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Price, Self::Checked];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Relevance => "",
            Self::Price => "price",
            Self::Checked => "checked",
        }
    }

    fn parse(code: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.code() == code).unwrap_or_default()
    }
}

/// A place in a sorted list: an offer's sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// What is sorted by first.
    pub first: i64,
    /// What decides between equals.
    pub second: i64,
    /// What decides at last.
    pub id: ListingId,
}

impl Place {
    /// As in addresses.
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(32);
        bytes.extend(self.first.to_be_bytes());
        bytes.extend(self.second.to_be_bytes());
        bytes.extend(self.id.uuid().as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads an address's place.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (first, rest) = bytes.split_first_chunk::<8>()?;
        let (second, id) = rest.split_first_chunk::<8>()?;
        let id = uuid::Uuid::from_slice(id).ok()?;
        Some(Self { first: i64::from_be_bytes(*first), second: i64::from_be_bytes(*second), id: id.into() })
    }
}

/// From where on the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The first page.
    First,
    /// Behind a place.
    After(Place),
    /// Ahead of a place.
    Before(Place),
}

/// A filter in typed form.
#[derive(Debug, Clone)]
pub struct Filter {
    /// The category.
    pub category: Option<String>,
    /// Sub-services: any of them.
    pub kinds: Vec<String>,
    /// Estates: any of them.
    pub estates: Vec<EstateId>,
    /// Units: any of them.
    pub units: Vec<PriceUnit>,
    /// The lowest price.
    pub min: Option<Fen>,
    /// The highest price.
    pub max: Option<Fen>,
    /// Only what is open now.
    pub open: bool,
    /// Proofs: all of them.
    pub credentials: Vec<CredentialKind>,
    /// Whom it suits: any of them.
    pub suits: Vec<Suits>,
    /// The order.
    pub sort: Sort,
    /// From where on.
    pub start: Start,
}

/// What of a query cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterError {
    /// The lowest price is no amount.
    Min,
    /// The highest price is no amount.
    Max,
    /// The lowest price is above the highest.
    Reversed,
}

/// Why a query cannot be answered at all: its place in the list is no place.
#[derive(Debug, PartialEq, Eq)]
pub struct BadPlace;

impl Filter {
    /// Reads a query; a price range that makes no sense is left out and named.
    pub fn read(query: &DirectoryQuery) -> Result<(Self, Option<FilterError>), BadPlace> {
        let place = |text: &str| Place::decode(text).ok_or(BadPlace);
        let start = match (query.after.as_str(), query.before.as_str()) {
            ("", "") => Start::First,
            (after, "") => Start::After(place(after)?),
            (_, before) => Start::Before(place(before)?),
        };
        let (min, max, error) = range(&query.min, &query.max);
        let filter = Self {
            category: Some(query.category.clone()).filter(|code| !code.is_empty()),
            kinds: query.kind.iter().filter(|code| !code.is_empty()).cloned().collect(),
            estates: query.estate.iter().filter_map(|id| id.parse().ok()).collect(),
            units: query.unit.iter().filter_map(|code| PriceUnit::from_code(code)).collect(),
            min,
            max,
            open: query.open == "1",
            credentials: query.credential.iter().filter_map(|code| CredentialKind::parse(code)).collect(),
            suits: query.suits.iter().filter_map(|code| Suits::parse(code)).collect(),
            sort: Sort::parse(&query.sort),
            start,
        };
        Ok((filter, error))
    }
}

/// The two ends of a range in yuan; a range that makes no sense is left out and named.
pub fn range(min: &str, max: &str) -> (Option<Fen>, Option<Fen>, Option<FilterError>) {
    let (min, max) = (amount(min), amount(max));
    let error = match (&min, &max) {
        (Err(()), _) => Some(FilterError::Min),
        (_, Err(())) => Some(FilterError::Max),
        (Ok(Some(min)), Ok(Some(max))) if min > max => Some(FilterError::Reversed),
        _ => None,
    };
    if error.is_some() { (None, None, error) } else { (min.unwrap_or(None), max.unwrap_or(None), None) }
}

/// An amount in yuan; none when nothing was typed.
fn amount(text: &str) -> Result<Option<Fen>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| ()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_reads_back_from_its_address() {
        let query = DirectoryQuery {
            q: "月嫂 & 保姆".into(),
            unit: vec!["hour".into(), "visit".into()],
            open: "1".into(),
            ..DirectoryQuery::default()
        };
        let url = query.url("/c/a/services");
        let (_, text) = url.split_once('?').unwrap();
        assert_eq!(serde_html_form::from_str::<DirectoryQuery>(text).unwrap(), query);
        assert_eq!(DirectoryQuery::default().url("/c/a/services"), "/c/a/services");
    }

    #[test]
    fn a_price_range_that_makes_no_sense_is_named_and_left_out() {
        let read = |min: &str, max: &str| {
            let query = DirectoryQuery { min: min.into(), max: max.into(), ..DirectoryQuery::default() };
            let (filter, error) = Filter::read(&query).unwrap();
            (filter.min.map(Fen::fen), filter.max.map(Fen::fen), error)
        };
        assert_eq!(read("40", "55.5"), (Some(4000), Some(5550), None));
        assert_eq!(read("x", "55"), (None, None, Some(FilterError::Min)));
        assert_eq!(read("", "-3"), (None, None, Some(FilterError::Max)));
        assert_eq!(read("60", "50"), (None, None, Some(FilterError::Reversed)));
    }

    #[test]
    fn a_place_that_is_none_is_refused() {
        let place = Place { first: -3, second: i64::MAX, id: ListingId::generate() };
        assert_eq!(Place::decode(&place.encode()), Some(place));
        for absurd in ["x", "%00", "AAAA", &"A".repeat(5000)] {
            assert!(Filter::read(&DirectoryQuery { after: absurd.into(), ..DirectoryQuery::default() }).is_err());
        }
    }
}
