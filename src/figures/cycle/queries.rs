//! SQL of the loop.

mod trades;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use uuid::Uuid;

use super::founding::Founding;
use super::model::{Cycle, Funnel, Market};
use super::months::Month;
use crate::db::{TenantId, Tx, WriteTx};
use crate::error::AppResult;
use crate::residents;
use crate::tenancy::Tenant;
use crate::values::Trade;

/// Whoever is hired within so many days of a certificate was hired with it (培训转化), and whoever is still there after as many
/// has stayed (留存). Days.
pub(crate) const WITHIN: u64 = 90;

/// The records that turned out to be others, and those others: what was written under one is told of the other.
type Gone = (Vec<Uuid>, Vec<Uuid>);

/// Counts the loop of a community: everybody on file whose consent holds, wherever they live by now.
pub(super) async fn count(tx: &mut impl Tx, tenant: &Tenant, today: NaiveDate) -> AppResult<Cycle> {
    let mut cycle = Cycle::on(today);
    let gone = residents::queries::gone(tx, tenant.id).await?;
    cycle.cohorts = everybody(tx, tenant, &gone, today).await?;
    cycle.trades = trades::count(tx, tenant.id, &gone, today).await?;
    cycle.founding = Some(founding(tx, tenant.id).await?);
    Ok(cycle)
}

/// A cohort: how many of it are in each group.
struct Row {
    cohort: NaiveDate,
    archive: i64,
    course: i64,
    asked: i64,
    interned: i64,
    certified: i64,
    converted: i64,
    recommended: i64,
    placed: i64,
    hired: i64,
    due: i64,
    retained: i64,
}

impl From<Row> for (NaiveDate, Funnel) {
    fn from(row: Row) -> Self {
        let people = [
            row.archive,
            row.course,
            row.asked,
            row.interned,
            row.certified,
            row.converted,
            row.recommended,
            row.placed,
            row.hired,
            row.due,
            row.retained,
        ];
        (row.cohort, Funnel::new(people))
    }
}

/// The cohorts of those on file whom a query finds, each with the records that turned out to be theirs: what was written under
/// one is told of the other.
///
/// Every part is a set of these residents, so that nobody is counted twice; each is held to the one before it. Whoever never
/// began a job was not hired for it. Somebody has practised by the rule that asks it of them for a certificate: the minutes of
/// all their places make the hours of the run.
macro_rules! cohorts {
    ($found:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"with merged as (
                select * from unnest($5::uuid[], $6::uuid[]) m (gone, kept)
            ), found as ("# + $found + r#"), other as (
                select f.resident_id, m.gone as under from found f join merged m on m.kept = f.resident_id
            ), record as (
                select resident_id, resident_id as under from found union all select resident_id, under from other
            ), archived as (
                -- Whoever was on file under two records came with the earlier one.
                select f.resident_id, date_trunc('quarter', least(f.created_at, e.created_at) at time zone $2)::date as cohort
                from found f left join (
                    select o.resident_id, min(t.created_at) as created_at from other o
                    join talent t on t.tenant_id = $1 and t.resident_id = o.under
                    where t.tenant_id = $1 and t.hidden_at is null group by o.resident_id
                ) e on e.resident_id = f.resident_id
            ), learner as (
                select d.resident_id, bool_or(r.internship_hours > 0) as is_asked
                from record d join enrolment e on e.tenant_id = $1 and e.resident_id = d.under
                join course_run r on r.tenant_id = $1 and r.run_id = e.run_id
                where e.tenant_id = $1 and r.tenant_id = $1
                    and (e.joined_at is not null or e.status in ('enrolled', 'passed', 'failed'))
                    and (r.status <> 'cancelled' or exists (select from course_session s
                        where s.tenant_id = $1 and s.run_id = r.run_id and not s.is_cancelled))
                group by d.resident_id
            ), intern as (
                select distinct d.resident_id
                from record d join enrolment e on e.tenant_id = $1 and e.resident_id = d.under
                join course_run r on r.tenant_id = $1 and r.run_id = e.run_id
                join placement p on p.tenant_id = $1 and p.enrolment_id = e.enrolment_id
                where e.tenant_id = $1 and r.tenant_id = $1 and p.tenant_id = $1 and r.internship_hours > 0
                group by d.resident_id, e.enrolment_id, r.internship_hours
                having sum(p.done_minutes) >= r.internship_hours * 60
            ), graduate as (
                select d.resident_id, array_agg(c.issued_on) as issued_on
                from record d join course_certificate c on c.tenant_id = $1 and c.resident_id = d.under
                where c.tenant_id = $1 and c.issued_on is not null and c.revoked_at is null
                group by d.resident_id
            ), recommended as (
                select d.resident_id, min((o.recommended_at at time zone $2)::date) as first_on,
                    bool_or(o.status = 'hired' and not exists (select from job_application a where a.tenant_id = $1
                        and a.application_id = o.application_id and a.status = 'left' and a.reason = 'gone:never')) as was_hired
                from record d join recommendation o on o.tenant_id = $1 and o.resident_id = d.under
                where o.tenant_id = $1 and o.status in ('given', 'hired', 'not_hired')
                group by d.resident_id
            ), hired as (
                select d.resident_id, array_agg(a.hired_on) as hired_on, bool_or(a.hired_on <= $3) as is_due,
                    bool_or(a.hired_on <= $3 and a.status = 'retained') as has_stayed
                from record d join job_application a on a.tenant_id = $1 and a.resident_id = d.under
                where a.tenant_id = $1 and a.hired_on is not null and not (a.status = 'left' and a.reason = 'gone:never')
                group by d.resident_id
            ), way as (
                select p.cohort, l.resident_id is not null as took_course, coalesce(l.is_asked, false) as is_asked,
                    coalesce(l.is_asked, false) and i.resident_id is not null as has_interned,
                    l.resident_id is not null and g.resident_id is not null as is_certified,
                    exists (select from unnest(g.issued_on) c (day), unnest(h.hired_on) j (day)
                        where j.day between c.day and c.day + $4::int) as is_converted,
                    r.resident_id is not null as is_recommended,
                    r.was_hired or exists (select from unnest(h.hired_on) j (day) where j.day >= r.first_on) as is_placed,
                    h.resident_id is not null or coalesce(r.was_hired, false) as is_hired,
                    coalesce(h.is_due, false) as is_due, coalesce(h.has_stayed, false) as has_stayed
                from archived p left join learner l on l.resident_id = p.resident_id
                left join intern i on i.resident_id = p.resident_id
                left join graduate g on g.resident_id = p.resident_id
                left join recommended r on r.resident_id = p.resident_id
                left join hired h on h.resident_id = p.resident_id
            )
            select cohort as "cohort!", count(*) as "archive!", count(*) filter (where took_course) as "course!",
                count(*) filter (where is_asked) as "asked!", count(*) filter (where has_interned) as "interned!",
                count(*) filter (where is_certified) as "certified!",
                count(*) filter (where is_certified and is_converted) as "converted!",
                count(*) filter (where is_certified and is_recommended) as "recommended!",
                count(*) filter (where is_certified and is_recommended and is_placed) as "placed!",
                count(*) filter (where is_hired) as "hired!", count(*) filter (where is_due) as "due!",
                count(*) filter (where has_stayed) as "retained!"
            from way group by cohort"#,
            $($argument),+
        )
    };
}

/// The cohorts of everybody on file.
async fn everybody(
    tx: &mut impl Tx,
    tenant: &Tenant,
    (gone, kept): &Gone,
    today: NaiveDate,
) -> AppResult<BTreeMap<NaiveDate, Funnel>> {
    let query = cohorts!(
        "select t.resident_id, t.created_at from talent t
        where t.tenant_id = $1 and t.hidden_at is null and not exists (select from merged m where m.gone = t.resident_id)",
        tenant.id.uuid(),
        tenant.time_zone.name(),
        today - Days::new(WITHIN),
        i32::try_from(WITHIN).unwrap_or(i32::MAX),
        gone,
        kept,
    );
    Ok(query.fetch_all(tx.conn()).await?.into_iter().map(Into::into).collect())
}

/// Those of the loop who live in some buildings now; whatever else the community keeps is not read.
pub(super) async fn among(
    tx: &mut impl Tx,
    tenant: &Tenant,
    buildings: &[Uuid],
    today: NaiveDate,
) -> AppResult<Funnel> {
    let (gone, kept) = residents::queries::gone(tx, tenant.id).await?;
    let query = cohorts!(
        "select t.resident_id, t.created_at
        from household h join resident r on r.tenant_id = $1 and r.household_id = h.household_id
        join talent t on t.tenant_id = $1 and t.resident_id = r.resident_id
        where h.tenant_id = $1 and r.tenant_id = $1 and t.tenant_id = $1 and h.building_id = any($7)
            and r.left_on is null and r.merged_into is null and t.hidden_at is null",
        tenant.id.uuid(),
        tenant.time_zone.name(),
        today - Days::new(WITHIN),
        i32::try_from(WITHIN).unwrap_or(i32::MAX),
        &gone,
        &kept,
        buildings,
    );
    let cohorts: Vec<(NaiveDate, Funnel)> = query.fetch_all(tx.conn()).await?.into_iter().map(Into::into).collect();
    Ok(Funnel::sum(cohorts.iter().map(|(_, funnel)| funnel)))
}

/// What each trade needs and has on a day: what the loop keeps of it, for whoever needs it as it is now.
pub(crate) async fn market(tx: &mut impl Tx, tenant: TenantId, today: NaiveDate) -> AppResult<BTreeMap<Trade, Market>> {
    let gone = residents::queries::gone(tx, tenant).await?;
    trades::count(tx, tenant, &gone, today).await
}

/// Residents who begin a business, and those whose business serves the community.
async fn founding(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Founding> {
    let founding = sqlx::query_as!(
        Founding,
        r#"select count(distinct c.resident_id) filter (where c.status not in ('admitted', 'closed')) as "open!",
            count(distinct c.resident_id) filter (where c.status = 'admitted') as "founded!"
        from startup_case c join resident r on r.tenant_id = c.tenant_id and r.resident_id = c.resident_id
        where c.tenant_id = $1 and r.tenant_id = $1 and r.merged_into is null"#,
        tenant.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(founding)
}

/// Keeps a count, in place of an earlier one of the same month: of a month the last one stays.
pub(crate) async fn keep(tx: &mut WriteTx, tenant: TenantId, cycle: &Cycle) -> AppResult<()> {
    let day = cycle.day;
    sqlx::query!(
        "delete from metric_snapshot where tenant_id = $1 and period >= $2 and period <= $3 and part <> ''",
        tenant.uuid(),
        day.with_day(1).unwrap_or(day),
        day,
    )
    .execute(tx.conn())
    .await?;
    let of_cohorts = cycle.cohorts.iter().flat_map(|(cohort, funnel)| {
        funnel.rows().map(|(key, num, den)| (key, cohort.to_string(), num, den)).collect::<Vec<_>>()
    });
    let of_trades = cycle
        .trades
        .iter()
        .flat_map(|(trade, market)| market.rows().map(|(key, num, den)| (key, trade.code().to_owned(), num, den)));
    let of_founders = cycle
        .founding
        .iter()
        .flat_map(|founding| founding.rows().map(|(key, part, num)| (key, part.to_owned(), num, None)));
    let rows: Vec<_> = of_cohorts.chain(of_trades).chain(of_founders).collect();
    let keys: Vec<String> = rows.iter().map(|row| row.0.to_owned()).collect();
    let parts: Vec<String> = rows.iter().map(|row| row.1.clone()).collect();
    let nums: Vec<i64> = rows.iter().map(|row| row.2).collect();
    let dens: Vec<Option<i64>> = rows.iter().map(|row| row.3).collect();
    sqlx::query!(
        "insert into metric_snapshot (tenant_id, period, key, part, num, den)
        select $1, $2, n.key, n.part, n.num, n.den from unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[]) as n (key, part, num, den)
        on conflict (tenant_id, period, key, part) do update set num = excluded.num, den = excluded.den",
        tenant.uuid(),
        day,
        &keys,
        &parts,
        &nums,
        &dens[..] as &[Option<i64>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A community's latest count, up to a day; none where it never counted.
pub(super) async fn latest(tx: &mut impl Tx, tenant: TenantId, latest: NaiveDate) -> AppResult<Option<Cycle>> {
    let rows = sqlx::query!(
        "select period, key, part, num, den from metric_snapshot
        where tenant_id = $1 and part <> '' and period = (select max(period) from metric_snapshot
            where tenant_id = $1 and part <> '' and period <= $2)",
        tenant.uuid(),
        latest,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut cycle = None;
    for row in rows {
        cycle.get_or_insert_with(|| Cycle::on(row.period)).take(&row.key, &row.part, row.num, row.den);
    }
    Ok(cycle)
}

/// A community's counts up to a day, from a day on or all of them: the last of each month, the newest last.
pub(super) async fn months(
    tx: &mut impl Tx,
    tenant: TenantId,
    since: Option<NaiveDate>,
    latest: NaiveDate,
) -> AppResult<Vec<Cycle>> {
    let rows = sqlx::query!(
        "select period, key, part, num, den from metric_snapshot
        where tenant_id = $1 and part <> '' and period between coalesce($2::date, '-infinity') and $3",
        tenant.uuid(),
        since,
        latest,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut days = BTreeMap::new();
    for row in rows {
        let cycle = days.entry(row.period).or_insert_with(|| Cycle::on(row.period));
        cycle.take(&row.key, &row.part, row.num, row.den);
    }
    Ok(last_of_months(days))
}

/// The latest count of each community below a tenant, up to each of some days: the last of each month, the newest last.
pub(super) async fn below(
    tx: &mut impl Tx,
    above: TenantId,
    latest: &[NaiveDate],
) -> AppResult<BTreeMap<TenantId, Vec<Cycle>>> {
    let rows = sqlx::query!(
        r#"select b.community as "community!: TenantId", b.period as "period!", b.key as "key!", b.part as "part!",
            b.num as "num!", b.den
        from unnest($2::date[]) d (day), loop_below($1, d.day) b"#,
        above.uuid(),
        latest,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut communities: BTreeMap<TenantId, BTreeMap<NaiveDate, Cycle>> = BTreeMap::new();
    for row in rows {
        let days = communities.entry(row.community).or_default();
        // One that a community did not count in is told by the month before it again.
        days.entry(row.period).or_insert_with(|| Cycle::on(row.period)).take(&row.key, &row.part, row.num, row.den);
    }
    Ok(communities.into_iter().map(|(community, days)| (community, last_of_months(days))).collect())
}

/// Counts written out of turn leave two in a month: the later one stands.
fn last_of_months(days: BTreeMap<NaiveDate, Cycle>) -> Vec<Cycle> {
    let months: BTreeMap<Month, Cycle> = days.into_iter().map(|(day, cycle)| (Month::of(day), cycle)).collect();
    months.into_values().collect()
}
