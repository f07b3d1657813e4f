//! A community's published offers in memory, read once per version of its public pages.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Datelike;
use moka::future::Cache;

use super::card::DrawnCards;
use super::engine::Now;
use super::model::{CredentialKind, Offer, Suits};
use super::price::PriceUnit;
use super::queries;
use crate::access::Visitor;
use crate::calendar::{OpenState, OpeningPlan};
use crate::db::{Epoch, EstateId, ListingId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::search::{Query, Score};
use crate::tenancy::PlatformData;
use crate::values::Fen;

/// An estate of the community.
#[derive(Debug, Clone)]
pub struct Estate {
    /// Its id.
    pub id: EstateId,
    /// Its name.
    pub name: String,
}

/// What filters, counts and orders need of an offer, in numbers: hundreds of offers are looked at for each page.
#[derive(Debug)]
pub struct Traits {
    /// Its id.
    pub id: ListingId,
    /// The number of its category's code.
    pub category: u16,
    /// The number of its sub-service's code.
    pub kind: Option<u16>,
    /// The numbers of its estates.
    pub estates: Box<[u16]>,
    /// Its price's unit.
    pub unit: PriceUnit,
    /// Its proofs as bits.
    pub credentials: u8,
    /// Whom it suits as bits.
    pub suits: u8,
    /// The lowest price in fen; above every range for a price to be agreed.
    pub lowest: i64,
    /// The highest price in fen; below every range for a price to be agreed.
    pub highest: i64,
    /// One figure to sort by, in fen; last for a price to be agreed.
    pub comparable: i64,
    /// Where it stands when nothing was searched for.
    pub rank: i64,
    /// The day it was last checked, as a number.
    pub checked: i64,
    /// The number of its opening plan; behind the last for an offer without.
    pub plan: usize,
}

/// One community's published offers.
#[derive(Debug)]
pub struct Snapshot {
    offers: Vec<Offer>,
    /// In the order of the offers.
    traits: Vec<Traits>,
    estates: Vec<Estate>,
    /// The codes of the offers' categories and sub-services.
    codes: Vec<Arc<str>>,
    /// The distinct opening plans: many offers share one.
    plans: Vec<Arc<OpeningPlan>>,
    cards: DrawnCards,
    /// What the latest searches found, the last one at the end: whoever searched goes on to filter and turn pages.
    searches: Mutex<Vec<(String, Scores)>>,
}

/// How well each offer answers a search, in the order of the offers.
pub type Scores = Arc<[Option<Score>]>;

/// Searches whose answers a snapshot keeps.
const SEARCHES_KEPT: usize = 16;

impl Snapshot {
    /// From the offers and estates of a community; `order` lists categories and sub-services as residents see them.
    pub fn new(offers: Vec<Offer>, estates: Vec<Estate>, order: &[&str]) -> Self {
        let places: HashMap<&str, i64> = order.iter().zip(0..).map(|(code, place)| (*code, place)).collect();
        let estate_numbers: HashMap<EstateId, u16> = estates.iter().map(|estate| estate.id).zip(0..).collect();
        let mut codes = Numbers::default();
        let mut plans = Numbers::default();
        let plan_numbers: Vec<Option<usize>> = offers
            .iter()
            .map(|offer| Some(plans.of(Arc::as_ptr(offer.hours.as_ref()?), offer.hours.as_ref()?)))
            .collect();
        let no_plan = plans.values.len();
        let traits = offers
            .iter()
            .zip(plan_numbers)
            .map(|(offer, plan)| {
                let place = |code: &Arc<str>| places.get(&**code).copied();
                let lowest = offer.price.min().map(Fen::fen);
                Traits {
                    id: offer.id,
                    category: short(codes.of(offer.category.clone(), &offer.category)),
                    kind: offer.kind.as_ref().map(|kind| short(codes.of(kind.clone(), kind))),
                    estates: offer.estates.iter().filter_map(|id| estate_numbers.get(id).copied()).collect(),
                    unit: offer.price.unit(),
                    credentials: CredentialKind::bits(&offer.credentials),
                    suits: Suits::bits(&offer.suits),
                    lowest: lowest.unwrap_or(i64::MAX),
                    highest: match offer.price.max().map(Fen::fen).or(lowest) {
                        Some(_) if offer.price.is_open_ended() => i64::MAX,
                        highest => highest.unwrap_or(i64::MIN),
                    },
                    comparable: offer.comparable.map_or(i64::MAX, Fen::fen),
                    rank: offer
                        .kind
                        .as_ref()
                        .and_then(place)
                        .or_else(|| place(&offer.category))
                        .unwrap_or(i64::MAX / 2),
                    checked: offer.checked_on.map_or(i64::MIN, |day| i64::from(day.num_days_from_ce())),
                    plan: plan.unwrap_or(no_plan),
                }
            })
            .collect();
        Self {
            offers,
            traits,
            estates,
            codes: codes.values,
            plans: plans.values,
            cards: DrawnCards::default(),
            searches: Mutex::default(),
        }
    }

    /// The offers' traits, in their order.
    pub fn traits(&self) -> &[Traits] {
        &self.traits
    }

    /// The codes that offers have, in the order of their numbers.
    pub fn codes(&self) -> &[Arc<str>] {
        &self.codes
    }

    /// A code's number; none when no offer has it.
    pub fn number_of_code(&self, code: &str) -> Option<usize> {
        self.codes.iter().position(|known| **known == *code)
    }

    /// An estate's number.
    pub fn number_of_estate(&self, id: EstateId) -> Option<usize> {
        self.estates.iter().position(|estate| estate.id == id)
    }

    /// The offers.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// How well each offer answers a search.
    pub fn scores(&self, query: &Query) -> Scores {
        let searches = || self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |searches: &[(String, Scores)]| searches.iter().position(|(text, _)| text == query.normalized());
        let mut kept = searches();
        if let Some(at) = known(&kept) {
            let search = kept.remove(at);
            let scores = search.1.clone();
            kept.push(search);
            return scores;
        }
        // Nobody waits for another's search.
        drop(kept);
        let scores: Scores = self.offers.iter().map(|offer| query.score(&offer.doc)).collect();
        let mut kept = searches();
        if known(&kept).is_none() {
            if kept.len() == SEARCHES_KEPT {
                kept.remove(0);
            }
            kept.push((query.normalized().to_owned(), scores.clone()));
        }
        scores
    }

    /// Cards drawn from it.
    pub fn cards(&self) -> &DrawnCards {
        &self.cards
    }

    /// The community's estates in order.
    pub fn estates(&self) -> &[Estate] {
        &self.estates
    }

    /// An estate's name.
    pub fn estate_name(&self, id: EstateId) -> Option<&str> {
        self.estates.iter().find(|estate| estate.id == id).map(|estate| estate.name.as_str())
    }

    /// Whether companies with each opening plan can be reached now, in the order of the plans' numbers.
    pub fn plan_states(&self, now: Now<'_>) -> Vec<OpenState> {
        let known = self.plans.iter().map(|plan| plan.state_at(now.at, now.tz, now.holidays));
        known.chain(std::iter::once(OpenState::Unknown)).collect()
    }

    /// The offers, each with its traits and whether its company can be reached now.
    pub fn offers_at(&self, now: Now<'_>) -> impl Iterator<Item = (&Offer, &Traits, OpenState)> {
        let states = self.plan_states(now);
        self.offers.iter().zip(&self.traits).map(move |(offer, traits)| (offer, traits, states[traits.plan]))
    }

    fn weight(&self) -> u32 {
        // An offer, and its card in one language, which may be drawn later.
        u32::try_from(self.offers.len() * (2_200 + 1_800) + self.plans.len() * 600 + 1_000).unwrap_or(u32::MAX)
    }
}

/// Numbers equal values from 0 up as they come.
struct Numbers<K, V> {
    known: HashMap<K, usize>,
    values: Vec<V>,
}

impl<K, V> Default for Numbers<K, V> {
    fn default() -> Self {
        Self { known: HashMap::new(), values: Vec::new() }
    }
}

impl<K: Hash + Eq, V: Clone> Numbers<K, V> {
    fn of(&mut self, key: K, value: &V) -> usize {
        *self.known.entry(key).or_insert_with(|| {
            self.values.push(value.clone());
            self.values.len() - 1
        })
    }
}

/// Categories and sub-services are a few dozen.
fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The snapshots of this server.
pub struct Snapshots {
    /// None when nothing is to be kept.
    held: Option<Cache<(TenantId, Epoch), Arc<Snapshot>>>,
}

impl Snapshots {
    /// All snapshots together stay below about this many bytes; a community of 500 offers takes about two MiB with its cards.
    pub fn new(capacity: u64) -> Self {
        let weigh = |_: &(TenantId, Epoch), snapshot: &Arc<Snapshot>| snapshot.weight();
        Self { held: (capacity > 0).then(|| Cache::builder().weigher(weigh).max_capacity(capacity).build()) }
    }
}

/// The offers of the visitor's community as they are now.
pub async fn of(visitor: &Visitor) -> AppResult<Arc<Snapshot>> {
    let state = visitor.state();
    let tenant = visitor.tenant()?;
    // While this server cannot hear of changes, every request reads for itself.
    let (Some(held), Some(epoch)) = (&state.snapshots().held, state.db().changes().epoch(tenant.id)) else {
        return read(visitor).await.map(Arc::new);
    };
    let snapshot = held.try_get_with((tenant.id, epoch), async { read(visitor).await.map(Arc::new) });
    snapshot.await.map_err(|error| match Arc::try_unwrap(error) {
        Ok(error) => error,
        Err(_) => AppError::Unavailable,
    })
}

async fn read(visitor: &Visitor) -> AppResult<Snapshot> {
    let mut tx = visitor.read().await?;
    load(&mut tx, visitor.tenant()?.id, &visitor.state().platform()).await
}

/// Reads a community's snapshot: of the categories that it offers.
pub async fn load(tx: &mut impl Tx, tenant: TenantId, platform: &PlatformData) -> AppResult<Snapshot> {
    let mut offers = queries::offers(tx, tenant).await?;
    if let Some(tenant) = platform.by_id(tenant) {
        offers.retain(|offer| tenant.offers(&offer.category));
    }
    let estates = queries::estates(tx, tenant).await?;
    let kinds = |code: &str| platform.kinds_of(code).map(|kind| kind.code.clone()).collect::<Vec<_>>();
    let order: Vec<String> = platform
        .categories()
        .flat_map(|category| std::iter::once(category.code.clone()).chain(kinds(&category.code)))
        .collect();
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    Ok(Snapshot::new(offers, estates, &order))
}
