//! Training: organizations keep courses and plan runs, a community opens them in its rooms, and everybody reads what can be
//! learned, on pages and in calendars.

mod calendars;
mod overtaken;
mod planning;
mod suggested;
mod terms;

use jiamenkou::background::schedule::Schedule;

use crate::support::companies::count;
use crate::support::training::{self, Plan, before_anybody_learned};
use crate::support::{Answer, Browser, TestApp, phones};

pub const DESK: &str = "/c/shangjin/staff/training";
pub const PUBLIC: &str = "/c/shangjin/training";
/// The demo's last day of sessions is before.
pub const MARCH: &str = "2027-03-01T09:00";

/// The workspace of an owner's organization.
pub async fn workspace(owner: &mut Browser) -> String {
    let me = owner.get("/me").await.ok();
    let url = me
        .attributes("a[href^='/org/']", "href")
        .into_iter()
        .find(|url| url.matches('/').count() == 2 && url != "/org/new");
    url.expect("an organization")
}

/// The address of the one link whose text says something.
pub fn link(page: &Answer, css: &str, says: &str) -> String {
    let (texts, urls) = (page.texts(css), page.attributes(css, "href"));
    let found: Vec<_> = texts.iter().zip(urls).filter(|(text, _)| text.contains(says)).collect();
    assert_eq!(found.len(), 1, "{}: {says} among {texts:?}", page.path);
    found.into_iter().next().map(|(_, url)| url).unwrap_or_default()
}

/// The value of the option that says something.
pub fn option(page: &Answer, select: &str, says: &str) -> String {
    let css = format!("{select} option");
    let (texts, values) = (page.texts(&css), page.attributes(&css, "value"));
    let found = texts.iter().zip(values).find(|(text, _)| text.contains(says));
    found.map_or_else(|| panic!("{}: no {says} in {texts:?}", page.path), |(_, value)| value)
}

const COURSE: [(&str, &str); 9] = [
    ("title", "收纳入门"),
    ("trade", "organizing"),
    ("summary", "把家里收拾整齐。"),
    ("requirements", "愿意动手\n带上围裙"),
    ("materials", "发一本图册"),
    ("fee", "80"),
    ("strand", "skills"),
    ("module", "空间规划"),
    ("hours", "4"),
];

/// Writes a course of four lesson hours and a teacher; gives the course's address.
pub async fn course(owner: &mut Browser, org: &str) -> String {
    owner.get(&format!("{org}/teachers")).await.ok();
    owner.submit("#teacher-form", &[("name", "岑老师")]).await.with_status(303);
    owner.get(&format!("{org}/courses/new")).await.ok();
    owner.submit("#course-form", &COURSE).await.with_status(303).location().to_owned()
}

/// Begins a run in 尚锦, for so many; gives its address.
pub async fn begin(owner: &mut Browser, course: &str, seats: &str) -> String {
    owner.get(&format!("{course}/runs/new")).await.ok();
    let terms = [("community", "shangjin"), ("seats", seats), ("enrol_until", "2027-02-20")];
    owner.submit("#run-form", &terms).await.with_status(303).location().to_owned()
}

/// Plans a session on a run's page.
pub async fn plan(somebody: &mut Browser, run: &str, starts: &str, (room, teacher): (&str, &str)) -> Answer {
    let page = somebody.get(run).await.ok();
    let (room, teacher) = (option(&page, "#room", room), option(&page, "#teacher", teacher));
    let fields = [("starts", starts), ("minutes", "180"), ("room", &room), ("teacher", &teacher)];
    somebody.submit("#session-form", &fields).await
}

/// Takes a step on a run's page.
pub async fn step(somebody: &mut Browser, run: &str, step: &str, reason: &str) -> Answer {
    let page = somebody.get(run).await.ok();
    let mut fields = vec![("step", step)];
    if page.count("#step-form textarea") > 0 {
        fields.push(("reason", reason));
    }
    somebody.submit("#step-form", &fields).await
}

/// The staff's page of a trainer's run.
pub fn at_desk(run: &str) -> String {
    format!("{DESK}/{}", run.rsplit('/').next().expect("an id"))
}

/// A run of 晴扫家政 with one session, open to everybody; gives the trainer's page of it.
pub async fn open_run(app: &TestApp) -> String {
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    open_course(app, &mut owner, &course).await
}

/// The same of a course that is there.
pub async fn open_course(app: &TestApp, owner: &mut Browser, course: &str) -> String {
    let mut staff = app.sign_in(phones::STAFF).await;
    let run = begin(owner, course, "12").await;
    plan(owner, &run, MARCH, ("实操教室", "岑老师")).await.with_status(303);
    step(owner, &run, "propose", "").await.with_status(303);
    step(&mut staff, &at_desk(&run), "approve", "").await.with_status(303);
    run
}

#[tokio::test]
async fn a_course_is_kept_with_its_parts_and_says_what_it_lacks() {
    let app = TestApp::new().await;
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let org = workspace(&mut owner).await;
    let url = course(&mut owner, &org).await;
    owner.submit("#course-form", &COURSE).await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("already-done"), "sent twice");
    let page = owner.get(&url).await.ok();
    let coverage = page.one("section[aria-labelledby=coverage]");
    assert!(coverage.contains("健康管理、心理辅导") && coverage.contains("空间规划 4 学时"), "{coverage}");
    assert_eq!(page.attributes("#fee", "value"), ["80"]);
    // Another part below, and the first one cleared: it is gone.
    let rows =
        [("strand", "skills"), ("strand", "mind"), ("module", ""), ("module", "取舍"), ("hours", ""), ("hours", "6")];
    owner.submit("#course-form", &rows).await.with_status(303);
    let page = owner.get(&url).await.ok();
    let coverage = page.one("section[aria-labelledby=coverage]");
    assert!(coverage.contains("取舍 6 学时") && !coverage.contains("空间规划"), "{coverage}");
    assert!(page.one(".page__lead").contains("6 学时"));
    // What is wrong comes back, all at once, with everything that was typed.
    let wrong = [("title", ""), ("fee", "很多"), ("strand", "mind"), ("module", "取舍"), ("hours", "两节")];
    let page = owner.submit("#course-form", &wrong).await.with_status(422);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#title", "#fee", "#modules"]);
    assert_eq!(page.attributes("#fee", "value"), ["很多"]);
    assert_eq!(page.attributes("input[name=hours]", "value")[0], "两节");
    assert!(page.one("#modules .field__error").contains("第 1 行"));
    // Of two editors the second sees what the first saved.
    let mut other = app.sign_in(phones::VENDOR_EDITOR).await;
    for browser in [&mut owner, &mut other] {
        browser.get(&url).await.ok();
    }
    owner.submit("#course-form", &[("summary", "先写的")]).await.with_status(303);
    let late = other.submit("#course-form", &[("summary", "后写的")]).await.with_status(409);
    assert!(late.one("#conflict").contains("先写的") && late.one("#summary").contains("后写的"));
    other.submit("#course-form", &[]).await.with_status(303);
    // What is taught no longer begins no run.
    owner.get(&url).await.ok();
    owner.submit("#retirement-form", &[]).await.with_status(303);
    assert_eq!(owner.get(&url).await.ok().count("a[href$='/runs/new']"), 0);
    owner.forge(&format!("{url}/runs"), "community=shangjin").await.with_status(404);
}

#[tokio::test]
async fn a_run_is_proposed_returned_opened_and_seen_by_everybody() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let mut anybody = app.browser();
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin(&mut owner, &course, "24").await;
    let (desk, public) = (at_desk(&run), run.replace(&org, "/c/shangjin").replace("/runs/", "/training/"));
    // A draft is nobody else's business.
    staff.get(&desk).await.with_status(404);
    anybody.get(&public).await.with_status(404);
    plan(&mut owner, &run, MARCH, ("实操教室", "岑老师")).await.with_status(303);
    step(&mut owner, &run, "propose", "").await.with_status(303);
    assert_eq!(owner.cookie("flash"), Some("run-proposed"));
    assert_eq!(owner.get(&run).await.ok().count("#session-form, #terms-form"), 0, "the community looks at it");
    anybody.get(&public).await.with_status(404);
    app.run_due_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().text().contains("收纳入门"));
    assert!(staff.get("/c/shangjin/staff").await.ok().one("a[href='/c/shangjin/staff/training']").contains("有 2 件"));
    // Twenty-four do not fit into a room of twenty, and whoever approves it all the same is told.
    let waiting = staff.get(DESK).await.ok();
    let page = staff.get(&link(&waiting, ".community", "收纳入门")).await.ok();
    assert_eq!(page.path, desk);
    assert_eq!(page.count(".run-checks__item--bad"), 1);
    assert!(page.one(".run-checks__item--bad").contains("20 座"), "{}", page.one(".run-checks__item--bad"));
    let refused = step(&mut staff, &desk, "approve", "").await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#step"]);
    let refused = step(&mut staff, &desk, "return", " ").await.with_status(422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#reason"]);
    assert_eq!(refused.attributes("#step-form input[value=return]", "checked"), [""]);
    step(&mut staff, &desk, "return", "请换大一点的教室").await.with_status(303);
    app.run_due_tasks().await;
    assert!(owner.get(&format!("{org}/inbox")).await.ok().text().contains("请换大一点的教室"));
    let page = owner.get(&run).await.ok();
    assert!(page.one(".flash--bad").contains("请换大一点的教室"));
    // The trainer takes fewer; what the course says by now goes along.
    owner.submit("#terms-form", &[("seats", "20")]).await.with_status(303);
    owner.get(&course).await.ok();
    owner.submit("#course-form", &[("summary", "把一个家收拾整齐。")]).await.with_status(303);
    step(&mut owner, &run, "propose", "").await.with_status(303);
    let seen = staff.get(&desk).await.ok();
    assert_eq!(seen.count(".run-checks__item--bad"), 0);
    step(&mut staff, &desk, "approve", "").await.with_status(303);
    let again = step_as_seen(&mut staff, &desk, "approve", "proposed").await.with_status(303);
    assert_eq!((again.location(), staff.cookie("flash")), (desk.as_str(), Some("already-done")));
    let page = anybody.get(&public).await.ok();
    let facts = page.one("section[aria-labelledby=facts]");
    assert!(facts.contains("报名要求愿意动手带上围裙") && facts.contains("教材和工具发一本图册"), "{facts}");
    let text = page.text();
    for words in
        ["把一个家收拾整齐。", "出勤至少 80%", "考核满 60 分", "¥80", "4 学时", "岑老师", "09:00–12:00", "正在报名"]
    {
        assert!(text.contains(words), "{words}");
    }
    assert_eq!(page.count(".page__lead a[href^='/c/shangjin/vendors/']"), 1, "the trainer has a page here");
    assert_eq!(anybody.get("/c/shangjin").await.ok().count(".offer"), 3, "the next ones, on the front door");
    let data = page.one("script[type='application/ld+json']");
    let data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
    assert_eq!((&data["@type"], &data["name"]), (&"Course".into(), &"收纳入门".into()));
    assert_eq!(data["hasCourseInstance"][0]["startDate"], "2027-03-01");
    assert_eq!(data["offers"]["price"], "80.00");
}

/// A step as a page showed it that is no longer there.
async fn step_as_seen(somebody: &mut Browser, run: &str, step: &str, seen: &str) -> Answer {
    somebody.forge(&format!("{run}/steps"), &format!("step={step}&seen={seen}")).await
}

#[tokio::test]
async fn nobody_decides_about_the_organization_they_belong_to() {
    let app = TestApp::new().await;
    let (mut owner, mut staff) = (app.sign_in(phones::VENDOR_OWNER).await, app.sign_in(phones::STAFF).await);
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin(&mut owner, &course, "12").await;
    plan(&mut owner, &run, MARCH, ("实操教室", "岑老师")).await.with_status(303);
    step(&mut owner, &run, "propose", "").await.with_status(303);
    sqlx::query(
        "insert into membership (org_id, membership_id, person_id, role, valid_from)
        select $1, gen_random_uuid(), person_id, 'editor', '2026-01-01' from phone_identity where phone_hmac = $2",
    )
    .bind(org.trim_start_matches("/org/").parse::<uuid::Uuid>().expect("an id"))
    .bind(&app.state.secrets().phone_hash(phones::STAFF)[..])
    .execute(&mut app.superuser().await)
    .await
    .expect("a membership");
    step(&mut staff, &at_desk(&run), "approve", "").await.with_status(403);
    let open = "select count(*) from course_run where title = '收纳入门' and status = 'open'";
    assert_eq!(count(&app, open).await, 0);
}

#[tokio::test]
async fn a_run_is_finished_by_hand_after_its_last_session_and_both_are_reminded() {
    let app = TestApp::new().await;
    let run = open_run(&app).await;
    let desk = at_desk(&run);
    let mut staff = app.sign_in(phones::STAFF).await;
    let early = step(&mut staff, &desk, "finish", "").await.with_status(422);
    assert!(early.one("#step .field__error").contains("没上完"));
    let over = "select count(*) from inbox_message where news->>'kind' = 'training' and news->>'change' = 'over'
        and news->>'title' = '收纳入门'";
    // Monday, 1 March 2027.
    app.advance(chrono::TimeDelta::days(98));
    app.run_tasks().await;
    assert_eq!(count(&app, over).await, 0, "on the day itself nobody is reminded");
    app.pass_days(1).await;
    let told = count(&app, over).await;
    assert!(told >= 2, "staff, and those who keep the trainer's records: {told}");
    app.pass_days(2).await;
    assert_eq!(count(&app, over).await, told, "and only once");
    let mut staff = app.sign_in(phones::STAFF).await;
    step(&mut staff, &desk, "finish", "").await.with_status(303);
    let public = format!("{PUBLIC}/{}", run.rsplit('/').next().expect("an id"));
    let page = app.browser().get(&public).await.ok();
    assert!(page.one(".page .flash").contains("已结束"), "it stays, and says so");
    assert!(!app.browser().get(PUBLIC).await.ok().text().contains("收纳入门"));
}

#[tokio::test]
async fn a_day_whose_work_failed_to_its_last_try_is_made_up_for_by_the_next() {
    let app = before_anybody_learned().await;
    // Its last day is 30 November.
    training::open_run(&app, &Plan { title: "陪诊一课", ..Plan::default() }).await;
    let over = "select count(*) from inbox_message where news->>'change' = 'over' and news->>'title' = '陪诊一课'";
    app.run_tasks().await;
    app.pass_days(7).await;
    app.behind(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'not today'; end $$;
        create trigger fails before insert on metric_snapshot for each statement execute function fail()",
    )
    .await;
    app.pass_days(1).await;
    for tries in 1..12 {
        app.advance(chrono::TimeDelta::seconds(1 << tries));
        app.run_due_tasks().await;
    }
    let aside = "select count(*) from task where name = 'day' and failed_at is not null";
    assert_eq!((count(&app, aside).await, count(&app, over).await), (3, 0), "in each community, to its last try");
    app.behind("drop function fail() cascade").await;
    app.pass_days(1).await;
    let told = count(&app, over).await;
    assert!(told > 0, "what was to be told on the day before is told");
    // Whoever looks at it, and lets it be tried again, repeats nothing; nor does the day after.
    app.behind("update task set failed_at = null, run_at = '2026-12-01' where name = 'day'").await;
    app.run_due_tasks().await;
    app.pass_days(1).await;
    assert_eq!(count(&app, over).await, told);
    assert_eq!(count(&app, "select count(*) from task where name = 'day'").await, 0);
}

#[tokio::test]
async fn beside_an_older_server_each_day_is_told_of_once_whoever_begins_it() {
    let app = before_anybody_learned().await;
    // Its last day is 30 November.
    training::open_run(&app, &Plan { title: "陪诊一课", ..Plan::default() }).await;
    let over = "select count(*) from inbox_message where news->>'change' = 'over' and news->>'title' = '陪诊一课'";
    app.run_tasks().await;
    app.pass_days(7).await;
    // An older server knows the work as "daily", and leaves what it does not know.
    let known = "select count(*) from task where name = 'daily'";
    app.advance(chrono::TimeDelta::days(1));
    Schedule::default().begin_days(&app.state).await.expect("the day begins");
    assert_eq!(count(&app, known).await, 0);
    app.run_due_tasks().await;
    let told = count(&app, over).await;
    assert!(told > 0, "on the day after");
    // It begins the next one, in which another is over, and this one does the work.
    training::open_run(&app, &Plan { title: "陪诊二课", ..Plan::default() }).await;
    app.behind("update course_run set ends_on = '2026-12-01' where title = '陪诊二课'").await;
    app.advance(chrono::TimeDelta::days(1));
    app.behind(
        "insert into daily_run (tenant_id, day) select tenant_id, '2026-12-02' from daily_run where day = '2026-12-01';
        insert into task (task_id, name, payload, tenant_id, run_at) select gen_random_uuid(), 'daily',
            jsonb_build_object('tenant', tenant_id, 'day', day), tenant_id, '2026-12-01' from daily_run where day = '2026-12-02'",
    )
    .await;
    let second = over.replace("一课", "二课");
    app.run_tasks().await;
    assert_eq!((count(&app, known).await, count(&app, &second).await), (0, told), "handed over, and done");
    app.pass_days(1).await;
    assert_eq!((count(&app, over).await, count(&app, &second).await), (told, told));
}

#[tokio::test]
async fn rooms_and_teachers_are_kept_by_whoever_has_them() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let rooms = format!("{DESK}/rooms");
    for (name, seats, wrong) in [("", "x", vec!["#name", "#seats"]), ("实操教室", "20", vec!["#name"])] {
        staff.get(&rooms).await.ok();
        let fields = [("name", name), ("place", "三楼"), ("seats", seats)];
        let page = staff.submit("#room-form", &fields).await.with_status(422);
        assert_eq!(page.attributes(".error-summary a", "href"), wrong);
        assert_eq!(page.attributes("#place", "value"), ["三楼"]);
    }
    let url = link(&staff.get(&rooms).await.ok(), ".community", "实操教室");
    let (mut one, mut two) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    for browser in [&mut one, &mut two] {
        browser.get(&url).await.ok();
    }
    one.submit("#room-form", &[("seats", "18")]).await.with_status(303);
    let late = two.submit("#room-form", &[("seats", "22")]).await.with_status(409);
    assert!(late.one("#conflict").contains("18"));
    assert_eq!(late.attributes("#seats", "value"), ["22"]);
    // A room that is no longer used is offered to nobody.
    two.submit("#room-form", &[("retired", "1")]).await.with_status(303);
    let mut owner = app.sign_in(phones::VENDOR_OWNER).await;
    let org = workspace(&mut owner).await;
    let course = course(&mut owner, &org).await;
    let run = begin(&mut owner, &course, "12").await;
    assert!(!owner.get(&run).await.ok().one("#room").contains("实操教室"));
    // Nor a teacher who has left.
    let page = owner.get(&format!("{org}/teachers")).await.ok();
    let names = page.attributes(".teacher-form input[name=name]", "value");
    let at = names.iter().position(|name| name == "岑老师").expect("a teacher");
    let action = page.attributes(".teacher-form", "action").remove(at);
    let form = format!(".teacher-form[action='{action}']");
    let wrong = owner.submit(&form, &[("name", "")]).await.with_status(422);
    assert_eq!(wrong.attributes(&format!("{form} input[name=name]"), "value"), [""]);
    owner.submit(&form, &[("name", "岑老师"), ("retired", "1")]).await.with_status(303);
    let stale = owner.submit(&form, &[("name", "岑志明")]).await.with_status(409);
    assert!(stale.one("#conflict").contains("岑老师"));
    assert!(!owner.get(&run).await.ok().one("#teacher").contains("岑老师"));
}

/// A sum of all runs, sessions and rooms.
async fn kept(app: &TestApp) -> String {
    let sum = "select md5(concat((select string_agg(r::text, '|' order by r.run_id) from course_run r),
        (select string_agg(s::text, '|' order by s.session_id) from course_session s),
        (select string_agg(o::text, '|' order by o.room_id) from room o)))";
    sqlx::query_scalar(sum).fetch_one(&mut app.superuser().await).await.expect("a sum")
}

#[tokio::test]
async fn who_works_above_a_community_reads_of_its_runs_and_rooms_and_changes_nothing() {
    /// Whatever leads on to a change, or to who learns.
    const OFFERED: &str = "#step-form, #session-form, #seats-form, #room-form, .session-link, a[href$='/learners'],
        a[href*='/rooms/'], td a";
    let app = TestApp::new().await;
    let open = at_desk(&open_run(&app).await);
    let mut staff = app.sign_in(phones::STAFF).await;
    let rooms = format!("{DESK}/rooms");
    let (courses, console) = ("/c/shangjin/staff/matching/courses", "a[href='/c/shangjin/staff/training']");
    let waiting = staff.get(DESK).await.ok().attributes(".community", "href").remove(0);
    let room = staff.get(&rooms).await.ok().attributes(".community", "href").remove(0);
    let session = staff.get(&open).await.ok().attributes(".session-link", "href").remove(0);
    assert_eq!(staff.get(&open).await.ok().count(OFFERED), 5, "all that staff are offered");
    for page in [waiting.as_str(), &rooms, courses] {
        assert!(staff.get(page).await.ok().count(OFFERED) > 0, "{page}");
    }
    assert!(staff.get("/c/shangjin/staff").await.ok().one(console).contains("有 1 件"));
    let before = kept(&app).await;
    let mut operator = app.sign_in(phones::OPERATOR).await;
    operator.get("/operator/tenants/shangjin/entry").await.ok();
    operator.submit("#deed-form", &[("reason", "看看开班")]).await.with_status(303);
    for mut above in [app.sign_in(phones::STREET_STAFF).await, operator] {
        let pages = [DESK, &waiting, &open, &rooms, courses];
        let told = ["家电清洗入门", "段国庆", "岑老师", "实操教室", "最多差 4 人"];
        for (page, says) in pages.into_iter().zip(told) {
            let answer = above.get(page).await.ok();
            assert!(answer.one("main").contains(says), "{page}: {}", answer.one("main"));
            assert_eq!(answer.count(OFFERED), 0, "{page}");
        }
        assert!(!above.get("/c/shangjin/staff").await.ok().one(console).contains("件"), "nothing waits for them");
        above.get(&room).await.with_status(403);
        above.get(&session).await.with_status(403);
        for (address, body) in [
            (format!("{waiting}/steps"), "step=approve&seen=proposed"),
            (format!("{open}/steps"), "step=cancel&seen=open&reason=x"),
            (open.clone(), "revision=1&seats=1&enrol_until=2027-02-20"),
            (format!("{open}/sessions"), "starts=2027-03-02T09:00&minutes=180"),
            (session.clone(), "starts=2027-03-02T09:00&minutes=180"),
            (format!("{session}/cancellation"), ""),
            (rooms.clone(), "name=x&seats=9"),
            (room.clone(), "name=x&seats=9&retired=1"),
        ] {
            above.forge(&address, body).await.with_status(403);
        }
    }
    assert_eq!(kept(&app).await, before);
}
