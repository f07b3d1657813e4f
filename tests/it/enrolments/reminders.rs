//! Who is reminded, of what, and who is not: of sessions, and of a seat that waits for an answer.

use chrono::TimeDelta;

use super::offers::open;
use super::{LIN, QIN, standings, told};
use crate::support::training::{Plan, before_anybody_learned, open_run, put};
use crate::support::{Browser, TestApp, phones};

const REMINDER: &str = "上课提醒";
const LAST_CALL: &str = "还没有确认";

/// The messages of somebody about the course that say so.
async fn heard(app: &TestApp, browser: &mut Browser, words: &str) -> Vec<String> {
    let mut texts = told(app, browser, "家务基础").await;
    texts.retain(|text| text.contains(words));
    texts
}

#[tokio::test]
async fn who_said_that_they_cannot_come_is_neither_reminded_nor_called() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 9, meetings: &["2026-11-25T01:00:00Z"], ..Plan::default() }).await;
    app.behind("update room set place = '党群服务中心二楼' where name like '教室%'").await;
    for name in ["林晓梅", "秦建军", "吴秀英"] {
        put(&app, &run, name, "enrolled").await;
    }
    let ma = put(&app, &run, "马德明", "enrolled").await;
    let mut lin = app.sign_in(LIN).await;
    lin.get(&run.attendance(0)).await.ok();
    lin.submit("#away-form", &[("reason", "带孩子看病")]).await.with_status(303);
    app.behind(&format!(
        "insert into session_excuse (tenant_id, session_id, enrolment_id, org_id, reason, starts_at, at)
        select e.tenant_id, s.session_id, e.enrolment_id, e.org_id, '住院', s.starts_at, '2026-11-23T02:00:00Z'
        from enrolment e join course_session s using (tenant_id, run_id) where e.enrolment_id = '{ma}'"
    ))
    .await;
    app.run_tasks().await;
    app.pass_days(1).await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    assert_eq!(heard(&app, &mut lin, REMINDER).await, Vec::<String>::new());
    // And where it is, so that whoever was never there finds it.
    let reminders = heard(&app, &mut qin, REMINDER).await;
    assert!(reminders.len() == 1 && reminders[0].contains("09:00，党群服务中心二楼 教室"), "{reminders:?}");
    let mut staff = app.sign_in(phones::STAFF).await;
    let reminders = heard(&app, &mut staff, REMINDER).await;
    assert!(reminders.len() == 1 && reminders[0].contains("请转告 1 位没有账号的学员"), "{reminders:?}");
    let page = open(&app, &mut staff, REMINDER).await;
    assert_eq!(staff.get(&page).await.ok().texts("section[aria-labelledby=to-call] a"), ["吴秀英"]);
}

#[tokio::test]
async fn a_seat_that_nobody_has_answered_is_called_out_once_before_it_goes_to_the_next() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 2, meetings: &["2026-12-10T01:00:00Z"], ..Plan::default() }).await;
    for (name, status) in [("林晓梅", "enrolled"), ("吴秀瑛", "enrolled"), ("秦建军", "waiting"), ("马德明", "waiting")]
    {
        put(&app, &run, name, status).await;
    }
    let mut lin = app.sign_in(LIN).await;
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#leave-form", &[]).await.with_status(303);
    // Of a day a quarter is left at four in the morning.
    app.advance(TimeDelta::hours(18) - TimeDelta::seconds(1));
    let mut qin = app.sign_in(QIN).await;
    assert_eq!(heard(&app, &mut qin, LAST_CALL).await, Vec::<String>::new());
    app.advance(TimeDelta::seconds(1));
    let calls = heard(&app, &mut qin, LAST_CALL).await;
    assert!(calls.len() == 1 && calls[0].contains("请在 2026年11月24日 10:00 前确认"), "{calls:?}");
    assert_eq!(open(&app, &mut qin, LAST_CALL).await, "/me/training");
    app.advance(TimeDelta::minutes(20));
    app.run_tasks().await;
    assert_eq!(heard(&app, &mut qin, LAST_CALL).await.len(), 1, "once");
    // Whoever has no account is called by staff, as for the offer itself.
    app.advance(TimeDelta::minutes(340));
    app.run_due_tasks().await;
    assert_eq!(standings(&app, &run).await[2..], ["秦建军 lapsed", "马德明 offered"]);
    app.advance(TimeDelta::hours(18));
    let mut staff = app.sign_in(phones::STAFF).await;
    let calls = heard(&app, &mut staff, LAST_CALL).await;
    assert!(calls.len() == 1 && calls[0].contains("请转告一位没有账号的居民"), "{calls:?}");
    // Whoever has answered is left in peace.
    let yang = put(&app, &run, "杨春梅", "waiting").await;
    let page = open(&app, &mut staff, LAST_CALL).await;
    staff.get(&page).await.ok();
    staff.press("#answer-form", "button[value=decline]", &[("word", "phone")]).await.with_status(303);
    staff.get(&format!("{}/learners/{yang}", run.desk())).await.ok();
    staff.press("#answer-form", "button[value=accept]", &[("word", "phone")]).await.with_status(303);
    app.advance(TimeDelta::hours(18));
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(heard(&app, &mut staff, LAST_CALL).await.len(), 1);
}
