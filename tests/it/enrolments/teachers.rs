//! Whoever teaches keeps the lists of their own sessions with an account of their own, and nothing else of a run.

use uuid::Uuid;

use super::{LIN, QIN};
use crate::support::companies::count;
use crate::support::training::{Plan, Run, before_anybody_learned, open_run, put};
use crate::support::{Answer, Browser, TestApp, phones};

/// The first meeting begins in twenty minutes.
const MEETINGS: [&str; 2] = ["2026-11-23T02:20:00Z", "2026-11-24T02:20:00Z"];

/// A run with two learners. 郭启程, who has no account, teaches its first meeting; 冯晓蕾 the second.
async fn start() -> (TestApp, Run) {
    let app = before_anybody_learned().await;
    app.behind("update teacher set person_id = null").await;
    let run = open_run(&app, &Plan { meetings: &MEETINGS, ..Plan::default() }).await;
    app.behind(&format!(
        "update course_session set teacher_id = (select teacher_id from teacher where name = '冯晓蕾' and org_id = '{}')
        where session_id = '{}'",
        run.org, run.sessions[1]
    ))
    .await;
    for name in ["林晓梅", "秦建军"] {
        put(&app, &run, name, "enrolled").await;
    }
    (app, run)
}

/// The form of 郭启程 on the page of an organization's teachers.
fn form(page: &Answer) -> String {
    let names = page.attributes(".teacher-form input[name=name]", "value");
    let at = names.iter().position(|name| name == "郭启程").expect("a teacher");
    format!(".teacher-form[action='{}']", page.attributes(".teacher-form", "action")[at])
}

/// The choice of a member in it.
fn choice(page: &Answer, form: &str, name: &str) -> String {
    let css = format!("{form} option");
    let (names, values) = (page.texts(&css), page.attributes(&css, "value"));
    let found = names.iter().zip(values).find(|(text, _)| *text == name);
    found.unwrap_or_else(|| panic!("no {name} in {names:?}")).1
}

/// Says whose account is 郭启程's: a member's, or nobody's.
async fn name(owner: &mut Browser, run: &Run, member: &str) -> Answer {
    let page = owner.get(&format!("/org/{}/teachers", run.org)).await.ok();
    let form = form(&page);
    let person = if member.is_empty() { String::new() } else { choice(&page, &form, member) };
    owner.submit(&form, &[("person", &person)]).await
}

fn list(run: &Run, at: usize) -> String {
    format!("{}/sessions/{}/attendance", run.trainer(), run.sessions[at])
}

fn screen(run: &Run, at: usize) -> String {
    format!("{}/sessions/{}/code", run.trainer(), run.sessions[at])
}

#[tokio::test]
async fn a_teacher_shows_the_code_and_keeps_the_list_of_their_own_sessions_and_no_more() {
    let (app, run) = start().await;
    let (mut owner, mut wang) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_WORKER).await);
    let desk = format!("/org/{}/teaching", run.org);
    // Before they are named there is nothing.
    assert_eq!(wang.get(&desk).await.ok().count("main section li a"), 0);
    for path in [list(&run, 0), screen(&run, 0)] {
        wang.get(&path).await.with_status(404);
    }
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    app.run_due_tasks().await;
    assert!(wang.get("/me/inbox").await.ok().text().contains("请您用自己的账号管考勤"));
    let home = wang.get(&format!("/org/{}", run.org)).await.ok();
    assert!(home.attributes("nav a", "href").contains(&desk));
    let page = wang.get(&desk).await.ok();
    assert_eq!(page.attributes("main section li a.textlink", "href"), [list(&run, 0)]);
    assert!(page.one("main section li").contains("家务基础 · 分区保洁 · 尚锦社区"), "{}", page.one("main section li"));
    // From the desk to the screen; a learner signs in with what it says.
    let code = page.attributes("main section li a.btn", "href");
    assert_eq!(code, [screen(&run, 0)]);
    let shown = wang.get(&code[0]).await.ok();
    let digits: String = shown.one(".slip__code").chars().filter(char::is_ascii_digit).collect();
    let mut lin = app.sign_in(LIN).await;
    lin.get(&format!("{}?code={digits}", run.attendance(0))).await.ok();
    lin.submit("#attend-form", &[]).await.with_status(303);
    assert_eq!(lin.cookie("flash"), Some("attended"));
    // And the list, for whoever has no phone.
    let page = wang.get(&shown.attributes("main a.btn", "href")[0]).await.ok();
    assert_eq!(page.path, list(&run, 0));
    assert_eq!(page.count("main a[href$='/learners'], main a[href*='/learners/']"), 0, "a page that is not theirs");
    let mut fields = page.attributes("#marks-form input[name^='mark.']", "name");
    fields.dedup();
    wang.submit("#marks-form", &[(&fields[1], "late")]).await.with_status(303);
    let marks = "select count(*) from attendance a join enrolment e using (tenant_id, enrolment_id)
        where (e.name, a.mark, a.how, a.by_name) = ('秦建军', 'late', 'list', '王秀兰')";
    assert_eq!(count(&app, marks).await, 1);
    // A colleague's session is not theirs, nor another run, nor what is decided about learners and runs.
    let other = open_run(&app, &Plan { title: "陪诊实务", meetings: &MEETINGS, ..Plan::default() }).await;
    for path in [list(&run, 1), screen(&run, 1), list(&other, 0), screen(&other, 0)] {
        wang.get(&path).await.with_status(404);
    }
    for path in [list(&run, 1), list(&other, 0)] {
        wang.forge(&path, &format!("{}=present", fields[1])).await.with_status(404);
    }
    assert_eq!(count(&app, "select count(*) from attendance").await, 2);
    let learner = format!("{}/learners/{}", run.trainer(), fields[1].trim_start_matches("mark."));
    for path in [format!("{}/learners", run.trainer()), learner.clone(), format!("/org/{}/runs/{}", run.org, run.id)] {
        wang.get(&path).await.with_status(403);
    }
    for (path, body) in [
        (format!("{learner}/score"), "revision=1&score=100"),
        (format!("{learner}/closing"), "outcome=passed"),
        (format!("/org/{}/runs/{}/steps", run.org, run.id), "step=cancel&seen=open&reason=x"),
        (format!("/org/{}/teachers", run.org), "name=x"),
    ] {
        wang.forge(&path, body).await.with_status(403);
    }
    // Those who keep the organization's records keep all of it as before, and find what they teach themselves.
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    let courses = editor.get(&format!("/org/{}/courses", run.org)).await.ok();
    assert!(courses.attributes("main a.btn", "href").contains(&desk));
    editor.get(&desk).await.ok();
    for at in [0, 1] {
        assert!(
            editor
                .get(&list(&run, at))
                .await
                .ok()
                .count("main a[href$='/learners'], .breadcrumbs__link[href$='/learners']")
                > 0
        );
    }
}

#[tokio::test]
async fn nobody_marks_themselves_and_what_was_taught_is_found_for_a_month() {
    let (app, run) = start().await;
    let (mut owner, mut wang) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_WORKER).await);
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    // They learn in the run themselves: others mark them.
    app.behind(
        "update resident set person_id = (select person_id from person where name = '王秀兰')
        where name = '秦建军' and tenant_id = (select id from tenant where slug = 'shangjin')",
    )
    .await;
    let page = wang.get(&list(&run, 0)).await.ok();
    let mut fields = page.attributes("#marks-form input[name^='mark.']", "name");
    fields.dedup();
    assert_eq!((fields.len(), page.count("#marks-form li")), (1, 2));
    let desk = format!("/org/{}/teaching", run.org);
    app.advance(chrono::TimeDelta::days(30));
    let mut wang = app.sign_in(phones::VENDOR_WORKER).await;
    let page = wang.get(&desk).await.ok();
    assert_eq!(page.attributes("section[aria-labelledby=past] li a", "href"), [list(&run, 0)]);
    assert!(page.one("section[aria-labelledby=coming]").contains("现在没有您要上的课"));
    wang.get(&list(&run, 0)).await.ok();
    app.advance(chrono::TimeDelta::days(2));
    let mut wang = app.sign_in(phones::VENDOR_WORKER).await;
    assert_eq!(wang.get(&desk).await.ok().count("main section li"), 0);
    // Nor by an address that they have kept.
    wang.get(&list(&run, 0)).await.with_status(404);
    wang.forge(&list(&run, 0), "rest=1").await.with_status(404);
}

#[tokio::test]
async fn whoever_teaches_no_more_finds_nothing_and_nobody_elses_account_is_named() {
    let (app, run) = start().await;
    let (mut owner, mut wang) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_WORKER).await);
    let mut editor = app.sign_in(phones::VENDOR_EDITOR).await;
    let (teachers, desk) = (format!("/org/{}/teachers", run.org), format!("/org/{}/teaching", run.org));
    let form = form(&editor.get(&teachers).await.ok());
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("saved"));
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("already-done"), "nothing differs");
    // Two at once: the second sees whose account it is by now.
    let late = editor.submit(&form, &[("name", "郭老师")]).await.with_status(409);
    assert!(late.one("#conflict").contains("王秀兰"));
    assert_eq!(late.attributes(&format!("{form} input[name=name]"), "value"), ["郭老师"]);
    // Whoever does not belong to the organization is nobody's teacher.
    let stranger = format!("revision=2&name=x&person={}", Uuid::now_v7());
    let refused = owner.forge(form_action(&form), &stranger).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#kept-name", "#kept-person"]);
    assert_eq!(refused.count(&format!("{form} .field--invalid")), 2);
    assert_eq!((refused.count("#kept-name, #kept-person"), refused.count(".field--invalid")), (2, 2), "no other form");
    // No account any more, or no teacher any more: there is nothing.
    wang.get(&list(&run, 0)).await.ok();
    name(&mut owner, &run, "").await.with_status(303);
    wang.get(&list(&run, 0)).await.with_status(404);
    wang.forge(&list(&run, 0), "rest=1").await.with_status(404);
    assert_eq!(wang.get(&desk).await.ok().count("main section li"), 0);
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    owner.get(&teachers).await.ok();
    wang.get(&screen(&run, 0)).await.ok();
    owner.submit(&form, &[("retired", "1")]).await.with_status(303);
    wang.get(&screen(&run, 0)).await.with_status(404);
    assert_eq!(wang.get(&desk).await.ok().count("main section li"), 0);
    owner.get(&teachers).await.ok();
    app.behind("update teacher set retired_at = null").await;
    // Nor where the organization has left, nor to whoever has left the organization.
    let stand = |status: &str| format!("update admission set status = '{status}' where org_id = '{}'", run.org);
    app.behind(&stand("exited")).await;
    wang.get(&list(&run, 0)).await.with_status(404);
    assert_eq!(wang.get(&desk).await.ok().count("main section li"), 0);
    app.behind(&stand("admitted")).await;
    wang.get(&list(&run, 0)).await.ok();
    app.behind("delete from membership where role = 'worker'").await;
    wang.get(&list(&run, 0)).await.with_status(404);
    wang.get(&desk).await.with_status(404);
    assert_eq!(app.sign_in(QIN).await.get(&desk).await.status(), 404);
}

#[tokio::test]
async fn whoever_leaves_and_comes_back_keeps_no_lists_until_they_are_named_again() {
    let (app, run) = start().await;
    let (mut owner, mut wang) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_WORKER).await);
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    wang.get(&list(&run, 0)).await.ok();
    let (members, desk) = (format!("/org/{}/members", run.org), format!("/org/{}/teaching", run.org));
    let page = owner.get(&members).await.ok();
    let row = page.texts("tbody tr").iter().position(|row| row.contains("王秀兰")).expect("a member's row");
    let end = page.attributes("tbody form", "action").remove(row);
    owner.submit(&format!("form[action='{end}']"), &[]).await.with_status(303);
    wang.get(&desk).await.with_status(404);
    owner.get(&members).await.ok();
    owner.submit("#invite-form", &[("phone", phones::VENDOR_WORKER), ("role", "worker")]).await.with_status(303);
    let code = owner.get(&members).await.ok().texts("section[aria-labelledby=invitations] strong.num").remove(0);
    wang.get("/me/invitations").await.ok();
    let answer = wang.press("form[action^='/me/invitations/']", "button[value=accept]", &[("code", &code)]).await;
    answer.with_status(303);
    assert_eq!(wang.get(&desk).await.ok().count("main section li"), 0);
    wang.get(&list(&run, 0)).await.with_status(404);
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    wang.get(&list(&run, 0)).await.ok();
}

/// How often somebody is told that they keep lists, and that they do so no more.
async fn heard(app: &TestApp, browser: &mut Browser) -> (usize, usize) {
    app.run_due_tasks().await;
    let texts = browser.get("/me/inbox").await.ok().texts("main li form");
    let of = |words: &str| texts.iter().filter(|text| text.contains(words)).count();
    (of("请您用自己的账号管考勤"), of("不用再用自己的账号"))
}

#[tokio::test]
async fn whose_account_it_is_or_was_hears_of_it_unless_they_say_so_themselves() {
    let (app, run) = start().await;
    let (mut owner, mut wang) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_WORKER).await);
    for (member, told) in [("王秀兰", (1, 0)), ("贺立群", (1, 1)), ("王秀兰", (2, 1))] {
        name(&mut owner, &run, member).await.with_status(303);
        assert_eq!(heard(&app, &mut wang).await, told, "{member}");
    }
    assert_eq!(heard(&app, &mut owner).await, (0, 0));
    // Nobody keeps lists who teaches no more, and does again once they teach again.
    let teachers = format!("/org/{}/teachers", run.org);
    let form = form(&owner.get(&teachers).await.ok());
    owner.submit(&form, &[("retired", "1")]).await.with_status(303);
    assert_eq!(heard(&app, &mut wang).await, (2, 2));
    let page = owner.get(&teachers).await.ok();
    let revision = page.attributes(&format!("{form} input[name=revision]"), "value").remove(0);
    let again =
        format!("revision={revision}&name=%E9%83%AD%E5%90%AF%E7%A8%8B&person={}", choice(&page, &form, "王秀兰"));
    owner.forge(form_action(&form), &again).await.with_status(303);
    assert_eq!(heard(&app, &mut wang).await, (3, 2));
}

#[tokio::test]
async fn whoever_is_named_twice_hears_of_the_first_and_of_the_last() {
    let (app, run) = start().await;
    let (mut owner, mut wang) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_WORKER).await);
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    let page = owner.get(&format!("/org/{}/teachers", run.org)).await.ok();
    let account = choice(&page, "#teacher-form", "王秀兰");
    owner.submit("#teacher-form", &[("name", "王老师"), ("person", &account)]).await.with_status(303);
    assert_eq!(heard(&app, &mut wang).await, (1, 0));
    name(&mut owner, &run, "").await.with_status(303);
    assert_eq!(heard(&app, &mut wang).await, (1, 0), "they still are");
    let page = owner.get(&format!("/org/{}/teachers", run.org)).await.ok();
    let names = page.attributes(".teacher-form input[name=name]", "value");
    let at = names.iter().position(|name| name == "王老师").expect("a teacher");
    let form = format!(".teacher-form[action='{}']", page.attributes(".teacher-form", "action")[at]);
    owner.submit(&form, &[("person", "")]).await.with_status(303);
    assert_eq!(heard(&app, &mut wang).await, (1, 1));
}

#[tokio::test]
async fn whoever_is_named_stays_so_where_more_people_belong_to_the_organization_than_can_be_chosen() {
    let (app, run) = start().await;
    let (mut owner, mut wang) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::VENDOR_WORKER).await);
    name(&mut owner, &run, "王秀兰").await.with_status(303);
    // Those who keep records come before those who work there.
    app.behind(&format!(
        "with colleague as (insert into person (person_id, name)
            select gen_random_uuid(), '同事' || n from generate_series(1, 200) n returning person_id)
        insert into membership (org_id, membership_id, person_id, role, valid_from)
        select '{}', gen_random_uuid(), person_id, 'editor', '2026-01-01' from colleague",
        run.org
    ))
    .await;
    let page = owner.get(&format!("/org/{}/teachers", run.org)).await.ok();
    let form = form(&page);
    assert_eq!(page.texts(&format!("{form} option[selected]")), ["王秀兰"]);
    owner.submit(&form, &[("about", "二十年经验")]).await.with_status(303);
    wang.get(&list(&run, 0)).await.ok();
}

#[tokio::test]
async fn whoever_leaves_while_they_are_named_is_named_no_more() {
    let (app, run) = start().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let page = owner.get(&format!("/org/{}/teachers", run.org)).await.ok();
    let form = form(&page);
    let wang = choice(&page, &form, "王秀兰");
    let leave = "delete from membership where role = 'worker'";
    let refused = app.overtaken(leave, owner.submit(&form, &[("person", &wang)])).await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#kept-person"]);
    assert_eq!(count(&app, "select count(*) from teacher where person_id is not null").await, 0);
}

/// Where a teacher's form is sent.
fn form_action(form: &str) -> &str {
    form.split('\'').nth(1).expect("an address")
}
