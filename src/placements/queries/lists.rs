//! SQL of lists of placements, each with the minutes that both have signed.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::{OrgId, PersonId, PlacementId, ResidentId, TenantId, Tx};
use crate::error::AppResult;
use crate::placements::model::Status;

/// A placement in a list.
pub struct Row {
    pub id: PlacementId,
    pub tenant: TenantId,
    pub learner_name: String,
    pub org_name: String,
    pub title: String,
    pub agreed_minutes: i32,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub status: String,
    pub changed_at: DateTime<Utc>,
    /// Minutes that both have signed.
    pub signed: i32,
    /// Lines that nobody has settled: disputed, or without one of the signatures.
    pub open: i64,
}

/// The last row of the page before.
type After = Option<(DateTime<Utc>, PlacementId)>;

/// The rows that fulfil a condition, as a query.
macro_rules! rows {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"select p.placement_id as "id: PlacementId", p.tenant_id as "tenant: TenantId", p.learner_name, p.org_name, p.title,
                p.agreed_minutes, p.starts_on, p.ends_on, p.status, p.changed_at, coalesce(b.signed, 0)::int as "signed!",
                coalesce(b.open, 0) as "open!"
            from placement p left join lateral (
                select sum(e.minutes) filter (where e.settled_counts or e.settled_at is null and e.disputed_at is null
                        and e.learner_signed_at is not null and e.mentor_signed_at is not null) as signed,
                    count(*) filter (where e.settled_at is null and (e.disputed_at is not null or e.learner_signed_at is null
                        or e.mentor_signed_at is null)) as open
                from placement_entry e where e.tenant_id = p.tenant_id and e.placement_id = p.placement_id) b on true
            where "# + $rest,
            $($argument),+
        )
    };
}

/// A community's, those that changed last on top.
pub async fn of_tenant(
    tx: &mut impl Tx,
    tenant: TenantId,
    status: Option<Status>,
    after: After,
    limit: i64,
) -> AppResult<Vec<Row>> {
    let (at, id) = after.unzip();
    let rows = rows!(
        "p.tenant_id = $1 and ($2::text is null or p.status = $2)
            and ($3::timestamptz is null or (p.changed_at, p.placement_id) < ($3, $4))
        order by p.changed_at desc, p.placement_id desc limit $5",
        tenant.uuid(),
        status.map(Status::code),
        at,
        id.map(PlacementId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// How many stand where.
pub async fn counts(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<(Status, i64)>> {
    let rows = sqlx::query!(
        r#"select status, count(*) as "count!" from placement where tenant_id = $1 group by status"#,
        tenant.uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Status::parse(&row.status)?, row.count))).collect())
}

/// Who practises with an organization, in every community that it serves; those that changed last on top.
pub async fn of_company(tx: &mut impl Tx, org: OrgId, after: After, limit: i64) -> AppResult<Vec<Row>> {
    let (at, id) = after.unzip();
    let rows = rows!(
        "p.org_id = $1 and exists (select 1 from admission a where a.tenant_id = p.tenant_id and a.org_id = $1
                and a.status in ('admitted', 'suspended'))
            and ($2::timestamptz is null or (p.changed_at, p.placement_id) < ($2, $3))
        order by p.changed_at desc, p.placement_id desc limit $4",
        org.uuid(),
        at,
        id.map(PlacementId::uuid),
        limit,
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// Those to whom one of an organization's members shows the work, and has until lately.
pub async fn of_mentor(
    tx: &mut impl Tx,
    (org, mentor): (OrgId, PersonId),
    since: DateTime<Utc>,
    after: After,
    limit: i64,
) -> AppResult<Vec<Row>> {
    let (at, id) = after.unzip();
    let rows = rows!(
        "p.org_id = $1 and p.mentor_id = $2 and (p.status = 'running' or p.changed_at > $6) and exists (select 1 from admission a where a.tenant_id = p.tenant_id and a.org_id = $1
                and a.status in ('admitted', 'suspended'))
            and ($3::timestamptz is null or (p.changed_at, p.placement_id) < ($3, $4))
        order by p.changed_at desc, p.placement_id desc limit $5",
        org.uuid(),
        mentor.uuid(),
        at,
        id.map(PlacementId::uuid),
        limit,
        since,
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// An organization's own learners who practise elsewhere.
pub async fn of_school(tx: &mut impl Tx, org: OrgId, after: After, limit: i64) -> AppResult<Vec<Row>> {
    let (at, id) = after.unzip();
    let rows = rows!(
        "p.school_id = $1 and p.org_id <> $1 and ($2::timestamptz is null or (p.changed_at, p.placement_id) < ($2, $3))
        order by p.changed_at desc, p.placement_id desc limit $4",
        org.uuid(),
        at,
        id.map(PlacementId::uuid),
        limit,
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// What somebody has practised: hours that both had signed, of practice that is over.
pub struct Practised {
    /// For which course.
    pub title: String,
    /// Where.
    pub org_name: String,
    /// How long.
    pub minutes: i32,
    /// Until when.
    pub ended_on: NaiveDate,
}

/// That of a record, the first on top. What was broken off ended on the day, in a time zone, on which somebody did so: it does not
/// change any more.
pub async fn practised(
    tx: &mut impl Tx,
    (tenant, zone): (TenantId, &str),
    resident: ResidentId,
) -> AppResult<Vec<Practised>> {
    let rows = sqlx::query_as!(
        Practised,
        r#"select title, org_name, done_minutes as minutes,
            coalesce(completed_on, (changed_at at time zone $3)::date) as "ended_on!"
        from placement
        where tenant_id = $1 and resident_id = $2 and done_minutes > 0 and status in ('completed', 'ended')
        order by starts_on, placement_id limit 50"#,
        tenant.uuid(),
        resident.uuid(),
        zone,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Those of some records, which are one person's.
pub async fn of_records(tx: &mut impl Tx, tenant: TenantId, records: &[ResidentId]) -> AppResult<Vec<Row>> {
    let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
    let rows = rows!(
        "p.tenant_id = $1 and p.resident_id = any($2) order by p.changed_at desc, p.placement_id desc limit 100",
        tenant.uuid(),
        &records,
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}
