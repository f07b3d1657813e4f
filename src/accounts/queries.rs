//! SQL of people, passwords, sessions and one-time codes.

use chrono::{DateTime, Utc};

use super::factor;
use crate::db::{GrantId, HouseholdWorkerId, PersonId, ReadTx, ResidentId, SessionId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

/// Who has this phone number, by its keyed hash.
pub async fn person_by_phone(tx: &mut impl Tx, phone_hash: &[u8; 32]) -> AppResult<Option<PersonId>> {
    let id = sqlx::query_scalar!("select person_by_phone($1)", &phone_hash[..]).fetch_one(tx.conn()).await?;
    Ok(id.map(PersonId::from))
}

/// Ties a number to a person; false when somebody else has it.
pub async fn claim_phone(tx: &mut WriteTx, phone_hash: &[u8; 32], person: PersonId) -> AppResult<bool> {
    let claimed =
        sqlx::query_scalar!("select claim_phone($1, $2)", &phone_hash[..], person.uuid()).fetch_one(tx.conn()).await?;
    Ok(claimed.unwrap_or(false))
}

/// A phone number as it is stored: sealed, and masked for showing.
pub struct StoredPhone {
    /// Sealed with the server's key.
    pub sealed: Vec<u8>,
    /// As it may be shown.
    pub masked: String,
}

/// Adds a person.
pub async fn insert_person(
    tx: &mut WriteTx,
    person: PersonId,
    name: &str,
    phone: Option<&StoredPhone>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into person (person_id, name, phone_sealed, phone_masked) values ($1, $2, $3, $4)",
        person.uuid(),
        name,
        phone.map(|p| &p.sealed[..]),
        phone.map(|p| p.masked.as_str()),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a person a phone number.
pub async fn set_phone(tx: &mut WriteTx, person: PersonId, phone: &StoredPhone) -> AppResult<()> {
    sqlx::query!(
        "update person set phone_sealed = $2, phone_masked = $3 where person_id = $1",
        person.uuid(),
        &phone.sealed[..],
        phone.masked,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A person's phone number, sealed; none for people without one or whose account is gone.
pub async fn phone_of(tx: &mut impl Tx, person: PersonId) -> AppResult<Option<Vec<u8>>> {
    let sealed = sqlx::query_scalar!(
        "select phone_sealed from person where person_id = $1 and deleted_at is null",
        person.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(sealed.flatten())
}

/// What a person is called where others see them.
pub struct Called {
    /// The name.
    pub name: String,
    /// The phone number, masked; absent for people without one.
    pub phone_masked: Option<String>,
}

/// What a person is called; none when the account is gone. The transaction must be in the person's scope.
pub async fn called(tx: &mut impl Tx, person: PersonId) -> AppResult<Option<Called>> {
    let row = sqlx::query_as!(
        Called,
        "select name, phone_masked from person where person_id = $1 and deleted_at is null",
        person.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// The person's password hash; none for people without one or whose account is gone.
pub async fn password_hash(tx: &mut impl Tx, person: PersonId) -> AppResult<Option<String>> {
    let hash = sqlx::query_scalar!(
        "select w.hash from password w join person p on p.person_id = w.person_id
        where w.person_id = $1 and p.person_id = $1 and p.deleted_at is null",
        person.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(hash)
}

/// Sets a person's password.
pub async fn set_password(tx: &mut WriteTx, person: PersonId, hash: &str, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "insert into password (person_id, hash, changed_at) values ($1, $2, $3)
        on conflict (person_id) do update set hash = excluded.hash, changed_at = excluded.changed_at",
        person.uuid(),
        hash,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A session as its owner sees it.
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// The browser it began in.
    pub user_agent: String,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
}

/// A person's live sessions, the one used last on top.
pub async fn sessions(tx: &mut ReadTx, person: PersonId, now: DateTime<Utc>) -> AppResult<Vec<SessionRow>> {
    let rows = sqlx::query_as!(
        SessionRow,
        r#"select session_id as "id: SessionId", user_agent, seen_at from session
        where person_id = $1 and expires_at > $2 and seen_at + make_interval(secs => idle_seconds) > $2
        order by seen_at desc, session_id limit 100"#,
        person.uuid(),
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Ends one of a person's sessions; false when there is no such session.
pub async fn end_session(tx: &mut WriteTx, person: PersonId, session: SessionId) -> AppResult<bool> {
    let done =
        sqlx::query!("delete from session where person_id = $1 and session_id = $2", person.uuid(), session.uuid())
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends a person's sessions, but for the one to keep, and sign-ins that wait for a code.
pub async fn end_sessions(tx: &mut WriteTx, person: PersonId, keep: Option<SessionId>) -> AppResult<()> {
    factor::queries::end_halves(tx, person).await?;
    sqlx::query!(
        "delete from session where person_id = $1 and ($2::uuid is null or session_id <> $2)",
        person.uuid(),
        keep.map(SessionId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Chooses the identity of a session.
pub async fn choose_identity(tx: &mut WriteTx, person: PersonId, session: SessionId, grant: GrantId) -> AppResult<()> {
    sqlx::query!(
        "update session set grant_id = $3 where person_id = $1 and session_id = $2",
        person.uuid(),
        session.uuid(),
        grant.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes on a session that its person has just proven who they are.
pub async fn set_proved(tx: &mut WriteTx, person: PersonId, session: SessionId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update session set proved_at = $3 where person_id = $1 and session_id = $2",
        person.uuid(),
        session.uuid(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a person's name, number, password and sessions away; what others need to keep refers to the bare id.
pub async fn delete_person(tx: &mut WriteTx, person: PersonId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!("select release_phones($1)", person.uuid()).fetch_one(tx.conn()).await?;
    sqlx::query!("delete from session where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    sqlx::query!("delete from password where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    factor::queries::forget(tx, person).await?;
    sqlx::query!(
        "update person set name = '', phone_sealed = null, phone_masked = null, deleted_at = $2 where person_id = $1",
        person.uuid(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a grant today; the transaction must be in the grant's tenant.
pub async fn end_grant(tx: &mut WriteTx, tenant: TenantId, grant: GrantId, today: chrono::NaiveDate) -> AppResult<()> {
    sqlx::query!(
        "update role_grant set valid_to = greatest(valid_from, $3) where tenant_id = $1 and grant_id = $2",
        tenant.uuid(),
        grant.uuid(),
        today
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a one-time code is good for.
pub struct UsedCode {
    /// Whose it is: somebody on paper.
    pub person: PersonId,
    /// The record of a resident that it hands over.
    pub resident: Option<ResidentId>,
    /// The record of a household worker that it hands over.
    pub worker: Option<HouseholdWorkerId>,
}

/// Uses up a one-time code, giving whose it is; none when there is no such code, or it is used, revoked or over.
pub async fn use_code(
    tx: &mut WriteTx,
    tenant: TenantId,
    code_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> AppResult<Option<UsedCode>> {
    let row = sqlx::query_as!(
        UsedCode,
        r#"update sign_in_code set used_at = $3
        where tenant_id = $1 and code_hash = $2 and used_at is null and revoked_at is null and expires_at > $3
        returning person_id as "person: PersonId", resident_id as "resident: ResidentId",
            household_worker_id as "worker: HouseholdWorkerId""#,
        tenant.uuid(),
        &code_hash[..],
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}
