//! Giving seats: a run's line is held against everybody else, changed by its rules ([`super::queue`]), and written.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::last_call::{self, LastCall};
use super::model::{Answer, Run, Status};
use super::queries::{self, Changed, Learner, New};
use super::queue::{Place, Queue};
use crate::background::queue::{Task, TaskError};
use crate::db::{EnrolmentId, OrgId, RunId, Scope, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, LearningChange, News, announce};
use crate::placements;
use crate::state::AppState;
use crate::web::Messages;
use crate::web::form::Errors;

/// How long after a run whoever got no seat is told so.
const NEWS_FOR: TimeDelta = TimeDelta::days(30);

/// A run whose seats nobody else gives until the transaction ends. What is due is done: offers have lapsed, free seats are
/// offered on. The transaction must be in the community's scope.
pub(super) struct Held {
    pub run: Run,
    pub queue: Queue,
    tenant: TenantId,
    now: DateTime<Utc>,
    before: Vec<Place>,
    new: Option<(EnrolmentId, Learner, bool)>,
    reason: String,
}

impl Held {
    /// Holds a run; none where there is no such run.
    pub async fn of(tx: &mut WriteTx, tenant: TenantId, run: RunId, now: DateTime<Utc>) -> AppResult<Option<Self>> {
        let mut held = Self::as_kept(tx, tenant, run, now).await?;
        if let Some(held) = &mut held {
            held.queue.settle(now);
        }
        Ok(held)
    }

    /// The same as it is written: nothing that is due is done yet.
    async fn as_kept(tx: &mut WriteTx, tenant: TenantId, run: RunId, now: DateTime<Utc>) -> AppResult<Option<Self>> {
        let Some(run) = queries::lock_run(tx, tenant, run).await? else { return Ok(None) };
        let before = queries::places(tx, tenant, run.id).await?;
        let queue = Queue::of(&run, before.clone(), now);
        Ok(Some(Self { run, queue, tenant, now, before, new: None, reason: String::new() }))
    }

    /// Somebody asks for a seat.
    pub fn apply(&mut self, id: EnrolmentId, learner: Learner, is_on_paper: bool) {
        self.queue.apply(id, self.run.is_screened, self.now);
        self.new = Some((id, learner, is_on_paper));
    }

    /// The trainer does not take somebody, for a reason; false where they did not ask.
    pub fn decline(&mut self, id: EnrolmentId, reason: &str) -> bool {
        reason.clone_into(&mut self.reason);
        self.queue.decline(id)
    }

    /// Somebody answers the seat that they are offered; false where none is, or not any more.
    pub fn answer(&mut self, id: EnrolmentId, answer: Answer) -> bool {
        match answer {
            Answer::Accept => self.queue.accept(id, self.now),
            Answer::Decline => self.queue.refuse(id, self.now),
        }
    }

    /// Why an answer is worth nothing any more; nothing is wrong where somebody answered first: how it stands says that.
    pub fn too_late(&self, id: EnrolmentId, field: &'static str, t: &Messages) -> Errors {
        match self.queue.place(id).map(|place| place.status) {
            Some(Status::Offered) if self.run.is_stopped(self.now) => Errors::of(field, t.enrolments.error_stopped),
            Some(Status::Lapsed | Status::Offered | Status::Unserved) if !self.run.gives_seats(self.now) => {
                Errors::of(field, t.enrolments.entry_over)
            }
            Some(Status::Lapsed) => Errors::of(field, t.enrolments.error_lapsed),
            _ => Errors::default(),
        }
    }

    /// Somebody leaves, perhaps for a reason that they say; false where they have nothing to leave.
    pub fn leave(&mut self, id: EnrolmentId, reason: &str) -> bool {
        reason.clone_into(&mut self.reason);
        self.queue.leave(id, self.now)
    }

    /// Writes what has changed, tells those whom it concerns, and sees to it that offers end in time, not unannounced.
    pub async fn keep(self, tx: &mut WriteTx) -> AppResult<()> {
        let mut told = Vec::new();
        for place in self.queue.places() {
            let before = self.before.iter().find(|before| before.id == place.id);
            if before == Some(place) {
                continue;
            }
            self.write(tx, place, before.is_none()).await?;
            if place.status.is_gone() {
                placements::end_with_enrolment(tx, self.tenant, place.id, self.now).await?;
            }
            let change = self.news(before.map(|before| before.status), place).filter(|_| !self.is_at_hand(place.id));
            told.extend(change.map(|change| (place.id, change)));
            if let Some(until) = place.offered_until {
                tx.enqueue(&SettleRun { tenant: self.tenant, run: self.run.id }, until).await?;
                let call = LastCall { tenant: self.tenant, run: self.run.id, enrolment: place.id };
                tx.enqueue(&call, last_call::due(self.now, until)).await?;
            }
            // How many seats are left stands on the run's page.
            tx.touch_public(self.tenant);
        }
        let ids: Vec<_> = told.iter().map(|(id, _)| *id).collect();
        let whose = queries::whose(tx, self.tenant, &ids).await?;
        for (id, change) in told {
            if let Some((_, resident)) = whose.iter().find(|(of, _)| *of == id) {
                let news = learning(self.tenant, (&self.run, id), change);
                announce(tx, Audience::Resident(self.tenant, *resident), news, self.now).await?;
            }
        }
        Ok(())
    }

    /// Whether it is somebody without an account whom staff enrol: they are told by whoever writes it down, and nobody else
    /// has to pass it on.
    fn is_at_hand(&self, id: EnrolmentId) -> bool {
        self.new
            .as_ref()
            .is_some_and(|(new, learner, is_on_paper)| *new == id && *is_on_paper && learner.person.is_none())
    }

    async fn write(&self, tx: &mut WriteTx, place: &Place, is_new: bool) -> AppResult<()> {
        if !is_new {
            // Whoever is moved along by somebody else's leaving has no part in the reason.
            let is_gone = matches!(place.status, Status::Dropped | Status::Declined);
            let reason = if is_gone { self.reason.as_str() } else { "" };
            return queries::move_place(tx, self.tenant, &Changed { place, reason }, self.now).await;
        }
        let (_, learner, is_on_paper) =
            self.new.as_ref().filter(|(id, ..)| *id == place.id).ok_or(AppError::Conflict)?;
        let new = New {
            run: self.run.id,
            org: self.run.org,
            resident: learner.resident,
            name: &learner.name,
            is_on_paper: *is_on_paper,
        };
        if !queries::insert(tx, self.tenant, &new, place, self.now).await? {
            return Err(AppError::Conflict);
        }
        if place.status == Status::Applied {
            let news = News::LearnerApplied {
                tenant: self.tenant,
                org: self.run.org,
                run: self.run.id,
                title: self.run.title.clone(),
            };
            announce(tx, Audience::Org(self.run.org), news, self.now).await?;
        }
        Ok(())
    }

    /// Whether the run's last meeting was not long ago.
    fn is_recent(&self) -> bool {
        self.run.last_ends_at.is_none_or(|end| self.now < end + NEWS_FOR)
    }

    /// What somebody is told of how they stand now.
    fn news(&self, before: Option<Status>, place: &Place) -> Option<LearningChange> {
        match place.status {
            // Whoever accepted an offer knows.
            Status::Enrolled if before != Some(Status::Offered) => Some(LearningChange::Enrolled),
            Status::Waiting => {
                let at = self.queue.position(place.id)?;
                Some(LearningChange::Waiting { at: i64::try_from(at).unwrap_or(i64::MAX) })
            }
            Status::Offered if before == Some(Status::Offered) => {
                Some(LearningChange::OfferKept { until: place.offered_until? })
            }
            Status::Offered => Some(LearningChange::Offered { until: place.offered_until? }),
            Status::Lapsed => Some(LearningChange::Lapsed),
            // Of a run that is called off everybody is told at once, and why.
            // Long afterwards that is no news.
            Status::Unserved if self.run.has_ended(self.now) => self.is_recent().then_some(LearningChange::NoSeat),
            Status::Unserved if self.run.is_kept() => {
                Some(LearningChange::NoSeatLeft { org_name: self.run.org_name.clone() })
            }
            Status::Declined => Some(LearningChange::Declined { reason: self.reason.clone() }),
            _ => None,
        }
    }
}

/// Gives a run so many seats, before its row says so: what is more is offered to the line at once. Where more are taken,
/// nothing changes: how many are. The transaction must be in the community's scope.
pub async fn resize(
    tx: &mut WriteTx,
    tenant: TenantId,
    run: RunId,
    seats: usize,
    now: DateTime<Utc>,
) -> AppResult<Result<(), usize>> {
    let mut held = Held::of(tx, tenant, run, now).await?.ok_or(AppError::NotFound)?;
    if !held.queue.resize(seats, now) {
        return Ok(Err(held.queue.taken()));
    }
    held.keep(tx).await?;
    Ok(Ok(()))
}

/// An organization goes on here that was stopped: in its runs whoever was offered a seat has all of the time for an answer once
/// more, and what has become free is offered. This is done in the transaction that lets it go on, so that nobody finds an offer
/// lapsed that nobody could accept.
pub async fn resume(tx: &mut WriteTx, tenant: TenantId, org: OrgId, now: DateTime<Utc>) -> AppResult<()> {
    for run in queries::runs_in_line(tx, tenant, Some(org)).await? {
        let Some(mut held) = Held::as_kept(tx, tenant, run, now).await? else { continue };
        held.queue.renew(now);
        held.keep(tx).await?;
    }
    Ok(())
}

/// What a learner is told of a run.
pub(super) fn learning(tenant: TenantId, (run, id): (&Run, EnrolmentId), change: LearningChange) -> News {
    News::Learning { tenant, title: run.title.clone(), change, place: Some((run.id, id)) }
}

/// Does what is due in a run: where no seats are to come any more, its line ends.
/// The transaction must be in the community's scope.
pub async fn settle(tx: &mut WriteTx, tenant: TenantId, run: RunId, now: DateTime<Utc>) -> AppResult<()> {
    let Some(mut held) = Held::of(tx, tenant, run, now).await? else { return Ok(()) };
    if held.run.is_closed(now) {
        held.queue.end();
    }
    held.keep(tx).await
}

/// Leaves it to be done in every run of a community in which somebody is in line: each by itself, so that whoever enrols in one of
/// them waits for that one alone, and one that fails keeps no other from it.
pub(super) async fn settle_each(tx: &mut WriteTx, tenant: TenantId, now: DateTime<Utc>) -> AppResult<()> {
    for run in queries::runs_in_line(tx, tenant, None).await? {
        tx.enqueue(&SettleRun { tenant, run }, now).await?;
    }
    Ok(())
}

/// An offer comes to its end: left for its deadline by the transaction that makes it. Whoever touches the run meanwhile does
/// the same, and the day's work leaves it once more.
#[derive(Debug, Serialize, Deserialize)]
pub struct SettleRun {
    tenant: TenantId,
    run: RunId,
}

impl Task for SettleRun {
    const NAME: &'static str = "settle_run";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        Ok(settle(tx, self.tenant, self.run, state.clock().now()).await?)
    }
}
