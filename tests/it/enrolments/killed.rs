//! The program is killed while a seat is taken, or offered to the next in line: nobody has half a seat, two, or none that they
//! were told of. Nor does anybody sign in to a meeting twice, or in vain.

use uuid::Uuid;

use super::{LIN, standings};
use crate::support::companies::count;
use crate::support::program::{Moment, cut_off, cut_off_task};
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Browser, TestApp};

const IS_TOLD: &str = "select not exists (select from task where payload::text like '%家务基础%')";
const TOLD: &str = "select count(*) from inbox_message where news->>'title' = '家务基础'";

/// A run with one seat, which begins after everybody who may run this: the program goes by the machine's clock.
async fn far_ahead() -> (TestApp, Run) {
    let app = before_anybody_learned().await;
    let plan = Plan { seats: 1, meetings: &["2999-01-07T01:00:00Z"], ..Plan::default() };
    let run = open_run(&app, &plan).await;
    app.behind(&format!(
        "update course_run set enrol_until = '2999-01-01', starts_on = '2999-01-07', ends_on = '2999-01-07' where run_id = '{}'",
        run.id
    ))
    .await;
    (app, run)
}

#[tokio::test]
async fn killed_while_somebody_enrols_it_has_given_one_seat_or_none() {
    let moments = [
        Moment::Before("insert on enrolment", "true"),
        Moment::Before("insert on task", "new.payload::text like '%家务基础%'"),
        Moment::Commit("insert on enrolment", "true"),
    ];
    let (app, run) = far_ahead().await;
    let seats = format!("select count(*) from enrolment where run_id = '{}'", run.id);
    let enrol = async |browser: &mut Browser| browser.submit("#enrol-form", &[]).await;
    let (_program, mut lin) = cut_off(&app, &moments, (LIN, &run.enrolment()), &enrol, (&seats, 1)).await;
    for _ in 0..2 {
        enrol(&mut lin).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some("already-done"));
    }
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled"]);
    app.until(IS_TOLD).await;
    assert_eq!(count(&app, TOLD).await, 1, "she hears of it once");
}

#[tokio::test]
async fn killed_while_a_seat_is_offered_on_it_is_offered_to_one() {
    let moments = [
        Moment::Before("update on enrolment", "new.status = 'lapsed'"),
        Moment::Before("update on enrolment", "new.status = 'offered'"),
        Moment::Before("insert on task", "new.payload::text like '%家务基础%'"),
        Moment::Commit("update on enrolment", "new.status = 'offered'"),
    ];
    let (app, run) = far_ahead().await;
    // Hers was until the 24th.
    put(&app, &run, "林晓梅", "offered").await;
    put(&app, &run, "秦建军", "waiting").await;
    put(&app, &run, "马德明", "waiting").await;
    app.behind(&format!(
        "insert into task (task_id, name, payload, tenant_id, run_at) select gen_random_uuid(), 'settle_run',
            jsonb_build_object('tenant', tenant_id, 'run', run_id), tenant_id, '2026-11-24T02:00:00Z'
        from course_run where run_id = '{}'",
        run.id
    ))
    .await;
    let moved = format!(
        "select count(*) from enrolment where run_id = '{}' and (status = 'lapsed' or status = 'offered' and name <> '林晓梅')",
        run.id
    );
    let _program = cut_off_task(&app, &moments, (&moved, 2)).await;
    app.until(IS_TOLD).await;
    assert_eq!(standings(&app, &run).await, ["林晓梅 lapsed", "秦建军 offered", "马德明 waiting"]);
    assert_eq!(count(&app, TOLD).await, 2, "each hears of it once");
}

/// The digits that stand in the room of a meeting now: the program goes by the machine's clock.
async fn on_screen(app: &TestApp, meeting: Uuid) -> String {
    let window = count(app, "select floor(extract(epoch from now()) / 30)::bigint").await;
    app.state.secrets().attendance_digits(meeting, window)
}

#[tokio::test]
async fn killed_while_somebody_signs_in_to_a_meeting_it_has_marked_them_once_or_not_at_all() {
    let moments =
        [Moment::Before("insert on attendance", "true"), Moment::Commit("insert on attendance", "new.how = 'code'")];
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { meetings: &["2026-11-24T01:00:00Z"], ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    app.behind(&format!(
        "update course_session set starts_at = now(), ends_at = now() + interval '2 hours' where run_id = '{}'",
        run.id
    ))
    .await;
    let marked = "select count(*) from attendance";
    let come = async |browser: &mut Browser| {
        let code = on_screen(&app, run.sessions[0]).await;
        browser.submit("#attend-form", &[("code", code.as_str())]).await
    };
    let (_program, mut lin) = cut_off(&app, &moments, (LIN, &run.attendance(0)), &come, (marked, 1)).await;
    for _ in 0..2 {
        come(&mut lin).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some("already-done"));
    }
    assert_eq!(count(&app, &format!("{marked} where how = 'code' and mark in ('present', 'late')")).await, 1);
}
