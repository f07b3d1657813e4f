//! The second factor: six digits from an app on the person's phone (TOTP), and recovery codes for whoever has lost it.

mod code;
pub(super) mod half;
pub(super) mod manage;
mod pages;
pub mod queries;
mod totp;
pub mod urls;

use chrono::{DateTime, Utc};

pub use code::Code;

use self::totp::Secret;
use crate::db::{PersonId, SessionId, WriteTx};
use crate::error::AppResult;
use crate::inbox::{Audience, FactorChange, News, announce};
use crate::secrets::Secrets;

/// Accepts a code once: whether it is the person's, and was not accepted before. It is spent when the transaction commits.
pub async fn spend(
    tx: &mut WriteTx,
    secrets: &Secrets,
    person: PersonId,
    code: &Code,
    now: DateTime<Utc>,
) -> AppResult<bool> {
    match code {
        Code::App(digits) => {
            let Some(factor) = queries::lock(tx, person).await?.filter(|factor| factor.is_confirmed) else {
                return Ok(false);
            };
            let secret = Secret::parse(&secrets.open(person.uuid(), &factor.sealed)?)?;
            let Some(step) = secret.step_of(*digits, now).filter(|step| *step > factor.last_step) else {
                return Ok(false);
            };
            queries::set_step(tx, person, step).await?;
            Ok(true)
        }
        Code::Recovery(digits) => {
            queries::use_recovery_code(tx, person, &secrets.recovery_hash(person.uuid(), digits), now).await
        }
    }
}

/// Takes the factor away from a person who has lost the app and the codes, for the operator; false where there is none.
pub async fn reset(tx: &mut WriteTx, person: PersonId, now: DateTime<Utc>) -> AppResult<bool> {
    if !queries::is_on(tx, person).await? {
        return Ok(false);
    }
    queries::forget(tx, person).await?;
    changed(tx, person, None, FactorChange::Reset, now).await?;
    Ok(true)
}

/// What follows from every change: other sessions end, and the person is told, in case it was not they who made it.
async fn changed(
    tx: &mut WriteTx,
    person: PersonId,
    keep: Option<SessionId>,
    change: FactorChange,
    now: DateTime<Utc>,
) -> AppResult<()> {
    super::queries::end_sessions(tx, person, keep).await?;
    announce(tx, Audience::Person(person), News::SecondFactor { change }, now).await
}
