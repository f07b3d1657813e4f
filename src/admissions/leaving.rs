//! What an organization that leaves a community has begun there: what becomes of it, and with what the community goes on.

use chrono::{DateTime, Utc};

use super::queries::Record;
use crate::access::{Capability, Staff};
use crate::db::{TenantId, Tx, WriteTx};
use crate::enrolments::urls::Desk;
use crate::error::AppResult;
use crate::inbox::{Audience, News, announce};
use crate::placements::urls::Links;
use crate::training::Party;
use crate::{jobs, placements, training};

/// Calls off what has not begun, withdraws postings, and tells staff of the rest.
pub(super) async fn hand_over(
    tx: &mut WriteTx,
    tenant: TenantId,
    (record, by): (&Record, Party),
    now: DateTime<Utc>,
) -> AppResult<()> {
    // In the order of the day's work, which holds runs, postings and placements too.
    let runs = training::org_leaves(tx, tenant, (record.org, by), now).await?;
    jobs::withdraw_all(tx, tenant, record.org, now).await?;
    let placements = placements::company_leaves(tx, tenant, record.org, now).await?;
    if runs + placements == 0 {
        return Ok(());
    }
    let news = News::LeftBehind { tenant, org: record.org, org_name: record.org_name.clone() };
    announce(tx, Audience::Staff(tenant), news, now).await
}

/// What will become of what an organization has begun, for whoever decides that it leaves.
pub(super) struct Outlook {
    /// The runs that are called off.
    pub called_off: Vec<String>,
    /// Those with which the community goes on.
    pub goes_on: Vec<String>,
    /// How many learners the company will not be asked to take any more.
    pub ended: usize,
    /// How many practise there.
    pub practising: usize,
}

impl Outlook {
    /// None where nothing is begun, or the organization is not in.
    pub async fn of(tx: &mut impl Tx, record: &Record, now: DateTime<Utc>) -> AppResult<Option<Self>> {
        if !record.status.is_in() {
            return Ok(None);
        }
        let runs = training::alive_runs(tx, record.tenant, record.org, now).await?;
        let placements = placements::alive_at(tx, record.tenant, record.org).await?;
        if runs.is_empty() && placements.is_empty() {
            return Ok(None);
        }
        let (goes_on, called_off): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| run.has_begun);
        let titles = |runs: Vec<training::AliveRun>| -> Vec<String> { runs.into_iter().map(|run| run.title).collect() };
        let practising = placements.iter().filter(|one| one.is_running).count();
        let ended = placements.len() - practising;
        Ok(Some(Self { called_off: titles(called_off), goes_on: titles(goes_on), ended, practising }))
    }
}

/// A run with which the community goes on.
pub(super) struct LeftRun {
    pub title: String,
    pub url: String,
    /// For whoever sees who learns.
    pub learners_url: Option<String>,
}

/// With what the community goes on of an organization that has left.
pub(super) struct LeftBehind {
    pub runs: Vec<LeftRun>,
    /// Who practises, or would, for whoever may see it: in words, and where.
    pub placements: Vec<(String, String)>,
}

impl LeftBehind {
    /// None where nothing is left, or the organization is still in.
    pub async fn of(tx: &mut impl Tx, staff: &Staff, record: &Record) -> AppResult<Option<Self>> {
        if record.status.is_in() {
            return Ok(None);
        }
        let tenant = staff.tenant()?;
        let runs = training::alive_runs(tx, tenant.id, record.org, staff.now()).await?;
        let placements = if staff.may(Capability::Placements) {
            placements::alive_at(tx, tenant.id, record.org).await?
        } else {
            Vec::new()
        };
        if runs.is_empty() && placements.is_empty() {
            return Ok(None);
        }
        let sees_learners = staff.may(Capability::Learners);
        let run = |run: training::AliveRun| LeftRun {
            url: training::urls::desk_run(tenant, run.id),
            learners_url: sees_learners.then(|| Desk::of_staff(tenant, run.id).learners()),
            title: run.title,
        };
        let t = &staff.context().t().admissions;
        let placement = |one: placements::Alive| {
            (t.left_learner(one.learner_name, one.title), Links::of_staff(tenant, one.id).page().to_owned())
        };
        Ok(Some(Self {
            runs: runs.into_iter().map(run).collect(),
            placements: placements.into_iter().map(placement).collect(),
        }))
    }
}
