//! A posting ends, and with it what was still open: applications that nobody has decided, and recommendations without an answer.

use chrono::{DateTime, Utc};

use super::hiring::tell;
use super::model;
use super::progress::Status;
use super::queries::{self, ApplicationMove, Event, Move, Posting};
use super::said::Said;
use super::steps::Closing;
use crate::db::{OrgId, TenantId, WriteTx};
use crate::error::{AppError, AppResult};
use crate::recommendations::Lapse;

/// Everybody who was looked for is found.
pub(super) async fn fill(
    tx: &mut WriteTx,
    (tenant, now): (TenantId, DateTime<Utc>),
    posting: &Posting,
) -> AppResult<()> {
    let way = Move {
        to: model::Status::Filled,
        revision: posting.revision,
        is_held: false,
        is_approved: false,
        valid_until: None,
        decider: None,
        reason: None,
        now,
    };
    if !queries::take(tx, tenant, posting.id, &way).await? {
        return Err(AppError::Conflict);
    }
    close(tx, (tenant, now), posting, Closing::Filled).await
}

/// Ends the applications that nobody has decided and the recommendations that nobody has answered, and tells whose they are:
/// the posting is no more.
pub(super) async fn close(
    tx: &mut WriteTx,
    (tenant, now): (TenantId, DateTime<Utc>),
    posting: &Posting,
    closing: Closing,
) -> AppResult<()> {
    let reason = closing.code();
    for (one, from) in queries::pending(tx, tenant, posting.id).await? {
        let way = ApplicationMove { reason, ..ApplicationMove::plain(from, Status::Rejected, now) };
        queries::move_application(tx, tenant, (one.id, None), &way).await?;
        let event = Event { to: Status::Rejected, side: "nobody", by_name: "", note: reason, word: None, at: now };
        queries::note(tx, tenant, (one.id, posting.org), &event).await?;
        let said = Said { reason: reason.to_owned(), ..Said::default() };
        tell(tx, (tenant, now), posting, one.resident, Status::Rejected, said).await?;
    }
    tx.enqueue(&Lapse { tenant, posting: posting.id, at: now }, now).await
}

/// An organization leaves a community: nobody is hired for what it has written there, and whoever applied is told.
pub async fn withdraw_all(tx: &mut WriteTx, tenant: TenantId, org: OrgId, now: DateTime<Utc>) -> AppResult<()> {
    for id in queries::withdraw_of(tx, tenant, org, now).await? {
        if let Some(posting) = queries::posting(tx, tenant, Some(org), id).await? {
            close(tx, (tenant, now), &posting, Closing::Withdrawn).await?;
        }
    }
    Ok(())
}
