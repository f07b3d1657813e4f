//! Publishing what was decided: from a snapshot to the tables that residents' pages read.

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::queries;
use super::snapshot::{ProfileSnapshot, ServiceSnapshot, Snapshot, WorkerSnapshot, costs_rise};
use crate::admissions;
use crate::admissions::AdmissionStatus;
use crate::db::{OrgId, ServiceId, WorkerId, WriteTx};
use crate::directory::publish::{self, CardValues, ListingValues, Profile, SearchWords};
use crate::directory::queries::CardCredential;
use crate::documents;
use crate::error::AppResult;
use crate::state::AppState;
use crate::tenancy::Tenant;
use crate::vendors::prices::rise::{Announced, announce};

/// Where something is published.
pub struct Place<'a> {
    /// The program's state.
    pub state: &'a AppState,
    /// The community; the transaction is in its scope, and in the organization's.
    pub tenant: &'a Tenant,
    /// The organization.
    pub org: OrgId,
    /// When.
    pub now: DateTime<Utc>,
    /// How long a higher price is announced beforehand.
    pub notice: Days,
    /// Who approved it, and so has checked it; none when nobody looked.
    pub checker: Option<&'a str>,
}

impl Place<'_> {
    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.tenant.time_zone).date_naive()
    }
}

/// A snapshot that knows how to be published.
pub trait Target: Snapshot {
    /// Publishes it, or takes the thing away (none).
    fn apply(
        tx: &mut WriteTx,
        place: &Place<'_>,
        id: Uuid,
        snapshot: Option<&Self>,
    ) -> impl Future<Output = AppResult<()>> + Send;
}

/// A wanted service as it may be shown: nothing dearer before the notice period is over.
pub fn announced(
    shown: Option<&ServiceSnapshot>,
    wanted: ServiceSnapshot,
    today: NaiveDate,
    notice: Days,
) -> ServiceSnapshot {
    let prices = |s: &ServiceSnapshot| Announced { now: s.now.clone(), next: s.next.clone() };
    let mut result = announce(shown.map(prices).as_ref(), &prices(&wanted), today + notice, costs_rise);
    // Where no notice is asked for, a rise holds today: the day's work may be done already.
    if let Some((_, costs)) = result.next.take_if(|(from, _)| *from <= today) {
        result.now = costs;
    }
    ServiceSnapshot { now: result.now, next: result.next, ..wanted }
}

impl Target for ServiceSnapshot {
    async fn apply(tx: &mut WriteTx, place: &Place<'_>, id: Uuid, snapshot: Option<&Self>) -> AppResult<()> {
        let service = ServiceId::from(id);
        let Some(wanted) = snapshot else {
            return publish::take_listing(tx, place.tenant.id, place.org, service).await;
        };
        let shown = queries::shown_service(tx, place.tenant.id, place.org, service).await?;
        let s = announced(shown.as_ref(), wanted.clone(), place.today(), place.notice);
        let Some(vendor) = queries::shown_profile(tx, place.tenant.id, place.org).await? else { return Ok(()) };
        let words = SearchWords {
            category: &s.category,
            kind: s.kind.as_deref(),
            name: &s.name,
            vendor: &vendor.name,
            texts: [&s.included, &s.conditions],
        };
        let platform = place.state.platform();
        let (doc, category_pinyin) = words.fold(&platform);
        let minutes = |n: Option<u32>| n.and_then(|n| i32::try_from(n).ok());
        let hours = s.hours.as_ref().map(serde_json::to_value).transpose().map_err(anyhow::Error::from)?;
        let next = s.next.as_ref().map(|(from, costs)| serde_json::to_value(costs).map(|json| (json, *from)));
        let next = next.transpose().map_err(anyhow::Error::from)?;
        // Whoever approves an offer has checked it.
        let checks = match place.checker {
            Some(name) => Some((Some(place.today()), name.to_owned())),
            None => queries::last_check(tx, place.tenant.id, place.org, service).await?,
        };
        let values = ListingValues {
            category: &s.category,
            kind: s.kind.as_deref(),
            name: &s.name,
            included: &s.included,
            excluded: &s.excluded,
            conditions: &s.conditions,
            minutes_min: minutes(s.minutes_min),
            minutes_max: minutes(s.minutes_max),
            worker_count: s.worker_count,
            credentials: &s.credentials,
            suits: &s.suits,
            estates: &s.estates,
            price: s.now.price.clone(),
            next: next.as_ref().map(|(json, from)| (json, *from)),
            price_note: &s.now.note,
            hours: hours.as_ref(),
            checked_on: checks.as_ref().and_then(|check| check.0),
            checked_by: checks.as_ref().map_or("", |check| &check.1),
            // Whoever changes an offer says that the rest of it holds.
            confirmed_on: Some(place.today()),
            doc: &doc,
            category_pinyin: &category_pinyin,
        };
        publish::put_listing(tx, place.tenant.id, place.org, service, &values, place.now).await?;
        Ok(())
    }
}

impl Target for ProfileSnapshot {
    async fn apply(tx: &mut WriteTx, place: &Place<'_>, _: Uuid, snapshot: Option<&Self>) -> AppResult<()> {
        let Some(p) = snapshot else { return Ok(()) };
        let tenant = place.tenant.id;
        // Held until the end, so that a suspension by somebody else comes wholly before or after.
        admissions::queries::lock(tx, tenant, place.org).await?;
        let Some(admission) = admissions::queries::one(tx, tenant, place.org).await? else { return Ok(()) };
        admissions::queries::set_papers(tx, tenant, place.org, &p.name, p.licence_until, p.insurance_until).await?;
        let values = Profile {
            name: &p.name,
            uscc: p.uscc.as_deref(),
            profile: &p.profile,
            phone: p.phone.as_deref(),
            engagement: p.engagement.as_deref(),
            founded_year: p.founded_year,
            status: if admission.status == AdmissionStatus::Admitted { "published" } else { "suspended" },
            admitted_on: admission.admitted_on,
        };
        publish::put_profile(tx, tenant, place.org, &values, place.now).await?;
        // Suspended because a paper ran out, and the new one is approved: that was all there was to it.
        if admission.expired && p.papers_hold(place.today()) {
            admissions::resume_after_expiry(tx, place, &admission).await?;
        }
        Ok(())
    }
}

impl Target for WorkerSnapshot {
    async fn apply(tx: &mut WriteTx, place: &Place<'_>, id: Uuid, snapshot: Option<&Self>) -> AppResult<()> {
        let worker = WorkerId::from(id);
        let Some(w) = snapshot else {
            return publish::take_card(tx, place.tenant.id, place.org, worker, place.now).await;
        };
        let photo = match w.photo {
            Some(document) => match documents::queries::content(tx, place.org, document).await? {
                Some(content) => documents::check::make_portrait(content.bytes).await.ok(),
                None => None,
            },
            None => None,
        };
        // The same for papers: those not seen before are seen now.
        let seen_on = place.checker.map(|_| place.today());
        let credentials: Vec<CardCredential> = w
            .credentials
            .iter()
            .map(|one| CardCredential { checked_on: one.checked_on.or(seen_on), ..one.clone() })
            .collect();
        let values = CardValues {
            label: &w.label,
            work_no: &w.work_no,
            trades: &w.trades,
            since_year: w.since_year,
            credentials: &credentials,
            photo: photo.as_deref(),
        };
        publish::put_card(tx, place.tenant.id, place.org, worker, &values, place.now).await?;
        Ok(())
    }
}
