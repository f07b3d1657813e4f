//! Seats that are offered: taken where the message leads, or through staff; and who is told what somebody without an account
//! would not read.

use chrono::TimeDelta;

use super::{LIN, QIN, standings, told};
use crate::support::companies::count;
use crate::support::training::{Plan, before_anybody_learned, open_run, put};
use crate::support::{Browser, TestApp, phones};

const LATER: [&str; 1] = ["2026-12-10T01:00:00Z"];

/// Opens the newest message that says so; gives where it leads.
pub(super) async fn open(app: &TestApp, browser: &mut Browser, words: &str) -> String {
    app.run_due_tasks().await;
    let inbox = browser.get("/me/inbox").await.ok();
    let (texts, actions) = (inbox.texts("main li form"), inbox.attributes("main li form", "action"));
    let at = texts.iter().position(|text| text.contains(words)).unwrap_or_else(|| panic!("no {words} in {texts:?}"));
    browser.submit(&format!("form[action='{}']", actions[at]), &[]).await.with_status(303).location().to_owned()
}

/// What staff are asked to pass on of a course, the newest first.
async fn passed_on(app: &TestApp, staff: &mut Browser) -> Vec<String> {
    let mut texts = told(app, staff, "家务基础").await;
    texts.retain(|text| text.contains("请转告"));
    texts
}

#[tokio::test]
async fn the_message_of_an_offered_seat_leads_to_where_it_is_taken() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, meetings: &LATER, ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "waiting").await;
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    assert_eq!(qin.get("/me/training").await.ok().count(".accept-form"), 0);
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#leave-form", &[]).await.with_status(303);
    let page = open(&app, &mut qin, "有空位了").await;
    assert_eq!(page, "/me/training");
    let card = qin.get(&page).await.ok().texts("main section.card").remove(0);
    assert!(card.contains("有空位，待确认 请在") && card.contains("我要这个名额"), "{card}");
    qin.submit(".accept-form", &[]).await.with_status(303);
    assert_eq!(qin.cookie("flash"), Some("seat-taken"));
    assert_eq!(standings(&app, &run).await, ["林晓梅 dropped", "秦建军 enrolled"]);
    assert_eq!(qin.get(&page).await.ok().count(".accept-form"), 0);
}

#[tokio::test]
async fn staff_answer_for_whoever_has_no_account_by_the_same_rules() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 2, meetings: &LATER, ..Plan::default() }).await;
    let ma = put(&app, &run, "马德明", "offered").await;
    let wu = put(&app, &run, "吴秀英", "offered").await;
    let yang = put(&app, &run, "杨春梅", "waiting").await;
    let page = |one| format!("{}/learners/{one}", run.desk());
    let mut staff = app.sign_in(phones::STAFF).await;
    let seen = staff.get(&page(ma)).await.ok();
    assert_eq!((seen.count("#answer-form"), seen.count("#leave-form")), (1, 0));
    // Not without having asked, and how.
    let refused = staff.press("#answer-form", "button[value=accept]", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#word"]);
    for flash in ["seat-taken-for", "already-done"] {
        staff.press("#answer-form", "button[value=accept]", &[("word", "phone")]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash), "sent twice");
    }
    assert_eq!(standings(&app, &run).await, ["马德明 enrolled", "吴秀英 offered", "杨春梅 waiting"]);
    assert!(staff.get(&page(ma)).await.ok().one("#answer").contains("代为答复，本人电话里说的"));
    // What one does not want is the next one's.
    staff.get(&page(wu)).await.ok();
    for flash in ["seat-declined-for", "already-done"] {
        staff.press("#answer-form", "button[value=decline]", &[("word", "in_person")]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash), "sent twice");
    }
    assert_eq!(standings(&app, &run).await, ["马德明 enrolled", "吴秀英 dropped", "杨春梅 offered"]);
    let deeds = staff.get("/c/shangjin/staff/audit").await.ok().texts(".table tbody th");
    assert!(deeds.iter().all(|deed| deed.contains("代学员答复培训空位")) && deeds.len() == 2, "{deeds:?}");
    // A second before its end it is still theirs; on it, whoever writes it down is told so, and it is kept.
    app.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&page(yang)).await.ok().count("#answer-form"), 1);
    app.advance(TimeDelta::seconds(1));
    let late = staff.press("#answer-form", "button[value=accept]", &[("word", "paper")]).await.with_status(422);
    assert!(late.one(".error-summary").contains("没有按时确认") && late.count("#answer-form") == 0);
    assert_eq!(standings(&app, &run).await[2], "杨春梅 lapsed");
    assert_eq!(count(&app, "select count(*) from enrolment where answered_by <> ''").await, 2);
    // Whoever has an account and calls is told that it was done in their name.
    let qin = put(&app, &run, "秦建军", "offered").await;
    app.behind("update enrolment set offered_until = '2026-11-25T02:00:00Z' where status = 'offered'").await;
    staff.get(&page(qin)).await.ok();
    staff.press("#answer-form", "button[value=accept]", &[("word", "phone")]).await.with_status(303);
    let mut qin = app.sign_in(QIN).await;
    assert!(told(&app, &mut qin, "家务基础").await[0].contains("名额是您的了"));
}

#[tokio::test]
async fn whoever_answers_second_is_shown_how_it_stands() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 2, meetings: &LATER, ..Plan::default() }).await;
    let page = |one| format!("{}/learners/{one}", run.desk());
    let first = page(put(&app, &run, "林晓梅", "offered").await);
    let second = page(put(&app, &run, "秦建军", "offered").await);
    let (mut lin, mut qin) = (app.sign_in(LIN).await, app.sign_in(QIN).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    // The learner takes it while staff have the page open, who write down that they do not want it.
    staff.get(&first).await.ok();
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#accept-form", &[]).await.with_status(303);
    let late = staff.press("#answer-form", "button[value=decline]", &[("word", "phone")]).await.with_status(409);
    assert!(late.one("#conflict").contains("别人先处理了") && late.one("#answer").contains("已报名"));
    assert!(!late.text().contains("没有按时确认"));
    // And the other way round.
    qin.get(&run.enrolment()).await.ok();
    staff.get(&second).await.ok();
    staff.press("#answer-form", "button[value=accept]", &[("word", "phone")]).await.with_status(303);
    let late = qin.submit("#decline-form", &[]).await.with_status(409);
    assert!(late.one("#conflict").contains("别人先处理了") && late.one("#way").contains("已报名"));
    assert_eq!(standings(&app, &run).await, ["林晓梅 enrolled", "秦建军 enrolled"]);
    assert_eq!(count(&app, "select count(*) from enrolment where answered_by <> ''").await, 1);
}

#[tokio::test]
async fn staff_never_answer_for_themselves_nor_a_trainer_for_anybody() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan::default()).await;
    let own = put(&app, &run, "吴秀瑛", "offered").await;
    app.behind(
        "update resident set person_id = (select person_id from role_grant where role = 'community_admin'
        and tenant_id = resident.tenant_id) where name = '吴秀瑛' and tenant_id = (select id from tenant where slug = 'shangjin')",
    )
    .await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let (desk, trainer) = (format!("{}/learners/{own}", run.desk()), format!("{}/learners/{own}", run.trainer()));
    let answer = "answer=accept&word=phone";
    assert_eq!(staff.get(&desk).await.ok().count("main form"), 0);
    staff.forge(&format!("{desk}/answer"), answer).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("own-enrolment"));
    assert_eq!(owner.get(&trainer).await.ok().count("main form"), 0);
    owner.forge(&format!("{desk}/answer"), answer).await.with_status(403);
    owner.forge(&format!("{trainer}/answer"), answer).await.with_status(404);
    assert_eq!(standings(&app, &run).await, ["吴秀瑛 offered"]);
}

#[tokio::test]
async fn what_somebody_without_an_account_would_not_read_staff_pass_on() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 1, meetings: &LATER, ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    let ma = put(&app, &run, "马德明", "waiting").await;
    let (mut lin, mut staff) = (app.sign_in(LIN).await, app.sign_in(phones::STAFF).await);
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#leave-form", &[]).await.with_status(303);
    let heard = passed_on(&app, &mut staff).await;
    assert!(
        heard.len() == 1
            && heard[0].contains("请转告一位没有账号的居民：“家务基础”有空位了，请在 2026年11月24日 10:00 前确认"),
        "{heard:?}"
    );
    // It leads to where the answer is written down, and that to the telephone.
    let page = open(&app, &mut staff, "有空位了").await;
    assert_eq!(page, format!("{}/learners/{ma}", run.desk()));
    let page = staff.get(&page).await.ok();
    assert_eq!(page.count("#answer-form"), 1);
    staff.get(&page.attributes("#answer a", "href")[0]).await.ok();
    // Whoever stands at the counter is told by whoever enrols them.
    let list = format!("{}/learners", run.desk());
    assert!(staff.get(&list).await.ok().texts(".mark").contains(&"没有账号，要打电话".to_owned()));
    let found = staff.submit("#search-form", &[("typed", "吴秀英")]).await.with_status(303).location().to_owned();
    staff.get(&found).await.ok();
    staff.submit(".paper-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("in-line"));
    assert_eq!(passed_on(&app, &mut staff).await.len(), 1);
    // What becomes of the offer, and of whose turn it is then, is passed on again.
    app.advance(TimeDelta::hours(24));
    app.run_due_tasks().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let heard = passed_on(&app, &mut staff).await;
    let of = |words: &str| heard.iter().filter(|text| text.contains(words)).count();
    assert_eq!((of("已经让给下一位"), of("有空位了"), heard.len()), (1, 2, 3), "{heard:?}");
}

#[tokio::test]
async fn how_it_ended_is_passed_on_too() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { meetings: &["2026-11-23T02:20:00Z"], ..Plan::default() }).await;
    let ma = put(&app, &run, "马德明", "enrolled").await;
    app.advance(TimeDelta::hours(3));
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    owner.get(&format!("{}/learners/{ma}", run.trainer())).await.ok();
    owner.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(standings(&app, &run).await, ["马德明 failed"]);
    let heard = passed_on(&app, &mut staff).await;
    assert!(heard[0].contains("请转告一位没有账号的居民") && heard[0].contains("没有达到结业要求"), "{heard:?}");
}

#[tokio::test]
async fn staff_are_asked_once_for_all_of_a_course_to_call_those_without_an_account() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 3, meetings: &["2026-11-25T01:00:00Z"], ..Plan::default() }).await;
    for (name, status) in
        [("林晓梅", "enrolled"), ("马德明", "enrolled"), ("吴秀英", "enrolled"), ("杨春梅", "waiting")]
    {
        put(&app, &run, name, status).await;
    }
    app.run_tasks().await;
    app.pass_days(1).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let heard = passed_on(&app, &mut staff).await;
    let reminder = "请转告 2 位没有账号的学员：上课提醒：“家务基础”，2026年11月25日 09:00";
    assert!(heard.len() == 1 && heard[0].contains(reminder), "{heard:?}");
    // The meeting's page says whom to call.
    let page = open(&app, &mut staff, "上课提醒").await;
    let list = |desk: String| format!("{desk}/sessions/{}/attendance", run.sessions[0]);
    assert_eq!(page, list(run.desk()));
    let called = "section[aria-labelledby=to-call] a";
    let seen = staff.get(&page).await.ok();
    assert_eq!(seen.texts(called), ["马德明", "吴秀英"]);
    staff.get(&seen.attributes(called, "href")[0]).await.ok();
    assert_eq!(owner.get(&list(run.trainer())).await.ok().count(called), 0, "that is the community's business");
    // Of the whole run they are told of whoever waits, too.
    staff.get(&run.desk()).await.ok();
    staff.submit("#step-form", &[("step", "cancel"), ("reason", "教室漏水")]).await.with_status(303);
    let heard = passed_on(&app, &mut staff).await;
    assert!(
        heard.iter().any(|text| text.contains("请转告 3 位没有账号的学员") && text.contains("教室漏水")),
        "{heard:?}"
    );
    let page = open(&app, &mut staff, "请转告 3 位").await;
    let marks = staff.get(&page).await.ok().texts(".mark");
    assert_eq!(marks.iter().filter(|mark| *mark == "没有账号，要打电话").count(), 3);
    assert_eq!(staff.get(&list(run.desk())).await.ok().count(called), 0, "nobody comes any more");
}
