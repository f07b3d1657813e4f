//! Enrolling: seats are given in turn and to nobody twice, whoever asks; who was there and who has passed is written down by
//! others than the learner.

mod absences;
mod assessment;
mod attendance;
mod beginnings;
mod calendars;
mod killed;
mod left;
mod make_ups;
mod offers;
mod over;
mod records;
mod reminders;
mod seats;
mod stopped;
mod teachers;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use futures_util::future::join_all;
use jiamenkou::secrets::token_hash;
use sqlx::{AssertSqlSafe, Executor};
use uuid::Uuid;

use crate::support::companies::count;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Answer, Browser, TestApp, phones};

const LIN: &str = phones::RESIDENT;
const QIN: &str = phones::TWO_IDENTITIES;

/// How everybody of a run stands, in the order of their turns.
async fn standings(app: &TestApp, run: &Run) -> Vec<String> {
    sqlx::query_scalar("select name || ' ' || status from enrolment where run_id = $1 order by turn")
        .bind(run.id)
        .fetch_all(&mut app.superuser().await)
        .await
        .expect("the enrolments")
}

async fn enrol(browser: &mut Browser, run: &Run) -> Answer {
    browser.get(&run.enrolment()).await.ok();
    browser.submit("#enrol-form", &[]).await
}

/// What somebody was told of a course, the newest first.
async fn told(app: &TestApp, browser: &mut Browser, title: &str) -> Vec<String> {
    app.run_due_tasks().await;
    let texts = browser.get("/me/inbox").await.ok().texts("main li");
    texts.into_iter().filter(|text| text.contains(title)).collect()
}

#[tokio::test]
async fn whoever_lives_here_has_a_seat_or_a_place_in_line_and_is_told() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, ..Plan::default() }).await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    let page = lin.get(&run.enrolment()).await.ok();
    assert!(page.one("#way dl").contains("培训机构看到您的姓名：林晓梅") && page.one("#way").contains("还有 1 个空位"));
    for flash in ["seat-taken", "already-done"] {
        lin.submit("#enrol-form", &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash), "sent twice");
    }
    assert!(qin.get(&run.enrolment()).await.ok().one("#way").contains("名额已满，可以候补，前面有 0 人"));
    qin.submit("#enrol-form", &[]).await.with_status(303);
    assert_eq!(qin.cookie("flash"), Some("in-line"));
    assert!(qin.get(&run.enrolment()).await.ok().one("#way").contains("候补中 第 1 位"));
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled", "秦建军 waiting"]);
    let (public, seats) = (run.enrolment().replace("/enrolment", ""), "section[aria-labelledby=seats]");
    let own = lin.get(&public).await.ok().one(seats);
    assert!(own.contains("已报名") && own.contains("查看我的报名") && !own.contains("去报名"), "{own}");
    let theirs = app.browser().get(&public).await.ok().one(seats);
    assert!(theirs.contains("去报名") && !theirs.contains("已报名"), "{theirs}");
    assert!(told(&app, &mut lin, "家务基础").await[0].contains("名额是您的了"));
    assert!(told(&app, &mut qin, "家务基础").await[0].contains("候补第 1 位"));
    // Who has no record reads how to come by one; who has one elsewhere, too.
    let mut nobody = app.sign_in("13800000006").await;
    let page = nobody.get(&run.enrolment()).await.ok();
    assert!(page.one("#way h2").contains("先到社区登记") && page.count("#enrol-form") == 0);
    nobody.forge(&run.enrolment(), &format!("key={}", Uuid::now_v7())).await.with_status(303);
    assert_eq!(standings(&app, &run).await.len(), 2);
    // What the community has not opened is not there.
    app.superuser().await.execute("update course_run set status = 'proposed'").await.expect("it waits");
    lin.get(&run.enrolment()).await.with_status(404);
}

#[tokio::test]
async fn a_seat_that_becomes_free_waits_for_the_next_in_line_until_its_deadline() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-12-10T01:00:00Z"];
    let run = open_run(&app, &Plan { seats: 1, meetings: &meetings, ..Plan::default() }).await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    enrol(&mut lin, &run).await.with_status(303);
    enrol(&mut qin, &run).await.with_status(303);
    put(&app, &run, "马德明", "waiting").await;
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#leave-form", &[("reason", "时间合不上")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 dropped", "秦建军 offered", "马德明 waiting"]);
    assert!(told(&app, &mut qin, "家务基础").await[0].contains("请在 2026年11月24日 10:00 前确认"));
    // A second before its end it is still theirs; on it, it is the next one's.
    app.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
    app.run_due_tasks().await;
    let mut qin = app.sign_in(QIN).await;
    assert_eq!(qin.get(&run.enrolment()).await.ok().count("#accept-form"), 1);
    app.advance(TimeDelta::seconds(1));
    // Before any task runs, whoever comes too late is told so, and the next one has the offer.
    let late = qin.submit("#accept-form", &[]).await.with_status(422);
    assert!(late.one(".error-summary").contains("没有按时确认"));
    assert_eq!(standings(&app, &run).await, ["林晓梅 dropped", "秦建军 lapsed", "马德明 offered"]);
    assert!(told(&app, &mut qin, "家务基础").await[0].contains("已经让给下一位"));
    // They may ask again, and come last.
    enrol(&mut qin, &run).await.with_status(303);
    assert_eq!(qin.cookie("flash"), Some("in-line"));
    // With nobody at hand the task gives the seat on.
    app.advance(TimeDelta::hours(24));
    app.run_due_tasks().await;
    assert_eq!(standings(&app, &run).await, ["林晓梅 dropped", "秦建军 lapsed", "马德明 lapsed", "秦建军 offered"]);
    let mut qin = app.sign_in(QIN).await;
    qin.get(&run.enrolment()).await.ok();
    for flash in ["seat-taken", "already-done"] {
        qin.submit("#accept-form", &[]).await.with_status(303);
        assert_eq!(qin.cookie("flash"), Some(flash));
    }
    assert_eq!(count(&app, "select count(*) from enrolment where status = 'enrolled'").await, 1);
}

#[tokio::test]
async fn a_server_that_was_down_makes_up_for_it_by_the_day() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-12-10T01:00:00Z"];
    let run = open_run(&app, &Plan { seats: 1, meetings: &meetings, ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "offered").await;
    put(&app, &run, "秦建军", "waiting").await;
    // Nobody left a task for it: the day's work finds it.
    app.pass_days(1).await;
    assert_eq!(standings(&app, &run).await, ["林晓梅 lapsed", "秦建军 offered"]);
}

/// A browser in which somebody new is signed in whose record a resident's becomes.
async fn neighbour(app: &TestApp, resident: Uuid) -> Browser {
    let (person, secret) = (Uuid::now_v7(), Uuid::now_v7());
    let secret = [secret.as_bytes().as_slice(), secret.as_bytes()].concat();
    let mut connection = app.superuser().await;
    for sql in [
        "insert into person (person_id, name) select $1, name from resident where resident_id = $2 and $3::bytea is not null",
        "update resident set person_id = $1 where resident_id = $2 and $3::bytea is not null",
        "insert into session (person_id, token_hash, session_id, created_at, seen_at, expires_at, proved_at, idle_seconds)
        select $1, $3, $2, '2026-11-23T02:00:00Z', '2026-11-23T02:00:00Z', '2026-12-23', '2026-11-23T02:00:00Z', 86400",
    ] {
        sqlx::query(sql).bind(person).bind(resident).bind(&token_hash(&secret)[..]).execute(&mut connection).await.expect("a neighbour");
    }
    let mut browser = app.browser();
    browser.set_cookie("session", &URL_SAFE_NO_PAD.encode([person.as_bytes().as_slice(), &secret].concat()));
    browser
}

#[tokio::test]
async fn of_fifty_who_want_the_last_seat_at_once_one_gets_it_and_the_others_stand_in_line() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 3, ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "enrolled").await;
    let residents: Vec<Uuid> = sqlx::query_scalar(
        "select resident_id from resident where tenant_id = $1 and person_id is null and merged_into is null order by 1 limit 50",
    )
    .bind(app.tenant("shangjin").id.uuid())
    .fetch_all(&mut app.superuser().await)
    .await
    .expect("the residents");
    let mut browsers = Vec::new();
    for resident in residents {
        let mut browser = neighbour(&app, resident).await;
        browser.get(&run.enrolment()).await.ok();
        browsers.push(browser);
    }
    let flashes = join_all(browsers.iter_mut().map(async |browser| {
        // Whoever the crowd keeps from the database is told to try again, and does.
        while browser.submit("#enrol-form", &[]).await.status() == 503 {
            while browser.get(&run.enrolment()).await.status() == 503 {}
        }
        browser.cookie("flash").unwrap_or_default().to_owned()
    }));
    let mut flashes = flashes.await;
    flashes.sort();
    assert_eq!((flashes.len(), &*flashes[0], &*flashes[48], &*flashes[49]), (50, "in-line", "in-line", "seat-taken"));
    let all = standings(&app, &run).await;
    assert_eq!(all.iter().filter(|one| one.ends_with("enrolled")).count(), 3);
    assert!(all[..3].iter().all(|one| one.ends_with("enrolled")), "whoever came first: {all:?}");
    assert_eq!(count(&app, "select count(distinct turn) from enrolment").await, 52);
    // Everybody is told a place of their own.
    app.run_due_tasks().await;
    let places = "select count(distinct news -> 'change' -> 'waiting' ->> 'at') from inbox_message where news ->> 'kind' = 'learning'";
    assert_eq!(count(&app, places).await, 49);
    // The three leave at once: exactly the first three in line have an offer.
    let mut leaving = Vec::new();
    for phone in [LIN, QIN] {
        let mut browser = app.sign_in(phone).await;
        browser.get(&run.enrolment()).await.ok();
        leaving.push(browser);
    }
    for answer in join_all(leaving.iter_mut().map(|browser| browser.submit("#leave-form", &[]))).await {
        answer.with_status(303);
    }
    let all = standings(&app, &run).await;
    assert!(
        all[3].ends_with("offered")
            && all[4].ends_with("offered")
            && all[5..].iter().all(|one| one.ends_with("waiting")),
        "{all:?}"
    );
}

#[tokio::test]
async fn whoever_comes_after_the_beginning_finds_a_free_seat_or_none() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, ..Plan::default() }).await;
    app.advance(TimeDelta::hours(30));
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    enrol(&mut lin, &run).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("seat-taken"));
    let gates = lin.get("/me/training").await.ok().one(".crosses li:first-child");
    assert!(gates.contains("应上 1 次课"), "the first meeting was before: {gates}");
    let page = qin.get(&run.enrolment()).await.ok();
    assert!(page.one("#way").contains("已经开课，而且没有空位了") && page.count("#enrol-form") == 0);
    let refused = qin.forge(&run.enrolment(), &format!("key={}", Uuid::now_v7())).await.with_status(422);
    assert!(refused.one(".error-summary").contains("已经开课"));
    // Past the last day, and past the end, nobody gets in.
    app.superuser().await.execute("update course_run set enrol_until = '2026-11-23', seats = 9").await.expect("a day");
    assert!(qin.get(&run.enrolment()).await.ok().one("#way").contains("报名已经截止"));
    app.superuser().await.execute("update course_run set enrol_until = '2026-12-31'").await.expect("a day");
    app.advance(TimeDelta::days(2));
    let mut qin = app.sign_in(QIN).await;
    assert!(qin.get(&run.enrolment()).await.ok().one("#way").contains("已经结束"));
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled"]);
}

#[tokio::test]
async fn where_the_trainer_looks_first_a_seat_is_given_or_a_reason() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, is_screened: true, ..Plan::default() }).await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    for browser in [&mut lin, &mut qin] {
        enrol(browser, &run).await.with_status(303);
        assert_eq!(browser.cookie("flash"), Some("seat-asked"));
    }
    app.run_due_tasks().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let inbox = owner.get(&format!("/org/{}/inbox", run.org)).await.ok();
    assert!(inbox.text().contains("有居民申请参加“家务基础”"));
    let list = format!("{}/learners", run.trainer());
    let page = owner.get(&list).await.ok();
    assert_eq!(page.texts("section[aria-labelledby=applied] a"), ["林晓梅", "秦建军"]);
    let links = page.attributes("section[aria-labelledby=applied] a", "href");
    // In one tap, or with a reason that the person reads.
    owner.submit("section[aria-labelledby=applied] form", &[]).await.with_status(303);
    owner.get(&links[1]).await.ok();
    let refused = owner.submit("#decline-form", &[("reason", " ")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#reason"]);
    owner.submit("#decline-form", &[("reason", "这期先满足没学过的")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled", "秦建军 declined"]);
    assert!(told(&app, &mut qin, "家务基础").await[0].contains("这期先满足没学过的"));
    // Twice is once.
    owner.forge(&format!("{}/decision", links[1]), "answer=accept").await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("already-done"));
    // Names, and nothing else.
    let page = owner.get(&list).await.ok().one("main") + &owner.get(&links[0]).await.ok().one("main");
    assert!(!page.contains("138") && !page.contains("锦苑") && !page.contains("1986"));
    // The next who is taken stands in line.
    enrol(&mut qin, &run).await.with_status(303);
    owner.get(&list).await.ok();
    owner.submit("section[aria-labelledby=applied] form", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await[2], "秦建军 waiting");
    assert!(owner.get(&list).await.ok().one("section[aria-labelledby=line]").contains("秦建军"));
}

#[tokio::test]
async fn staff_enrol_on_paper_by_the_same_rules_and_never_themselves() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, ..Plan::default() }).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let list = format!("{}/learners", run.desk());
    let find = async |staff: &mut Browser, typed: &str| {
        staff.get(&list).await.ok();
        let found = staff.submit("#search-form", &[("typed", typed)]).await.with_status(303).location().to_owned();
        assert!(!found.contains(typed));
        staff.get(&found).await.ok()
    };
    let page = find(&mut staff, "马德明").await;
    assert_eq!(page.count("#found li"), 1);
    assert!(page.one("#found li").contains("马**") && !page.one("#found").contains("马德明"));
    for flash in ["enrolled-on-paper", "already-done"] {
        staff.submit(".paper-form", &[]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    find(&mut staff, "吴秀英").await;
    staff.submit(".paper-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("in-line"));
    assert_eq!(standings(&app, &run).await, ["马德明 enrolled", "吴秀英 waiting"]);
    let page = staff.get(&list).await.ok();
    assert!(page.one("table tbody tr").contains("社区代报"));
    // And write down that somebody leaves.
    staff.get(&page.attributes("table tbody a", "href")[0]).await.ok();
    staff.submit("#leave-form", &[("reason", "住院")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["马德明 dropped", "吴秀英 offered"]);
    // Their own enrolment is a colleague's business.
    let sql = "update resident set person_id = (select person_id from role_grant where role = 'community_admin'
        and tenant_id = resident.tenant_id) where name = '吴秀瑛' and tenant_id = (select id from tenant where slug = 'shangjin')";
    app.superuser().await.execute(sql).await.expect("they live here");
    find(&mut staff, "吴秀瑛").await;
    staff.submit(".paper-form", &[]).await.with_status(303);
    assert_eq!((staff.cookie("flash"), standings(&app, &run).await.len()), (Some("own-enrolment"), 2));
    // After the last day nobody is enrolled on paper either.
    app.superuser().await.execute("update course_run set enrol_until = '2026-11-22'").await.expect("a day");
    find(&mut staff, "杨春梅").await;
    let refused = staff.submit(".paper-form", &[]).await.with_status(422);
    assert!(refused.one(".error-summary").contains("报名已经截止"));
}

#[tokio::test]
async fn nobody_answers_or_leaves_for_another_and_other_desks_are_not_there() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    let own = put(&app, &run, "林晓梅", "offered").await;
    let mut qin = app.sign_in(QIN).await;
    for (path, body) in [("answer", "answer=accept"), ("answer", "answer=decline"), ("withdrawal", "reason=x")] {
        let path = format!("{}/{path}", run.enrolment());
        qin.forge(&path, &format!("enrolment={own}&{body}")).await.with_status(404);
        qin.forge(&path.replace("shangjin", "yunqi"), &format!("enrolment={own}&{body}")).await.with_status(404);
    }
    let mut yunqi = app.sign_in(phones::YUNQI_STAFF).await;
    let mut other = app.sign_in(phones::OTHER_OWNER).await;
    let theirs = other
        .get("/me")
        .await
        .ok()
        .attributes("main a[href^='/org/']", "href")
        .into_iter()
        .find(|h| h.len() > 40)
        .expect("an org");
    for (page, body) in
        [("learners", ""), ("learners/{e}/score", "revision=1&score=100"), ("learners/{e}/decision", "answer=accept")]
    {
        let page = page.replace("{e}", &own.to_string());
        yunqi.forge(&format!("{}/{page}", run.desk()), body).await.with_status(403);
        yunqi.forge(&format!("{}/{page}", run.desk().replace("shangjin", "yunqi")), body).await.with_status(404);
        if page != "learners" {
            other.forge(&format!("{}/{page}", run.trainer()), body).await.with_status(404);
            other.forge(&format!("{theirs}/training/shangjin/{}/{page}", run.id), body).await.with_status(404);
        }
    }
    for phone in [LIN, phones::STREET_STAFF, "13800000003"] {
        app.sign_in(phone).await.get(&format!("{}/learners", run.desk())).await.with_status(403);
    }
    // Nobody asks for a seat under another's number.
    qin.forge(&run.enrolment(), &format!("key={own}")).await.with_status(400);
    assert_eq!(standings(&app, &run).await, ["林晓梅 offered"]);
}

#[tokio::test]
async fn of_a_cancelled_run_everybody_is_told_and_no_seat_is_left_to_take() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, ..Plan::default() }).await;
    put(&app, &run, "秦建军", "offered").await;
    put(&app, &run, "林晓梅", "waiting").await;
    let (mut lin, mut qin, mut staff) =
        (app.sign_in(LIN).await, app.sign_in(QIN).await, app.sign_in(phones::STAFF).await);
    assert_eq!(qin.get(&run.enrolment()).await.ok().count("#accept-form"), 1);
    staff.get(&run.desk()).await.ok();
    staff.submit("#step-form", &[("step", "cancel"), ("reason", "教室漏水")]).await.with_status(303);
    let late = qin.submit("#accept-form", &[]).await.with_status(422);
    assert!(late.one(".error-summary").contains("不能再报名") && late.count("#accept-form") == 0);
    assert_eq!(standings(&app, &run).await, ["秦建军 unserved", "林晓梅 unserved"]);
    for browser in [&mut lin, &mut qin] {
        let news = told(&app, browser, "家务基础").await;
        assert!(news.len() == 1 && news[0].contains("教室漏水"), "{news:?}");
    }
}

#[tokio::test]
async fn a_trainer_whose_business_is_stopped_takes_nobody_and_who_has_left_sees_nobody() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    put(&app, &run, "秦建军", "enrolled").await;
    let (mut lin, mut owner) = (app.sign_in(LIN).await, app.sign_in(phones::VENDOR_OWNER).await);
    let learners = format!("{}/learners", run.trainer());
    owner.get(&learners).await.ok();
    let stand = |status: &str| format!("update admission set status = '{status}' where org_id = '{}'", run.org);
    app.superuser().await.execute(AssertSqlSafe(stand("suspended"))).await.expect("it is stopped");
    assert_eq!(lin.get(&run.enrolment()).await.ok().count("#enrol-form"), 0);
    assert!(owner.get(&learners).await.ok().text().contains("秦建军"), "those whom it has, it goes on teaching");
    app.superuser().await.execute(AssertSqlSafe(stand("exited"))).await.expect("it has left");
    owner.get(&learners).await.with_status(404);
}
