//! Matching: what a job takes beside what somebody brings, the course that closes a gap, and nobody without their consent.

use std::time::Instant;

use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::support::training::{Plan, open_run, put, put_any};
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
pub fn compared(page: &Answer, within: &str) -> Vec<String> {
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
async fn a_course_is_offered_as_long_as_one_may_ask_for_a_seat_and_says_where_one_lines_up() {
    let app = TestApp::new().await;
    let carer = job(&app, "住家照护员").await;
    let run = open_run(&app, &Plan { title: "照护提高", seats: 1, ..Plan::default() }).await;
    app.behind(&format!("update course_run set trade = 'care' where run_id = '{}'", run.id)).await;
    let place = put(&app, &run, "秦建军", "enrolled").await;
    let own = format!("/c/shangjin/jobs/{carer}");
    let of_run = |page: &Answer| -> Vec<String> {
        page.texts("p, li").into_iter().filter(|one| one.contains("照护提高")).collect()
    };
    let seats = |page: &Answer| page.texts("#care td")[7].clone();
    let (mut lin, mut staff) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    let talent = staff.get(&format!("{DESK}/{carer}")).await.ok().attributes("article h2 a", "href").remove(0);
    for page in [lin.get(&own).await.ok(), lin.get("/me/talent").await.ok(), staff.get(&talent).await.ok()] {
        let found = of_run(&page);
        assert!(!found.is_empty() && found.iter().all(|one| one.contains("可以候补")), "{}: {found:?}", page.path);
    }
    assert!(lin.get(&run.enrolment()).await.ok().text().contains("可以候补"), "as it is where the link leads");
    assert!(seats(&staff.get(COURSES).await.ok()).contains("25 个"));
    // It has begun, and nobody lines up any more.
    app.advance(TimeDelta::days(1));
    let (mut lin, mut staff) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    assert!(lin.get(&run.enrolment()).await.ok().text().contains("已经开课，而且没有空位了"));
    for page in [lin.get(&own).await.ok(), lin.get("/me/talent").await.ok(), staff.get(&talent).await.ok()] {
        assert!(of_run(&page).is_empty() && page.text().contains("居家老人照护"), "{}", page.path);
    }
    assert!(seats(&staff.get(COURSES).await.ok()).contains("24 个"));
    // Somebody leaves: there is a seat for whoever comes late.
    let to = async |status: &str| {
        app.behind(&format!("update enrolment set {status} where enrolment_id = '{place}'")).await;
    };
    to("status = 'dropped', reason = '搬家'").await;
    let found = of_run(&lin.get(&own).await.ok());
    assert!(!found.is_empty() && found.iter().all(|one| !one.contains("候补")), "{found:?}");
    // An offer that nobody has answered in time is as good as none.
    to("status = 'offered', offered_until = '2026-11-24T01:10:00Z', reason = ''").await;
    assert!(!of_run(&lin.get(&own).await.ok()).is_empty());
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
    assert!(escort[0].contains("4 人") && escort[4].contains("1 人"), "{escort:?}");
    assert!(escort[2].contains("1 人"), "no certificate is asked for, and 林晓梅 wishes for it: {escort:?}");
    assert!(escort[8].contains("还差 3 人") && page.one("#escort").contains("安排开班"));
    // Twenty seats of an open course are more than enough: nobody is readier for that, but no other course is needed.
    let plan = Plan { title: "陪诊实务", seats: 20, ..Plan::default() };
    let run_of = open_run(&app, &plan).await;
    let sql = format!("update course_run set trade = 'escort' where run_id = '{}'", run_of.id);
    app.superuser().await.execute(AssertSqlSafe(sql)).await.expect("a trade");
    let escort = row(&staff.get(COURSES).await.ok(), "escort")[8].clone();
    assert!(escort.contains("还差 3 人") && escort.contains("补得上") && !escort.contains("安排开班"), "{escort}");
    // The street reads counts of five and more, and of nobody what they would like.
    let page = street.get(COURSES).await.ok();
    let escort = row(&page, "escort");
    assert!(escort.len() == 7 && escort[1].contains("不到 5 人") && escort[5].contains("20 个"), "{escort:?}");
    assert!(escort[2].contains("不到 5 人") && escort[6].contains("最多差 4 人"), "{escort:?}");
    assert_eq!(page.attributes(".notice-line a", "href"), ["/c/shangjin/staff/loop"]);
    // A trade of which one wish alone is known has no row for it.
    assert_eq!(row(&page, "repair").len(), 0);
    app.behind("update talent set trades = '{repair}' where resident_id in (select resident_id from resident where name = '林晓梅')").await;
    app.index_talents().await;
    assert!(row(&staff.get(COURSES).await.ok(), "repair")[4].contains("1 人"));
    assert_eq!(row(&street.get(COURSES).await.ok(), "repair").len(), 0);
    street.get(DESK).await.with_status(403);
    app.sign_in(phones::RESIDENT).await.get(COURSES).await.with_status(403);
}

/// Issues certificates of a trade, behind the curtain, to residents without an account who have gone through a run.
async fn certify(app: &TestApp, trade: &str, people: usize) {
    let run = open_run(app, &Plan { title: "日常保洁", ..Plan::default() }).await;
    app.behind(&format!("update course_run set status = 'finished', trade = '{trade}' where run_id = '{}'", run.id))
        .await;
    for _ in 0..people {
        put_any(app, &run, None, "passed").await;
    }
    app.behind(&format!(
        "with batch as (insert into certificate_batch (tenant_id, batch_id, run_id, org_id, prepared_by, preparer_name, prepared_at)
            select r.tenant_id, gen_random_uuid(), r.run_id, r.org_id, p.person_id, p.name, now()
            from course_run r, person p where r.run_id = '{0}' and p.name = '崔文娟' returning tenant_id, batch_id)
        insert into course_certificate (tenant_id, course_certificate_id, batch_id, enrolment_id, run_id, org_id, resident_id, name,
            name_masked, org_name, title, trade, syllabus, starts_on, ends_on, number, issued_on, code)
        select e.tenant_id, gen_random_uuid(), b.batch_id, e.enrolment_id, e.run_id, e.org_id, e.resident_id, e.name, '某**', '晴扫家政',
            '日常保洁', '{trade}', '[]', '2026-10-01', '2026-10-31', 'X-' || e.turn, '2026-11-01', rpad('X' || e.turn, 20, '2')
        from enrolment e join batch b using (tenant_id) where e.run_id = '{0}'",
        run.id
    ))
    .await;
}

#[tokio::test]
async fn who_has_a_job_closes_no_gap_and_the_loop_says_the_same() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let row = |page: &Answer| page.texts("#cleaning td");
    let cleaning = row(&staff.get(COURSES).await.ok());
    assert!(cleaning[0].contains("6 人") && cleaning[8].contains("还差 6 人"), "{cleaning:?}");
    certify(&app, "cleaning", 8).await;
    let cleaning = row(&staff.get(COURSES).await.ok());
    assert!(cleaning[2].contains("8 人") && cleaning[8].contains("够了"), "{cleaning:?}");
    // Six of them find work elsewhere.
    let other = job(&app, "白班保姆").await;
    app.behind(&format!(
        "insert into job_application (tenant_id, application_id, posting_id, resident_id, shared, name_masked, how, status, hired_on,
            created_at, changed_at)
        select tenant_id, gen_random_uuid(), '{other}', resident_id, '{{name}}', '某*', 'self', 'hired', '2026-11-20', now(), now()
        from course_certificate where trade = 'cleaning' order by number limit 6"
    ))
    .await;
    let cleaning = row(&staff.get(COURSES).await.ok());
    assert!(cleaning[2].contains("2 人") && cleaning[8].contains("还差 4 人"), "{cleaning:?}");
    app.run_tasks().await;
    staff.get("/c/shangjin/staff/loop").await.ok();
    staff.submit("#count-form", &[]).await.with_status(303);
    app.run_tasks().await;
    let page = staff.get("/c/shangjin/staff/loop").await.ok();
    let found = page.texts("table[aria-labelledby=trades] tbody tr").into_iter().find(|row| row.starts_with("保洁"));
    let told = found.expect("a row");
    assert!(told.contains("能上岗2") && told.contains("缺口4"), "{told}");
    // Who learns in a run whose last day to enrol is over learns all the same.
    let run = open_run(&app, &Plan { title: "日常保洁提高", seats: 4, ..Plan::default() }).await;
    let closed = "update course_run set trade = 'cleaning', enrol_until = '2026-11-20' where run_id";
    app.behind(&format!("{closed} = '{}'", run.id)).await;
    // The first eight hold a certificate, whoever comes next learns for theirs.
    for status in [["dropped"; 8].as_slice(), &["enrolled"; 4]].concat() {
        put_any(&app, &run, None, status).await;
    }
    let cleaning = row(&staff.get(COURSES).await.ok());
    assert!(cleaning[3].contains("4 人") && cleaning[7].contains("0 个"), "{cleaning:?}");
    assert!(cleaning[8].contains("还差 4 人") && cleaning[8].contains("补得上"), "{cleaning:?}");
    assert!(cleaning[8].contains("在学的学完后够了"), "{cleaning:?}");
}

#[tokio::test]
async fn what_people_would_like_to_learn_is_counted_and_they_are_shown_the_course() {
    let app = TestApp::new().await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("need", "infant_care"), ("need", "counselling"), ("need", "digital")])
        .await
        .with_status(303);
    app.behind("update course_run set trade = 'infant', teaches = '{}' where title = '居家老人照护'").await;
    let courses = staff.get(COURSES).await.ok();
    let learn = |page: &Answer, trade: &str| page.texts(&format!("#{trade} td")).get(5).cloned().unwrap_or_default();
    for (trade, people) in [("infant", "1 人"), ("maternity", "1 人"), ("organizing", "0 人")] {
        assert!(learn(&courses, trade).contains(people), "{trade}: {}", learn(&courses, trade));
    }
    let others = courses.one("section[aria-labelledby=other-needs]");
    assert!(others.contains("手机电脑") && others.contains("1 人") && !others.contains("陪诊"), "{others}");
    let mine = lin.get("/me/talent").await.ok();
    let lessons = mine.texts("section[aria-labelledby=lessons] li");
    assert!(
        lessons.iter().any(|one| one.contains("居家老人照护") && one.contains("您填过想学“母婴育儿”")),
        "{lessons:?}"
    );
    assert!(lessons.iter().any(|one| one.contains("从业心理与沟通") && one.contains("心理和沟通")), "{lessons:?}");
    let links = mine.attributes("section[aria-labelledby=lessons] a", "href");
    assert!(links.iter().all(|link| link.ends_with("/enrolment")), "{links:?}");
    lin.get(&links[0]).await.ok();
    // Nor is anybody counted, or shown anything, who does not agree to be suggested.
    withdraw(&mut lin).await;
    assert_eq!(lin.get("/me/talent").await.ok().count("section[aria-labelledby=lessons]"), 0);
    let courses = staff.get(COURSES).await.ok();
    assert!(learn(&courses, "infant").contains("0 人"), "{}", learn(&courses, "infant"));
    assert_eq!(courses.count("section[aria-labelledby=other-needs]"), 0);
}

#[tokio::test]
async fn what_to_teach_next_and_a_run_lead_to_the_people_and_their_page_to_a_seat() {
    let app = TestApp::new().await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    lin.get("/me/talent").await.ok();
    lin.submit("#talent-form", &[("need", "elder_care"), ("need", "digital"), ("trade", "escort")])
        .await
        .with_status(303);
    let run = open_run(&app, &Plan { title: "照护提高", ..Plan::default() }).await;
    app.behind(&format!("update course_run set trade = 'care', teaches = '{{}}' where run_id = '{}'", run.id)).await;
    let list = |narrowed: &str| format!("/c/shangjin/staff/talents?{narrowed}&matched=1");
    let page = staff.get(COURSES).await.ok();
    // Where nobody is counted, there is nobody to be led to.
    for (css, narrowed) in [
        ("#escort td a[href*='/talents']", "trade=escort"),
        ("#care td a[href*='/talents']", "need=elder_care"),
        ("section[aria-labelledby=other-needs] a", "need=digital"),
    ] {
        assert_eq!(page.attributes(css, "href"), [list(narrowed)]);
        let people = staff.get(&list(narrowed)).await.ok().texts("main tbody th");
        assert!(people.len() == 1 && people[0].starts_with("林**"), "{narrowed}: {people:?}");
    }
    let wishing = "section[aria-labelledby=wishing] a";
    let desk = staff.get(&run.desk()).await.ok();
    assert_eq!(desk.attributes(wishing, "href"), [list("need=elder_care"), list("trade=care")]);
    // Whoever may not see them is led nowhere.
    let mut street = app.sign_in(phones::STREET_STAFF).await;
    assert_eq!(street.get(COURSES).await.ok().count("main td a[href*='/talents']"), 0);
    assert_eq!(street.get(&run.desk()).await.ok().count(wishing), 0);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    assert_eq!(owner.get(&format!("/org/{}/runs/{}", run.org, run.id)).await.ok().count(wishing), 0);
    // From her page she is enrolled without being looked for.
    let talent = staff.get(&list("need=elder_care")).await.ok().attributes("main tbody th a", "href").remove(0);
    let paper = format!("a[href*='{}/learners?resident=']", run.desk());
    let link = staff.get(&talent).await.ok().attributes(&paper, "href").remove(0);
    let found = staff.get(link.split('#').next().expect("an address")).await.ok();
    assert!(found.count("#found li") == 1 && found.one("#found").contains("林**"), "{}", found.one("#found"));
    staff.submit(".paper-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("enrolled-on-paper"));
    assert_eq!(staff.get(&talent).await.ok().count(&paper), 0);
    let nobody = staff.get(&format!("{}/learners?resident={}", run.desk(), Uuid::now_v7())).await.ok();
    assert!(nobody.count("#found") == 0 && nobody.one("#paper").contains("没有找到"));
}

#[tokio::test]
async fn who_holds_a_certificate_is_a_candidate_for_its_trade_without_a_tick_and_with_their_consent() {
    let app = TestApp::new().await;
    let (nanny, mut staff) = (job(&app, "白班保姆").await, app.sign_in(phones::STAFF).await);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    // Housekeeping is not among what she would like to do; her certificate is of it.
    app.behind("update course_certificate set trade = 'housekeeping' where resident_id in (select resident_id from resident where name = '林晓梅')").await;
    let people = format!("{DESK}/{nanny}");
    let lins = |page: &Answer| page.texts("article").into_iter().find(|one| one.starts_with("林**"));
    let page = staff.get(&people).await.ok();
    let card = lins(&page).unwrap_or_else(|| panic!("no candidate: {:?}", page.texts("article")));
    assert!(card.contains("没勾选想做这个工种，但有它的有效结业证书"), "{card}");
    let mine = lin.get("/me/talent").await.ok().one("section[aria-labelledby=suggested]");
    assert!(mine.contains("白班保姆"), "{mine}");
    app.behind("update course_certificate set revoked_at = now() where trade = 'housekeeping' and number is not null")
        .await;
    assert_eq!(lins(&staff.get(&people).await.ok()), None);
    app.behind("update course_certificate set revoked_at = null where trade = 'housekeeping'").await;
    withdraw(&mut lin).await;
    assert_eq!(lins(&staff.get(&people).await.ok()), None, "not without her consent");
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
        where r.name = '甲乙' and 'care' = any(t.trades) order by t.talent_id desc limit 1)";
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

#[tokio::test]
async fn in_a_large_community_everybody_is_counted_once_in_some_minutes() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let wished = |page: &Answer| page.texts("#cleaning td")[4].clone();
    let counted = |page: &Answer| page.one(".notice-line").contains("每 5 分钟统计一次，这一次是今天");
    assert!(!counted(&staff.get(COURSES).await.ok()), "of a small one they are as of now");
    many(&app, 2_000).await;
    let first = staff.get(COURSES).await.ok();
    assert!(counted(&first) && wished(&first).contains("1817 人"), "{}", wished(&first));
    app.behind("update talent set status = 'resting' where 'cleaning' = any(trades)").await;
    app.advance(TimeDelta::minutes(5) - TimeDelta::seconds(1));
    assert_eq!(wished(&staff.get(COURSES).await.ok()), wished(&first));
    app.advance(TimeDelta::seconds(1));
    assert!(wished(&staff.get(COURSES).await.ok()).contains("0 人"));
    // What is open to apply for or to enrol in is few, and read anew each time.
    app.behind("update course_run set seats = 77, trade = 'cleaning' where title = '居家老人照护'").await;
    assert!(staff.get(COURSES).await.ok().texts("#cleaning td")[7].contains("77 个"));
    // Each community has its own.
    assert!(!counted(&app.sign_in(phones::YUNQI_STAFF).await.get("/c/yunqi/staff/matching/courses").await.ok()));
}
