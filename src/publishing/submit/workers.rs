//! Workers as communities should show them.

use super::{Outcome, Place, Submitter, ask, places, publish_at_once};
use crate::db::{WorkerId, WriteTx};
use crate::directory::queries::CardCredential;
use crate::error::AppResult;
use crate::publishing::queries;
use crate::publishing::snapshot::WorkerSnapshot;
use crate::vendors::workers::queries as workers;

/// Asks for a worker's card to be shown as it is now.
pub async fn worker(tx: &mut WriteTx, by: &Submitter<'_>, id: WorkerId) -> AppResult<Outcome> {
    let mut outcome = Outcome::default();
    for place in places(tx, by).await? {
        outcome.add(worker_at(tx, by, &place, id).await?);
    }
    Ok(outcome)
}

pub(super) async fn worker_at(tx: &mut WriteTx, by: &Submitter<'_>, place: &Place, id: WorkerId) -> AppResult<Outcome> {
    let Some((worker, credentials)) = workers::with_credentials(tx, by.org, id).await? else {
        return Ok(Outcome::default());
    };
    tx.enter_tenant(place.tenant.id).await?;
    let mut shown = queries::shown_worker(tx, place.tenant.id, by.org, id).await?;
    let credentials = credentials.into_iter().map(|one| seen_before(one, shown.as_ref())).collect();
    let wanted = worker.is_active.then(|| WorkerSnapshot {
        label: worker.name.public_label(),
        work_no: worker.work_no.clone(),
        trades: worker.trades.clone(),
        since_year: worker.since_year,
        credentials,
        photo: worker.photo_id.filter(|_| worker.photo_consent_on.is_some()),
    });
    // Consent that is taken back holds at once, whatever else waits for an answer.
    if let (Some(card), Some(WorkerSnapshot { photo: None, .. })) = (&shown, &wanted)
        && card.photo.is_some()
    {
        let faceless = WorkerSnapshot { photo: None, ..card.clone() };
        publish_at_once(tx, by, place, id.uuid(), shown.as_ref(), Some(&faceless)).await?;
        shown = Some(faceless);
    }
    ask(tx, by, place, id.uuid(), shown, wanted).await
}

/// A paper with the day on which the community saw it, if it is the one that is shown.
fn seen_before(mut paper: CardCredential, shown: Option<&WorkerSnapshot>) -> CardCredential {
    let same = |other: &&CardCredential| CardCredential { checked_on: None, ..(*other).clone() } == paper;
    paper.checked_on = shown.and_then(|card| card.credentials.iter().find(same)).and_then(|seen| seen.checked_on);
    paper
}
