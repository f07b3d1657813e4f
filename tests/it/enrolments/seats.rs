//! How many learn in an open run, and until when one may ask: the community changes it, and the line moves up.

use chrono::TimeDelta;

use super::{LIN, QIN, enrol, standings, told};
use crate::support::companies::count;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{TestApp, phones};

#[tokio::test]
async fn more_seats_are_offered_to_the_line_at_once_and_the_trainer_is_told() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, ..Plan::default() }).await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    enrol(&mut lin, &run).await.with_status(303);
    enrol(&mut qin, &run).await.with_status(303);
    put(&app, &run, "马德明", "waiting").await;
    let known = told(&app, &mut lin, "家务基础").await.len();
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let page = staff.get(&run.desk()).await.ok();
    let values = ["#seats", "#enrol_until"].map(|field| page.attributes(&format!("#seats-form {field}"), "value"));
    assert_eq!(values, [["1"], ["2026-11-30"]]);
    for flash in ["saved", "already-done"] {
        let fields = [("seats", "2"), ("enrol_until", "2026-11-28")];
        staff.submit("#seats-form", &fields).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash), "sent twice");
    }
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled", "秦建军 offered", "马德明 waiting"]);
    assert!(told(&app, &mut qin, "家务基础").await[0].contains("请在 2026年11月24日 10:00 前确认"));
    assert_eq!(told(&app, &mut lin, "家务基础").await.len(), known, "whoever has a seat is told nothing new");
    // The trainer reads it in the inbox and on the run's page, and cannot change it.
    let inbox = owner.get(&format!("/org/{}/inbox", run.org)).await.ok().text();
    assert!(inbox.contains("名额 2 人，报名截止 2026年11月28日"));
    let theirs = owner.get(&format!("/org/{}/runs/{}", run.org, run.id)).await.ok();
    let facts = theirs.one("section[aria-labelledby=facts]");
    assert!(facts.contains("2 人") && facts.contains("2026年11月28日") && theirs.count("#seats-form") == 0, "{facts}");
    owner.forge(&run.desk(), "seats=9&enrol_until=2026-11-28&revision=2").await.with_status(403);
    let log = staff.get("/c/shangjin/staff/audit").await.ok();
    assert_eq!(log.texts(".table tbody th")[0], "调整开班的名额、开班人数和报名截止日");
}

#[tokio::test]
async fn nobody_loses_a_seat_and_nobody_is_asked_in_after_the_last_session() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "offered").await;
    put(&app, &run, "马德明", "waiting").await;
    let before = standings(&app, &run).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&run.desk()).await.ok();
    let fields = [("seats", "1"), ("enrol_until", "2026-12-01")];
    let page = staff.submit("#seats-form", &fields).await.with_status(422);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#seats", "#enrol_until"]);
    let errors = page.one(".error-summary");
    assert!(errors.contains("已经占用 2 个名额") && errors.contains("最后一次课（2026年11月30日）"), "{errors}");
    assert_eq!(page.attributes("#seats", "value"), ["1"], "nothing is lost");
    // The room of the sessions to come has thirty.
    let page = staff.submit("#seats-form", &[("seats", "31"), ("enrol_until", "2026-11-30")]).await.with_status(422);
    assert!(page.one(".error-summary").contains("只有 30 座"));
    assert_eq!(standings(&app, &run).await, before);
    staff.submit("#seats-form", &[("seats", "30")]).await.with_status(303);
    assert_eq!(standings(&app, &run).await[2], "马德明 offered");
    // Three are taken by now: so few there may be.
    staff.get(&run.desk()).await.ok();
    staff.submit("#seats-form", &[("seats", "3")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("saved"));
    // From tomorrow on nobody asks for one; that day has passed then, and the seats still change.
    staff.get(&run.desk()).await.ok();
    staff.submit("#seats-form", &[("enrol_until", "2026-11-23")]).await.with_status(303);
    app.advance(TimeDelta::days(1));
    let public = run.enrolment().replace("/enrolment", "");
    assert!(app.browser().get(&public).await.ok().text().contains("报名已经截止"));
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&run.desk()).await.ok();
    let yesterday = staff.submit("#seats-form", &[("enrol_until", "2026-11-22")]).await.with_status(422);
    assert_eq!(yesterday.attributes(".error-summary a", "href"), ["#enrol_until"]);
    staff.submit("#seats-form", &[("seats", "4"), ("enrol_until", "2026-11-23")]).await.with_status(303);
    assert_eq!(seats(&app, &run).await, 4);
}

#[tokio::test]
async fn of_two_who_change_the_seats_the_second_sees_what_the_first_saved() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    let (mut one, mut two) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    for staff in [&mut one, &mut two] {
        staff.get(&run.desk()).await.ok();
    }
    one.submit("#seats-form", &[("seats", "3")]).await.with_status(303);
    let late = two.submit("#seats-form", &[("seats", "5")]).await.with_status(409);
    assert!(late.one("#conflict").contains("3 人") && !late.one("#conflict").contains("2026"));
    assert_eq!(late.attributes("#seats", "value"), ["5"]);
    two.submit("#seats-form", &[]).await.with_status(303);
    assert_eq!(seats(&app, &run).await, 5);
    // What is called off has no seats to give.
    let as_seen = one.get(&run.desk()).await.ok();
    assert_eq!(as_seen.count("#seats-form"), 1);
    two.get(&run.desk()).await.ok();
    two.submit("#step-form", &[("step", "cancel"), ("reason", "教室漏水")]).await.with_status(303);
    let late = one.submit("#seats-form", &[("seats", "9")]).await.with_status(409);
    assert!(late.one("#conflict").contains("已取消"));
    assert!(late.one("#unsaved").contains("名额 9 · 报名截止 2026-11-30"), "{}", late.one("#unsaved"));
    assert_eq!((late.count("#seats-form"), seats(&app, &run).await), (0, 5));
}

#[tokio::test]
async fn an_older_page_is_overtaken_before_it_is_blamed_for_what_others_have_done() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "enrolled").await;
    put(&app, &run, "马德明", "waiting").await;
    let (mut one, mut two) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    for staff in [&mut one, &mut two] {
        staff.get(&run.desk()).await.ok();
    }
    one.submit("#seats-form", &[("seats", "3")]).await.with_status(303);
    let moved_up = ["林晓梅 enrolled", "秦建军 enrolled", "马德明 offered"];
    assert_eq!(standings(&app, &run).await, moved_up);
    // Two seats stand on the other page, and three are taken by now: it was the day that was to change.
    let late = two.submit("#seats-form", &[("enrol_until", "2026-11-28")]).await.with_status(409);
    let told = late.one("#conflict");
    assert!(told.contains("3 人") && told.contains("2026年11月30日"), "{told}");
    assert_eq!((late.count("[aria-invalid]"), late.count(".error-summary a")), (0, 0));
    assert_eq!(late.attributes("#enrol_until", "value"), ["2026-11-28"], "nothing is lost");
    // Whoever has seen that and still wants two hears why not.
    let refused = two.submit("#seats-form", &[]).await.with_status(422);
    assert!(refused.one(".error-summary").contains("已经占用 3 个名额"));
    two.submit("#seats-form", &[("seats", "3")]).await.with_status(303);
    assert_eq!(two.cookie("flash"), Some("saved"));
    assert_eq!(standings(&app, &run).await, moved_up);
}

async fn seats(app: &TestApp, run: &Run) -> i64 {
    count(app, &format!("select seats::bigint from course_run where run_id = '{}'", run.id)).await
}

#[tokio::test]
async fn each_line_moves_up_by_itself_at_night_and_one_that_cannot_keeps_no_other_from_it() {
    let app = before_anybody_learned().await;
    let later = ["2026-12-10T01:00:00Z"];
    let plan = |title| Plan { title, seats: 1, meetings: &later, ..Plan::default() };
    let runs = [open_run(&app, &plan("家务基础")).await, open_run(&app, &plan("陪诊实务")).await];
    for run in &runs {
        put(&app, run, "林晓梅", "offered").await;
        put(&app, run, "秦建军", "waiting").await;
    }
    let (before, after) = (["林晓梅 offered", "秦建军 waiting"], ["林晓梅 lapsed", "秦建军 offered"]);
    app.behind(&format!(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'not tonight'; end $$;
        create trigger fails before update on enrolment for each row when (new.run_id = '{}') execute function fail()",
        runs[0].id
    ))
    .await;
    app.pass_days(1).await;
    assert_eq!(standings(&app, &runs[0]).await, before);
    assert_eq!(standings(&app, &runs[1]).await, after);
    let undone = "select count(*) from daily_run where done_at is null";
    assert_eq!(count(&app, undone).await, 0, "the day's work is done without it");
    // It was left to be done, and is.
    app.behind("drop function fail() cascade").await;
    app.advance(TimeDelta::seconds(2));
    app.run_due_tasks().await;
    let told = "select count(*) from inbox_message where news->>'kind' = 'learning'";
    let heard = count(&app, told).await;
    // Twice is once.
    app.behind(
        "insert into task (task_id, name, payload, tenant_id, run_at) select gen_random_uuid(), 'settle_run',
            jsonb_build_object('tenant', tenant_id, 'run', run_id), tenant_id, '2026-11-24T02:00:00Z' from course_run",
    )
    .await;
    app.run_due_tasks().await;
    for run in &runs {
        assert_eq!(standings(&app, run).await, after);
    }
    assert_eq!((heard, count(&app, told).await), (4, 4), "each of the two hears of either once");
}
