//! Sessions: what a token in a cookie opens, for how long.

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, TimeDelta, Utc};

use super::token::{Token, TokenCookie};
use super::{Grant, Place, Role, Viewer};
use crate::db::{GrantId, PersonId, Scope, SessionId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::state::AppState;
use crate::tenancy::Tenant;

/// How long a session lasts without use, and at most (ASVS 7.3).
#[derive(Debug, Clone, Copy)]
struct Limits {
    idle: TimeDelta,
    absolute: TimeDelta,
}

const RESIDENT: Limits = Limits { idle: TimeDelta::days(30), absolute: TimeDelta::days(30) };
const STAFF: Limits = Limits { idle: TimeDelta::minutes(30), absolute: TimeDelta::hours(12) };

/// How stale `seen_at` may grow before it is written again.
const SEEN_STEP: TimeDelta = TimeDelta::minutes(1);

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, by which its owner ends it.
    pub id: SessionId,
    /// The identity chosen, where a person has several.
    pub grant: Option<GrantId>,
    /// When its person last proved who they are: by password, and by code where they have a second factor.
    pub proved_at: DateTime<Utc>,
}

/// The token that a request carries.
pub fn token(headers: &HeaderMap, https: bool) -> Option<Token> {
    TokenCookie::SESSION.read(headers, https)
}

/// Begins a session for a person who has just proven who they are, and gives the cookie to set.
///
/// A session that the browser carried before is ended by the caller: ids are never adopted, always made anew.
pub async fn begin(
    tx: &mut WriteTx,
    person: PersonId,
    is_staff: bool,
    user_agent: &str,
    now: DateTime<Utc>,
    https: bool,
) -> AppResult<HeaderValue> {
    let token = Token::new(person);
    let limits = if is_staff { STAFF } else { RESIDENT };
    let user_agent: String = user_agent.chars().filter(|c| !c.is_control()).take(200).collect();
    sqlx::query!(
        "insert into session (person_id, token_hash, session_id, created_at, seen_at, expires_at, proved_at, idle_seconds, user_agent)
        values ($1, $2, $3, $4, $4, $5, $4, $6, $7)",
        person.uuid(),
        &token.hash()[..],
        SessionId::generate().uuid(),
        now,
        now + limits.absolute,
        i32::try_from(limits.idle.num_seconds()).unwrap_or(i32::MAX),
        user_agent,
    )
    .execute(tx.conn())
    .await?;
    let today = now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    sqlx::query!("update person set signed_in_on = $2 where person_id = $1", person.uuid(), today)
        .execute(tx.conn())
        .await?;
    Ok(TokenCookie::SESSION.give(&token, limits.absolute, https))
}

/// Holds what sessions a person has to the limits of staff, from the moment they become one of them.
pub async fn tighten(tx: &mut WriteTx, person: PersonId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!(
        "update session set idle_seconds = least(idle_seconds, $2), expires_at = least(expires_at, $3) where person_id = $1",
        person.uuid(),
        i32::try_from(STAFF.idle.num_seconds()).unwrap_or(i32::MAX),
        now + STAFF.absolute,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The cookie that ends what the browser carries.
pub fn forget(https: bool) -> HeaderValue {
    TokenCookie::SESSION.take_away(https)
}

/// Ends the session that a request carried, if any.
pub async fn end_carried(tx: &mut WriteTx, token: &Token) -> AppResult<()> {
    sqlx::query!(
        "delete from session where person_id = $1 and token_hash = $2",
        token.claimed_person().uuid(),
        &token.hash()[..]
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The person behind a token, with the grants that hold today; none when the session is unknown, idle or over.
pub(super) async fn viewer(state: &AppState, token: &Token, tenant: Option<&Tenant>) -> AppResult<Option<Viewer>> {
    let now = state.clock().now();
    let scope = Scope { tenant: tenant.map(|t| t.id), org: None, person: Some(token.claimed_person()) };
    let mut tx = state.db().read(&scope).await?;
    let Some(row) = sqlx::query!(
        r#"select s.session_id as "session_id: SessionId", s.grant_id as "grant_id: GrantId", s.seen_at, p.name, p.phone_masked,
            coalesce(s.proved_at, s.created_at) as "proved_at!",
            exists (select 1 from password w where w.person_id = $1) as "has_password!",
            exists (select 1 from second_factor f where f.person_id = $1 and f.confirmed_at is not null) as "has_factor!",
            (select count(*) from inbox_message n where n.person_id = $1 and n.read_at is null) as "unread!"
        from session s join person p on p.person_id = s.person_id
        where s.person_id = $1 and s.token_hash = $2 and p.person_id = $1 and p.deleted_at is null
            and s.expires_at > $3 and s.seen_at + make_interval(secs => s.idle_seconds) > $3"#,
        token.claimed_person().uuid(),
        &token.hash()[..],
        now,
    )
    .fetch_optional(tx.conn())
    .await?
    else {
        return Ok(None);
    };
    let mut grants = grants(&mut tx, token.claimed_person(), now).await?;
    let is_operator = grants.iter().any(|grant| grant.role == Role::PlatformAdmin);
    let mut entered_until = None;
    if is_operator && let Some(tenant) = tenant {
        entered_until = entered_till(&mut tx, tenant.id, token.claimed_person(), now).await?;
        if entered_until.is_none() {
            grants.retain(|grant| grant.role != Role::PlatformAdmin);
        }
    }
    drop(tx);
    if now - row.seen_at >= SEEN_STEP {
        touch(state, token, now).await?;
    }
    let session = Session { id: row.session_id, grant: row.grant_id, proved_at: row.proved_at };
    Ok(Some(Viewer {
        id: token.claimed_person(),
        name: row.name,
        phone_masked: row.phone_masked,
        session,
        has_password: row.has_password,
        has_factor: row.has_factor,
        grants,
        is_operator,
        entered_until,
        unread: row.unread,
    }))
}

/// Until when an operator is in a tenant, for a reason that stands in its record; none when they are not.
async fn entered_till(
    tx: &mut impl Tx,
    tenant: TenantId,
    person: PersonId,
    now: DateTime<Utc>,
) -> AppResult<Option<DateTime<Utc>>> {
    let until = sqlx::query_scalar!(
        "select max(ends_at) from operator_entry where tenant_id = $1 and person_id = $2 and ended_at is null
            and began_at <= $3 and ends_at > $3",
        tenant.uuid(),
        person.uuid(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(until)
}

async fn touch(state: &AppState, token: &Token, now: DateTime<Utc>) -> AppResult<()> {
    let mut tx = state.db().write(&Scope { person: Some(token.claimed_person()), ..Scope::default() }).await?;
    sqlx::query!(
        "update session set seen_at = $3 where person_id = $1 and token_hash = $2",
        token.claimed_person().uuid(),
        &token.hash()[..],
        now
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await
}

/// A person's grants, everywhere, that hold now. (Days are the tenant's; a day's edge is judged in China's time.)
pub async fn grants(tx: &mut impl Tx, person: PersonId, now: DateTime<Utc>) -> AppResult<Vec<Grant>> {
    let today = now.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant: TenantId", grant_id as "id: GrantId", role, scope_kind, scope_id, valid_from, valid_to
        from role_grant where person_id = $1 order by created_at, grant_id"#,
        person.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let grants = rows.into_iter().filter_map(|row| {
        let role = Role::parse(&row.role)?;
        let place = match (row.scope_kind.as_str(), row.scope_id) {
            ("grid", Some(id)) => Some(Place::Grid(id.into())),
            ("building", Some(id)) => Some(Place::Building(id.into())),
            _ => None,
        };
        Some(Grant { id: row.id, tenant: row.tenant, role, place, valid_from: row.valid_from, valid_to: row.valid_to })
    });
    Ok(grants.filter(|grant| grant.holds_on(today)).collect())
}
