//! SQL of people's calendars. Person scope.

use chrono::{DateTime, Utc};

use crate::db::{CalendarId, PersonId, Tx, WriteTx};
use crate::error::AppResult;

/// The calendar that a person has asked for.
pub async fn calendar(tx: &mut impl Tx, person: PersonId) -> AppResult<Option<CalendarId>> {
    let id = sqlx::query_scalar!(
        r#"select calendar_id as "id: CalendarId" from person_calendar where person_id = $1"#,
        person.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id)
}

/// Whether a person's calendar has a token with this hash.
pub async fn has_calendar(tx: &mut impl Tx, person: PersonId, hash: &[u8; 32]) -> AppResult<bool> {
    let found = sqlx::query_scalar!(
        "select calendar_id from person_calendar where person_id = $1 and token_hash = $2",
        person.uuid(),
        &hash[..],
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.is_some())
}

/// Gives a person a calendar; the one they had is over.
pub async fn set_calendar(
    tx: &mut WriteTx,
    person: PersonId,
    (id, hash): (CalendarId, &[u8; 32]),
    now: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into person_calendar (person_id, calendar_id, token_hash, created_at) values ($1, $2, $3, $4)
        on conflict (person_id) do update set calendar_id = $2, token_hash = $3, created_at = $4",
        person.uuid(),
        id.uuid(),
        &hash[..],
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a person's calendar.
pub async fn remove_calendar(tx: &mut WriteTx, person: PersonId) -> AppResult<()> {
    sqlx::query!("delete from person_calendar where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    Ok(())
}
