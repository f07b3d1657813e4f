//! Who works in a community: roles are offered, taken and ended; administrators are made by two.

use chrono::TimeDelta;

use crate::support::{Answer, Browser, TestApp, demo_password, phones};

const PEOPLE: &str = "/c/shangjin/staff/people";
const MINE: &str = "/c/shangjin/invitations";
const NEW: &str = "13911112222";
const PASSWORD: &str = "correct horse battery";

/// Signs somebody up and in.
pub async fn newcomer(app: &TestApp, name: &str, phone: &str) -> Browser {
    let mut browser = app.browser();
    browser.get("/sign-up").await.ok();
    let fields = [("name", name), ("phone", phone), ("password", PASSWORD), ("agree", "1")];
    browser.submit("main form.form", &fields).await.with_status(303);
    browser.get("/sign-in").await.ok();
    browser.submit("form.form", &[("phone", phone), ("password", PASSWORD)]).await.with_status(303);
    browser
}

/// Offers a role; gives the code as whoever offers it reads it.
async fn offer(staff: &mut Browser, name: &str, phone: &str, role: &str, until: &str) -> String {
    staff.get(PEOPLE).await.ok();
    let fields = [("name", name), ("phone", phone), ("role", role), ("until", until)];
    staff.submit("#offer-form", &fields).await.with_status(303);
    let page = staff.get(PEOPLE).await.ok();
    let rows = page.texts("#waiting ~ .panel .rows__item");
    let row = rows.into_iter().find(|row| row.contains(name)).expect("an offer that waits");
    let digits: String = row.rsplit("代码：").next().expect("a code").chars().filter(char::is_ascii_digit).collect();
    digits[..10].to_owned()
}

async fn take(browser: &mut Browser, code: &str) -> Answer {
    browser.get(MINE).await.ok();
    browser.press("main form", "button[value=accept]", &[("code", code)]).await
}

/// Whoever holds a role now, as name and role.
async fn people(staff: &mut Browser) -> Vec<(String, String)> {
    let page = staff.get(PEOPLE).await.ok();
    let name = |text: String| text.trim_start_matches("姓名").split('：').next().unwrap_or_default().to_owned();
    let names = page.texts("tbody th").into_iter().map(name);
    let roles =
        page.texts("tbody tr td:nth-child(2)").into_iter().map(|text| text.trim_start_matches("身份").to_owned());
    names.zip(roles).collect()
}

/// The page of somebody's role.
async fn open(staff: &mut Browser, name: &str, role: &str) -> Answer {
    let page = staff.get(PEOPLE).await.ok();
    let urls = page.attributes("tbody th a", "href");
    let at = people(staff).await.iter().position(|held| held.0 == name && held.1 == role);
    let at = at.unwrap_or_else(|| panic!("{name} is no {role}"));
    staff.get(&urls[at]).await.ok()
}

/// Signs somebody up and makes them community staff.
async fn colleague(app: &TestApp, staff: &mut Browser, name: &str, phone: &str) -> Browser {
    let mut browser = newcomer(app, name, phone).await;
    let code = offer(staff, name, phone, "community_staff", "").await;
    take(&mut browser, &code).await.with_status(303);
    browser
}

async fn grants(app: &TestApp, name: &str) -> i64 {
    sqlx::query_scalar("select count(*) from role_grant g join person p using (person_id) where p.name = $1")
        .bind(name)
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a count")
}

#[tokio::test]
async fn a_role_is_taken_with_the_code_by_the_person_it_is_offered_to_and_once() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    // Before they have an account: the offer waits for the number.
    let code = offer(&mut staff, "孟夏", NEW, "property_steward", "2026-12-31").await;
    let mut person = newcomer(&app, "孟夏", NEW).await;
    let mut other = app.sign_in(phones::RESIDENT).await;
    assert_eq!(other.get(MINE).await.ok().count("main form"), 0, "another number is offered nothing");
    let page = person.get(MINE).await.ok();
    let url = page.attributes("main form", "action").remove(0);
    assert!(
        page.one("main li.card").contains("物业管家") && page.one("main li.card").contains("任期到 2026年12月31日")
    );
    other.forge(&url, &format!("answer=accept&code={code}")).await.with_status(404);
    let wrong = take(&mut person, "0000000000").await.with_status(422);
    assert_eq!(wrong.attributes("#code", "value"), ["0000000000"]);
    person.get("/c/shangjin/staff").await.with_status(403);
    let spaced = format!("{} {}", &code[..5], &code[5..]);
    assert_eq!(take(&mut person, &spaced).await.with_status(303).location(), "/c/shangjin/staff");
    person.get("/c/shangjin/staff").await.ok();
    // Sent twice, it is one role.
    person.forge(&url, &format!("answer=accept&code={code}")).await.with_status(303);
    assert_eq!((person.cookie("flash"), grants(&app, "孟夏").await), (Some("already-done"), 1));
    assert!(people(&mut staff).await.contains(&("孟夏".to_owned(), "物业管家".to_owned())));
    let held = open(&mut staff, "孟夏", "物业管家").await.one("dl.facts");
    assert!(held.contains("2026年11月23日 到 2026年12月31日") && held.contains("未开启"), "{held}");
    // From now on their sessions are those of staff.
    app.advance(TimeDelta::minutes(31));
    assert!(person.get("/c/shangjin/staff").await.with_status(303).location().starts_with("/sign-in"));
}

#[tokio::test]
async fn an_offer_ends_by_its_day_by_its_maker_or_by_a_no() {
    let app = TestApp::new().await;
    let mut person = newcomer(&app, "孟夏", NEW).await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let code = offer(&mut staff, "孟夏", NEW, "volunteer", "").await;
    let url = person.get(MINE).await.ok().attributes("main form", "action").remove(0);
    app.run_tasks().await;
    assert!(person.get("/me/inbox").await.ok().text().contains("请您担任志愿者"));
    app.advance(TimeDelta::days(7));
    assert_eq!(person.get(MINE).await.ok().count("main form"), 0);
    person.forge(&url, &format!("answer=accept&code={code}")).await.with_status(404);
    let mut staff = app.sign_in(phones::STAFF).await;
    assert!(staff.get(PEOPLE).await.ok().one("#waiting ~ .panel .rows__item").contains("已过期"));
    let code = offer(&mut staff, "孟夏", NEW, "volunteer", "").await;
    let url = person.get(MINE).await.ok().attributes("main form", "action").remove(0);
    staff.submit("#waiting ~ .panel .rows__item form", &[]).await.with_status(303);
    person.forge(&url, &format!("answer=accept&code={code}")).await.with_status(404);
    offer(&mut staff, "孟夏", NEW, "volunteer", "").await;
    person.get(MINE).await.ok();
    person.press("main form", "button[value=decline]", &[]).await.with_status(303);
    assert_eq!((person.get(MINE).await.ok().count("main form"), grants(&app, "孟夏").await), (0, 0));
}

#[tokio::test]
async fn what_is_wrong_with_an_offer_is_told_at_once_and_kept() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get(PEOPLE).await.ok();
    let fields = [("name", "1"), ("phone", "123"), ("role", "community_admin"), ("until", "2026-11-22")];
    let answer = staff.submit("#offer-form", &fields).await.with_status(422);
    assert_eq!(answer.attributes(".error-summary a", "href"), ["#name", "#phone", "#role", "#until"]);
    assert_eq!(answer.attributes("#offer-form #name, #phone, #until", "value"), ["1", "123", "2026-11-22"]);
    let good = [("name", "孟夏"), ("phone", NEW), ("role", "volunteer"), ("until", "")];
    for _ in 0..2 {
        staff.submit("#offer-form", &good).await.with_status(303);
    }
    let count: i64 = sqlx::query_scalar("select count(*) from staff_invitation")
        .fetch_one(&mut app.superuser().await)
        .await
        .expect("a count");
    assert_eq!(count, 1, "sent twice, it is one");
}

#[tokio::test]
async fn a_role_that_is_ended_opens_nothing_on_the_next_request_and_stays_on_record() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let mut person = colleague(&app, &mut staff, "孟夏", NEW).await;
    person.get("/c/shangjin/staff/codes").await.ok();
    open(&mut staff, "孟夏", "社区工作者").await;
    staff.submit("#end-form", &[]).await.with_status(303);
    person.get("/c/shangjin/staff/codes").await.with_status(403);
    let page = staff.get(PEOPLE).await.ok();
    assert!(page.one("#past + .rows .rows__item").contains("孟夏"));
    assert!(!people(&mut staff).await.iter().any(|(name, _)| name == "孟夏"));
    app.run_tasks().await;
    assert!(person.get("/me/inbox").await.ok().text().contains("社区工作者身份已结束"));
    // Again, it has ended.
    let url = page.attributes("tbody th a", "href").remove(0);
    staff.get(&url).await.ok();
}

#[tokio::test]
async fn a_role_ends_by_itself_after_its_last_day() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let code = offer(&mut staff, "孟夏", NEW, "community_staff", "2026-11-24").await;
    let mut person = newcomer(&app, "孟夏", NEW).await;
    take(&mut person, &code).await.with_status(303);
    // Tuesday evening, in a session of that day; then past midnight in Xi'an.
    app.advance(TimeDelta::hours(37));
    person.get("/sign-in").await.ok();
    person.submit("form.form", &[("phone", NEW), ("password", PASSWORD)]).await.with_status(303);
    person.get("/c/shangjin/staff").await.ok();
    for _ in 0..3 {
        app.advance(TimeDelta::minutes(25));
        assert_eq!(person.get("/me").await.status(), 200);
    }
    person.get("/c/shangjin/staff").await.with_status(403);
}

#[tokio::test]
async fn a_second_administrator_is_asked_where_there_are_two() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let mut second = colleague(&app, &mut staff, "孟夏", NEW).await;
    second.get(PEOPLE).await.with_status(403);
    // The only administrator makes one alone, and proves anew who they are.
    app.advance(TimeDelta::minutes(6));
    let page = open(&mut staff, "孟夏", "社区工作者").await;
    assert!(page.one("#admin-form").contains("马上生效"));
    staff.submit("#admin-form", &[("proof_password", "wrong wrong wrong")]).await.with_status(422);
    second.get(PEOPLE).await.with_status(403);
    let password = demo_password(phones::STAFF);
    staff.submit("#admin-form", &[("proof_password", &password)]).await.with_status(303);
    second.get(PEOPLE).await.ok();
    // From now on there are two.
    let mut third = colleague(&app, &mut staff, "郁金", "13911113333").await;
    open(&mut staff, "郁金", "社区工作者").await;
    let answer = staff.submit("#admin-form", &[]).await.with_status(303);
    assert_eq!(staff.cookie("flash"), Some("admin-proposed"));
    third.get(PEOPLE).await.with_status(403);
    let proposal = staff.get(answer.location()).await.ok().attributes(".panel--lamp a", "href").remove(0);
    let own = staff.get(&proposal).await.ok();
    assert_eq!(own.count("button[value=approve]"), 0, "not one's own");
    staff.forge(&proposal, "decision=approve").await.with_status(422);
    third.get(PEOPLE).await.with_status(403);
    app.run_tasks().await;
    assert!(second.get("/me/inbox").await.ok().text().contains("梁静怡提议郁金担任社区管理员"));
    app.advance(TimeDelta::minutes(6));
    second.get(&proposal).await.ok();
    let approve = "button[value=approve]";
    second.press("#proposal-form", approve, &[("proof_password", "")]).await.with_status(422);
    third.get(PEOPLE).await.with_status(403);
    second.press("#proposal-form", approve, &[("proof_password", PASSWORD)]).await.with_status(303);
    third.get(PEOPLE).await.ok();
    second
        .forge(&proposal, &format!("decision=approve&proof_password={}", PASSWORD.replace(' ', "+")))
        .await
        .with_status(303);
    assert_eq!((second.cookie("flash"), grants(&app, "郁金").await), (Some("already-done"), 2));
}

#[tokio::test]
async fn a_proposal_that_is_declined_makes_nobody() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let mut second = colleague(&app, &mut staff, "孟夏", NEW).await;
    open(&mut staff, "孟夏", "社区工作者").await;
    staff.submit("#admin-form", &[]).await.with_status(303);
    let mut third = colleague(&app, &mut staff, "郁金", "13911113333").await;
    open(&mut staff, "郁金", "社区工作者").await;
    staff.submit("#admin-form", &[]).await.with_status(303);
    let proposal = second.get(PEOPLE).await.ok().attributes(".panel--lamp a", "href").remove(0);
    second.get(&proposal).await.ok();
    second.press("#proposal-form", "button[value=decline]", &[]).await.with_status(303);
    third.get(PEOPLE).await.with_status(403);
    assert_eq!(staff.get(&proposal).await.ok().count("#proposal-form"), 0);
    // Nobody lifts themselves, whatever they send.
    let me = open(&mut second, "孟夏", "社区工作者").await;
    assert_eq!(me.count("#admin-form"), 0);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    for role in ["社区管理员", "社区工作者"] {
        open(&mut staff, "梁静怡", role).await;
        let refused = staff.submit("#end-form", &[]).await.with_status(422);
        assert_eq!(refused.attributes(".error-summary a", "href"), ["#end"]);
        staff.get(PEOPLE).await.ok();
    }
    // Nor do they leave with their account.
    let password = app.state.secrets().demo_password(phones::STAFF);
    let sure = [("proof_password", password.as_str()), ("sure", "1")];
    staff.get("/me/deletion").await.ok();
    let refused = staff.submit("form[action='/me/deletion']", &sure).await.with_status(422);
    assert!(refused.one(".error-summary").contains("尚锦社区唯一的管理员"), "{}", refused.one(".error-summary"));
    assert!(grants(&app, "梁静怡").await > 0);
    let mut second = colleague(&app, &mut staff, "孟夏", NEW).await;
    open(&mut staff, "孟夏", "社区工作者").await;
    staff.submit("#admin-form", &[]).await.with_status(303);
    // With the role of staff ends that of the administrator.
    open(&mut second, "梁静怡", "社区工作者").await;
    second.submit("#end-form", &[]).await.with_status(303);
    staff.get(PEOPLE).await.with_status(403);
    staff.get("/c/shangjin/staff").await.with_status(403);
    open(&mut second, "孟夏", "社区管理员").await;
    second.submit("#end-form", &[]).await.with_status(422);
}
