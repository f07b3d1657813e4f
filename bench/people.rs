//! Communities in which people learn and work: as many able residents as asked for, and courses, certificates, jobs and
//! applications in proportion.

use anyhow::Result;
use jiamenkou::config::Config;
use jiamenkou::db::embedded::{Durability, Embedded};
use sqlx::Connection;
use sqlx::postgres::PgConnection;

/// Adds the community `work-N` with N able residents, unless it is there.
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
    sqlx::raw_sql("analyze").execute(&mut connection).await?;
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
