//! Why somebody was not there: written down for whoever said so on the telephone, and read where it matters.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{LIN, told};
use crate::support::companies::count;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Answer, Browser, TestApp, phones};

/// Of the day after tomorrow, and of the day after that.
const MEETINGS: [&str; 2] = ["2026-11-25T01:00:00Z", "2026-11-26T01:00:00Z"];

/// A run with two learners, of whom 马德明 has no account.
async fn start(meetings: &[&str]) -> (TestApp, Run, [Uuid; 2]) {
    let app = before_anybody_learned().await;
    let run = open_run(&app, &Plan { seats: 9, meetings, ..Plan::default() }).await;
    let learners = [put(&app, &run, "林晓梅", "enrolled").await, put(&app, &run, "马德明", "enrolled").await];
    (app, run, learners)
}

fn list(desk: &str, run: &Run, at: usize) -> String {
    format!("{desk}/sessions/{}/attendance", run.sessions[at])
}

/// Writes down on the last page that somebody will not be there.
async fn note(browser: &mut Browser, learner: Uuid, reason: &str, word: &str) -> Answer {
    let learner = learner.to_string();
    browser.submit("#note-form", &[("learner", &learner), ("reason", reason), ("word", word)]).await
}

#[tokio::test]
async fn whoever_phones_in_is_excused_with_how_they_said_so_and_to_whom() {
    let (app, run, [lin, ma]) = start(&MEETINGS).await;
    let page = list(&run.desk(), &run, 0);
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let seen = staff.get(&page).await.ok();
    assert_eq!(seen.texts("#learner option"), ["请选学员", "林晓梅", "马德明"]);
    // All that is missing at once; what was typed stays.
    let refused = staff.submit("#note-form", &[]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#learner", "#reason", "#word"]);
    assert_eq!(refused.attributes("fieldset#word", "aria-describedby"), ["word-error"]);
    assert_eq!(refused.count("#word #word-error"), 1);
    let refused = staff.submit("#note-form", &[("reason", "住院")]).await.with_status(422);
    assert_eq!(refused.attributes("#reason", "value"), ["住院"]);
    assert_eq!(refused.count("details[open] #note-form"), 1);
    note(&mut staff, ma, "住院", "phone").await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("away-noted"));
    let said = staff.get(&page).await.ok().one("#away");
    assert!(said.contains("马德明") && said.contains("住院") && said.contains("代为登记，本人电话里说的"), "{said}");
    let deeds = staff.get("/c/shangjin/staff/audit").await.ok().texts(".table tbody th");
    assert_eq!(deeds, ["登记学员请假"]);
    // Whoever has an account reads that it was done in their name, by whom, and takes it into their own hands.
    owner.get(&list(&run.trainer(), &run, 0)).await.ok();
    for flash in ["away-noted", "already-done"] {
        note(&mut owner, lin, "加班", "in_person").await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    let mut learner = app.sign_in(LIN).await;
    let heard = told(&app, &mut learner, "家务基础").await;
    let noted = heard.iter().filter(|text| text.contains("给“家务基础”2026年11月25日 09:00 那次课登记了请假"));
    assert_eq!(noted.count(), 1, "sent twice they are told once: {heard:?}");
    let own = learner.get(&run.attendance(0)).await.ok();
    assert!(own.one("section[aria-labelledby=away]").contains("代为登记，本人当面说的"));
    assert_eq!(own.attributes("#reason", "value"), ["加班"]);
    assert!(learner.get("/me/training").await.ok().one("main").contains("原因：加班"));
    assert!(learner.get(&run.enrolment()).await.ok().one("main").contains("原因：加班"));
    learner.get(&run.attendance(0)).await.ok();
    learner.submit("#away-form", &[("reason", "带孩子看病")]).await.with_status(303);
    assert!(!learner.get(&run.attendance(0)).await.ok().text().contains("代为登记"));
    // It is on the learner's page, and can be taken back.
    let at_desk = format!("{}/learners/{ma}", run.desk());
    assert!(staff.get(&at_desk).await.ok().one("section[aria-labelledby=sessions]").contains("已请假"));
    staff.get(&page).await.ok();
    let back = format!(".away-back-form:has(input[value='{ma}'])");
    for flash in ["away-noted-back", "already-done"] {
        staff.submit(&back, &[]).await.with_status(303);
        assert_eq!(staff.cookie("flash"), Some(flash));
    }
    assert_eq!(staff.get(&page).await.ok().texts("#away .rows__title"), ["林晓梅"]);
    // When the list is open, what was said is chosen there.
    note(&mut staff, ma, "住院", "phone").await.with_status(303);
    app.advance(TimeDelta::minutes(46 * 60 + 40));
    let mut staff = app.sign_in(phones::STAFF).await;
    let page = staff.get(&page).await.ok();
    assert_eq!(page.attributes("#marks-form input[checked]", "value"), ["excused", "excused"]);
    assert_eq!(page.count("#note-form"), 0);
    assert!(page.texts("#marks-form legend")[1].contains("代为登记，本人电话里说的"));
}

#[tokio::test]
async fn whoever_is_excused_by_telephone_is_called_to_an_earlier_make_up_session() {
    let (app, run, [_, ma]) = start(&MEETINGS).await;
    // The first one makes up for the second.
    app.behind(&format!(
        "update course_session set makes_up = '{}' where session_id = '{}'",
        run.sessions[1], run.sessions[0]
    ))
    .await;
    let mut staff = app.sign_in(phones::STAFF).await;
    assert_eq!(staff.get(&list(&run.desk(), &run, 0)).await.ok().count("#note-form"), 0, "it is for nobody yet");
    staff.get(&list(&run.desk(), &run, 1)).await.ok();
    note(&mut staff, ma, "住院", "paper").await.with_status(303);
    app.run_tasks().await;
    app.pass_days(1).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let heard = told(&app, &mut staff, "家务基础").await;
    let call = "请转告 1 位没有账号的学员：上课提醒：“家务基础”，2026年11月25日 09:00";
    assert_eq!(heard.iter().filter(|text| text.contains(call)).count(), 1, "{heard:?}");
}

#[tokio::test]
async fn a_teacher_writes_it_down_for_their_own_sessions_and_nobody_for_themselves_or_too_late() {
    let (app, run, [lin, ma]) = start(&MEETINGS).await;
    app.behind(&format!(
        "update teacher set person_id = null;
        update teacher set person_id = (select person_id from person where name = '王秀兰') where org_id = '{}' and name = '郭启程';
        update course_session set teacher_id = (select teacher_id from teacher where name = '冯晓蕾' and org_id = '{}')
        where session_id = '{}'",
        run.org, run.org, run.sessions[1]
    ))
    .await;
    let mut wang = app.sign_in(phones::VENDOR_WORKER).await;
    wang.get(&list(&run.trainer(), &run, 0)).await.ok();
    note(&mut wang, ma, "住院", "in_person").await.with_status(303);
    assert_eq!(wang.cookie("flash"), Some("away-noted"));
    let noted = "select count(*) from session_excuse where (word, by_name, reason) = ('in_person', '王秀兰', '住院')";
    assert_eq!(count(&app, noted).await, 1);
    let body = format!("learner={ma}&away=yes&reason=x&word=phone");
    let excuses = |desk: String, at: usize| list(&desk, &run, at).replace("/attendance", "/excuses");
    wang.forge(&excuses(run.trainer(), 1), &body).await.with_status(404);
    app.sign_in(LIN).await.forge(&excuses(run.desk(), 0), &body).await.with_status(403);
    // Their own is a colleague's business.
    app.behind(
        "update resident set person_id = (select person_id from role_grant where role = 'community_admin'
        and tenant_id = resident.tenant_id) where name = '马德明' and tenant_id = (select id from tenant where slug = 'shangjin')",
    )
    .await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let seen = staff.get(&list(&run.desk(), &run, 0)).await.ok();
    assert_eq!((seen.texts("#learner option").len(), seen.count(".away-back-form")), (2, 0));
    staff.forge(&excuses(run.desk(), 0), &body).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("own-enrolment"));
    // Nobody is taken for a learner who is none, and of what has begun the list has the word.
    let stranger = format!("learner={}&away=yes&reason=x&word=phone", run.id);
    let refused = staff.forge(&excuses(run.desk(), 0), &stranger).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#learner"]);
    app.advance(TimeDelta::hours(47));
    let mut staff = app.sign_in(phones::STAFF).await;
    let late = format!("learner={lin}&away=yes&reason=x&word=phone");
    let refused = staff.forge(&excuses(run.desk(), 0), &late).await.with_status(422);
    assert!(refused.one(".error-summary").contains("已经开始"));
    assert_eq!(count(&app, "select count(*) from session_excuse").await, 1);
}

#[tokio::test]
async fn what_is_written_down_too_late_is_given_back() {
    let (app, run, [_, ma]) = start(&["2026-11-23T02:31:00Z"]).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&list(&run.desk(), &run, 0)).await.ok();
    app.advance(TimeDelta::minutes(25));
    let refused = staff.submit("#note-form", &[("reason", "住院")]).await.with_status(422);
    assert_eq!((refused.count("#note-form"), refused.count("#unsaved")), (1, 0), "it stands in its field");
    // While whoever sent it looked for the learner, it began.
    app.advance(TimeDelta::minutes(10));
    let late = note(&mut staff, ma, "住院", "phone").await.with_status(422);
    assert!(late.one(".error-summary").contains("已经开始") && late.count("#note-form") == 0);
    assert_eq!(late.texts("#unsaved p"), ["马德明", "住院"]);
    assert_eq!(count(&app, "select count(*) from session_excuse").await, 0);
}

#[tokio::test]
async fn why_somebody_was_absent_is_read_by_them_and_where_it_is_confirmed_how_it_ended() {
    let (app, run, [lin, ma]) = start(&["2026-11-22T01:00:00Z"]).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    owner.get(&list(&run.trainer(), &run, 0)).await.ok();
    let (mark, reason) = (format!("mark.{lin}"), format!("reason.{lin}"));
    let long = "远".repeat(101);
    let refused = owner.submit("#marks-form", &[(&mark, "absent"), (&reason, &long)]).await.with_status(422);
    assert!(refused.one(".error-summary").contains("林晓梅：缺课原因写在一行里"));
    assert_eq!(refused.attributes(&format!("input[name='{reason}']"), "value"), [long], "nothing is lost");
    let other = format!("mark.{ma}");
    let fields = [(&*mark, "absent"), (&*reason, "走错了教室"), (&*other, "absent")];
    owner.submit("#marks-form", &fields).await.with_status(303);
    let mut learner = app.sign_in(LIN).await;
    let row = learner.get("/me/training").await.ok().one("main section.card li:has(.rows__title)");
    assert!(row.contains("缺课") && row.contains("原因：走错了教室"), "{row}");
    let page = owner.get(&format!("{}/learners/{lin}", run.trainer())).await.ok();
    assert!(page.one("section[aria-labelledby=sessions]").contains("原因：走错了教室"));
    assert_eq!(page.texts("#closing #absences li"), ["昨天 09:00 缺课：走错了教室"]);
    // Without a reason the list says so much, and no more.
    let page = owner.get(&format!("{}/learners/{ma}", run.trainer())).await.ok();
    assert_eq!(page.texts("#closing #absences li"), ["昨天 09:00 缺课"]);
    assert!(!page.text().contains("原因："));
}
