//! What becomes of offered seats and of the line while the trainer may take on nobody: nobody loses their turn, and whoever was
//! offered a seat has all of the time for an answer once the trainer goes on.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{LIN, QIN, standings, told};
use crate::support::companies::step;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Browser, TestApp, phones};

const LATER: [&str; 1] = ["2026-12-10T01:00:00Z"];
const LAST_CALL: &str = "还没有确认";

/// The trainer's admission, for staff.
fn record(run: &Run) -> String {
    format!("/c/shangjin/staff/vendors/{}", run.org)
}

/// A run of two seats: 林晓梅 has left hers, which 秦建军 is offered until tomorrow at ten; 吴秀英 has the other one, and 马德明
/// waits. Gives 秦建军's place, and 吴秀英's.
async fn offered(app: &TestApp) -> (Run, Uuid, Uuid) {
    let run = open_run(app, &Plan { seats: 2, meetings: &LATER, ..Plan::default() }).await;
    put(app, &run, "林晓梅", "enrolled").await;
    let wu = put(app, &run, "吴秀英", "enrolled").await;
    let qin = put(app, &run, "秦建军", "waiting").await;
    put(app, &run, "马德明", "waiting").await;
    let mut lin = app.sign_in(LIN).await;
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#leave-form", &[]).await.with_status(303);
    (run, qin, wu)
}

/// 吴秀英 says at the counter that she does not come.
async fn leave(staff: &mut Browser, run: &Run, wu: Uuid) {
    staff.get(&format!("{}/learners/{wu}", run.desk())).await.ok();
    staff.submit("#leave-form", &[("reason", "搬家了")]).await.with_status(303);
}

/// The messages of somebody about the course that say so.
async fn heard(app: &TestApp, browser: &mut Browser, words: &str) -> Vec<String> {
    let mut texts = told(app, browser, "家务基础").await;
    texts.retain(|text| text.contains(words));
    texts
}

#[tokio::test]
async fn an_offered_seat_is_kept_while_the_trainer_is_stopped_and_waits_anew_afterwards() {
    let app = before_anybody_learned().await;
    let (run, own, wu) = offered(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record(&run), "suspend", "抽查不合格").await.with_status(303);
    leave(&mut staff, &run, wu).await;
    let kept = ["林晓梅 dropped", "吴秀英 dropped", "秦建军 offered", "马德明 waiting"];
    assert_eq!(standings(&app, &run).await, kept);
    // Days after the deadline, with the task that was left for it and the days' work done.
    app.pass_days(3).await;
    assert_eq!(standings(&app, &run).await, kept);
    let mut qin = app.sign_in(QIN).await;
    for words in ["已经让给下一位", LAST_CALL] {
        assert_eq!(heard(&app, &mut qin, words).await, Vec::<String>::new());
    }
    let page = qin.get(&run.enrolment()).await.ok();
    assert!(page.one("#way").contains("名额留着") && page.count("#accept-form") == 0, "{}", page.one("#way"));
    let early = qin.forge(&format!("{}/answer", run.enrolment()), &format!("enrolment={own}&answer=accept")).await;
    let error = early.with_status(422).one(".error-summary");
    assert!(error.contains("名额留着") && !error.contains("已经结束"), "{error}");
    // Whoever asks for a seat now does not read that the course is over, either.
    let way = app.sign_in(LIN).await.get(&run.enrolment()).await.ok().one("#way");
    assert!(way.contains("暂时不能报名") && !way.contains("已经结束"), "{way}");
    // It goes on: the offer, and the seat that became free meanwhile, wait for a whole day.
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record(&run), "resume", "").await.with_status(303);
    assert_eq!(standings(&app, &run).await[2..], ["秦建军 offered", "马德明 offered"]);
    let news = heard(&app, &mut qin, "名额一直给您留着").await;
    assert!(news.len() == 1 && news[0].contains("请在 2026年11月27日 10:00 前确认"), "{news:?}");
    let news = heard(&app, &mut staff, "请转告一位没有账号的居民").await;
    assert!(news[0].contains("有空位了，请在 2026年11月27日 10:00 前确认"), "{news:?}");
    app.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
    let mut qin = app.sign_in(QIN).await;
    assert_eq!(heard(&app, &mut qin, LAST_CALL).await.len(), 1);
    qin.get(&run.enrolment()).await.ok();
    qin.submit("#accept-form", &[]).await.with_status(303);
    assert_eq!(qin.cookie("flash"), Some("seat-taken"));
    // Whoever does not answer in this time loses the turn.
    app.advance(TimeDelta::seconds(1));
    app.run_due_tasks().await;
    assert_eq!(standings(&app, &run).await[2..], ["秦建军 enrolled", "马德明 lapsed"]);
}

#[tokio::test]
async fn whoever_was_given_more_time_is_called_when_that_runs_out_and_not_before() {
    let app = before_anybody_learned().await;
    let (run, ..) = offered(&app).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record(&run), "suspend", "抽查不合格").await.with_status(303);
    app.advance(TimeDelta::hours(2));
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record(&run), "resume", "").await.with_status(303);
    // Of the first day a quarter is left at four in the morning, of the second one at six.
    app.advance(TimeDelta::hours(18) - TimeDelta::seconds(1));
    let mut qin = app.sign_in(QIN).await;
    assert_eq!(heard(&app, &mut qin, LAST_CALL).await, Vec::<String>::new());
    app.advance(TimeDelta::seconds(1));
    let calls = heard(&app, &mut qin, LAST_CALL).await;
    assert!(calls.len() == 1 && calls[0].contains("请在 2026年11月24日 12:00 前确认"), "{calls:?}");
}

#[tokio::test]
async fn a_trainer_whose_insurance_ran_out_goes_on_with_the_line_as_it_stood() {
    let app = before_anybody_learned().await;
    let (run, _, wu) = offered(&app).await;
    let insured =
        |until: &str| format!("update admission set insurance_until = '{until}' where org_id = '{}'", run.org);
    app.behind(&insured("2026-11-23")).await;
    app.advance(TimeDelta::hours(15));
    app.run_tasks().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let state = staff.get(&record(&run)).await.ok().one("h1 + p > .state");
    assert_eq!(state, "已暂停", "by the day's work");
    leave(&mut staff, &run, wu).await;
    app.pass_days(2).await;
    assert_eq!(standings(&app, &run).await[2..], ["秦建军 offered", "马德明 waiting"]);
    app.behind(&insured("2027-11-23")).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &record(&run), "resume", "").await.with_status(303);
    assert_eq!(standings(&app, &run).await[2..], ["秦建军 offered", "马德明 offered"]);
    // One message each, whatever happens in the run before the deadline.
    app.run_tasks().await;
    let mut qin = app.sign_in(QIN).await;
    assert_eq!(heard(&app, &mut qin, "名额一直给您留着").await.len(), 1);
}
