//! A community's published offers in memory, read once per version of its public pages.

use std::collections::HashMap;
use std::sync::Arc;

use moka::future::Cache;

use super::engine::Now;
use super::model::Offer;
use super::queries;
use crate::access::Visitor;
use crate::calendar::{OpenState, OpeningPlan};
use crate::db::{Epoch, EstateId, TenantId, Tx};
use crate::error::{AppError, AppResult};
use crate::tenancy::PlatformData;

/// All snapshots together stay below about this many bytes; a community of 500 offers takes about one MiB.
const CAPACITY: u64 = 40 << 20;

/// An estate of the community.
#[derive(Debug, Clone)]
pub struct Estate {
    /// Its id.
    pub id: EstateId,
    /// Its name.
    pub name: String,
}

/// One community's published offers.
pub struct Snapshot {
    offers: Vec<Offer>,
    estates: Vec<Estate>,
    /// The distinct opening plans, and which each offer has: many offers share one.
    plans: Vec<Arc<OpeningPlan>>,
    plan_of: Vec<Option<usize>>,
    /// Where an offer stands when nothing was searched for: its category's place.
    rank: HashMap<Arc<str>, i64>,
}

impl Snapshot {
    /// From the offers and estates of a community; `order` lists categories and sub-services as residents see them.
    pub fn new(offers: Vec<Offer>, estates: Vec<Estate>, order: &[&str]) -> Self {
        let mut plans: Vec<Arc<OpeningPlan>> = Vec::new();
        let mut index: HashMap<*const OpeningPlan, usize> = HashMap::new();
        let plan_of = offers
            .iter()
            .map(|offer| {
                let plan = offer.hours.as_ref()?;
                Some(*index.entry(Arc::as_ptr(plan)).or_insert_with(|| {
                    plans.push(plan.clone());
                    plans.len() - 1
                }))
            })
            .collect();
        let places: HashMap<&str, i64> = order.iter().zip(0..).map(|(code, place)| (*code, place)).collect();
        let mut rank = HashMap::new();
        for offer in &offers {
            let code = offer.kind.as_ref().unwrap_or(&offer.category);
            let place = places.get(&**code).or_else(|| places.get(&*offer.category)).copied().unwrap_or(i64::MAX / 2);
            rank.insert(code.clone(), place);
        }
        Self { offers, estates, plans, plan_of, rank }
    }

    /// The offers.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// The community's estates in order.
    pub fn estates(&self) -> &[Estate] {
        &self.estates
    }

    /// An estate's name.
    pub fn estate_name(&self, id: EstateId) -> Option<&str> {
        self.estates.iter().find(|estate| estate.id == id).map(|estate| estate.name.as_str())
    }

    /// Whether each offer's company can be reached now, in the order of the offers.
    pub fn open_states(&self, now: Now<'_>) -> Vec<OpenState> {
        let by_plan: Vec<OpenState> =
            self.plans.iter().map(|plan| plan.state_at(now.at, now.tz, now.holidays)).collect();
        self.plan_of.iter().map(|plan| plan.map_or(OpenState::Unknown, |plan| by_plan[plan])).collect()
    }

    /// Where an offer stands when nothing was searched for.
    pub fn browse_rank(&self, offer: &Offer) -> i64 {
        self.rank.get(offer.kind.as_ref().unwrap_or(&offer.category)).copied().unwrap_or(i64::MAX / 2)
    }

    fn weight(&self) -> u32 {
        u32::try_from(self.offers.len() * 2_200 + self.plans.len() * 600 + 1_000).unwrap_or(u32::MAX)
    }
}

/// The snapshots of this server.
pub struct Snapshots {
    held: Cache<(TenantId, Epoch), Arc<Snapshot>>,
}

impl Default for Snapshots {
    fn default() -> Self {
        let weigh = |_: &(TenantId, Epoch), snapshot: &Arc<Snapshot>| snapshot.weight();
        Self { held: Cache::builder().weigher(weigh).max_capacity(CAPACITY).build() }
    }
}

/// The offers of the visitor's community as they are now.
pub async fn of(visitor: &Visitor) -> AppResult<Arc<Snapshot>> {
    let state = visitor.state();
    let tenant = visitor.tenant()?;
    // While this server cannot hear of changes, every request reads for itself.
    let Some(epoch) = state.db().changes().epoch(tenant.id) else { return read(visitor).await.map(Arc::new) };
    let held = state.snapshots().held.try_get_with((tenant.id, epoch), async { read(visitor).await.map(Arc::new) });
    held.await.map_err(|error| match Arc::try_unwrap(error) {
        Ok(error) => error,
        Err(_) => AppError::Unavailable,
    })
}

async fn read(visitor: &Visitor) -> AppResult<Snapshot> {
    let mut tx = visitor.read().await?;
    load(&mut tx, visitor.tenant()?.id, &visitor.state().platform()).await
}

/// Reads a community's snapshot.
pub async fn load(tx: &mut impl Tx, tenant: TenantId, platform: &PlatformData) -> AppResult<Snapshot> {
    let offers = queries::offers(tx, tenant).await?;
    let estates = queries::estates(tx, tenant).await?;
    let kinds = |code: &str| platform.kinds_of(code).map(|kind| kind.code.clone()).collect::<Vec<_>>();
    let order: Vec<String> = platform
        .categories()
        .flat_map(|category| std::iter::once(category.code.clone()).chain(kinds(&category.code)))
        .collect();
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    Ok(Snapshot::new(offers, estates, &order))
}
