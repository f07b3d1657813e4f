//! Points, the gates, and how it ends: confirmed by a person, and never by the learner.

use chrono::TimeDelta;
use sqlx::Executor;
use uuid::Uuid;

use super::{LIN, standings, told};
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Browser, TestApp, phones};

/// A run of one meeting, which is over, with 林晓梅 in it.
async fn start() -> (TestApp, Run, Uuid) {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { meetings: &["2026-11-23T02:20:00Z"], ..Plan::default() }).await;
    let lin = put(&app, &run, "林晓梅", "enrolled").await;
    app.advance(TimeDelta::hours(3));
    (app, run, lin)
}

async fn attend(app: &TestApp, run: &Run, learner: Uuid) {
    let sql = "insert into attendance (tenant_id, session_id, enrolment_id, org_id, mark, how, at)
        select tenant_id, $1, enrolment_id, org_id, 'present', 'list', now() from enrolment where enrolment_id = $2";
    sqlx::query(sql).bind(run.sessions[0]).bind(learner).execute(&mut app.superuser().await).await.expect("a mark");
}

async fn score(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) {
    browser.get(page).await.ok();
    browser.submit("#score-form", fields).await.with_status(303);
}

#[tokio::test]
async fn whoever_meets_the_gates_passes_when_somebody_confirms_it() {
    let (app, run, lin) = start().await;
    let page = format!("{}/learners/{lin}", run.trainer());
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let missing = owner.get(&page).await.ok().texts("section[aria-labelledby=gates] li");
    assert_eq!(missing, ["应上 1 次课，已到 0 次，至少要到 1 次，还差 1 次", "还没有考核成绩，至少要 60 分"]);
    for (fields, wrong) in [
        ([("score", "101"), ("resit", "x")], vec!["#score", "#resit"]),
        ([("score", "70"), ("resit", "80")], vec!["#resit"]),
    ] {
        let refused = owner.submit("#score-form", &fields).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary a", "href"), wrong);
        assert_eq!(refused.attributes("#resit", "value"), [fields[1].1]);
        owner.get(&page).await.ok();
    }
    attend(&app, &run, lin).await;
    score(&mut owner, &page, &[("score", "48")]).await;
    let seen = owner.get(&page).await.ok();
    assert!(seen.one("section[aria-labelledby=gates]").contains("还差 12 分"));
    assert_eq!(seen.attributes("#closing-form [name=outcome]", "value"), ["failed"], "or without a second try");
    score(&mut owner, &page, &[("resit", "60")]).await;
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled"], "nothing happens by itself");
    owner.get(&page).await.ok();
    for flash in ["learner-closed", "already-done"] {
        owner.submit("#closing-form", &[]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    assert_eq!(standings(&app, &run).await, ["林晓梅 passed"]);
    let mut lin = app.sign_in(LIN).await;
    assert!(told(&app, &mut lin, "家务基础").await[0].contains("恭喜"));
    assert!(lin.get("/me/training").await.ok().text().contains("考核 60 分，达到了 60 分"));
    // What is closed stays as it is.
    let after = owner.get(&page).await.ok();
    assert_eq!(after.count("#score-form") + after.count("#closing-form"), 0);
    owner.forge(&format!("{page}/score"), "revision=9&score=1").await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("already-done"));
}

#[tokio::test]
async fn what_has_changed_meanwhile_is_looked_at_again() {
    let (app, run, lin) = start().await;
    let (trainer, desk) = (format!("{}/learners/{lin}", run.trainer()), format!("{}/learners/{lin}", run.desk()));
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    owner.get(&trainer).await.ok();
    staff.get(&desk).await.ok();
    owner.submit("#score-form", &[("score", "77")]).await.with_status(303);
    let late = staff.submit("#score-form", &[("score", "55")]).await.with_status(409);
    assert!(late.one("#conflict").contains("77"));
    assert_eq!(late.attributes("#score", "value"), ["55"], "what was typed");
    staff.submit("#score-form", &[]).await.with_status(303);
    // The page says failed; then it turns out that they were there, and scored enough.
    staff.get(&desk).await.ok();
    score(&mut owner, &trainer, &[("score", "80")]).await;
    attend(&app, &run, lin).await;
    let late = staff.submit("#closing-form", &[]).await.with_status(422);
    assert!(late.one(".error-summary").contains("刚才考勤或成绩有了变化"));
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled"]);
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 passed"]);
}

#[tokio::test]
async fn whoever_confirms_how_it_ended_waits_for_whoever_keeps_the_list() {
    let (app, run, lin) = start().await;
    attend(&app, &run, lin).await;
    let page = format!("{}/learners/{lin}", run.trainer());
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    score(&mut owner, &page, &[("score", "80")]).await;
    owner.get(&page).await.ok();
    // A colleague finds just now that somebody else has signed in for them.
    let list = "select from course_run where title = '家务基础' for share; update attendance set mark = 'absent'";
    let late = app.overtaken(list, owner.submit("#closing-form", &[])).await.with_status(422);
    assert!(late.one(".error-summary").contains("刚才考勤或成绩有了变化"));
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled"]);
}

#[tokio::test]
async fn what_was_confirmed_by_mistake_is_opened_again_for_a_reason_that_the_learner_is_told() {
    let (app, run, lin) = start().await;
    attend(&app, &run, lin).await;
    let (trainer, desk) = (format!("{}/learners/{lin}", run.trainer()), format!("{}/learners/{lin}", run.desk()));
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let why = [("reason", "把 84 分录成了 48 分")];
    // By the community, then by the trainer.
    for (browser, page) in [(&mut staff, &desk), (&mut owner, &trainer)] {
        score(browser, page, &[("score", "48")]).await;
        assert_eq!(browser.get(page).await.ok().count("#reopen-form"), 0, "nothing has ended yet");
        browser.submit("#closing-form", &[]).await.with_status(303);
        assert_eq!(standings(&app, &run).await, ["林晓梅 failed"]);
        let closed = browser.get(page).await.ok();
        assert_eq!((closed.count("#score-form"), closed.count("#reopen-form")), (0, 1));
        let refused = browser.submit("#reopen-form", &[("reason", " ")]).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary a", "href"), ["#reason"]);
        for flash in ["learner-reopened", "already-done"] {
            browser.submit("#reopen-form", &why).await.with_status(303);
            assert_eq!(browser.cookie("flash"), Some(flash));
        }
        assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled"]);
        assert!(browser.get(page).await.ok().one("#reopened").contains(why[0].1));
    }
    let mut hers = app.sign_in(LIN).await;
    let news = told(&app, &mut hers, "家务基础").await;
    assert!(news[0].contains("重新打开") && news[0].contains(why[0].1), "{news:?}");
    let deeds = staff.get("/c/shangjin/staff/audit").await.ok().texts(".table tbody th");
    assert!(deeds[0].contains("重新打开学员的结业确认"), "{deeds:?}");
    // Who writes while somebody else has opened it, and it has ended once more, loses nothing.
    staff.get(&desk).await.ok();
    staff.submit("#closing-form", &[]).await.with_status(303);
    staff.get(&desk).await.ok();
    app.behind("update enrolment set revision = revision + 2").await;
    let late = staff.submit("#reopen-form", &why).await.with_status(409);
    assert_eq!(late.attributes("#reason", "value"), [why[0].1]);
    staff.submit("#reopen-form", &[]).await.with_status(303);
    // Put right, it ends otherwise; and that may be the mistake.
    score(&mut staff, &desk, &[("score", "84")]).await;
    staff.get(&desk).await.ok();
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 passed"]);
    staff.get(&desk).await.ok();
    staff.submit("#reopen-form", &[("reason", "84 分是别人的")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("learner-reopened"));
    assert!(told(&app, &mut hers, "家务基础").await.iter().any(|text| text.contains("84 分是别人的")));
    score(&mut staff, &desk, &[("score", "48")]).await;
    staff.get(&desk).await.ok();
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 failed"]);
}

#[tokio::test]
async fn nobody_passes_or_fails_before_the_last_meeting_is_over() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-11-23T02:20:00Z", "2026-11-25T01:00:00Z"];
    let run = open_run(&app, &Plan { meetings: &meetings, ..Plan::default() }).await;
    app.behind(&format!("update course_run set min_attendance = 50 where run_id = '{}'", run.id)).await;
    let lin = put(&app, &run, "林晓梅", "enrolled").await;
    attend(&app, &run, lin).await;
    app.advance(TimeDelta::hours(3));
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let (desk, trainer) = (format!("{}/learners/{lin}", run.desk()), format!("{}/learners/{lin}", run.trainer()));
    score(&mut owner, &trainer, &[("score", "88")]).await;
    // One of two is enough: every gate is met, and one meeting is yet to come.
    for (browser, page) in [(&mut staff, &desk), (&mut owner, &trainer)] {
        let seen = browser.get(page).await.ok();
        assert!(seen.one("section[aria-labelledby=gates]").contains("已到 1 次，至少要到 1 次"));
        assert_eq!(seen.count("#closing-form"), 0);
        let from = seen.one("#closing");
        assert!(from.contains("11月25日 11:00 下课") && from.contains("才能办结业"), "{from}");
        for outcome in ["passed", "failed"] {
            let body = format!("revision=2&outcome={outcome}");
            let early = browser.forge(&format!("{page}/closing"), &body).await.with_status(422);
            assert!(early.one(".error-summary").contains(&from), "not that a mark has changed");
        }
    }
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled"]);
    // So the last one counts as well: she may sign in, and is on the list.
    app.advance(TimeDelta::hours(44));
    let mut hers = app.sign_in(LIN).await;
    assert_eq!(hers.get(&run.attendance(1)).await.ok().count("#attend-form"), 1);
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&format!("{}/sessions/{}/attendance", run.desk(), run.sessions[1])).await.ok();
    staff.submit("#marks-form", &[("rest", "1")]).await.with_status(303);
    app.advance(TimeDelta::hours(2) - TimeDelta::seconds(1));
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&desk).await.ok().count("#closing-form"), 0);
    app.advance(TimeDelta::seconds(1));
    let over = staff.get(&desk).await.ok();
    assert!(over.one("section[aria-labelledby=gates]").contains("已到 2 次"));
    assert_eq!(over.attributes("#closing-form [name=outcome]", "value"), ["passed"]);
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 passed"]);
}

#[tokio::test]
async fn of_a_run_in_which_nothing_is_planned_any_more_it_ends_once_it_is_finished() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    let lin = put(&app, &run, "林晓梅", "enrolled").await;
    app.behind(&format!("update course_session set is_cancelled = true where run_id = '{}'", run.id)).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = format!("{}/learners/{lin}", run.desk());
    let seen = staff.get(&page).await.ok();
    assert_eq!(seen.count("#closing-form"), 0);
    assert!(seen.one("#closing").contains("没有排好的课"));
    staff.get(&run.desk()).await.ok();
    staff.submit("#step-form", &[("step", "finish")]).await.with_status(303);
    assert_eq!(staff.get(&page).await.ok().attributes("#closing-form [name=outcome]", "value"), ["failed"]);
}

#[tokio::test]
async fn nobody_decides_about_themselves() {
    let (app, run, own) = start().await;
    // The trainer's owner lives here and learns with their own company; so does somebody of the staff.
    for phone in [phones::VENDOR_OWNER, phones::STAFF] {
        let hash = app.state.secrets().phone_hash(phone);
        let sql = "update resident set person_id = (select person_id from phone_identity where phone_hmac = $1) where name = '林晓梅'";
        sqlx::query(sql).bind(&hash[..]).execute(&mut app.superuser().await).await.expect("they live here");
        app.superuser().await.execute("update enrolment set status = 'enrolled'").await.expect("as before");
        let base = if phone == phones::STAFF { run.desk() } else { run.trainer() };
        let mut browser = app.sign_in(phone).await;
        let page = format!("{base}/learners/{own}");
        let seen = browser.get(&page).await.ok();
        assert!(seen.text().contains("这是您本人") && seen.count("main form") == 0);
        for (what, body) in [
            ("score", "revision=1&score=100"),
            ("closing", "revision=1&outcome=failed"),
            ("reopening", "revision=1&reason=x"),
            ("decision", "answer=accept"),
        ] {
            browser.forge(&format!("{page}/{what}"), body).await.with_status(303);
            assert_eq!(browser.cookie("flash"), Some("own-enrolment"), "{what}");
        }
        let list = format!("{base}/sessions/{}/attendance", run.sessions[0]);
        assert_eq!(browser.get(&list).await.ok().count("#marks-form input[type=radio]"), 0);
        browser.forge(&list, &format!("mark.{own}=present&was.{own}=")).await.with_status(303);
    }
    let marks: i64 = sqlx::query_scalar("select count(*) + coalesce(sum(score), 0)::bigint from attendance full join enrolment using (enrolment_id) where mark is not null or score is not null")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a count");
    assert_eq!((marks, standings(&app, &run).await), (0, vec!["林晓梅 enrolled".to_owned()]));
}
