//! Whoever shows a learner the work signs the hour book with an account of their own, and sees nothing else.

use jiamenkou::db;
use uuid::Uuid;

use super::{MINE, line, passed, practising, propose, write};
use crate::support::companies::count;
use crate::support::training::before_anybody_learned;
use crate::support::{Answer, Browser, TestApp, phones};

/// The choice of a member in a form that was shown.
fn choice(page: &Answer, name: &str) -> String {
    let (names, values) = (page.texts("#mentor_person option"), page.attributes("#mentor_person option", "value"));
    let found = names.iter().zip(values).find(|(text, _)| *text == name);
    found.unwrap_or_else(|| panic!("no {name} in {names:?}")).1
}

/// 晴扫家政 takes 林晓梅, and 王秀兰 shows her the work: her page for the learner, and for the company.
pub(super) async fn mentored(app: &TestApp) -> (String, String, Uuid) {
    let (run, enrolment) = passed(app, 8).await;
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    propose(&mut staff, &format!("{}/learners/{enrolment}", run.desk()), run.org, "8").await.with_status(303);
    let desk = owner.get(&format!("/org/{}/placements", run.org)).await.ok();
    let theirs = desk.attributes("section[aria-labelledby=here] a", "href").remove(0);
    let wang = choice(&owner.get(&theirs).await.ok(), "王秀兰");
    // Her account says what she is called.
    owner.submit("#accept-form", &[("mentor_person", &wang)]).await.with_status(303);
    let mine = theirs.replace(&format!("/org/{}/placements/shangjin", run.org), MINE);
    app.run_tasks().await;
    (mine, theirs, run.org)
}

pub(super) async fn inbox(browser: &mut Browser) -> String {
    browser.get("/me/inbox").await.ok().text()
}

#[tokio::test]
async fn a_mentor_signs_for_their_own_learners_and_decides_nothing() {
    let app = before_anybody_learned().await;
    let (mine, theirs, org) = mentored(&app).await;
    let (mut lin, mut wang) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::VENDOR_WORKER).await);
    assert!(inbox(&mut lin).await.contains("带教人是王秀兰"));
    assert!(inbox(&mut wang).await.contains("请您给“居家照护”的一位学员带教"));
    // From the workspace to the learner, and nothing of others.
    let home = wang.get(&format!("/org/{org}")).await.ok();
    assert!(home.attributes("nav a", "href").contains(&format!("/org/{org}/placements")));
    let desk = wang.get(&format!("/org/{org}/placements")).await.ok();
    assert_eq!(desk.attributes("main section a", "href"), std::slice::from_ref(&theirs));
    // The learner writes a day; the mentor signs it with one tap, and writes one down.
    write(&mut lin, &mine, "2026-11-20", "4").await.with_status(303);
    let book = wang.get(&theirs).await.ok();
    assert_eq!(book.count("#accept-form, #decline-form, #complete-form, #end-form, a[href$='/mentor']"), 0);
    wang.submit(".entry-sign", &[]).await.with_status(303);
    write(&mut wang, &theirs, "2026-11-21", "4").await.with_status(303);
    let url = line(&mut lin, &mine, "11月20日").await;
    assert!(lin.get(&url).await.ok().one("dl").contains("王秀兰"));
    // What both had signed is written anew: she hears of it, besides those who keep the company's records.
    lin.submit("#entry-form", &[("hours", "3")]).await.with_status(303);
    app.run_tasks().await;
    for phone in [phones::VENDOR_WORKER, phones::VENDOR_OWNER] {
        let mut reader = app.sign_in(phone).await;
        let told = reader.get("/me/inbox").await.ok().texts("main li");
        assert_eq!(told.iter().filter(|text| text.contains("重新记过")).count(), 1, "{phone}: {told:?}");
    }
    // That the hours are done, or are broken off, is for others to say.
    for step in ["accept", "decline", "complete", "end"] {
        wang.forge(&format!("{theirs}/steps"), &format!("step={step}&revision=2&reason=x")).await.with_status(403);
    }
    wang.get(&format!("{theirs}/mentor")).await.with_status(403);
}

#[tokio::test]
async fn whoever_leaves_while_they_are_named_shows_nobody_the_work() {
    let app = before_anybody_learned().await;
    let (_, theirs, _) = mentored(&app).await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let change = owner.get(&theirs).await.ok().attributes("a[href$='/mentor']", "href").remove(0);
    owner.get(&change).await.ok();
    owner.submit("#mentor-form", &[("mentor_person", ""), ("mentor", "赵桂芳")]).await.with_status(303);
    let wang = choice(&owner.get(&change).await.ok(), "王秀兰");
    let again = [("mentor_person", &*wang), ("mentor", "")];
    let leave = "delete from membership where role = 'worker'";
    let refused = app.overtaken(leave, owner.submit("#mentor-form", &again)).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#mentor_person"]);
}

#[tokio::test]
async fn whoever_is_no_mentor_any_more_finds_and_hears_nothing() {
    let app = before_anybody_learned().await;
    let (mine, theirs, org) = mentored(&app).await;
    let (mut lin, mut wang) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::VENDOR_WORKER).await);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let change = owner.get(&theirs).await.ok().attributes("a[href$='/mentor']", "href").remove(0);
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    editor.get(&change).await.ok();
    let shown = owner.get(&change).await.ok();
    assert_eq!(shown.attributes("#mentor_person option[selected]", "value"), [choice(&shown, "王秀兰")]);
    let refused = owner.submit("#mentor-form", &[("mentor_person", ""), ("mentor", "")]).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#mentor"]);
    for flash in ["saved", "already-done"] {
        owner.submit("#mentor-form", &[("mentor_person", ""), ("mentor", "赵桂芳")]).await.with_status(303);
        assert_eq!(owner.cookie("flash"), Some(flash));
    }
    // Two at once: the second sees who it is now, and loses nothing.
    let told = editor.submit("#mentor-form", &[("mentor", "王师傅")]).await.with_status(409);
    assert!(told.one("#conflict").contains("赵桂芳") && told.attributes("#mentor", "value") == ["王师傅"]);
    app.run_tasks().await;
    assert!(inbox(&mut lin).await.contains("换了带教人，现在是赵桂芳"));
    assert!(inbox(&mut wang).await.contains("“居家照护”的学员改由别人带教了"));
    wang.get(&theirs).await.with_status(404);
    wang.forge(&format!("{theirs}/entries"), "day=2026-11-20&hours=4&did=x").await.with_status(404);
    assert_eq!(wang.get(&format!("/org/{org}/placements")).await.ok().count("main section a"), 0);
    // Named again, and gone from the company: they hear of nothing that is told to it.
    let page = owner.get(&change).await.ok();
    let person = choice(&page, "王秀兰");
    owner.submit("#mentor-form", &[("mentor_person", &person), ("mentor", "")]).await.with_status(303);
    app.run_tasks().await;
    app.behind("delete from membership where role = 'worker'").await;
    let before = inbox(&mut wang).await;
    assert!(before.contains("请您给“居家照护”的一位学员带教"));
    lin.get(&mine).await.ok();
    lin.submit("#end-form", &[("reason", "身体吃不消")]).await.with_status(303);
    app.run_tasks().await;
    assert!(inbox(&mut owner).await.contains("身体吃不消") && !inbox(&mut wang).await.contains("身体吃不消"));
    // And nobody is named who does not belong to it.
    let [_, running, _] = practising(&app).await;
    let sent = format!("revision=1&mentor_person={person}&mentor=%E7%8E%8B");
    let refused = owner.forge(&format!("{running}/mentor"), &sent).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#mentor_person"]);
}

#[tokio::test]
async fn whoever_answers_for_the_company_of_the_demo_names_another_mentor() {
    let app = TestApp::new().await;
    let (mut owner, mut lin) = (app.sign_in(phones::CARE_OWNER).await, app.sign_in(phones::RESIDENT).await);
    let home = owner.get("/me").await.ok().attributes("main a[href^='/org/']:not([href='/org/new'])", "href").remove(0);
    let theirs = owner.get(&format!("{home}/placements")).await.ok();
    let theirs = theirs.attributes("section[aria-labelledby=here] a", "href").remove(0);
    let change = owner.get(&theirs).await.ok().attributes("a[href$='/mentor']", "href").remove(0);
    let page = owner.get(&change).await.ok();
    assert_eq!(page.attributes("#mentor_person option[selected]", "value"), [choice(&page, "赵桂芳")]);
    let herself = choice(&page, "顾明珠");
    owner.submit("#mentor-form", &[("mentor_person", &*herself)]).await.with_status(303);
    app.run_tasks().await;
    assert!(inbox(&mut lin).await.contains("换了带教人，现在是顾明珠"));
}

/// Access asks for a membership that holds today: what is kept of one that is over would be theirs again with the next.
#[tokio::test]
async fn whoever_had_left_before_the_upgrade_comes_back_as_nobodys_mentor_and_no_teacher() {
    let app = before_anybody_learned().await;
    let (_, theirs, org) = mentored(&app).await;
    let mut wang = app.sign_in(phones::VENDOR_WORKER).await;
    let upgrade = async || {
        app.behind("delete from _sqlx_migrations where version = 20261130150200").await;
        db::migrate(&app.database().owner).await.expect("the migration runs");
    };
    let teachers = "select count(*) from teacher join membership using (org_id, person_id) where role = 'worker'";
    let known = count(&app, teachers).await;
    upgrade().await;
    wang.get(&theirs).await.ok();
    assert!(known > 0);
    assert_eq!(count(&app, teachers).await, known, "of members it takes nothing");
    // As an older server let her leave.
    app.behind("update membership set valid_from = '2019-01-01', valid_to = '2020-01-01' where role = 'worker'").await;
    wang.get(&theirs).await.with_status(404);
    upgrade().await;
    app.behind("update membership set valid_to = null where role = 'worker'").await;
    wang.get(&theirs).await.with_status(404);
    assert_eq!(wang.get(&format!("/org/{org}/placements")).await.ok().count("main section a"), 0);
    assert_eq!(count(&app, teachers).await, 0);
    let named = "select count(*) from placement where mentor_name = '王秀兰'";
    assert_eq!(count(&app, named).await, 1, "that she was is no secret");
}
