//! Whoever is offered a seat and has not answered is told once more, before it goes to the next in line.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::model::Status;
use super::seats::learning;
use super::{queries, seen};
use crate::background::queue::{Task, TaskError};
use crate::db::{EnrolmentId, RunId, Scope, TenantId, WriteTx};
use crate::inbox::{Audience, LearningChange, announce};
use crate::state::AppState;

/// When that is: a quarter of the time is left by then.
pub(super) fn due(offered_at: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
    until - (until - offered_at) / 4
}

/// Left by the transaction that offers a seat, or gives more time for the answer. Nobody is offered one twice under the same
/// enrolment.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastCall {
    pub(super) tenant: TenantId,
    pub(super) run: RunId,
    pub(super) enrolment: EnrolmentId,
}

impl Task for LastCall {
    const NAME: &'static str = "last_call";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let now = state.clock().now();
        let Some(run) = queries::run(tx, self.tenant, self.run).await? else { return Ok(()) };
        let queue = seen(tx, self.tenant, &run, now).await?;
        let place = queue.place(self.enrolment).filter(|place| place.status == Status::Offered && run.gives_seats(now));
        let Some(until) = place.and_then(|place| place.offered_until) else { return Ok(()) };
        // Whoever has more time by now is called when that runs out.
        if now < due(until - TimeDelta::hours(run.accept_hours), until) {
            return Ok(());
        }
        for (id, resident) in queries::whose(tx, self.tenant, &[self.enrolment]).await? {
            let news = learning(self.tenant, (&run, id), LearningChange::OfferEnds { until });
            announce(tx, Audience::Resident(self.tenant, resident), news, now).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_time_is_left_however_long_it_is() {
        let now: DateTime<Utc> = "2026-11-23T02:00:00Z".parse().unwrap();
        let left = |hours| {
            let until = now + TimeDelta::hours(hours);
            (until - due(now, until)).num_minutes()
        };
        assert_eq!((left(24), left(1), left(168)), (6 * 60, 15, 42 * 60));
    }
}
