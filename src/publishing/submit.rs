//! From an organization's records to the wishes of what communities should show.
//!
//! Called in the transaction that changed the records, so that a change and the question about it are one.

mod workers;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::apply::{self, Target};
use super::queries::{self, NewChange};
use super::settings::{self, Settings};
use super::snapshot::{Costs, ProfileSnapshot, ServiceSnapshot, Snapshot};
use crate::access::OrgMember;
use crate::admissions::AdmissionStatus;
use crate::admissions::queries::{self as admissions, Record};
use crate::db::{EstateId, OrgId, ServiceId, WriteTx};
use crate::directory;
use crate::directory::price::PriceColumns;
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::vendors;
use crate::vendors::prices::queries::{self as prices, DatedPrice};
use crate::vendors::services::queries::{self as services, Service};
use crate::vendors::workers::queries as worker_queries;
use crate::web::Flash;

pub use self::workers::worker;
use self::workers::worker_at;

/// Whoever hands a change in: a member, or the daily work.
pub struct Submitter<'a> {
    /// The program's state.
    pub state: &'a AppState,
    /// The organization.
    pub org: OrgId,
    /// Its name.
    pub org_name: &'a str,
    /// The membership acted under; none for the daily work.
    pub by: Option<Uuid>,
    /// The member's name; empty for the daily work.
    pub name: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

impl<'a> Submitter<'a> {
    /// A member.
    pub fn of(member: &'a OrgMember) -> Self {
        let membership = member.membership();
        Self {
            state: member.state(),
            org: membership.org,
            org_name: &membership.org_name,
            by: Some(membership.id.uuid()),
            name: &member.me().name,
            now: member.now(),
        }
    }
}

/// What became of a change, counted in communities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Asked.
    pub waiting: usize,
    /// Published at once.
    pub published: usize,
}

impl Outcome {
    /// What to tell whoever made the change.
    pub fn flash(self) -> Flash {
        match self {
            Self { waiting: 1.., .. } => Flash::SavedWaiting,
            Self { published: 1.., .. } => Flash::SavedPublished,
            _ => Flash::Saved,
        }
    }

    fn add(&mut self, other: Self) {
        self.waiting += other.waiting;
        self.published += other.published;
    }
}

/// A community that admits the organization, and what holds for publishing there.
struct Place {
    tenant: std::sync::Arc<Tenant>,
    admission: Record,
    settings: Settings,
}

/// The communities that admit the organization; the transaction enters each in turn, and stays in the last.
async fn places(tx: &mut WriteTx, by: &Submitter<'_>) -> AppResult<Vec<Place>> {
    let platform = by.state.platform();
    let mut places = Vec::new();
    for admission in admissions::of_org(tx, by.org).await? {
        let Some(tenant) = platform.by_id(admission.tenant).filter(|_| admission.status.is_in()) else { continue };
        tx.enter_tenant(tenant.id).await?;
        let settings = settings::of(tx, tenant.id).await?;
        places.push(Place { tenant, admission, settings });
    }
    Ok(places)
}

/// Asks for a service to be shown as it is now, wherever the organization is admitted.
pub async fn service(tx: &mut WriteTx, by: &Submitter<'_>, id: ServiceId) -> AppResult<Outcome> {
    let Some(service) = services::one(tx, by.org, id).await? else { return Ok(Outcome::default()) };
    let prices = prices::of_service(tx, by.org, id).await?;
    let mut outcome = Outcome::default();
    for place in places(tx, by).await? {
        outcome.add(service_at(tx, by, &place, &service, &prices).await?);
    }
    Ok(outcome)
}

/// The same for all services, in one community.
pub async fn services_in(tx: &mut WriteTx, by: &Submitter<'_>, tenant: &Tenant) -> AppResult<Outcome> {
    let mut outcome = Outcome::default();
    for place in places(tx, by).await?.into_iter().filter(|place| place.tenant.id == tenant.id) {
        outcome.add(services_at(tx, by, &place).await?);
    }
    Ok(outcome)
}

/// The same for all services.
pub async fn services(tx: &mut WriteTx, by: &Submitter<'_>) -> AppResult<Outcome> {
    let mut outcome = Outcome::default();
    for place in places(tx, by).await? {
        outcome.add(services_at(tx, by, &place).await?);
    }
    Ok(outcome)
}

async fn services_at(tx: &mut WriteTx, by: &Submitter<'_>, place: &Place) -> AppResult<Outcome> {
    let all = services::all(tx, by.org).await?;
    let mut prices: HashMap<ServiceId, Vec<DatedPrice>> = HashMap::new();
    for price in prices::of_org(tx, by.org).await? {
        prices.entry(price.service).or_default().push(price);
    }
    let mut outcome = Outcome::default();
    for service in all {
        let of = prices.get(&service.id).map_or(&[][..], Vec::as_slice);
        outcome.add(service_at(tx, by, place, &service, of).await?);
    }
    Ok(outcome)
}

async fn service_at(
    tx: &mut WriteTx,
    by: &Submitter<'_>,
    place: &Place,
    service: &Service,
    prices: &[DatedPrice],
) -> AppResult<Outcome> {
    let tenant = &place.tenant;
    tx.enter_tenant(tenant.id).await?;
    let shown = queries::shown_service(tx, tenant.id, by.org, service.id).await?;
    let today = by.now.with_timezone(&tenant.time_zone).date_naive();
    let wanted = if service.is_active {
        let estates = estates(tx, by.org, tenant, shown.as_ref()).await?;
        // Without a price here there is nothing to ask for; what is shown stays as it is, and the workspace says what is
        // missing. Only who stops offering a service takes it away.
        let Some(wanted) = snapshot(service, prices, tenant, today, estates) else { return Ok(Outcome::default()) };
        Some(wanted)
    } else {
        None
    };
    // What is shown of a rise that was asked for already is not asked for again.
    let wanted = wanted.map(|wanted| apply::announced(shown.as_ref(), wanted, today, place.settings.notice()));
    if !service.is_active && shown.is_none() {
        // It had grown old before: now it is no longer offered, and no check brings it back.
        directory::publish::take_listing(tx, tenant.id, by.org, service.id).await?;
    }
    // A rise that is taken back must not begin while somebody thinks about it.
    if let (Some(old), Some(new)) = (&shown, &wanted)
        && old.next.is_some()
        && *new == (ServiceSnapshot { next: None, ..old.clone() })
    {
        publish_at_once(tx, by, place, service.id.uuid(), shown.as_ref(), wanted.as_ref()).await?;
        return Ok(Outcome { published: 1, waiting: 0 });
    }
    ask(tx, by, place, service.id.uuid(), shown, wanted).await
}

/// Where the organization serves in a community: as it says, else as shown so far, else everywhere.
async fn estates(
    tx: &mut WriteTx,
    org: OrgId,
    tenant: &Tenant,
    shown: Option<&ServiceSnapshot>,
) -> AppResult<Vec<EstateId>> {
    let all: Vec<EstateId> =
        directory::queries::estates(tx, tenant.id).await?.into_iter().map(|estate| estate.id).collect();
    let chosen = vendors::queries::service_area(tx, org, tenant.id).await?;
    let chosen = chosen.or_else(|| shown.map(|shown| shown.estates.clone()));
    Ok(match chosen {
        // In the community's order, and of its estates alone; an empty choice is all of them.
        Some(chosen) if !chosen.is_empty() => all.into_iter().filter(|estate| chosen.contains(estate)).collect(),
        _ => all,
    })
}

/// A service as a community would show it today; none without a price.
fn snapshot(
    service: &Service,
    prices: &[DatedPrice],
    tenant: &Tenant,
    today: NaiveDate,
    estates: Vec<EstateId>,
) -> Option<ServiceSnapshot> {
    let costs = |price: &DatedPrice| Costs { price: PriceColumns::from(&price.price), note: price.note.clone() };
    let next = prices::after(prices, tenant.id, today).map(|(from, price)| (from, costs(price)));
    let now = prices::on(prices, tenant.id, today).map(costs);
    // A first price that is still to come is shown as what it is going to be.
    let (now, next) = match (now, next) {
        (Some(now), next) => (now, next),
        (None, Some((_, first))) => (first, None),
        (None, None) => return None,
    };
    Some(ServiceSnapshot {
        category: service.category.clone(),
        kind: service.kind.clone(),
        name: service.name.clone(),
        included: service.included.clone(),
        excluded: service.excluded.clone(),
        conditions: service.conditions.clone(),
        minutes_min: service.minutes_min.map(|m| m.get()),
        minutes_max: service.minutes_max.map(|m| m.get()),
        worker_count: service.worker_count,
        credentials: service.credentials.iter().map(|kind| kind.code().to_owned()).collect(),
        suits: service.suits.iter().map(|suits| suits.code().to_owned()).collect(),
        estates,
        now,
        next,
        hours: service.hours.clone(),
    })
}

/// Asks for the profile to be shown as it is now.
pub async fn profile(tx: &mut WriteTx, by: &Submitter<'_>) -> AppResult<Outcome> {
    let mut outcome = Outcome::default();
    for place in places(tx, by).await? {
        outcome.add(profile_at(tx, by, &place).await?);
    }
    Ok(outcome)
}

async fn profile_at(tx: &mut WriteTx, by: &Submitter<'_>, place: &Place) -> AppResult<Outcome> {
    let Some(org) = vendors::queries::organization(tx, by.org).await? else { return Ok(Outcome::default()) };
    tx.enter_tenant(place.tenant.id).await?;
    let shown = queries::shown_profile(tx, place.tenant.id, by.org).await?;
    let wanted = org.snapshot();
    ask(tx, by, place, by.org.uuid(), shown, Some(wanted)).await
}

/// Asks one community for everything: for whoever has just been admitted.
pub async fn everything_at(tx: &mut WriteTx, by: &Submitter<'_>, tenant: &Tenant) -> AppResult<Outcome> {
    let mut outcome = Outcome::default();
    for place in places(tx, by).await?.into_iter().filter(|place| place.tenant.id == tenant.id) {
        outcome.add(profile_at(tx, by, &place).await?);
        outcome.add(services_at(tx, by, &place).await?);
        for id in worker_queries::active_ids(tx, by.org).await? {
            outcome.add(worker_at(tx, by, &place, id).await?);
        }
    }
    tx.enter_tenant(tenant.id).await?;
    Ok(outcome)
}

/// The same for one service.
pub async fn service_in(tx: &mut WriteTx, by: &Submitter<'_>, tenant: &Tenant, id: ServiceId) -> AppResult<Outcome> {
    let mut outcome = Outcome::default();
    let Some(service) = services::one(tx, by.org, id).await? else { return Ok(outcome) };
    let prices = prices::of_service(tx, by.org, id).await?;
    for place in places(tx, by).await?.into_iter().filter(|place| place.tenant.id == tenant.id) {
        outcome.add(service_at(tx, by, &place, &service, &prices).await?);
    }
    tx.enter_tenant(tenant.id).await?;
    Ok(outcome)
}

/// Compares what is shown with what is wanted, and asks, publishes, or takes back what was asked.
async fn ask<S: Target>(
    tx: &mut WriteTx,
    by: &Submitter<'_>,
    place: &Place,
    id: Uuid,
    shown: Option<S>,
    wanted: Option<S>,
) -> AppResult<Outcome> {
    let tenant = &place.tenant;
    if shown == wanted {
        queries::withdraw(tx, tenant.id, by.org, S::SUBJECT, id, by.now).await?;
        return Ok(Outcome::default());
    }
    let is_minor = match (&shown, &wanted) {
        (Some(old), Some(new)) => new.is_minor_after(old),
        // Nobody has to approve that something is no longer offered; everybody would be misled by waiting.
        (_, None) => true,
        (None, Some(_)) => false,
    };
    let is_trusted = place.admission.trusted && place.settings.trusted_at_once;
    let is_open = place.admission.status == AdmissionStatus::Admitted;
    if wanted.is_none() || (is_minor && is_trusted && is_open) {
        publish_at_once(tx, by, place, id, shown.as_ref(), wanted.as_ref()).await?;
        return Ok(Outcome { published: 1, waiting: 0 });
    }
    let wish = Wish::new(shown.as_ref(), wanted.as_ref())?;
    let (change, is_new) = queries::put_pending(tx, tenant.id, &wish.record::<S>(by, id, is_minor)).await?;
    if is_new {
        let news =
            News::ChangeSubmitted { tenant: tenant.id, change, org_name: by.org_name.to_owned(), title: wish.title };
        announce(tx, Audience::Staff(tenant.id), news, by.now).await?;
    }
    Ok(Outcome { waiting: 1, published: 0 })
}

/// Publishes without asking, and records it.
async fn publish_at_once<S: Target>(
    tx: &mut WriteTx,
    by: &Submitter<'_>,
    place: &Place,
    id: Uuid,
    shown: Option<&S>,
    wanted: Option<&S>,
) -> AppResult<()> {
    let tenant = &place.tenant;
    queries::withdraw(tx, tenant.id, by.org, S::SUBJECT, id, by.now).await?;
    queries::put_approved(tx, tenant.id, &Wish::new(shown, wanted)?.record::<S>(by, id, true)).await?;
    let there = apply::Place {
        state: by.state,
        tenant,
        org: by.org,
        now: by.now,
        notice: place.settings.notice(),
        checker: None,
    };
    S::apply(tx, &there, id, wanted).await
}

/// What is shown and what is wanted, as they are recorded.
struct Wish {
    title: String,
    published: Option<serde_json::Value>,
    proposed: Option<serde_json::Value>,
}

impl Wish {
    fn new<S: Snapshot>(shown: Option<&S>, wanted: Option<&S>) -> AppResult<Self> {
        let json = |snapshot: Option<&S>| snapshot.map(serde_json::to_value).transpose().map_err(anyhow::Error::from);
        let title = wanted.or(shown).map(Snapshot::title).unwrap_or_default();
        Ok(Self { title, published: json(shown)?, proposed: json(wanted)? })
    }

    fn record<'a, S: Snapshot>(&'a self, by: &'a Submitter<'_>, id: Uuid, is_minor: bool) -> NewChange<'a> {
        NewChange {
            org: by.org,
            subject: S::SUBJECT,
            subject_id: id,
            title: &self.title,
            published: self.published.as_ref(),
            proposed: self.proposed.as_ref(),
            is_minor,
            by: by.by,
            submitter: by.name,
            now: by.now,
        }
    }
}

impl ProfileSnapshot {
    /// Whether the papers it names hold on a day. A licence may be without term; an insurance never is.
    pub fn papers_hold(&self, day: NaiveDate) -> bool {
        self.licence_until.is_none_or(|last| day <= last) && self.insurance_until.is_some_and(|last| day <= last)
    }
}
