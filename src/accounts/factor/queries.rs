//! SQL of the second factor. The transaction must be in the person's scope.

use chrono::{DateTime, Utc};

use crate::db::{PersonId, Tx, WriteTx};
use crate::error::AppResult;

/// A person's factor, confirmed or not.
pub struct Factor {
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// Whether a first code has been accepted.
    pub is_confirmed: bool,
    /// The last step whose code was accepted.
    pub last_step: i64,
}

/// A person's factor, kept from changing until the transaction ends: of two who send the same code at once, the second
/// finds it spent.
pub async fn lock(tx: &mut WriteTx, person: PersonId) -> AppResult<Option<Factor>> {
    let factor = sqlx::query_as!(
        Factor,
        r#"select secret_sealed as sealed, confirmed_at is not null as "is_confirmed!", last_step from second_factor
        where person_id = $1 for update"#,
        person.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(factor)
}

/// Notes the step whose code was accepted.
pub async fn set_step(tx: &mut WriteTx, person: PersonId, step: i64) -> AppResult<()> {
    sqlx::query!("update second_factor set last_step = $2 where person_id = $1", person.uuid(), step)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Uses up a recovery code; false when the person has no such code, or used it before.
pub async fn use_recovery_code(
    tx: &mut WriteTx,
    person: PersonId,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update recovery_code set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null",
        person.uuid(),
        &hash[..],
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes the factor away with its recovery codes and whatever waits for a code; nothing where there is none.
pub async fn forget(tx: &mut WriteTx, person: PersonId) -> AppResult<()> {
    sqlx::query!("delete from half_sign_in where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    sqlx::query!("delete from recovery_code where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    sqlx::query!("delete from second_factor where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    Ok(())
}
