//! What a certificate says of whoever joined late, and where less was held than the course takes.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{DESK, MINE, local, sign};
use crate::exports::{COLLEAGUE, office};
use crate::support::training::{Plan, Run, open_run, put};
use crate::support::{Answer, Browser, TestApp, phones, scanned};

/// What the sheet says that says that all was completed.
const ALL: &str = "学完全部内容";

/// A run of a course that takes so many lesson hours.
async fn start(app: &TestApp, hours: i32, meetings: &[&str]) -> Run {
    let run = open_run(app, &Plan { title: "居家收纳", seats: 9, meetings, ..Plan::default() }).await;
    app.behind(&format!(
        "insert into course_run_module (tenant_id, run_id, org_id, position, strand, title, lesson_hours)
        select tenant_id, run_id, org_id, 1, 'skills', '分区收纳', {hours} from course_run where run_id = '{}'",
        run.id
    ))
    .await;
    run
}

/// A learner was at every meeting.
async fn attend_all(app: &TestApp, learner: Uuid) {
    app.behind(&format!(
        "insert into attendance (tenant_id, session_id, enrolment_id, org_id, mark, how, at)
        select e.tenant_id, s.session_id, e.enrolment_id, e.org_id, 'present', 'list', now()
        from enrolment e join course_session s using (tenant_id, run_id) where e.enrolment_id = '{learner}'"
    ))
    .await;
}

/// Somebody's own sheet of a course.
async fn sheet(browser: &mut Browser, title: &str) -> Answer {
    let mine = browser.get(MINE).await.ok();
    let at = mine.texts("main h2 a").iter().position(|text| text == title).expect("a certificate");
    let path = mine.attributes("main h2 a", "href").remove(at);
    browser.get(&path).await.ok()
}

#[tokio::test]
async fn whoever_joined_at_the_last_meeting_passes_and_the_certificate_says_how_they_took_part() {
    let (app, ..) = office().await;
    let days: Vec<String> = (23..=30).map(|day| format!("2026-11-{day}T03:00:00Z")).collect();
    let run = start(&app, 16, &days.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let always = put(&app, &run, "秦建军", "passed").await;
    attend_all(&app, always).await;
    app.advance(TimeDelta::days(7));
    let mut lin = app.sign_in(phones::RESIDENT).await;
    lin.get(&run.enrolment()).await.ok();
    lin.submit("#enrol-form", &[]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("seat-taken"));
    app.advance(TimeDelta::minutes(40));
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(&format!("{}/sessions/{}/attendance", run.desk(), run.sessions[7])).await.ok();
    staff.submit("#marks-form", &[("rest", "1")]).await.with_status(303);
    app.advance(TimeDelta::hours(3));
    let mut staff = app.sign_in(phones::STAFF).await;
    let list = staff.get(&format!("{}/learners", run.desk())).await.ok();
    let at = list.texts("table tbody a").iter().position(|text| text == "林晓梅").expect("a learner");
    let hers = list.attributes("table tbody a", "href").remove(at);
    // To pass she needs one of one: nobody is absent before they came.
    assert!(staff.get(&hers).await.ok().text().contains("应上 1 次课，已到 1 次，至少要到 1 次"));
    staff.submit("#score-form", &[("score", "88")]).await.with_status(303);
    staff.get(&hers).await.ok();
    staff.submit("#closing-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("learner-closed"));
    // Whoever prepares, and whoever signs, reads it; so does whoever looks at the paper.
    let page = staff.get(&format!("{DESK}/runs/{}", run.id)).await.ok();
    let said = ["2026年11月30日起参加", "全班上课 8 次，到了 1 次"];
    let names = page.one("#enrolment");
    assert!(said.iter().all(|said| names.matches(said).count() == 1), "of her alone: {names}");
    assert_eq!(page.count("#too-short"), 0, "21 of 16 lesson hours");
    let batch = staff.submit("#prepare-form", &[("term", "none")]).await.with_status(303).location().to_owned();
    let mut colleague = app.sign_in(COLLEAGUE).await;
    sign(&mut colleague, &batch).await.with_status(303);
    let people = colleague.get(&batch).await.ok().texts("section[aria-labelledby=people] .rows__item");
    let is_hers = |row: &String| row.contains("林晓梅") && said.iter().all(|said| row.contains(said));
    assert!(people.iter().any(is_hers), "{people:?}");
    let hers = sheet(&mut lin, "居家收纳").await;
    let text = hers.one(".certificate__text");
    assert!(text.contains("自2026年11月30日起参加") && text.contains("全班上课 8 次，本人到课 1 次"), "{text}");
    let paper = hers.one("article.certificate");
    assert!(!paper.contains(ALL) && !paper.contains("100%"), "{paper}");
    let public = app.browser().get(local(&scanned(&hers))).await.ok().one("section[aria-labelledby=says]");
    assert!(said.iter().all(|said| public.contains(said)) && public.contains("实际开课21 学时"), "{public}");
    assert!(!public.contains("100%") && !public.contains("学了什么"), "{public}");
    // Whoever was there from the first meeting on has learned all of it.
    let his = sheet(&mut app.sign_in(phones::TWO_IDENTITIES).await, "居家收纳").await.one("article.certificate");
    assert!(his.contains(ALL) && his.contains("100%") && !his.contains("起参加"), "{his}");
}

#[tokio::test]
async fn where_meetings_were_called_off_a_person_decides_and_the_paper_says_what_was_held() {
    let (app, mut staff, _) = office().await;
    let run = start(&app, 5, Plan::default().meetings).await;
    put(&app, &run, "林晓梅", "passed").await;
    let page = staff.get(&run.desk()).await.ok();
    assert_eq!(page.count("#too-short"), 0);
    staff.get(&page.attributes(".session-link", "href")[0]).await.ok();
    staff.submit("#cancellation-form", &[]).await.with_status(303);
    app.advance(TimeDelta::days(3));
    let mut staff = app.sign_in(phones::STAFF).await;
    let told = staff.get(&run.desk()).await.ok().one("#too-short");
    assert!(told.contains("合计 2 学时，少于课程的 5 学时") && told.contains("还可以加排课"), "{told}");
    let trainer = format!("/org/{}/runs/{}", run.org, run.id);
    let theirs = app.sign_in(phones::VENDOR_OWNER).await.get(&trainer).await.ok();
    assert_eq!(theirs.one("#too-short"), told);
    // It is finished all the same: nothing stands in the way but the word.
    staff.submit("#step-form", &[("step", "finish")]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("run-finished"));
    let told = staff.get(&run.desk()).await.ok().one("#too-short");
    assert!(!told.contains("加排"), "nothing can be added any more: {told}");
    let page = staff.get(&format!("{DESK}/runs/{}", run.id)).await.ok();
    assert!(page.one("#too-short").contains("实际开课 2 学时，少于课程的 5 学时"));
    let batch = staff.submit("#prepare-form", &[("term", "none")]).await.with_status(303).location().to_owned();
    let mut colleague = app.sign_in(COLLEAGUE).await;
    assert_eq!(colleague.get(&batch).await.ok().count("#too-short"), 1, "whoever signs reads it, too");
    sign(&mut colleague, &batch).await.with_status(303);
    let mut lin = app.sign_in(phones::RESIDENT).await;
    let paper = sheet(&mut lin, "居家收纳").await.one("article.certificate");
    assert!(paper.contains("5 学时") && paper.contains("实际开课2 学时") && !paper.contains(ALL), "{paper}");
    // What an earlier version issued says what it said then.
    app.behind("update course_certificate set held_hours = null").await;
    let paper = sheet(&mut lin, "居家收纳").await.one("article.certificate");
    assert!(paper.contains(ALL) && !paper.contains("实际开课"), "{paper}");
}
