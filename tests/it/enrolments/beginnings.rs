//! With how many learners a run begins: residents read how many are wanted, and where they stay too few, both who look after the
//! run are asked once what is to become of it.

use chrono::TimeDelta;

use super::offers::open;
use super::{LIN, QIN, enrol};
use crate::support::companies::count;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{TestApp, phones};

/// Saturday and Sunday; today is Monday.
const WEEKEND: [&str; 2] = ["2026-11-28T01:00:00Z", "2026-11-29T01:00:00Z"];
const UNSURE: &str = "还不一定开班：满 2 人开班，已报 1 人，还差 1 人";

/// A run of three seats that begins with two learners, in which one may enrol until tomorrow.
async fn begins_with_two(app: &TestApp, title: &str, meetings: &[&str]) -> Run {
    let run = open_run(app, &Plan { title, seats: 3, meetings, ..Plan::default() }).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&run.desk()).await.ok();
    staff.submit("#seats-form", &[("min_learners", "2"), ("enrol_until", "2026-11-24")]).await.with_status(303);
    run
}

/// What everybody reads of a run's seats.
async fn seats(app: &TestApp, run: &Run) -> String {
    let public = run.enrolment().replace("/enrolment", "");
    app.browser().get(&public).await.ok().one("section[aria-labelledby=seats]")
}

/// In how many messages it was asked what is to become of a run: one to staff and one to the trainer are two.
async fn asked(app: &TestApp, run: &Run) -> i64 {
    let sql = "select count(distinct message_id) from inbox_message where news #> '{change,too_few}' is not null";
    count(app, &format!("{sql} and news->>'run' = '{}'", run.id)).await
}

#[tokio::test]
async fn residents_read_how_many_are_wanted_until_there_are_enough() {
    let app = before_anybody_learned().await;
    let run = begins_with_two(&app, "家务基础", &WEEKEND).await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    assert!(seats(&app, &run).await.contains("满 2 人开班。已报 0 人，还差 2 人"));
    assert!(lin.get(&run.enrolment()).await.ok().one("#way").contains("已报 0 人，还差 2 人"));
    enrol(&mut lin, &run).await.with_status(303);
    // Whoever has a seat reads that it is not sure yet, there and among what they learn.
    for url in [run.enrolment(), "/me/training".to_owned()] {
        let page = lin.get(&url).await.ok().one("main");
        assert!(page.contains(UNSURE), "{url}: {page}");
    }
    assert!(seats(&app, &run).await.contains("已报 1 人，还差 1 人"));
    enrol(&mut qin, &run).await.with_status(303);
    let text = seats(&app, &run).await;
    assert!(text.contains("满 2 人开班，已够开班人数") && !text.contains("还差"), "{text}");
    for url in [run.enrolment(), "/me/training".to_owned()] {
        assert!(!lin.get(&url).await.ok().one("main").contains("还不一定开班"), "{url}");
    }
    // One leaves, and nobody can enrol any more.
    app.advance(TimeDelta::days(2));
    let mut qin = app.sign_in(QIN).await;
    qin.get(&run.enrolment()).await.ok();
    qin.submit("#leave-form", &[]).await.with_status(303);
    let text = seats(&app, &run).await;
    assert!(text.contains("报名已经截止") && text.contains("已报 1 人，还不够") && !text.contains("还差"), "{text}");
    // Of what has begun it is no question.
    app.advance(TimeDelta::days(3));
    assert!(!seats(&app, &run).await.contains("开班"));
    let mut lin = app.sign_in(LIN).await;
    assert!(!lin.get("/me/training").await.ok().one("main").contains("还不一定开班"));
}

#[tokio::test]
async fn where_too_few_enrol_both_who_look_after_the_run_are_asked_once_and_nothing_is_cancelled() {
    let app = before_anybody_learned().await;
    let run = begins_with_two(&app, "家务基础", &WEEKEND).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    app.run_tasks().await;
    app.pass_days(1).await;
    assert_eq!(asked(&app, &run).await, 0, "today one may still enrol");
    app.pass_days(1).await;
    assert_eq!(asked(&app, &run).await, 2);
    app.pass_days(1).await;
    assert_eq!(asked(&app, &run).await, 2, "once");
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let inbox = format!("/org/{}/inbox", run.org);
    assert!(owner.get(&inbox).await.ok().text().contains("“家务基础”已报 1 人，不到开班人数 2 人"));
    assert_eq!(open(&app, &mut staff, "不到开班人数 2 人").await, run.desk());
    let notice = staff.get(&run.desk()).await.ok().one("#too-few");
    assert!(notice.contains("已报 1 人，不到开班人数 2 人") && notice.contains("请决定"), "{notice}");
    let theirs = owner.get(&format!("/org/{}/runs/{}", run.org, run.id)).await.ok();
    let notice = theirs.one("#too-few");
    assert!(notice.contains("已报 1 人，不到开班人数 2 人") && notice.contains("和社区商量"), "{notice}");
    assert_eq!(theirs.count("#begin-form"), 0, "that is the community's business");
    // The street reads it, and decides nothing there.
    let above = app.sign_in(phones::STREET_STAFF).await.get(&run.desk()).await.ok();
    let notice = above.one("#too-few");
    assert!(notice.contains("已报 1 人，不到开班人数 2 人") && !notice.contains("请决定"), "{notice}");
    assert_eq!(above.count("#begin-form"), 0);
    // One may enrol today, too; if that brings nobody it is asked anew.
    staff.submit("#seats-form", &[("enrol_until", "2026-11-26")]).await.with_status(303);
    assert_eq!(staff.get(&run.desk()).await.ok().count("#too-few"), 0);
    app.pass_days(1).await;
    assert_eq!(asked(&app, &run).await, 4);
    // It begins all the same: whoever has a seat has no doubts any more, and the trainer is told.
    let (mut staff, mut lin) = (app.sign_in(phones::STAFF).await, app.sign_in(LIN).await);
    assert!(lin.get("/me/training").await.ok().one("main").contains(UNSURE));
    staff.get(&run.desk()).await.ok();
    staff.submit("#begin-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("saved"));
    assert_eq!(staff.get(&run.desk()).await.ok().count("#too-few"), 0);
    assert!(!lin.get("/me/training").await.ok().one("main").contains("还不一定开班"));
    app.run_due_tasks().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    assert!(owner.get(&inbox).await.ok().text().contains("名额 3 人，报名截止 2026年11月26日，多少人都开班"));
    let as_planned = format!("select count(*) from course_run where run_id = '{}' and status = 'open'", run.id);
    assert_eq!(count(&app, &as_planned).await, 1);
}

#[tokio::test]
async fn nobody_is_asked_where_enough_have_a_seat_nor_of_what_has_begun_or_was_cancelled() {
    let app = before_anybody_learned().await;
    let tomorrow = ["2026-11-24T01:00:00Z", "2026-11-29T05:00:00Z"];
    let enough = begins_with_two(&app, "够人的课", &WEEKEND).await;
    let begun = begins_with_two(&app, "开了的课", &tomorrow).await;
    let cancelled = begins_with_two(&app, "停开的课", &WEEKEND).await;
    for run in [&enough, &begun, &cancelled] {
        put(&app, run, "林晓梅", "enrolled").await;
    }
    put(&app, &enough, "秦建军", "enrolled").await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&cancelled.desk()).await.ok();
    staff.submit("#step-form", &[("step", "cancel"), ("reason", "教室漏水")]).await.with_status(303);
    app.run_tasks().await;
    app.pass_days(3).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    for (run, why) in [(&enough, "enough"), (&begun, "begun"), (&cancelled, "cancelled")] {
        assert_eq!(asked(&app, run).await, 0, "{why}");
        assert_eq!(staff.get(&run.desk()).await.ok().count("#too-few"), 0, "{why}");
    }
    // Whoever leaves before it begins makes them too few.
    let mut qin = app.sign_in(QIN).await;
    qin.get(&enough.enrolment()).await.ok();
    qin.submit("#leave-form", &[]).await.with_status(303);
    app.pass_days(1).await;
    assert_eq!(asked(&app, &enough).await, 2);
}

#[tokio::test]
async fn where_one_may_enrol_after_the_beginning_it_is_asked_in_the_morning_before() {
    let app = before_anybody_learned().await;
    // It begins tomorrow at nine, and one may enrol for a week.
    let run = open_run(&app, &Plan::default()).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&run.desk()).await.ok();
    staff.submit("#seats-form", &[("min_learners", "2")]).await.with_status(303);
    app.run_tasks().await;
    assert_eq!(asked(&app, &run).await, 0);
    app.advance(TimeDelta::hours(21));
    app.run_tasks().await;
    assert_eq!(asked(&app, &run).await, 2);
}
