//! Recommendations: from certificates that are valid at that moment, with the person asked first; and neighbours who refer one
//! another, entering nothing of anybody.

mod ends;
mod killed;
mod revoked;
mod unshared;

use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::matching::job;
use crate::residents::record;
use crate::support::companies::{count, demo_service};
use crate::support::{Answer, Browser, TestApp, phones, scanned};

const DESK: &str = "/c/shangjin/staff/recommendations";
const MINE: &str = "/me/recommendations";
const STATUS: &str = "select count(*) from recommendation where status = ";

/// A server in which nobody is recommended yet, and 林晓梅 would like to clean.
async fn app() -> TestApp {
    let app = TestApp::new().await;
    run(&app, "delete from referral_use; delete from referral; delete from recommendation").await;
    run(&app, "update talent set trades = '{cleaning,housekeeping}' where match_since is not null").await;
    app.index_talents().await;
    app
}

async fn run(app: &TestApp, sql: &str) {
    app.superuser().await.execute(AssertSqlSafe(sql)).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The form with which 林晓梅 is recommended.
async fn form(app: &TestApp, staff: &mut Browser, posting: Uuid) -> Answer {
    let resident = record(app, "林晓梅").await;
    let resident = resident.rsplit('/').next().expect("an id").to_owned();
    staff.get(&format!("{DESK}/new?posting={posting}&resident={resident}")).await
}

const SAID: [(&str, &str); 3] = [("source", "property"), ("source_name", "锦里物业"), ("word", "做事踏实，守时")];

/// What is sent to recommend whose record has this address.
fn sent(posting: Uuid, record: &str, certificate: &str) -> String {
    let (key, resident) = (Uuid::now_v7(), record.rsplit('/').next().expect("an id"));
    format!("key={key}&posting={posting}&resident={resident}&certificate={certificate}&source=community&word=x1y2")
}

/// Staff recommend 林晓梅; gives the recommendation's address.
async fn recommend(app: &TestApp, staff: &mut Browser, posting: Uuid) -> String {
    let page = form(app, staff, posting).await.ok();
    let certificate = page.attributes("#certificate input", "value").remove(0);
    let fields = [&SAID[..], &[("certificate", &certificate)]].concat();
    staff.submit("#recommend-form", &fields).await.with_status(303).location().to_owned()
}

async fn told(app: &TestApp, phone: &str) -> Vec<String> {
    app.run_tasks().await;
    app.sign_in(phone).await.get("/me/inbox").await.ok().texts("main .rows__item strong")
}

async fn applications(app: &TestApp, posting: Uuid) -> String {
    format!("/org/{}/jobs/shangjin/{posting}/applications", demo_service(app).await.0)
}

#[tokio::test]
async fn an_employer_sees_nothing_before_the_persons_yes_and_then_what_they_share() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    form(&app, &mut staff, nanny).await.ok();
    let refused = staff.submit("#recommend-form", &[("source", ""), ("word", "")]).await.with_status(422);
    assert_eq!(
        refused.attributes(".error-summary__list a", "href"),
        ["#certificate", "#source", "#source_name", "#word"]
    );
    let one = recommend(&app, &mut staff, nanny).await;
    staff.submit("#recommend-form", &[]).await;
    assert_eq!(count(&app, "select count(*) from recommendation").await, 1, "the same key, once");
    let list = applications(&app, nanny).await;
    assert!(owner.get(&list).await.ok().text().contains("还没有人报名"), "nothing before the yes");
    assert_eq!(count(&app, "select count(*) from recommendation where org_id is not null").await, 0);
    assert!(told(&app, phones::RESIDENT).await[0].contains("白班保姆"));
    let mine = lin.get(MINE).await.ok();
    assert!(mine.one("main").contains("做事踏实") && mine.one("main").contains("锦里物业"));
    let answer = mine.attributes("main a.btn--primary", "href").remove(0);
    // Of another one's nobody knows.
    app.sign_in(phones::TWO_IDENTITIES).await.get(&answer).await.with_status(404);
    lin.get(&answer).await.ok();
    lin.submit("#yes-form", &[("part", "name"), ("note", "下周能上班")]).await.with_status(303);
    lin.submit("#yes-form", &[("part", "phone")]).await;
    assert_eq!(count(&app, "select count(*) from job_application a join job_posting p using (tenant_id, posting_id) where p.title = '白班保姆'").await, 1);
    let page = owner.get(&list).await.ok();
    assert!(page.one("main .rows__item").contains("物业公司推荐"));
    let application = page.attributes("main .rows__item a", "href").remove(0);
    let page = owner.get(&application).await.ok();
    let vouch = page.one("section[aria-labelledby=vouch]");
    assert!(page.one("h1") == "林晓梅" && vouch.contains("锦里物业") && vouch.contains("做事踏实"), "{vouch}");
    assert!(!page.text().contains("138 0000"), "what was not chosen");
    let verify = page.attributes("section[aria-labelledby=vouch] a", "href").remove(0);
    assert!(owner.get(&verify).await.ok().text().contains("林**"));
    // The outcome follows the application.
    owner.get(&application).await.ok();
    owner.submit("#reject-form", &[("reason", "时间合不上")]).await.with_status(303);
    assert_eq!(count(&app, &format!("{STATUS}'not_hired'")).await, 1);
    assert!(told(&app, phones::STAFF).await.iter().any(|text| text.contains("没有录用")));
    let page = staff.get(&one).await.ok();
    assert_eq!(page.one(".page__head .state"), "没有录用");
    staff.submit("#outcome-form", &[("outcome", "回访：想找离家近的")]).await.with_status(303);
    assert!(staff.get(&one).await.ok().one("main").contains("回访：想找离家近的"));
    // Two write at once: the second one loses nothing.
    let late = staff.forge(&format!("{one}/outcome"), "revision=1&outcome=x1y2").await.with_status(409);
    assert!(late.text().contains("x1y2"));
}

#[tokio::test]
async fn only_a_certificate_that_holds_at_that_moment_recommends() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let page = form(&app, &mut staff, nanny).await.ok();
    let certificate = page.attributes("#certificate input", "value").remove(0);
    let revoke =
        format!("update course_certificate set revoked_at = now() where course_certificate_id = '{certificate}'");
    run(&app, &revoke).await;
    let fields = [&SAID[..], &[("certificate", &certificate)]].concat();
    let late = staff.submit("#recommend-form", &fields).await.with_status(422);
    assert!(late.one(".error-summary").contains("没有今天有效的结业证书"));
    assert!(late.one("section[aria-labelledby=kept]").contains("做事踏实"), "nothing is lost");
    assert!(form(&app, &mut staff, nanny).await.ok().one(".empty").contains("没有今天有效的结业证书"));
    run(&app, &revoke.replace("now()", "null")).await;
    // One that is not among those that hold.
    let other = sent(nanny, &record(&app, "林晓梅").await, &Uuid::now_v7().to_string());
    let late = staff.forge(&format!("{DESK}/new"), &other).await.with_status(422);
    assert_eq!(late.attributes(".error-summary__list a", "href"), ["#certificate"]);
    assert!(late.text().contains("已经失效") && late.one("#recommend-form textarea").contains("x1y2"));
    recommend(&app, &mut staff, nanny).await;
    let answer = lin.get(MINE).await.ok().attributes("main a.btn--primary", "href").remove(0);
    lin.get(&answer).await.ok();
    // Expired between the question and the answer.
    run(&app, "update course_certificate set expires_on = '2026-11-22'").await;
    let late = lin.submit("#yes-form", &[("part", "name"), ("note", "下周能上班")]).await.with_status(422);
    assert!(late.one(".error-summary").contains("已经失效"));
    assert!(late.count("#yes-form") == 0 && late.one("section[aria-labelledby=kept]").contains("下周能上班"));
    assert_eq!(count(&app, &format!("{STATUS}'waiting'")).await, 1);
    run(&app, "update course_certificate set expires_on = '2026-11-23'; update job_posting set status = 'paused' where title = '白班保姆'").await;
    lin.submit("#no-form", &[]).await;
    lin.get(MINE).await.ok();
    assert_eq!(count(&app, &format!("{STATUS}'declined'")).await, 1);
    // What was declined nobody can say yes to.
    let body = "part=name&answer=yes";
    lin.forge(&answer, body).await.with_status(422);
    assert_eq!(count(&app, &format!("{STATUS}'given'")).await, 0);
}

#[tokio::test]
async fn a_consent_that_is_withdrawn_between_page_and_step_stops_it() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    let page = form(&app, &mut staff, nanny).await.ok();
    let certificate = page.attributes("#certificate input", "value").remove(0);
    lin.get("/me/talent").await.ok();
    lin.submit("#end-match-form", &[]).await.with_status(303);
    let fields = [&SAID[..], &[("certificate", &certificate)]].concat();
    let late = staff.submit("#recommend-form", &fields).await.with_status(422);
    assert!(late.text().contains("没有同意社区推荐岗位"));
    let kept = late.one("section[aria-labelledby=kept]");
    assert!(kept.contains("锦里物业") && kept.contains("做事踏实"), "{kept}");
    assert_eq!(count(&app, "select count(*) from recommendation").await, 0);
}

#[tokio::test]
async fn staff_take_an_answer_down_on_paper_and_nobody_recommends_themself() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let one = recommend(&app, &mut staff, nanny).await;
    let page = staff.get(&one).await.ok();
    assert!(!page.text().contains("林晓梅") && !page.text().contains("0000 0001"), "masked");
    let refused = staff.submit("#yes-form", &[("part", "name")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#paper_kept"]);
    staff.submit("#yes-form", &[("part", "name"), ("paper_kept", "2 号柜")]).await.with_status(303);
    assert_eq!(
        count(
            &app,
            "select count(*) from job_application where how = 'paper' and paper_kept = '2 号柜' and name = '林晓梅'"
        )
        .await,
        1
    );
    // The community takes it back; the application stays, and nobody vouches for it any more.
    let (mut owner, list) = (app.sign_in(phones::VENDOR_OWNER).await, applications(&app, nanny).await);
    let page = owner.get(&list).await.ok();
    assert!(page.one("main .rows__item").contains("物业公司推荐"));
    let application = page.attributes("main .rows__item a", "href").remove(0);
    assert_eq!(owner.get(&application).await.ok().count("section[aria-labelledby=vouch]"), 1);
    staff.get(&one).await.ok();
    staff.submit("#withdrawal-form", &[]).await.with_status(303);
    assert!(!owner.get(&list).await.ok().one("main .rows__item").contains("推荐"));
    let page = owner.get(&application).await.ok();
    assert!(page.count("section[aria-labelledby=vouch]") == 0 && !page.text().contains("做事踏实"));
    assert_eq!(
        count(&app, "select count(*) from job_application where how = 'paper' and status = 'submitted'").await,
        1
    );
    assert!(told(&app, phones::RESIDENT).await.iter().any(|text| text.contains("撤回了推荐")));
    // Nobody recommends themself, nor decides about it.
    let hash = app.state.secrets().phone_hash(phones::STAFF);
    sqlx::query("update resident set person_id = (select person_id from phone_identity where phone_hmac = $1) where name = '林晓梅'")
        .bind(&hash[..])
        .execute(&mut app.superuser().await)
        .await
        .expect("their own record");
    let page = form(&app, &mut staff, job(&app, "日常保洁员（兼职）").await).await.with_status(403);
    assert_eq!(page.count("#recommend-form"), 0);
    staff.forge(&format!("{one}/outcome"), "revision=3&outcome=x").await.with_status(403);
}

#[tokio::test]
async fn taking_a_yes_back_takes_the_application_back() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::RESIDENT).await);
    recommend(&app, &mut staff, nanny).await;
    let answer = lin.get(MINE).await.ok().attributes("main a.btn--primary", "href").remove(0);
    lin.get(&answer).await.ok();
    lin.submit("#yes-form", &[("part", "phone")]).await.with_status(303);
    lin.get(MINE).await.ok();
    lin.submit("main section form[action$='/withdrawal']", &[]).await.with_status(303);
    assert_eq!(count(&app, &format!("{STATUS}'withdrawn'")).await, 1);
    let kept = "select count(*) from job_application a join job_posting p using (tenant_id, posting_id)
        where p.title = '白班保姆' and a.status = 'withdrawn' and a.phone_sealed is null";
    assert_eq!(count(&app, kept).await, 1);
    // And may be recommended again.
    recommend(&app, &mut staff, nanny).await;
    assert_eq!(count(&app, "select count(*) from recommendation").await, 2);
}

#[tokio::test]
async fn a_yes_a_no_and_a_revocation_at_once_leave_one_answer() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    recommend(&app, &mut staff, nanny).await;
    // On six devices, with one sign-in: more would be too many.
    let session = app.sign_in(phones::RESIDENT).await.cookie("session").expect("a session").to_owned();
    let mut browsers = Vec::new();
    for _ in 0..6 {
        let mut lin = app.browser();
        lin.set_cookie("session", &session);
        let answer = lin.get(MINE).await.ok().attributes("main a.btn--primary", "href").remove(0);
        lin.get(&answer).await.ok();
        browsers.push(lin);
    }
    let tries = browsers.iter_mut().enumerate().map(|(at, lin)| async move {
        if at % 3 == 2 { lin.submit("#no-form", &[]).await } else { lin.submit("#yes-form", &[("part", "name")]).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let given = count(&app, &format!("{STATUS}'given'")).await;
    // A yes that comes after a no is told so; whatever else comes late was said already.
    for (at, answer) in answers.iter().enumerate() {
        let expected = if given == 0 && at % 3 != 2 { 422 } else { 303 };
        assert_eq!(answer.status(), expected, "{at}, {given} given");
    }
    assert_eq!(given + count(&app, &format!("{STATUS}'declined'")).await, 1);
    let applied = "select count(*) from job_application a join job_posting p using (tenant_id, posting_id) where p.title = '白班保姆'";
    assert_eq!(count(&app, applied).await, given);
}

/// 林晓梅 passes a job on; gives the link's path.
async fn pass_on(app: &TestApp, posting: Uuid, fields: &[(&str, &str)]) -> String {
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&format!("/c/shangjin/jobs/{posting}/referral")).await.ok();
    let made = lin.submit("#referral-form", fields).await.with_status(303).location().to_owned();
    let link = lin.get(&made).await.ok().one("#referral-link");
    link.strip_prefix("http://localhost:8080").expect("an address of ours").to_owned()
}

#[tokio::test]
async fn a_friend_applies_with_a_neighbours_link_which_tells_nobody_who_did() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let link = pass_on(&app, nanny, &[("named", "1"), ("word", "信得过的老邻居")]).await;
    assert!(app.browser().get(&link).await.location().starts_with("/sign-in"));
    let mut qin = app.sign_in(phones::TWO_IDENTITIES).await;
    let page = qin.get(&link).await.ok();
    assert!(page.one("main").contains("林**") && !page.text().contains("林晓梅"));
    let apply = page.attributes("main a.btn--primary", "href").remove(0);
    assert!(qin.get(&apply).await.ok().one("#apply-form").contains("林**"));
    qin.submit("#apply-form", &[("part", "name")]).await.with_status(303);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&applications(&app, nanny).await).await.ok();
    assert!(list.one("main .rows__item").contains("邻里熟人推荐"));
    let page = owner.get(&list.attributes("main .rows__item a", "href")[0]).await.ok();
    let vouch = page.one("section[aria-labelledby=vouch]");
    assert!(vouch.contains("林**") && vouch.contains("信得过的老邻居"), "{vouch}");
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let page = lin.get(&format!("/c/shangjin/jobs/{nanny}/referral")).await.ok();
    // To send with one press where a script runs, and to show to whoever stands beside them.
    assert_eq!(page.count("button[data-copy=referral-link][hidden]"), 1);
    assert_eq!(scanned(&page), format!("http://localhost:8080{link}"));
    assert!(page.one("main").contains("已有 1 人使用") && !page.text().contains("秦"), "how many, and not who");
    assert!(told(&app, phones::RESIDENT).await.iter().any(|text| text.contains("用您的链接报名")));
    // Nobody refers themself.
    assert!(lin.get(&link).await.ok().one(".empty").contains("自己的推荐链接"));
    lin.get(&apply).await.ok();
    let own = lin.submit("#apply-form", &[("part", "name")]).await.with_status(422);
    assert!(own.text().contains("自己的推荐链接"));
    // A link for one job is none for another, and ends with its own.
    let cleaner = job(&app, "日常保洁员（兼职）").await;
    let other = apply.replace(&nanny.to_string(), &cleaner.to_string());
    assert_eq!(qin.get(&other).await.ok().count("#apply-form input[name=referral]"), 0);
    app.advance(TimeDelta::days(40));
    let mut qin = app.sign_in(phones::TWO_IDENTITIES).await;
    assert!(qin.get(&link).await.ok().one(".empty").contains("不收报名"));
}

#[tokio::test]
async fn who_refers_is_not_named_where_they_did_not_choose_it_and_five_may_use_a_link() {
    let app = app().await;
    let nanny = job(&app, "白班保姆").await;
    let link = pass_on(&app, nanny, &[("word", "")]).await;
    let (mut qin, code) = (app.sign_in(phones::TWO_IDENTITIES).await, link.rsplit('/').next().expect("a code"));
    let apply = format!("/c/shangjin/jobs/{nanny}/application?referral={code}");
    // Four have used it.
    let used = "insert into referral_use (tenant_id, referral_id, resident_id, org_id, application_id, used_at)
        select f.tenant_id, f.referral_id, r.resident_id, f.org_id, a.application_id, now()
        from referral f join lateral (select resident_id from resident where tenant_id = f.tenant_id and name not in ('林晓梅', '秦建军') order by 1 limit $1) r on true
        join lateral (select application_id from job_application where tenant_id = f.tenant_id limit 1) a on true
        on conflict do nothing";
    run(&app, &used.replace("$1", "5")).await;
    qin.get(&apply).await.ok();
    let full = qin.submit("#apply-form", &[("part", "name")]).await.with_status(422);
    assert!(full.text().contains("5 个人用过"));
    run(&app, "delete from referral_use where resident_id = (select resident_id from referral_use limit 1)").await;
    qin.get(&apply).await.ok();
    qin.submit("#apply-form", &[("part", "name")]).await.with_status(303);
    assert_eq!(count(&app, "select count(*) from referral_use").await, 5);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&applications(&app, nanny).await).await.ok();
    let page = owner.get(&list.attributes("main .rows__item a", "href")[0]).await.ok();
    let vouch = page.one("section[aria-labelledby=vouch]");
    assert!(vouch.contains("邻里熟人") && !vouch.contains('林'), "{vouch}");
}

/// 林晓梅 was hired for cleaning so many days ago; gives the employer's page of the application.
async fn hired(app: &TestApp, days: i32) -> String {
    let sql = format!(
        "update job_application set status = 'hired', hired_on = date '2026-11-23' - {days} where resident_id = (select resident_id from resident where name = '林晓梅')"
    );
    run(app, &sql).await;
    let cleaner = job(app, "日常保洁员（兼职）").await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&applications(app, cleaner).await).await.ok();
    list.attributes("main .rows__item a", "href").remove(0)
}

#[tokio::test]
async fn where_the_two_sides_differ_after_ninety_days_the_community_decides() {
    let app = app().await;
    let page = hired(&app, 89).await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::RESIDENT).await);
    assert_eq!(lin.get("/me/applications").await.ok().count("button[value=kept]"), 0, "not yet");
    hired(&app, 90).await;
    lin.get("/me/applications").await.ok();
    lin.press("form[action$='/stay']", "button[value=kept]", &[]).await.with_status(303);
    let mine = lin.get("/me/applications").await.ok();
    assert!(mine.count("form[action$='/stay']") == 0 && mine.one("main").contains("您答复过：还在做"));
    assert!(owner.get(&page).await.ok().one("main").contains("本人说：还在做"));
    owner.press("#step-form", "button[value=leave]", &[]).await.with_status(303);
    let own = "select count(*) from job_application a join resident r using (tenant_id, resident_id)
        where a.status = 'hired' and r.name = '林晓梅'";
    assert_eq!(count(&app, own).await, 1, "not settled");
    assert_eq!(owner.get(&page).await.ok().count("button[value=keep], button[value=leave]"), 0, "they have answered");
    assert!(told(&app, phones::STAFF).await.iter().any(|text| text.contains("说的不一样")));
    let desk = page.split("/jobs/shangjin").nth(1).expect("a path");
    let mut staff = app.sign_in(phones::STAFF).await;
    let seen = staff.get(&format!("/c/shangjin/staff/jobs{desk}")).await.ok();
    assert!(seen.one("main").contains("本人说：还在做") && seen.one("main").contains("用人单位说：已经不做了"));
    staff.press("#step-form", "button[value=keep]", &[]).await.with_status(303);
    assert_eq!(count(&app, &own.replace("hired", "retained")).await, 1);
}

#[tokio::test]
async fn whoever_says_that_they_are_still_there_where_it_is_settled_otherwise_reads_how_it_stands() {
    let app = app().await;
    let page = hired(&app, 95).await;
    let (mut lin, mut elsewhere) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::RESIDENT).await);
    lin.get("/me/applications").await.ok();
    elsewhere.get("/me/applications").await.ok();
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&page).await.ok();
    owner.press("#step-form", "button[value=leave]", &[]).await.with_status(303);
    let late = lin.press("form[action$='/stay']", "button[value=kept]", &[]).await.with_status(409);
    assert!(late.count("#conflict") == 1 && late.one("main").contains("已离岗"), "{}", late.one("main"));
    elsewhere.press("form[action$='/stay']", "button[value=left]", &[]).await.with_status(303);
    assert_eq!(elsewhere.cookie("flash"), Some("already-done"), "that is what they say");
}

#[tokio::test]
async fn where_they_agree_it_is_settled() {
    let app = app().await;
    let page = hired(&app, 95).await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::RESIDENT).await);
    lin.get("/me/applications").await.ok();
    lin.press("form[action$='/stay']", "button[value=left]", &[]).await.with_status(303);
    owner.get(&page).await.ok();
    owner.press("#step-form", "button[value=leave]", &[]).await.with_status(303);
    assert_eq!(
        count(&app, "select count(*) from job_application where status = 'left' and applicant_says = 'left'").await,
        1
    );
}
