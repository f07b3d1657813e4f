//! What becomes of courses when their trainer leaves the community: what has not begun is called off, and with what has begun the
//! community goes on to its end.

use chrono::TimeDelta;

use super::offers::open;
use super::{LIN, QIN, standings, told};
use crate::support::companies::{count, step};
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{TestApp, phones};
use crate::training::{MARCH, option};

/// Of a run that has begun, and goes on.
const BEGUN: &str = "月嫂实操";
/// Of one that has not.
const AHEAD: &str = "收纳进阶";

fn record(run: &Run) -> String {
    format!("/c/shangjin/staff/vendors/{}", run.org)
}

/// A run of one seat that began yesterday and goes on tomorrow.
async fn begun(app: &TestApp) -> Run {
    let meetings = ["2026-11-22T01:00:00Z", "2026-11-24T01:00:00Z"];
    open_run(app, &Plan { title: BEGUN, seats: 1, meetings: &meetings, ..Plan::default() }).await
}

#[tokio::test]
async fn a_trainer_that_leaves_reads_beforehand_what_is_called_off_and_everybody_hears_of_it() {
    let app = before_anybody_learned().await;
    let (going_on, later) = (begun(&app).await, ["2026-12-10T01:00:00Z"]);
    let ahead = open_run(&app, &Plan { title: AHEAD, seats: 1, meetings: &later, ..Plan::default() }).await;
    let asked = open_run(&app, &Plan { title: "还在申请的班", meetings: &[], ..Plan::default() }).await;
    app.behind(&format!("update course_run set status = 'proposed', opened_at = null where run_id = '{}'", asked.id))
        .await;
    for run in [&going_on, &ahead] {
        for (name, status) in [("林晓梅", "enrolled"), ("马德明", "enrolled"), ("秦建军", "waiting")] {
            put(&app, run, name, status).await;
        }
    }
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let theirs = owner.get(&format!("/org/{}/communities/shangjin", going_on.org)).await.ok();
    for page in [&theirs, &staff.get(&record(&ahead)).await.ok()] {
        let outlook = page.one("#outlook");
        let (called_off, goes_on) = outlook.split_once("这些班已经开课").expect("both parts");
        assert!(called_off.contains(AHEAD) && called_off.contains("还在申请的班"), "{outlook}");
        assert!(goes_on.contains(BEGUN) && !called_off.contains(BEGUN) && !goes_on.contains(AHEAD), "{outlook}");
    }
    owner.submit("form[action$='/exit']", &[("sure", "1")]).await.with_status(303);
    for (run, status) in [(&going_on, "open"), (&ahead, "cancelled"), (&asked, "cancelled")] {
        let sql = format!("select count(*) from course_run where run_id = '{}' and status = '{status}'", run.id);
        assert_eq!(count(&app, &sql).await, 1, "{status}");
    }
    let planned = "select count(*) from course_session where not is_cancelled and run_id";
    assert_eq!(count(&app, &format!("{planned} = '{}'", ahead.id)).await, 0);
    assert_eq!(count(&app, &format!("{planned} = '{}'", going_on.id)).await, 2);
    for run in [&going_on, &ahead] {
        assert_eq!(standings(&app, run).await, ["林晓梅 enrolled", "马德明 enrolled", "秦建军 unserved"]);
    }
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    let called_off = "不开班了。原因：培训机构退出了本社区";
    let by_phone = "请转告 1 位没有账号的学员";
    let cancelled = "“收纳进阶”已取消。原因：培训机构退出了本社区";
    for (browser, of_ahead, of_begun) in [
        (&mut lin, vec![called_off], vec!["由社区接着办"]),
        (&mut qin, vec![called_off], vec!["不再收新学员，这次没有等到名额"]),
        (&mut staff, vec![by_phone, cancelled], vec!["请转告 1 位没有账号的学员：晴扫家政退出了社区"]),
    ] {
        for (title, says) in [(AHEAD, of_ahead), (BEGUN, of_begun)] {
            let news = told(&app, browser, title).await;
            let is_told = |words: &&str| news.iter().filter(|text| text.contains(words)).count() == 1;
            assert!(news.len() == says.len() && says.iter().all(is_told), "{title}: {news:?}");
        }
    }
    let inbox = owner.get(&format!("/org/{}/inbox", ahead.org)).await.ok().text();
    assert!(!inbox.contains("已取消"), "they did it themselves, and read before what it means: {inbox}");
    let way = qin.get(&going_on.enrolment()).await.ok().one("#way");
    assert!(way.contains("没有等到名额") && way.contains("不再收新学员"), "{way}");
    // Staff are led to what they are to go on with; the street sees the courses, and nobody in them.
    assert_eq!(open(&app, &mut staff, "要社区接着办").await, record(&ahead));
    let left = "section[aria-labelledby=left-behind]";
    let page = staff.get(&record(&ahead)).await.ok();
    assert!(page.one(left).contains(BEGUN) && !page.one(left).contains(AHEAD), "{}", page.one(left));
    assert_eq!(page.count("#outlook"), 0);
    let learners = format!("{left} a[href='{}/learners']", going_on.desk());
    assert_eq!(page.count(&learners), 1);
    let above = app.sign_in(phones::STREET_STAFF).await.get(&record(&ahead)).await.ok();
    assert!(above.one(left).contains(BEGUN) && above.count(&learners) == 0);
}

#[tokio::test]
async fn staff_see_a_course_to_its_end_whose_trainer_has_left() {
    let app = before_anybody_learned().await;
    let run = begun(&app).await;
    let own = put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "waiting").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record(&run), "exit", "合同到期").await.with_status(303);
    // Tomorrow's meeting is reminded of as ever.
    app.run_tasks().await;
    let mut lin = app.sign_in(LIN).await;
    let news = told(&app, &mut lin, BEGUN).await;
    assert!(news.iter().any(|text| text.contains("上课提醒")), "{news:?}");
    let list = |at: usize| format!("{}/sessions/{}/attendance", run.desk(), run.sessions[at]);
    let learner = format!("{}/learners/{own}", run.desk());
    staff.get(&list(0)).await.ok();
    staff.submit("#marks-form", &[("rest", "1")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("saved"));
    staff.get(&learner).await.ok();
    staff.submit("#score-form", &[("score", "88")]).await.with_status(303);
    app.advance(TimeDelta::hours(26));
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&list(1)).await.ok();
    staff.submit("#marks-form", &[("rest", "1")]).await.with_status(303);
    staff.get(&learner).await.ok();
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["林晓梅 passed", "秦建军 unserved"]);
    assert_eq!(staff.get(&record(&run)).await.ok().count("#left-behind"), 1);
    staff.get(&run.desk()).await.ok();
    staff.submit("#step-form", &[("step", "finish")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("run-finished"));
    assert_eq!(staff.get(&record(&run)).await.ok().count("#left-behind"), 0, "nothing is left to do");
    let prepare = staff.get(&format!("/c/shangjin/staff/certificates/runs/{}", run.id)).await.ok();
    assert_eq!(prepare.count("#prepare-form [name=enrolment]"), 1);
}

#[tokio::test]
async fn staff_who_end_it_tell_the_trainer_and_are_led_to_results_that_are_still_out() {
    let app = before_anybody_learned().await;
    let later = ["2026-12-10T01:00:00Z"];
    let ahead = open_run(&app, &Plan { title: AHEAD, meetings: &later, ..Plan::default() }).await;
    let over = open_run(&app, &Plan { title: BEGUN, meetings: &["2026-11-20T01:00:00Z"], ..Plan::default() }).await;
    let (own, _) = (put(&app, &over, "林晓梅", "enrolled").await, put(&app, &over, "秦建军", "passed").await);
    let done = open_run(&app, &Plan { title: "都结业的班", meetings: &[], ..Plan::default() }).await;
    put(&app, &done, "林晓梅", "passed").await;
    for run in [&over, &done] {
        app.behind(&format!("update course_run set status = 'finished' where run_id = '{}'", run.id)).await;
    }
    let mut staff = app.sign_in(phones::STAFF).await;
    let outlook = staff.get(&record(&over)).await.ok().one("#outlook");
    let (_, goes_on) = outlook.split_once("这些班已经开课").expect("both parts");
    assert!(goes_on.contains(BEGUN) && !outlook.contains("都结业的班"), "{outlook}");
    step(&mut staff, &record(&over), "exit", "合同到期").await.with_status(303);
    app.run_due_tasks().await;
    let owner = app.sign_in(phones::VENDOR_OWNER).await.get(&format!("/org/{}/inbox", ahead.org)).await.ok().text();
    assert!(owner.contains("“收纳进阶”已取消") && !owner.contains("“月嫂实操”已取消"), "{owner}");
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    assert!(told(&app, &mut lin, BEGUN).await.iter().any(|text| text.contains("由社区接着办")));
    assert!(!told(&app, &mut qin, BEGUN).await.iter().any(|text| text.contains("由社区接着办")), "theirs is known");
    assert!(told(&app, &mut staff, AHEAD).await.is_empty(), "they did it");
    assert_eq!(open(&app, &mut staff, "要社区接着办").await, record(&over));
    assert!(staff.get(&record(&over)).await.ok().one("section[aria-labelledby=left-behind]").contains(BEGUN));
    staff.get(&format!("{}/learners/{own}", over.desk())).await.ok();
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(staff.get(&record(&over)).await.ok().count("#left-behind"), 0, "nothing is left to do");
}

#[tokio::test]
async fn staff_name_another_teacher_once_the_trainer_has_left_and_nobody_twice_at_once() {
    let app = before_anybody_learned().await;
    // They meet at the same hours.
    let (run, other) = (begun(&app).await, begun(&app).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    let lesson = staff.get(&run.desk()).await.ok().attributes(".session-link", "href").remove(0);
    let theirs = staff.get(&other.desk()).await.ok().attributes(".session-link", "href").remove(0);
    assert_eq!(staff.get(&lesson).await.ok().count("#stand_in"), 0, "the trainer says who teaches");
    step(&mut staff, &record(&run), "exit", "合同到期").await.with_status(303);
    staff.get(&lesson).await.ok();
    staff.submit("#session-form", &[("stand_in", "佟老师")]).await.with_status(303);
    staff.get(&theirs).await.ok();
    let busy = staff.submit("#session-form", &[("stand_in", "佟老师")]).await.with_status(422);
    assert_eq!(busy.attributes(".error-summary a", "href"), ["#stand_in"]);
    assert!(busy.one(".error-summary").contains(BEGUN), "{}", busy.one(".error-summary"));
    assert_eq!(busy.attributes("#stand_in", "value"), ["佟老师"], "nothing is lost");
    staff.submit("#session-form", &[("stand_in", "尹老师")]).await.with_status(303);
    // One more is planned, without a choice among the teachers of whoever has left.
    let room = option(&staff.get(&run.desk()).await.ok(), "#room", "实操教室");
    let more = [("starts", MARCH), ("room", room.as_str()), ("stand_in", "佟老师")];
    staff.submit("#session-form", &more).await.with_status(303);
    let sessions = staff.get(&run.desk()).await.ok().one("section[aria-labelledby=sessions]");
    assert_eq!(sessions.matches("佟老师").count(), 2, "{sessions}");
    // Whoever has left may teach all the same, and is taken then like anybody else.
    let page = staff.get(&lesson).await.ok();
    assert_eq!(page.attributes("#stand_in", "value"), ["佟老师"]);
    let slots = format!("select count(*) from teacher_slot where session_id = '{}'", run.sessions[1]);
    assert_eq!(count(&app, &slots).await, 0);
    let own: String = sqlx::query_scalar("select teacher_id::text from course_session where session_id = $1")
        .bind(run.sessions[1])
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a teacher");
    staff.submit("#session-form", &[("stand_in", ""), ("teacher", own.as_str())]).await.with_status(303);
    assert_eq!(count(&app, &slots).await, 1);
    staff.get(&theirs).await.ok();
    staff.submit("#session-form", &[("stand_in", "佟老师")]).await.with_status(303);
}

#[tokio::test]
async fn whoever_has_left_is_not_asked_to_finish_the_course() {
    let app = before_anybody_learned().await;
    let run = begun(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record(&run), "exit", "合同到期").await.with_status(303);
    app.run_tasks().await;
    // Its last day is written down as the last of the month.
    app.advance(TimeDelta::days(9));
    app.run_tasks().await;
    let over = |inbox: &str| {
        format!(
            "select count(*) from {inbox} where news->>'kind' = 'training' and news->>'change' = 'over' and news->>'title' = '{BEGUN}'"
        )
    };
    assert!(count(&app, &over("inbox_message")).await > 0, "staff are");
    assert_eq!(count(&app, &over("org_message")).await, 0);
}
