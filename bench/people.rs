//! Communities in which people learn and work: as many able residents as asked for, and courses, certificates, jobs and
//! applications in proportion.

use anyhow::Result;
use jiamenkou::config::Config;
use jiamenkou::db::embedded::{Durability, Embedded};
use sqlx::Connection;
use sqlx::postgres::PgConnection;

/// Adds the community `work-N` with N able residents, and a school there, unless they are there.
pub async fn prepare(residents: i32) -> Result<()> {
    let config = Config::load(None)?;
    let server = Embedded::start(&config.data_dir, Durability::Full).await?;
    let mut connection = PgConnection::connect_with(&server.superuser("jiamenkou")).await?;
    let slug = format!("work-{residents}");
    let (is_there,): (bool,) = sqlx::query_as("select exists (select from tenant where slug = $1)")
        .bind(&slug)
        .fetch_one(&mut connection)
        .await?;
    if !is_there {
        sqlx::raw_sql(sqlx::AssertSqlSafe(community(&slug, residents))).execute(&mut connection).await?;
    }
    let (has_school,): (bool,) =
        sqlx::query_as("select exists (select from organization where org_id = md5($1)::uuid)")
            .bind(&slug)
            .fetch_one(&mut connection)
            .await?;
    if !has_school {
        sqlx::raw_sql(sqlx::AssertSqlSafe(school(&slug))).execute(&mut connection).await?;
    }
    sqlx::raw_sql("vacuum analyze").execute(&mut connection).await?;
    connection.close().await?;
    server.stop()
}

/// The names and numbers are ours. Of a hundred able residents twenty would like to learn something and learn it, ten have a
/// certificate, five apply for a job and five are shown to everybody. However many they are, twenty courses
/// and sixty postings are open; whoever was hired has filled one of the others, five people each.
fn community(slug: &str, residents: i32) -> String {
    format!(
        "begin;
        create temporary table here on commit drop as select gen_random_uuid() as id, gen_random_uuid() as estate,
            (select g.person_id from role_grant g join tenant t on t.id = g.tenant_id join person p on p.person_id = g.person_id
                where t.slug = 'shangjin' and g.role = 'community_admin' and p.name = '梁静怡') as staff,
            (select a.org_id from admission a join tenant t on t.id = a.tenant_id where t.slug = 'shangjin' and a.org_name like '晴扫%') as org;
        insert into tenant (id, parent_id, level, slug, name, search_key, search_pinyin, phone, is_demo)
            select id, (select id from tenant where slug = 'xiliu'), 'community', '{slug}', '{slug}', '{slug}', '{slug}', '02900000101', true
            from here;
        insert into role_grant (tenant_id, grant_id, person_id, role, valid_from)
            select id, gen_random_uuid(), staff, 'community_staff', '2020-01-01' from here;
        insert into admission select h.id, a.org_id, a.org_name, a.status, a.status_since, a.admitted_on
            from here h, admission a join tenant t on t.id = a.tenant_id where t.slug = 'shangjin' and a.org_id = h.org;
        insert into estate (tenant_id, estate_id, name, position) select id, estate, '{slug}', 1 from here;
        create temporary table door on commit drop as select n, gen_random_uuid() as building from generate_series(0, {residents} / 200) n;
        insert into building (tenant_id, building_id, estate_id, name, position) select id, building, estate, n || '栋', n from here, door;
        create temporary table one on commit drop as select n, gen_random_uuid() as id, gen_random_uuid() as household, gen_random_uuid() as enrolment,
                (array['林', '秦', '吴', '何', '郭', '段', '尹', '贺'])[1 + n % 8] || (array['晓', '建', '秀', '俊', '佳', '国'])[1 + n / 8 % 6]
                    || (array['梅', '军', '英', '杰', '慧', '庆', '琪'])[1 + n / 48 % 7] as name,
                (array['housekeeping', 'cleaning', 'care', 'infant', 'escort', 'organizing'])[1 + n % 6] as trade
            from generate_series(1, {residents}) n;
        insert into household (tenant_id, household_id, building_id, unit_no, room_no, kind, door_key)
            select h.id, o.household, d.building, '1', o.n::text, 'bought', '1-' || o.n from here h, one o join door d on d.n = o.n / 200;
        insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, created_at)
            select h.id, o.id, o.household, o.name, 'head', '2020-01-01', now() from here h, one o;
        insert into resident_key (tenant_id, key, resident_id) select h.id, o.name, o.id from here h, one o;
        insert into talent (tenant_id, talent_id, resident_id, specialties, hobbies, wishes, needs, trades, status, created_at, updated_at, match_since, badge_since, recognised_on)
            select h.id, o.id, o.id, array[(array['cooking', 'repair', 'tailoring', 'caring'])[1 + n / 6 % 4]], (array['下象棋', '唱秦腔', '养兰花', '打太极'])[1 + n % 4], '{{part_time}}',
                case when n % 5 = 0 then '{{elder_care}}'::text[] else '{{}}' end, array[o.trade], 'open',
                now() - n % 700 * interval '1 day', now(), case when n / 6 % 2 = 0 then now() end, case when n % 20 = 0 then now() end,
                case when n % 20 = 0 then current_date - n % 365 end
            from here h, one o;
        insert into talent_trait (tenant_id, trait, talent_id, resident_id)
            select tenant_id, trait, talent_id, resident_id from here h join talent t on t.tenant_id = h.id, lateral (
                select 'anybody' as trait union select 'expert' where t.recognised_on is not null union select 'specialty:' || s from unnest(t.specialties) s
                union select 'wish:' || s from unnest(t.wishes) s union select 'need:' || s from unnest(t.needs) s union select 'trade:' || s from unnest(t.trades) s
                union select 'text:' || substr(t.hobbies, i, 2) from generate_series(1, length(t.hobbies) - 1) i) traits;
        insert into course (org_id, course_id, title, created_at) select org, id, '{slug}', now() from here;
        create temporary table class on commit drop as select n, gen_random_uuid() as id, gen_random_uuid() as batch
            from generate_series(0, {residents} / 100) n;
        insert into course_run (tenant_id, run_id, org_id, course_id, status, org_name, title, trade, seats, enrol_until, starts_on, ends_on, opened_at, created_at)
            select h.id, c.id, h.org, h.id, case when c.n < 20 then 'open' else 'finished' end, '晴扫家政', '{slug} ' || c.n, 'care', 40,
                current_date, current_date - c.n % 365, current_date + 20 - c.n % 365, now(), now() from here h, class c;
        insert into enrolment (tenant_id, enrolment_id, run_id, org_id, resident_id, name, status, turn, joined_at, score, decided_at, created_at, is_certified)
            select h.id, o.enrolment, c.id, h.org, o.id, o.name, case when o.n % 10 = 0 then 'passed' else 'enrolled' end, o.n, now(), 80, now(), now(), o.n % 10 = 0
            from here h, one o join class c on c.n = o.n / 100 where o.n % 5 = 0;
        insert into certificate_batch (tenant_id, batch_id, run_id, org_id, prepared_by, preparer_name, prepared_at)
            select h.id, c.batch, c.id, h.org, h.staff, '梁静怡', now() from here h, class c;
        insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name, name_masked, org_name,
                issuer_name, title, trade, syllabus, starts_on, ends_on, number, issued_on, code)
            select h.id, o.enrolment, c.batch, o.enrolment, c.id, h.org, o.id, o.name, '林**', '晴扫家政', '{slug}', '{slug}', 'care', '[]', current_date, current_date,
                '{slug}-' || o.n, current_date - o.n % 300, o.enrolment::text
            from here h, one o join class c on c.n = o.n / 100 where o.n % 10 = 0;
        create temporary table posting on commit drop as select n, gen_random_uuid() as id from generate_series(1, 60 + {residents} / 200) n;
        insert into job_posting (tenant_id, posting_id, employer_name, title, trade, duties, pay_min_fen, pay_max_fen, pay_unit, live_in, place, openings,
                valid_until, status, published_at, author_id, author_name, writers, created_at, changed_at)
            select h.id, p.id, '{slug}', '帮手 ' || p.n, (array['housekeeping', 'cleaning', 'care'])[1 + p.n % 3], '做饭、打扫', 300000, 400000, 'month', false,
                '{slug}', 5, current_date + 30 + p.n % 60, case when p.n <= 60 then 'published' else 'filled' end, now() - p.n * interval '1 hour', h.staff, '梁静怡', array[h.staff], now(), now()
            from here h, posting p;
        insert into job_application (tenant_id, application_id, posting_id, resident_id, shared, name_masked, how, status, hired_on, created_at, changed_at)
            select h.id, o.enrolment, p.id, o.id, '{{name}}', '林**', 'self', case when o.n % 40 = 0 then 'hired' else 'rejected' end,
                case when o.n % 40 = 0 then current_date - o.n % 200 end, now(), now()
            from here h, one o join posting p
                on p.n = case when o.n % 40 = 0 then 61 + (o.n / 40 - 1) / 5 else 1 + o.n / 20 % 60 end where o.n % 20 = 0;
        commit"
    )
}

/// However many live there, whoever keeps the community leads one building of two hundred, and owns a school, whose id follows
/// from the community's name, and which has taught four of the courses that are over.
fn school(slug: &str) -> String {
    format!(
        "begin;
        create temporary table here on commit drop as select t.id, md5(t.slug)::uuid as org, gen_random_uuid() as course,
                gen_random_uuid() as teacher, gen_random_uuid() as room,
                (select g.person_id from role_grant g where g.tenant_id = t.id and g.role = 'community_staff' limit 1) as staff
            from tenant t where t.slug = '{slug}';
        insert into role_grant (tenant_id, grant_id, person_id, role, scope_kind, scope_id, valid_from)
            select h.id, gen_random_uuid(), h.staff, 'building_leader', 'building', b.building_id, '2020-01-01'
            from here h join building b on b.tenant_id = h.id and b.name = '1栋';
        insert into organization (org_id, kind, name, is_demo) select org, 'training', '{slug}', true from here;
        insert into membership (org_id, membership_id, person_id, role, valid_from)
            select org, gen_random_uuid(), staff, 'owner', '2020-01-01' from here;
        insert into admission (tenant_id, org_id, org_name, status, status_since, admitted_on)
            select id, org, '{slug}', 'admitted', '2020-01-01', '2020-01-01' from here;
        insert into course (org_id, course_id, title, created_at) select org, course, '{slug}', now() from here;
        insert into teacher (org_id, teacher_id, name) select org, teacher, '郭启程' from here;
        insert into room (tenant_id, room_id, name, seats) select id, room, '{slug}', 40 from here;
        update course_run r set org_id = h.org, course_id = h.course
            from here h where r.tenant_id = h.id and r.title in ('{slug} 20', '{slug} 21', '{slug} 22', '{slug} 23');
        create temporary table taught on commit drop as select h.*, r.run_id, row_number() over (order by r.title) as n
            from here h join course_run r on r.tenant_id = h.id and r.org_id = h.org;
        update enrolment e set org_id = t.org, joined_at = now() - interval '120 days'
            from taught t where e.tenant_id = t.id and e.run_id = t.run_id;
        update certificate_batch b set org_id = t.org from taught t where b.tenant_id = t.id and b.run_id = t.run_id;
        update course_certificate c set org_id = t.org from taught t where c.tenant_id = t.id and c.run_id = t.run_id;
        insert into course_session (tenant_id, session_id, run_id, org_id, starts_at, ends_at, room_id, teacher_id, teacher_name)
            select id, gen_random_uuid(), run_id, org, now() - interval '100 days' + n * interval '3 hours',
                now() - interval '100 days' + n * interval '3 hours' + interval '2 hours', room, teacher, '郭启程' from taught;
        commit"
    )
}
