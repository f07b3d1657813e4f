//! Filters, counts and sorts a community's offers in memory.
//!
//! A facet's count says how many offers there would be if that choice were added, so an offer counts for a facet when
//! it passes all the *other* facets: offers that fail one facet alone are counted there and nowhere else.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::filter::{Filter, Place, Sort, Start};
use super::model::{CredentialKind, Offer, Suits};
use super::price::PriceUnit;
use super::snapshot::Snapshot;
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
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts<'a> {
    /// By category.
    pub categories: HashMap<&'a str, usize>,
    /// All categories together.
    pub any_category: usize,
    /// By sub-service.
    pub kinds: HashMap<&'a str, usize>,
    /// By estate.
    pub estates: HashMap<EstateId, usize>,
    /// By price unit.
    pub units: HashMap<PriceUnit, usize>,
    /// Open now.
    pub open: usize,
    /// By proof.
    pub credentials: HashMap<CredentialKind, usize>,
    /// By whom it suits.
    pub suits: HashMap<Suits, usize>,
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
    let states = snapshot.open_states(now);
    let mut counts = Counts::default();
    let mut matches: Vec<Found<'a>> = Vec::new();
    let mut matching_text = 0;
    for (offer, state) in snapshot.offers().iter().zip(states) {
        let score = match query {
            None => None,
            Some(query) => match query.score(&offer.doc) {
                None => continue,
                score => score,
            },
        };
        matching_text += 1;
        let fails = failures(offer, state, filter);
        count(&mut counts, offer, state, fails);
        if fails == 0 {
            let place = place(snapshot, offer, score, filter.sort);
            matches.push(Found { offer, state, place });
        }
    }
    let total = matches.len();
    let (page, skipped) = cut(matches, filter.start);
    Results { page, total, skipped, matching_text, counts }
}

/// The facets that an offer fails, as bits.
fn failures(offer: &Offer, state: OpenState, filter: &Filter) -> u8 {
    let mut fails = 0;
    let mut demand = |facet: Facet, passes: bool| {
        if !passes {
            fails |= facet as u8;
        }
    };
    demand(Facet::Category, filter.category.as_deref().is_none_or(|code| *offer.category == *code));
    demand(
        Facet::Kind,
        filter.kinds.is_empty() || offer.kind.as_deref().is_some_and(|kind| filter.kinds.iter().any(|k| k == kind)),
    );
    demand(Facet::Estate, filter.estates.is_empty() || filter.estates.iter().any(|id| offer.estates.contains(id)));
    demand(Facet::Unit, filter.units.is_empty() || filter.units.contains(&offer.price.unit()));
    demand(Facet::Range, is_in_range(offer, filter.min, filter.max));
    demand(Facet::Open, !filter.open || is_open(state));
    demand(Facet::Credential, filter.credentials.iter().all(|kind| offer.credentials.contains(kind)));
    demand(Facet::Suits, filter.suits.is_empty() || filter.suits.iter().any(|suits| offer.suits.contains(suits)));
    fails
}

/// Whether any price of the offer lies in the range wanted. A price to be agreed is in no range.
fn is_in_range(offer: &Offer, min: Option<Fen>, max: Option<Fen>) -> bool {
    if min.is_none() && max.is_none() {
        return true;
    }
    let Some(lowest) = offer.price.min() else { return false };
    let reaches_min = offer.price.is_open_ended() || min.is_none_or(|min| offer.price.max().unwrap_or(lowest) >= min);
    reaches_min && max.is_none_or(|max| lowest <= max)
}

/// Whether somebody answers now.
pub fn is_open(state: OpenState) -> bool {
    matches!(state, OpenState::Open { .. } | OpenState::AlwaysOpen)
}

fn count<'a>(counts: &mut Counts<'a>, offer: &'a Offer, state: OpenState, fails: u8) {
    let counts_for = |facet: Facet| fails & !(facet as u8) == 0;
    // A sub-service lies in its category: with another category its choice means nothing, so it is counted without.
    if fails & !(Facet::Category as u8 | Facet::Kind as u8) == 0 {
        *counts.categories.entry(&offer.category).or_default() += 1;
        counts.any_category += 1;
    }
    if counts_for(Facet::Kind)
        && let Some(kind) = offer.kind.as_deref()
    {
        *counts.kinds.entry(kind).or_default() += 1;
    }
    if counts_for(Facet::Estate) {
        for estate in &offer.estates {
            *counts.estates.entry(*estate).or_default() += 1;
        }
    }
    if counts_for(Facet::Unit) {
        *counts.units.entry(offer.price.unit()).or_default() += 1;
    }
    if counts_for(Facet::Open) && is_open(state) {
        counts.open += 1;
    }
    // Proofs add up: each further one narrows what the chosen ones left.
    if fails == 0 {
        for kind in &offer.credentials {
            *counts.credentials.entry(*kind).or_default() += 1;
        }
    }
    if counts_for(Facet::Suits) {
        for suits in &offer.suits {
            *counts.suits.entry(*suits).or_default() += 1;
        }
    }
}

/// An offer's sort key; smaller comes first.
fn place(snapshot: &Snapshot, offer: &Offer, score: Option<Score>, sort: Sort) -> Place {
    let price = offer.comparable.map_or(i64::MAX, Fen::fen);
    let relevance = score.map_or_else(|| snapshot.browse_rank(offer), |score| -i64::from(score.rank()));
    let (first, second) = match sort {
        Sort::Relevance => (relevance, price),
        Sort::Price => (price, relevance),
        Sort::Checked => {
            let days = offer.checked_on.map_or(i64::MIN, |day| i64::from(chrono::Datelike::num_days_from_ce(&day)));
            (days.saturating_neg(), relevance)
        }
    };
    Place { first, second, id: offer.id }
}

/// The page that starts where the visitor is, and how many come before it.
fn cut(mut matches: Vec<Found<'_>>, start: Start) -> (Vec<Found<'_>>, usize) {
    matches.sort_unstable_by_key(|found| found.place);
    let from = match start {
        Start::First => 0,
        Start::After(place) => matches.partition_point(|found| found.place <= place),
        Start::Before(place) => matches.partition_point(|found| found.place < place).saturating_sub(PAGE),
    };
    let to = (from + PAGE).min(matches.len());
    (matches.drain(from..to).collect(), from)
}
