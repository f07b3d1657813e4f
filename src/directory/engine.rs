//! Filters, counts and sorts a community's offers in memory.
//!
//! A facet's count says how many offers there would be if that choice were added, so an offer counts for a facet when
//! it passes all the *other* facets: offers that fail one facet alone are counted there and nowhere else.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::filter::{Filter, Place, Sort, Start};
use super::model::{CredentialKind, Offer, Suits};
use super::price::PriceUnit;
use super::snapshot::{Snapshot, Traits};
use crate::calendar::{Holidays, OpenState};
use crate::db::EstateId;
use crate::search::{Query, Score};
use crate::values::Fen;

/// Cards on a page.
pub const PAGE: usize = 20;

/// A facet of the filter; each is one bit of an offer's failures.
#[derive(Clone, Copy)]
enum Facet {
    Category = 1,
    Kind = 2,
    Estate = 4,
    Unit = 8,
    Range = 16,
    Open = 32,
    Credential = 64,
    Suits = 128,
}

/// How many offers each choice would show.
#[derive(Debug)]
pub struct Counts<'a> {
    snapshot: &'a Snapshot,
    /// By category, and by sub-service, as the snapshot numbers their codes.
    categories: Vec<usize>,
    kinds: Vec<usize>,
    any_category: usize,
    /// As the snapshot numbers them.
    estates: Vec<usize>,
    /// By the place in each type's `ALL`.
    units: [usize; PriceUnit::ALL.len()],
    credentials: [usize; CredentialKind::ALL.len()],
    suits: [usize; Suits::ALL.len()],
    open: usize,
}

impl<'a> Counts<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            categories: vec![0; snapshot.codes().len()],
            kinds: vec![0; snapshot.codes().len()],
            any_category: 0,
            estates: vec![0; snapshot.estates().len()],
            units: [0; PriceUnit::ALL.len()],
            credentials: [0; CredentialKind::ALL.len()],
            suits: [0; Suits::ALL.len()],
            open: 0,
        }
    }

    /// With this category.
    pub fn category(&self, code: &str) -> usize {
        self.snapshot.number_of_code(code).map_or(0, |n| self.categories[n])
    }

    /// With any category.
    pub fn any_category(&self) -> usize {
        self.any_category
    }

    /// With this sub-service.
    pub fn kind(&self, code: &str) -> usize {
        self.snapshot.number_of_code(code).map_or(0, |n| self.kinds[n])
    }

    /// In this estate.
    pub fn estate(&self, id: EstateId) -> usize {
        self.snapshot.number_of_estate(id).map_or(0, |n| self.estates[n])
    }

    /// Priced by this unit.
    pub fn unit(&self, unit: PriceUnit) -> usize {
        self.units[unit as usize]
    }

    /// Open now.
    pub fn open(&self) -> usize {
        self.open
    }

    /// With this proof as well as those chosen.
    pub fn credential(&self, kind: CredentialKind) -> usize {
        self.credentials[kind as usize]
    }

    /// That suit them.
    pub fn suits(&self, suits: Suits) -> usize {
        self.suits[suits as usize]
    }

    fn add(&mut self, offer: &Traits, is_open: bool, fails: u8) {
        // A sub-service lies in its category: with another category its choice means nothing, so it is counted without.
        if fails & !(Facet::Category as u8 | Facet::Kind as u8) == 0 {
            self.categories[usize::from(offer.category)] += 1;
            self.any_category += 1;
        }
        // What fails two facets is counted by none.
        if fails & fails.wrapping_sub(1) != 0 {
            return;
        }
        let counts_for = |facet: Facet| fails & !(facet as u8) == 0;
        if let Some(kind) = offer.kind.filter(|_| counts_for(Facet::Kind)) {
            self.kinds[usize::from(kind)] += 1;
        }
        if counts_for(Facet::Estate) {
            for estate in &offer.estates {
                self.estates[usize::from(*estate)] += 1;
            }
        }
        if counts_for(Facet::Unit) {
            self.units[offer.unit as usize] += 1;
        }
        if is_open && counts_for(Facet::Open) {
            self.open += 1;
        }
        // Proofs add up: each further one narrows what the chosen ones left.
        if fails == 0 {
            add_bits(&mut self.credentials, offer.credentials);
        }
        if counts_for(Facet::Suits) {
            add_bits(&mut self.suits, offer.suits);
        }
    }
}

fn add_bits(counts: &mut [usize], bits: u8) {
    for (n, count) in counts.iter_mut().enumerate() {
        *count += usize::from(bits >> n & 1);
    }
}

/// One offer of the result.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// Whether the company can be reached now.
    pub state: OpenState,
    /// Its place in the list.
    pub place: Place,
}

/// A page of results.
#[derive(Debug)]
pub struct Results<'a> {
    /// The offers of this page.
    pub page: Vec<Found<'a>>,
    /// How many there are on all pages.
    pub total: usize,
    /// How many come before this page.
    pub skipped: usize,
    /// How many match what was typed, whatever else was chosen.
    pub matching_text: usize,
    /// What each choice would show.
    pub counts: Counts<'a>,
}

/// When is now, for what is open.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// The time.
    pub at: DateTime<Utc>,
    /// The community's time zone.
    pub tz: Tz,
    /// Public holidays.
    pub holidays: &'a Holidays,
}

/// Runs a filter over a snapshot.
pub fn run<'a>(snapshot: &'a Snapshot, filter: &Filter, query: Option<&Query>, now: Now<'_>) -> Results<'a> {
    let states = snapshot.plan_states(now);
    let wanted = Wanted::new(snapshot, filter);
    let mut counts = Counts::new(snapshot);
    let mut matches = Vec::with_capacity(snapshot.offers().len());
    let scores = query.map(|query| snapshot.scores(query));
    let mut matching_text = 0;
    for (n, traits) in snapshot.traits().iter().enumerate() {
        let score = scores.as_ref().and_then(|scores| scores[n]);
        if scores.is_some() && score.is_none() {
            continue;
        }
        matching_text += 1;
        let is_open = is_open(states[traits.plan]);
        let fails = wanted.failures(traits, is_open);
        counts.add(traits, is_open, fails);
        if fails == 0 {
            matches.push((place(traits, score, filter.sort), n));
        }
    }
    let total = matches.len();
    let (page, skipped) = cut(matches, filter.start);
    let found = |(place, n): (Place, usize)| {
        let (offer, state) = (&snapshot.offers()[n], states[snapshot.traits()[n].plan]);
        Found { offer, state, place }
    };
    Results { page: page.into_iter().map(found).collect(), total, skipped, matching_text, counts }
}

/// A filter in the snapshot's numbers; none, or no bits, is no wish.
struct Wanted {
    /// A code that no offer has is number `u16::MAX`.
    category: Option<u16>,
    kinds: Option<Vec<u16>>,
    estates: Option<Vec<u16>>,
    units: u8,
    credentials: u8,
    suits: u8,
    range: Option<(i64, i64)>,
    open: bool,
}

impl Wanted {
    fn new(snapshot: &Snapshot, filter: &Filter) -> Self {
        let code = |code: &String| number(snapshot.number_of_code(code));
        let estate = |id: &EstateId| number(snapshot.number_of_estate(*id));
        Self {
            category: filter.category.as_ref().map(code),
            kinds: Some(filter.kinds.iter().map(code).collect()).filter(|kinds: &Vec<_>| !kinds.is_empty()),
            estates: Some(filter.estates.iter().map(estate).collect()).filter(|estates: &Vec<_>| !estates.is_empty()),
            units: filter.units.iter().fold(0, |bits, unit| bits | 1 << *unit as u8),
            credentials: CredentialKind::bits(&filter.credentials),
            suits: Suits::bits(&filter.suits),
            range: (filter.min.is_some() || filter.max.is_some())
                .then(|| (filter.min.map_or(0, Fen::fen), filter.max.map_or(i64::MAX - 1, Fen::fen))),
            open: filter.open,
        }
    }

    /// The facets that an offer fails, as bits.
    fn failures(&self, offer: &Traits, is_open: bool) -> u8 {
        let bit = |facet: Facet, passes: bool| if passes { 0 } else { facet as u8 };
        bit(Facet::Category, self.category.is_none_or(|category| offer.category == category))
            | bit(Facet::Kind, self.kinds.as_ref().is_none_or(|any| offer.kind.is_some_and(|kind| any.contains(&kind))))
            | bit(Facet::Estate, self.estates.as_ref().is_none_or(|any| any.iter().any(|n| offer.estates.contains(n))))
            | bit(Facet::Unit, self.units == 0 || self.units >> offer.unit as u8 & 1 == 1)
            | bit(Facet::Range, self.range.is_none_or(|(min, max)| offer.highest >= min && offer.lowest <= max))
            | bit(Facet::Open, is_open || !self.open)
            | bit(Facet::Credential, offer.credentials & self.credentials == self.credentials)
            | bit(Facet::Suits, self.suits == 0 || offer.suits & self.suits != 0)
    }
}

fn number(known: Option<usize>) -> u16 {
    known.and_then(|n| u16::try_from(n).ok()).unwrap_or(u16::MAX)
}

/// Whether somebody answers now.
pub fn is_open(state: OpenState) -> bool {
    matches!(state, OpenState::Open { .. } | OpenState::AlwaysOpen)
}

/// An offer's sort key; smaller comes first.
fn place(offer: &Traits, score: Option<Score>, sort: Sort) -> Place {
    let relevance = score.map_or(offer.rank, |score| -i64::from(score.rank()));
    let (first, second) = match sort {
        Sort::Relevance => (relevance, offer.comparable),
        Sort::Price => (offer.comparable, relevance),
        Sort::Checked => (offer.checked.saturating_neg(), relevance),
    };
    Place { first, second, id: offer.id }
}

/// The page that starts where the visitor is, in order, and how many come before it. Only the page itself is sorted.
fn cut(mut matches: Vec<(Place, usize)>, start: Start) -> (Vec<(Place, usize)>, usize) {
    let total = matches.len();
    if let Start::Before(place) = start {
        matches.retain(|(there, _)| *there < place);
        let skipped = matches.len().saturating_sub(PAGE);
        if skipped > 0 {
            matches.select_nth_unstable(skipped);
            matches.drain(..skipped);
        }
        matches.sort_unstable();
        return (matches, skipped);
    }
    if let Start::After(place) = start {
        matches.retain(|(there, _)| *there > place);
    }
    let skipped = total - matches.len();
    if matches.len() > PAGE {
        matches.select_nth_unstable(PAGE);
        matches.truncate(PAGE);
    }
    matches.sort_unstable();
    (matches, skipped)
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
