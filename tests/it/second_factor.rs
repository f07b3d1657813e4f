//! Two steps into an account: what turns the second on and off, what it lets in, and what it keeps out.

mod lost;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use jiamenkou::access::matrix::{Reach, reach};
use jiamenkou::access::{Requirement, Role};
use jiamenkou::routes;

use crate::guards::fill;
use crate::support::companies::demo_service;
use crate::support::{Answer, Browser, TestApp, demo_password, phones};

const PAGE: &str = "/me/second-factor";
const CODE: &str = "/sign-in/second-factor";

/// An authenticator app, written from RFC 6238 and not from ours.
struct Authenticator(Vec<u8>);

impl Authenticator {
    /// With a secret typed from the page.
    fn new(groups: &str) -> Self {
        let letters: Vec<char> = groups.chars().filter(|c| !c.is_whitespace()).collect();
        let value = |letter: &char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".chars().position(|known| known == *letter);
        let bytes = letters.chunks(8).flat_map(|eight| {
            let bits = eight.iter().fold(0_u64, |bits, letter| bits << 5 | value(letter).expect("base32") as u64);
            bits.to_be_bytes()[3..].to_vec()
        });
        Self(bytes.collect())
    }

    /// What it shows so many steps from now.
    fn shows(&self, app: &TestApp, steps: i64) -> String {
        let counter = app.clock.now().timestamp() / 30 + steps;
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&self.0).expect("any key");
        mac.update(&counter.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = usize::from(digest[digest.len() - 1] % 16);
        let word = digest[at..at + 4].iter().fold(0_u32, |n, byte| n << 8 | u32::from(*byte));
        format!("{:06}", (word % (1 << 31)) % 1_000_000)
    }

    /// Six digits that none of the steps around now has.
    fn wrong(&self, app: &TestApp) -> String {
        let near: Vec<String> = (-2..=2).map(|steps| self.shows(app, steps)).collect();
        ["000000", "111111", "222222", "333333", "444444", "555555"]
            .into_iter()
            .find(|code| !near.iter().any(|shown| shown == code))
            .expect("one of six")
            .to_owned()
    }
}

/// Turns it on for whoever is signed in; gives the app and the recovery codes.
async fn turn_on(app: &TestApp, browser: &mut Browser) -> (Authenticator, Vec<String>) {
    browser.get(PAGE).await.ok();
    let path = browser.submit("main form.form", &[]).await.with_status(303).location().to_owned();
    let phone = Authenticator::new(&browser.get(&path).await.ok().one("#secret"));
    let codes = browser.submit("main form.form", &[("code", &phone.shows(app, 0))]).await.ok();
    // The code that turned it on is spent, and so are tries: it is some time later.
    app.advance(TimeDelta::minutes(6));
    (phone, codes.texts(".slip__codes li"))
}

/// Gives the password, on the page that leads somewhere.
async fn give_password(browser: &mut Browser, phone: &str, next: &str) -> Answer {
    browser.get(&format!("/sign-in?next={next}")).await.ok();
    browser.submit("form.form", &[("phone", phone), ("password", &demo_password(phone))]).await
}

/// Gives the password, and opens the page for the code.
async fn first_step(app: &TestApp, phone: &str) -> Browser {
    let mut browser = app.browser();
    let answer = give_password(&mut browser, phone, "").await.with_status(303);
    assert_eq!(answer.location(), CODE);
    browser.get(CODE).await.ok();
    browser
}

async fn enter(browser: &mut Browser, code: &str) -> Answer {
    browser.submit("form.form", &[("code", code)]).await
}

#[tokio::test]
async fn staff_turn_it_on_and_then_sign_in_with_password_and_code() {
    let app = TestApp::new().await;
    let (mut staff, mut elsewhere) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::STAFF).await);
    assert_eq!(staff.get("/me").await.ok().count(".panel--lamp[aria-labelledby=factor]"), 1, "it is advised");
    staff.get(PAGE).await.ok();
    staff.submit("main form.form", &[]).await.with_status(303);
    // A sign-in before the app has shown its first code asks for none.
    app.sign_in(phones::STAFF).await;
    let set_up = staff.get(PAGE).await.ok();
    assert_eq!(set_up.count("svg.qr"), 1);
    let phone = Authenticator::new(&set_up.one("#secret"));
    assert!(set_up.attributes("a[href^='otpauth:']", "href")[0].contains("issuer=%E5%AE%B6%E9%97%A8%E5%8F%A3"));
    let wrong = enter_first(&mut staff, &phone.wrong(&app)).await.with_status(422);
    assert_eq!(wrong.attributes(".error-summary__list a", "href"), ["#code"]);
    let shown = enter_first(&mut staff, &phone.shows(&app, 0)).await.ok();
    let codes = shown.texts(".slip__codes li");
    assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10, "{codes:?}");
    assert_eq!(shown.headers["cache-control"], "no-store");
    assert!(!staff.get(PAGE).await.ok().text().contains(&codes[0]), "they are shown once");
    elsewhere.get("/me").await.with_status(303);
    app.run_tasks().await;
    assert!(staff.get("/me/inbox").await.ok().one("main").contains("开启了两步验证"));

    app.advance(TimeDelta::seconds(30));
    let mut browser = app.browser();
    let answer = give_password(&mut browser, phones::STAFF, "").await.with_status(303);
    assert_eq!(answer.location(), CODE);
    assert!(browser.cookie("session").is_none() && browser.cookie("half").is_some());
    browser.get(CODE).await.ok();
    let inside = enter(&mut browser, &phone.shows(&app, 0)).await.with_status(303);
    assert_eq!(inside.location(), "/c/shangjin/staff", "to the desk, as before");
    assert!(browser.cookie("session").is_some() && browser.cookie("half").is_none());
    browser.get("/c/shangjin/staff").await.ok();
}

async fn enter_first(browser: &mut Browser, code: &str) -> Answer {
    browser.submit("main form.form", &[("code", code)]).await
}

#[tokio::test]
async fn what_is_kept_is_sealed_or_hashed() {
    let app = TestApp::new().await;
    let (phone, codes) = turn_on(&app, &mut app.sign_in(phones::STAFF).await).await;
    let mut connection = app.superuser().await;
    let sealed: Vec<u8> = sqlx::query_scalar("select secret_sealed from second_factor")
        .fetch_one(&mut connection)
        .await
        .expect("a secret");
    assert!(!sealed.windows(20).any(|window| window == phone.0));
    let hashes: Vec<Vec<u8>> =
        sqlx::query_scalar("select code_hash from recovery_code").fetch_all(&mut connection).await.expect("hashes");
    assert_eq!(hashes.len(), 10);
    let digits = codes[0].replace(' ', "");
    assert!(!hashes.contains(&jiamenkou::secrets::token_hash(digits.as_bytes()).to_vec()), "hashed with a key");
}

#[tokio::test]
async fn a_code_is_accepted_once_and_one_step_early_or_late() {
    let app = TestApp::new().await;
    let (phone, _) = turn_on(&app, &mut app.sign_in(phones::STAFF).await).await;
    let mut browser = first_step(&app, phones::STAFF).await;
    for far in [-2, 2] {
        enter(&mut browser, &phone.shows(&app, far)).await.with_status(422);
    }
    let late = phone.shows(&app, -1);
    enter(&mut browser, &late).await.with_status(303);
    let mut thief = first_step(&app, phones::STAFF).await;
    let replayed = enter(&mut thief, &late).await.with_status(422);
    assert_eq!(replayed.attributes(".error-summary__list a", "href"), ["#code"]);
    app.advance(TimeDelta::minutes(2));
    enter(&mut thief, &phone.shows(&app, 1)).await.with_status(303);
    // Older than one that was accepted, though the clock alone would allow it.
    let mut again = first_step(&app, phones::STAFF).await;
    enter(&mut again, &phone.shows(&app, 0)).await.with_status(422);
}

#[tokio::test]
async fn five_wrong_codes_end_the_sign_in() {
    let app = TestApp::new().await;
    let (phone, codes) = turn_on(&app, &mut app.sign_in(phones::STAFF).await).await;
    let mut thief = app.browser();
    give_password(&mut thief, phones::STAFF, "/me/inbox").await.with_status(303);
    thief.get(CODE).await.ok();
    enter(&mut thief, "12345").await.with_status(422);
    let wrong = phone.wrong(&app);
    for _ in 0..4 {
        enter(&mut thief, &wrong).await.with_status(422);
    }
    let half = thief.cookie("half").expect("a sign-in that waits").to_owned();
    let ended = enter(&mut thief, &wrong).await.with_status(303);
    assert_eq!(ended.location(), "/sign-in?next=%2Fme%2Finbox");
    thief.set_cookie("half", &half);
    let over = thief.forge(CODE, &format!("code={}", phone.shows(&app, 0))).await.with_status(303);
    assert_eq!(over.location(), "/sign-in");
    // From now on a code of the app is tried once a minute, wherever it comes from; the owner has recovery codes.
    let mut owner = first_step(&app, phones::STAFF).await;
    assert!(enter(&mut owner, &phone.shows(&app, 0)).await.with_status(429).headers.contains_key("retry-after"));
    app.advance(TimeDelta::minutes(1));
    owner.get(CODE).await.ok();
    enter(&mut owner, &codes[0]).await.with_status(303);
}

#[tokio::test]
async fn a_sign_in_that_waits_opens_no_page_and_is_over_after_five_minutes() {
    let app = TestApp::new().await;
    let (phone, _) = turn_on(&app, &mut app.sign_in(phones::STAFF).await).await;
    let mut browser = first_step(&app, phones::STAFF).await;
    let half = browser.cookie("half").expect("a sign-in that waits").to_owned();
    for path in ["/me", PAGE, "/c/shangjin/staff", "/me/inbox"] {
        assert!(browser.get(path).await.with_status(303).location().starts_with("/sign-in"), "{path}");
    }
    let mut bold = app.browser();
    bold.set_cookie("session", &half);
    bold.get("/me").await.with_status(303);
    assert_eq!(app.browser().get(CODE).await.with_status(303).location(), "/sign-in", "bound to its browser");
    browser.get(CODE).await.ok();
    app.advance(TimeDelta::minutes(5));
    assert_eq!(enter(&mut browser, &phone.shows(&app, 0)).await.with_status(303).location(), "/sign-in");
    assert!(browser.get("/sign-in").await.ok().one(".flash").contains("重新登录"));
    browser.get("/me").await.with_status(303);
    // A change of the account ends those that wait, as it ends sessions.
    let mut owner = first_step(&app, phones::STAFF).await;
    enter(&mut owner, &phone.shows(&app, 0)).await.with_status(303);
    let mut waiting = first_step(&app, phones::STAFF).await;
    owner.get("/me").await.ok();
    owner.submit("form[action='/me/sessions/end']", &[]).await.with_status(303);
    enter(&mut waiting, &phone.shows(&app, 1)).await.with_status(303);
    waiting.get("/me").await.with_status(303);
}

#[tokio::test]
async fn a_recovery_code_works_once_and_new_ones_replace_the_old() {
    let app = TestApp::new().await;
    let (phone, codes) = turn_on(&app, &mut app.sign_in(phones::STAFF).await).await;
    let mut browser = first_step(&app, phones::STAFF).await;
    enter(&mut browser, &codes[3]).await.with_status(303);
    let mut again = first_step(&app, phones::STAFF).await;
    enter(&mut again, &codes[3]).await.with_status(422);
    assert!(browser.get(PAGE).await.ok().one("main").contains("还有 9 个"));
    let password = demo_password(phones::STAFF);
    let fields = [("proof_password", password.as_str()), ("proof_code", &phone.shows(&app, 0))];
    let renewed = browser.submit("main form.form", &fields).await.ok().texts(".slip__codes li");
    assert!(renewed.len() == 10 && !renewed.contains(&codes[0]));
    // What waited for a code is over with the change.
    let mut later = first_step(&app, phones::STAFF).await;
    enter(&mut later, &codes[0]).await.with_status(422);
    enter(&mut later, &renewed[0]).await.with_status(303);
    let stranger = first_of_another(&app, &renewed[1]).await;
    assert_eq!(stranger, 422, "another's code is no code");
}

/// How somebody else's sign-in answers to a code.
async fn first_of_another(app: &TestApp, code: &str) -> u16 {
    turn_on(app, &mut app.sign_in(phones::YUNQI_STAFF).await).await;
    enter(&mut first_step(app, phones::YUNQI_STAFF).await, code).await.status()
}

#[tokio::test]
async fn turning_it_off_takes_password_and_code() {
    let app = TestApp::new().await;
    let (phone, codes) = turn_on(&app, &mut app.sign_in(phones::VENDOR_OWNER).await).await;
    let (mut here, mut elsewhere) =
        (first_step(&app, phones::VENDOR_OWNER).await, first_step(&app, phones::VENDOR_OWNER).await);
    enter(&mut here, &phone.shows(&app, 0)).await.with_status(303);
    enter(&mut elsewhere, &codes[0]).await.with_status(303);
    let password = demo_password(phones::VENDOR_OWNER);
    let tries: [(&str, &str, &[&str]); 3] = [
        ("", "", &["#proof_password", "#proof_code"]),
        ("不是这个密码", &codes[1], &["#proof_password"]),
        (&password, &phone.shows(&app, 0), &["#proof_code"]),
    ];
    for (password, code, wrong) in tries {
        here.get(PAGE).await.ok();
        let fields = [("proof_password", password), ("proof_code", code)];
        let answer = here.press("main form.form", "button[formaction]", &fields).await.with_status(422);
        assert_eq!(answer.attributes(".error-summary__list a", "href"), wrong, "{code}");
        assert!(answer.attributes("#proof_code, #proof_password", "value").iter().all(String::is_empty));
    }
    let fields = [("proof_password", password.as_str()), ("proof_code", &codes[1])];
    here.press("main form.form", "button[formaction]", &fields).await.with_status(303);
    assert!(here.get(PAGE).await.ok().one(".flash").contains("已关闭"));
    elsewhere.get("/me").await.with_status(303);
    here.forge("/me/second-factor/end", "").await.with_status(409);
    app.sign_in(phones::VENDOR_OWNER).await;
    app.run_tasks().await;
    assert!(here.get("/me/inbox?topic=account").await.ok().one("main").contains("关闭了两步验证"));
}

#[tokio::test]
async fn setting_it_up_takes_a_fresh_proof_and_shows_the_secret_for_a_while() {
    let app = TestApp::new().await;
    let mut browser = app.sign_in(phones::RESIDENT).await;
    assert_eq!(browser.get("/me").await.ok().count(".panel--lamp[aria-labelledby=factor]"), 0, "offered, not advised");
    assert_eq!(browser.get(PAGE).await.ok().count("#proof_password"), 0, "the sign-in is proof enough");
    app.advance(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    browser.get(PAGE).await.ok();
    browser.submit("main form.form", &[("proof_password", "")]).await.with_status(422);
    let password = demo_password(phones::RESIDENT);
    browser.submit("main form.form", &[("proof_password", &password)]).await.with_status(303);
    let first = browser.get(PAGE).await.ok().one("#secret");
    app.advance(TimeDelta::minutes(16));
    assert_eq!(browser.get(PAGE).await.ok().count("#secret"), 0, "a borrowed phone shows no secret");
    browser.submit("main form.form", &[("proof_password", &password)]).await.with_status(303);
    assert_ne!(browser.get(PAGE).await.ok().one("#secret"), first);
    // Somebody without a password is told to set one.
    let mut staff = app.sign_in(phones::STAFF).await;
    let code = crate::guards::issue_code(&app, "钱桂芳").await;
    let digits = staff.get(&format!("/c/shangjin/staff/codes/{code}")).await.ok().one(".slip__code");
    let mut paper = app.browser();
    paper.get("/c/shangjin/code").await.ok();
    paper.submit("form.form", &[("code", &digits)]).await.with_status(303);
    assert_eq!(paper.get(PAGE).await.ok().count("form.form button"), 0);
    let refused = paper.forge("/me/second-factor/secret", "").await.with_status(422);
    assert_eq!(refused.attributes(".error-summary__list a", "href"), ["#proof_password"]);
}

#[tokio::test]
async fn a_form_and_the_way_back_survive_both_steps() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let (phone, codes) = turn_on(&app, &mut staff).await;
    let settings = "/c/shangjin/staff/publishing";
    staff.get(settings).await.ok();
    app.advance(TimeDelta::minutes(31));
    staff.submit("main form.form", &[("days", "半个\"月")]).await.ok();
    let password = demo_password(phones::STAFF);
    let half = staff.submit("form.form", &[("phone", phones::STAFF), ("password", &password)]).await.with_status(303);
    assert_eq!(half.location(), CODE);
    staff.get(CODE).await.ok();
    enter(&mut staff, &phone.wrong(&app)).await.with_status(422);
    let go_on = enter(&mut staff, &phone.shows(&app, 0)).await.ok();
    assert_eq!(go_on.attributes("form.form", "action"), [settings]);
    let refused = staff.submit("form.form", &[]).await.with_status(422);
    assert_eq!(refused.attributes("#days", "value"), ["半个\"月"], "sent as it was typed");
    let mut browser = app.browser();
    give_password(&mut browser, phones::STAFF, "/me/inbox").await.with_status(303);
    browser.get(CODE).await.ok();
    assert_eq!(enter(&mut browser, &codes[0]).await.with_status(303).location(), "/me/inbox");
    give_password(&mut browser, phones::STAFF, "//evil.example").await.with_status(303);
    browser.get(CODE).await.ok();
    assert_eq!(enter(&mut browser, &codes[1]).await.with_status(303).location(), "/c/shangjin/staff");
}

#[tokio::test]
async fn a_code_from_staff_does_not_go_round_it() {
    let app = TestApp::new().await;
    let mut staff = app.sign_in(phones::STAFF).await;
    let first = crate::guards::issue_code(&app, "钱桂芳").await;
    let digits = staff.get(&format!("/c/shangjin/staff/codes/{first}")).await.ok().one(".slip__code");
    let mut resident = app.browser();
    resident.get("/c/shangjin/code").await.ok();
    resident.submit("form.form", &[("code", &digits)]).await.with_status(303);
    resident.get("/me").await.ok();
    let claim = [("phone", "13900000099"), ("password", "门口的老槐树开花了")];
    resident.submit("form[action='/me/claim']", &claim).await.with_status(303);
    let (phone, _) = turn_on(&app, &mut resident).await;
    staff.get("/c/shangjin/staff/codes").await.ok();
    let again = staff.submit("td form[action='/c/shangjin/staff/codes']", &[]).await.with_status(303);
    let digits = staff.get(again.location()).await.ok().one(".slip__code");
    let mut thief = app.browser();
    thief.get("/c/shangjin/code").await.ok();
    assert_eq!(thief.submit("form.form", &[("code", &digits)]).await.with_status(303).location(), CODE);
    thief.get("/me").await.with_status(303);
    thief.get(CODE).await.ok();
    let inside = enter(&mut thief, &phone.shows(&app, 0)).await.with_status(303);
    assert_eq!(inside.location(), "/c/shangjin");
}

#[tokio::test]
async fn where_it_is_required_every_route_of_staff_and_owners_leads_there() {
    let app = TestApp::requiring_second_factor().await;
    let (org, _) = demo_service(&app).await;
    let ids = BTreeMap::from([("org", org.to_string()), ("community", "shangjin".to_owned())]);
    let (mut staff, mut owner) = (app.sign_in(phones::STAFF).await, app.sign_in(phones::VENDOR_OWNER).await);
    let mut tried = [0, 0];
    for route in routes::all().table() {
        let (browser, counted) = match route.requirement {
            Requirement::Capability(c) if reach(Role::CommunityStaff, c) != Reach::No => (&mut staff, &mut tried[0]),
            Requirement::OrgCapability(_) => (&mut owner, &mut tried[1]),
            _ => continue,
        };
        let path = fill(route.path, "shangjin", &ids);
        let answer = if route.method == "POST" { browser.forge(&path, "").await } else { browser.get(&path).await };
        let next = serde_html_form::to_string([("next", &path)]).expect("a query");
        assert_eq!((answer.status(), answer.location()), (303, format!("{PAGE}?{next}").as_str()), "{path}");
        *counted += 1;
    }
    assert!(tried[0] >= 35 && tried[1] >= 40, "only {tried:?} were tried");
    for own in ["/me", "/me/inbox", "/org/new"] {
        staff.get(own).await.ok();
    }
    // Nobody else is led anywhere.
    app.sign_in(phones::VENDOR_EDITOR).await.get(&format!("/org/{org}")).await.ok();
    app.sign_in(phones::RESIDENT).await.get("/me").await.ok();

    let led = staff.get("/c/shangjin/staff/queue").await.location().to_owned();
    assert_eq!(staff.get(&led).await.ok().count(".flash--bad"), 1);
    let set_up = staff.submit("main form.form", &[]).await.with_status(303).location().to_owned();
    let phone = Authenticator::new(&staff.get(&set_up).await.ok().one("#secret"));
    let codes = enter_first(&mut staff, &phone.shows(&app, 0)).await.ok();
    assert_eq!(codes.attributes("main a.btn--primary", "href"), ["/c/shangjin/staff/queue"], "and back");
    staff.get("/c/shangjin/staff/queue").await.ok();
}

/// Everything that is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_is_logged_or_stands_in_an_address() {
    let (app, log) = (TestApp::new().await, Log::default());
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let (phone, codes) = turn_on(&app, &mut app.sign_in(phones::STAFF).await).await;
    let mut browser = app.browser();
    let mut answers = vec![give_password(&mut browser, phones::STAFF, "/me").await];
    browser.get(CODE).await.ok();
    let (wrong, right) = (phone.wrong(&app), phone.shows(&app, 0));
    let half = browser.cookie("half").expect("a sign-in that waits").to_owned();
    answers.push(enter(&mut browser, &wrong).await);
    answers.push(enter(&mut browser, &right).await);
    let session = browser.cookie("session").expect("a session").to_owned();
    drop(guard);
    let logged = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(logged.contains("signed in") && logged.contains("second factor on"), "the log was heard: {logged}");
    let digits = codes[0].replace(' ', "");
    let password = demo_password(phones::STAFF);
    for secret in [&half, &session, &digits, &codes[0], &password, &phones::STAFF.to_owned()] {
        assert!(!logged.contains(secret.as_str()), "{secret} is in the log");
    }
    // Six digits may well be part of a time or an id; as a word of their own they are a code.
    let words: Vec<&str> = logged.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    for code in [&wrong, &right] {
        assert!(!words.contains(&code.as_str()), "{code} is in the log");
    }
    for answer in answers {
        let addresses = format!("{} {}", answer.path, answer.location());
        assert!([&wrong, &right, &half].iter().all(|secret| !addresses.contains(secret.as_str())), "{addresses}");
    }
}
