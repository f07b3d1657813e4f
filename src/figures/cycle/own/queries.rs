//! SQL of an organization's own in a community's loop: numbers alone.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

use super::model::{Own, Postings};
use crate::db::{OrgId, TenantId, Tx};
use crate::error::AppResult;
use crate::figures::cycle::queries::WITHIN;
use crate::residents;

struct Row {
    is_taught: bool,
    people: i64,
    passed: i64,
    interned: i64,
    certified: i64,
    recommended: i64,
    hired: i64,
    due: i64,
    retained: i64,
    recommended_here: i64,
    hired_here: i64,
    due_here: i64,
    retained_here: i64,
}

impl From<Row> for Own {
    fn from(row: Row) -> Self {
        let people =
            [row.people, row.passed, row.interned, row.certified, row.recommended, row.hired, row.due, row.retained];
        Self::new(row.is_taught, people, [row.recommended_here, row.hired_here, row.due_here, row.retained_here])
    }
}

/// Those whom an organization taught in a community, and those who were taught elsewhere and practised with it. What became
/// of them is counted of those alone who are on file and whose consent holds, as in the community's loop.
///
/// Only those count whose course or practice was over before this month: an organization that could add one person to them
/// at will, or take one out, and look before and after, would read how that one fared elsewhere. So a course is over with the
/// last meeting that was planned by then, called off or not, as soon as one was held: what is planned afterwards takes nobody
/// out, and brings nobody in before the month is over in which they joined. And whoever is taught here after they practised
/// stays among those who only practised, too. Nobody has practised whom the organization had not taken yet: until then there is
/// no mentor. Whoever has completed an internship has done the hours of its run, as far as the organization reads their books.
///
/// What became of somebody is told of the record that stays, whatever records turned out to be theirs.
///
/// They come in the order of the months in which it was over: those whom it taught, then the others.
pub(super) async fn people(
    tx: &mut impl Tx,
    (tenant, tz): (TenantId, Tz),
    org: OrgId,
    today: NaiveDate,
) -> AppResult<Vec<Own>> {
    let month = today.with_day(1).unwrap_or(today);
    let (gone, kept) = residents::queries::gone(tx, tenant).await?;
    let rows = sqlx::query_as!(
        Row,
        r#"with ended as (
            select s.run_id, min((s.starts_at at time zone $7)::date) as over_on from course_session s
            where s.tenant_id = $1 and s.org_id = $2
                and exists (select from course_session h where h.tenant_id = $1 and h.run_id = s.run_id
                    and not h.is_cancelled and h.starts_at <= s.starts_at)
                and not exists (select from course_session l where l.tenant_id = $1 and l.run_id = s.run_id
                    and l.starts_at > s.starts_at and l.planned_at <= s.starts_at)
            group by s.run_id
        ), taught as (
            select e.enrolment_id, e.resident_id, j.since, case when r.over_on is not null then greatest(r.over_on, j.since) end as over_on
            from enrolment e left join ended r on r.run_id = e.run_id
            cross join lateral (select (e.joined_at at time zone $7)::date as since) j
            where e.tenant_id = $1 and e.org_id = $2
                and (e.joined_at is not null or e.status in ('enrolled', 'passed', 'failed'))
        ), seat as (
            select enrolment_id, resident_id, true as is_taught, over_on from taught where over_on < $6
            union all
            select p.enrolment_id, p.resident_id, false, p.over_on from (
                select enrolment_id, resident_id, coalesce(completed_on, (changed_at at time zone $7)::date) as over_on
                from placement where tenant_id = $1 and org_id = $2
                    and (completed_on is not null or status = 'ended' and mentor_name <> '')) p
            where p.over_on < $6 and not exists (select from taught t
                where t.resident_id = p.resident_id and least(t.since, t.over_on) <= p.over_on)
        ), own as (
            select s.resident_id, s.is_taught, date_trunc('month', min(s.over_on)) as month,
                bool_or(e.status = 'passed') as has_passed,
                exists (select 1 from placement p join enrolment l on l.tenant_id = $1 and l.enrolment_id = p.enrolment_id
                    join course_run r on r.tenant_id = $1 and r.run_id = l.run_id
                    where p.tenant_id = $1 and l.tenant_id = $1 and r.tenant_id = $1 and p.resident_id = s.resident_id
                        and (p.org_id = $2 or p.school_id = $2) and r.internship_hours > 0
                    group by p.enrolment_id, r.internship_hours
                    having sum(p.done_minutes) >= r.internship_hours * 60) as has_interned,
                bool_or(e.status = 'passed' and exists (select from course_certificate c where c.tenant_id = $1
                    and c.enrolment_id = e.enrolment_id and c.issued_on is not null and c.revoked_at is null)) as is_certified
            from seat s join enrolment e on e.tenant_id = $1 and e.enrolment_id = s.enrolment_id
            where e.tenant_id = $1 group by s.resident_id, s.is_taught
        ), record as (
            -- On file; with the records that turned out to be theirs, under which some of it was written down.
            select t.resident_id, t.resident_id as under from talent t
            where t.tenant_id = $1 and t.hidden_at is null and t.resident_id in (select resident_id from own)
                and t.resident_id not in (select unnest($4::uuid[]))
            union all
            select t.resident_id, m.gone from talent t
            join unnest($4::uuid[], $5::uuid[]) m (gone, kept) on m.kept = t.resident_id
            where t.tenant_id = $1 and t.hidden_at is null and t.resident_id in (select resident_id from own)
        ), recommended as (
            select d.resident_id, bool_or(o.org_id = $2) as is_here, bool_or(b.began) as was_hired,
                bool_or(b.began and o.org_id = $2) as was_hired_here
            from record d join recommendation o on o.tenant_id = $1 and o.resident_id = d.under
            cross join lateral (select o.status = 'hired' and not exists (select from job_application a where a.tenant_id = $1
                and a.application_id = o.application_id and a.status = 'left' and a.reason = 'gone:never') as began) b
            where o.tenant_id = $1 and o.status in ('given', 'hired', 'not_hired') group by d.resident_id
        ), hired as (
            select d.resident_id, bool_or(a.hired_on <= $3) as is_due,
                bool_or(a.hired_on <= $3 and a.status = 'retained') as has_stayed, bool_or(a.org_id = $2) as is_here,
                bool_or(a.org_id = $2 and a.hired_on <= $3) as is_due_here,
                bool_or(a.org_id = $2 and a.hired_on <= $3 and a.status = 'retained') as has_stayed_here
            from record d join job_application a on a.tenant_id = $1 and a.resident_id = d.under
            where a.tenant_id = $1 and a.hired_on is not null and not (a.status = 'left' and a.reason = 'gone:never')
            group by d.resident_id
        )
        select o.is_taught as "is_taught!", count(*) as "people!", count(*) filter (where o.has_passed) as "passed!",
            count(*) filter (where o.has_interned) as "interned!", count(*) filter (where o.is_certified) as "certified!",
            count(*) filter (where o.is_certified and r.resident_id is not null) as "recommended!",
            count(*) filter (where h.resident_id is not null or r.was_hired) as "hired!",
            count(*) filter (where h.is_due) as "due!", count(*) filter (where h.has_stayed) as "retained!",
            count(*) filter (where o.is_certified and r.is_here) as "recommended_here!",
            count(*) filter (where h.is_here or r.was_hired_here) as "hired_here!",
            count(*) filter (where h.is_due_here) as "due_here!", count(*) filter (where h.has_stayed_here) as "retained_here!"
        from own o left join recommended r on r.resident_id = o.resident_id left join hired h on h.resident_id = o.resident_id
        group by o.is_taught, o.month order by o.is_taught desc, o.month"#,
        tenant.uuid(),
        org.uuid(),
        today - Days::new(WITHIN),
        &gone,
        &kept,
        month,
        tz.name(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Own::from).collect())
}

/// What came of the postings that an organization has published in a community; none where it has published none. Somebody
/// with two records counts twice: that they are one person is not the organization's to read.
pub(super) async fn postings(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<Option<Postings>> {
    let row = sqlx::query!(
        r#"with own as (
            select posting_id, openings from job_posting
            where tenant_id = $1 and org_id = $2 and published_at is not null
        ), applied as (
            select a.resident_id, bool_or(a.hired_on is not null and not (a.status = 'left' and a.reason = 'gone:never')) as is_hired,
                bool_or(a.status = 'retained') as has_stayed
            from own p join job_application a on a.tenant_id = $1 and a.posting_id = p.posting_id
            where a.tenant_id = $1 group by a.resident_id
        )
        select (select sum(openings) from own) as openings, count(*) as "applied!",
            count(*) filter (where is_hired) as "hired!", count(*) filter (where has_stayed) as "retained!" from applied"#,
        tenant.uuid(),
        org.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    let postings = |openings| Postings { openings, applied: row.applied, hired: row.hired, retained: row.retained };
    Ok(row.openings.map(postings))
}
