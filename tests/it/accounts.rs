//! Getting in, staying in, getting out; and what a stranger learns on the way, which is nothing.

use chrono::TimeDelta;

use crate::support::{Answer, Browser, TestApp, demo_password, phones};

const NEW_PHONE: &str = "13900000099";
const PASSWORD: &str = "门口的老槐树开花了";

async fn sign_up(browser: &mut Browser, phone: &str, password: &str) -> Answer {
    browser.get("/sign-up").await.ok();
    browser.submit("form.form", &[("name", "林小满"), ("phone", phone), ("password", password), ("agree", "1")]).await
}

async fn sign_in(browser: &mut Browser, phone: &str, password: &str) -> Answer {
    browser.get("/sign-in").await.ok();
    browser.submit("form.form", &[("phone", phone), ("password", password)]).await
}

#[tokio::test]
async fn a_resident_signs_up_signs_in_and_signs_out() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    sign_up(&mut browser, "139 0000-0099", PASSWORD).await.with_status(303);
    sign_in(&mut browser, NEW_PHONE, PASSWORD).await.with_status(303);
    let me = browser.get("/me").await.ok();
    assert!(me.text().contains("林小满") && me.text().contains("139****0099"));
    assert!(!me.text().contains(NEW_PHONE), "the number is shown masked");
    assert_eq!(me.headers["cache-control"], "no-store");
    browser.submit("form[action='/sign-out']", &[]).await.with_status(303);
    let gone = browser.get("/me").await.with_status(303);
    assert_eq!(gone.location(), "/sign-in?next=%2Fme");
}

#[tokio::test]
async fn over_https_the_session_is_bound_to_the_host() {
    let app = TestApp::over_https().await;
    let mut browser = app.browser();
    let page = browser.get("/sign-in").await.ok();
    assert!(page.headers["strict-transport-security"].to_str().expect("text").starts_with("max-age="));
    sign_up(&mut browser, NEW_PHONE, PASSWORD).await.with_status(303);
    let answer = sign_in(&mut browser, NEW_PHONE, PASSWORD).await.with_status(303);
    let cookies: Vec<&str> = answer.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-session=")).expect("a session");
    for word in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(session.contains(word), "{session}");
    }
    assert!(!session.contains("Domain"), "{session}");
    assert!(cookies.iter().all(|cookie| cookie.contains("; Secure")), "{cookies:?}");
    browser.get("/me").await.ok();
    // By plain http there is neither: a developer's machine would be locked out of itself.
    let plain = TestApp::new().await.browser().get("/sign-in").await.ok();
    assert!(!plain.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn a_form_with_mistakes_comes_back_filled_in_with_each_of_them() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.get("/sign-up?next=%2Fc%2Fshangjin").await.ok();
    let page = browser
        .submit("form.form", &[("name", "林"), ("phone", "12345"), ("password", "12345678")])
        .await
        .with_status(422);
    assert_eq!(page.attributes(".error-summary__list a", "href"), ["#name", "#phone", "#password", "#agree"]);
    assert_eq!(page.attributes("#phone", "value"), ["12345"]);
    assert_eq!(page.attributes("#password", "value"), [""], "a password is never echoed");
    assert_eq!(page.attributes("input[name=next]", "value"), ["/c/shangjin"]);
    assert_eq!(page.attributes("[aria-invalid=true]", "id").len(), 4);
}

#[tokio::test]
async fn known_and_unknown_numbers_get_the_same_answers() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let known = sign_up(&mut browser, phones::RESIDENT, PASSWORD).await;
    let unknown = sign_up(&mut browser, NEW_PHONE, PASSWORD).await;
    assert_eq!(
        (known.status(), known.location(), known.bytes()),
        (unknown.status(), unknown.location(), unknown.bytes())
    );
    assert_eq!(
        known.headers.get_all("set-cookie").iter().collect::<Vec<_>>(),
        unknown.headers.get_all("set-cookie").iter().collect::<Vec<_>>()
    );
    // The known account is as it was.
    sign_in(&mut browser, phones::RESIDENT, PASSWORD).await.with_status(422);
    let wrong = sign_in(&mut browser, phones::RESIDENT, "不是这个密码吧").await.with_status(422);
    let nobody = sign_in(&mut browser, "13911112222", "不是这个密码吧").await.with_status(422);
    let same = |answer: &Answer| answer.text().replace(phones::RESIDENT, "").replace("13911112222", "");
    assert_eq!(same(&wrong), same(&nobody));
}

#[tokio::test]
async fn whoever_guesses_a_neighbours_password_is_slowed_and_the_neighbour_is_not_locked_out() {
    let app = TestApp::new().await;
    let mut thief = app.browser();
    let mut answers = Vec::new();
    for _ in 0..7 {
        answers.push(sign_in(&mut thief, phones::RESIDENT, "猜一个密码试试").await);
    }
    assert_eq!(answers.iter().map(Answer::status).collect::<Vec<_>>(), [422, 422, 422, 422, 422, 429, 429]);
    assert!(answers[6].headers.contains_key("retry-after"));
    // Somebody else behind the same address gets in at once.
    app.sign_in(phones::TWO_IDENTITIES).await;
    app.advance(TimeDelta::minutes(6));
    app.sign_in(phones::RESIDENT).await;
}

#[tokio::test]
async fn a_new_session_is_never_the_old_one() {
    let app = TestApp::new().await;
    let mut browser = app.sign_in(phones::RESIDENT).await;
    let first = browser.cookie("session").expect("a session").to_owned();
    let password = app.state.secrets().demo_password(phones::RESIDENT);
    sign_in(&mut browser, phones::RESIDENT, &password).await.with_status(303);
    assert_ne!(browser.cookie("session"), Some(first.as_str()));
    let mut old = app.browser();
    old.set_cookie("session", &first);
    old.get("/me").await.with_status(303);
    let mut chosen = app.browser();
    chosen.set_cookie("session", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    chosen.get("/me").await.with_status(303);
    chosen.set_cookie("session", "%%%");
    chosen.get("/c/shangjin").await.ok();
}

#[tokio::test]
async fn sessions_end_by_themselves_staffs_sooner() {
    let app = TestApp::new().await;
    let (mut resident, mut staff) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::STAFF).await);
    app.advance(TimeDelta::minutes(29));
    staff.get("/me").await.ok();
    app.advance(TimeDelta::minutes(29));
    staff.get("/me").await.ok();
    app.advance(TimeDelta::minutes(31));
    staff.get("/me").await.with_status(303);
    app.advance(TimeDelta::days(20));
    resident.get("/me").await.ok();
    app.advance(TimeDelta::days(11));
    resident.get("/me").await.with_status(303);
}

#[tokio::test]
async fn a_person_ends_one_session_or_all_others() {
    let app = TestApp::new().await;
    let (mut phone, mut desk, mut tablet) =
        (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::RESIDENT).await, app.sign_in(phones::RESIDENT).await);
    let page = desk.get("/me").await.ok();
    assert_eq!(page.attributes("form[action^='/me/sessions/']", "action").len(), 3, "two to end, and all others");
    desk.submit("form[action$='/end']:not([action='/me/sessions/end'])", &[]).await.with_status(303);
    let left = [phone.get("/me").await.status(), tablet.get("/me").await.status()];
    assert_eq!(left.iter().filter(|status| **status == 303).count(), 1, "{left:?}");
    desk.get("/me").await.ok();
    desk.submit("form[action='/me/sessions/end']", &[]).await.with_status(303);
    assert_eq!([phone.get("/me").await.status(), tablet.get("/me").await.status()], [303, 303]);
    desk.get("/me").await.ok();
    let mut stranger = app.sign_in(phones::TWO_IDENTITIES).await;
    stranger.forge(&format!("/me/sessions/{}/end", uuid::Uuid::now_v7()), "").await.with_status(404);
}

#[tokio::test]
async fn changing_the_password_needs_the_old_one_and_ends_other_sessions() {
    let app = TestApp::new().await;
    let (mut here, mut elsewhere) = (app.sign_in(phones::RESIDENT).await, app.sign_in(phones::RESIDENT).await);
    here.get("/me").await.ok();
    let wrong = here
        .submit("form[action='/me/password']", &[("proof_password", "不是这个密码"), ("new", PASSWORD)])
        .await
        .with_status(422);
    assert_eq!(wrong.attributes(".error-summary__list a", "href"), ["#proof_password"]);
    let old = app.state.secrets().demo_password(phones::RESIDENT);
    here.get("/me").await.ok();
    here.submit("form[action='/me/password']", &[("proof_password", &old), ("new", PASSWORD)]).await.with_status(303);
    here.get("/me").await.ok();
    elsewhere.get("/me").await.with_status(303);
    sign_in(&mut elsewhere, phones::RESIDENT, PASSWORD).await.with_status(303);
}

#[tokio::test]
async fn a_person_with_two_identities_switches_and_only_to_their_own() {
    let app = TestApp::new().await;
    let mut browser = app.sign_in(phones::TWO_IDENTITIES).await;
    let before = browser.get("/me").await.ok();
    let rows = before.texts("section[aria-labelledby=identities] .rows__item");
    assert_eq!(rows.len(), 2, "{rows:?}");
    browser.submit("form[action='/me/identity']", &[]).await.with_status(303);
    let after = browser.get("/me").await.ok();
    assert_ne!(after.texts("section[aria-labelledby=identities] .rows__item"), rows);
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get("/me").await.ok();
    let foreign = after.attributes("form[action='/me/identity'] input[name=grant]", "value").remove(0);
    staff.forge("/me/identity", &format!("grant={foreign}")).await.with_status(404);
}

#[tokio::test]
async fn a_deleted_account_leaves_nothing_that_says_who_it_was() {
    let app = TestApp::new().await;
    let mut browser = app.sign_in(phones::RESIDENT).await;
    browser.get("/me/deletion").await.ok();
    browser.submit("form[action='/me/deletion']", &[("proof_password", "随便写一个")]).await.with_status(422);
    let password = app.state.secrets().demo_password(phones::RESIDENT);
    browser
        .submit("form[action='/me/deletion']", &[("proof_password", &password), ("sure", "1")])
        .await
        .with_status(303);
    browser.get("/me").await.with_status(303);
    let mut connection = app.superuser().await;
    let hash = app.state.secrets().phone_hash(phones::RESIDENT);
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from phone_identity where phone_hmac = $1) + (select count(*) from person where deleted_at is not null
            and (name <> '' or phone_sealed is not null or phone_masked is not null))
            + (select count(*) from session s join person p using (person_id) where p.deleted_at is not null)
            + (select count(*) from password w join person p using (person_id) where p.deleted_at is not null)",
    )
    .bind(&hash[..])
    .fetch_one(&mut connection)
    .await
    .expect("a count");
    assert_eq!(left, 0);
    // The number is free again.
    sign_up(&mut browser, phones::RESIDENT, PASSWORD).await.with_status(303);
    sign_in(&mut browser, phones::RESIDENT, PASSWORD).await.with_status(303);
}

async fn issue(staff: &mut Browser, name: &str) -> (String, String) {
    staff.get("/c/shangjin/staff/codes").await.ok();
    let path = staff.submit("#issue-form", &[("name", name)]).await.with_status(303).location().to_owned();
    let code = staff.get(&path).await.ok().one(".slip__code");
    (path, code)
}

async fn enter(browser: &mut Browser, code: &str) -> Answer {
    browser.get("/c/shangjin/code").await.ok();
    browser.submit("form.form", &[("code", code)]).await
}

#[tokio::test]
async fn a_person_on_paper_signs_in_with_a_code_once_and_makes_it_an_account() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (path, code) = issue(&mut staff, "钱桂芳").await;
    let mut resident = app.browser();
    enter(&mut resident, "00000 00000").await.with_status(422);
    enter(&mut resident, &code).await.with_status(303);
    assert!(resident.get("/me").await.ok().text().contains("钱桂芳"));
    resident
        .submit("form[action='/me/claim']", &[("phone", phones::STAFF), ("password", PASSWORD)])
        .await
        .with_status(422);
    resident.get("/me").await.ok();
    resident.submit("form[action='/me/claim']", &[("phone", NEW_PHONE), ("password", PASSWORD)]).await.with_status(303);
    let mut thief = app.browser();
    enter(&mut thief, &code).await.with_status(422);
    sign_in(&mut app.browser(), NEW_PHONE, PASSWORD).await.with_status(303);
    assert_eq!(staff.get(&path).await.ok().count(".slip__code"), 0, "a used code is not shown again");
}

#[tokio::test]
async fn codes_end_by_time_by_revocation_and_by_a_newer_one() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (path, code) = issue(&mut staff, "孙玉梅").await;
    staff.submit("form[action$='/revocation']", &[]).await.with_status(303);
    enter(&mut app.browser(), &code).await.with_status(422);
    staff.forge(&format!("{path}/revocation"), "").await.with_status(404);
    // Another for the same person, from the list.
    staff.get("/c/shangjin/staff/codes").await.ok();
    let again =
        staff.submit("td form[action='/c/shangjin/staff/codes']", &[]).await.with_status(303).location().to_owned();
    let second = staff.get(&again).await.ok().one(".slip__code");
    assert_ne!(second, code);
    enter(&mut app.browser(), &second).await.with_status(303);
    let (_, late) = issue(&mut staff, "周福来").await;
    app.advance(TimeDelta::hours(25));
    enter(&mut app.browser(), &late).await.with_status(422);
}

#[tokio::test]
async fn a_code_asked_for_twice_with_one_form_is_one_code() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get("/c/shangjin/staff/codes").await.ok();
    let first = staff.submit("#issue-form", &[("name", "吴秀英")]).await.with_status(303);
    let second = staff.submit("#issue-form", &[("name", "吴秀英")]).await.with_status(303);
    assert_eq!(first.location(), second.location());
    assert_eq!(staff.get("/c/shangjin/staff/codes").await.ok().count("tbody tr"), 1);
    let mut elsewhere = app.browser();
    let code = staff.get(first.location()).await.ok().one(".slip__code");
    elsewhere.get("/c/yunqi/code").await.ok();
    elsewhere.submit("form.form", &[("code", &code)]).await.with_status(422);
    staff.get("/c/shangjin/staff/codes").await.ok();
    let empty = staff.submit("#issue-form", &[("name", " ")]).await.with_status(422);
    assert_eq!(empty.attributes(".error-summary__list a", "href"), ["#name"]);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let app = TestApp::new().await;
    for next in ["//evil.example", "/\\evil.example", "https:evil", "%2f%2fevil.example", "/%2Fevil.example"] {
        let mut browser = app.browser();
        browser.get(&format!("/sign-in?next={}", next.replace('%', "%25"))).await.ok();
        let password = app.state.secrets().demo_password(phones::RESIDENT);
        let answer =
            browser.submit("form.form", &[("phone", phones::RESIDENT), ("password", &password)]).await.with_status(303);
        assert_eq!(answer.location(), "/", "{next}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::new().await;
    let mut browser = app.sign_in(phones::RESIDENT).await;
    browser.headers.insert("sec-fetch-site", "cross-site".parse().expect("a header"));
    browser.forge("/sign-out", "").await.with_status(403);
    browser.headers.remove("sec-fetch-site");
    browser.headers.insert("origin", "https://evil.example".parse().expect("a header"));
    browser.forge("/me/sessions/end", "").await.with_status(403);
    browser.headers.remove("origin");
    browser.get("/me").await.ok();
}

#[tokio::test]
async fn a_grant_that_is_over_opens_nothing() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    staff.get("/c/shangjin/staff/codes").await.ok();
    let mut connection = app.superuser().await;
    sqlx::query(
        "update role_grant set valid_from = '2026-01-01', valid_to = '2026-11-22' where role = 'community_staff'",
    )
    .execute(&mut connection)
    .await
    .expect("an update");
    staff.get("/c/shangjin/staff/codes").await.with_status(403);
}

#[tokio::test]
async fn what_was_typed_outlives_a_session_that_ended_meanwhile() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let settings = "/c/shangjin/staff/publishing";
    staff.get(settings).await.ok();
    app.advance(TimeDelta::minutes(31));
    let asked = staff.submit("main form.form", &[("days", "半个\"月")]).await.ok();
    assert!(asked.one("main").contains("您刚才填的还在"));
    let wrong = staff.submit("form.form", &[("phone", phones::STAFF), ("password", "x")]).await.with_status(422);
    assert_eq!(wrong.count("input[name=kept]"), 1, "nor is it lost by a mistake");
    let password = demo_password(phones::STAFF);
    let go_on = staff.submit("form.form", &[("phone", phones::STAFF), ("password", &password)]).await.ok();
    assert_eq!(go_on.attributes("form.form", "action"), [settings]);
    let refused = staff.submit("form.form", &[]).await.with_status(422);
    assert_eq!(refused.attributes("#days", "value"), ["半个\"月"], "sent as it was typed");
    staff.submit("main form.form", &[("days", "9")]).await.with_status(303);
    // A password is not to stand in a page, and nothing is sent anywhere else.
    let mut stranger = app.browser();
    let kept = stranger.forge("/me/password", "password=geheim&new_password=geheimer").await.ok();
    assert!(!kept.text().contains("geheim"));
    stranger.forge("/sign-in/kept?next=https%3A%2F%2Fevil.example", "days=9").await.ok();
    let go_on = stranger.submit("form.form", &[("phone", phones::STAFF), ("password", &password)]).await.ok();
    assert_eq!(go_on.attributes("form.form", "action"), ["/"]);
}
