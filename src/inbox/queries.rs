//! SQL of the inboxes.

use chrono::{DateTime, NaiveDate, Utc};

use super::{News, Topic};
use crate::db::{MessageId, OrgId, PersonId, TenantId, Tx, WriteTx};
use crate::error::AppResult;

fn json(news: &News) -> AppResult<serde_json::Value> {
    Ok(serde_json::to_value(news).map_err(anyhow::Error::from)?)
}

/// Puts a message into an organization's inbox; once, however often it is asked to.
pub(super) async fn put_for_org(
    tx: &mut WriteTx,
    org: OrgId,
    id: MessageId,
    news: &News,
    at: DateTime<Utc>,
) -> AppResult<()> {
    sqlx::query!(
        "insert into org_message (org_id, message_id, topic, news, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        org.uuid(),
        id.uuid(),
        news.topic().code(),
        json(news)?,
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts a message into a person's inbox, unless they muted its topic or their account is gone.
pub(super) async fn put_for_person(
    tx: &mut WriteTx,
    person: PersonId,
    id: MessageId,
    news: &News,
    at: DateTime<Utc>,
) -> AppResult<()> {
    let topic = news.topic().code();
    let muted = sqlx::query_scalar!(
        r#"select exists (select 1 from muted_topic where person_id = $1 and topic = $2)
            or not exists (select 1 from person where person_id = $1 and deleted_at is null) as "muted!""#,
        person.uuid(),
        topic,
    )
    .fetch_one(tx.conn())
    .await?;
    if muted {
        return Ok(());
    }
    sqlx::query!(
        "insert into inbox_message (person_id, message_id, topic, news, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        person.uuid(),
        id.uuid(),
        topic,
        json(news)?,
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The members who keep an organization's records, and one more if they are a member.
pub(super) async fn record_keepers(
    tx: &mut WriteTx,
    org: OrgId,
    besides: Option<PersonId>,
    today: NaiveDate,
) -> AppResult<Vec<PersonId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct person_id as "id: PersonId" from membership
        where org_id = $1 and (role in ('owner', 'editor') or person_id = $3) and valid_from <= $2
            and (valid_to is null or valid_to >= $2)"#,
        org.uuid(),
        today,
        besides.map(PersonId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// The staff of a community.
pub(super) async fn staff(tx: &mut WriteTx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<PersonId>> {
    let ids = sqlx::query_scalar!(
        r#"select distinct person_id as "id: PersonId" from role_grant
        where tenant_id = $1 and role in ('community_staff', 'street_staff', 'platform_admin') and scope_id is null and valid_from <= $2 and (valid_to is null or valid_to >= $2)"#,
        tenant.uuid(),
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids)
}

/// A message in an inbox.
pub(super) struct Message {
    pub id: MessageId,
    pub news: News,
    pub created_at: DateTime<Utc>,
    pub is_read: bool,
}

/// Makes a message of a row; none for one of a newer program.
fn message(id: MessageId, news: serde_json::Value, created_at: DateTime<Utc>, is_read: bool) -> Option<Message> {
    Some(Message { id, news: serde_json::from_value(news).ok()?, created_at, is_read })
}

/// A person's newest messages, or those before one; none of a newer program's kinds.
pub(super) async fn of_person(
    tx: &mut impl Tx,
    person: PersonId,
    topic: Option<Topic>,
    before: Option<MessageId>,
    limit: i64,
) -> AppResult<Vec<Message>> {
    let rows = sqlx::query!(
        r#"select message_id as "id: MessageId", news, created_at, read_at is not null as "is_read!" from inbox_message
        where person_id = $1 and ($2::text is null or topic = $2) and ($3::uuid is null or message_id < $3)
        order by message_id desc limit $4"#,
        person.uuid(),
        topic.map(Topic::code),
        before.map(MessageId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| message(row.id, row.news, row.created_at, row.is_read)).collect())
}

/// An organization's newest messages, likewise.
pub(super) async fn of_org(
    tx: &mut impl Tx,
    org: OrgId,
    topic: Option<Topic>,
    before: Option<MessageId>,
    limit: i64,
) -> AppResult<Vec<Message>> {
    let rows = sqlx::query!(
        r#"select message_id as "id: MessageId", news, created_at, read_at is not null as "is_read!" from org_message
        where org_id = $1 and ($2::text is null or topic = $2) and ($3::uuid is null or message_id < $3)
        order by message_id desc limit $4"#,
        org.uuid(),
        topic.map(Topic::code),
        before.map(MessageId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| message(row.id, row.news, row.created_at, row.is_read)).collect())
}

/// Marks one message of a person as read and gives what it says; none when it is not theirs.
pub(super) async fn read_of_person(
    tx: &mut WriteTx,
    person: PersonId,
    id: MessageId,
    now: DateTime<Utc>,
) -> AppResult<Option<News>> {
    let news = sqlx::query_scalar!(
        "update inbox_message set read_at = coalesce(read_at, $3) where person_id = $1 and message_id = $2 returning news",
        person.uuid(),
        id.uuid(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(news.and_then(|news| serde_json::from_value(news).ok()))
}

/// Marks one message of an organization as read, likewise.
pub(super) async fn read_of_org(
    tx: &mut WriteTx,
    org: OrgId,
    id: MessageId,
    now: DateTime<Utc>,
) -> AppResult<Option<News>> {
    let news = sqlx::query_scalar!(
        "update org_message set read_at = coalesce(read_at, $3) where org_id = $1 and message_id = $2 returning news",
        org.uuid(),
        id.uuid(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(news.and_then(|news| serde_json::from_value(news).ok()))
}

/// Marks all of a person's messages as read.
pub(super) async fn read_all_of_person(tx: &mut WriteTx, person: PersonId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!("update inbox_message set read_at = $2 where person_id = $1 and read_at is null", person.uuid(), now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Marks all of an organization's messages as read.
pub(super) async fn read_all_of_org(tx: &mut WriteTx, org: OrgId, now: DateTime<Utc>) -> AppResult<()> {
    sqlx::query!("update org_message set read_at = $2 where org_id = $1 and read_at is null", org.uuid(), now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The topics a person muted.
pub(super) async fn muted(tx: &mut impl Tx, person: PersonId) -> AppResult<Vec<Topic>> {
    let codes = sqlx::query_scalar!("select topic from muted_topic where person_id = $1", person.uuid())
        .fetch_all(tx.conn())
        .await?;
    Ok(codes.iter().filter_map(|code| Topic::parse(code)).collect())
}

/// Sets the topics a person mutes.
pub(super) async fn set_muted(tx: &mut WriteTx, person: PersonId, topics: &[Topic]) -> AppResult<()> {
    sqlx::query!("delete from muted_topic where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    for topic in topics {
        // Two of the person's browsers may say so at once.
        sqlx::query!(
            "insert into muted_topic (person_id, topic) values ($1, $2) on conflict (person_id, topic) do nothing",
            person.uuid(),
            topic.code()
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Takes away what a person was told and what they chose to be told of; for an account that is deleted.
pub async fn forget_person(tx: &mut WriteTx, person: PersonId) -> AppResult<()> {
    sqlx::query!("delete from inbox_message where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    sqlx::query!("delete from muted_topic where person_id = $1", person.uuid()).execute(tx.conn()).await?;
    Ok(())
}
