//! Matching: what a job takes beside what somebody brings, the course that closes a gap, and nobody without their consent.

use std::time::Instant;

use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::support::training::{Plan, open_run};
use crate::support::{Answer, Browser, TestApp, phones};

const DESK: &str = "/c/shangjin/staff/matching";
const COURSES: &str = "/c/shangjin/staff/matching/courses";

/// A job of the demo.
pub async fn job(app: &TestApp, title: &str) -> Uuid {
    let found = sqlx::query_scalar("select posting_id from job_posting where title = $1").bind(title);
    found.fetch_one(&mut app.superuser().await).await.expect("a job")
}

/// The person withdraws the consent to be suggested.
async fn withdraw(person: &mut Browser) {
    person.get("/me/talent").await.ok();
    person.submit("#end-match-form", &[]).await.with_status(303);
}

/// What is compared, as `label state`.
fn compared(page: &Answer, within: &str) -> Vec<String> {
    let (titles, marks) = (format!("{within} .rows__title"), format!("{within} .rows__main .mark"));
    page.texts(&titles).into_iter().zip(page.texts(&marks)).map(|(title, mark)| format!("{title} {mark}")).collect()
}

#[tokio::test]
async fn a_person_sees_what_fits_what_is_missing_and_the_course_that_closes_it() {
    let app = TestApp::new().await;
    let (carer, mut lin) = (job(&app, "住家照护员").await, app.sign_in(phones::RESIDENT).await);
    let page = lin.get(&format!("/c/shangjin/jobs/{carer}")).await.ok();
    let own = "section[aria-labelledby=own]";
    let found = compared(&page, own);
    assert!(found.contains(&"愿意做或会做：家庭照护 满足".to_owned()), "{found:?}");
    assert!(found.iter().any(|line| line.contains("结业") && line.ends_with("还缺")), "{found:?}");
    assert!(found.contains(&"住在雇主家 还缺".to_owned()), "some hours alone: {found:?}");
    let course = page.attributes(&format!("{own} a[href$='/enrolment']"), "href");
    assert_eq!(course.len(), 1, "the course of the trade, and no other");
    assert!(lin.get(&course[0]).await.ok().text().contains("居家老人照护"));
    // Closed, it closes no gap any more.
    app.behind("update course_run set enrol_until = '2026-11-22' where title = '居家老人照护'").await;
    let page = lin.get(&format!("/c/shangjin/jobs/{carer}")).await.ok();
    assert_eq!(page.count(&format!("{own} a[href$='/enrolment']")), 0);
    assert!(page.one(own).contains("还没有在报名的课"));
    // Nobody else reads of it: a visitor's page says nothing, one without a record is told how to make one.
    let visitor = app.browser().get(&format!("/c/shangjin/jobs/{carer}")).await.ok();
    assert_eq!(visitor.count(own), 0);
    app.behind("delete from talent where resident_id in (select resident_id from resident where name = '秦建军')")
        .await;
    let mut qin = app.sign_in(phones::TWO_IDENTITIES).await;
    let page = qin.get(&format!("/c/shangjin/jobs/{carer}")).await.ok();
    assert_eq!(page.count(&format!("{own} a[href^='/me/talent']")), 1);
    assert_eq!(page.count(&format!("{own} .rows")), 0);
}

#[tokio::test]
async fn nobody_is_suggested_without_their_consent_and_a_withdrawal_holds_at_once() {
    let app = TestApp::new().await;
    let organizer = job(&app, "收纳师助理").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    app.behind("delete from recommendation").await;
    let people = format!("{DESK}/{organizer}");
    let page = staff.get(&people).await.ok();
    assert!(page.texts("article h2").iter().any(|name| name.starts_with("林**")), "masked");
    assert!(!page.text().contains("林晓梅"));
    assert_eq!(page.count("a[href*='/recommendations/new']"), 1);
    assert!(page.one(".notice-line").contains("按满足条件的项数"), "the order is said");
    assert!(lin.get("/me/talent").await.ok().one("section[aria-labelledby=suggested]").contains("收纳师助理"));
    let talent = page.attributes("article h2 a", "href").remove(0);
    assert!(staff.get(&talent).await.ok().one("section[aria-labelledby=suggested]").contains("收纳师助理"));
    withdraw(&mut lin).await;
    let page = staff.get(&people).await.ok();
    assert_eq!(page.count("article"), 0);
    assert!(page.one(".empty").contains("还没有"));
    assert_eq!(staff.get(&talent).await.ok().count("section[aria-labelledby=suggested]"), 0);
    let mine = lin.get("/me/talent").await.ok().one("section[aria-labelledby=suggested]");
    assert!(!mine.contains("收纳师助理") && mine.contains("同意"), "{mine}");
    // Who only rests is not suggested either, nor whoever moved out.
    app.behind("update talent set match_since = now(), status = 'resting'").await;
    assert_eq!(staff.get(&people).await.ok().count("article"), 0);
    app.behind("update talent set status = 'open'; update resident set left_on = '2026-11-01' where name = '林晓梅'")
        .await;
    assert_eq!(staff.get(&people).await.ok().count("article"), 0);
    // And what is no longer open suggests nobody.
    app.behind("update job_posting set status = 'paused' where title = '收纳师助理'").await;
    staff.get(&people).await.with_status(404);
}

#[tokio::test]
async fn what_to_teach_next_stands_where_people_are_lacking_and_hides_few_from_above() {
    let app = TestApp::new().await;
    let (mut staff, mut street) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STREET_STAFF).await);
    let page = staff.get(COURSES).await.ok();
    let row = |page: &Answer, trade: &str| page.texts(&format!("#{trade} td"));
    let escort = row(&page, "escort");
    assert!(escort[0].contains("4 人") && escort[2].contains("1 人"), "{escort:?}");
    assert!(escort[5].contains("还差 4 人") && page.one("#escort").contains("安排开班"));
    // Twenty seats of an open course are more than enough.
    let plan = Plan { title: "陪诊实务", seats: 20, ..Plan::default() };
    let run_of = open_run(&app, &plan).await;
    let sql = format!("update course_run set trade = 'escort' where run_id = '{}'", run_of.id);
    app.superuser().await.execute(AssertSqlSafe(sql)).await.expect("a trade");
    assert!(row(&staff.get(COURSES).await.ok(), "escort")[5].contains("够了"));
    // The street reads counts of five and more; who wishes and who is certified it reads in the loop's figures alone.
    let page = street.get(COURSES).await.ok();
    let escort = row(&page, "escort");
    assert!(escort.len() == 4 && escort[1].contains("不到 5 人") && escort[2].contains("20 个"), "{escort:?}");
    assert_eq!(page.attributes(".notice-line a", "href"), ["/c/shangjin/staff/loop"]);
    // A trade of which one wish alone is known has no row for it.
    assert_eq!(row(&page, "repair").len(), 0);
    app.behind("update talent set trades = '{repair}' where resident_id in (select resident_id from resident where name = '林晓梅')").await;
    app.index_talents().await;
    assert!(row(&staff.get(COURSES).await.ok(), "repair")[2].contains("1 人"));
    assert_eq!(row(&street.get(COURSES).await.ok(), "repair").len(), 0);
    street.get(DESK).await.with_status(403);
    app.sign_in(phones::RESIDENT).await.get(COURSES).await.with_status(403);
}

/// So many people on file agree to be suggested: one in eleven wants to care, one in a thousand to look after a station.
async fn many(app: &TestApp, count: i32) {
    let sql = format!(
        "with place as (select r.tenant_id, r.household_id from resident r join tenant t on t.id = r.tenant_id where t.slug = 'shangjin' limit 1),
        person as (insert into resident (tenant_id, resident_id, household_id, name, relation, lives_since, birth_year, created_at)
            select tenant_id, gen_random_uuid(), household_id, '甲乙', 'other', '2020-01-01', 1980, now() from place, generate_series(1, {count})
            returning tenant_id, resident_id)
        insert into talent (tenant_id, talent_id, resident_id, trades, status, match_since, created_at, updated_at)
        select tenant_id, gen_random_uuid(), resident_id,
            array[case when n % 1000 = 0 then 'attendant' when n % 11 = 0 then 'care' else 'cleaning' end], 'open', now(), now(),
            '2026-11-01'::timestamptz + n * interval '1 second'
        from (select *, row_number() over () as n from person) p"
    );
    let mut connection = app.superuser().await;
    connection.execute(AssertSqlSafe(sql)).await.expect("many people");
    app.index_talents().await;
    connection.execute("analyze talent; analyze talent_trait; analyze resident").await.expect("their statistics");
}

#[tokio::test]
async fn among_many_people_a_page_is_made_of_a_few_and_says_so() {
    let app = TestApp::new().await;
    many(&app, 5_000).await;
    let (carer, mut staff) = (job(&app, "住家照护员").await, app.sign_in(phones::STAFF).await);
    let people = format!("{DESK}/{carer}");
    let began = Instant::now();
    let page = staff.get(&people).await.ok();
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    assert_eq!(page.count("article"), 30);
    assert!(page.one(".notice-line").contains("只比较 300 位"));
    let next = page.attributes("a[rel=next]", "href").remove(0);
    let second = staff.get(&next).await.ok();
    assert_eq!(second.count("article"), 30);
    let links = |page: &Answer| page.attributes("article h2 a", "href");
    assert!(links(&page).iter().all(|one| !links(&second).contains(one)), "nobody twice");
    // Who is too young to work is in no list, and takes nothing from what is said of it.
    let young = "update resident set birth_year = 2015 where resident_id = (select t.resident_id from talent t
        join resident r using (tenant_id, resident_id)
        where r.name = '甲乙' and 'care' = any(t.trades) order by t.updated_at desc limit 1)";
    app.behind(young).await;
    assert!(staff.get(&people).await.ok().one(".notice-line").contains("只比较 299 位"));
    let desk = staff.get(DESK).await.ok();
    assert!(desk.text().contains("先看的 299 人里，0 人没有缺项"), "{:?}", desk.texts("tbody tr"));
    // However many jobs are newer, this one has its page.
    let newer = "insert into job_posting select one.* from job_posting p, generate_series(1, 500) n,
        jsonb_populate_record(p, jsonb_build_object('posting_id', gen_random_uuid(), 'published_at', p.published_at + n * interval '1 day')) one
        where p.title = '住家照护员'";
    app.behind(newer).await;
    assert_eq!(staff.get(&people).await.ok().count("article"), 30);
    // Whoever holds a certificate of the trade is compared, however long ago their record changed.
    let sql = "update course_certificate set trade = 'care' where resident_id in (select resident_id from resident where name = '林晓梅');
        update talent set updated_at = '2026-01-01' where resident_id in (select resident_id from resident where name = '林晓梅')";
    app.superuser().await.execute(sql).await.expect("a certificate");
    let page = staff.get(&people).await.ok();
    assert!(page.texts("article h2")[0].starts_with("林**"), "they meet most: {:?}", page.texts("article h2"));
}
