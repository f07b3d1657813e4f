//! Who was there: by the code that changes, by list, and by staff.

use chrono::TimeDelta;
use sqlx::Executor;
use uuid::Uuid;

use super::{LIN, QIN, neighbour};
use crate::support::companies::count;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Answer, Browser, TestApp, phones};

const NINE_TO_ELEVEN: [&str; 2] = ["2026-11-23T02:20:00Z", "2026-11-24T02:20:00Z"];

/// A run whose first meeting begins in twenty minutes, with two learners.
async fn start() -> (TestApp, Run) {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { meetings: &NINE_TO_ELEVEN, ..Plan::default() }).await;
    for name in ["林晓梅", "秦建军"] {
        put(&app, &run, name, "enrolled").await;
    }
    (app, run)
}

/// What the code on the screen leads to: read from the digits below it.
async fn scan(screen: &mut Browser, run: &Run) -> String {
    let page = screen.get(&format!("{}/sessions/{}/code", run.trainer(), run.sessions[0])).await.ok();
    let digits: String = page.one(".slip__code").chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 8);
    format!("{}?code={digits}", run.attendance(0))
}

async fn marks(app: &TestApp) -> Vec<String> {
    let sql = "select e.name || ' ' || a.mark || ' ' || a.how from attendance a join enrolment e using (tenant_id, enrolment_id) order by e.turn";
    sqlx::query_scalar(sql).fetch_all(&mut app.superuser().await).await.expect("the marks")
}

#[tokio::test]
async fn a_learner_scans_and_taps_once() {
    let (app, run) = start().await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(LIN).await);
    let page = owner.get(&format!("{}/sessions/{}/code", run.trainer(), run.sessions[0])).await.ok();
    assert_eq!(page.headers["refresh"], "30", "it changes by itself, without a script");
    assert_eq!(page.count(".qr path"), 1);
    let code = scan(&mut owner, &run).await;
    let page = lin.get(&code).await.ok();
    assert_eq!(page.count("#attend-form input[type=hidden][name=code]"), 1, "one tap is missing");
    assert_eq!(marks(&app).await, Vec::<String>::new(), "and nothing is written before it");
    for flash in ["attended", "already-done"] {
        lin.submit("#attend-form", &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    assert_eq!(marks(&app).await, ["林晓梅 present code"]);
    assert!(lin.get(&code).await.ok().one("main section").contains("到课"));
    // Ten minutes after the beginning one is late.
    app.advance(TimeDelta::minutes(30) + TimeDelta::seconds(1));
    let (mut owner, mut qin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(QIN).await);
    let code = scan(&mut owner, &run).await;
    qin.get(&code).await.ok();
    qin.submit("#attend-form", &[]).await.with_status(303);
    assert_eq!(marks(&app).await, ["林晓梅 present code", "秦建军 late code"]);
    assert!(
        owner
            .get(&format!("{}/sessions/{}/code", run.trainer(), run.sessions[0]))
            .await
            .ok()
            .text()
            .contains("已到 2 人，共 2 人")
    );
}

#[tokio::test]
async fn a_code_that_has_changed_is_worth_nothing_whoever_brings_it() {
    let (app, run) = start().await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(LIN).await);
    let code = scan(&mut owner, &run).await;
    // The one before is still taken, for whoever is slow.
    app.advance(TimeDelta::seconds(30));
    assert_ne!(scan(&mut owner, &run).await, code);
    assert_eq!(lin.get(&code).await.ok().count("#attend-form"), 1);
    app.advance(TimeDelta::seconds(30));
    let stale = |answer: Answer| {
        assert!(answer.with_status(422).one(".error-summary").contains("二维码已更新，请重新扫描现场屏幕"));
    };
    stale(lin.submit("#attend-form", &[]).await);
    stale(lin.get(&code).await);
    // Another meeting's is none.
    let other = run.attendance(1);
    lin.get(&other).await.ok();
    let fresh = scan(&mut owner, &run).await;
    let digits = fresh.rsplit('=').next().expect("digits");
    lin.forge(&other, &format!("code={digits}")).await.with_status(422);
    assert_eq!(marks(&app).await, Vec::<String>::new());
    // Typed it is as good as scanned.
    let mine = lin.get("/me/training").await.ok().attributes("main a.btn", "href");
    assert_eq!(mine, [run.attendance(0)]);
    lin.get(&mine[0]).await.ok();
    lin.submit("#attend-form", &[("code", &format!("{} {}", &digits[..4], &digits[4..]))]).await.with_status(303);
    assert_eq!(marks(&app).await, ["林晓梅 present code"]);
}

#[tokio::test]
async fn whoever_guesses_the_code_waits_and_whoever_reads_it_from_the_screen_does_not() {
    let (app, run) = start().await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(LIN).await);
    let code = scan(&mut owner, &run).await;
    let right = code.rsplit('=').next().expect("digits").to_owned();
    let wrong = if right == "12345678" { "87654321" } else { "12345678" };
    // However often the right one is opened, it is no guess.
    for _ in 0..10 {
        assert_eq!(lin.get(&code).await.ok().count("#attend-form"), 1);
    }
    // In the address and typed are one count.
    for _ in 0..3 {
        lin.get(&format!("{}?code={wrong}", run.attendance(0))).await.with_status(422);
    }
    for _ in 0..2 {
        lin.submit("#attend-form", &[("code", wrong)]).await.with_status(422);
    }
    for answer in [
        lin.submit("#attend-form", &[("code", wrong)]).await,
        lin.get(&format!("{}?code={wrong}", run.attendance(0))).await,
        // Nor is the right one told from others by now.
        lin.get(&code).await,
        lin.submit("#attend-form", &[("code", &right)]).await,
    ] {
        let refused = answer.with_status(429);
        assert_eq!(refused.headers["retry-after"], "60");
        assert!(refused.one(".error-summary").contains("请过一分钟再试"), "{}", refused.text());
        assert_eq!(refused.count("#attend-form input[name=code]:not([type=hidden])"), 1, "and it can be typed again");
    }
    assert_eq!(marks(&app).await, Vec::<String>::new());
    // Whoever sits beside her is none the worse for it.
    let mut qin = app.sign_in(QIN).await;
    qin.get(&code).await.ok();
    qin.submit("#attend-form", &[]).await.with_status(303);
    app.advance(TimeDelta::seconds(60));
    let code = scan(&mut owner, &run).await;
    lin.get(&code).await.ok();
    lin.submit("#attend-form", &[]).await.with_status(303);
    assert_eq!(marks(&app).await, ["林晓梅 present code", "秦建军 present code"]);
}

#[tokio::test]
async fn who_is_not_in_the_course_is_told_so_and_before_or_after_nobody_signs_in() {
    let (app, run) = start().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    app.superuser()
        .await
        .execute("update enrolment set status = 'waiting', joined_at = null where name = '秦建军'")
        .await
        .expect("in line");
    let code = scan(&mut owner, &run).await;
    let digits = code.rsplit('=').next().expect("digits").to_owned();
    for phone in [QIN, "13800000006"] {
        let mut somebody = app.sign_in(phone).await;
        assert!(somebody.get(&code).await.ok().text().contains("不在这个班的学员名单里"));
        let refused = somebody.forge(&run.attendance(0), &format!("code={digits}")).await.with_status(422);
        assert!(refused.one(".error-summary").contains("不在这个班的学员名单里"));
    }
    app.browser().get(&code).await.with_status(303);
    // Tomorrow's meeting has no code yet, and yesterday's none any more.
    let screen = |at: usize| format!("{}/sessions/{}/code", run.trainer(), run.sessions[at]);
    assert_eq!(owner.get(&screen(1)).await.ok().count(".qr"), 0);
    app.advance(TimeDelta::minutes(141));
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    assert_eq!(owner.get(&screen(0)).await.ok().count(".qr"), 0);
    let mut lin = app.sign_in(LIN).await;
    assert!(lin.get(&run.attendance(0)).await.ok().text().contains("现在不能签到"));
    assert_eq!(count(&app, "select count(*) from attendance").await, 0);
}

/// The name of a learner's field on the list.
fn field(page: &Answer, what: &str, at: usize) -> String {
    let mut names = page.attributes(&format!("#marks-form input[name^='{what}.']"), "name");
    names.dedup();
    names.swap_remove(at)
}

#[tokio::test]
async fn a_list_marks_the_others_and_writes_over_nobody() {
    let (app, run) = start().await;
    put(&app, &run, "马德明", "enrolled").await;
    let path = |desk: String| format!("{desk}/sessions/{}/attendance", run.sessions[0]);
    let (mut owner, mut staff, mut lin) =
        (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await, app.sign_in(LIN).await);
    let list = owner.get(&path(run.trainer())).await.ok();
    assert_eq!(list.texts("#marks-form legend"), ["林晓梅", "秦建军", "马德明"]);
    staff.get(&path(run.desk())).await.ok();
    // Excused is nobody without a reason; what was chosen stays.
    let (qin, why) = (field(&list, "mark", 1), field(&list, "reason", 1));
    let refused = owner.submit("#marks-form", &[(&qin, "excused")]).await.with_status(422);
    assert!(refused.one(".error-summary").contains("秦建军：请假要写原因"));
    assert_eq!(refused.attributes("#marks-form input[checked]", "value"), ["excused"]);
    // Somebody comes by the code while the list is open.
    let mut screen = app.sign_in(phones::VENDOR_OWNER).await;
    let code = scan(&mut screen, &run).await;
    lin.get(&code).await.ok();
    lin.submit("#attend-form", &[]).await.with_status(303);
    let first = field(&list, "mark", 0);
    let conflict =
        owner.submit("#marks-form", &[(&first, "absent"), (&qin, "excused"), (&why, "看病")]).await.with_status(409);
    assert!(conflict.one("#conflict").contains("林晓梅：到课"));
    assert_eq!(conflict.attributes(&format!("input[name='{why}']"), "value"), ["看病"], "nothing is lost");
    assert_eq!(marks(&app).await, ["林晓梅 present code"]);
    owner.get(&path(run.trainer())).await.ok();
    owner.submit("#marks-form", &[(&qin, "excused"), (&why, "看病"), ("rest", "1")]).await.with_status(303);
    assert_eq!(marks(&app).await, ["林晓梅 present code", "秦建军 excused list", "马德明 present list"]);
    // Staff, who opened it before, are told; then put one right.
    let late = field(&list, "mark", 2);
    staff.submit("#marks-form", &[(&late, "late")]).await.with_status(409);
    staff.get(&path(run.desk())).await.ok();
    staff.submit("#marks-form", &[(&late, "late")]).await.with_status(303);
    assert_eq!(marks(&app).await[2], "马德明 late staff");
    // Not yet: tomorrow's.
    let tomorrow = path(run.desk()).replace(&run.sessions[0].to_string(), &run.sessions[1].to_string());
    assert_eq!(staff.get(&tomorrow).await.ok().count("#marks-form"), 0);
    staff.forge(&tomorrow, &format!("{late}=present&{}=", late.replace("mark", "was"))).await.with_status(422);
}

#[tokio::test]
async fn every_reason_that_is_missing_on_a_list_is_asked_for_beside_its_field() {
    let (app, run) = start().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let list = owner.get(&format!("{}/sessions/{}/attendance", run.trainer(), run.sessions[0])).await.ok();
    let [lin, qin] = [0, 1].map(|at| field(&list, "mark", at));
    let [why, other] = [0, 1].map(|at| field(&list, "reason", at));
    let ids = [why.replace('.', "-"), other.replace('.', "-")];
    let refused = owner.submit("#marks-form", &[(&lin, "excused"), (&qin, "excused")]).await.with_status(422);
    let wrong = "#marks-form [aria-invalid]";
    assert_eq!(refused.attributes(".error-summary a", "href"), ids.each_ref().map(|id| format!("#{id}")));
    assert_eq!(refused.attributes(wrong, "id"), ids);
    let described = refused.attributes(wrong, "aria-describedby");
    for (id, name) in described.iter().zip(["林晓梅", "秦建军"]) {
        assert!(refused.one(&format!("[id='{id}']")).contains(name), "{id}");
    }
    assert_eq!(described.len(), 2);
    // What is put right is wrong no more.
    let refused = owner.submit("#marks-form", &[(&why, "看病")]).await.with_status(422);
    assert_eq!(refused.attributes(wrong, "id"), ids[1..]);
    owner.submit("#marks-form", &[(&other, "出差")]).await.with_status(303);
    assert_eq!(marks(&app).await, ["林晓梅 excused list", "秦建军 excused list"]);
}

#[tokio::test]
async fn who_cannot_come_says_so_beforehand_and_whoever_marks_finds_it_chosen() {
    let (app, run) = start().await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(LIN).await);
    let list = format!("{}/sessions/{}/attendance", run.trainer(), run.sessions[1]);
    let ahead = [run.attendance(0), run.attendance(1)];
    assert_eq!(lin.get(&run.enrolment()).await.ok().attributes("#sessions ~ ul a", "href"), ahead);
    lin.get(&ahead[1]).await.ok();
    let refused = lin.submit("#away-form", &[("reason", " ")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#reason"]);
    let refused = lin.submit("#away-form", &[("reason", &"病".repeat(101))]).await.with_status(422);
    assert_eq!(refused.attributes("#reason", "value"), ["病".repeat(101)], "nothing is lost");
    lin.submit("#away-form", &[("reason", "带孩子看病")]).await.with_status(303);
    assert_eq!((lin.cookie("flash"), marks(&app).await), (Some("away-said"), Vec::new()), "it is no mark");
    assert_eq!(lin.get(&ahead[1]).await.ok().attributes("#reason", "value"), ["带孩子看病"]);
    assert!(lin.get("/me/training").await.ok().one("main").contains("已请假"));
    // The trainer reads it before the list is open; other learners do not.
    let read = owner.get(&list).await.ok();
    assert_eq!([read.one("#away .rows__title"), read.one("#away .break")], ["林晓梅", "带孩子看病"]);
    assert!(!app.sign_in(QIN).await.get(&ahead[1]).await.ok().text().contains("带孩子看病"));
    lin.get(&ahead[1]).await.ok();
    for flash in ["away-taken-back", "already-done"] {
        lin.submit("#away-back-form", &[]).await.with_status(303);
        assert_eq!(lin.cookie("flash"), Some(flash));
    }
    assert_eq!(owner.get(&list).await.ok().count("#away"), 0);
    // What was said of one time is not said of another.
    lin.submit("#away-form", &[]).await.with_status(303);
    app.behind(
        "update course_session set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day'
        where starts_at = '2026-11-24T02:20:00Z'",
    )
    .await;
    assert_eq!(owner.get(&list).await.ok().count("#away"), 0);
    let page = lin.get(&ahead[1]).await.ok();
    assert_eq!((page.count("#away-back-form"), page.attributes("#reason", "value")), (0, vec![String::new()]));
    lin.submit("#away-form", &[("reason", "要上班")]).await.with_status(303);
    // Half an hour before it the list is open.
    app.advance(TimeDelta::hours(48));
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(LIN).await);
    let page = owner.get(&list).await.ok();
    assert_eq!(page.attributes("#marks-form input[checked]", "value"), ["excused"]);
    let why = field(&page, "reason", 0);
    assert_eq!(page.attributes(&format!("input[name='{why}']"), "value"), ["要上班"]);
    assert!(page.texts("#marks-form legend")[0].contains("林晓梅 本人请假"));
    owner.submit("#marks-form", &[("rest", "1")]).await.with_status(303);
    assert_eq!(marks(&app).await, ["林晓梅 excused list", "秦建军 present list"]);
    // Now the list has the word; and of what has begun nobody says anything any more.
    assert_eq!(lin.get(&ahead[1]).await.ok().count("#away-form"), 0);
    lin.forge(&ahead[1], "away=no").await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("already-done"));
    let late = lin.forge(&ahead[0], "away=yes&reason=x").await.with_status(422);
    assert!(late.one(".error-summary").contains("不能再请假"));
    assert_eq!(late.one("#unsaved p"), "x", "nothing is lost");
    assert_eq!(count(&app, "select count(*) from session_excuse").await, 1);
}

#[tokio::test]
async fn what_a_learner_says_too_late_is_answered_with_a_summary_that_leads_somewhere() {
    let (app, run) = start().await;
    let (mut owner, mut lin, mut scanned) =
        (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(LIN).await, app.sign_in(LIN).await);
    let code = scan(&mut owner, &run).await;
    scanned.get(&code).await.ok();
    lin.get(&run.attendance(0)).await.ok();
    owner.get(&format!("{}/sessions/{}/attendance", run.trainer(), run.sessions[0])).await.ok();
    owner.submit("#marks-form", &[("rest", "1")]).await.with_status(303);
    // It has begun, and she is marked: there is nothing to type a code or a reason in.
    app.advance(TimeDelta::minutes(21));
    let late = lin.submit("#away-form", &[("reason", "孩子发烧")]).await.with_status(422);
    assert_eq!(late.attributes(".error-summary a", "href"), ["#meeting"]);
    assert_eq!((late.count("#meeting[tabindex]"), late.count("#away-form")), (1, 0));
    assert_eq!(late.one("#unsaved p"), "孩子发烧");
    // It is over.
    app.advance(TimeDelta::minutes(120));
    let late = scanned.submit("#attend-form", &[]).await.with_status(422);
    assert_eq!(late.attributes(".error-summary a", "href"), ["#code"]);
    assert_eq!((late.count("#code[tabindex]"), late.count("#attend-form")), (1, 0));
}

#[tokio::test]
async fn learners_are_reminded_the_day_before_and_once() {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { meetings: &["2026-11-25T01:00:00Z"], ..Plan::default() }).await;
    put(&app, &run, "林晓梅", "enrolled").await;
    put(&app, &run, "秦建军", "waiting").await;
    let reminders = "select count(*) from inbox_message where news #> '{change,ahead}' is not null";
    app.run_tasks().await;
    assert_eq!(count(&app, reminders).await, 0, "two days before");
    app.pass_days(1).await;
    app.run_tasks().await;
    assert_eq!(count(&app, reminders).await, 1);
    let mut lin = app.sign_in(LIN).await;
    assert!(lin.get("/me/inbox").await.ok().text().contains("上课提醒：“家务基础”，2026年11月25日 09:00"));
    app.pass_days(1).await;
    assert_eq!(count(&app, reminders).await, 1);
}

#[tokio::test]
async fn nobody_is_reminded_of_what_does_not_take_place_nor_of_a_course_that_they_left() {
    let app = before_anybody_learned().await;
    let meetings = ["2026-11-25T01:00:00Z", "2026-11-25T05:00:00Z"];
    let run = open_run(&app, &Plan { meetings: &meetings, ..Plan::default() }).await;
    let off = open_run(&app, &Plan { title: "停开的课", meetings: &["2026-11-25T09:00:00Z"], ..Plan::default() }).await;
    for run in [&run, &off] {
        put(&app, run, "林晓梅", "enrolled").await;
        put(&app, run, "秦建军", "dropped").await;
    }
    let mut staff = app.sign_in(phones::STAFF).await;
    let first = staff.get(&run.desk()).await.ok().attributes(".session-link", "href").remove(0);
    staff.get(&first).await.ok();
    staff.submit("#cancellation-form", &[]).await.with_status(303);
    staff.get(&off.desk()).await.ok();
    staff.submit("#step-form", &[("step", "cancel"), ("reason", "教室漏水")]).await.with_status(303);
    app.run_tasks().await;
    app.pass_days(1).await;
    let sql = "select news #>> '{change,ahead,at}' from inbox_message where news #> '{change,ahead}' is not null";
    let told: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut app.superuser().await).await.expect("the reminders");
    assert_eq!(told, ["2026-11-25T05:00:00Z"], "the one that is left, and her alone");
}

/// Marks a learner at a meeting, at a time.
pub(super) async fn mark(app: &TestApp, learner: Uuid, session: Uuid, mark: &str, at: &str) {
    app.behind(&format!(
        "insert into attendance (tenant_id, session_id, enrolment_id, org_id, mark, how, at)
        select tenant_id, '{session}', enrolment_id, org_id, '{mark}', 'list', '{at}' from enrolment where enrolment_id = '{learner}'
        on conflict (tenant_id, session_id, enrolment_id) do update set mark = excluded.mark, at = excluded.at"
    ))
    .await;
}

#[tokio::test]
async fn of_a_make_up_session_those_are_reminded_who_missed_what_it_makes_up_for() {
    let app = before_anybody_learned().await;
    // One that some missed, one that made up for it, another that will; one for everybody on the same day; one to come that
    // somebody cannot come to, and what will make up for that.
    let meetings = [
        "2026-11-21T01:00:00Z",
        "2026-11-22T01:00:00Z",
        "2026-11-25T01:00:00Z",
        "2026-11-25T05:00:00Z",
        "2026-11-26T01:00:00Z",
        "2026-11-25T09:00:00Z",
    ];
    let run = open_run(&app, &Plan { meetings: &meetings, ..Plan::default() }).await;
    let [missed, before, again, _, ahead, instead]: [Uuid; 6] = run.sessions.clone().try_into().expect("six meetings");
    for (session, of) in [(before, missed), (again, missed), (instead, ahead)] {
        app.behind(&format!("update course_session set makes_up = '{of}' where session_id = '{session}'")).await;
    }
    let (lin, qin) = (put(&app, &run, "林晓梅", "enrolled").await, put(&app, &run, "秦建军", "enrolled").await);
    let ma = put(&app, &run, "马德明", "enrolled").await;
    let record = sqlx::query_scalar("select resident_id from enrolment where enrolment_id = $1").bind(ma);
    neighbour(&app, record.fetch_one(&mut app.superuser().await).await.expect("a record")).await;
    for (learner, session, word) in
        [(lin, missed, "absent"), (lin, before, "late"), (qin, missed, "excused"), (ma, missed, "present")]
    {
        mark(&app, learner, session, word, "2026-11-22T05:00:00Z").await;
    }
    let mut browser = app.sign_in(LIN).await;
    browser.get(&run.attendance(4)).await.ok();
    browser.submit("#away-form", &[("reason", "要上班")]).await.with_status(303);
    app.run_tasks().await;
    app.pass_days(1).await;
    let sql = "select e.name || ' ' || (m.news #>> '{change,ahead,at}') from inbox_message m
        join resident r on r.person_id = m.person_id
        join enrolment e on e.tenant_id = r.tenant_id and e.resident_id = r.resident_id and e.run_id = $1
        where m.news #> '{change,ahead}' is not null";
    let reminders = sqlx::query_scalar(sql).bind(run.id);
    let mut told: Vec<String> = reminders.fetch_all(&mut app.superuser().await).await.expect("the reminders");
    told.sort();
    assert_eq!(
        told,
        [
            "林晓梅 2026-11-25T05:00:00Z",
            "林晓梅 2026-11-25T09:00:00Z",
            "秦建军 2026-11-25T01:00:00Z",
            "秦建军 2026-11-25T05:00:00Z",
            "马德明 2026-11-25T05:00:00Z",
        ]
    );
}

#[tokio::test]
async fn two_years_later_why_somebody_was_not_there_is_gone_and_that_they_were_not_is_not() {
    let (app, run) = start().await;
    put(&app, &run, "马德明", "dropped").await;
    let (mut owner, mut lin) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(LIN).await);
    lin.get(&run.attendance(1)).await.ok();
    lin.submit("#away-form", &[("reason", "带孩子看病")]).await.with_status(303);
    let list = owner.get(&format!("{}/sessions/{}/attendance", run.trainer(), run.sessions[0])).await.ok();
    let (qin, why) = (field(&list, "mark", 1), field(&list, "reason", 1));
    owner.submit("#marks-form", &[(&qin, "excused"), (&why, "看病"), ("rest", "1")]).await.with_status(303);
    let words = "select (select count(*) from attendance where reason <> '') + (select count(*) from session_excuse)
        + (select count(*) from enrolment where reason <> '')";
    for (days, left) in [(720, 3), (13, 0)] {
        app.advance(TimeDelta::days(days));
        app.run_tasks().await;
        assert_eq!(count(&app, words).await, left, "{days} days later");
    }
    assert_eq!(marks(&app).await, ["林晓梅 present list", "秦建军 excused list"]);
}
