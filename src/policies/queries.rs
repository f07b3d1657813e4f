//! SQL of policies. Every tenant keeps its own; what holds from above is read there.

use chrono::{DateTime, NaiveDate, Utc};

use super::model::{Content, Kind, Policy, Status};
use super::rules::{Question, Ticks};
use crate::db::{PolicyId, TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::tenancy::Tenant;

/// A policy as it is stored.
struct Row {
    id: PolicyId,
    kind: String,
    title: String,
    qualifies: String,
    benefits: String,
    documents: Vec<String>,
    how: String,
    phone: String,
    url: String,
    source_name: String,
    source_url: String,
    checked_on: Option<NaiveDate>,
    checked_by: String,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    identities: Vec<String>,
    ages: Vec<String>,
    wants: Vec<String>,
    certificates: Vec<String>,
    standings: Vec<String>,
    status: String,
    revision: i32,
    updated_at: DateTime<Utc>,
    updated_by: String,
}

impl From<Row> for Policy {
    fn from(row: Row) -> Self {
        let conditions = Ticks::read([&row.identities, &row.ages, &row.wants, &row.certificates, &row.standings]);
        Self {
            id: row.id,
            content: Content {
                kind: Kind::parse(&row.kind).unwrap_or(Kind::Other),
                title: row.title,
                qualifies: row.qualifies,
                benefits: row.benefits,
                documents: row.documents,
                how: row.how,
                phone: row.phone,
                url: row.url,
                source_name: row.source_name,
                source_url: row.source_url,
                checked_on: row.checked_on,
                valid_from: row.valid_from,
                valid_until: row.valid_until,
                conditions,
            },
            checked_by: row.checked_by,
            status: Status::parse(&row.status).unwrap_or(Status::Draft),
            revision: row.revision,
            updated_at: row.updated_at,
            updated_by: row.updated_by,
        }
    }
}

/// The policies that fulfil a condition, as a query; `$1` is the tenant.
macro_rules! policies {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select policy_id as "id: PolicyId", kind, title, qualifies, benefits, documents, how, phone, url, source_name,
                source_url, checked_on, checked_by_name as checked_by, valid_from, valid_until, identities, ages, wants,
                certificates, standings, status, revision, updated_at, updated_by_name as updated_by
            from policy "# + $rest,
            $($argument),+
        )
    };
}

/// The most of one tenant that the public reads at once; nobody keeps as many.
const MOST: i64 = 300;

/// The published ones of one tenant that hold on a day.
pub(super) async fn in_force(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<Vec<Policy>> {
    let rows = policies!(
        "where tenant_id = $1 and status = 'published' and valid_from <= $2 and (valid_until is null or valid_until >= $2)
        order by title, policy_id limit $3",
        tenant.uuid(),
        today,
        MOST,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Policy::from).collect())
}

/// All that a tenant keeps, in the order of their places ([`Policy::place`]): on top those with something to do, as they end
/// within `TOLD_BEFORE` days or were compared `FRESH_FOR` days ago, then the other ones that are read, drafts, and what is over.
pub(super) async fn page(
    tx: &mut impl Tx,
    tenant: TenantId,
    today: NaiveDate,
    after: Option<(NaiveDate, PolicyId)>,
    limit: i64,
) -> AppResult<Vec<Policy>> {
    let (day, id) = after.unzip();
    let rows = policies!(
        "cross join lateral (select case
            when status = 'withdrawn' then date '9999-12-31'
            when status = 'draft' then date '9999-12-29'
            when valid_until < $2 then date '9999-12-30'
            else least(valid_until - 30, checked_on + 181) end as day) as place
        where tenant_id = $1 and ($3::date is null or (day, policy_id) > ($3, $4)) order by day, policy_id limit $5",
        tenant.uuid(),
        today,
        day,
        id.map(PolicyId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Policy::from).collect())
}

/// One, whatever has become of it.
pub(super) async fn policy(tx: &mut impl Tx, tenant: TenantId, id: PolicyId) -> AppResult<Option<Policy>> {
    let row = policies!("where tenant_id = $1 and policy_id = $2", tenant.uuid(), id.uuid(),)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(Policy::from))
}

/// Says that what the public reads changes: in the community, or in every one below.
fn touch(tx: &mut WriteTx, tenant: &Tenant) {
    if tenant.is_community() { tx.touch_public(tenant.id) } else { tx.touch_platform() }
}

/// Who does something, and when.
#[derive(Clone, Copy)]
pub struct By<'a> {
    /// Their name.
    pub name: &'a str,
    /// The time.
    pub at: DateTime<Utc>,
}

/// Adds a draft; false when it was sent before.
pub async fn insert(tx: &mut WriteTx, tenant: &Tenant, id: PolicyId, content: &Content, by: By<'_>) -> AppResult<bool> {
    let of = |question| content.conditions.stored(question);
    let done = sqlx::query!(
        "insert into policy (tenant_id, policy_id, kind, title, qualifies, benefits, documents, how, phone, url, source_name, source_url,
            checked_on, checked_by_name, valid_from, valid_until, identities, ages, wants, certificates, standings, updated_at, updated_by_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, case when $13::date is null then '' else $14 end, $15, $16,
            $17, $18, $19, $20, $21, $22, $14)
        on conflict do nothing",
        tenant.id.uuid(),
        id.uuid(),
        content.kind.code(),
        content.title,
        content.qualifies,
        content.benefits,
        &content.documents,
        content.how,
        content.phone,
        content.url,
        content.source_name,
        content.source_url,
        content.checked_on,
        by.name,
        content.valid_from,
        content.valid_until,
        &of(Question::Identity),
        &of(Question::Age),
        &of(Question::Want),
        &of(Question::Certificate),
        &of(Question::Standing),
        by.at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes what one says; false when somebody else did so first. Whoever gives another day of comparison made it.
pub(super) async fn update(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (id, revision): (PolicyId, i32),
    content: &Content,
    by: By<'_>,
) -> AppResult<bool> {
    let of = |question| content.conditions.stored(question);
    let done = sqlx::query!(
        "update policy set kind = $4, title = $5, qualifies = $6, benefits = $7, documents = $8, how = $9, phone = $10, url = $11,
            source_name = $12, source_url = $13, checked_on = $14,
            checked_by_name = case when checked_on is not distinct from $14 then checked_by_name when $14::date is null then '' else $15 end,
            valid_from = $16, valid_until = $17, identities = $18, ages = $19, wants = $20, certificates = $21, standings = $22,
            updated_at = $23, updated_by_name = $15, revision = revision + 1
        where tenant_id = $1 and policy_id = $2 and revision = $3",
        tenant.id.uuid(),
        id.uuid(),
        revision,
        content.kind.code(),
        content.title,
        content.qualifies,
        content.benefits,
        &content.documents,
        content.how,
        content.phone,
        content.url,
        content.source_name,
        content.source_url,
        content.checked_on,
        by.name,
        content.valid_from,
        content.valid_until,
        &of(Question::Identity),
        &of(Question::Age),
        &of(Question::Want),
        &of(Question::Certificate),
        &of(Question::Standing),
        by.at,
    )
    .execute(tx.conn())
    .await?;
    touch(tx, tenant);
    Ok(done.rows_affected() == 1)
}

/// Publishes one or takes it down; false when somebody else did something first.
pub async fn set_status(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (id, revision): (PolicyId, i32),
    to: Status,
    by: By<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update policy set status = $4, updated_at = $5, updated_by_name = $6, revision = revision + 1
        where tenant_id = $1 and policy_id = $2 and revision = $3",
        tenant.id.uuid(),
        id.uuid(),
        revision,
        to.code(),
        by.at,
        by.name,
    )
    .execute(tx.conn())
    .await?;
    touch(tx, tenant);
    Ok(done.rows_affected() == 1)
}

/// Notes that one was compared with its source on a day, and nothing is new; false when somebody else did something first.
pub(super) async fn set_checked(
    tx: &mut WriteTx,
    tenant: &Tenant,
    (id, revision): (PolicyId, i32),
    on: NaiveDate,
    by: By<'_>,
) -> AppResult<bool> {
    let done = sqlx::query!(
        "update policy set checked_on = $4, checked_by_name = $5, updated_at = $6, updated_by_name = $5, revision = revision + 1
        where tenant_id = $1 and policy_id = $2 and revision = $3",
        tenant.id.uuid(),
        id.uuid(),
        revision,
        on,
        by.name,
        by.at,
    )
    .execute(tx.conn())
    .await?;
    touch(tx, tenant);
    Ok(done.rows_affected() == 1)
}

/// The published ones whose last day lies between two days, these included, as far as staff were not told of that day before;
/// now they are. The earliest first.
pub(super) async fn tell_ending(
    tx: &mut WriteTx,
    tenant: TenantId,
    (first, last): (NaiveDate, NaiveDate),
) -> AppResult<Vec<(PolicyId, String, NaiveDate)>> {
    let rows = sqlx::query!(
        r#"update policy set ends_told_for = valid_until
        where tenant_id = $1 and status = 'published' and valid_until between $2 and $3 and ends_told_for is distinct from valid_until
        returning policy_id as "id: PolicyId", title, valid_until as "on!""#,
        tenant.uuid(),
        first,
        last,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(by_day(rows.into_iter().map(|row| (row.id, row.title, row.on)).collect()))
}

/// The published and valid ones that were compared with their source on a day or before it last, likewise.
pub(super) async fn tell_unchecked(
    tx: &mut WriteTx,
    tenant: TenantId,
    (last, today): (NaiveDate, NaiveDate),
) -> AppResult<Vec<(PolicyId, String, NaiveDate)>> {
    let rows = sqlx::query!(
        r#"update policy set check_told_for = checked_on
        where tenant_id = $1 and status = 'published' and checked_on <= $2 and (valid_until is null or valid_until >= $3)
            and check_told_for is distinct from checked_on
        returning policy_id as "id: PolicyId", title, checked_on as "on!""#,
        tenant.uuid(),
        last,
        today,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(by_day(rows.into_iter().map(|row| (row.id, row.title, row.on)).collect()))
}

fn by_day(mut told: Vec<(PolicyId, String, NaiveDate)>) -> Vec<(PolicyId, String, NaiveDate)> {
    told.sort_unstable_by_key(|(id, _, on)| (*on, *id));
    told
}
