//! A community's daily work: announced prices begin, papers that ran out stop new business, old offers are asked about and
//! in the end taken down. Each step looks at what is due by the day, so a day that was missed is made up for by the next.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::submit::{self, Submitter};
use super::{apply, queries, settings};
use crate::admissions;
use crate::admissions::queries::Record;
use crate::background::queue::{Task, TaskError};
use crate::db::{OrgId, Scope, TenantId, WriteTx};
use crate::enrolments;
use crate::error::AppResult;
use crate::family;
use crate::figures;
use crate::household_workers;
use crate::inbox::{Audience, News, Paper, announce};
use crate::jobs;
use crate::placements;
use crate::policies;
use crate::recommendations;
use crate::residents;
use crate::startup;
use crate::state::AppState;
use crate::talents;
use crate::tenancy::Tenant;
use crate::training;
use crate::vendors;

/// After so many days an offer that nobody confirmed is asked about, and shown with a note (domain.md §1, row 20).
pub const NUDGE_AFTER: u64 = 90;
/// After so many it is taken down.
const DELIST_AFTER: u64 = 180;
/// Days between two questions about one offer.
const NUDGE_AGAIN: i64 = 30;
/// Days before a paper runs out on which its organization is told.
const WARN_BEFORE: [u64; 2] = [30, 7];
/// How long what somebody wrote about a person stays once what it was about is over; the forms that ask for it say so.
const WORDS_KEPT: Months = Months::new(24);
/// Before every paper.
const LONG_AGO: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

/// The work of one day in one community.
#[derive(Debug, Serialize, Deserialize)]
pub struct Daily {
    /// The community.
    pub tenant: TenantId,
    /// The day.
    pub day: NaiveDate,
}

impl Task for Daily {
    // Older servers would do "daily" and not say so: the next day would tell all of it again.
    const NAME: &'static str = "day";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        // A community that is gone has no work left.
        let Some(tenant) = state.platform().by_id(self.tenant) else { return Ok(()) };
        let progress = queries::progress(tx, tenant.id, self.day).await?;
        if progress.is_past {
            return Ok(());
        }
        let since = progress.last.unwrap_or(self.day - Days::new(1));
        begin_prices(state, tx, &tenant, self.day).await?;
        check_papers(state, tx, &tenant, since, self.day).await?;
        check_credentials(state, tx, &tenant, since, self.day).await?;
        check_freshness(state, tx, &tenant, self.day).await?;
        policies::remind(state, tx, &tenant, self.day).await?;
        training::remind(tx, tenant.id, (since, self.day), state.clock().now()).await?;
        talents::tidy(tx, tenant.id, state.clock().now()).await?;
        enrolments::daily(tx, &tenant, (since, self.day), state.clock().now()).await?;
        family::lapse(tx, tenant.id, self.day, state.clock().now()).await?;
        residents::tidy::tidy(tx, tenant.id, self.day, state.clock().now()).await?;
        household_workers::tidy::tidy(tx, tenant.id, state.clock().now()).await?;
        jobs::work(tx, &tenant, self.day, state.clock().now()).await?;
        placements::work(tx, &tenant, self.day, state.clock().now()).await?;
        startup::remind(tx, tenant.id, self.day, state.clock().now()).await?;
        forget_words(tx, tenant.id, state.clock().now() - WORDS_KEPT).await?;
        // What this day's work has changed counts.
        figures::count::write(state, tx, &tenant, self.day).await?;
        queries::done(tx, tenant.id, self.day, state.clock().now()).await?;
        // Last: it goes from organization to organization, and changes nothing that counts.
        startup::tidy(tx, tenant.id, self.day).await?;
        Ok(())
    }
}

/// The same as older servers leave it: handed over, so that only who says when it is done does it.
#[derive(Debug, Serialize, Deserialize)]
pub struct OlderDaily {
    tenant: TenantId,
    day: NaiveDate,
}

impl Task for OlderDaily {
    const NAME: &'static str = "daily";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        Ok(tx.enqueue(&Daily { tenant: self.tenant, day: self.day }, state.clock().now()).await?)
    }
}

/// Takes away what was written of what has been over since before a time; that it was stays, for the figures and certificates.
async fn forget_words(tx: &mut WriteTx, tenant: TenantId, before: DateTime<Utc>) -> AppResult<()> {
    startup::forget_words(tx, tenant, before).await?;
    recommendations::forget_words(tx, tenant, before).await?;
    jobs::forget_words(tx, tenant, before).await?;
    placements::forget_words(tx, tenant, before).await?;
    enrolments::forget_words(tx, tenant, before).await
}

/// Announced prices whose day has come begin; what the organization planned to follow is asked for.
async fn begin_prices(state: &AppState, tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate) -> AppResult<()> {
    let now = state.clock().now();
    for (listing, org, service, costs) in queries::prices_due(tx, tenant.id, day).await? {
        queries::roll_price(tx, tenant.id, listing, &costs, now).await?;
        tx.enter_org(org).await?;
        let name = vendors::queries::organization(tx, org).await?.map_or_else(String::new, |org| org.name);
        let by = Submitter { state, org, org_name: &name, by: None, name: "", now };
        submit::service_in(tx, &by, tenant, service).await?;
    }
    Ok(())
}

/// Tells organizations whose papers run out, and stops the new business of those whose papers have.
async fn check_papers(
    state: &AppState,
    tx: &mut WriteTx,
    tenant: &Tenant,
    since: NaiveDate,
    day: NaiveDate,
) -> AppResult<()> {
    let now = state.clock().now();
    for days in WARN_BEFORE {
        // The papers that came within reach since the last time anybody looked.
        let (first, last) = (since + Days::new(days + 1), day + Days::new(days));
        for record in admissions::queries::papers_ending(tx, tenant.id, first, last).await? {
            // After days without a server a paper may have come nearer than this, or be over: then that is said instead.
            let nearer = WARN_BEFORE.iter().filter(|other| **other < days).max().map(|other| day + Days::new(*other));
            let first = first.max(nearer.map_or(day, |nearer| nearer + Days::new(1)));
            for (paper, on) in papers(&record).filter(|(_, on)| (first..=last).contains(on)) {
                let news = News::PaperExpires { tenant: tenant.id, org: record.org, paper, on };
                announce(tx, Audience::Org(record.org), news, now).await?;
            }
        }
    }
    let yesterday = day - Days::new(1);
    for record in admissions::queries::papers_ending(tx, tenant.id, LONG_AGO, yesterday).await? {
        let place = place(state, tx, tenant, record.org).await?;
        admissions::suspend_for_expiry(tx, &place, &record).await?;
    }
    Ok(())
}

async fn place<'a>(
    state: &'a AppState,
    tx: &mut WriteTx,
    tenant: &'a Tenant,
    org: OrgId,
) -> AppResult<apply::Place<'a>> {
    let notice = settings::of(tx, tenant.id).await?.notice();
    Ok(apply::Place { state, tenant, org, now: state.clock().now(), notice, checker: None })
}

fn papers(record: &Record) -> impl Iterator<Item = (Paper, NaiveDate)> {
    let licence = record.licence_until.map(|on| (Paper::Licence, on));
    licence.into_iter().chain(record.insurance_until.map(|on| (Paper::Insurance, on)))
}

/// Tells organizations whose workers' certificates run out within 30 days; each once, by its first community.
async fn check_credentials(
    state: &AppState,
    tx: &mut WriteTx,
    tenant: &Tenant,
    since: NaiveDate,
    day: NaiveDate,
) -> AppResult<()> {
    let (first, last) = (since + Days::new(31), day + Days::new(30));
    for org in queries::shown_orgs(tx, tenant.id).await? {
        tx.enter_org(org).await?;
        let admitted = admissions::queries::of_org(tx, org).await?;
        if admitted.iter().filter(|record| record.status.is_in()).map(|record| record.tenant).min() != Some(tenant.id) {
            continue;
        }
        for (worker, title, on) in vendors::workers::queries::ending(tx, org, first, last).await? {
            let news = News::CredentialExpires { org, worker, title, on };
            announce(tx, Audience::Org(org), news, state.clock().now()).await?;
        }
    }
    Ok(())
}

/// Asks about offers that nobody confirmed for 90 days, and takes down those of 180.
async fn check_freshness(state: &AppState, tx: &mut WriteTx, tenant: &Tenant, day: NaiveDate) -> AppResult<()> {
    let now = state.clock().now();
    let oldest = day - Days::new(DELIST_AFTER);
    for old in queries::grown_old(tx, tenant.id, day - Days::new(NUDGE_AFTER)).await? {
        if old.fresh_on < oldest {
            queries::delist(tx, tenant.id, old.id).await?;
            let title = old.name.clone();
            let news = News::Delisted { tenant: tenant.id, org: old.org, service: old.service, title: old.name };
            announce(tx, Audience::Org(old.org), news, now).await?;
            let news = News::DelistedHere { tenant: tenant.id, listing: old.id, org_name: old.org_name, title };
            announce(tx, Audience::Staff(tenant.id), news, now).await?;
        } else if old.nudged_on.is_none_or(|on| (day - on).num_days() >= NUDGE_AGAIN) {
            queries::nudged(tx, tenant.id, old.id, day).await?;
            let days = (day - old.fresh_on).num_days();
            let news = News::GrowsOld { tenant: tenant.id, org: old.org, service: old.service, title: old.name, days };
            announce(tx, Audience::Org(old.org), news, now).await?;
        }
    }
    Ok(())
}
