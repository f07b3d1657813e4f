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
    end_halves(tx, person).await?;
    sqlx::query!("delete from recovery_code where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    sqlx::query!("delete from second_factor where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// What a person has of a second factor.
pub struct State {
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// Whether a first code has been accepted.
    pub is_confirmed: bool,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

/// What a person has of a second factor; none where they have not begun.
pub async fn state(tx: &mut impl Tx, person: PersonId) -> AppResult<Option<State>> {
    let state = sqlx::query_as!(
        State,
        r#"select secret_sealed as sealed, confirmed_at is not null as "is_confirmed!",
            (select count(*) from recovery_code where person_id = $1 and used_at is null) as "codes_left!"
        from second_factor where person_id = $1"#,
        person.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(state)
}

/// Whether a code is asked of a person when they sign in.
pub async fn is_on(tx: &mut impl Tx, person: PersonId) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from second_factor where person_id = $1 and confirmed_at is not null) as "found!""#,
        person.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// Gives a person a new secret to set the factor up with; false when it is on already.
pub async fn set_secret(tx: &mut WriteTx, person: PersonId, sealed: &[u8]) -> AppResult<bool> {
    let done = sqlx::query!(
        "insert into second_factor (person_id, secret_sealed) values ($1, $2)
        on conflict (person_id) do update set secret_sealed = excluded.secret_sealed where second_factor.confirmed_at is null",
        person.uuid(),
        sealed,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Turns the factor on.
pub async fn confirm(tx: &mut WriteTx, person: PersonId, step: i64, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update second_factor set confirmed_at = $2, last_step = $3 where person_id = $1",
        person.uuid(),
        now,
        step,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts new recovery codes in the place of those there were.
pub async fn replace_recovery_codes(tx: &mut WriteTx, person: PersonId, hashes: &[[u8; 32]]) -> AppResult<()> {
    sqlx::query!("delete from recovery_code where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    for hash in hashes {
        sqlx::query!("insert into recovery_code (person_id, code_hash) values ($1, $2)", person.uuid(), &hash[..])
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Keeps a sign-in that waits for a code, and forgets those of the person that are over.
pub async fn insert_half(
    tx: &mut WriteTx,
    person: PersonId,
    token_hash: &[u8; 32],
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    (next, kept_sealed): (&str, &[u8]),
) -> AppResult<()> {
    sqlx::query!("delete from half_sign_in where person_id = $1 and expires_at <= $2", person.uuid(), now)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "insert into half_sign_in (person_id, token_hash, expires_at, next, kept_sealed) values ($1, $2, $3, $4, $5)",
        person.uuid(),
        &token_hash[..],
        expires_at,
        next,
        kept_sealed,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether a sign-in still waits for a code.
pub async fn is_half_open(
    tx: &mut impl Tx,
    person: PersonId,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select 1 from half_sign_in
            where person_id = $1 and token_hash = $2 and expires_at > $3) as "found!""#,
        person.uuid(),
        &token_hash[..],
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// A sign-in that waits for a code.
pub struct Half {
    /// How many codes were tried, this one included.
    pub tries: i32,
    /// Where to go afterwards.
    pub next: String,
    /// A form for there, sealed.
    pub kept_sealed: Vec<u8>,
}

/// Counts a try; none when the sign-in is over. Others that try at the same time wait for this one.
pub async fn try_half(
    tx: &mut WriteTx,
    person: PersonId,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> AppResult<Option<Half>> {
    let half = sqlx::query_as!(
        Half,
        "update half_sign_in set tries = tries + 1 where person_id = $1 and token_hash = $2 and expires_at > $3
        returning tries, next, kept_sealed",
        person.uuid(),
        &token_hash[..],
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(half)
}

/// Ends a sign-in that waited for a code.
pub async fn end_half(tx: &mut WriteTx, person: PersonId, token_hash: &[u8; 32]) -> AppResult<()> {
    sqlx::query!("delete from half_sign_in where person_id = $1 and token_hash = $2", person.uuid(), &token_hash[..])
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends every sign-in of a person that waits for a code.
pub async fn end_halves(tx: &mut WriteTx, person: PersonId) -> AppResult<()> {
    sqlx::query!("delete from half_sign_in where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    Ok(())
}
