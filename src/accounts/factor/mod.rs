//! The second factor: six digits from an app on the person's phone (TOTP), and recovery codes for whoever has lost it.

mod code;
pub mod queries;
mod totp;

use chrono::{DateTime, Utc};

pub use code::Code;

use self::totp::Secret;
use crate::db::{PersonId, WriteTx};
use crate::error::AppResult;
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
